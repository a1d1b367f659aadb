//! As much of Rust as the rules of imports need: tokens, and the paths that they make up.

/// Identifiers and punctuation; comments, strings, characters and lifetimes are left out.
pub(crate) fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if at(i) == '/' && at(i + 1) == '/' {
            i += chars[i..].iter().take_while(|c| **c != '\n').count();
        } else if at(i) == '/' && at(i + 1) == '*' {
            i = after_block_comment(&chars, i);
        } else if let Some(end) = after_raw_string(&chars, i) {
            i = end;
        } else if at(i) == '"' {
            i = after_quoted(&chars, i + 1, '"');
        } else if at(i) == '\'' && at(i + 1) == '\\' {
            i = after_quoted(&chars, i + 1, '\'');
        } else if at(i) == '\'' && at(i + 2) == '\'' {
            i += 3;
        } else if at(i).is_alphanumeric() || at(i) == '_' {
            let length =
                chars[i..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            tokens.push(chars[i..i + length].iter().collect());
            i += length;
        } else if at(i) == ':' && at(i + 1) == ':' {
            tokens.push("::".into());
            i += 2;
        } else {
            if !at(i).is_whitespace() && at(i) != '\'' {
                tokens.push(at(i).to_string());
            }
            i += 1;
        }
    }
    tokens
}

/// The texts in quotes of a source without its tests, but for raw ones, with the lines that they go
/// on in.
pub(crate) fn texts(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut texts = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if at(i) == '/' && at(i + 1) == '/' {
            i += chars[i..].iter().take_while(|c| **c != '\n').count();
        } else if let Some(end) = after_raw_string(&chars, i) {
            i = end;
        } else if at(i) == '"' {
            let end = after_quoted(&chars, i + 1, '"');
            texts.push(unescaped(&chars[i + 1..end - 1]));
            i = end;
        } else if at(i) == '\'' && at(i + 1) == '\\' {
            i = after_quoted(&chars, i + 1, '\'');
        } else if at(i) == '\'' && at(i + 2) == '\'' {
            i += 3;
        } else {
            i += 1;
        }
    }
    texts
}

/// A text without the ends of lines that it goes on in. What else is escaped becomes a blank.
fn unescaped(quoted: &[char]) -> String {
    let (mut text, mut i) = (String::new(), 0);
    while let Some(c) = quoted.get(i) {
        match (c, quoted.get(i + 1)) {
            ('\\', Some('\n')) => {
                i += 2;
                i += quoted[i..].iter().take_while(|c| c.is_whitespace()).count();
            }
            ('\\', Some(escaped)) => {
                text.push(if *escaped == '"' { '"' } else { ' ' });
                i += 2;
            }
            _ => {
                text.push(*c);
                i += 1;
            }
        }
    }
    text
}

/// Where a raw string (`r"…"`, `br#"…"#`) that starts here ends; none where none starts here.
fn after_raw_string(chars: &[char], i: usize) -> Option<usize> {
    let r = if chars[i] == 'b' { i + 1 } else { i };
    if chars.get(r) != Some(&'r') {
        return None;
    }
    let hashes = chars[r + 1..].iter().take_while(|c| **c == '#').count();
    let start = r + 1 + hashes;
    if chars.get(start) != Some(&'"') {
        return None;
    }
    let end: Vec<char> = format!("\"{}", "#".repeat(hashes)).chars().collect();
    let length = chars[start + 1..].windows(end.len()).position(|window| window == end);
    Some(start + 1 + length.expect("a raw string ends") + end.len())
}

/// Where what is quoted with `quote` ends, from the first character in it.
fn after_quoted(chars: &[char], mut i: usize, quote: char) -> usize {
    while chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

fn after_block_comment(chars: &[char], mut i: usize) -> usize {
    let mut depth = 0;
    loop {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
}

/// Every path that starts at `crate`, `self`, `super`, `emstep` or `std`, from the root: groups are
/// taken apart, and `super` is counted from the inline module that it is in.
pub(crate) fn paths(tokens: &[String], file: &[String]) -> Vec<Vec<String>> {
    let mut inline: Vec<Option<String>> = Vec::new();
    let mut found = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let before = |back: usize| i.checked_sub(back).map_or("", |j| tokens[j].as_str());
        match token.as_str() {
            "{" => inline.push((before(2) == "mod").then(|| before(1).to_owned())),
            "}" => drop(inline.pop()),
            // `pub(super)` and `pub(in path)` say who sees something, and import nothing.
            _ if before(1) == "in" && before(2) == "(" => {}
            _ if before(1) == "(" && before(2) == "pub" && tokens[i + 1] == ")" => {}
            "crate" | "self" | "super" | "emstep" | "std" if before(1) != "::" => {
                let mut ends = Vec::new();
                expand(tokens, i, &mut Vec::new(), &mut ends);
                let here: Vec<String> =
                    file.iter().cloned().chain(inline.iter().flatten().cloned()).collect();
                found.extend(ends.iter().map(|path| from_the_root(path, &here)));
            }
            _ => {}
        }
    }
    found
}

/// Follows a path or a group from token `i`; every end of it goes to `ends`. Returns where it
/// stops.
fn expand(
    tokens: &[String],
    mut i: usize,
    prefix: &mut Vec<String>,
    ends: &mut Vec<Vec<String>>,
) -> usize {
    let depth = prefix.len();
    let token = |i: usize| tokens.get(i).map_or("", String::as_str);
    loop {
        if token(i) == "{" {
            i += 1;
            while token(i) != "}" {
                i = expand(tokens, i, prefix, ends);
                // `as name`, and the comma.
                while !["}", ","].contains(&token(i)) {
                    assert!(i < tokens.len(), "a group of imports ends");
                    i += 1;
                }
                i += usize::from(token(i) == ",");
            }
            i += 1;
            break;
        }
        prefix.push(token(i).to_owned());
        i += 1;
        if token(i) != "::" {
            ends.push(prefix.clone());
            break;
        }
        i += 1;
    }
    prefix.truncate(depth);
    i
}

/// `crate::…` for every path inside the package, the path itself for others.
fn from_the_root(path: &[String], here: &[String]) -> Vec<String> {
    let mut rest = path;
    let mut modules = match path[0].as_str() {
        "crate" | "emstep" => {
            rest = &path[1..];
            Vec::new()
        }
        "self" | "super" => here.to_vec(),
        _ => return path.to_vec(),
    };
    while let Some((first, more)) = rest.split_first() {
        match first.as_str() {
            "self" => {}
            "super" => drop(modules.pop()),
            _ => break,
        }
        rest = more;
    }
    let names = modules.into_iter().chain(rest.iter().cloned());
    std::iter::once("crate".to_owned()).chain(names).collect()
}
