mod blocks;
mod choice;
mod kinds;
mod quotes;
mod written;

use proptest::prelude::*;

use super::*;
use crate::data::left_out::LeftOut;
use crate::data::{DataError, Dataset, read_csv, unwatched};

const WHOLE: CsvSizes = CsvSizes { block: BLOCK, chunk: CHUNK };

fn read_named(
    mut bytes: &[u8],
    data: &str,
    request: Option<&str>,
    sizes: CsvSizes,
) -> Result<Dataset, DataError> {
    read_csv(&mut bytes, data, request, &DialectOptions::default(), sizes)
}

fn load(text: &str, request: Option<&str>) -> Result<Dataset, String> {
    read_named(text.as_bytes(), "old.csv", request, WHOLE).map_err(|error| error.to_string())
}

/// The column and its values.
fn column(text: &str, request: Option<&str>) -> (String, Vec<f64>) {
    let dataset = load(text, request).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    (dataset.column, dataset.sample.values().to_vec())
}

fn found(name: &str, values: &[f64]) -> (String, Vec<f64>) {
    (name.to_owned(), values.to_vec())
}

fn left_out(text: &str, request: Option<&str>) -> LeftOut {
    load(text, request).unwrap().left_out
}

#[test]
fn row_one_is_a_header_where_text_stands_over_a_number() {
    assert_eq!(column("x,y\n1,2\n3,4\n", None), found("x", &[1.0, 3.0]));
    assert_eq!(column("1,2\n3,4\n", None), found("column 1", &[1.0, 3.0]));
    assert_eq!(column("who,age\nann,5\nbob,6\n", None), found("age", &[5.0, 6.0]));
    assert_eq!(column("ann,5\nbob,6\n", None), found("column 2", &[5.0, 6.0]));
    assert_eq!(column("x\n5\n", None), found("x", &[5.0]));
    assert_eq!(column("5", None), found("column 1", &[5.0]));
    // A number over numbers is an observation, unless a neighbour is plainly a name.
    assert_eq!(column("2019,2020\n1,2\n", None), found("column 1", &[2019.0, 1.0]));
    assert_eq!(column("2019,note\n1,2\n", None), found("2019", &[1.0]));
    // A name may be missing.
    assert_eq!(column(",y\n1.5,2\n3,4\n", None), found("column 1", &[1.5, 3.0]));
    assert_eq!(column("x\n\nNA\n7\n", None), found("x", &[7.0]));
}

#[test]
fn a_fault_matters_in_the_chosen_column_only() {
    assert_eq!(column("a,b\n1,x\n2,inf\n", None), found("a", &[1.0, 2.0]));
    assert_eq!(column("a,b\n,1\n,oops\n7,2\n", None), found("a", &[7.0]));
    assert_eq!(
        load("a,b\n,1\n,oops\n,2\n", None).unwrap_err(),
        "old.csv, line 3, column b: 'oops' is not a number; --missing oops reads it as missing"
    );
}

#[test]
fn missing_cells_are_left_out_and_counted() {
    let text = "x,y\n1,\n,2\nNA,3\nna,4\nNaN,5\n nan ,6\n\" \",7\n8,9\n";
    assert_eq!(column(text, None), found("x", &[1.0, 8.0]));
    assert_eq!(left_out(text, None), LeftOut { empty: 2, na: 2, nan: 2, ..LeftOut::default() });
    assert_eq!(left_out(text, Some("y")), LeftOut { empty: 1, ..LeftOut::default() });
}

#[test]
fn an_empty_line_is_an_empty_cell_where_a_row_is_one_cell() {
    for end in ["\n", "\r\n", "\r"] {
        let empty = |text: &str, request| left_out(&text.replace('\n', end), request).empty;
        assert_eq!(empty("x\n1\n\n\n2\n\"\"\n3\n\n\n", None), 3, "{end:?}");
        assert_eq!(empty("x\n\n1\n", None), 1, "{end:?}");
        assert_eq!(empty("\n\n1\n\n2", None), 1, "{end:?}");
        assert_eq!(empty("1\n\n2\n", Some("1")), 1, "{end:?}");
        assert_eq!(empty("x,y\n1,2\n\n  \n3,4\n\n", None), 0, "{end:?}");
    }
}

