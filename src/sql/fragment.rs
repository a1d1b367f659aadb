//! SQL of the user's own, which goes into a query as it is: whether it stays in its parentheses.

use super::dialect::Dialect;
use super::error::SqlError;

/// Checks that a condition, or the call of a function, neither ends the statement nor the
/// parentheses around it.
pub(super) fn check(dialect: Dialect, option: &'static str, text: &str) -> Result<(), SqlError> {
    if text.trim().is_empty() {
        return Err(SqlError::EmptyFragment { option });
    }
    let is_control = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(character) = text.chars().find(is_control) {
        return Err(SqlError::ControlInFragment { option, character });
    }
    let mut scan = Scan { dialect, option, rest: text, before: None };
    let mut depth = 0_usize;
    while let Some(c) = scan.next()? {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1).ok_or(SqlError::ExtraParenthesis { option })?,
            ';' => return Err(SqlError::Semicolon { option }),
            '\\' if dialect == Dialect::Postgres => return Err(SqlError::Backslash { option }),
            _ => {}
        }
    }
    if depth > 0 { Err(SqlError::OpenParenthesis { option }) } else { Ok(()) }
}

/// What is left of a text whose quotes and comments are passed over.
struct Scan<'a> {
    dialect: Dialect,
    option: &'static str,
    rest: &'a str,
    /// The character before.
    before: Option<char>,
}

impl Scan<'_> {
    /// Returns the next character that is not in quotes and not in a comment.
    fn next(&mut self) -> Result<Option<char>, SqlError> {
        loop {
            let Some(c) = self.rest.chars().next() else { return Ok(None) };
            let is_comment = self.rest.starts_with("--")
                || (c == '#' && matches!(self.dialect, Dialect::BigQuery | Dialect::ClickHouse));
            if is_comment {
                self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.skip_comment()?;
            } else if matches!(c, '\'' | '"' | '`') {
                self.skip_quoted(c)?;
            } else if self.is_dollar_quote() {
                return Err(SqlError::DollarQuote { option: self.option });
            } else {
                self.skip(c.len_utf8());
                return Ok(Some(c));
            }
        }
    }

    fn skip(&mut self, length: usize) {
        let (skipped, rest) = self.rest.split_at(length);
        self.before = skipped.chars().next_back().or(self.before);
        self.rest = rest;
    }

    fn skip_comment(&mut self) -> Result<(), SqlError> {
        let inside = &self.rest[2..];
        let end = inside.find("*/").filter(|end| !inside[..*end].contains("/*"));
        let end = end.ok_or(SqlError::OpenComment { option: self.option })?;
        self.skip(2 + end + 2);
        Ok(())
    }

    fn skip_quoted(&mut self, quote: char) -> Result<(), SqlError> {
        let open = SqlError::OpenQuote { option: self.option, quote };
        let long = quote.to_string().repeat(3);
        if self.dialect == Dialect::BigQuery && quote != '`' && self.rest.starts_with(&long) {
            let end = self.rest[3..].find(&long).ok_or(open)?;
            self.skip(3 + end + 3);
            return Ok(());
        }
        let escapes = self.escapes(quote);
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            if c == '\\' && escapes {
                chars.next();
            } else if c == quote {
                // Of a quote that is written twice the second one begins again.
                self.skip(at + 1);
                return Ok(());
            }
        }
        Err(open)
    }

    /// Returns whether a backslash in these quotes takes the meaning of the character after it.
    fn escapes(&self, quote: char) -> bool {
        let after = |letter: char| self.before.is_some_and(|c| c.eq_ignore_ascii_case(&letter));
        match (self.dialect, quote) {
            (Dialect::Spark, '\'' | '"') => !after('r'),
            (_, '\'') => {
                let has_escape_texts = matches!(self.dialect, Dialect::Postgres | Dialect::DuckDb);
                self.dialect.escapes_text() || (has_escape_texts && after('e'))
            }
            (Dialect::BigQuery | Dialect::ClickHouse, _) => true,
            _ => false,
        }
    }

    /// Returns whether this is the beginning of `$$` or `$tag$`, in which anything is text.
    fn is_dollar_quote(&self) -> bool {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let Some(tag) = self.rest.strip_prefix('$').filter(|_| !self.before.is_some_and(is_name))
        else {
            return false;
        };
        tag.trim_start_matches(is_name).starts_with('$')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{BigQuery, DuckDb, Postgres, Snowflake, Spark, Sqlite};

    fn said(dialect: Dialect, text: &str) -> String {
        check(dialect, "--where", text).map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn a_condition_stays_in_its_parentheses() {
        for (dialect, text) in [
            (DuckDb, "day = '2026-01-01' AND (a > 0 OR b IN (1, 2))"),
            (DuckDb, "note = 'it''s ; here)' AND \"a;)\" > 0 -- why ); not"),
            (Sqlite, r"path = 'C:\' AND a > 0"),
            (BigQuery, r"path = 'it\'s )' AND a > 0 # ) a comment"),
            (BigQuery, "path = '''it's; )''' AND a > 0"),
            (Spark, r"path RLIKE r'a\' AND b > 0"),
            (Postgres, r"path = E'it\'s; )' /* ( */ AND a::int > 0"),
            (Snowflake, "a$b > $1"),
            (DuckDb, "a > 0\nAND b > 0"),
        ] {
            assert_eq!(said(dialect, text), "", "{text}");
        }
    }

    #[test]
    fn what_would_leave_them_is_refused() {
        for (dialect, text, says) in [
            (DuckDb, "a > 0; DROP TABLE b", "--where: the ; would end the statement; leave it out"),
            (DuckDb, "a > 0) OR (1 = 1", "--where: a ) has no ( before it"),
            (DuckDb, "(a > 0", "--where: a ( is not closed"),
            (DuckDb, "(a > 0 -- )", "--where: a ( is not closed"),
            (DuckDb, "a = 'b", "--where: the quote ' is not closed"),
            (
                Sqlite,
                r"a = '\' ; DROP TABLE b --'",
                "--where: the ; would end the statement; leave it out",
            ),
            (BigQuery, r"a = '\'", "--where: the quote ' is not closed"),
            (DuckDb, "a > 0 /*", "is not closed, or has another one in it"),
            (Postgres, "a > 0 /* /* */", "is not closed, or has another one in it"),
            (Postgres, "a = $$;$$", "--where: write text as '…', not between $ signs"),
            (Postgres, r"a > 0 \! ls", "psql takes a backslash"),
            (DuckDb, "  ", "--where: there is nothing in it"),
            (DuckDb, "a = '\0'", "the character '\\0'"),
        ] {
            let found = said(dialect, text);
            assert!(found.contains(says) && !found.is_empty(), "{text}: {found}");
        }
    }
}
