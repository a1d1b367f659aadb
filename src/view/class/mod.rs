//! What those who follow see, and those who wait to present.

pub(in crate::view) mod follower;
pub(in crate::view) mod poll;
pub(in crate::view) mod queue;
