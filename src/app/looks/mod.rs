//! What of it is looked at.

pub mod axes;
mod derivation;
pub mod plots;
pub mod selection;
pub mod table;
