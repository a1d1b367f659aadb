//! The built-in lessons.

use super::{Lesson, Mistake, load};

/// A lesson that is built in.
#[derive(Debug)]
pub struct BuiltIn {
    /// What `emstep lesson` calls it.
    pub name: &'static str,
    /// Its TOML.
    pub toml: &'static str,
}

macro_rules! built_in {
    ($($name:literal),+) => {
        [$(BuiltIn { name: $name, toml: include_str!(concat!("../../assets/lessons/", $name, ".toml")) }),+]
    };
}

/// The built-in lessons, in the order in which they are best taken.
pub const BUILT_IN: [BuiltIn; 9] = built_in![
    "homework",
    "bound",
    "local-optima",
    "collapse",
    "identical-twins",
    "labels",
    "hard-and-soft",
    "density-is-not-probability",
    "when-to-stop"
];

/// A lesson that shows the format, every key with a comment.
pub const EXAMPLE: &str = include_str!("../../assets/lessons/EXAMPLE.toml");

impl BuiltIn {
    /// Returns the lesson of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        BUILT_IN.iter().find(|lesson| lesson.name == name)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Returns an error if [`load`] does, which it does not for the built-in lessons.
    pub fn load(&self) -> Result<Lesson, Vec<Mistake>> {
        load(self.name, self.toml.as_bytes())
    }
}
