//! Numbers come back from tables in random dialects, and what is not ordinary is said.

use std::io::Write;

use emstep::data::{DataNote, DialectOptions};
use proptest::prelude::*;

use super::read;

/// How a table is written.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that is written or not")]
struct Style {
    delimiter: &'static str,
    by_comma: bool,
    group: Option<&'static str>,
    end: &'static str,
    titles: usize,
    comments: Vec<usize>,
    mark: &'static str,
    missing: &'static str,
    quotes: bool,
    row_names: bool,
    trailing: bool,
    charset: u8,
    is_compressed: bool,
}

fn style() -> impl Strategy<Value = Style> {
    let delimiter = prop::sample::select(vec![",", ";", "\t", "|", " ", "   "]);
    let group = prop::sample::select(vec![None, Some("."), Some(","), Some("'")]);
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let missing = prop::sample::select(vec!["NA", "N/A", "NaN", "?", "-", "NULL"]);
    let comments = prop::collection::vec(0..12_usize, 0..3);
    let mark = prop::sample::select(vec!["# a note", "% a note", "#"]);
    let bools = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (delimiter, group, end, missing, comments, mark, 0..3_usize, 0..4_u8, bools).prop_map(
        |(delimiter, group, end, missing, comments, mark, titles, charset, bools)| {
            let (by_comma, quotes, row_names, trailing, is_compressed) = bools;
            let mark_of_decimals = if by_comma { "," } else { "." };
            Style {
                delimiter,
                by_comma,
                group: group.filter(|group| *group != mark_of_decimals),
                end,
                titles,
                comments,
                mark,
                missing,
                // A number with the delimiter in it has to be quoted.
                quotes: quotes || delimiter == ",",
                row_names,
                trailing: trailing && !delimiter.starts_with(' ') && !row_names,
                charset,
                is_compressed,
            }
        },
    )
}

/// Writes hundredths as the style has them: two digits behind the mark, and groups.
fn number(hundredths: i64, style: &Style) -> String {
    let (whole, fraction) = (hundredths.abs() / 100, hundredths.abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push_str(style.group.unwrap_or(""));
        }
        grouped.push(digit);
    }
    let sign = if hundredths < 0 { "-" } else { "" };
    let mark = if style.by_comma { "," } else { "." };
    format!("{sign}{grouped}{mark}{fraction:02}")
}

fn write(rows: &[(Option<i64>, i64)], style: &Style) -> Vec<u8> {
    let quoted = |cell: String| if style.quotes { format!("\"{cell}\"") } else { cell };
    let join = |mut cells: Vec<String>| {
        if style.trailing {
            cells.push(String::new());
        }
        cells.join(style.delimiter)
    };
    let mut lines: Vec<String> = (0..style.titles).map(|_| "Measured by me".to_owned()).collect();
    lines.push(join(vec![quoted("größe".into()), quoted("other".into()), quoted("third".into())]));
    for (index, (x, y)) in rows.iter().enumerate() {
        let x = x.map_or_else(|| style.missing.to_owned(), |x| number(x, style));
        let mut cells = vec![quoted(x), quoted(number(*y, style)), quoted("7".to_owned())];
        if style.row_names {
            cells.insert(0, format!("\"{}\"", index + 1));
        }
        lines.push(join(cells));
    }
    for comment in &style.comments {
        lines.insert(style.titles + comment % (rows.len() + 1), style.mark.to_owned());
    }
    let text = lines.join(style.end) + style.end;
    let bytes = match style.charset {
        0 => text.into_bytes(),
        1 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
        2 => [vec![0xFF, 0xFE], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        _ => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    };
    if !style.is_compressed {
        return bytes;
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&bytes).unwrap();
    encoder.finish().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn numbers_come_back_from_any_dialect(
        rows in prop::collection::vec(
            (prop::option::weighted(0.9, -9_999_999..9_999_999_i64), 100_000..9_999_999_i64),
            3..12,
        ),
        style in style(),
    ) {
        // One number at least, and no column that may count rows.
        prop_assume!(rows.iter().any(|(x, _)| x.is_some()));
        let bytes = write(&rows, &style);
        let dataset = read(&bytes, Some("größe"), &DialectOptions::default());
        let dataset = dataset.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let expected: Vec<f64> =
            rows.iter().filter_map(|(x, _)| x.map(|x| x as f64 / 100.0)).collect();
        prop_assert_eq!(dataset.sample.values(), &expected[..], "{:?}", dataset.notes);
        prop_assert_eq!(dataset.left_out.total(), rows.len() - expected.len());
        prop_assert_eq!(dataset.column, "größe");
        let is_said = |note: &DataNote| match note {
            DataNote::Dialect(dialect) => {
                let lines = (dialect.title_lines as usize, dialect.comment_lines as usize);
                lines == (style.titles, style.comments.len())
            }
            _ => false,
        };
        let is_ordinary = style.titles + style.comments.len() == 0;
        prop_assert!(is_ordinary || dataset.notes.iter().any(is_said), "{:?}", dataset.notes);
    }
}
