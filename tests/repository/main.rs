//! The sources and documents themselves, read as text.

mod documents;
mod files;
mod keys;
mod layers;
mod lengths;
mod marks;
mod rust;
mod widths;
