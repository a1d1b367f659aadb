//! From the state to a frame. The view only reads.

mod answer_form;
mod data_form;
pub mod density;
mod derivation;
mod desk;
mod field;
mod formulas;
mod gauge;
mod help;
mod lesson;
mod likelihood;
mod notice;
mod number;
mod opening;
mod pictures;
mod places;
mod plot;
mod poll;
mod queue;
mod raster;
mod responsibilities;
mod screen;
mod staircase;
mod status;
mod surface;
pub mod theme;
mod theta_form;
mod theta_panel;
mod ticks;
mod touching;

use unicode_width::UnicodeWidthStr;

pub use desk::draw_desk;
pub use queue::draw_queue;
pub use screen::{draw, quantity_at};

/// The first of `count` things to show where `room` of them fit, so that `wanted` is among them, in
/// the middle where that can be.
fn window(count: usize, wanted: usize, room: usize) -> usize {
    wanted.saturating_sub(room / 2).min(count.saturating_sub(room))
}

/// Lines of at most `width` cells; a word that is longer stands on a line of its own.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{window, wrap};

    #[test]
    fn the_wanted_row_is_in_the_window() {
        for (count, room) in [(5, 10), (10, 5), (10, 1), (1, 1)] {
            for wanted in 0..count {
                let first = window(count, wanted, room);
                assert!((first..first + room).contains(&wanted), "{count} {room} {wanted}");
                assert!(first + room.min(count) <= count);
            }
        }
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("σ² of the first one", 8), ["σ² of", "the", "first", "one"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("immeasurable", 3), ["immeasurable"]);
    }
}
