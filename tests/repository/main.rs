//! The sources and documents themselves, read as text.

mod documents;
mod files;
mod layers;
mod lengths;
mod marks;
mod rust;
mod widths;
