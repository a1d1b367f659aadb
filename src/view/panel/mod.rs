//! The panels, and what takes the whole screen for a panel.

pub(in crate::view) mod checklist;
pub(crate) mod density;
pub(in crate::view) mod derivation;
pub(in crate::view) mod formulas;
pub(in crate::view) mod likelihood;
mod offset;
pub(in crate::view) mod responsibilities;
pub(in crate::view) mod theta;
pub(in crate::view) mod whole_derivation;
