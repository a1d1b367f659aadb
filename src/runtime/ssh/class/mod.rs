//! One presents, the others follow: what the presenter shows, who follows, and the frames that
//! followers share.

pub mod broadcast;
mod frame_cache;
pub mod packed_frame;
pub mod session_model;
