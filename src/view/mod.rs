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
pub(crate) mod text;
pub mod theme;
mod theta_form;
mod theta_panel;
mod ticks;
mod touching;

pub use desk::draw_desk;
pub use queue::draw_queue;
pub use screen::{draw, quantity_at};

/// The first of `count` things to show where `room` of them fit, so that `wanted` is among them, in
/// the middle where that can be.
fn window(count: usize, wanted: usize, room: usize) -> usize {
    wanted.saturating_sub(room / 2).min(count.saturating_sub(room))
}

#[cfg(test)]
mod tests {
    use super::window;

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
}
