//! Failed attempts to come in, counted by address.
