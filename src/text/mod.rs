//! Text for people: how numbers, counts and indices are written, text from outside made safe to
//! show, and text measured in the cells of a terminal.
//!
//! Numbers have one minus sign (−), no −0, thousands apart from 10,000 on, at least four
//! significant digits, and never lose their exponent.

pub(crate) mod apart;
pub(crate) mod ascii;
#[cfg(feature = "stepper")]
mod cells;
mod csv_cell;
mod index;
mod number;
mod phrases;
pub(crate) mod sanitise;
mod similar;
mod system_error;
mod width;

#[cfg(feature = "stepper")]
pub(crate) use cells::{ELLIPSIS, cut, end, left, right, shorten_middle, start, wrap, wrap_after};
pub(crate) use csv_cell::csv_cell;
#[cfg(feature = "stepper")]
pub(crate) use index::component;
pub(crate) use index::{double_index, index_text, subscript, superscript};
pub use number::with_minus_signs;
#[cfg(feature = "stepper")]
pub(crate) use number::{SMALL, group, is_hidden};
pub(crate) use number::{
    decimals, exponent, first_four, fixed, grouped, in_width, last_digit, scientific, shortest,
    with_ascii_minus, without_sign_of_zero,
};
pub(crate) use phrases::{JOINT, and_more, counted, list, of_column};
pub(crate) use similar::similar;
pub(crate) use system_error::system_error;
pub(crate) use width::width;
