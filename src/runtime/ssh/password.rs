//! The file with the class's password.
