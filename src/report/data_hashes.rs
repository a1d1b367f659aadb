//! The files that data were read from, to the byte.

use serde::Serialize;

/// A file with the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HashedFile {
    /// its path as it was given, or the name of a built-in data set
    pub path: String,
    /// SHA-256 of its bytes as they are in the file, in hexadecimal
    pub sha256: String,
}

/// The files that the data of a run were read from, with their hashes; made by what can read files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataHashes {
    /// The files, in their order; none of what can be read only once, or was drawn.
    pub files: Vec<HashedFile>,
}
