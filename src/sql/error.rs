//! Why there is no query.

use crate::text::sanitise::visible;

/// Why there is no query.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum SqlError {
    #[error("{option}: the name is empty")]
    EmptyName { option: &'static str },
    #[error(
        "{option}: '{}' has an empty part; put a name with a dot in quotes, as {quote}a.b{quote}",
        visible(.text)
    )]
    EmptyPart { option: &'static str, text: String, quote: char },
    #[error("{option}: the quote {quote} is not closed")]
    OpenQuote { option: &'static str, quote: char },
    #[error("{option}: the name has the control character {character:?}; rename it in a view")]
    Control { option: &'static str, character: char },
    #[error("{option}: spark-sql ends a statement at ; even in a name; rename it in a view")]
    NameWithSemicolon { option: &'static str },
    #[error("{option}: there is nothing in it")]
    EmptyFragment { option: &'static str },
    #[error("{option}: the ; would end the statement; leave it out")]
    Semicolon { option: &'static str },
    #[error("{option}: a ( is not closed")]
    OpenParenthesis { option: &'static str },
    #[error("{option}: a ) has no ( before it")]
    ExtraParenthesis { option: &'static str },
    #[error("{option}: a comment may hide what comes after it; leave it out")]
    Comment { option: &'static str },
    #[error("{option}: write text as '…', not between $ signs")]
    DollarQuote { option: &'static str },
    #[error("{option}: psql takes a backslash outside of quotes for a command; leave it out")]
    Backslash { option: &'static str },
    #[error("{option}: the text has the character {character:?}; leave it out")]
    ControlInFragment { option: &'static str, character: char },
}
