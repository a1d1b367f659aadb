//! What engines write differently: types, literals, sums, and how to print every digit.

/// Whose SQL is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    DuckDb,
    Postgres,
    Spark,
    BigQuery,
    Snowflake,
    ClickHouse,
    Trino,
    Sqlite,
    /// No functions but CASE, CAST, ABS, SUM, MIN, MAX, COUNT and windows.
    Generic,
}

impl Dialect {
    pub(crate) const ALL: [Self; 9] = [
        Self::DuckDb,
        Self::Postgres,
        Self::Spark,
        Self::BigQuery,
        Self::Snowflake,
        Self::ClickHouse,
        Self::Trino,
        Self::Sqlite,
        Self::Generic,
    ];

    /// Returns the name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "duckdb",
            Self::Postgres => "postgres",
            Self::Spark => "spark",
            Self::BigQuery => "bigquery",
            Self::Snowflake => "snowflake",
            Self::ClickHouse => "clickhouse",
            Self::Trino => "trino",
            Self::Sqlite => "sqlite",
            Self::Generic => "generic",
        }
    }

    fn real_type(self) -> &'static str {
        match self {
            Self::DuckDb | Self::Spark | Self::Trino => "DOUBLE",
            Self::Postgres | Self::Generic => "DOUBLE PRECISION",
            Self::BigQuery => "FLOAT64",
            Self::Snowflake => "FLOAT",
            // A type that is not Nullable refuses NULL.
            Self::ClickHouse => "Nullable(Float64)",
            Self::Sqlite => "REAL",
        }
    }

    /// Returns an expression as an `f64`.
    pub(super) fn real(self, expression: &str) -> String {
        format!("CAST({expression} AS {})", self.real_type())
    }

    /// Returns an expression as a whole number of 64 bits.
    pub(super) fn whole(self, expression: &str) -> String {
        let name = match self {
            Self::BigQuery => "INT64",
            Self::ClickHouse => "Nullable(Int64)",
            Self::Sqlite => "INTEGER",
            _ => "BIGINT",
        };
        format!("CAST({expression} AS {name})")
    }

    /// Returns an expression as text.
    pub(super) fn text(self, expression: &str) -> String {
        let name = match self {
            Self::Spark | Self::BigQuery => "STRING",
            Self::ClickHouse => "Nullable(String)",
            Self::Postgres | Self::Sqlite => "TEXT",
            _ => "VARCHAR",
        };
        format!("CAST({expression} AS {name})")
    }

    /// Returns a number as an `f64`, to the last bit. Without an exponent most engines take it for
    /// a decimal, and some do with one.
    pub(super) fn literal(self, x: f64) -> String {
        let number = digits(x);
        match self {
            Self::Postgres | Self::Snowflake | Self::Generic => self.real(&format!("'{number}'")),
            // Spark 2 takes it for a decimal without the D.
            Self::Spark if x < 0.0 => format!("({number}D)"),
            Self::Spark => format!("{number}D"),
            // In SQLite text that is a number compares as one with what a CAST gives, but not with
            // a literal.
            Self::Sqlite => self.real(&number),
            _ if x < 0.0 => format!("({number})"),
            _ => number,
        }
    }

    /// Returns a sum of `f64`; where the engine can, without rounding errors that grow with the
    /// number of rows.
    pub(super) fn sum(self, expression: &str) -> String {
        match self {
            Self::DuckDb => format!("FSUM({expression})"),
            Self::ClickHouse => format!("sumKahan({expression})"),
            _ => format!("SUM({expression})"),
        }
    }

    /// Returns an `f64` so that what is printed reads back to the same bits.
    pub(super) fn every_digit(self, expression: &str) -> String {
        match self {
            // 15 digits are the default.
            Self::Sqlite => format!("printf('%!.17g', {expression})"),
            Self::BigQuery => format!("FORMAT('%.17g', {expression})"),
            // An f64 that is unloaded to a file loses digits.
            Self::Snowflake => format!("TO_VARCHAR({expression}, 'FM9.0000000000000000EE')"),
            // The others print the shortest number that reads back to the same bits.
            _ => expression.to_owned(),
        }
    }

    /// Returns whether there is a FLOOR.
    pub(super) fn has_floor(self) -> bool {
        !matches!(self, Self::Sqlite | Self::Generic)
    }

    /// Returns what goes after a step, so that it is computed once per row, and not kept: these
    /// engines would else write it out wherever the next step names it.
    pub(super) fn fence(self) -> &'static str {
        match self {
            Self::Postgres => "\nOFFSET 0",
            Self::Sqlite => "\nLIMIT -1",
            _ => "",
        }
    }

    /// Returns what goes after AS, so that rows that are read twice are not kept in between.
    pub(super) fn read_again(self) -> &'static str {
        match self {
            Self::Postgres | Self::Sqlite => "NOT MATERIALIZED ",
            _ => "",
        }
    }

    /// Returns the character around a name.
    pub(super) fn quote(self) -> char {
        match self {
            Self::Spark | Self::BigQuery | Self::ClickHouse => '`',
            _ => '"',
        }
    }

    /// Returns whether a backslash in a quoted name takes the meaning of the character after it.
    pub(super) fn escapes_names(self) -> bool {
        matches!(self, Self::BigQuery | Self::ClickHouse)
    }

    /// Returns whether a backslash in '…' takes the meaning of the character after it.
    pub(super) fn escapes_text(self) -> bool {
        matches!(self, Self::BigQuery | Self::ClickHouse | Self::Spark | Self::Snowflake)
    }

    /// Returns a command that runs the text from standard input, and prints CSV with a header.
    pub(super) fn command(self) -> Option<&'static str> {
        match self {
            Self::DuckDb => Some("duckdb my.db -csv"),
            Self::Postgres => Some("psql -X -q --csv mydb"),
            Self::BigQuery => Some("bq query --nouse_legacy_sql --format=csv --max_rows=1000000"),
            Self::ClickHouse => Some("clickhouse-client --format CSVWithNames"),
            Self::Sqlite => Some("sqlite3 -csv -header my.db"),
            Self::Spark | Self::Snowflake | Self::Trino | Self::Generic => None,
        }
    }

    /// Returns a command that runs the text from the file `pass.sql`.
    pub(super) fn file_command(self) -> &'static str {
        match self {
            Self::Spark => {
                "spark-sql --conf spark.sql.cli.print.header=true -f pass.sql | tr \"\\t\" ,"
            }
            Self::Snowflake => {
                "snowsql -o output_format=csv -o friendly=false -o timing=false -f pass.sql"
            }
            Self::Trino => "trino --output-format CSV_HEADER -f pass.sql",
            _ => "run pass.sql with CSV output and a header line",
        }
    }
}

/// Returns the digits of a number, with an exponent: few, or 17, which are nearer to it than a
/// quarter of its last bit, so that a reader that rounds carelessly finds it too.
fn digits(x: f64) -> String {
    let shortest = format!("{x:E}");
    if shortest.len() <= 16 { shortest } else { format!("{x:.16E}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_have_an_exponent_and_read_back_to_the_same_bits() {
        for x in [0.0, 1.0, 0.1, -2.5, 2f64.powi(-30), 1e140, 1.0 / 1e140, f64::MAX, 1e9 + 0.1] {
            assert_eq!(digits(x).parse(), Ok(x), "{x}");
            assert!(digits(x).contains('E'));
        }
        assert_eq!(Dialect::DuckDb.literal(-2.5), "(-2.5E0)");
        assert_eq!(Dialect::Spark.literal(2048.0), "2.048E3D");
        assert_eq!(Dialect::Postgres.literal(-2.5), "CAST('-2.5E0' AS DOUBLE PRECISION)");
    }
}
