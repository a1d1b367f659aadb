//! What is checked of a session's data as they are read: the same as of what a person types.

use serde::de::{Deserialize, Deserializer, Error};

use super::SavedFile;
use crate::data::{DialectOptions, read_mixture};
use crate::text::sanitise::clean;

/// Reads a text that is shown to people, without anything in it that moves a cursor or hides.
pub(in crate::app) fn shown<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|text| clean(&text))
}

/// Reads a mixture to draw from, which is kept as it is written.
pub(super) fn mixture<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    read_mixture(&text).map_err(|error| D::Error::custom(format!("the mixture: {error}")))?;
    Ok(text)
}

/// Reads the files of a data set, of which there is at least one.
pub(super) fn files<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SavedFile>, D::Error> {
    let files: Vec<SavedFile> = Vec::deserialize(from)?;
    if files.is_empty() { Err(D::Error::custom("the data are in no file")) } else { Ok(files) }
}

/// Reads how a table is written.
pub(super) fn dialect<'de, D: Deserializer<'de>>(from: D) -> Result<DialectOptions, D::Error> {
    DialectOptions::deserialize(from)?.consistent().map_err(D::Error::custom)
}
