//! UTF-16 and Latin-1, part by part.

/// What 0x80 to 0x9F are in Windows' Latin-1 (code page 1252). What it leaves open are control
/// characters, as in browsers.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Makes text of bytes that come in parts.
pub(super) enum Decoder {
    /// Latin-1, as Windows extends it.
    Latin1,
    Utf16 {
        /// The unit that two bytes are.
        unit: fn([u8; 2]) -> u16,
        /// The last bytes, which are a letter only with what follows.
        rest: Vec<u8>,
        /// Whether the text's first unit has come, which may be its mark.
        has_begun: bool,
    },
}

impl Decoder {
    /// Returns a decoder of UTF-16 in this order of bytes.
    pub(super) fn utf16(unit: fn([u8; 2]) -> u16) -> Self {
        Self::Utf16 { unit, rest: Vec::new(), has_begun: false }
    }

    /// Returns the letters of the next bytes. What is no letter becomes U+FFFD.
    pub(super) fn decode(&mut self, bytes: &[u8], is_last: bool) -> String {
        let Self::Utf16 { unit, rest, has_begun } = self else {
            let letter = |byte: &u8| match byte {
                0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
                _ => char::from(*byte),
            };
            return bytes.iter().map(letter).collect();
        };
        rest.extend_from_slice(bytes);
        let (pairs, odd) = rest.as_chunks();
        let mut units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        let is_cut = !is_last && units.last().is_some_and(|last| (0xD800..0xDC00).contains(last));
        if is_cut {
            units.pop();
        }
        let skipped = usize::from(!*has_begun && units.first() == Some(&0xFEFF));
        *has_begun |= !units.is_empty();
        let letters = char::decode_utf16(units[skipped..].iter().copied());
        let letters = letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
        let half = (is_last && !odd.is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        let text = letters.chain(half).collect();
        let kept = odd.len() + if is_cut { 2 } else { 0 };
        rest.drain(..rest.len() - kept);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_latin1_is_a_letter() {
        let bytes: Vec<u8> = (0..=255).collect();
        let text = Decoder::Latin1.decode(&bytes, true);
        assert_eq!(text.chars().count(), 256);
        assert!(text.starts_with("\0\u{1}") && text.ends_with("ýþÿ"), "{text}");
        assert!(text.contains("~\u{7f}€\u{81}‚") && text.contains("žŸ\u{a0}¡"), "{text}");
    }

    /// Returns a text in parts of this many bytes.
    fn in_parts(bytes: &[u8], of: usize) -> String {
        let mut decoder = Decoder::utf16(u16::from_be_bytes);
        let parts: String = bytes.chunks(of).map(|part| decoder.decode(part, false)).collect();
        parts + &decoder.decode(&[], true)
    }

    #[test]
    fn what_is_no_letter_in_utf16_is_replaced() {
        for (bytes, expected) in [
            (&b"\xfe\xff\xfe\xff\0x"[..], "\u{feff}x"),
            (b"\0x\xd8\x34\xdd\x1e\0y", "x𝄞y"),
            (b"\xdd\x1e\0y", "\u{fffd}y"),
            (b"\xd8\x34\xd8\x34\xdd\x1e", "\u{fffd}𝄞"),
            (b"\xd8\x34\0y", "\u{fffd}y"),
            (b"\0y\xd8\x34", "y\u{fffd}"),
            (b"\0y\0", "y\u{fffd}"),
        ] {
            for of in 1..=bytes.len() {
                assert_eq!(in_parts(bytes, of), expected, "{bytes:?} by {of}");
            }
        }
    }
}
