use crate::app::Key;
use std::time::Duration;
#[derive(Debug, Default)]
pub struct Input;
pub enum Typed {
    Key(Key),
    Paste(String),
    Click { column: u16, row: u16 },
    PasteTooLong,
}
impl Input {
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(Typed)) {
        for b in bytes {
            out(Typed::Key(Key::char(*b as char)));
        }
    }
    pub fn waits(&self) -> Option<Duration> {
        None
    }
    pub fn flush(&mut self, _out: &mut impl FnMut(Typed)) {}
}
