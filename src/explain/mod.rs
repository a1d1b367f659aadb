//! Why a number is what it is: the numbers on the screen by name, and what follows from that.

mod derive;
mod expression;
mod quantity;

pub use derive::{Derivation, Step, derive};
pub use expression::{Expression, JOINT, Number, subscript};
pub use quantity::{Quantity, QuantityError};
