//! The sources and documents themselves, read as text.

mod documents;
mod files;
#[path = "../harness/key_names.rs"]
mod key_names;
mod keys;
mod layers;
mod lengths;
mod marks;
mod rust;
mod widths;
