//! Columns of numbers, of other things, and of nothing.

use emstep::data::{BinColumns, Content, DataNote, Request, Roles, Source, load, summarize};

use crate::{file, read};

fn values(column: &str) -> Vec<f64> {
    read(&file("types.parquet"), Some(column)).unwrap().sample.values().to_vec()
}

#[test]
fn every_type_of_number_is_read() {
    assert_eq!(values("x"), [1.5, -2.0, 1e6, 0.25]);
    assert_eq!(values("single"), [0.5, -0.25, 0.125, 3.0, f64::from(1e30_f32)]);
    assert_eq!(values("small"), [-128.0, 127.0, 0.0, 5.0, 6.0]);
    assert_eq!(values("unsigned"), [4_294_967_295.0, 0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(values("large"), [18_446_744_073_709_551_615.0, 0.0, 1.0, 2.0, 3.0]);
    assert_eq!(values("price"), [1.25, -0.1, 7.0, 0.0, 9.99, 3.0]);
    let long = [12_345_678_901_234_567_890.123, -1.0, 0.001, 0.0, 5.0, 6.0];
    assert_eq!(values("long_price"), long);
    assert_eq!(values("place.height"), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(values("3"), values("x"), "columns have numbers, too");
}

#[test]
fn what_is_missing_is_left_out_and_counted() {
    let dataset = read(&file("types.parquet"), None).unwrap();
    assert_eq!((dataset.column.as_str(), dataset.sample.len()), ("x", 4));
    assert_eq!(dataset.left_out.to_string(), "1 NaN, 1 null");
    let passed_over = vec!["id".to_owned()];
    assert_eq!(dataset.notes, [DataNote::Numbering { fitted: "x".to_owned(), passed_over }]);
}

#[test]
fn what_is_no_number_is_told_with_what_to_do() {
    let says = |column: &str| read(&file("types.parquet"), Some(column)).unwrap_err();
    let convert = "not numbers; convert the column to DOUBLE when writing it";
    for (column, what) in
        [("name", "text"), ("day", "dates"), ("at", "points in time"), ("is_old", "truth values")]
    {
        assert_eq!(says(column), format!("types.parquet, column {column}: {what}, {convert}"));
    }
    assert_eq!(
        says("marks.list.element"),
        "types.parquet, column marks.list.element: lists, not numbers; write one number per row"
    );
    assert_eq!(
        says("infinite"),
        "types.parquet, row 4, column infinite: 'inf' is not a finite number"
    );
    let unknown = says("y");
    assert!(
        unknown.starts_with("types.parquet: no column 'y'; there are id, name, x"),
        "{unknown}"
    );
    assert!(unknown.ends_with("price, long_price, day and 6 more"), "{unknown}");
}

#[test]
fn weights_and_bins_come_from_other_columns() {
    let load = |roles: Roles, column: Option<&str>| {
        let request = Request::new(Source::File(file("types.parquet")));
        let column = column.map(str::to_owned);
        load(&Request { roles, column, ..request }).map_err(|error| error.to_string())
    };
    let weights = |name: &str| Roles { weights: Some(name.to_owned()), bins: None };
    let dataset = load(weights("weight"), Some("x")).unwrap();
    assert_eq!(dataset.sample.values(), [1.5, 1e6, 0.25]);
    assert_eq!(dataset.sample.weights(), Some(&[1.0, 0.5, 4.0][..]));
    let error = load(weights("single"), Some("id")).unwrap_err();
    assert!(error.ends_with(
        "types.parquet, row 2, column single: a weight must be 0 or between 1e-140 and 1e140, not \
         -0.25"
    ));
    let bins = ["id", "place.height", "weight"].map(str::to_owned);
    let [lower, upper, count] = bins;
    let bins = Roles { weights: None, bins: Some(Box::new(BinColumns { lower, upper, count })) };
    assert!(load(bins, None).unwrap_err().contains("types.parquet, row 1: the lower edge"));
}

#[test]
fn every_compression_of_pure_rust_is_read() {
    let expected: Vec<f64> = (0..120).step_by(2).map(|i| f64::from(i % 14) / 4.0).collect();
    for name in ["none", "snappy", "snappy2", "gzip", "lz4", "zstd", "zstd2"] {
        let dataset = read(&file(&format!("{name}.parquet")), None).unwrap();
        assert_eq!(dataset.sample.values(), expected, "{name}");
        assert_eq!(dataset.left_out.to_string(), "60 null", "{name}");
    }
    assert_eq!(
        read(&file("brotli.parquet"), None).unwrap_err(),
        "brotli.parquet, column x: compressed with Brotli, which is not read here; write it with \
         Snappy, ZSTD, LZ4 or gzip"
    );
}

#[test]
fn other_encodings_are_read() {
    let column = |name| read(&file("encodings.parquet"), Some(name)).unwrap();
    let split: Vec<f64> = (0..100).map(|i| f64::from(i) / 8.0).collect();
    assert_eq!(column("split").sample.values(), split);
    let delta: Vec<f64> = (0..100).map(|i| f64::from(i * i)).collect();
    assert_eq!(column("delta").sample.values(), delta);
}

#[test]
fn a_file_is_known_by_its_beginning_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no-ending");
    std::fs::copy(file("zstd.parquet"), &path).unwrap();
    assert_eq!(read(&path, None).unwrap().sample.len(), 60);
}

#[test]
fn several_files_are_one_sample() {
    let paths = vec![file("zstd.parquet"), file("snappy.parquet")];
    let dataset = load(&Request::new(Source::Files(paths))).unwrap();
    assert_eq!((dataset.sample.len(), dataset.column.as_str()), (120, "x"));
}

#[test]
fn options_about_text_are_refused() {
    let mut request = Request::new(Source::File(file("zstd.parquet")));
    request.dialect.missing = vec!["-99".to_owned()];
    let error = load(&request).unwrap_err().to_string();
    assert!(
        error.ends_with(": a Parquet file says itself how it is written; leave --missing out"),
        "{error}"
    );
}

#[test]
fn the_columns_are_shown_before_one_is_chosen() {
    let table = summarize(&Request::new(Source::File(file("types.parquet")))).unwrap();
    assert_eq!((table.rows, table.is_whole, table.columns.len()), (6, true, 16));
    let Content::Numbers(id) = &table.columns[0].content else { panic!("{table:?}") };
    assert!(id.numbers_rows);
    assert_eq!(table.columns[1].content, Content::Text("text".to_owned()));
    let Content::Numbers(x) = &table.columns[2].content else { panic!("{table:?}") };
    assert_eq!((x.n, x.minimum, x.maximum, table.columns[2].left_out), (4, -2.0, 1e6, 2));
}
