//! A single column comes back however its numbers are written; what cannot be read in it is an
//! error with its line; and of a list every number is read.

use emstep::data::{DataNote, DecimalMark, DialectOptions};
use proptest::prelude::*;

use super::read;

/// Writes hundredths with this decimal mark and this between thousands.
fn number(hundredths: i64, mark: &str, group: &str) -> String {
    let digits = (hundredths.abs() / 100).to_string();
    let mut whole = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            whole.push_str(group);
        }
        whole.push(digit);
    }
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{whole}{mark}{:02}", hundredths.abs() % 100)
}

fn values(rows: &[Option<i64>]) -> Vec<f64> {
    rows.iter().flatten().map(|x| *x as f64 / 100.0).collect()
}

/// What a person may write in the place of a number, and what may be misspelt.
fn unreadable() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "inf",
        "1e400",
        "\u{2212}1.5",
        "1.5kg",
        "<0.1",
        "1.5*",
        "(1.5)",
        "'1.5'",
        "=1.5",
        "1/3",
        "2020-01-01",
        "unknown",
        "broken",
        "1.5 # foo",
        "\u{200b}",
        "x",
        "12:30",
        "$5",
        "5 %",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn numbers_of_one_column_come_back_or_a_note_says_how(
        rows in prop::collection::vec(
            prop::option::weighted(0.9, -9_999_999..9_999_999_i64), 3..12,
        ),
        (by_comma, group) in (any::<bool>(), prop::sample::select(vec!["", ",", ".", "'", "\u{a0}"])),
        (name, title) in (any::<bool>(), any::<bool>()),
        missing in prop::sample::select(vec!["NA", "?", "#N/A"]),
    ) {
        prop_assume!(rows.iter().flatten().count() > 1);
        let mark = if by_comma { "," } else { "." };
        let group = if group == mark { "" } else { group };
        let cell = |x: &Option<i64>| x.map_or_else(|| missing.to_owned(), |x| number(x, mark, group));
        let mut lines: Vec<String> = Vec::new();
        lines.extend((title && name).then(|| "Measurements of today".to_owned()));
        lines.extend(name.then(|| "x".to_owned()));
        lines.extend(rows.iter().map(cell));
        let text = lines.join("\n") + "\n";
        let expected = values(&rows);
        let fail = |error: emstep::data::DataError| TestCaseError::fail(format!("{text}: {error}"));

        let found = read(text.as_bytes(), None, &DialectOptions::default()).map_err(fail)?;
        let is_said = found.notes.iter().any(|note| matches!(note, DataNote::Ambiguous(_)));
        prop_assert!(found.sample.values() == expected || is_said, "{text}{:?}", found.sample);

        // What is said wins.
        let decimal = Some(if by_comma { DecimalMark::Comma } else { DecimalMark::Point });
        let said = DialectOptions { decimal, ..DialectOptions::default() };
        let found = read(text.as_bytes(), None, &said).map_err(fail)?;
        prop_assert_eq!(found.sample.values(), &expected[..], "{} {:?}", text, found.notes);
        prop_assert_eq!(found.left_out.total(), rows.len() - expected.len());
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_an_error_with_its_line(
        numbers in prop::collection::vec(-999_999..999_999_i64, 2..12),
        bad in unreadable(),
        at in any::<prop::sample::Index>(),
        (name, by_comma, wide) in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let mark = if by_comma { "," } else { "." };
        let mut cells: Vec<String> = numbers.iter().map(|x| number(*x, mark, "")).collect();
        let at = at.index(cells.len() + 1);
        // A word above numbers is their name.
        let may_be_name = bad.chars().all(char::is_alphabetic) && bad != "inf";
        prop_assume!(name || !(may_be_name && at == 0));
        cells.insert(at, bad.to_owned());
        if name {
            cells.insert(0, "x".to_owned());
        }
        let line = format!("line {}", at + 1 + usize::from(name));
        let row = |cell: &String| if wide { format!("text;{cell}\n") } else { format!("{cell}\n") };
        let text: String = cells.iter().map(row).collect();
        let dialect = DialectOptions {
            decimal: by_comma.then_some(DecimalMark::Comma),
            ..DialectOptions::default()
        };
        match read(text.as_bytes(), None, &dialect) {
            Ok(found) => prop_assert!(false, "{text}{:?}", found.sample.values()),
            Err(error) => prop_assert!(error.to_string().contains(&line), "{text}{error}"),
        }
    }

    #[test]
    fn of_a_list_every_number_is_read(
        numbers in prop::collection::vec(-9999..9999_i64, 3..40),
        style in 0..8_usize,
        width in 2..7_usize,
    ) {
        let words: Vec<String> = numbers.iter().map(|x| number(*x, ".", "")).collect();
        let rows = |separator: &str, end: &str| -> String {
            words.chunks(width).map(|row| row.join(separator) + end + "\n").collect()
        };
        // Rows of one length are a table.
        prop_assume!(style > 3 || !words.len().is_multiple_of(width) || words.len() < width);
        let text = match style {
            0 => rows(" ", ""),
            1 => rows(";", ""),
            2 => rows(", ", ","),
            3 => rows("\t", ""),
            4 => format!("[{}]\n", words.join(", ")),
            5 => format!("x <- c({})\n", words.join(",\n")),
            6 => format!("x;{}\n", words.join(";")),
            _ => {
                let row = |(at, row): (usize, &[String])| {
                    format!(" [{}] {}\n", 1 + at * width, row.join("  "))
                };
                words.chunks(width).enumerate().map(row).collect()
            }
        };
        let found = read(text.as_bytes(), None, &DialectOptions::default());
        let found = found.map_err(|error| TestCaseError::fail(format!("{text}{error}")))?;
        let expected: Vec<f64> = numbers.iter().map(|x| *x as f64 / 100.0).collect();
        prop_assert_eq!(found.sample.values(), &expected[..], "{}", text);
    }
}
