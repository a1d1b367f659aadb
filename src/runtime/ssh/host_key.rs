//! The key by which students know the server again.
