//! What a client says of its terminal.
