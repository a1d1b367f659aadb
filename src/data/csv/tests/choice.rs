//! Which column is read, and what is said of the others.

use super::*;

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
        ("1,5\n2,N/A\n", "1", "2", "N/A", 2),
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
fn row_names_below_no_name_make_a_header_whatever_the_other_column_has() {
    for (text, marker) in [
        (",x\n1,N/A\n2,2.5\n3,3.5\n4,2\n", "'N/A'"),
        (";x\n1;1,5\n2;2,5\n3;3,5\n", "'1,5'"),
        ("\"\";\"x\"\n\"1\";1,5\n\"2\";2,5\n\"3\";3,5\n", "'1,5'"),
        (",x,y\n1,N/A,a\n2,2,b\n3,4,c\n", "'N/A'"),
    ] {
        match load(text, None) {
            Ok(dataset) => {
                assert!(dataset.left_out.total() == 0, "{text}: row one is no row");
                let notes: Vec<String> = dataset.notes.iter().map(ToString::to_string).collect();
                let notes = notes.join("\n");
                assert!(notes.contains("-c x") && notes.contains(marker), "{text}: {notes}");
            }
            Err(says) => assert!(says.contains("column x") && says.contains(marker), "{says}"),
        }
    }
}

#[test]
fn columns_with_the_names_of_row_numbers_are_passed_over() {
    for name in ["row.names", "SampleID", "rownum", "plot_number", "number", "No."] {
        let text = format!("{name},height\n17,1.7\n3,1.8\n99,1.6\n");
        assert_eq!(column(&text, None), found("height", &[1.7, 1.8, 1.6]), "{name}");
    }
    for name in ["valid", "rapid", "piano", "arrow"] {
        let text = format!("{name},height\n17,1.7\n3,1.8\n99,1.6\n");
        assert_eq!(column(&text, None), found(name, &[17.0, 3.0, 99.0]), "{name}");
    }
}

#[test]
fn commas_that_may_be_decimal_are_not_read_without_a_word() {
    let torn = load("1,5 2,5\n3,5 4,5\n7,5 4,5\n", None).unwrap_err();
    assert!(torn.contains("'5 4'") && torn.contains("decimal commas"), "{torn}");
    for text in ["price\n€1,50\n€2,75\n", "x y\n1,5 2\n3,5 4\n", "x\n12,5 kg\n13,5 kg\n"] {
        let says = load(text, None).unwrap_err();
        assert!(!says.contains("title"), "{text}: {says}");
    }
    let names = load("x\n1,5\n2,7\n3,9\n", None).unwrap_err();
    assert!(
        names.contains("write 1.5 if it is one number, or name each cell in line 1"),
        "{names}"
    );
}
