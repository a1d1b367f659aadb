//! The first pass: one row that says where the values lie.

use std::fmt::Write;

use super::dialect::Dialect;
use super::rows::Rows;
use crate::mixture::condensed::Grid;

/// The version of the first pass's row.
pub(super) const FIRST_PASS_VERSION: u32 = 1;
/// Which quantiles are found.
pub(super) const SHARES: [(&str, f64); 7] = {
    let [q01, q10, q25, q50, q75, q90, q99] = Grid::SHARES;
    [
        ("q01", q01),
        ("q10", q10),
        ("q25", q25),
        ("q50", q50),
        ("q75", q75),
        ("q90", q90),
        ("q99", q99),
    ]
};
/// How many values are drawn where no function finds quantiles in a pass.
const DRAWN: u32 = 10_000;

/// Returns the query of the first pass.
pub(crate) fn first_pass(rows: &Rows) -> String {
    let dialect = rows.dialect;
    let mut text = String::from(
        "-- emstep, first pass: counts, range and quantiles of a column, in one row.\n",
    );
    if let Some(command) = dialect.command() {
        let _ = write!(
            text,
            "--   emstep sql ... | {command} > first.csv\n\
                 --   emstep sql ... --scout first.csv | {command} > sums.csv\n"
        );
    } else {
        let command = dialect.file_command();
        let _ = write!(
            text,
            "--   emstep sql ... > pass.sql\n--   {command} > first.csv\n\
                 --   emstep sql ... --scout first.csv > pass.sql\n"
        );
    }
    let again = dialect.read_again();
    let _ = write!(text, "WITH\nemstep_rows AS {again}(\n{}\n),\n", rows.read());
    let _ = write!(text, "emstep_values AS {again}(\n{}\n),\n", values(rows));
    text.push_str(&match dialect {
        Dialect::Postgres | Dialect::Sqlite | Dialect::Generic => drawn(rows),
        _ => at_once(rows),
    });
    text
}

/// Returns the step that has the values which can be taken in, NULL in the place of others, and a
/// mark per kind of weight that cannot.
fn values(rows: &Rows) -> String {
    let dialect = rows.dialect;
    let value = dialect.real("emstep_x");
    let mut is_taken = rows.is_value();
    let mut marks = String::new();
    if rows.is_weighted() {
        let is_value = is_taken.clone();
        let zero = dialect.literal(0.0);
        for (name, what) in [
            ("missing", "emstep_w IS NULL".to_owned()),
            ("zero", format!("emstep_w = {zero}")),
            ("negative", format!("emstep_w < {zero}")),
            ("all", "1 = 1".to_owned()),
        ] {
            let _ = write!(marks, ",\n  CASE WHEN {is_value} AND {what} THEN 1 END AS {name}_w");
        }
        let _ = write!(is_taken, " AND {}", rows.is_weight());
    }
    format!(
        "SELECT emstep_x,\n  CASE WHEN {is_taken} THEN {value} END AS x{marks}\nFROM emstep_rows"
    )
}

/// Returns the counts that are the same in all dialects, as columns.
fn counts(rows: &Rows) -> String {
    let mut text = "COUNT(*) AS row_count, COUNT(emstep_x) AS non_null_count, \
                    COUNT(x) AS valid_count,\n  MIN(x) AS minimum, MAX(x) AS maximum"
        .to_owned();
    if rows.is_weighted() {
        text.push_str(
            ",\n  COUNT(missing_w) AS missing_weights, COUNT(zero_w) AS zero_weights,\n  \
             COUNT(negative_w) AS negative_weights, COUNT(all_w) AS valued_rows",
        );
    }
    text
}

/// Returns the rest of a query whose engine finds quantiles in a pass.
fn at_once(rows: &Rows) -> String {
    let dialect = rows.dialect;
    let shares = SHARES.map(|(_, share)| share.to_string()).join(", ");
    let (quantiles, distinct) = match dialect {
        Dialect::DuckDb => {
            (format!("approx_quantile(x, [{shares}]) AS q"), "approx_count_distinct(x)")
        }
        Dialect::Spark => (
            format!("percentile_approx(x, array({shares}), 10000) AS q"),
            "approx_count_distinct(x)",
        ),
        Dialect::BigQuery => {
            ("APPROX_QUANTILES(x, 100) AS q".to_owned(), "APPROX_COUNT_DISTINCT(x)")
        }
        Dialect::ClickHouse => (format!("quantiles({shares})(x) AS q"), "uniq(x)"),
        Dialect::Trino => {
            (format!("approx_percentile(x, ARRAY[{shares}]) AS q"), "approx_distinct(x)")
        }
        _ => {
            let each =
                SHARES.map(|(name, share)| format!("APPROX_PERCENTILE(x, {share}) AS {name}"));
            (each.join(",\n  "), "APPROX_COUNT_DISTINCT(x)")
        }
    };
    let each = SHARES.iter().enumerate().map(|(i, (name, share))| match dialect {
        Dialect::DuckDb | Dialect::ClickHouse | Dialect::Trino => format!("q[{}]", i + 1),
        Dialect::Spark => format!("q[{i}]"),
        Dialect::BigQuery => format!("q[OFFSET({})]", (share * 100.0).round()),
        _ => (*name).to_owned(),
    });
    format!(
        "emstep_first AS (\nSELECT {},\n  {quantiles},\n  {distinct} AS distinct_values\n\
         FROM emstep_values\n)\n{}\nFROM emstep_first;\n",
        counts(rows),
        result(rows, &each.collect::<Vec<_>>()),
    )
}

