//! Every view on a terminal that shows only ASCII.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

use emstep::internals::view::{Characters, ColorDepth, Glyphs, Marker, Theme, ThemeName};
use ratatui::buffer::{Buffer, Cell};

use super::SIZES;
use super::stage::Stage;
use super::views::{View, views};

fn rows(frame: &Buffer) -> Vec<String> {
    let rows = frame.content.chunks(frame.area.width.into());
    rows.map(|row| row.iter().map(Cell::symbol).collect()).collect()
}

/// The numbers with a point on a screen, in full: an exponent and a sign belong to them.
fn numbers(rows: &[String]) -> BTreeMap<String, usize> {
    let mut numbers = BTreeMap::new();
    for row in rows {
        let row = row.replace(['−', '–'], "-");
        let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | 'e');
        for word in row.split(|c: char| !part(c)) {
            let word = word.trim_matches(|c: char| !c.is_ascii_digit());
            if word.contains('.') && !word.contains("..") {
                *numbers.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    numbers
}

/// Views, and the columns of the screen, in which not every number has room where Greek is spelled
/// out: a text is scrolled further, and a row has fewer numbers, or a number fewer digits.
const NARROW: [(&str, u16); 27] = [
    ("quantiles", 100),
    ("quantiles", 120),
    ("distribution", 100),
    ("distribution", 120),
    ("chosen-gamma", 120),
    ("six-components", 120),
    ("histogram", 100),
    ("histogram", 120),
    ("condensed", 100),
    ("condensed", 120),
    ("weighted-mean", 80),
    ("weighted-mean", 100),
    ("map-surface", 120),
    ("bound-of-variance", 100),
    ("bound-of-m-step", 80),
    ("why-mean", 80),
    ("why-variance", 80),
    ("why-mean-of-many", 80),
    ("answer-solution", 80),
    ("group", 100),
    ("group", 120),
    ("edit-observation", 120),
    ("edit-observation-wrong", 120),
    ("menu", 120),
    ("menu-in-lesson", 120),
    ("lesson-local-optima", 120),
    ("lesson-how-many", 120),
];

/// Returns the numbers that a screen has fewer of in ASCII.
fn missing(ascii: &[String], unicode: &[String]) -> Vec<String> {
    let there = numbers(ascii);
    let is_missing =
        |(number, times): &(String, usize)| there.get(number).copied().unwrap_or(0) < *times;
    numbers(unicode).into_iter().filter(is_missing).map(|(number, _)| number).collect()
}

/// Views, and the columns of the screen, in which a formula or the end of a sentence is cut where
/// Greek is spelled out.
const CUT: [(&str, u16); 4] = [
    ("weighted", 80),
    ("covered-gamma", 80),
    ("staircase-at-start", 80),
    ("theta-form-mistakes", 80),
];

/// Returns the rows in which this mark is behind a word: a text is cut or goes on. The dots of a
/// curve are behind others of it, and a curve has letters o.
fn cuts<'r>(rows: &'r [String], mark: &str) -> Vec<&'r str> {
    let is_of_word = |c: char| c.is_alphabetic() && c != 'o';
    let is_cut = |row: &&String| {
        row.match_indices(mark).any(|(at, _)| {
            let before = row[..at].strip_suffix(' ').unwrap_or(&row[..at]);
            let word = before.rsplit(' ').next().unwrap_or_default();
            let after = row[at + mark.len()..].chars().next();
            word.contains(is_of_word) && after.is_none_or(|c| " |│".contains(c))
        })
    };
    rows.iter().filter(is_cut).map(String::as_str).collect()
}

/// Returns what is wrong with a view in ASCII, in any size: numbers that are missing are wrong only
/// where there is room for them, and room for them is wrong where there should be none.
fn mistakes(view: &'static View) -> Vec<String> {
    let glyphs = Glyphs::new(Characters::Ascii, Marker::Braille);
    let theme = Theme::named(ThemeName::Dark, ColorDepth::TrueColor);
    let stage = Stage::of(view, SIZES[0]);
    let mut mistakes = Vec::new();
    let is_narrow = |width: u16| NARROW.contains(&(view.name, width));
    let mut widths: BTreeSet<u16> =
        SIZES.iter().map(|size| size.width).filter(|width| is_narrow(*width)).collect();
    for size in SIZES {
        let ascii = rows(&stage.draw_in(size, theme.with_glyphs(glyphs)));
        let is_ascii = |row: &String| row.chars().all(|c| (' '..='~').contains(&c));
        let is_as_wide = |row: &String| row.len() == usize::from(size.width);
        let wrong = ascii.iter().filter(|row| !is_ascii(row) || !is_as_wide(row));
        mistakes.extend(wrong.map(|row| format!("{} {size}: {row}", view.name)));
        let unicode = rows(&stage.draw_in(size, theme));
        let [more, cut] = [cuts(&ascii, "..."), cuts(&unicode, "…")];
        let is_cut = more.len() > cut.len();
        if is_cut != CUT.contains(&(view.name, size.width)) {
            mistakes.push(format!("{} {size}: cut: {more:#?}", view.name));
        }
        let missing = missing(&ascii, &unicode);
        if missing.is_empty() {
            continue;
        }
        widths.remove(&size.width);
        if !is_narrow(size.width) {
            let (shown, missing) = (ascii.join("\n"), missing.join(", "));
            mistakes.push(format!("{} {size}: missing: {missing}\n{shown}", view.name));
        }
    }
    let has_room = |width| format!("{} has room for its numbers in {width} columns", view.name);
    mistakes.extend(widths.into_iter().map(has_room));
    mistakes
}

/// The views are drawn by as many threads as there are processors: some take a while.
#[test]
fn every_view_is_ascii_and_has_its_numbers() {
    let left = Mutex::new(views());
    let next = || left.lock().unwrap().next();
    let of_thread = || std::iter::from_fn(next).flat_map(mistakes).collect::<Vec<_>>();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mistakes: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(of_thread)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let names: Vec<&str> = views().map(|view| view.name).collect();
    let listed = NARROW.iter().chain(&CUT);
    let unknown: Vec<_> = listed.filter(|(name, _)| !names.contains(name)).collect();
    assert!(unknown.is_empty(), "no such view: {unknown:?}");
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n\n"));
}
