//! Text measured in the cells of a terminal: widths, columns, breaking lines. No number is cut in
//! the middle.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{JOINT, width};

/// Marks what is left out.
pub(crate) const ELLIPSIS: &str = "…";

/// Returns `text` with blanks after it up to `cells`.
pub(crate) fn left(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(text))))
}

/// Returns `text` with blanks before it up to `cells`.
pub(crate) fn right(text: &str, cells: usize) -> String {
    format!("{}{text}", " ".repeat(cells.saturating_sub(width(text))))
}

/// Returns as many graphemes from the start of `text` as fit `cells`.
pub(crate) fn start(text: &str, cells: usize) -> &str {
    let mut used = 0;
    let fits = |(_, grapheme): &(usize, &str)| {
        used += grapheme.width();
        used <= cells
    };
    let end = text.grapheme_indices(true).take_while(fits).last();
    end.map_or("", |(at, grapheme)| &text[..at + grapheme.len()])
}

/// Returns as many graphemes from the end of `text` as fit `cells`.
pub(crate) fn end(text: &str, cells: usize) -> &str {
    let mut used = 0;
    let fits = |(_, grapheme): &(usize, &str)| {
        used += grapheme.width();
        used <= cells
    };
    let start = text.grapheme_indices(true).rev().take_while(fits).last();
    start.map_or("", |(at, _)| &text[at..])
}

/// Returns a name in at most `cells`, with `…` in its middle where it is longer: its two ends tell
/// names apart.
pub(crate) fn shorten_middle(name: &str, cells: usize) -> String {
    if width(name) <= cells {
        return name.to_owned();
    }
    let Some(room) = cells.checked_sub(1) else { return String::new() };
    let tail = end(name, room / 2);
    let head = start(name, room - width(tail));
    format!("{}{ELLIPSIS}{}", head.trim_end(), tail.trim_start())
}

/// Returns where the numbers of `text` are, in bytes, with their signs, exponents and ×.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let is_part = |c: char| c.is_ascii_digit() || "₀₁₂₃₄₅₆₇₈₉".contains(c);
    // A mark between two digits, or between an e and a digit, is a part of their number.
    let joins = |c: char| matches!(c, '.' | ',' | 'e' | 'E' | '−' | '-' | '+' | '/' | '×');
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut i = 0;
    while i < chars.len() {
        if !is_part(chars[i].1) {
            i += 1;
            continue;
        }
        let mut first = i;
        while first > 0
            && joins(chars[first - 1].1)
            && !matches!(chars[first - 1].1, 'e' | 'E' | ',' | '/')
        {
            first -= 1;
        }
        let mut last = i;
        loop {
            let next = |j: usize| chars.get(last + j).map(|(_, c)| *c);
            let digit = |j: usize| next(j).is_some_and(is_part);
            match next(1) {
                Some(c) if is_part(c) => last += 1,
                Some(c) if joins(c) && digit(2) => last += 2,
                Some('e' | 'E') if next(2).is_some_and(joins) && digit(3) => last += 3,
                _ => break,
            }
        }
        let end = chars[last].0 + chars[last].1.len_utf8();
        found.push(chars[first].0..end);
        i = last + 1;
    }
    found
}

/// Returns as much of the start of `text` as may be shown in `cells` so that no number is cut, not
/// even in appearance: where `…` would follow a number without a blank, the number goes too.
pub(crate) fn cut(text: &str, cells: usize) -> &str {
    let mut at = start(text, cells.saturating_sub(ELLIPSIS.width())).len();
    for number in numbers(text).into_iter().rev() {
        if number.start < at && at <= number.end {
            at = number.start;
        }
    }
    let shown = &text[..at];
    let trimmed = shown.trim_end();
    let blank = usize::from(numbers(trimmed).last().is_some_and(|last| last.end == trimmed.len()));
    &shown[..(trimmed.len() + blank).min(shown.len())]
}

/// Returns as much of a word that is too long as fits `cells` without a part of a number, up to the
/// last [`JOINT`] if there is one.
fn head(word: &str, cells: usize) -> &str {
    let at = start(word, cells).len();
    if let Some(joint) = word[..at].rfind(JOINT) {
        return &word[..joint + JOINT.len_utf8()];
    }
    let number = numbers(word).into_iter().find(|number| number.start < at && at < number.end);
    &word[..number.map_or(at, |number| number.start)]
}

