//! Everything that waits, blocks or knows the time.
