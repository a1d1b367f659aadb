//! What is open in front of the stepper.

pub mod answer;
pub mod data;
mod dialogs;
pub mod field;
pub mod loading;
pub mod progress;
pub mod prompt;
pub mod theta;
