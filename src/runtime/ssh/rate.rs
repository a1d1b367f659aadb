//! How fast something may come in.
