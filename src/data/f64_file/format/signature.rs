//! Files that say what they are: by their first bytes, as a text, or by a count in front.

use super::ForeignFormat;

const UNPACK: &str = "unpack it first";
const EXPORT: &str = "export its column as CSV";

/// The first bytes of files that may hold numbers.
const SIGNATURES: [(&[u8], &str, &str); 8] = [
    (b"\x93NUMPY", "a NumPy file (.npy)", "in Python: numpy.load(…).astype('<f8').tofile(…)"),
    (b"\xfd7zXZ\0", "an xz file", UNPACK),
    (b"BZh", "a bzip2 file", UNPACK),
    (b"PK\x03\x04", "a zip archive (.zip, .npz, .xlsx)", "unpack it, or export its column as CSV"),
    (b"PAR1", "a Parquet file", EXPORT),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", EXPORT),
    (b"ARROW1\0\0", "an Arrow file", EXPORT),
    (b"MATLAB 5.0", "a MATLAB file (.mat)", EXPORT),
];

/// Returns what a file says of itself.
pub(super) fn of(head: &[u8]) -> Option<ForeignFormat> {
    let is = |signature: &&(&[u8], _, _)| head.starts_with(signature.0);
    let (_, name, advice) = SIGNATURES.iter().find(is)?;
    Some(ForeignFormat::File { name, advice })
}

/// Returns whether the first eight bytes count the words behind them.
pub(super) fn is_counted(head: &[u8], total: usize) -> bool {
    let (words, _) = head.as_chunks::<8>();
    let Some((first, [_, ..])) = words.split_first() else { return false };
    u64::from_le_bytes(*first) == (total / 8 - 1) as u64
}

/// Returns the encoding of a text, as it is written in front of the word, and the bits that eight
/// bytes of it take; none if it is not text.
pub(super) fn text(head: &[u8]) -> Option<(&'static str, f64)> {
    // A letter, digit or sign, of those that texts mostly have.
    const LETTER: f64 = 5.0;
    let whole = match str::from_utf8(head) {
        // The end may be in the middle of a letter.
        Err(error) if error.error_len().is_none() => &head[..error.valid_up_to()],
        _ => head,
    };
    if let Ok(text) = str::from_utf8(whole)
        && is_text(text)
    {
        return Some(("", 8.0 * LETTER));
    }
    let (pairs, _) = head.as_chunks::<2>();
    let units: [Vec<u16>; 2] = [u16::from_le_bytes, u16::from_be_bytes]
        .map(|join| pairs.iter().map(|pair| join(*pair)).collect());
    let is_utf_16 = |units: &Vec<u16>| {
        // Latin letters, digits and signs: any two bytes may be a letter of some other alphabet.
        let text = units.strip_prefix(&[0xFEFF]).unwrap_or(units);
        text.iter().all(|unit| *unit < 0x250) && is_text(&String::from_utf16_lossy(text))
    };
    units.iter().any(is_utf_16).then_some(("UTF-16 ", 4.0 * LETTER))
}

/// Returns whether this is text: letters, digits and signs, with blanks or delimiters between them,
/// and nothing else.
fn is_text(text: &str) -> bool {
    let is_plain = |c: char| !c.is_control() || "\t\r\n".contains(c);
    text.chars().all(is_plain) && text.contains([' ', ',', ';', '\t', '\r', '\n'])
}
