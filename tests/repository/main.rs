//! The sources and documents themselves, read as text.

mod documents;
mod files;
mod layers;
mod rust;
mod widths;
