//! The line of hints at the bottom: the most valuable keys that work here, as many as fit.

use ratatui::text::{Line, Span};

use super::theme::Theme;
use super::{ascii, lines};
use crate::app::keymap::{self, Entries, Entry, Group};
use crate::app::menu::Menu;
use crate::app::{App, Key, KeyCode, Mode};
use crate::timeline::Phase;

/// The hints that are shortened rather than left out.
const SHORTENED: usize = 10;

/// Returns the hints of a state. `is_folded`: one panel is shown at a time, so that the key to the
/// next one comes early.
pub(super) fn hints(app: &App, theme: &Theme, width: u16, is_folded: bool) -> Line<'static> {
    if let Mode::Menu(open) = app.mode() {
        return menu(open, theme, width);
    }
    let mut keys = app.here().keys();
    if is_folded && matches!(app.mode(), Mode::Stepping) {
        let tab = Key::plain(KeyCode::Tab);
        if let Some(at) = keys.iter().position(|entry| entry.of == tab) {
            let entry = keys.remove(at);
            // After what is open, and E and M.
            let own = keys.iter().take_while(|entry| entry.group == Group::Here).count();
            keys.insert(at.min(own + 2), entry);
        }
    }
    line(&keys, theme, width)
}

/// Returns the keys that the hints are about, the most valuable first, each with what it does in a
/// word: for a bar of keys on a screen that is touched.
pub fn hinted_keys(app: &App) -> Vec<(Key, &'static str)> {
    let keys = match app.mode() {
        Mode::Menu(open) => keys_of(open),
        _ => app.here().keys(),
    };
    keys.into_iter().filter(|entry| !entry.short.is_empty()).map(|e| (e.key, e.short)).collect()
}

/// Returns the hints of the menu of all keys.
pub(super) fn menu(menu: &Menu, theme: &Theme, width: u16) -> Line<'static> {
    line(&keys_of(menu), theme, width)
}

fn keys_of(menu: &Menu) -> Vec<Entry> {
    let keys = Entries::default();
    let keys = match menu.reading() {
        Some(_) => keys.with(keymap::READING),
        None => keys.with(keymap::MENU),
    };
    keys.into_vec()
}

/// Returns as many hints as fit, the first ones: shortened if that brings more of the most valuable
/// ones. How to get help and how to quit are always among them, at the end.
pub(super) fn line(keys: &[Entry], theme: &Theme, width: u16) -> Line<'static> {
    let width = usize::from(width);
    let long = shown(keys, false, theme, width);
    let shown =
        if long.len() < SHORTENED.min(keys.len()) { shown(keys, true, theme, width) } else { long };
    let mut spans = Vec::new();
    for (i, (label, hint)) in shown.iter().enumerate() {
        let before = if i == 0 { " " } else { "  " };
        // Keys that do the same in two directions share their hint.
        let before = if i > 0 && shares(&shown[i - 1], hint) { " " } else { before };
        spans.push(Span::styled(format!("{before}{label}"), theme.key()));
        let is_shared = shown.get(i + 1).is_some_and(|next| shares(next, hint));
        if !hint.is_empty() && !is_shared {
            spans.push(Span::raw(format!(" {hint}")));
        }
    }
    Line::from(spans)
}

/// Returns whether a neighbour has the same hint.
fn shares((_, other): &(String, &str), hint: &str) -> bool {
    !hint.is_empty() && *other == hint
}

/// Returns the labels and hints that fit.
fn shown(
    keys: &[Entry],
    is_short: bool,
    theme: &Theme,
    width: usize,
) -> Vec<(String, &'static str)> {
    let hint = |entry: &Entry| {
        let (label, hint) = (label(entry), if is_short { entry.short } else { entry.hint });
        // In ASCII an arrow's name says already where it goes.
        let is_said = theme.spelled(&label).eq_ignore_ascii_case(hint);
        (label, if is_said { "" } else { hint })
    };
    let (ends, rest): (Vec<&Entry>, Vec<&Entry>) = keys.iter().partition(|entry| is_end(entry));
    let (mut shown, mut used) = (Vec::new(), 0);
    let mut add = |hint: (String, &'static str), shown: &mut Vec<_>| {
        let gap = usize::from(!hint.1.is_empty());
        let needed = 2 + theme.width(&hint.0) + gap + theme.width(hint.1);
        // The first has only one blank before it.
        let fits = used + needed <= width + 1;
        if fits {
            used += needed;
            shown.push(hint);
        }
        fits
    };
    let mut at_end = Vec::new();
    for entry in ends {
        add(hint(entry), &mut at_end);
    }
    for entry in rest {
        if !add(hint(entry), &mut shown) {
            break;
        }
    }
    shown.extend(at_end);
    shown
}

