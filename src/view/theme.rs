//! Colours and their stand-ins where there are none.

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorDepth {
    /// None: reverse, bold and dim only.
    Mono,
    /// The 16 colours of the terminal's own palette.
    Ansi16,
    /// The 256-colour palette.
    Ansi256,
    /// 24 bits.
    TrueColor,
}

/// Every style on the screen comes from here.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// How many colours there are.
    pub depth: ColorDepth,
}
