//! Files that are cut off, damaged, encrypted, or something else.

use std::fs;

use crate::{file, read};

/// Reads these bytes as a file.
fn of_bytes(bytes: &[u8]) -> Result<usize, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    fs::write(&path, bytes).unwrap();
    read(&path, None).map(|dataset| dataset.sample.len())
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let whole = fs::read(file("zstd.parquet")).unwrap();
    let no_end = "t.parquet: not a Parquet file, or its end is missing; copy or download it again";
    for length in [0, 3, 4, 11, 12, whole.len() / 2, whole.len() - 1] {
        assert_eq!(of_bytes(&whole[..length]).unwrap_err(), no_end, "{length} bytes");
    }
    // The beginning is missing: the end points behind the file's own.
    let tail = of_bytes(&whole[whole.len() / 2..]).unwrap_err();
    assert!(tail.contains("damaged") || tail == no_end, "{tail}");
}

#[test]
fn an_encrypted_file_says_so() {
    assert_eq!(
        of_bytes(b"PARE\0\0\0\0\0\0\0\0PARE").unwrap_err(),
        "t.parquet: an encrypted Parquet file; write it without encryption"
    );
}

#[test]
fn a_damaged_file_is_an_error_or_other_numbers_and_never_a_panic() {
    for name in ["snappy", "snappy2", "gzip", "lz4", "zstd", "zstd2", "none", "types", "encodings"]
    {
        let whole = fs::read(file(&format!("{name}.parquet"))).unwrap();
        // The longest is mostly names and statistics, of which a part will do.
        let step = if whole.len() > 4000 { 7 } else { 1 };
        for at in (0..whole.len()).step_by(step) {
            let mut bytes = whole.clone();
            // Another bit each time.
            bytes[at] ^= 1 << (at % 8);
            if let Err(error) = of_bytes(&bytes) {
                assert_eq!(error.lines().count(), 1, "{name}, byte {at}: {error}");
            }
        }
    }
}
