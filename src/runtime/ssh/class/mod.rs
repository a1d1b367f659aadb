//! One presents, the others follow: what the presenter shows, who follows, and the frames that
//! followers share.

pub mod broadcast;
mod frame_cache;
pub mod packed_frame;
mod scratch_terminal;
pub mod session_model;
pub mod votes;
