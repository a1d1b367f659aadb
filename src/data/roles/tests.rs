use super::*;

fn load(text: &str, roles: Roles) -> Result<Dataset, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, text).unwrap();
    let request = Request { roles, ..Request::new(Source::File(path.clone())) };
    crate::data::load(&request)
        .map_err(|error| error.to_string().replace(path.to_str().unwrap(), "t.csv"))
}

fn weights(text: &str) -> Result<Dataset, String> {
    load(text, Roles { weights: Some("w".to_owned()), bins: None })
}

fn bins(text: &str) -> Result<Dataset, String> {
    let [lower, upper, count] = ["size_from", "size_to", "n"].map(str::to_owned);
    load(text, Roles { weights: None, bins: Some(Box::new(BinColumns { lower, upper, count })) })
}

#[test]
fn weights_stand_beside_observations() {
    let dataset = weights("w,x\n2,5\n0.5,7\n1,NA\n").unwrap();
    assert_eq!((dataset.sample.values(), dataset.column.as_str()), (&[5.0, 7.0][..], "x"));
    assert_eq!(dataset.sample.weights(), Some(&[2.0, 0.5][..]));
    assert_eq!((dataset.left_out.na, &dataset.notes[..]), (1, &[][..]));
    // A row of weight 0 is left out, and that is said.
    let dataset = weights("x,w\n1,0\n2,3\n4,0\n").unwrap();
    assert_eq!(dataset.sample.values(), [2.0]);
    assert_eq!(dataset.notes[0].to_string(), "2 observations with weight 0 in column w left out");
}

#[test]
fn what_is_no_weight_is_named_with_its_line() {
    let says = |text: &str| weights(text).unwrap_err();
    assert_eq!(
        says("x,w\n1,1\n2,-3\n"),
        "t.csv, line 3, column w: a weight must be 0 or between 1e-140 and 1e140, not -3"
    );
    for missing in ["NaN", "", "NA"] {
        assert_eq!(
            says(&format!("x,w\n1,1\n2,{missing}\n")),
            "t.csv, line 3, column w: no weight; write one, or 0 to leave the observation out"
        );
    }
    assert_eq!(
        says("x,w\n1,0\n2,0\n"),
        "t.csv, column w: every weight is 0; at least one must be above 0"
    );
    assert_eq!(says("x,v\n1,1\n"), "t.csv: no column 'w'; there are x and v");
}

#[test]
fn bins_are_read_and_may_be_open() {
    let dataset = bins("size_from,size_to,n\n,1,3\n1,2,0\n2,,4.5\n").unwrap();
    let found = dataset.sample.bins().unwrap();
    assert_eq!((found.len(), dataset.sample.total_weight()), (3, 7.5));
    assert_eq!((found[0].lower, found[2].upper), (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!(dataset.column, "size");
    assert_eq!(
        dataset.notes[0].to_string(),
        "counts in column n are not all whole numbers (line 4); they are taken as they are"
    );
}

#[test]
fn bins_that_do_not_fit_are_named_with_their_line() {
    let says = |rows: &str| bins(&format!("size_from,size_to,n\n{rows}")).unwrap_err();
    assert_eq!(
        says("0,1,3\n2,3,1\n"),
        "t.csv, line 3: no bin covers 1 to 2, between bin 0 and bin 1; add one, with count 0 if \
         nothing was observed there"
    );
    assert_eq!(says("0,1,3\n0.5,3,1\n"), "t.csv, line 3: bin 0 and bin 1 overlap from 0.5 to 1");
    assert_eq!(
        says("0,1,-3\n"),
        "t.csv, line 2: the count of bin 0 must be 0 or between 1e-140 and 1e140, not -3.0"
    );
    assert_eq!(
        says("0,1,2\n1,2,NaN\n"),
        "t.csv, line 3, column n: no count; write 0 if nothing was observed in the bin"
    );
    assert_eq!(says("0,1,0\n1,2,0\n"), "t.csv: every count is 0: there are no observations");
    assert_eq!(
        says(",1,1\n1,2,1\n,3,1\n"),
        "t.csv, line 4: this bin has no lower edge, and line 2 has none either; only one may be open"
    );
    assert_eq!(
        says("1,1,3\n"),
        "t.csv, line 2: the lower edge of bin 0, 1, must be below its upper edge, 1"
    );
}

#[test]
fn the_name_of_grouped_data_is_what_the_edges_share() {
    assert_eq!(common_name("forehead_ratio_lower", "forehead_ratio_upper"), "forehead_ratio");
    assert_eq!(common_name("von", "bis"), "x");
}

#[test]
fn what_is_wrong_with_edges_is_said_with_what_to_write() {
    let header = "size_from,size_to,n\n";
    let says = |rows: &str| bins(&format!("{header}{rows}")).unwrap_err();
    assert_eq!(
        says("-inf,1,2\n1,2,3\n"),
        "t.csv, line 2, column size_from: '-inf' is not a finite number; leave the edge of an open \
         bin empty"
    );
    let inclusive = "; if bins include their edges, write edges half-way between: -0.5 to 9.5, and \
                     so on";
    assert!(says("0,9,2\n10,19,3\n20,29,4\n").ends_with(inclusive));
    assert!(!says("0,9,2\n10,19,3\n25,29,4\n").contains("half-way"));
    let [lower, upper, count] = ["size_from", "n", "n"].map(str::to_owned);
    let roles = Roles { weights: None, bins: Some(Box::new(BinColumns { lower, upper, count })) };
    let same = load(&format!("{header}0,1,2\n1,2,3\n"), roles).unwrap_err();
    assert_eq!(same, "t.csv: --bins needs three columns, but names n twice");
}
