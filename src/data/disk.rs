//! The files that data are in: those of the system, and in a browser's page, which has no files,
//! those that someone gave it.

#[cfg(any(target_family = "wasm", test))]
pub(crate) mod page;

#[cfg(target_family = "wasm")]
pub(crate) use page::{File, Metadata, canonicalize, metadata, read_dir};
#[cfg(not(target_family = "wasm"))]
pub(crate) use std::fs::{File, Metadata, canonicalize, metadata, read_dir};
