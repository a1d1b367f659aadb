//! Text from outside, made safe to show: nothing in it moves the cursor, breaks a line or hides.

#[cfg(feature = "terminal")]
use std::borrow::Cow;

/// The most characters of a cell or a name that are shown.
pub const SHOWN: usize = 40;

/// `text` without control, bidirectional-override and invisible characters, on one line.
///
/// White space of any kind becomes a plain blank, several blanks become one, none are left at the
/// ends.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::new();
    for c in text.chars() {
        if !c.is_whitespace() {
            cleaned.extend(Some(c).filter(|c| !is_hidden(*c)));
        } else if !cleaned.is_empty() && !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// [`clean`], and cut to [`SHOWN`] characters with an ellipsis where it is longer.
pub fn brief(text: &str) -> String {
    // A cell can be as long as its file, and only its beginning is going to be seen.
    let beginning: String = text.chars().take(16 * SHOWN).collect();
    let cleaned = clean(&beginning);
    if cleaned.chars().nth(SHOWN).is_none() && beginning.len() == text.len() {
        return cleaned;
    }
    let mut cut: String = cleaned.chars().take(SHOWN - 1).collect();
    cut.push('…');
    cut
}

/// The name of a column, [`clean`] and whole, so that it can be told from others and asked for.
pub(crate) fn whole_name(text: &str) -> String {
    const LONGEST: usize = 1000;
    let mut name = clean(text);
    // A longer name is no name of a column; a cell can be as long as its file.
    if let Some((end, _)) = name.char_indices().nth(LONGEST) {
        name.truncate(end);
        name.push('…');
    }
    name
}

/// The name of a column as [`brief`] has it, with a unit at its end, as in `waiting (min)`, whole.
pub(crate) fn brief_name(text: &str) -> String {
    const LONGEST_UNIT: usize = 16;
    let short = brief(text);
    if text.len() > 16 * SHOWN {
        return short;
    }
    let name = clean(text);
    let open = match name.chars().next_back() {
        Some(')') => name.rfind('('),
        Some(']') => name.rfind('['),
        _ => None,
    };
    let Some(unit) = open.map(|open| &name[open..]).filter(|_| short != name) else { return short };
    let length = unit.chars().count();
    if length > LONGEST_UNIT {
        return short;
    }
    let beginning: String = name.chars().take(SHOWN - length - 2).collect();
    format!("{}… {unit}", beginning.trim_end())
}

/// `text` without characters that hide, but with all of its blanks and lines.
pub(crate) fn without_hidden(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !is_hidden(*c)).collect()
}

/// `text` on one line for a message: hidden characters are written out, as in `<U+200B>9`, and a
/// long text is cut.
pub(crate) fn visible(text: &str) -> String {
    let beginning: String = text.trim().chars().take(16 * SHOWN).collect();
    brief(&written_out(&beginning))
}

/// A line of an output as a terminal may have it: all of it, with hidden characters written out.
#[cfg(feature = "terminal")]
pub(crate) fn harmless(line: &str) -> Cow<'_, str> {
    if !line.chars().any(|c| c != '\t' && is_hidden(c)) {
        return line.into();
    }
    let mut shown = String::new();
    for c in line.chars() {
        if c != '\t' && is_hidden(c) {
            shown.push_str(&code_point(c));
        } else {
            shown.push(c);
        }
    }
    shown.into()
}

fn code_point(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

/// All of `text` on one line: hidden characters are written out, as in `<U+200B>9`.
pub(crate) fn written_out(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        if is_hidden(c) && !c.is_whitespace() {
            shown.push_str(&code_point(c));
        } else {
            shown.push(c);
        }
    }
    clean(&shown)
}

/// The most characters of a sentence that quotes something from outside.
#[cfg(feature = "stepper")]
const LONGEST_SENTENCE: usize = 500;

