//! What those who follow see, and those who wait to present.

pub(in crate::view) mod follower;
pub(in crate::view) mod poll;
#[cfg(feature = "serve")]
pub(in crate::view) mod queue;
