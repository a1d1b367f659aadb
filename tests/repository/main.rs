//! The sources and documents themselves, read as text.

mod layers;
mod readme;
