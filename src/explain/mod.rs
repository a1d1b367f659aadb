//! Why a number is what it is: the numbers on the screen by name, and what follows from that.

mod quantity;

pub use quantity::{Quantity, QuantityError};