/// Returns the rest of a query whose engine has no such function: it ranks values that it draws, or
/// all of them.
fn drawn(rows: &Rows) -> String {
    let dialect = rows.dialect;
    let mut text = String::new();
    let all = if dialect == Dialect::Generic {
        "emstep_values"
    } else {
        let _ = write!(
            text,
            "emstep_drawn AS MATERIALIZED (\nSELECT x FROM emstep_values WHERE x IS NOT NULL \
             ORDER BY random() LIMIT {DRAWN}\n),\n"
        );
        "emstep_drawn"
    };
    let _ = write!(
        text,
        "emstep_ranked AS (\nSELECT x, ROW_NUMBER() OVER (ORDER BY x) AS nth, \
         COUNT(*) OVER () AS total\nFROM {all}\nWHERE x IS NOT NULL\n),\n"
    );
    let each = SHARES.map(|(name, share)| {
        let position = dialect.whole(&format!("{share} * (total - 1)"));
        format!("MAX(CASE WHEN nth = 1 + {position} THEN x END) AS {name}")
    });
    let _ = write!(
        text,
        "emstep_quantiles AS (\nSELECT {}\nFROM emstep_ranked\n),\n",
        each.join(",\n  ")
    );
    // How many values there are that were not drawn follows from how many were drawn once (Haas and
    // Stokes 1998, the estimator Duj1).
    let _ = write!(
        text,
        "emstep_times AS (\nSELECT x, COUNT(*) AS times FROM {all} WHERE x IS NOT NULL GROUP BY x\n\
         ),\nemstep_distinct AS (\nSELECT COUNT(*) AS values_drawn, SUM(times) AS drawn,\n  \
         COUNT(CASE WHEN times = 1 THEN 1 END) AS once\nFROM emstep_times\n),\n"
    );
    let _ = write!(text, "emstep_counts AS (\nSELECT {}\nFROM emstep_values\n),\n", counts(rows));
    let drawn = dialect.real("drawn");
    let distinct =
        format!("{drawn} * values_drawn / (drawn - once + {drawn} * once / valid_count)");
    let distinct = match dialect {
        Dialect::Generic => "values_drawn".to_owned(),
        // Nothing was drawn if nothing is valid.
        _ => format!("CASE WHEN valid_count > 0 THEN {distinct} ELSE 0 END"),
    };
    let _ = write!(
        text,
        "emstep_first AS (\nSELECT emstep_counts.*, emstep_quantiles.*,\n  {} AS distinct_values\n\
         FROM emstep_counts CROSS JOIN emstep_quantiles CROSS JOIN emstep_distinct\n)\n\
         {}\nFROM emstep_first;\n",
        dialect.whole(&distinct),
        result(rows, &SHARES.map(|(name, _)| name.to_owned())),
    );
    text
}

/// Returns the columns of the row; `quantiles` are the expressions of those.
fn result(rows: &Rows, quantiles: &[String]) -> String {
    let dialect = rows.dialect;
    let number = |expression: &str| dialect.every_digit(expression);
    let mut text = format!(
        "SELECT {FIRST_PASS_VERSION} AS first_pass_version, {} AS weighted, row_count, \
         non_null_count, valid_count,\n  {} AS minimum, {} AS maximum,\n  ",
        u8::from(rows.is_weighted()),
        number("minimum"),
        number("maximum"),
    );
    for ((name, _), quantile) in SHARES.iter().zip(quantiles) {
        let _ = write!(text, "{} AS {name}, ", number(quantile));
    }
    text.push_str("\n  distinct_values");
    if rows.is_weighted() {
        text.push_str(
            ",\n  missing_weights, zero_weights, negative_weights,\n  valued_rows - valid_count - \
             missing_weights - zero_weights - negative_weights AS extreme_weights",
        );
    }
    text
}