#[test]
fn cells_may_be_quoted_and_delimiters_differ() {
    let expected = found("a, b", &[1.0, -2.5]);
    assert_eq!(column("\"a, b\",c\n\"1\",x\n-2.5,y\n", None), expected);
    assert_eq!(column("\u{feff}\"a, b\";c\r\n\"1\";x\r\n-2.5;y\r\n", None), expected);
    assert_eq!(column("a, b\tc\n+1\tx\n-2.5\ty", None), expected);
}

#[test]
fn decimal_commas_are_read_if_nothing_else_can_be_meant() {
    assert_eq!(column("a;b\n1,5;2,5\n", Some("a")), found("a", &[1.5]));
    assert_eq!(column("a;b\n1,5;2,5\n", None), found("a", &[1.5]));
    assert_eq!(column("name;x\nann;1,5\n", None), found("x", &[1.5]));
    assert_eq!(column("0,5;2,5\n1,5;2,5\n", Some("1")), found("column 1", &[0.5, 1.5]));
    assert_eq!(column("1,5 2,5\n3,5 4,5\n", None), found("column 1", &[1.5, 3.5]));
    assert_eq!(column("n,x\na,\"1,234.5\"\n", None), found("x", &[1234.5]));
    // Further down the file it is an error.
    let many = "a;b\n".to_owned() + &"1;2\n".repeat(1 << 15) + "1,5;2\n";
    assert_eq!(
        load(&many, None).unwrap_err(),
        "old.csv, line 32770, column a: '1,5' is not a number; write 1.5; \
         --decimal , reads decimal commas"
    );
    assert_eq!(
        load("a;b\n1,5;2\n2,5;2\n1.5;3\n", Some("a")).unwrap_err(),
        "old.csv, line 4, column a: '1.5' is not a number; decimal marks are commas in this file: \
         use --decimal . if this is one"
    );
}

