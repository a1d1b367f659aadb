mod formats;

use std::io::{self, Read};
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::data::{DataError, Dataset, Progress, Stage, Watch, unwatched};

fn load_from(
    bytes: &mut dyn Read,
    total: Option<u64>,
    column: Option<&str>,
    watch: &mut Watch<'_>,
) -> Result<Dataset, DataError> {
    let mut watch = |progress| watch(progress);
    let mut input = OpenSource::table("n.f64", bytes, &mut watch);
    input.set_total(total);
    let found = read(&mut input, column);
    Dataset::of("n.f64", input.check(found))
}

/// Reads the bytes as a file of known length, or as a pipe.
fn load(mut bytes: &[u8], is_pipe: bool) -> Result<Dataset, String> {
    let total = (!is_pipe).then_some(bytes.len() as u64);
    load_from(&mut bytes, total, None, &mut unwatched).map_err(|error| error.to_string())
}

fn bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|x| x.to_le_bytes()).collect()
}

#[test]
fn nan_is_left_out_as_in_a_csv_file() {
    for is_pipe in [false, true] {
        let dataset = load(&bytes(&[1.5, f64::NAN, -0.0, 1e140, f64::NAN]), is_pipe).unwrap();
        assert_eq!(dataset.sample.values(), [1.5, 0.0, 1e140]);
        assert!(dataset.sample.values()[1].is_sign_positive(), "−0 is 0");
        assert_eq!(dataset.left_out, LeftOut { nan: 2, ..LeftOut::default() });
        assert_eq!((dataset.source.as_str(), dataset.column.as_str()), ("n.f64", "x"));
    }
}

#[test]
fn what_is_no_sample_is_told_in_a_line() {
    let cut = [bytes(&[1.0, 2.0]), vec![7; 3]].concat();
    for (bytes, says) in [
        (bytes(&[1.0, f64::NAN, f64::NEG_INFINITY]), ", index 2: '-inf' is not a finite number"),
        (
            bytes(&[-1e141]),
            ", index 0: '-1e141' is beyond ±1e140, where its square overflows; \
             rescale the data, unless the file is not little-endian f64",
        ),
        (bytes(&[f64::NAN]), ": no numbers; left out: 1 NaN"),
        (Vec::new(), ": empty; it needs numbers of 8 bytes each"),
        (cut, ": 19 bytes are 2 numbers of 8 bytes and 3 over; it is cut off, or not a .f64 file"),
    ] {
        for is_pipe in [false, true] {
            assert_eq!(load(&bytes, is_pipe).unwrap_err(), format!("n.f64{says}"));
        }
    }
}

#[test]
fn there_are_no_columns_to_choose_from() {
    let column = Some("1");
    let mut bytes = &bytes(&[1.0])[..];
    let error = load_from(&mut bytes, None, column, &mut unwatched);
    assert_eq!(
        error.unwrap_err().to_string(),
        "n.f64: a .f64 file is one column without a name; leave the column out"
    );
}

#[test]
fn more_than_the_memory_is_refused_before_it_is_read() {
    let total = Some(1 << 62);
    let error = load_from(&mut io::empty(), total, None, &mut unwatched);
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("n.f64: needs 4,611,686,019 GB of memory"), "{error}");
}

#[test]
fn a_pipe_of_many_blocks_tells_how_far_it_is_and_can_be_broken_off() {
    let values: Vec<f64> = (0..BLOCK / WIDTH * 2 + 5).map(|i| i as f64).collect();
    let bytes = bytes(&values);
    let mut told: Vec<Progress> = Vec::new();
    let dataset = load_from(&mut &bytes[..], None, None, &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(dataset.unwrap().sample.values(), values);
    let at = |blocks: usize| Progress {
        stage: Stage::Reading,
        rows: (blocks - 1) * BLOCK / WIDTH,
        bytes_read: (blocks * BLOCK) as u64,
        bytes_total: None,
    };
    // The first bytes say whether the data are compressed.
    assert_eq!((told[0].bytes_read, &told[1..3]), (4, &[at(1), at(2)][..]));
    let error = load_from(&mut &bytes[..], None, None, &mut |_| ControlFlow::Break(()));
    assert!(matches!(error.unwrap_err().fault.problem, Problem::Cancelled));
}

#[test]
fn an_error_of_reading_is_told_with_the_numbers_so_far() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let bytes = bytes(&[1.0, 2.0, 3.0]);
    let error = load_from(&mut bytes[..20].chain(Broken), None, None, &mut unwatched);
    assert_eq!(error.unwrap_err().to_string(), "n.f64, index 2: cannot be read: the disk is gone");
}

proptest! {
    #[test]
    fn numbers_come_back_bit_for_bit(
        values in prop::collection::vec(any::<f64>().prop_filter("no observation", |x| x.abs() <= 1e140), 1..200),
        is_pipe in any::<bool>(),
    ) {
        let dataset = load(&bytes(&values), is_pipe).unwrap();
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        // −0 is 0.
        let values: Vec<f64> = values.iter().map(|x| x + 0.0).collect();
        prop_assert_eq!(bits(dataset.sample.values()), bits(&values));
    }
}
