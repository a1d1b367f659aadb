//! From the state to a frame. The view only reads.

mod ascii;
mod class;
mod dialog;
mod form;
mod hints;
mod layout;
mod lesson;
pub(crate) mod lines;
mod menu;
mod notice;
mod number;
pub(crate) mod panel;
#[cfg(feature = "terminal")]
pub(crate) mod picture;
mod plot;
mod prose;
mod screen;
mod scroll;
mod status;
pub(crate) mod theme;
#[cfg(feature = "terminal")]
pub(crate) mod theme_sample;

pub use class::follower::draw_follower;
#[cfg(feature = "serve")]
pub use class::queue::draw_queue;
pub use hints::hinted_keys;
pub use screen::{Pointer, draw, draw_program, message_of, pointed_at, quantity_at};
