//! What is studied: runs, and the steps in them.

mod runs;
pub mod stepping;
