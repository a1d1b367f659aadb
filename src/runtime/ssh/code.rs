//! The one-time code that lets a presenter in.
