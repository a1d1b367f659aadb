//! What a terminal answers when it is asked for its colours.

use crate::view::theme::Rgb;

/// Returns the background that an OSC sequence says the terminal has; `text` is what follows ESC,
/// as in `]11;rgb:ffff/ffff/ffff`. None if it says something else.
pub(super) fn background(text: &[u8]) -> Option<Rgb> {
    let color = std::str::from_utf8(text).ok()?.strip_prefix("]11;")?;
    let channels = match color.split_once(':')? {
        ("rgb", channels) => channels,
        // How opaque it is comes last.
        ("rgba", channels) => channels.rsplit_once('/')?.0,
        _ => return None,
    };
    let channels: Option<Vec<u8>> = channels.split('/').map(channel).collect();
    let [red, green, blue] = channels?.try_into().ok()?;
    Some(Rgb(red, green, blue))
}

/// Returns a channel from one to four hexadecimal digits, of which all `f` is the most.
fn channel(digits: &str) -> Option<u8> {
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let most = match digits.len() {
        length @ 1..=4 if is_hex => (1 << (4 * length)) - 1,
        _ => return None,
    };
    let value = u32::from_str_radix(digits, 16).ok()?;
    u8::try_from((value * 255 + most / 2) / most).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_have_one_to_four_digits() {
        for (text, expected) in [
            ("]11;rgb:ffff/ffff/ffff", Some(Rgb::WHITE)),
            ("]11;rgb:1e1e/1E1e/1e1E", Some(Rgb(0x1e, 0x1e, 0x1e))),
            ("]11;rgb:00/2b/36", Some(Rgb(0, 0x2b, 0x36))),
            ("]11;rgb:f/0/8", Some(Rgb(255, 0, 136))),
            ("]11;rgb:fff/000/7ff", Some(Rgb(255, 0, 127))),
            ("]11;rgba:ffff/ffff/ffff/0000", Some(Rgb::WHITE)),
            ("]10;rgb:ffff/ffff/ffff", None),
            ("]11;rgb:ffff/ffff", None),
            ("]11;rgb:ffff/ffff/ffff/ffff", None),
            ("]11;rgba:ffff/ffff/ffff", None),
            ("]11;rgb:fffff/0/0", None),
            ("]11;rgb:+f/0/0", None),
            ("]11;rgb://", None),
            ("]11;cmyk:1/1/1", None),
            ("]11;?", None),
            ("", None),
        ] {
            assert_eq!(background(text.as_bytes()), expected, "{text}");
        }
    }
}
