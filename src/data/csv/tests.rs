use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::data::{read_bytes, unwatched};

const WHOLE: Sizes = Sizes { block: BLOCK, piece: PIECE };

fn read(
    mut bytes: &[u8],
    data: &str,
    request: Option<&str>,
    sizes: Sizes,
) -> Result<Dataset, DataError> {
    read_bytes(&mut bytes, None, &mut unwatched(), |input| read_by(input, data, request, sizes))
}

fn load(text: &str, request: Option<&str>) -> Result<Dataset, String> {
    read(text.as_bytes(), "old.csv", request, WHOLE).map_err(|error| error.to_string())
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
fn the_first_numeric_column_is_known_when_the_rows_before_it_are() {
    // Column a turns out to be numeric after b has had values.
    assert_eq!(column("a,b\n,1\nNA,2\n9,3\n8,4\n", None), found("a", &[9.0, 8.0]));
    assert_eq!(column(",5\n,1\n7,2\n", None), found("column 1", &[7.0]));
    assert_eq!(column("a,b\n,1\nNA,2\nabc,3\n", None), found("b", &[1.0, 2.0, 3.0]));
    assert_eq!(column("a,b\n,1\n,2\n", None), found("b", &[1.0, 2.0]));
    // Only row one has a number in the first column.
    assert_eq!(column("5,1\n,2\nNA,3\n", None), found("column 1", &[5.0]));
    assert_eq!(left_out("5,1\n,2\nNA,3\n", None), LeftOut { empty: 1, na: 1, nan: 0 });
}

#[test]
fn a_fault_matters_in_the_chosen_column_only() {
    assert_eq!(column("a,b\n1,x\n2,inf\n", None), found("a", &[1.0, 2.0]));
    assert_eq!(column("a,b\n,1\n,oops\n7,2\n", None), found("a", &[7.0]));
    assert_eq!(
        load("a,b\n,1\n,oops\n,2\n", None).unwrap_err(),
        "old.csv, line 3, column b: 'oops' is not a number"
    );
}

#[test]
fn a_column_is_asked_for_by_name_or_number() {
    let text = "who, age ,2\nann,5,7\nbob,6,8\n";
    assert_eq!(column(text, Some("age")), found("age", &[5.0, 6.0]));
    assert_eq!(column(text, Some(" age ")), found("age", &[5.0, 6.0]));
    assert_eq!(column(text, Some("3")), found("2", &[7.0, 8.0]));
    // A name that is there wins over the number, an observation does not.
    assert_eq!(column(text, Some("2")), found("2", &[7.0, 8.0]));
    assert_eq!(column("2,1\n3,4\n", Some("1")), found("column 1", &[2.0, 3.0]));
    assert_eq!(column("NA,1\n3,4\n", Some("1")), found("column 1", &[3.0]));
    // A name makes a header of a row that does not look like one.
    assert_eq!(column("2019,2020\n1,2\n", Some("2020")), found("2020", &[2.0]));
    assert_eq!(column("Na\n5\n", Some("Na")), found("Na", &[5.0]));
    assert_eq!(column("ann,5\nbob,6\n", Some("2")), found("column 2", &[5.0, 6.0]));
}

#[test]
fn a_column_that_is_not_there_is_answered_with_those_that_are() {
    let ask = |text, request| load(text, Some(request)).unwrap_err();
    let table = "who,age\nann,5\n";
    assert_eq!(ask(table, "size"), "old.csv: no column 'size'; there are who and age");
    assert_eq!(ask(table, "0"), "old.csv: no column '0'; there are who and age");
    assert_eq!(ask(table, "3"), "old.csv: no column '3'; there are who and age");
    assert_eq!(ask(table, ""), "old.csv: no column ''; there are who and age");
    assert_eq!(
        ask("1,2\n3,4\n", "x"),
        "old.csv: no column 'x'; there are 2, without names: ask for 1 to 2"
    );
    assert_eq!(ask("1\n2\n", "x"), "old.csv: no column 'x'; there is 1, without a name");
    assert_eq!(ask("x\n2\n", "y"), "old.csv: no column 'y'; there is x");
    assert_eq!(
        ask("x,y,x\n1,2,3\n", "x"),
        "old.csv: columns 1 and 3 are all called 'x'; ask for one by its number"
    );
    let wide: Vec<String> = (1..=30).map(|i| format!("c{i}")).collect();
    let row = vec!["1"; 30].join(",");
    assert_eq!(
        ask(&format!("{}\n{row}\n", wide.join(",")), "x"),
        "old.csv: no column 'x'; there are c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 and 20 more"
    );
}

#[test]
fn missing_cells_are_left_out_and_counted() {
    let text = "x,y\n1,\n,2\nNA,3\nna,4\nNaN,5\n nan ,6\n\" \",7\n8,9\n";
    assert_eq!(column(text, None), found("x", &[1.0, 8.0]));
    assert_eq!(left_out(text, None), LeftOut { empty: 2, na: 2, nan: 2 });
    assert_eq!(left_out(text, Some("y")), LeftOut { empty: 1, na: 0, nan: 0 });
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
fn decimal_commas_are_not_guessed() {
    assert_eq!(
        load("a;b\n1,5;2,5\n", Some("a")).unwrap_err(),
        "old.csv, line 2, column a: '1,5' is not a number; write 1.5"
    );
    let says = "'1,5' is not a number; write 1.5)";
    assert_eq!(
        load("a;b\n1,5;2,5\n", None).unwrap_err(),
        format!("old.csv: no numeric column (line 2, column a: {says}")
    );
    assert_eq!(
        load("a\n1,5\n", None).unwrap_err(),
        format!("old.csv: no numeric column (line 2, column a: {says}")
    );
    assert_eq!(
        load("0,5;2,5\n1,5;2,5\n", Some("1")).unwrap_err(),
        "old.csv, line 2, column 0,5: '1,5' is not a number; write 1.5"
    );
    let says = "'1,234' is not a number; write 1.234 or 1234, whichever is meant)";
    assert_eq!(
        load("a,b\nx,\"1,234\"\n", None).unwrap_err(),
        format!("old.csv: no numeric column (line 2, column b: {says}")
    );
    // What is blamed is the cell that is nearly a number.
    assert_eq!(
        load("name;x\nann;1,5\n", None).unwrap_err(),
        "old.csv: no numeric column (line 2, column x: '1,5' is not a number; write 1.5)"
    );
}

#[test]
fn what_is_wrong_is_said_in_one_line_with_its_place() {
    let big = "'1e141' is beyond ±1e140, where its square overflows; rescale the data";
    for (text, request, says) in [
        ("", None, ": empty; it needs a column of numbers"),
        ("\n\r\n", None, ": empty; it needs a column of numbers"),
        ("waiting\n1\n2\n\n3\n4\nabc\n", None, ", line 7, column waiting: 'abc' is not a number"),
        ("waiting\nabc\n", Some("1"), ", line 2, column waiting: 'abc' is not a number"),
        ("5\nabc\n7\n", None, ", line 2, column 1: 'abc' is not a number"),
        ("abc,7\nx,8\n", Some("1"), ", line 1, column 1: 'abc' is not a number"),
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
        (
            "a b\n1 2\n",
            None,
            ": no numeric column (line 2, column a b: '1 2' is not a number; blanks do not separate cells: use commas, semicolons or tabs)",
        ),
        (
            "Times of 2024\nx,y\n1,2\n",
            None,
            ": line 1 looks like a title above the table; delete it",
        ),
        ("# by R\nx,y\n1,2\n", None, ": line 1 looks like a comment above the table; delete it"),
        (
            "# by R, 2024\nx,y,z\n1,2,3\n",
            None,
            ": line 1 looks like a comment above the table; delete it",
        ),
        (
            "x,y\n1,2\n# note\n3,4\n",
            None,
            ", line 3, column x: '# note' is not a number; delete lines of comments",
        ),
        (
            "x,y\n1,2\n# note\n3,4\n",
            Some("y"),
            ", line 3, column y: '# note' is not a number; delete lines of comments",
        ),
        ("x\n1\n\u{feff}2\n", None, ", line 3, column x: '<U+FEFF>2' is not a number; write 2"),
        ("x\n1\n\u{1a}", None, ", line 3, column x: '<U+001A>' is not a number"),
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
    assert_eq!(column("x,y\n1,2\n3\n4,5,,\n", None), found("x", &[1.0, 3.0, 4.0]));
}

fn notes(text: &str) -> Vec<String> {
    load(text, None).unwrap().notes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_column_that_only_numbers_the_rows_is_passed_over() {
    let says = |passed: &str| {
        let name = passed.trim_matches('\'');
        format!("the column is y: column {name} numbers the rows; use -c {passed} to fit it")
    };
    for (text, passed) in [
        (",y\n0,5\n1,9\n", "1"),
        (",y\n1,5\n", "1"),
        ("\"\",\"y\"\n\"1\",5\n\"2\",9\n", "1"),
        (",y\n0,5\n2,6\n7,9\n", "1"),
        ("Unnamed: 0,y\n3,5\n1,6\n", "'Unnamed: 0'"),
        ("id,y\n1,5\n2,6\n3,9\n", "id"),
        ("id,name,y\n0,a,5\n1,b,6\n2,c,9\n", "id"),
        ("id,y\n1,\n2,\n3,9\n", "id"),
        ("x,y\n5,5\n6,6\n7,9\n", "x"),
        ("x,y\n9,5\n8,6\n7,9\n", "x"),
        ("x,y\n-1,5\n0,6\n1,9\n", "x"),
        ("id,y\n1,4\n2,6\n", "id"),
        ("id,y\n12,4\n7,6\n40,6\n", "id"),
        ("Patient ID,y\n12,4\n7,6\n", "'Patient ID'"),
        ("#,y\n3,4\n", "'#'"),
        ("row_nr,y\n3,4\n5,4\n", "row_nr"),
    ] {
        assert_eq!(column(text, None).0, "y", "{text:?}");
        assert_eq!(notes(text), [says(passed)], "{text:?}");
        assert_eq!(load(text, Some("1")).unwrap().notes, []);
    }
    // A long table is read fast behind the rows that decide.
    let many: String =
        (1..=5000).fold("id,y\n".to_owned(), |text, i| text + &format!("{i},{}.5\n", i % 7));
    assert_eq!(column(&many, None).1.len(), 5000);
    assert_eq!(column(&many, None).1[..2], [1.5, 2.5]);
    assert_eq!(notes(&many), [says("id")]);
    assert_eq!(
        notes("id,row,y\n1,4,5\n2,5,6\n3,6,9\n"),
        ["the column is y: columns id and row number the rows; use -c to fit one of them"]
    );
}

#[test]
fn a_column_that_counts_is_read_if_it_may_be_data_or_is_the_only_one() {
    for (text, name, values) in [
        ("id,name\n1,a\n2,b\n3,c\n", "id", &[1.0, 2.0, 3.0][..]),
        ("x,y\n1,5\n2,6\n4,7\n", "x", &[1.0, 2.0, 4.0]),
        ("x,y\n1,5\n2,6\n", "x", &[1.0, 2.0]),
        ("x,y\n5,5\n6,6\n7,7\n", "x", &[5.0, 6.0, 7.0]),
        ("x,y\n5,5\n7,6\n9,8\n", "x", &[5.0, 7.0, 9.0]),
        ("x,y\n5.5,5\n6.5,6\n7.5,8\n", "x", &[5.5, 6.5, 7.5]),
        ("id,y\n5,5\n7,6\n5,8\n", "id", &[5.0, 7.0, 5.0]),
        ("acid,y\n5,5\n7,6\n", "acid", &[5.0, 7.0]),
        ("id\n5\n7\n", "id", &[5.0, 7.0]),
        ("1,5\n2,6\n4,9\n", "column 1", &[1.0, 2.0, 4.0]),
        ("1,5\n2,6\n3,9\n", "column 2", &[5.0, 6.0, 9.0]),
        ("x\n1\n2\n3\n", "x", &[1.0, 2.0, 3.0]),
        ("id,no\n1,1\n2,2\n3,3\n", "id", &[1.0, 2.0, 3.0]),
    ] {
        assert_eq!(column(text, None), found(name, values), "{text:?}");
    }
    assert_eq!(notes("x,y\n1,5\n2,6\n4,7\n"), Vec::<String>::new());
}

#[test]
fn a_column_that_a_marker_or_a_comma_kept_away_is_named() {
    for (text, fitted, passed, cell) in [
        ("waiting,id\nN/A,7\n79,8\n54,9\n", "id", "waiting", "N/A"),
        ("waiting,id\n?,7\n-,8\n54,9\n", "id", "waiting", "?"),
        ("a;b\n1,5;2\n", "b", "a", "1,5"),
        ("a;b\n1.234,5;2\n", "b", "a", "1.234,5"),
        ("id,waiting\n1,NULL\n2,79\n3,54\n", "id", "waiting", "NULL"),
    ] {
        let says = format!(
            "the column is {fitted}: column {passed} has '{cell}' on line 2; use -c {passed} to fit it"
        );
        assert_eq!(notes(text), [says], "{text:?}");
    }
    for (text, fitted, passed, cell, line) in [
        ("x,w\n1,4\n2,N/A\n", "x", "w", "N/A", 3),
        ("x;w\n1;4\n2;5,5\n", "x", "w", "5,5", 3),
        ("w,x\ninf,10\n4,20\n5,13\n", "x", "w", "inf", 2),
        ("w,x\n1e999,10\n4,20\n5,13\n", "x", "w", "1e999", 2),
        ("w,x\n<1,10\n4,20\n,13\n", "x", "w", "<1", 2),
        ("w,x\nbroken,10\n4,20\n5,13\n", "x", "w", "broken", 2),
    ] {
        let says = format!(
            "the column is {fitted}: column {passed} has '{cell}' on line {line}; use -c {passed} to fit it"
        );
        assert_eq!(notes(text), [says], "{text:?}");
    }
    // The column behind row numbers is chosen, and what is wrong with it is an error.
    for text in [
        "row,w\n1,4\n2,N/A\n",
        "id;w\n1;4\n2;5,5\n3;6\n",
        "id,w\n1,4\n2,N/A\n3,5\n",
        "x,w\n1,4\n2,oops\n3,5\n",
    ] {
        let says = load(text, None).unwrap_err();
        assert!(says.starts_with("old.csv, line 3, column w: '"), "{says}");
    }
    // Text stays text, and a column behind the first was not meant.
    for text in [
        "who,x\n-,1\nann,2\n",
        "x,waiting\n7,N/A\n9,79\n",
        "who,x\n?,5\n,6\n",
        "who,x\nann,5\nbob,6\n",
        "code,x\na1,5\n12,6\nb3,9\n",
    ] {
        assert_eq!(notes(text), Vec::<String>::new(), "{text:?}");
    }
    assert_eq!(
        load("waiting,id\nN/A,1\n79,2\n", Some("waiting")).unwrap_err(),
        "old.csv, line 2, column waiting: 'N/A' is not a number; write NA for a missing observation"
    );
}

#[test]
fn dialects_that_say_what_they_are_are_read() {
    assert_eq!(column("sep=;\nx;c\n1;a\n2;b\n", None), found("x", &[1.0, 2.0]));
    assert_eq!(column("x|c\n1|a\n2|b\n", None), found("x", &[1.0, 2.0]));
    assert_eq!(column("time; UTC,x\n1,7\n3,8\n", None), found("time; UTC", &[1.0, 3.0]));
    let says = "old.csv, line 3, column x: 'a' is not a number";
    assert_eq!(load("sep=;\nx;c\na;1\n", Some("x")).unwrap_err(), says);
}

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
        let number = (at + 1).to_string();
        let request = is_asked_for.then_some(number.as_str());
        let read = read(&bytes, "table", request, sizes);
        if strays.is_empty() {
            prop_assert!(read.is_ok(), "{:?}", table);
        }
        if let Ok(dataset) = read {
            // A cell that a quote emptied is counted as left out, and said.
            let rows = dataset.sample.len() + dataset.left_out.total();
            prop_assert_eq!(rows, n, "{}", bytes.escape_ascii());
        }
    }
}

#[test]
fn a_long_name_is_cut() {
    let dataset = load(&format!("{}\n1\n", "n".repeat(100)), None).unwrap();
    assert_eq!(dataset.column, format!("{}…", "n".repeat(39)));
    assert!(load(&format!("x\n1\n{}\n", "n".repeat(100_000)), None).unwrap_err().len() < 200);
}

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
        if at == 0 {
            requests.push(None);
        }
        for request in requests {
            let dataset = read(text.as_bytes(), "table", request, WHOLE).unwrap();
            let bits = |x: &f64| x.to_bits();
            let read: Vec<u64> = dataset.sample.values().iter().map(bits).collect();
            let written: Vec<u64> = values.iter().map(|(x, ..)| (x + 0.0).to_bits()).collect();
            prop_assert_eq!(read, written);
            prop_assert_eq!(dataset.left_out, missing);
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
        if let Err(error) = read(&bytes[..], "bytes", request.as_deref(), WHOLE) {
            let message = error.to_string();
            prop_assert!(!message.chars().any(|c| c.is_control() || c == '\u{202e}'), "{message:?}");
            prop_assert!(message.chars().count() < 600, "{message:?}");
        }
    }

    /// The search keeps one column and stops early; it must answer as if it had seen everything.
    #[test]
    fn the_search_answers_as_the_whole_table_would(
        cells in prop::collection::vec(
            prop::collection::vec(prop::sample::select(vec!["", "NA", "1", "2", "a", "b"]), 3),
            1..6,
        ),
    ) {
        let lines: Vec<String> = cells.iter().map(|row| row.join(",")).collect();
        let answer = read(lines.join("\n").as_bytes(), "table", None, WHOLE).ok();
        let answer = answer.map(|dataset| dataset.sample.values().to_vec());
        prop_assert_eq!(answer, textbook(&cells));
    }
}

/// The rules for header and first numeric column, read off a table that is there as a whole.
fn textbook(cells: &[Vec<&str>]) -> Option<Vec<f64>> {
    let is_missing = |cell: &&str| cell.is_empty() || *cell == "NA";
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    let present = |column: usize, from: usize| {
        let cells = cells[from..].iter().map(move |row| row[column]);
        cells.filter(|cell| !is_missing(cell)).collect::<Vec<&str>>()
    };
    let starts_with_number =
        |column: usize, from: usize| present(column, from).first().is_some_and(|c| is_number(c));
    let header = (0..3).any(|column| {
        let name = cells[0][column];
        !is_missing(&name) && !is_number(name) && starts_with_number(column, 1)
    });
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

/// The table read row by row to its end: what blocks and pieces must come to.
fn row_by_row(mut bytes: &[u8], request: Option<&str>) -> Result<Answer, Fault> {
    read_bytes(&mut bytes, None, &mut unwatched(), |input| {
        let counted = input.rows;
        let mut rows = Rows::new(input, counted)?;
        let Some(first) = rows.read()? else { return Err(Problem::Empty.anywhere()) };
        let mut search = Search::new(&first, request)?;
        while !search.is_over()
            && let Some(row) = rows.read()?
        {
            search.take(&row)?;
        }
        search.finish()
    })
}

/// What either way comes to, with every bit of the numbers.
fn bits(answer: Result<Answer, Fault>) -> Result<(String, Vec<u64>, LeftOut), String> {
    let answer = answer.map_err(|fault| fault.to_string())?;
    let Answer { label, name, values, left_out, .. } = answer;
    let values = values.into_iter().map(f64::to_bits).collect();
    Ok((format!("{label} {name:?}"), values, left_out))
}

fn same_in_blocks(bytes: &[u8], request: Option<&str>, sizes: Sizes) -> Result<(), TestCaseError> {
    let in_blocks =
        read_bytes(&mut &bytes[..], Some(bytes.len() as u64), &mut unwatched(), |input| {
            answer(input, request, sizes)
        });
    let (expected, found) = (bits(row_by_row(bytes, request)), bits(in_blocks));
    prop_assert_eq!(found, expected, "{:?} {:?} {:?}", bytes.escape_ascii(), request, sizes);
    Ok(())
}

fn sizes() -> impl Strategy<Value = Sizes> {
    (1..60_usize, 1..60_usize).prop_map(|(block, piece)| Sizes { block, piece })
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

    /// How a table is cut into blocks and pieces changes nothing.
    #[test]
    fn blocks_and_pieces_come_to_the_same_as_row_by_row(
        bytes in rows_of_a_table(),
        request in prop::option::of(prop::sample::select(vec!["1", "2", "a", "b"])),
        sizes in sizes(),
        cut in prop::option::of(0.0..1.0),
    ) {
        let end = cut.map_or(bytes.len(), |part: f64| (part * bytes.len() as f64) as usize);
        same_in_blocks(&bytes[..end], request, sizes)?;
    }

    #[test]
    fn blocks_and_pieces_of_anything_come_to_the_same(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[0-9a,;\t\"\n\r .-]{0,200}".prop_map(String::into_bytes),
            "1\n2\n[0-9,\"\n\r .é-]{0,200}".prop_map(String::into_bytes),
        ],
        sizes in sizes(),
    ) {
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
    let sizes = Sizes { block: 1 << 17, piece: 1 << 14 };
    let dataset = read(text.as_bytes(), "table", None, sizes).unwrap();
    assert_eq!(dataset.sample.values(), expected);
    // From a quote on, row by row.
    text.push_str("\"one\nmore\",7\nlast,\"8\"\n");
    expected.extend([7.0, 8.0]);
    let dataset = read(text.as_bytes(), "table", None, sizes).unwrap();
    assert_eq!(dataset.sample.values(), expected);
    text.push_str("\n\nn,abc\n");
    let error = read(text.as_bytes(), "table", None, sizes).unwrap_err().to_string();
    assert_eq!(error, "table, line 300007, column x: 'abc' is not a number");
}

#[test]
fn an_error_of_reading_comes_after_the_rows_before_it() {
    let says = |text: &str, error: &str| {
        let mut bytes = text.as_bytes().chain(Failed(Some(io::Error::other(error))));
        let sizes = Sizes { block: 64, piece: 16 };
        let read = read_bytes(&mut bytes, None, &mut unwatched(), |input| {
            read_by(input, "pipe", None, sizes)
        });
        read.unwrap_err().to_string()
    };
    // Behind the beginning, which is read as one.
    let many = "x\n".to_owned() + &"1.5\n".repeat(1 << 15);
    let lines = (1 << 15) + 2;
    assert_eq!(says(&many, "gone"), format!("pipe, line {lines}: cannot be read: gone"));
    let cut = many.clone() + "\n\n1.";
    assert_eq!(says(&cut, "gone"), format!("pipe, line {lines}: cannot be read: gone"));
    let bad = many.clone() + "abc\n1";
    assert_eq!(says(&bad, "gone"), format!("pipe, line {lines}, column x: 'abc' is not a number"));
    let quoted = many + "\"1\"\n2";
    assert_eq!(says(&quoted, "gone"), format!("pipe, line {}: cannot be read: gone", lines + 1));
}
