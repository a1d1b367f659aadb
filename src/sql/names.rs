//! Names of columns and tables, quoted so that any name is only a name.

use super::dialect::Dialect;
use super::error::SqlError;
use super::fragment;

/// Returns a column as it is written in a query.
///
/// Without quotes around it, a name means what it means in a query: the engine's folding of case is
/// done here, since quotes would prevent it.
pub(super) fn column(
    dialect: Dialect,
    option: &'static str,
    text: &str,
) -> Result<String, SqlError> {
    let name = match quoted_part(dialect, text) {
        Some((name, "")) => name,
        _ => folded(dialect, text),
    };
    quoted(dialect, option, text, &name)
}

/// Returns what follows FROM: a name, perhaps with a schema (`a.b`; a dot inside of quotes is part
/// of the name), a file, or the call of a table function.
pub(super) fn table(dialect: Dialect, text: &str) -> Result<String, SqlError> {
    let option = "--table";
    if is_call(text) {
        fragment::check(dialect, option, text)?;
        return Ok(text.to_owned());
    }
    if dialect == Dialect::DuckDb
        && let Some(file) = file(text)
    {
        no_control(option, file)?;
        return Ok(format!("'{}'", file.replace('\'', "''")));
    }
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = match quoted_part(dialect, rest) {
            Some((name, after)) if after.is_empty() || after.starts_with('.') => (name, after),
            _ if rest.starts_with(dialect.quote()) => {
                return Err(SqlError::OpenQuote { option, quote: dialect.quote() });
            }
            _ => {
                let end = rest.find('.').unwrap_or(rest.len());
                (folded(dialect, &rest[..end]), &rest[end..])
            }
        };
        parts.push(quoted(dialect, option, text, &name)?);
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return Ok(parts.join(".")),
        }
    }
}

/// Returns whether this is the call of a function, as `read_parquet('a.parquet')`.
fn is_call(text: &str) -> bool {
    let Some((name, _)) = text.trim_end().strip_suffix(')').and_then(|call| call.split_once('('))
    else {
        return false;
    };
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_first)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
}

/// Returns the file that DuckDB reads in the place of a table.
fn file(text: &str) -> Option<&str> {
    if let Some(file) = text.strip_prefix('\'').and_then(|file| file.strip_suffix('\'')) {
        return Some(file);
    }
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches(".gz").trim_end_matches(".zst");
    let endings = [".parquet", ".csv", ".tsv", ".json", ".ndjson", ".jsonl"];
    let is_file = endings.iter().any(|ending| bare.ends_with(ending)) || lower.contains("://");
    (is_file && !text.starts_with('"')).then_some(text)
}

/// Returns the name that a text begins with, if it begins with one in quotes, and what is after it.
fn quoted_part(dialect: Dialect, text: &str) -> Option<(String, &str)> {
    let quote = dialect.quote();
    let inside = text.strip_prefix(quote)?;
    let mut name = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && dialect.escapes_names() {
            name.push(chars.next()?.1);
        } else if c != quote {
            name.push(c);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            name.push(quote);
        } else {
            return Some((name, &inside[at + quote.len_utf8()..]));
        }
    }
    None
}

/// Returns a name that has no quotes, in the case that the engine reads it in.
fn folded(dialect: Dialect, name: &str) -> String {
    let is_plain = !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    match dialect {
        Dialect::Postgres if is_plain => name.to_ascii_lowercase(),
        Dialect::Snowflake if is_plain && name.is_ascii() => name.to_ascii_uppercase(),
        _ => name.to_owned(),
    }
}

fn quoted(
    dialect: Dialect,
    option: &'static str,
    text: &str,
    name: &str,
) -> Result<String, SqlError> {
    if text.is_empty() {
        return Err(SqlError::EmptyName { option });
    }
    if name.is_empty() {
        let text = text.to_owned();
        return Err(SqlError::EmptyPart { option, text, quote: dialect.quote() });
    }
    no_control(option, name)?;
    // The command line of Spark cuts statements at each of them that is not in '…' or "…".
    if dialect == Dialect::Spark && name.contains(';') {
        return Err(SqlError::NameWithSemicolon { option });
    }
    // In "…" SQLite takes a name that there is not for a text.
    let quote = if dialect == Dialect::Sqlite { '`' } else { dialect.quote() };
    let name = if dialect.escapes_names() {
        name.replace('\\', r"\\").replace(quote, &format!("\\{quote}"))
    } else {
        name.replace(quote, &format!("{quote}{quote}"))
    };
    Ok(format!("{quote}{name}{quote}"))
}

