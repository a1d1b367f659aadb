//! The built-in lessons.

use toml::de::{DeTable, DeValue};

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
pub const BUILT_IN: [BuiltIn; 12] = built_in![
    "homework",
    "why-not-differentiate",
    "bound",
    "my-ll-fell",
    "local-optima",
    "collapse",
    "identical-twins",
    "labels",
    "how-many",
    "hard-and-soft",
    "density-is-not-probability",
    "when-to-stop"
];

/// A lesson that shows the format, every key with a comment.
pub const EXAMPLE: &str = include_str!("../../assets/lessons/EXAMPLE.toml");

/// What a lesson says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// What it is called on the command line.
    pub name: String,
    /// Its title.
    pub title: String,
    /// One line about it.
    pub about: String,
    /// How many steps it has.
    pub steps: usize,
}

impl Lesson {
    /// Returns what it says of itself.
    pub fn outline(&self) -> Outline {
        Outline {
            name: self.name.clone(),
            title: self.title.clone(),
            about: self.about.clone(),
            steps: self.steps.len(),
        }
    }
}

impl BuiltIn {
    /// Returns what it says of itself. Its steps are counted, but not done, as [`BuiltIn::load`]
    /// does them.
    pub fn outline(&self) -> Outline {
        let (document, _) = DeTable::parse_recoverable(self.toml);
        let value = |key: &str| document.get_ref().get(key).map(toml::Spanned::get_ref);
        let text = |key: &str| value(key).and_then(DeValue::as_str).unwrap_or_default().to_owned();
        let steps = value("step").and_then(DeValue::as_array).map_or(0, |steps| steps.len());
        Outline { name: self.name.to_owned(), title: text("title"), about: text("about"), steps }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_what_the_lesson_says_of_itself() {
        for built_in in &BUILT_IN {
            assert_eq!(built_in.outline(), built_in.load().unwrap().outline());
        }
    }
}