#[test]
fn what_is_wrong_is_said_in_one_line_with_its_place() {
    let big = "'1e141' is beyond ±1e140, where its square overflows; rescale the data";
    for (text, request, says) in [
        ("", None, ": empty; it needs a column of numbers"),
        ("\n\r\n", None, ": empty; it needs a column of numbers"),
        (
            "waiting\n1\n2\n\n3\n4\nabc\n",
            None,
            ", line 7, column waiting: 'abc' is not a number; --missing abc reads it as missing",
        ),
        (
            "waiting\nabc\n",
            Some("1"),
            ", line 2, column waiting: 'abc' is not a number; --missing abc reads it as missing",
        ),
        (
            "5\nabc\n7\n",
            None,
            ", line 2, column 1: 'abc' is not a number; --missing abc reads it as missing",
        ),
        (
            "abc,7\nx,8\n",
            Some("1"),
            ", line 1, column 1: 'abc' is not a number; --missing abc reads it as missing",
        ),
        ("x\n1\n-inf\n", None, ", line 3, column x: '-inf' is not a finite number"),
        ("x\n1\n1e999\n", None, ", line 3, column x: '1e999' is not a finite number"),
        ("x\n1e141\n", None, &format!(", line 2, column x: {big}")),
        ("1e141\n1\n", None, &format!(", line 1, column 1: {big}")),
        (
            "x,y\n1,2\n3\n",
            Some("y"),
            ", line 3, column y: the row ends after 1 of 2 cells; complete it",
        ),
        (
            "x,y\n1,2\na,3,4\n",
            None,
            ", line 3: 3 cells, but the first row has 2; give every row as many",
        ),
        ("x,y\na,b\n", None, ": no numeric column (line 2, column x: 'a' is not a number)"),
        ("x,y\n", None, ": no numeric column (nothing below the first row is a number)"),
        ("x\nNA\n\n", None, ": no numeric column (nothing below the first row is a number)"),
        ("x,y\nNA,1\n,2\n", Some("x"), ", column x: no numbers; left out: 1 empty, 1 NA"),
        (
            "\"a\u{1b}[2J\nb\u{202e}\"\n1\nx\u{7}y\n",
            None,
            ", line 4, column a[2J b: 'x<U+0007>y' is not a number",
        ),
        (
            "x\n1\n\"2\n3\n4\n",
            None,
            ", line 3: a quote opens here and is never closed; close it or delete it",
        ),
        (
            "x\n1\n\"2\n3\"\n4\n",
            None,
            ", line 3: a quote opens here, and lines that look like rows are inside; is it left open?",
        ),
        (
            "x,c\n1,\"a\n2,b\"\n",
            None,
            ", line 2: a quote opens here, and lines that look like rows are inside; is it left open?",
        ),
        (
            "x,c\n1,\"open\n2,b\n3,c\n4,d",
            None,
            ", line 2: a quote opens here and is never closed; close it or delete it",
        ),
        (
            "c,x\n\"open,1\nb,2\n",
            Some("x"),
            ", line 2: a quote opens here and is never closed; close it or delete it",
        ),
        (
            "x,c\n1,\"a\n2,b\n3,\"c",
            None,
            ", line 2: text follows the closing quote of the cell that opens here; write a quote inside as \"\"",
        ),
        ("x\n1\n\u{feff}2\n", None, ", line 3, column x: '<U+FEFF>2' is not a number; write 2"),
        (
            "x\n1\n5\n5\0\n",
            None,
            ", line 4: a NUL byte, as in UTF-16 or a binary file; save it as CSV in UTF-8",
        ),
    ] {
        assert_eq!(load(text, request).unwrap_err(), format!("old.csv{says}"), "{text:?}");
    }
}

#[test]
fn a_row_may_be_short_or_have_empty_cells_behind_the_chosen_column() {
    // DOS ends a file so.
    assert_eq!(column("x\r\n1\r\n2\r\n\u{1a}", None), found("x", &[1.0, 2.0]));
    assert_eq!(column("x,y\n1,2\n3,4\n\u{1a}\n", None), found("x", &[1.0, 3.0]));
    assert_eq!(column("x,y\n1,2\n3\n4,5,,\n", None), found("x", &[1.0, 3.0, 4.0]));
}

#[test]
fn dialects_that_say_what_they_are_are_read() {
    assert_eq!(column("sep=;\nx;c\n1;a\n2;b\n", None), found("x", &[1.0, 2.0]));
    assert_eq!(column("x|c\n1|a\n2|b\n", None), found("x", &[1.0, 2.0]));
    assert_eq!(column("time; UTC,x\n1,7\n3,8\n", None), found("time; UTC", &[1.0, 3.0]));
    let says = "old.csv, line 3, column x: 'a' is not a number; --missing a reads it as missing";
    assert_eq!(load("sep=;\nx;c\na;1\n", Some("x")).unwrap_err(), says);
}

#[test]
fn a_long_name_is_cut_where_it_is_shown() {
    let dataset = load(&format!("{}\n1\n", "n".repeat(100)), None).unwrap();
    assert_eq!(dataset.column, "n".repeat(100));
    assert_eq!(dataset.shown_column(), format!("{}…", "n".repeat(39)));
    let endless = load(&format!("{}\n1\n", "n".repeat(100_000)), None).unwrap();
    assert_eq!(endless.column, format!("{}…", "n".repeat(1000)));
    assert!(load(&format!("x\n1\n{}\n", "n".repeat(100_000)), None).unwrap_err().len() < 200);
}