fn no_control(option: &'static str, name: &str) -> Result<(), SqlError> {
    match name.chars().find(|c| c.is_control()) {
        Some(character) => Err(SqlError::Control { option, character }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{BigQuery, ClickHouse, DuckDb, Generic, Postgres, Snowflake, Spark, Sqlite};

    #[test]
    fn a_name_is_quoted_and_cannot_end() {
        let column = |dialect, name: &str| column(dialect, "--column", name).unwrap();
        assert_eq!(column(DuckDb, "a\"; DROP TABLE b --"), "\"a\"\"; DROP TABLE b --\"");
        assert_eq!(column(Sqlite, "order"), "`order`");
        assert_eq!(column(Sqlite, "\"a`b\""), "`a``b`");
        assert_eq!(column(Generic, "waiting time"), "\"waiting time\"");
        assert_eq!(column(Spark, "a`b\\"), "`a``b\\`");
        assert_eq!(column(BigQuery, "a`b\\"), "`a\\`b\\\\`");
        assert_eq!(column(ClickHouse, "a\\`; b"), "`a\\\\\\`; b`");
        assert_eq!(column(DuckDb, "größe.x"), "\"größe.x\"");
        assert_eq!(column(DuckDb, "5\" pipe"), "\"5\"\" pipe\"");
    }

    #[test]
    fn case_is_folded_as_the_engine_does_without_quotes() {
        let column = |dialect, name: &str| column(dialect, "--column", name).unwrap();
        assert_eq!(column(Postgres, "Waiting"), "\"waiting\"");
        assert_eq!(column(Postgres, "\"Waiting\""), "\"Waiting\"");
        assert_eq!(column(Postgres, "Waiting time"), "\"Waiting time\"");
        assert_eq!(column(Snowflake, "waiting"), "\"WAITING\"");
        assert_eq!(column(Snowflake, "\"waiting\""), "\"waiting\"");
        assert_eq!(column(DuckDb, "Waiting"), "\"Waiting\"");
    }

    #[test]
    fn a_dot_divides_unless_it_is_in_quotes() {
        let table = |dialect, name: &str| table(dialect, name).unwrap();
        assert_eq!(table(DuckDb, "main.trips"), "\"main\".\"trips\"");
        assert_eq!(table(DuckDb, "main.\"a.b\""), "\"main\".\"a.b\"");
        assert_eq!(table(Postgres, "\"A\"\"b\".C"), "\"A\"\"b\".\"c\"");
        assert_eq!(table(BigQuery, "my-project.day.trips_*"), "`my-project`.`day`.`trips_*`");
        assert_eq!(table(BigQuery, "`my-project.day.trips`"), "`my-project.day.trips`");
        assert_eq!(table(Spark, "cat.`a``b`.t"), "`cat`.`a``b`.`t`");
    }

    #[test]
    fn files_and_functions_are_tables_too() {
        let table = |dialect, name: &str| table(dialect, name).unwrap();
        assert_eq!(table(DuckDb, "it's/*.parquet"), "'it''s/*.parquet'");
        assert_eq!(table(DuckDb, "'a.b'"), "'a.b'");
        assert_eq!(table(DuckDb, "\"a.csv\""), "\"a.csv\"");
        assert_eq!(
            table(DuckDb, "read_csv('a;b.csv', sep = ';')"),
            "read_csv('a;b.csv', sep = ';')"
        );
        assert_eq!(table(ClickHouse, "numbers(10)"), "numbers(10)");
        // A name with parentheses is a name.
        assert_eq!(table(DuckDb, "size (cm)"), "\"size (cm)\"");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let column =
            |dialect, name: &str| column(dialect, "--column", name).unwrap_err().to_string();
        let table = |dialect, name: &str| table(dialect, name).unwrap_err().to_string();
        assert_eq!(
            column(DuckDb, "a\nb"),
            "--column: the name has the control character '\\n'; rename it in a view"
        );
        assert!(column(DuckDb, "a\0").contains("'\\0'"));
        assert_eq!(column(DuckDb, ""), "--column: the name is empty");
        assert_eq!(
            table(DuckDb, "a..b"),
            "--table: 'a..b' has an empty part; put a name with a dot in quotes, as \"a.b\""
        );
        assert_eq!(table(DuckDb, "\"a.b"), "--table: the quote \" is not closed");
        assert!(table(DuckDb, "f(1); DROP TABLE t(1)").contains(';'));
        assert!(column(Spark, "a;b").contains("spark-sql"));
    }
}
