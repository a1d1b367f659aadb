//! SHA-256 of the files that data come from.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::data::{EXAMPLES, Source};
use crate::report::HashedFile;

/// How many bytes are hashed at a time.
const BLOCK: usize = 1 << 18;

/// Why a file has no hash.
#[derive(Debug)]
pub(crate) struct HashError {
    /// the file
    pub(crate) path: PathBuf,
    /// why
    pub(crate) error: io::Error,
}

/// Returns the files of a source with their hashes. What can be read only once (standard input, a
/// pipe) and what is not in files has none.
///
/// # Errors
/// Returns an error if a file cannot be read.
pub(crate) fn hashed_files(source: &Source) -> Result<Vec<HashedFile>, HashError> {
    let paths = match source {
        Source::File(path) => std::slice::from_ref(path),
        Source::Files(paths) => paths,
        Source::Example(name) => {
            let example = EXAMPLES.iter().find(|example| example.name == *name);
            let hashed = |text: &str| hex(&Sha256::digest(text.as_bytes()));
            let file = |text| HashedFile { path: name.clone(), sha256: hashed(text) };
            return Ok(example.map(|example| file(example.text())).into_iter().collect());
        }
        Source::Stdin | Source::Typed(_) | Source::Simulated(_) => &[],
    };
    let hashes = paths.iter().filter_map(|path| {
        let sha256 = of_file(path).map_err(|error| HashError { path: path.clone(), error });
        let path = path.display().to_string();
        sha256.transpose().map(|sha256| sha256.map(|sha256| HashedFile { path, sha256 }))
    });
    hashes.collect()
}

/// Returns the hash of a file; none if it is a pipe, which was read already.
fn of_file(path: &Path) -> io::Result<Option<String>> {
    // Opening a pipe would wait for someone who writes to it.
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    sha256(&mut File::open(path)?, &|| true)
}

/// Returns the SHA-256 of all that there is to read, in hexadecimal digits; none if meanwhile
/// `goes_on` says that it is not wanted any more.
pub(super) fn sha256(
    from: &mut impl Read,
    goes_on: &dyn Fn() -> bool,
) -> io::Result<Option<String>> {
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
        let files = hashed_files(&Source::File(path.clone())).unwrap();
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((files[0].sha256.as_str(), files.len()), (abc, 1));
        let two = hashed_files(&Source::Files(vec![path.clone(), path])).unwrap();
        assert_eq!(two[1].sha256, abc);
        assert_eq!(hashed_files(&Source::Stdin).unwrap(), []);
        let example = hashed_files(&Source::Example("homework".to_owned())).unwrap();
        assert_eq!((example[0].path.as_str(), example[0].sha256.len()), ("homework", 64));
        let none = hashed_files(&Source::File(folder.path().join("none"))).unwrap_err();
        assert_eq!(none.error.kind(), io::ErrorKind::NotFound);
    }
}
