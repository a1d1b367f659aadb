//! Kinds of tables that are easily misread: what is a title, a name, a number or a cell.

use super::*;
use crate::data::DecimalMark;

fn notes(text: &str) -> String {
    let notes = load(text, None).unwrap().notes;
    notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn with(text: &str, request: Option<&str>, dialect: &DialectOptions) -> Result<Dataset, String> {
    let found = read_csv(&mut text.as_bytes(), "old.csv", request, dialect, WHOLE);
    found.map_err(|error| error.to_string())
}

#[test]
fn a_bad_cell_below_a_name_or_above_numbers_is_an_error_with_its_line() {
    for bad in ["unknown", "1.5kg", "\u{2212}1.5", "<0.1", "1/3", "inf", "2020-01-01", "\u{200b}"] {
        let says = load(&format!("x\n{bad}\n2.5\n4\n"), None).unwrap_err();
        assert!(says.contains("line 2, column x"), "{says}");
    }
    for bad in ["1.5kg", "<0.1", "inf", "(2)"] {
        let text = format!("{bad}\n2.5\n4\n");
        let says = load(&text, None).unwrap_err();
        assert!(says.starts_with("old.csv, line 1, column 1: "), "{says}");
        assert!(says.ends_with("; if it is a name, use --header"), "{says}");
        let header = DialectOptions { header: Some(true), ..DialectOptions::default() };
        assert_eq!(with(&text, None, &header).unwrap().sample.values(), [2.5, 4.0]);
    }
    let says = load("x,y\nmm,kg\n1.5,3\n2.5,3\n", None).unwrap_err();
    assert!(says.ends_with("'mm' is not a number; if line 1 is a title, use --skip 1)"), "{says}");
}

#[test]
fn a_title_is_quoted_in_a_note() {
    for (text, title) in [
        ("Measurements of today\nx\n6.5\nNA\n8\n", "Measurements of today"),
        ("My data, 2020\n\nx,y\n6.5,3\n8,4\n", "My data, 2020"),
        ("Title,,\n,,\nx,y,z\n6.5,1,1\n8,5,1\n", "Title,,"),
        ("Report;;\nDate;01.02.2020;\nx;y;z\n6,5;3;a\n8;5;b\n", "Report;;"),
        ("My title\nx y\n6.5 3\n8 4\n", "My title"),
    ] {
        assert_eq!(column(text, None), found("x", &[6.5, 8.0]), "{text:?}");
        let notes = notes(text);
        assert!(notes.contains(&format!("read as a title: '{title}'")), "{notes}");
        assert!(notes.contains("--skip 0"), "{notes}");
    }
    // A row of names is none, whatever words are in them.
    for text in ["name of city,kind\nParis,big\nRome,5\n", "first name,x\n\nann,tall\nbob,5\n"] {
        let says = load(text, None).unwrap_err();
        assert!(says.contains("'Paris'") || says.contains("'ann'"), "{says}");
    }
    // With the option there is no title.
    let skip = DialectOptions { skip: Some(0), ..DialectOptions::default() };
    let says = with("Measurements of today\nx\n6.5\n8\n", None, &skip).unwrap_err();
    assert!(says.contains("line 2"), "{says}");
}

#[test]
fn each_reading_of_commas_has_its_option() {
    use DecimalMark::{Comma, Point};
    let comma = Some(crate::data::Delimiter::Byte(b','));
    for (text, decimals, thousands, apart) in [
        ("x\n10,125\n20,250\n35,375\n", [10.125, 20.25, 35.375], 1.0, [125.0, 250.0, 375.0]),
        ("10,125\n20,250\n35,375\n", [10.125, 20.25, 35.375], 1.0, [10.0, 20.0, 35.0]),
    ] {
        let notes = notes(text);
        let read = |decimal, delimiter| {
            let dialect = DialectOptions { delimiter, decimal, ..DialectOptions::default() };
            with(text, None, &dialect).unwrap().sample.values().to_vec()
        };
        assert_eq!(read(Some(Comma), None), decimals, "{text:?}");
        assert_eq!(read(Some(Point), None), decimals.map(|x| x * 1000.0 * thousands), "{text:?}");
        assert_eq!(read(None, comma), apart, "{text:?}");
        let options = ["--decimal .", "--decimal ,", "--delimiter ,"];
        let said = options.iter().filter(|option| notes.contains(*option)).count();
        assert_eq!(said, 2, "{notes}");
    }
    // A 0 in front says that it is a fraction.
    assert_eq!(notes("x\n0.125\n0.250\n"), "");
    assert!(!notes("x;y\n0,125;1\n0,250;2\n").contains("--decimal"));
}

#[test]
fn a_column_of_texts_has_no_say_in_how_numbers_are_written() {
    let text = "text;x\n\"foo, bar\";1.234\n\"1,5\";2.345\nbaz;4.567\n";
    assert_eq!(column(text, None), found("x", &[1.234, 2.345, 4.567]));
    assert!(notes(text).contains("--decimal ,"));
    let text = "lat;n\n48.137;1.000.000\n52.520;2.000.000\n";
    assert!(notes(text).contains("'.' in 48.137 is read as between thousands"), "{}", notes(text));
}

#[test]
fn an_option_holds_for_the_whole_file() {
    let long = "x;g\n".to_owned() + &"113.5;a\n".repeat(20_000) + "1,234;a\n";
    let point = DialectOptions { decimal: Some(DecimalMark::Point), ..DialectOptions::default() };
    let values = with(&long, None, &point).unwrap().sample;
    assert_eq!(values.values()[20_000], 1234.0);
}

#[test]
fn a_long_beginning_hides_nothing() {
    let numbers: Vec<String> = (0..16_000).map(|i| (f64::from(i) / 8.0).to_string()).collect();
    for separator in [" ", ",", ", ", ";"] {
        let dataset = load(&(numbers.join(separator) + "\n"), None).unwrap();
        assert_eq!(dataset.sample.len(), 16_000, "{separator:?}");
    }
    let table = "x;y\n1,5;a\n2,5;b\n";
    for above in ["# note\n".repeat(20_000), format!("# {}\n", "c".repeat(200_000))] {
        let dataset = load(&(above.clone() + table), None).unwrap();
        assert_eq!(dataset.sample.values(), [1.5, 2.5]);
        let comments = above.matches('#').count().to_string();
        let notes = format!("{:?}", dataset.notes);
        assert!(notes.contains(&format!("comment_lines: {comments}")), "{notes}");
        // Lines are counted from the top.
        let says = load(&(above.clone() + "x\n1\nabc\n"), None).unwrap_err();
        assert!(says.contains(&format!("line {},", above.lines().count() + 3)), "{says}");
    }
    let long_cell = format!("y;x\n{};1,5\nb;2,5\n", "a".repeat(70_000));
    assert_eq!(column(&long_cell, None), found("x", &[1.5, 2.5]));
}

#[test]
fn a_single_row_is_a_list_or_refused() {
    assert_eq!(column("1.5,2.5\n", None), found("x", &[1.5, 2.5]));
    assert_eq!(column("waits\t1.5\t2.5\n", None), found("waits", &[1.5, 2.5]));
    assert_eq!(
        load("x: 1.5, 2.5, 4\n", None).unwrap_err(),
        "old.csv, line 1: a single row of numbers with 'x: 1.5' among them; write only numbers, or \
         use -c"
    );
    // A cell that is missing at the end of a row does not make a list of a table.
    assert_eq!(column("1;2.5\n5;\n3;4\n", Some("2")), found("column 2", &[2.5, 4.0]));
    assert_eq!(column("1;2.5\n5;\n3;4\n", None), found("column 1", &[1.0, 5.0, 3.0]));
}

#[test]
fn names_that_look_like_numbers_need_a_word() {
    let text = "name,2019,2020\na,1,2\nb,3,4\n";
    assert!(notes(text).contains("2019 in the first row is read as a number"), "{}", notes(text));
    let header = DialectOptions { header: Some(true), ..DialectOptions::default() };
    assert_eq!(with(text, None, &header).unwrap().column, "2019");
    let quoted = "\"2019\",\"2020\"\n1,2\n3,4\n";
    assert_eq!(column(quoted, None), found("2019", &[1.0, 3.0]));
    assert!(notes(quoted).contains("--no-header"));
    let none = DialectOptions { header: Some(false), ..DialectOptions::default() };
    assert_eq!(with(quoted, None, &none).unwrap().sample.values(), [2019.0, 1.0, 3.0]);
}

#[test]
fn a_comment_above_numbers_may_name_them() {
    assert_eq!(column("# x y\n1.5 3\n2.5 4\n", Some("y")), found("y", &[3.0, 4.0]));
    assert_eq!(column("# note\n# x, y\n1.5,3\n2.5,4\n", Some("x")), found("x", &[1.5, 2.5]));
    assert_eq!(column("# by me, 2020\n1.5,3\n2.5,4\n", Some("2")), found("column 2", &[3.0, 4.0]));
}
