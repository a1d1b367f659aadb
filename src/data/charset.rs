//! The bytes of a text, made UTF-8: UTF-16 and Latin-1 are read too.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::decode::Decoder;
use super::dialect::Charset;

/// Bytes that are read to find out whether a text is UTF-16.
const BEGINNING: usize = 1 << 10;

/// Passes a text on as UTF-8.
///
/// A text is UTF-16 if it begins with its mark, or if most second bytes of its beginning are 0, and
/// no first one is. It is UTF-8 or Latin-1 by the first letter that is not ASCII: no text in
/// Latin-1 looks like UTF-8 for long.
pub(super) struct Text<R> {
    input: R,
    charset: Rc<Cell<Charset>>,
    state: State,
    /// Bytes that came in and were not passed on.
    held: Vec<u8>,
    /// UTF-8 that is ready, from `given` on.
    ready: Vec<u8>,
    given: usize,
}

enum State {
    /// Nothing was read.
    Unread,
    /// Everything so far is ASCII.
    Ascii,
    /// Bytes pass as they are.
    Utf8,
    /// They do not.
    Other(Decoder),
    /// There is no more.
    Ended,
}

impl<R: Read> Text<R> {
    /// Returns the text of these bytes, and what it was written in as soon as that is known.
    pub(super) fn new(input: R) -> (Self, Rc<Cell<Charset>>) {
        let charset: Rc<Cell<Charset>> = Rc::default();
        let text = Self {
            input,
            charset: Rc::clone(&charset),
            state: State::Unread,
            held: Vec::new(),
            ready: Vec::new(),
            given: 0,
        };
        (text, charset)
    }

    /// Reads the beginning, and finds out whether it is UTF-16.
    fn begin(&mut self) -> io::Result<()> {
        let read = self.input.by_ref().take(BEGINNING as u64).read_to_end(&mut self.held);
        self.state = State::Ascii;
        let (evens, odds): (Vec<u8>, Vec<u8>) =
            self.held.chunks_exact(2).map(|pair| (pair[0], pair[1])).unzip();
        let zeros = |bytes: &[u8]| bytes.iter().map(|byte| usize::from(*byte == 0)).sum::<usize>();
        // Half of the letters may be others than ASCII's, as no-break spaces are.
        let is_half = |zeros: usize| zeros > 0 && zeros * 2 >= evens.len();
        let unit: Option<fn([u8; 2]) -> u16> = match &self.held[..] {
            [0xFF, 0xFE, ..] => Some(u16::from_le_bytes),
            [0xFE, 0xFF, ..] => Some(u16::from_be_bytes),
            _ if is_half(zeros(&odds)) && zeros(&evens) == 0 => Some(u16::from_le_bytes),
            _ if is_half(zeros(&evens)) && zeros(&odds) == 0 => Some(u16::from_be_bytes),
            _ => None,
        };
        if let Some(unit) = unit {
            self.charset.set(Charset::Utf16);
            self.state = State::Other(Decoder::utf16(unit));
        }
        read.map(|_| ())
    }

    /// Looks at bytes of a text that was ASCII so far; returns how many may be passed on. The rest
    /// is the beginning of a letter.
    fn look(&mut self, bytes: &[u8]) -> usize {
        if bytes.is_ascii() {
            return bytes.len();
        }
        match str::from_utf8(bytes) {
            Ok(_) => self.state = State::Utf8,
            Err(error) if error.error_len().is_none() => {
                let valid = error.valid_up_to();
                if !bytes[..valid].is_ascii() {
                    self.state = State::Utf8;
                    return bytes.len();
                }
                return valid;
            }
            Err(error) if !bytes[..error.valid_up_to()].is_ascii() => self.state = State::Utf8,
            Err(_) => self.begin_latin1(),
        }
        bytes.len()
    }

    fn begin_latin1(&mut self) {
        self.charset.set(Charset::Latin1);
        self.state = State::Other(Decoder::Latin1);
    }

    /// Makes UTF-8 of bytes that are something else.
    fn decode(&mut self, bytes: &[u8], is_last: bool) {
        let State::Other(decoder) = &mut self.state else { return };
        (self.ready, self.given) = (decoder.decode(bytes, is_last).into_bytes(), 0);
    }

