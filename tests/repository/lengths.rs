//! No file of Rust is so long that it is more than one thing.

use crate::files;

/// Files have about 300 lines as a habit; this is where the habit ends.
const LONGEST: usize = 475;

#[test]
fn no_source_is_too_long() {
    let sources = files::below("", &["rs"]);
    let lengths = sources.iter().map(|(path, text)| (text.lines().count(), path));
    let too_long: Vec<_> = lengths.filter(|(lines, _)| *lines > LONGEST).collect();
    assert!(too_long.is_empty(), "more than {LONGEST} lines: {too_long:?}; split at a seam");
}
