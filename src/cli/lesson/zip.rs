//! A zip of a few files, as every program reads it: deflated, with nothing that came into the
//! format after its version 2.0.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// What is needed to read it.
const VERSION: u16 = 20;
const DEFLATED: u16 = 8;
/// 1 January 1980, the first day there is: so the same files always make the same bytes.
const DATE: u16 = 1 << 5 | 1;

/// A zip that is being made.
#[derive(Debug, Default)]
pub(super) struct Zip {
    /// The files with what is before each.
    bytes: Vec<u8>,
    /// What comes behind them all: where each is.
    directory: Vec<u8>,
    files: u16,
}

impl Zip {
    /// Adds a file; its name is of ASCII.
    ///
    /// # Errors
    /// Returns an error if it is larger than a zip of this version can be.
    pub(super) fn add(&mut self, name: &str, contents: &[u8]) -> io::Result<()> {
        let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
        deflated.write_all(contents)?;
        let deflated = deflated.finish()?;
        let mut sum = Crc::new();
        sum.update(contents);

        let mut about = Vec::new();
        for number in [VERSION, 0, DEFLATED, 0, DATE] {
            about.extend(number.to_le_bytes());
        }
        for number in [sum.sum(), size(&deflated)?, size(contents)?] {
            about.extend(number.to_le_bytes());
        }
        let length = u16::try_from(name.len()).map_err(|_| too_large())?;
        about.extend(length.to_le_bytes());
        // Nothing more is said of it.
        about.extend(0_u16.to_le_bytes());

        let at = size(&self.bytes)?;
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&about);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(deflated);

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(about);
        // No comment, on the first disk, without attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.files += 1;
        Ok(())
    }

    /// Returns the bytes of the zip.
    ///
    /// # Errors
    /// Returns an error if it is larger than a zip of this version can be.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        let Self { mut bytes, directory, files } = self;
        let (at, length) = (size(&bytes)?, size(&directory)?);
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06");
        // On the first disk of one.
        bytes.extend([0; 4]);
        bytes.extend([files.to_le_bytes(), files.to_le_bytes()].as_flattened());
        bytes.extend([length.to_le_bytes(), at.to_le_bytes()].as_flattened());
        // No comment.
        bytes.extend([0; 2]);
        Ok(bytes)
    }
}

fn size(bytes: &[u8]) -> io::Result<u32> {
    u32::try_from(bytes.len()).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::Error::other("larger than a zip can be")
}
