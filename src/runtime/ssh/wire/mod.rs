//! One connection: the stream below SSH, what comes before SSH, the client's terminal, and what is
//! sent to it.

pub(super) mod client;
pub(super) mod early_disconnect;
pub(crate) mod environment;
pub(super) mod metered_stream;
pub(crate) mod proxy;
pub(super) mod token_bucket;
