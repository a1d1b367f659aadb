//! How numbers and indices are written for people: one minus sign (−), no −0, thousands apart from
//! 10,000 on, at least four significant digits, and never a number without its exponent.

pub mod apart;
mod index;
mod number;

pub use index::{component, double_index, index_text, subscript};
pub use number::{
    counted, decimals, down_to, exponent, first_four, fixed, grouped, in_width, is_hidden,
    last_digit, scientific, shortest, signed_in_width, with_ascii_minus, with_minus_signs,
    without_sign_of_zero,
};
