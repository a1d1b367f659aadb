//! What the program says to a person, in one line.

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    Info,
    /// Something that did not happen, and why.
    Refused,
}

/// One line for the person, until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// The line.
    pub text: String,
    /// Whether it concerns everyone who looks at this state, not only the person who has its keys.
    pub is_shared: bool,
}

impl Notice {
    /// Returns something to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self { tone: Tone::Info, text: text.into(), is_shared: false }
    }

    /// Returns why something did not happen.
    pub fn refused(text: impl Into<String>) -> Self {
        Self { tone: Tone::Refused, text: text.into(), is_shared: false }
    }

    /// Returns the notice as one for everyone who looks at this state.
    #[must_use]
    pub fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }
}
