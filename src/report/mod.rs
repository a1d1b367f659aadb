//! A trace as text, JSON and CSV.
