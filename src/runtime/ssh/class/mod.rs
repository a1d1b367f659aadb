//! One presents, the others follow: what the presenter shows, who follows, and the frames that
//! followers share.

pub(super) mod broadcast;
mod frame_cache;
pub(super) mod packed_frame;
mod scratch_terminal;
pub(super) mod session_model;
pub(super) mod votes;
