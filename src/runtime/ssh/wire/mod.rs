//! One connection: the stream below SSH, what is said before and beside SSH, and the way back to
//! the client.

pub(super) mod client;
pub(super) mod early_disconnect;
pub mod environment;
pub(super) mod metered_stream;
pub mod proxy;
pub(super) mod token_bucket;
