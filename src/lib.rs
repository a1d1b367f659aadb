//! Step through the EM algorithm for mixtures of Gaussians.

pub mod app;
pub mod cli;
pub mod data;
pub mod mixture;
pub mod report;
pub mod runtime;
pub mod timeline;
pub mod view;
