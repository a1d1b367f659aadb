//! Files of public keys.
