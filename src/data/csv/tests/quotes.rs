//! Quotes, wherever they are.

use super::blocks::sizes;
use super::*;

#[test]
fn a_text_of_several_lines_is_a_cell() {
    for text in [
        "x,c\n1,\"Hello,\nworld\"\n2,b\n",
        "c,x\n\"Main St, No 5\nCity\",1\nb,2\n",
        "c,x\n\"hello, you\nworld\",1\nb,2\n",
        "\"x\n(min)\",c\n1,\"a\n\nb\"\n2,\"\"\"\n\"\"\"\n",
        "x,c\n1,5\" pipe\n2,a \"b\" c\n",
        "x,c\n1,\"a\" \n2,b\n",
    ] {
        assert_eq!(
            load(text, Some(if text.starts_with('c') { "2" } else { "1" }))
                .unwrap()
                .sample
                .values(),
            [1.0, 2.0],
            "{text:?}"
        );
    }
}

#[test]
fn a_number_that_quotes_join_to_the_end_of_its_line_is_no_name() {
    for text in [
        "a,\"10\r\"\na,0\r\nb,-10\r\n",
        "\"10\n\"\n0\n-10\n",
        "\"NA\n\"\n2\n3\n",
        "\" 1e3\r\n\",a\n2,b\n3,c\n",
    ] {
        let error = load(text, None).unwrap_err();
        assert!(error.contains("line 1: a quote makes it unclear"), "{text:?}: {error}");
    }
}

/// How many lines are said to have been read as titles.
fn titles(dataset: &Dataset) -> usize {
    let count = |note: &DataNote| match note {
        DataNote::Titles { lines } => lines.len(),
        _ => 0,
    };
    dataset.notes.iter().map(count).sum()
}

#[test]
fn a_first_row_with_fewer_cells_is_said_to_be_read_as_a_title() {
    // The quotes after p and q make three cells of two.
    let dataset = load("b c,-1\n\"p\", q\"\",0\n", None).unwrap();
    assert_eq!((dataset.sample.values(), titles(&dataset)), (&[0.0][..], 1));
}

/// A table of one number a row, with texts beside it, quoted as they need it.
fn table_with_quotes() -> impl Strategy<Value = (usize, usize, String)> {
    let text =
        prop::sample::select(vec!["a", "b c", "\"p, q\"", "\"say \"\"hi\"\"\"", "\"\"", "5'"]);
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    (1..4_usize, any::<bool>(), any::<bool>(), end).prop_flat_map(
        move |(width, header, quoted, end)| {
            let row = (prop::collection::vec(text.clone(), width), -99..99_i32);
            (prop::collection::vec(row, 1..20), 0..=width).prop_map(move |(rows, at)| {
                let mut table = String::new();
                let mut line = |mut cells: Vec<String>, x: String| {
                    cells.insert(at, if quoted { format!("\"{x}\"") } else { x });
                    table.push_str(&(cells.join(",") + end));
                };
                if header {
                    line((0..width).map(|i| format!("c{i}")).collect(), "x".to_owned());
                }
                for (cells, x) in &rows {
                    line(cells.iter().map(|cell| (*cell).to_owned()).collect(), x.to_string());
                }
                (rows.len(), at, table)
            })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Wherever quotes are missing or too many, no row is lost without a word.
    #[test]
    fn a_file_with_n_rows_gives_n_observations_or_an_error(
        (n, at, table) in table_with_quotes(),
        strays in prop::collection::vec(0.0..1.0_f64, 0..4),
        is_asked_for in any::<bool>(),
        sizes in sizes(),
    ) {
        let mut bytes = table.clone().into_bytes();
        for place in &strays {
            bytes.insert((place * bytes.len() as f64) as usize, b'"');
        }
        // Two of them about a comma make another table, in which nothing is wrong.
        let separators = |bytes: &[u8]| bytes.windows(3).filter(|three| three == b"\",\"").count();
        prop_assume!(separators(&bytes) <= separators(table.as_bytes()));
        let number = (at + 1).to_string();
        let request = is_asked_for.then_some(number.as_str());
        let read = read_named(&bytes, "table", request, sizes);
        if strays.is_empty() {
            prop_assert!(read.is_ok(), "{:?}", table);
        }
        if let Ok(dataset) = read {
            // A cell that a quote emptied is counted as left out, and a row of other cells than the
            // one below it may be read as a title: both are said.
            let rows = dataset.sample.len() + dataset.left_out.total();
            let is_complete = rows <= n && n <= rows + titles(&dataset);
            prop_assert!(is_complete, "{rows} of {n}: {}", bytes.escape_ascii());
        }
    }
}
