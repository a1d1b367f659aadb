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
    assert_eq!(
        left_out("5,1\n,2\nNA,3\n", None),
        LeftOut { empty: 1, na: 1, ..LeftOut::default() }
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
fn a_column_that_a_cell_kept_away_is_named() {
    for (text, fitted, passed, cell, line) in [
        ("a;b\n1,5;2\n1.5;3\n", "b", "a", "1,5", 2),
        ("w,x\ninf,10\n4,20\n5,13\n", "x", "w", "inf", 2),
        ("w,x\n1e999,10\n4,20\n5,13\n", "x", "w", "1e999", 2),
        ("w,x\n<1,10\n4,20\n,13\n", "x", "w", "<1", 2),
        ("12 kg,7\n3,8\n4,9\n", "2", "1", "12 kg", 1),
        ("w,x\nbroken,10\n4,20\n5,13\n", "x", "w", "broken", 2),
    ] {
        let says = format!(
            "the column is {fitted}: column {passed} has '{cell}' on line {line}; use -c {passed} to fit it"
        );
        match load(text, None) {
            Ok(dataset) => {
                let notes: Vec<String> = dataset.notes.iter().map(ToString::to_string).collect();
                assert!(notes.contains(&says), "{text:?}: {notes:?}");
            }
            // A fault behind numbers of the first column is an error.
            Err(error) => assert!(error.contains(&format!("line {line}")), "{text:?}: {error}"),
        }
    }
    // The column behind row numbers is chosen, and what is wrong with it is an error.
    for text in ["id,w\n1,4\n2,4 m\n3,5\n", "x,w\n1,4\n2,oops\n3,5\n"] {
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
}

#[test]
fn marks_of_missing_observations_are_left_out_and_counted() {
    for (text, column, values, marks) in [
        ("waiting,id\nN/A,7\n79,8\n54,9\n", "waiting", &[79.0, 54.0][..], &[("N/A", 1)][..]),
        ("waiting,id\n?,7\n-,8\n54,9\n", "waiting", &[54.0], &[("?", 1), ("-", 1)]),
        ("id,waiting\n1,NULL\n2,79\n3,54\n", "waiting", &[79.0, 54.0], &[("NULL", 1)]),
        ("x\n.\nnone\nNone\n5\n", "x", &[5.0], &[(".", 1), ("None", 2)]),
        (",x\n1,N/A\n2,2.5\n3,3.5\n4,2\n", "x", &[2.5, 3.5, 2.0], &[("N/A", 1)]),
        // In row one, a word is a name, and a sign is not.
        ("missing\n5\n", "missing", &[5.0], &[]),
        ("-\n5\n", "column 1", &[5.0], &[("-", 1)]),
    ] {
        let dataset = load(text, None).unwrap();
        assert_eq!(dataset.column, column, "{text:?}");
        assert_eq!(dataset.sample.values(), values, "{text:?}");
        let expected: Vec<(String, usize)> =
            marks.iter().map(|(mark, count)| ((*mark).to_owned(), *count)).collect();
        assert_eq!(dataset.left_out.marks, expected, "{text:?}");
    }
}

#[test]
fn row_names_below_no_name_make_a_header_whatever_the_other_column_has() {
    for text in [";x\n1;1,5\n2;2,5\n3;3,5\n", "\"\";\"x\"\n\"1\";1,5\n\"2\";2,5\n\"3\";3,5\n"] {
        assert_eq!(column(text, None), found("x", &[1.5, 2.5, 3.5]), "{text:?}");
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
fn what_can_be_read_in_two_ways_is_not_read_without_a_word() {
    for (text, column, values, says) in [
        ("1,5\n2,7\n4,9\n", "column 1", &[1.0, 2.0, 4.0][..], "use --decimal ,"),
        ("x\n1,5\n2,7\n9,1\n", "x", &[1.5, 2.7, 9.1], "use --delimiter ,"),
        ("x\n1,5\n2,7\n3,9\n", "x", &[5.0, 7.0, 9.0], "use --decimal ,"),
        ("x;y\n1.234;2\n2.345;3\n", "x", &[1.234, 2.345], "use --decimal ,"),
        ("x;y\n1,234;2\n2,345;3\n", "x", &[1.234, 2.345], "use --decimal ."),
        ("x\n\"1,234\"\n\"2,345\"\n", "x", &[1234.0, 2345.0], "use --decimal ,"),
        ("x\n1 234\n5 678\n", "x", &[1234.0, 5678.0], "use --delimiter space"),
        ("x\n1 234.5\n2 678.5\n", "x", &[234.5, 678.5], "use --delimiter ,"),
        ("1;2\n3;4\n", "column 1", &[1.0, 3.0], "-c all for every number"),
        ("1 2 3\n", "x", &[1.0, 2.0, 3.0], "use -c and a number for one column"),
    ] {
        assert_eq!(super::column(text, None), found(column, values), "{text:?}");
        let notes = notes(text).join("\n");
        assert!(notes.contains(says), "{text:?}: {notes}");
    }
    for text in ["price\n€1,50\n€2,75\n", "x\n12,5 kg\n13,5 kg\n"] {
        let says = load(text, None).unwrap_err();
        assert!(!says.contains("title"), "{text}: {says}");
    }
    // What can only be read in one way needs no word.
    for text in [
        "x,y\n1,5\n2,7\n",
        "x,y\n1.234,5\n2.345,7\n",
        "x\n1.5\n2.75\n",
        "1\n2\n4\n",
        "waiting time\n79\n54\n",
    ] {
        assert_eq!(notes(text), Vec::<String>::new(), "{text:?}");
    }
}
