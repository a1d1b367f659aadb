//! However a table is cut, it comes to the same.

use std::fmt::Write;

use super::*;
use crate::data::compression::is_compressed;

/// The table read row by row to its end: what blocks and chunks must come to.
fn row_by_row(bytes: &[u8], wants: Wants<'_>) -> Result<NumericColumn, Fault> {
    let counts = Counts::default();
    let (mut rows, sniffed) = Rows::new(Text::new(bytes).0, counts.clone(), wants.dialect)?;
    if let Some(style) = sniffed.list_style(wants.column) {
        return all_numbers::read(rows, &sniffed, style, None);
    }
    let Some(first) = rows.read()? else { return Err(Problem::Empty.anywhere()) };
    let mut detector = ColumnDetector::new(&first, wants, &sniffed)?;
    while !detector.is_over()
        && let Some(row) = rows.read()?
    {
        detector.take(&row)?;
    }
    detector.finish()
}

/// What either way comes to, with every bit of the numbers.
fn bits(found: Result<NumericColumn, Fault>) -> Result<(String, Vec<u64>, LeftOut), String> {
    let NumericColumn { label, name, values, left_out, .. } = found.map_err(|f| f.to_string())?;
    let values = values.into_iter().map(f64::to_bits).collect();
    Ok((format!("{label:?} {name}"), values, left_out))
}

fn same_in_blocks(
    bytes: &[u8],
    request: Option<&str>,
    sizes: CsvSizes,
) -> Result<(), TestCaseError> {
    let (mut all, mut watch) = (bytes, unwatched);
    let mut input = OpenSource::table("table", &mut all, &mut watch);
    input.set_total(Some(bytes.len() as u64));
    let dialect = DialectOptions::default();
    let wants = Wants { column: request, others: &[], dialect: &dialect };
    let in_blocks = read(&mut input, wants, sizes);
    let (expected, found) = (bits(row_by_row(bytes, wants)), bits(in_blocks));
    prop_assert_eq!(&found, &expected, "{:?} {:?} {:?}", bytes.escape_ascii(), request, sizes);
    same_in_a_stream(bytes, wants, sizes, &expected)
}

/// What a stream hands out, with how much that was at each mark.
#[derive(Default)]
struct Taken {
    values: Vec<u64>,
    marks: Vec<(usize, Mark)>,
}

impl Sink for Taken {
    fn take(&mut self, observations: Observations<'_>) -> Result<(), Problem> {
        self.values.extend(observations.values.iter().map(|x| x.to_bits()));
        Ok(())
    }

    fn mark(&mut self, mark: &Mark) {
        self.marks.push((self.values.len(), mark.clone()));
    }
}

/// A stream hands the same out, and the rest of it from each of its marks.
fn same_in_a_stream(
    bytes: &[u8],
    wants: Wants<'_>,
    sizes: CsvSizes,
    expected: &Result<(String, Vec<u64>, LeftOut), String>,
) -> Result<(), TestCaseError> {
    let stream = |from: Option<&Mark>| {
        let (mut all, mut watch, mut taken) = (bytes, unwatched, Taken::default());
        let mut input = OpenSource::table("table", &mut all, &mut watch);
        let found = super::stream(&mut input, wants, sizes, (&mut taken, from));
        let found = bits(found).map(|(name, _, left_out)| (name, taken.values, left_out));
        (found, taken.marks)
    };
    let (found, marks) = stream(None);
    prop_assert_eq!(&found, expected, "{:?} {:?}", bytes.escape_ascii(), sizes);
    for (count, mark) in marks {
        let rest = expected
            .clone()
            .map(|(name, mut values, left_out)| (name, values.split_off(count), left_out));
        prop_assert_eq!(stream(Some(&mark)).0, rest, "{:?} {:?}", bytes.escape_ascii(), mark);
    }
    Ok(())
}

pub(super) fn sizes() -> impl Strategy<Value = CsvSizes> {
    (1..60_usize, 1..60_usize).prop_map(|(block, chunk)| CsvSizes { block, chunk })
}

