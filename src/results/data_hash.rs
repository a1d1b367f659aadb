//! SHA-256 of the files that data come from.

use std::io::{self, Read};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::data::disk::File;
use crate::data::unreadable;
use crate::data::{EXAMPLES, FileStamp, Provenance, ReadFile, Source};
use crate::report::{DataHashes, HashedFile};
use crate::text::sanitise::clean;

/// How many bytes are hashed at a time.
const BLOCK: usize = 1 << 18;

/// Why the data of a run have no hash.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// A file is not what was read.
    #[error(
        "{}: changed or removed since it was read, so its hash is not known",
        clean(&.0.display().to_string())
    )]
    Changed(PathBuf),
    /// A file cannot be read again.
    #[error("{}: {}", clean(&path.display().to_string()), unreadable::why(error))]
    Unreadable {
        /// the file
        path: PathBuf,
        /// why
        error: io::Error,
    },
}

/// Returns the files that data were read from, with the hashes of the bytes that were read. What
/// can be read only once (standard input, a pipe) and what is not in files has none.
///
/// # Errors
/// Returns an error if a file is not as it was when it was read, or cannot be read again.
pub(crate) fn data_hashes(provenance: Option<&Provenance>) -> Result<DataHashes, HashError> {
    let Some(Provenance { request, files }) = provenance else { return Ok(DataHashes::default()) };
    if let Source::Example(name) = &request.source {
        let example = EXAMPLES.iter().find(|example| example.name == *name);
        let hashed = |text: &str| hex(&Sha256::digest(text.as_bytes()));
        let file = |text| HashedFile { path: name.clone(), sha256: hashed(text) };
        let files = example.map(|example| file(example.text())).into_iter().collect();
        return Ok(DataHashes { files });
    }
    let hashes = files.iter().filter_map(|file| of_file(file).transpose());
    Ok(DataHashes { files: hashes.collect::<Result<_, _>>()? })
}

/// Returns a file with its hash; none if it is a pipe, which was read already.
fn of_file(ReadFile { path, stamp }: &ReadFile) -> Result<Option<HashedFile>, HashError> {
    let Some(stamp) = stamp else { return Ok(None) };
    let check = || {
        let is_same = FileStamp::of(path) == Some(*stamp);
        is_same.then_some(()).ok_or_else(|| HashError::Changed(path.clone()))
    };
    check()?;
    let unreadable = |error| HashError::Unreadable { path: path.clone(), error };
    let sha256 =
        File::open(path).and_then(|mut file| sha256(&mut file, &|| true)).map_err(unreadable)?;
    // It may have changed under the hand.
    check()?;
    Ok(sha256.map(|sha256| HashedFile { path: path.display().to_string(), sha256 }))
}

/// Returns the SHA-256 of all that there is to read, in hexadecimal digits; none if meanwhile
/// `goes_on` says that it is not wanted any more.
///
/// # Errors
/// Returns an error if something cannot be read.
pub fn sha256(from: &mut impl Read, goes_on: &dyn Fn() -> bool) -> io::Result<Option<String>> {
    let (mut hash, mut block) = (Sha256::new(), vec![0; BLOCK]);
    while goes_on() {
        match from.read(&mut block) {
            Ok(0) => return Ok(Some(hex(&hash.finalize()))),
            Ok(count) => hash.update(&block[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.concat()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::data::Request;

    #[test]
    fn hashing_ends_within_a_block_once_it_is_not_wanted() {
        let blocks = Cell::new(0);
        let goes_on = || {
            blocks.set(blocks.get() + 1);
            blocks.get() <= 3
        };
        // It has no end.
        assert_eq!(sha256(&mut io::repeat(0), &goes_on).unwrap(), None);
        assert_eq!(blocks.get(), 4);
    }

    #[test]
    fn a_file_has_the_hash_of_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let hashes = |from: &Provenance| data_hashes(Some(from)).map(|hashes| hashes.files);
        let one = Provenance::of(&Request::new(Source::File(path.clone())));
        let files = hashes(&one).unwrap();
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((files[0].sha256.as_str(), files.len()), (abc, 1));
        let two = Source::Files(vec![path.clone(), path.clone()]);
        assert_eq!(hashes(&Provenance::of(&Request::new(two))).unwrap()[1].sha256, abc);
        assert_eq!(hashes(&Provenance::of(&Request::new(Source::Stdin))).unwrap(), []);
        let homework = Request::new(Source::Example("homework".to_owned()));
        let example = hashes(&Provenance::of(&homework)).unwrap();
        assert_eq!((example[0].path.as_str(), example[0].sha256.len()), ("homework", 64));
        assert_eq!(data_hashes(None).unwrap(), DataHashes::default());
        // What was read is not there any more.
        std::fs::write(&path, "abcd").unwrap();
        assert!(matches!(hashes(&one), Err(HashError::Changed(_))));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(hashes(&one), Err(HashError::Changed(_))));
    }
}
