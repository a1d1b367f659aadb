//! The sources and documents themselves, read as text.

mod files;
mod layers;
mod readme;
mod rust;
mod widths;
