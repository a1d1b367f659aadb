//! How closely numbers are written: as `explain` has it, so that a worked solution has the digits
//! of the screen.

pub(super) use crate::explain::number::*;
