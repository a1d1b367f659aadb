//! Numbers come back from however a table is written.

use std::fmt::Write;

use super::blocks::sizes;
use super::*;
use crate::data::{DecimalMark, Delimiter};

/// How a table is written down.
#[derive(Clone, Debug)]
struct Style {
    delimiter: char,
    header: bool,
    end: &'static str,
    mark: &'static str,
    quote: &'static str,
    last_end: bool,
}

fn style() -> impl Strategy<Value = Style> {
    let delimiter = prop::sample::select(vec![',', ';', '\t']);
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let mark = prop::sample::select(vec!["", "\u{feff}"]);
    let quote = prop::sample::select(vec!["", "\""]);
    (delimiter, any::<bool>(), end, mark, quote, any::<bool>()).prop_map(
        |(delimiter, header, end, mark, quote, last_end)| Style {
            delimiter,
            header,
            end,
            mark,
            quote,
            last_end,
        },
    )
}

fn observation() -> impl Strategy<Value = f64> {
    let ordinary = -1e3..1e3;
    let any = any::<f64>().prop_filter("beyond the largest", |x| x.abs() <= 1e140);
    prop_oneof![ordinary, any, Just(-0.0), Just(5e-324), Just(1e140)]
}

/// A table of `rows` in which the cells of the column `at` are `cells` and all others 0.
fn write(cells: &[String], width: usize, at: usize, style: &Style) -> String {
    let mut lines: Vec<Vec<String>> = Vec::new();
    if style.header {
        lines.push((0..width).map(|i| format!("name{i}")).collect());
    }
    for cell in cells {
        let mut line = vec!["0".to_owned(); width];
        line[at].clone_from(cell);
        lines.push(line);
    }
    let mut text = style.mark.to_owned();
    for (i, line) in lines.iter().enumerate() {
        let quote = style.quote;
        let line: Vec<String> = line.iter().map(|cell| format!("{quote}{cell}{quote}")).collect();
        let end = if i + 1 < lines.len() || style.last_end { style.end } else { "" };
        write!(text, "{}{end}", line.join(&style.delimiter.to_string())).unwrap();
    }
    text
}

/// What may be said of a dialect, right or wrong.
fn dialect() -> impl Strategy<Value = DialectOptions> {
    let delimiter =
        prop::sample::select(vec![b',', b';', b'\t', b'a', b'#']).prop_map(Delimiter::Byte);
    let delimiter = prop_oneof![delimiter, Just(Delimiter::Blanks)];
    let decimal = prop::sample::select(vec![DecimalMark::Point, DecimalMark::Comma]);
    let comment = prop::sample::select(vec!["", "#", "a", "%%"]).prop_map(str::to_owned);
    let missing = prop::sample::select(vec![vec![], vec!["1".to_owned()], vec!["a".to_owned()]]);
    (
        prop::option::of(delimiter),
        prop::option::of(decimal),
        prop::option::of(comment),
        prop::option::of(0..4_u64),
        prop::option::of(any::<bool>()),
        missing,
    )
        .prop_map(|(delimiter, decimal, comment, skip, header, missing)| DialectOptions {
            delimiter,
            decimal,
            comment,
            skip,
            header,
            missing,
        })
}

