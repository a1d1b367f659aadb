//! Tables in many dialects: small files against pandas, and random ones against what was written.

mod one_column;
mod random;

use emstep::data::{
    CsvSizes, DataError, Dataset, DecimalMark, Delimiter, DialectOptions, read_csv,
};
use serde_json::Value;

/// How a case's numbers, options and bytes are written; `dialects/reference.py` makes them.
const CASES: &str = include_str!("dialects/cases.json");

fn options(case: &Value) -> DialectOptions {
    let said = &case["options"];
    let text = |key: &str| said[key].as_str();
    let missing = said["missing"].as_array().cloned().unwrap_or_default();
    DialectOptions {
        delimiter: text("delimiter").map(|name| Delimiter::named(name).unwrap()),
        decimal: text("decimal").map(|mark| match mark {
            "." => DecimalMark::Point,
            _ => DecimalMark::Comma,
        }),
        comment: text("comment").map(str::to_owned),
        skip: said["skip"].as_u64(),
        header: said["header"].as_bool(),
        missing: missing.iter().map(|mark| mark.as_str().unwrap().to_owned()).collect(),
    }
}

fn bytes(case: &Value) -> Vec<u8> {
    if let Some(text) = case["text"].as_str() {
        return text.as_bytes().to_vec();
    }
    let digits = case["hex"].as_str().unwrap().as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap() as u8;
    digits.chunks(2).map(|pair| 16 * digit(pair[0]) + digit(pair[1])).collect()
}

fn read(
    mut bytes: &[u8],
    column: Option<&str>,
    dialect: &DialectOptions,
) -> Result<Dataset, DataError> {
    read_csv(&mut bytes, "table", column, dialect, CsvSizes::default())
}

#[test]
fn every_dialect_is_read_as_pandas_reads_it() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    assert!(cases.len() >= 80);
    let mut wrong = Vec::new();
    for case in &cases {
        let name = &case["name"];
        let dataset = match read(&bytes(case), case["column"].as_str(), &options(case)) {
            Ok(dataset) => dataset,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        let expected = case["expected"].as_array().unwrap();
        let expected: Vec<f64> =
            expected.iter().map(|x| x.as_str().unwrap().parse().unwrap()).collect();
        // pandas' own reading of a number may be one unit off in the last place.
        let is_same = |(x, y): (&f64, &f64)| (x - y).abs() <= f64::EPSILON * y.abs();
        let values = dataset.sample.values();
        let are_same = values.len() == expected.len() && values.iter().zip(&expected).all(is_same);
        let left_out = dataset.left_out.total() as u64;
        if !are_same || Some(left_out) != case["left_out"].as_u64() {
            let notes: Vec<String> = dataset.notes.iter().map(ToString::to_string).collect();
            wrong.push(format!(
                "{name}: {values:?} and {left_out} left out, not {expected:?} and {}; {notes:?}",
                case["left_out"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
