//! What is open in front of the stepper.

pub(in crate::view) mod answer;
pub(in crate::view) mod board;
mod columns;
pub(in crate::view) mod constraints;
pub(in crate::view) mod copy;
pub(in crate::view) mod data;
pub(in crate::view) mod export;
pub(in crate::view) mod field;
mod group_charts;
pub(in crate::view) mod groups;
pub(in crate::view) mod loading;
pub(in crate::view) mod progress;
pub(in crate::view) mod runs;
pub(in crate::view) mod scan;
mod scan_chart;
pub(in crate::view) mod theta;