/// Rows that are mostly plain, with what makes some of them not plain.
fn rows_of_a_table() -> impl Strategy<Value = Vec<u8>> {
    let number = any::<f64>().prop_map(|x| x.to_string());
    let short = (-9999..9999_i32).prop_map(|x| format!("{}", f64::from(x) / 100.0));
    let missing = prop::sample::select(vec!["", "NA", "nan", " ", " 7 "]).prop_map(str::to_owned);
    let odd = prop::sample::select(vec![
        "x",
        "\"1\"",
        "\"1\n2\"",
        "a\"b",
        "\"",
        "\"a\"\"b\"",
        "é",
        "1,2",
        "inf",
        "1e141",
        "\u{feff}5",
        "1e3",
    ]);
    let cell = prop_oneof![
        60 => short,
        10 => number,
        6 => missing,
        2 => odd.prop_map(str::to_owned),
    ];
    let end = prop_oneof![8 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\n\n"), 1 => Just("\n \n")];
    let head =
        prop::sample::select(vec!["", "a,b,c\n", "x\n", "\u{feff}a,b,c\r\n", "\n\n", "1;2;3\n"]);
    let delimiter = prop::sample::select(vec![",", ";"]);
    let width = prop_oneof![Just(1_usize), Just(3)];
    (head, delimiter, width).prop_flat_map(move |(head, delimiter, width)| {
        let row = (prop::collection::vec(cell.clone(), width), end.clone(), 0..200_u8).prop_map(
            move |(mut cells, end, kind)| {
                match kind {
                    0 => drop(cells.pop()),
                    1 => cells.push("7".into()),
                    2 => cells.push(String::new()),
                    _ => {}
                }
                cells.join(delimiter) + end
            },
        );
        let rows = prop::collection::vec(row, 0..40);
        (Just(head), rows).prop_map(|(head, rows)| (head.to_owned() + &rows.concat()).into_bytes())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// How a table is cut into blocks and chunks changes nothing.
    #[test]
    fn blocks_and_chunks_come_to_the_same_as_row_by_row(
        bytes in rows_of_a_table(),
        request in prop::option::of(prop::sample::select(vec!["1", "2", "a", "b"])),
        sizes in sizes(),
        cut in prop::option::of(0.0..1.0),
    ) {
        let end = cut.map_or(bytes.len(), |part: f64| (part * bytes.len() as f64) as usize);
        same_in_blocks(&bytes[..end], request, sizes)?;
    }

    #[test]
    fn blocks_and_chunks_of_anything_come_to_the_same(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[0-9a,;\t\"\n\r .-]{0,200}".prop_map(String::into_bytes),
            "1\n2\n[0-9,\"\n\r .é-]{0,200}".prop_map(String::into_bytes),
        ],
        sizes in sizes(),
    ) {
        // Some bytes say that they are compressed.
        prop_assume!(!is_compressed(&bytes));
        same_in_blocks(&bytes, None, sizes)?;
    }
}

#[test]
fn a_table_of_many_blocks_is_read_whole() {
    let mut text = String::from("who,x\n");
    let mut expected = Vec::new();
    for i in 0..300_000_u32 {
        let x = f64::from(i % 1013) / 8.0 + f64::from(i);
        expected.push(x);
        writeln!(text, "n{i},{x}").unwrap();
    }
    let sizes = CsvSizes { block: 1 << 17, chunk: 1 << 14 };
    let dataset = read_named(text.as_bytes(), "table", None, sizes).unwrap();
    assert_eq!(dataset.sample.values(), expected);
    // From a quote on, row by row.
    text.push_str("\"one\nmore\",7\nlast,\"8\"\n");
    expected.extend([7.0, 8.0]);
    let dataset = read_named(text.as_bytes(), "table", None, sizes).unwrap();
    assert_eq!(dataset.sample.values(), expected);
    text.push_str("\n\nn,abc\n");
    let error = read_named(text.as_bytes(), "table", None, sizes).unwrap_err().to_string();
    assert_eq!(
        error,
        "table, line 300007, column x: 'abc' is not a number; --missing abc reads it as missing"
    );
}

#[test]
fn an_error_of_reading_comes_after_the_rows_before_it() {
    let says = |text: &str, error: &str| {
        let mut bytes = text.as_bytes().chain(Failed(Some(io::Error::other(error))));
        let sizes = CsvSizes { block: 64, chunk: 16 };
        read_csv(&mut bytes, "pipe", None, &DialectOptions::default(), sizes)
            .unwrap_err()
            .to_string()
    };
    // Behind the beginning, which is read as one.
    let many = "x\n".to_owned() + &"1.5\n".repeat(1 << 15);
    let lines = (1 << 15) + 2;
    assert_eq!(says(&many, "gone"), format!("pipe, line {lines}: cannot be read: gone"));
    let cut = many.clone() + "\n\n1.";
    assert_eq!(says(&cut, "gone"), format!("pipe, line {lines}: cannot be read: gone"));
    let bad = many.clone() + "abc\n1";
    assert_eq!(
        says(&bad, "gone"),
        format!(
            "pipe, line {lines}, column x: 'abc' is not a number; --missing abc reads it as missing"
        )
    );
    let quoted = many + "\"1\"\n2";
    assert_eq!(says(&quoted, "gone"), format!("pipe, line {}: cannot be read: gone", lines + 1));
}