/// Returns whether a key is at the end of the line: help, and quit.
fn is_end(entry: &Entry) -> bool {
    let ends = [Key::char('?'), Key::plain(KeyCode::F(1)), Key::char('q')];
    entry.group == Group::Program && ends.contains(&entry.of)
}

/// Returns the key of a hint: the first one, or two arrows that belong together; an arrow rather
/// than the letter before it.
fn label(entry: &Entry) -> String {
    const PAIRS: [&str; 2] = ["← →", "↑ ↓"];
    if let Some(arrows) = PAIRS.into_iter().find(|arrows| entry.label.starts_with(arrows)) {
        return arrows.to_owned();
    }
    let mut labels = entry.label.split(' ');
    let first = labels.next().unwrap_or(&entry.label);
    let vertical = labels.find(|label| ["↑", "↓"].contains(label));
    vertical.unwrap_or(first).to_owned()
}

/// Returns what is said before the first key, in as much as there is room for.
pub(super) fn first_steps(app: &App, theme: &Theme, width: u16) -> Line<'static> {
    let is_theta = app.study().run().cursor().phase() == Phase::Theta;
    let key = if is_theta { "⟦e⟧" } else { "⟦m⟧" };
    let texts = [
        format!(" {key} takes the first step · ⟦L⟧ opens the lessons · ⟦?⟧ lists all keys"),
        format!(" {key} steps · ⟦L⟧ teaches · ⟦?⟧ all keys"),
        format!(" {key} steps, ⟦L⟧ teaches"),
    ]
    .map(|text| app.shared().keymap().fill(&text));
    let text = ascii::fitting(theme, texts, width.into()).unwrap_or_default();
    lines::fit(Line::styled(text, theme.faint()), usize::from(width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keymap::{BOUND, FORM, RUNS, STEPPING};
    use crate::text;
    use crate::view::theme::{Characters, ColorDepth, Glyphs, Marker};

    fn text(entries: Entries, width: u16) -> String {
        line(&entries.into_vec(), &Theme::new(ColorDepth::Mono), width).to_string()
    }

    #[test]
    fn the_ten_most_valuable_fit_into_80_columns_and_more_into_more() {
        let stepping = |width| text(Entries::default().with(STEPPING), width);
        assert_eq!(
            stepping(80),
            " e E-step  m M-step  p back  w why  a check  b bound  L lessons  t θ₀  ? help  q"
        );
        let wide = stepping(120);
        assert!(
            wide.contains("a my answer  b bound") && wide.ends_with("? all keys  q quit"),
            "{wide}"
        );
        for width in 0..200 {
            let line = stepping(width);
            assert!(text::width(&line) <= width.into(), "{width}: {line}");
            assert!(
                width < 8 || line.contains("? help") || line.contains("? all"),
                "{width}: {line}"
            );
        }
    }

    #[test]
    fn in_ascii_no_word_is_said_twice() {
        let ascii =
            Theme::new(ColorDepth::Mono).with_glyphs(Glyphs::new(Characters::Ascii, Marker::Ascii));
        let keys = Entries::default().with(RUNS).into_vec();
        let of = |theme: &Theme| theme.spelled(&line(&keys, theme, 200).to_string()).into_owned();
        assert!(of(&ascii).contains("Up  Down"), "{}", of(&ascii));
        assert!(of(&Theme::new(ColorDepth::Mono)).contains("↑ up  ↓ down"));
    }

    #[test]
    fn what_is_open_comes_first_with_how_to_leave_it() {
        let bound = text(Entries::default().with(BOUND).with(STEPPING), 80);
        assert!(
            bound.starts_with(" ← → π μ σ²  Esc close  ↑ ↓ component  z zoom  e E-step"),
            "{bound}"
        );
        assert!(text(Entries::default().with(FORM), 40).contains("Esc cancel"));
    }
}
