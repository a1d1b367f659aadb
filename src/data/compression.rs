//! Compressed files: `.gz` and `.zst`, known by how they begin.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::dialect::Compression;

/// What gzip's files begin with.
const GZIP: [u8; 2] = [0x1F, 0x8B];
/// What Zstandard's frames begin with.
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Reads as many bytes of a source as it takes to see how it is compressed.
pub(super) fn beginning(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut first = Vec::new();
    input.take(ZSTD.len() as u64).read_to_end(&mut first)?;
    Ok(first)
}

/// A source whose first bytes were looked at.
type Begun<R> = Chain<Cursor<Vec<u8>>, R>;

/// The bytes of a source, decompressed if they are compressed.
pub(super) enum Decompressed<R: Read> {
    /// As they are.
    Plain(Begun<R>),
    Gzip(Box<MultiGzDecoder<Begun<R>>>),
    Zstd(Box<Frames<R>>),
}

/// Returns whether a source that begins so is compressed.
pub(super) fn is_compressed(first: &[u8]) -> bool {
    first.starts_with(&GZIP) || first.starts_with(&ZSTD)
}

impl<R: Read> Decompressed<R> {
    /// Takes a source with its first bytes, as [`beginning`] has read them.
    pub(super) fn new(first: Vec<u8>, input: R) -> Self {
        let (is_gzip, is_zstd) = (first.starts_with(&GZIP), first.starts_with(&ZSTD));
        let begun = Cursor::new(first).chain(input);
        if is_gzip {
            Self::Gzip(Box::new(MultiGzDecoder::new(begun)))
        } else if is_zstd {
            Self::Zstd(Box::new(Frames::new(begun)))
        } else {
            Self::Plain(begun)
        }
    }

    /// Returns how the source is compressed.
    pub(super) fn compression(&self) -> Option<Compression> {
        match self {
            Self::Plain(_) => None,
            Self::Gzip(_) => Some(Compression::Gzip),
            Self::Zstd(_) => Some(Compression::Zstd),
        }
    }

    /// Returns the source.
    pub(super) fn input(&self) -> &R {
        match self {
            Self::Plain(begun) => begun.get_ref().1,
            Self::Gzip(decoder) => decoder.get_ref().get_ref().1,
            Self::Zstd(frames) => frames.source.get_ref().get_ref().1,
        }
    }
}

impl<R: Read> Read for Decompressed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(begun) => begun.read(buffer),
            Self::Gzip(decoder) => decoder.read(buffer),
            Self::Zstd(frames) => frames.read(buffer),
        }
    }
}

/// Returns what bytes that are compressed with Zstandard come to.
#[cfg(feature = "parquet")]
pub(super) fn zstd(bytes: &[u8]) -> impl Read {
    Frames::new(Cursor::new(Vec::new()).chain(bytes))
}

/// The frames of Zstandard, one after the other.
pub(super) struct Frames<R: Read> {
    source: BufReader<Begun<R>>,
    decoder: FrameDecoder,
    is_in_frame: bool,
}

impl<R: Read> Frames<R> {
    fn new(begun: Begun<R>) -> Self {
        let source = BufReader::with_capacity(1 << 16, begun);
        Self { source, decoder: FrameDecoder::new(), is_in_frame: false }
    }

    /// Begins the next frame; false if there is none.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped =
                        io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    fn check(&self) -> io::Result<()> {
        let (written, found) =
            (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
        let is_damaged = written.is_some() && written != found;
        if is_damaged { Err(io::ErrorKind::InvalidData.into()) } else { Ok(()) }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_in_frame {
                if !self.begin()? {
                    return Ok(0);
                }
                self.is_in_frame = true;
            }
            let count = self.decoder.read(buffer)?;
            if count > 0 {
                return Ok(count);
            }
            if self.decoder.is_finished() {
                self.check()?;
                self.is_in_frame = false;
            } else {
                let some = BlockDecodingStrategy::UptoBytes(1 << 16);
                self.decoder.decode_blocks(&mut self.source, some).map_err(io::Error::other)?;
            }
        }
    }
}