    /// Passes bytes on that are ready.
    fn give(&mut self, buffer: &mut [u8]) -> usize {
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        count
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if self.given < self.ready.len() {
                return Ok(self.give(buffer));
            }
            if let (State::Utf8, true) = (&self.state, self.held.is_empty()) {
                return self.input.read(buffer);
            }
            match &self.state {
                State::Unread => self.begin()?,
                State::Ended => return Ok(0),
                State::Other(_) => {
                    let mut bytes = std::mem::take(&mut self.held);
                    if bytes.is_empty() {
                        bytes.resize(1 << 16, 0);
                        let count = self.input.read(&mut bytes)?;
                        bytes.truncate(count);
                    }
                    self.decode(&bytes, bytes.is_empty());
                    if bytes.is_empty() {
                        self.state = State::Ended;
                    }
                }
                State::Ascii | State::Utf8 if !self.held.is_empty() => {
                    let mut bytes = std::mem::take(&mut self.held);
                    let passed = self.look(&bytes);
                    if passed == 0 && !self.hold_more(&mut bytes)? {
                        self.begin_latin1();
                    }
                    if passed == 0 || matches!(self.state, State::Other(_)) {
                        self.held = bytes;
                    } else {
                        self.held = bytes.split_off(passed);
                        (self.ready, self.given) = (bytes, 0);
                    }
                }
                State::Ascii | State::Utf8 => {
                    let count = self.input.read(buffer)?;
                    let passed = self.look(&buffer[..count]);
                    if matches!(self.state, State::Other(_)) {
                        self.held = buffer[..count].to_vec();
                    } else {
                        self.held = buffer[passed..count].to_vec();
                        if passed > 0 || count == 0 {
                            return Ok(passed);
                        }
                    }
                }
            }
        }
    }
}

impl<R: Read> Text<R> {
    /// Reads one more byte of a letter that was cut; false if there is none.
    fn hold_more(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let mut one = [0];
        let count = self.input.read(&mut one)?;
        bytes.extend_from_slice(&one[..count]);
        Ok(count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives this many bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(buffer.len());
            self.0.read(&mut buffer[..count])
        }
    }

    fn read(bytes: &[u8]) -> (String, Charset) {
        let mut all = Vec::new();
        for size in [1, 2, 3, 7, 5000] {
            let (mut text, charset) = Text::new(Drip(bytes, size));
            let (mut read, mut buffer) = (Vec::new(), vec![0; size]);
            loop {
                match text.read(&mut buffer).unwrap() {
                    0 => break,
                    count => read.extend_from_slice(&buffer[..count]),
                }
            }
            all.push((String::from_utf8_lossy(&read).into_owned(), charset.get()));
        }
        assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
        all.remove(0)
    }

    #[test]
    fn a_text_is_read_in_its_charset() {
        let of = |text: &str, charset| (text.to_owned(), charset);
        assert_eq!(read(b""), of("", Charset::Utf8));
        assert_eq!(read(b"x\n1\n"), of("x\n1\n", Charset::Utf8));
        assert_eq!(read("é\n1,€\n".as_bytes()), of("é\n1,€\n", Charset::Utf8));
        assert_eq!(read(b"caf\xe9\n1\n"), of("café\n1\n", Charset::Latin1));
        assert_eq!(read(b"price \x80\xa0\n"), of("price €\u{a0}\n", Charset::Latin1));
        assert_eq!(read(b"1\n\xe9"), of("1\né", Charset::Latin1));
        let far = [&b"1\n".repeat(3000)[..], b"\xe9\n"].concat();
        assert_eq!(read(&far), of(&("1\n".repeat(3000) + "é\n"), Charset::Latin1));
        let wide = |text: &str, is_little: bool| -> Vec<u8> {
            let bytes = |unit: u16| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() };
            text.encode_utf16().flat_map(bytes).collect()
        };
        for is_little in [true, false] {
            let expected = of("é;x\n1;𝄞\n", Charset::Utf16);
            assert_eq!(read(&wide("\u{feff}é;x\n1;𝄞\n", is_little)), expected);
            assert_eq!(read(&wide("x;y\n1;2\n", is_little)), of("x;y\n1;2\n", Charset::Utf16));
            let apart = "x\n1\u{202f}234\n5\u{202f}678\n";
            assert_eq!(read(&wide(apart, is_little)), of(apart, Charset::Utf16));
        }
        // A letter that is not UTF-8 behind one that is stays, to be refused with its line.
        let (text, charset) = read(b"\xc3\xa9\n\xe9\n");
        assert!(text.contains('\u{fffd}') && charset == Charset::Utf8, "{text}");
    }
}
