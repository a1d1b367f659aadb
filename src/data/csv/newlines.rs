//! Line ends of every kind, made one.

use std::io::{self, Read};

/// Returns how many lines end in these bytes.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Passes bytes on with every line end (`\r\n`, `\r`) as `\n`, and one at the end of the last line:
/// so each row's line number follows from how many `\n` were read.
pub(super) struct Newlines<R> {
    input: R,
    /// The last byte that came in.
    last: u8,
}

impl<R: Read> Newlines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, last: b'\n' }
    }

    /// Rewrites the bytes in place; returns how many are left.
    fn rewrite(&mut self, bytes: &mut [u8]) -> usize {
        if self.last != b'\r' && !bytes.contains(&b'\r') {
            self.last = bytes[bytes.len() - 1];
            return bytes.len();
        }
        let mut kept = 0;
        for i in 0..bytes.len() {
            let byte = bytes[i];
            if byte != b'\n' || self.last != b'\r' {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.last = byte;
        }
        kept
    }
}

impl<R: Read> Read for Newlines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match self.input.read(buffer) {
                Ok(0) if matches!(self.last, b'\n' | b'\r') => return Ok(0),
                Ok(0) => {
                    buffer[0] = b'\n';
                    self.last = b'\n';
                    return Ok(1);
                }
                Ok(count) => match self.rewrite(&mut buffer[..count]) {
                    0 => {}
                    kept => return Ok(kept),
                },
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
