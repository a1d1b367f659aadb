//! Text for people: how numbers, counts and indices are written, text from outside made safe to
//! show, and text measured in the cells of a terminal.
//!
//! Numbers have one minus sign (−), no −0, thousands apart from 10,000 on, at least four
//! significant digits, and never lose their exponent.

pub mod apart;
mod cells;
mod index;
mod number;
mod phrases;
pub mod sanitise;
mod similar;

pub use cells::{
    ELLIPSIS, JOINT, cut, end, left, right, shorten_middle, start, width, wrap, wrap_after,
};
pub use index::{component, double_index, index_text, subscript};
pub use number::{
    decimals, down_to, exponent, first_four, fixed, grouped, in_width, is_hidden, last_digit,
    scientific, shortest, signed_in_width, with_ascii_minus, with_minus_signs,
    without_sign_of_zero,
};
pub use phrases::{and_more, counted, list};
pub use similar::similar;