proptest! {
    #[test]
    fn numbers_come_back_bit_for_bit(
        values in prop::collection::vec((observation(), any::<bool>(), 0..4_u8), 1..40),
        width in 1..4_usize,
        at in 0..4_usize,
        style in style(),
    ) {
        let at = at % width;
        // Now and then a cell is missing before a number.
        let mut cells = Vec::new();
        let mut missing = LeftOut::default();
        for (x, exponent, kind) in &values {
            match kind {
                1 => { cells.push("NA".to_owned()); missing.na += 1; }
                2 => { cells.push(String::new()); missing.empty += 1; }
                _ => {}
            }
            cells.push(if *exponent { format!("{x:e}") } else { x.to_string() });
        }
        // An empty line above the table is no row of it.
        let skipped = width == 1 && !style.header && style.quote.is_empty() && cells[0].is_empty();
        missing.empty -= usize::from(skipped);
        let text = write(&cells, width, at, &style);
        let number = (at + 1).to_string();
        let name = format!("name{at}");
        let mut requests = vec![Some(number.as_str())];
        if style.header {
            requests.push(Some(name.as_str()));
        }
        // A single row of numbers is a list of them.
        if at == 0 && (style.header || cells.len() > 1) {
            requests.push(None);
        }
        for request in requests {
            let dataset = read_named(text.as_bytes(), "table", request, WHOLE).unwrap();
            let bits = |x: &f64| x.to_bits();
            let read: Vec<u64> = dataset.sample.values().iter().map(bits).collect();
            let written: Vec<u64> = values.iter().map(|(x, ..)| (x + 0.0).to_bits()).collect();
            prop_assert_eq!(read, written);
            prop_assert_eq!(&dataset.left_out, &missing);
            let column = if style.header { name.clone() } else { format!("column {number}") };
            prop_assert_eq!(dataset.column, column);
        }
    }

    #[test]
    fn whatever_the_bytes_an_error_is_one_short_line(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[0-9a,;\t\"\n\r .\u{202e}\u{1b}-]{0,200}".prop_map(String::into_bytes),
        ],
        request in prop::option::of("[0-9a]{0,2}"),
    ) {
        if let Err(error) = read_named(&bytes[..], "bytes", request.as_deref(), WHOLE) {
            let message = error.to_string();
            prop_assert!(!message.chars().any(|c| c.is_control() || c == '\u{202e}'), "{message:?}");
            prop_assert!(message.chars().count() < 600, "{message:?}");
        }
    }

    #[test]
    fn whatever_is_said_of_the_dialect_an_error_is_one_short_line(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[0-9a,;\t\"\n\r .#%'-]{0,200}".prop_map(String::into_bytes),
        ],
        request in prop::option::of("([0-9a]{0,2}|all)"),
        dialect in dialect(),
        sizes in sizes(),
    ) {
        let read = |sizes| {
            let found = read_csv(&mut &bytes[..], "bytes", request.as_deref(), &dialect, sizes);
            found.map(|dataset| dataset.sample.values().to_vec()).map_err(|error| error.to_string())
        };
        let whole = read(WHOLE);
        if let Err(message) = &whole {
            prop_assert!(!message.chars().any(char::is_control), "{message:?}");
            prop_assert!(message.chars().count() < 600, "{message:?}");
        }
        // However the bytes are cut.
        prop_assert_eq!(whole, read(sizes));
    }

    /// The search keeps one column and stops early; it must answer as if it had seen everything.
    #[test]
    fn the_search_answers_as_the_whole_table_would(
        cells in prop::collection::vec(
            prop::collection::vec(prop::sample::select(vec!["", "NA", "1", "2", "a", "b"]), 3),
            1..6,
        ),
    ) {
        // Nothing but a first cell is a title.
        prop_assume!(!cells[0][1..].iter().all(|cell| cell.is_empty()));
        let lines: Vec<String> = cells.iter().map(|row| row.join(",")).collect();
        let answer = read_named(lines.join("\n").as_bytes(), "table", None, WHOLE).ok();
        let answer = answer.map(|dataset| dataset.sample.values().to_vec());
        prop_assert_eq!(answer, textbook(&cells));
    }
}

/// The rules for header and first numeric column, read off a table that is there as a whole.
fn textbook(cells: &[Vec<&str>]) -> Option<Vec<f64>> {
    let is_missing = |cell: &&str| cell.is_empty() || *cell == "NA";
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    if let [row] = cells
        && row.iter().filter(|cell| is_number(cell)).count() > 1
    {
        // A single row of numbers is a list of them, perhaps behind a name.
        let is_cell = |cell: &&str| is_number(cell) || is_missing(cell);
        let is_list = row[1..].iter().all(is_cell);
        return is_list.then(|| row.iter().filter_map(|cell| cell.parse().ok()).collect());
    }
    let present = |column: usize, from: usize| {
        let cells = cells[from..].iter().map(move |row| row[column]);
        cells.filter(|cell| !is_missing(cell)).collect::<Vec<&str>>()
    };
    let starts_with_number =
        |column: usize, from: usize| present(column, from).first().is_some_and(|c| is_number(c));
    let is_name = |column: usize| {
        let name = cells[0][column];
        !is_missing(&name) && !is_number(name)
    };
    let has_row_names = cells[0][0].is_empty() && starts_with_number(0, 1) && (1..3).any(is_name);
    let header =
        has_row_names || (0..3).any(|column| is_name(column) && starts_with_number(column, 1));
    let from = usize::from(header);
    // Names of rows: whole numbers, without a gap, in a first column without a name.
    let numbers_rows = |column: usize| {
        let mut below = cells[1..].iter().map(|row| row[column]).skip_while(is_missing);
        header && column == 0 && cells[0][0].is_empty() && below.all(is_number)
    };
    let numeric: Vec<usize> = (0..3).filter(|c| starts_with_number(*c, from)).collect();
    let best = numeric.iter().find(|column| !numbers_rows(**column));
    let column = *best.or(numeric.first())?;
    present(column, from).iter().map(|cell| cell.parse().ok()).collect()
}
