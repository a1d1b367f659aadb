//! Bytes from a terminal, the local one or a client's, to keys.

mod console_key;
mod decoder;
mod event;
mod sequence;
mod terminal;

pub use decoder::{InputDecoder, PASTE_LIMIT};
pub use event::InputEvent;
pub(super) use terminal::watch;
