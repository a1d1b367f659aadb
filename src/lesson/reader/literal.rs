//! A string as it is written in TOML: which line each of its characters is from. The toml crate
//! says what a string is and where it starts; a mistake in a long one is better found by its own
//! line.

/// Returns the characters that a string in its quotes means, each with how many line ends are
/// before it.
pub(super) fn lines(raw: &str) -> Vec<(char, usize)> {
    let Some(quote @ ('"' | '\'')) = raw.chars().next() else { return Vec::new() };
    let fence: String = std::iter::repeat_n(quote, 3).collect();
    let is_long = raw.len() >= 6 && raw.starts_with(&fence);
    let length = if is_long { 3 } else { 1 };
    let mut rest = Rest { chars: raw.get(length..raw.len() - length).unwrap_or(""), line: 0 };
    if is_long {
        // A line end right after the opening quotes is not part of it.
        let first = rest.chars.strip_prefix("\r\n").or(rest.chars.strip_prefix('\n'));
        if let Some(after) = first {
            rest = Rest { chars: after, line: 1 };
        }
    }
    let mut read = Vec::new();
    while let Some((c, line)) = rest.next() {
        if quote == '\'' || c != '\\' {
            read.push((c, line));
        } else if let Some(c) = rest.escaped() {
            read.push((c, line));
        }
    }
    read
}

struct Rest<'t> {
    chars: &'t str,
    line: usize,
}

impl Rest<'_> {
    /// Returns the next character, and the line it is on.
    fn next(&mut self) -> Option<(char, usize)> {
        let c = self.chars.chars().next()?;
        self.chars = &self.chars[c.len_utf8()..];
        let line = self.line;
        self.line += usize::from(c == '\n');
        Some((c, line))
    }

    /// Returns what a backslash before the next characters means; none for a line end and the
    /// blanks after it.
    fn escaped(&mut self) -> Option<char> {
        let (c, _) = self.next()?;
        match c {
            'b' => Some('\u{8}'),
            't' => Some('\t'),
            'n' => Some('\n'),
            'f' => Some('\u{c}'),
            'r' => Some('\r'),
            'e' => Some('\u{1b}'),
            'x' => self.code(2),
            'u' => self.code(4),
            'U' => self.code(8),
            c if c.is_whitespace() => {
                while self.chars.starts_with(char::is_whitespace) {
                    self.next();
                }
                None
            }
            c => Some(c),
        }
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let code = self.chars.get(..digits)?;
        self.chars = &self.chars[digits..];
        u32::from_str_radix(code, 16).ok().and_then(char::from_u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use toml::de::DeTable;

    fn text(raw: &str) -> String {
        lines(raw).into_iter().map(|(c, _)| c).collect()
    }

    fn lines_of(raw: &str) -> Vec<usize> {
        lines(raw).into_iter().map(|(_, line)| line).collect()
    }

    #[test]
    fn line_ends_count_whether_or_not_they_are_part_of_the_string() {
        assert_eq!(lines_of("\"ab\""), [0, 0]);
        assert_eq!(lines_of("\"\"\"\na\nb\"\"\""), [1, 1, 2]);
        assert_eq!(lines_of("\"\"\"a\\\n  \n b\"\"\""), [0, 2]);
        assert_eq!(lines_of("'''\r\na'''"), [1]);
        assert_eq!(lines_of("\"a\\nb\""), [0, 0, 0]);
        assert_eq!(text("'a\\nb'"), "a\\nb");
        assert_eq!(text("\"\\u03c3\\\"\\\\\\t\""), "σ\"\\\t");
    }

    proptest! {
        /// Whatever TOML reads as a string is read here as the same.
        #[test]
        fn strings_are_what_toml_says(
            raw in prop_oneof![
                "\"([a-zσ ]|\\\\[nt\"\\\\]|\\\\u03c3){0,9}\"",
                "\"\"\"\n?([a-zσ \n]|\\\\[nt\"\\\\]|\\\\\n *|\\\\U000003c3){0,9}\"\"\"",
                "'[a-zσ \\\\]{0,9}'",
                "'''\n?[a-zσ \\\\\n]{0,9}'''",
            ],
        ) {
            let document = format!("x = {raw}\n");
            let table = DeTable::parse(&document).unwrap();
            let value = table.get_ref().get("x").unwrap();
            prop_assert_eq!(&document[value.span()], raw.as_str());
            prop_assert_eq!(text(&raw), value.get_ref().as_str().unwrap());
        }
    }
}
