//! Which lines above a table are titles: they read as sentences, or have no cells where the table
//! has them. A line that looks like data is never one.

use super::shape::{Row, bare, is_any_number, is_like_number, is_missing};
use crate::data::dialect::{Delimiter, DialectOptions};
use crate::data::notation::{Notation, known_missing};

/// The most lines of title that are looked for.
pub(super) const MOST_TITLES: usize = 20;

/// Words that are in sentences, and hardly in a row of names.
const SMALL_WORDS: [&str; 32] = [
    "and", "at", "by", "for", "from", "is", "me", "my", "of", "on", "our", "the", "this", "to",
    "was", "were", "with", "der", "die", "das", "von", "und", "für", "mit", "des", "les", "du",
    "la", "le", "et", "del", "los",
];

/// Words in the place of a number that was not there: no name of a column.
const NO_NAMES: [&str; 30] = [
    "unknown",
    "missing",
    "broken",
    "lost",
    "error",
    "invalid",
    "empty",
    "blank",
    "absent",
    "unclear",
    "illegible",
    "failed",
    "fail",
    "no",
    "yes",
    "true",
    "false",
    "tbd",
    "todo",
    "skipped",
    "excluded",
    "outlier",
    "not",
    "nothing",
    "nan",
    "nd",
    "refused",
    "unbekannt",
    "fehlt",
    "defekt",
];

/// Returns a line without a unit in brackets at its end.
fn without_unit(line: &str) -> &str {
    let line = line.trim();
    let open = line.rfind(['(', '[']).filter(|_| line.ends_with([')', ']']));
    open.map_or(line, |at| line[..at].trim_end())
}

fn words(line: &str) -> usize {
    without_unit(line).split_whitespace().count()
}

/// Returns whether a line reads as a sentence does.
fn is_sentence(line: &str) -> bool {
    let is_small = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        SMALL_WORDS.contains(&word.as_str())
    };
    let line = line.trim();
    line.ends_with(':')
        || line.contains(": ")
        || (words(line) > 1 && line.split_whitespace().any(is_small))
}

/// Returns whether a line may be a name of a column below titles.
fn may_be_name(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    line.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && words(line) <= 3
        && known_missing(line).is_none()
        && !NO_NAMES.contains(&first.as_str())
}

/// Returns how many lines of title are above a single column: a sentence above a name above
/// numbers. Of a name above a text, the text is a cell that cannot be read.
pub(super) fn of_one_column(rows: &[Row], options: &DialectOptions, notation: &Notation) -> usize {
    let text = |row: &Row| String::from_utf8_lossy(bare(row.cells[0])).into_owned();
    let is_number = |row: &Row| row.is_numeric() || is_missing(&text(row), notation);
    let texts = rows.iter().take_while(|row| !is_number(row)).count();
    let below = &rows[texts..];
    let numbers = below.iter().filter(|row| is_number(row)).count();
    let may_have = options.skip.is_none() && options.header != Some(false);
    if !may_have
        || !(2..=MOST_TITLES).contains(&texts)
        || below.is_empty()
        || numbers * 10 < below.len() * 9
        || rows[..texts - 1].iter().any(Row::has_quote)
        || (rows[texts - 1].has_quote() && !is_quoted_whole(&rows[texts - 1]))
    {
        return 0;
    }
    // A name in quotes below a line without is one.
    let is_quoted = rows[texts - 1].has_quote();
    let lines: Vec<String> = rows[..texts].iter().map(text).collect();
    let (name, titles) = (&lines[texts - 1], &lines[..texts - 1]);
    let is_plain = |line: &String| words(line) > 2 || is_sentence(line);
    let has_letters = |line: &String| line.contains(char::is_alphabetic);
    let may_be_title = |line: &String| {
        let is_long = is_quoted || words(line) > 1;
        !is_like_number(line) && (is_plain(line) || is_long || !has_letters(line))
    };
    let are_titles = (is_quoted || titles.iter().any(is_plain))
        && has_letters(&titles[0])
        && titles.iter().all(may_be_title)
        && may_be_name(name);
    if are_titles { texts - 1 } else { 0 }
}

/// Returns how many of the first rows are titles although they have as many cells as the table:
/// half of their cells are empty, or they read as sentences and have numbers, or blank lines below
/// them. Names in every cell have to follow, and numbers below those.
pub(super) fn of_same_width(head: &[u8], rows: &[Row], delimiter: Delimiter) -> usize {
    let are_names = |row: &Row| {
        let plain = Notation::default();
        row.texts()
            .all(|text| !is_missing(text, &plain) && !is_like_number(text) && !is_any_number(text))
    };
    let is_title = |at: usize, names: &Row| {
        let row = &rows[at];
        let behind = rows.get(at + 1).map_or(head.len(), |next| next.from);
        let line = String::from_utf8_lossy(&head[row.from..behind]);
        let is_apart = line.matches('\n').count() > 1;
        let line = line.trim();
        let empty = row.texts().filter(|text| text.is_empty()).count();
        let begins = row.texts().next().is_some_and(|text| !text.is_empty());
        let is_begun = begins || empty == row.width();
        let by_blanks = delimiter == Delimiter::Blanks;
        !row.texts().any(|text| text.contains('\n'))
            && !row.texts().next().is_some_and(is_like_number)
            && ((2 * empty >= row.width() && is_begun && !row.has_number())
                || (row.ends_blank() && !row.has_number() && row.texts().any(is_like_number))
                || (is_sentence(line) && (by_blanks || is_apart || row.has_number()))
                || (is_apart && row.has_number())
                || (by_blanks && names.has_quote() && !row.has_quote()))
    };
    for names in 1..rows.len().min(MOST_TITLES + 1) {
        let [row, below, ..] = &rows[names..] else { return 0 };
        if are_names(row) && below.has_number() {
            let are_titles = (0..names).all(|at| is_title(at, row));
            return if are_titles { names } else { 0 };
        }
    }
    0
}

/// Returns whether a row above those of the table's width may be a title.
pub(super) fn may_be_one(row: &Row) -> bool {
    let first = row.texts().next().unwrap_or_default();
    !is_like_number(first) && !row.is_numeric() && (!row.has_quote() || is_quoted_whole(row))
}

/// Returns whether a row is a single cell with quotes around it and none in it, on one line.
fn is_quoted_whole(row: &Row) -> bool {
    let [cell] = row.cells[..] else { return false };
    let cell = cell.trim_ascii();
    let inside = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\""));
    inside.is_some_and(|text| !text.iter().any(|byte| matches!(byte, b'\n' | b'"')))
}
