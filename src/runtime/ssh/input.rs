//! Bytes from a client's terminal to keys.
