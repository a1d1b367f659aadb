//! SQL of the user's own, which goes into a query as it is: whether it stays in its parentheses.

use super::dialect::Dialect;
use super::error::SqlError;

/// Checks that a condition, or the call of a function, neither ends the statement nor the
/// parentheses around it.
pub(super) fn check(dialect: Dialect, option: &'static str, text: &str) -> Result<(), SqlError> {
    if text.trim().is_empty() {
        return Err(SqlError::EmptyFragment { option });
    }
    let is_control = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
    if let Some(character) = text.chars().find(is_control) {
        return Err(SqlError::ControlInFragment { option, character });
    }
    let mut scan = Scan { dialect, option, rest: text, before: None, is_behind_name: false };
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

/// What is left of a text whose quotes are passed over.
struct Scan<'a> {
    dialect: Dialect,
    option: &'static str,
    rest: &'a str,
    /// The character before.
    before: Option<char>,
    /// Whether the one before that is part of a name.
    is_behind_name: bool,
}

impl Scan<'_> {
    /// Returns the next character that is not in quotes.
    fn next(&mut self) -> Result<Option<char>, SqlError> {
        loop {
            let Some(c) = self.rest.chars().next() else { return Ok(None) };
            if self.is_comment(c) {
                return Err(SqlError::Comment { option: self.option });
            } else if c == '[' && self.dialect == Dialect::Sqlite {
                self.skip_bracketed()?;
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
        let mut back = skipped.chars().rev();
        if let Some(last) = back.next() {
            self.is_behind_name = back.next().or(self.before).is_some_and(is_name);
            self.before = Some(last);
        }
        self.rest = rest;
    }

    /// Returns whether a comment begins here. Engines differ in where one ends.
    fn is_comment(&self, c: char) -> bool {
        let begins = |text: &str| self.rest.starts_with(text);
        begins("--")
            || begins("/*")
            || (begins("//") && self.dialect == Dialect::Snowflake)
            || (c == '#' && matches!(self.dialect, Dialect::BigQuery | Dialect::ClickHouse))
    }

    /// Passes over a name in brackets.
    fn skip_bracketed(&mut self) -> Result<(), SqlError> {
        let open = SqlError::OpenQuote { option: self.option, quote: '[' };
        let end = self.rest.find(']').ok_or(open)?;
        self.skip(end + 1);
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
        // The letter alone: in `date'…'` it is the end of a word.
        let after = |letter: char| {
            !self.is_behind_name && self.before.is_some_and(|c| c.eq_ignore_ascii_case(&letter))
        };
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
        let Some(tag) = self.rest.strip_prefix('$').filter(|_| !self.before.is_some_and(is_name))
        else {
            return false;
        };
        tag.trim_start_matches(is_name).starts_with('$')
    }
}

/// Returns whether a character may be part of a name.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
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
            (DuckDb, "note = 'it''s ; -- here)' AND \"a;)\" > 0"),
            (DuckDb, r"day = date'2026-01-31' AND path = e'it\'s; )'"),
            (Sqlite, "[a;)'b] = 1"),
            (Sqlite, r"path = 'C:\' AND a > 0"),
            (BigQuery, r"path = 'it\'s )' AND a > 0"),
            (BigQuery, "path = '''it's; )''' AND a > 0"),
            (Spark, r"path RLIKE r'a\' AND b > 0"),
            (Postgres, r"path = E'it\'s; )' AND a::int > 0"),
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
            (DuckDb, "a > 0 -- why", "--where: a comment may hide what comes after it"),
            (DuckDb, "1=1 -- \r) ) select 1; DROP TABLE t; --", "the character '\\r'"),
            (Spark, r"x>0 -- \", "--where: a comment may hide"),
            (Snowflake, "1=1 // /*", "--where: a comment may hide"),
            (BigQuery, "a > 0 # why", "--where: a comment may hide"),
            (DuckDb, r"d = date'\' ) ) select 1; DROP TABLE t; -- '", "a ) has no ( before it"),
            (Sqlite, "[a/*] = 1) ) select 1; -- */", "a ) has no ( before it"),
            (Sqlite, "[a = 1", "--where: the quote [ is not closed"),
            (DuckDb, "a = 'b", "--where: the quote ' is not closed"),
            (
                Sqlite,
                r"a = '\' ; DROP TABLE b --'",
                "--where: the ; would end the statement; leave it out",
            ),
            (BigQuery, r"a = '\'", "--where: the quote ' is not closed"),
            (Postgres, "a > 0 /* why */", "--where: a comment may hide"),
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
