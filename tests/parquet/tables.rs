//! Condensed tables in Parquet files, and Parquet files that are condensed.

use std::fs;

use assert_cmd::Command;
use emstep::data::{Dataset, Request, Source, load};
use emstep::mixture::{Start, e_step};

use crate::{file, read};

#[test]
fn a_condensed_table_is_the_same_in_parquet() {
    for name in ["table", "groups"] {
        let [csv, parquet] = ["csv", "parquet"]
            .map(|end| load(&Request::new(Source::File(file(&format!("{name}.{end}"))))).unwrap());
        assert_eq!(
            (csv.size(), csv.sample.range()),
            (parquet.size(), parquet.sample.range()),
            "{name}"
        );
        let groups = |data: &Dataset| data.groups.as_ref().map(|of| of.groups().clone());
        assert_eq!(groups(&csv), groups(&parquet), "{name}");
        assert!(csv.groups.is_some() == (name == "groups"));
        let theta = Start::Quantile.theta(&csv.sample, 2).unwrap();
        let [csv, parquet] = [&csv, &parquet].map(|data| e_step(data.data(), &theta).unwrap());
        assert_eq!(csv, parquet, "{name}");
    }
}

#[test]
fn a_column_is_condensed_as_that_of_a_csv_file() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = read(&file("zstd.parquet"), None).unwrap();
    let csv = folder.path().join("x.csv");
    let lines = dataset.sample.values().iter().map(|x| format!("{x}\n"));
    fs::write(&csv, format!("x\n{}", lines.collect::<String>())).unwrap();
    let condensed = |path: &std::path::Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_emstep"));
        let output = command.arg("condense").arg(path).args(["--grid", "0,1"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    // All but how many cells were left out.
    let sums = |text: &str| -> Vec<Vec<String>> {
        let cells = text.lines().map(|row| row.split(',').map(str::to_owned).collect::<Vec<_>>());
        let mut rows: Vec<Vec<String>> = cells.collect();
        let left_out = rows[0].iter().position(|name| name == "left_out").unwrap();
        for row in &mut rows {
            row.remove(left_out);
        }
        rows
    };
    let parquet = sums(&condensed(&file("zstd.parquet")));
    assert!(parquet.len() > 2 && parquet == sums(&condensed(&csv)));
}

#[test]
fn a_parquet_file_in_a_pipe_is_refused() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_emstep"));
    let bytes = fs::read(file("zstd.parquet")).unwrap();
    let output = command.args(["fit", "-"]).write_stdin(bytes).output().unwrap();
    assert!(!output.status.success());
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(
        says.contains(
            "standard input: a Parquet file, which is read from its end; name the file instead of \
             using a pipe"
        ),
        "{says}"
    );
}

#[test]
fn a_condensed_table_is_not_condensed_again() {
    for end in ["csv", "parquet"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_emstep"));
        let output = command.arg("condense").arg(file(&format!("table.{end}"))).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let says = format!("table.{end}: a condensed table has sums over cells, not columns of ");
        assert!(!output.status.success() && said.contains(&says), "{said}");
    }
}