/// Returns lines of at most `cells` that break at blanks. A word that is longer is broken too, but
/// not inside of a number: one that is wider than a line is left out, and `…` says so.
pub(crate) fn wrap(text: &str, cells: usize) -> Vec<String> {
    wrap_after(text, cells, "", "")
}

/// Returns what [`wrap`] does with `first` before the first line and `rest` before the others,
/// which leave at least a cell for the text.
pub(crate) fn wrap_after(text: &str, cells: usize, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let room = |line: usize| cells.saturating_sub(width(if line == 0 { first } else { rest }));
    let is_blank = |c: char| c.is_whitespace() && c != JOINT;
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        let mut word = word;
        loop {
            let cells = room(lines.len());
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(word) <= cells {
                line.push_str(&" "[..gap]);
                line.push_str(word);
                break;
            }
            if gap == 1 {
                lines.push(std::mem::take(&mut line));
            } else {
                let head = head(word, cells);
                if head.is_empty() {
                    line.push_str(cut(word, cells));
                    line.push_str(if cells > 0 { ELLIPSIS } else { "" });
                    break;
                }
                line.push_str(head);
                word = &word[head.len()..];
            }
        }
    }
    lines.push(line);
    let before = |line: usize| if line == 0 { first } else { rest };
    let lines = lines.into_iter().enumerate();
    lines.map(|(i, line)| format!("{}{}", before(i), line.replace(JOINT, " "))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FAMILY: &str = "👩\u{200d}👩\u{200d}👧";

    #[test]
    fn text_is_measured_in_cells() {
        assert_eq!(width("温度（摂氏）"), 12);
        assert_eq!((width("e\u{301}"), width(FAMILY), width("שלום"), width("σ²")), (1, 2, 4, 2));
        assert_eq!(left("温度", 6), "温度  ");
        assert_eq!(right("温度", 6), "  温度");
        assert_eq!((start("温度計", 5), end("温度計", 5)), ("温度", "度計"));
        assert_eq!(start(FAMILY, 1), "");
    }

    #[test]
    fn long_names_are_shortened_in_their_middle() {
        assert_eq!(shorten_middle("measurements_2024_final.csv", 11), "measu…l.csv");
        assert_eq!(shorten_middle("温度（摂氏）測定値", 9), "温度…定値");
        assert_eq!(shorten_middle("short", 5), "short");
        assert_eq!(
            (shorten_middle("short", 1), shorten_middle("short", 0)),
            ("…".into(), String::new())
        );
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("σ² of the first one", 8), ["σ² of", "the", "first", "one"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("immeasurable", 5), ["immea", "surab", "le"]);
        assert_eq!(wrap("x = 1234567.25 m", 6), ["x =", "… m"]);
        assert_eq!(wrap("https://a.org/2024/notes", 12), ["https://a.or", "g/2024/notes"]);
        assert_eq!(wrap("温度計測定", 4), ["温度", "計測", "定"]);
        assert_eq!(wrap("a b", 0), [""]);
        assert_eq!(wrap("a\u{a0}b c", 3), ["a b", "c"]);
        assert_eq!(wrap("ab\u{a0}cd\u{a0}ef", 6), ["ab cd ", "ef"]);
        assert_eq!(wrap_after("a b c d", 4, "! ", "  "), ["! a", "  b", "  c", "  d"]);
        assert_eq!(wrap_after("ab cd", 5, "    ", ""), ["    a", "b cd"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_place(text in "[a-c é温👩0-9.,e−× ]{0,40}", cells in 0..30usize) {
            prop_assert!(width(&shorten_middle(&text, cells)) <= cells);
            for line in wrap(&text, cells) {
                prop_assert!(width(&line) <= cells, "{line:?} in {cells}");
            }
        }

        /// Without a number that is wider than a line, all of a text is there.
        #[test]
        fn wrapping_loses_nothing(text in "[a-z−温 ]{0,60}", cells in 5..20usize) {
            let lines = wrap_after(&text, cells, " ! ", "   ");
            prop_assert!(lines.iter().all(|line| width(line) <= cells), "{:?}", lines);
            let plain = |text: &str| text.replace([' ', '!'], "");
            prop_assert_eq!(plain(&lines.concat()), plain(&text));
        }
    }
}