/// [`written_out`], and cut if something that it quotes makes it longer than anyone reads.
#[cfg(feature = "stepper")]
pub(crate) fn sentence(text: &str) -> String {
    let beginning: String = text.chars().take(LONGEST_SENTENCE).collect();
    let mut shown = written_out(&beginning);
    if beginning.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Returns whether a character takes no place of its own on the screen or reorders its neighbours.
/// Combining marks are not among them: they are letters' parts.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' // soft hyphen
            | '\u{034F}' // grapheme joiner
            | '\u{061C}' // Arabic letter mark
            | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // Hangul fillers
            | '\u{17B4}' | '\u{17B5}' // Khmer inherent vowels
            | '\u{180B}'..='\u{180F}' // Mongolian selectors
            | '\u{200B}'..='\u{200F}' // zero-width space and joiners, direction marks
            | '\u{202A}'..='\u{202E}' // bidirectional embeddings and overrides
            | '\u{2060}'..='\u{206F}' // word joiner, invisible operators, isolates
            | '\u{FE00}'..='\u{FE0F}' // variation selectors
            | '\u{FEFF}' // byte order mark
            | '\u{FFF9}'..='\u{FFFB}' // interlinear annotations
            | '\u{1D173}'..='\u{1D17A}' // musical formatting
            | '\u{E0000}'..='\u{E0FFF}') // tags, more variation selectors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        assert_eq!(clean("\u{1b}[31mred\u{7}\u{9b}2J"), "[31mred2J");
        assert_eq!(clean("a\u{202e}b\u{2066}c\u{2069}\u{200b}d\u{feff}"), "abcd");
        assert_eq!(clean("\u{200b}\u{202e}"), "");
    }

    #[test]
    fn white_space_is_one_blank_and_one_line() {
        assert_eq!(clean(" waiting\r\n(min)\t\u{2028}now \n"), "waiting (min) now");
        assert_eq!(clean("\u{a0}"), "");
    }

    #[test]
    fn letters_of_every_script_stay() {
        for text in ["σ² größe", "待ち時間", "e\u{301}te\u{301}", "وقت", "🌋"] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    #[cfg(feature = "terminal")]
    fn a_line_on_a_terminal_keeps_its_blanks_and_steers_nothing() {
        assert_eq!(harmless("a  b\tσ²"), "a  b\tσ²");
        assert_eq!(harmless("\u{1b}[31m\r \u{9b}2J"), "<U+001B>[31m<U+000D> <U+009B>2J");
    }

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(visible(" \u{feff}9\0\u{1a} "), "<U+FEFF>9<U+0000><U+001A>");
        assert_eq!(visible("1\n\t2"), "1 2");
        assert!(visible(&"\u{200b}".repeat(1000)).ends_with('…'));
    }

    #[cfg(feature = "stepper")]
    #[test]
    fn a_sentence_is_one_line_that_hides_nothing() {
        assert_eq!(sentence("it is 'a\u{1b}[2J\n\u{202e}b'"), "it is 'a<U+001B>[2J <U+202E>b'");
        assert_eq!(sentence(&"x".repeat(10_000)).chars().count(), LONGEST_SENTENCE + 1);
    }

    #[test]
    fn long_text_is_cut_to_what_is_shown() {
        let exact = "x".repeat(SHOWN);
        assert_eq!(brief(&exact), exact);
        assert_eq!(brief(&"x".repeat(SHOWN + 1)), format!("{}…", "x".repeat(SHOWN - 1)));
        let waiting = "the time until the next eruption of the geyser";
        for unit in ["(min)", "[km/s]"] {
            let name = brief_name(&format!("{waiting} {unit}"));
            assert!(name.ends_with(&format!("… {unit}")) && name.starts_with("the time"), "{name}");
            assert!(name.chars().count() <= SHOWN, "{name}");
        }
        assert_eq!(brief_name("waiting (min)"), "waiting (min)");
        assert_eq!(brief_name(&format!("({waiting})")), brief(&format!("({waiting})")));
        let hidden_head = format!("{}tail", "\u{200b}".repeat(1000));
        assert_eq!(brief(&hidden_head), "…");
    }
}
