use crate::view::theme::ColorDepth;
#[derive(Debug, Default)]
pub struct Environment;
impl Environment {
    pub fn set(&mut self, _: &str, _: &str) -> bool {
        false
    }
    pub fn set_term(&mut self, _: &str) {}
    pub fn depth(&self) -> ColorDepth {
        ColorDepth::Ansi256
    }
}
