use std::time::{Duration, Instant};
pub struct Rate;
impl Rate {
    pub fn new(_: u32, _: u32) -> Self {
        Self
    }
    pub fn take(&mut self, _: u32, _: Instant) -> Duration {
        Duration::ZERO
    }
}
