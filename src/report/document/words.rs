//! Words of a document: sentences, which may have formulas in them, and names out of the data,
//! which are none whatever they look like.

use crate::report::prose::{Piece, pieces};
use crate::text::ascii;

/// Words of a document.
///
/// ```
/// use emstep::report::{Document, DocumentFormat, Words};
///
/// let mut document = Document::default();
/// document.paragraph(Words::from("Data: ").name("x_1").then(", with the mean μ_1."));
/// let latex = document.text(DocumentFormat::LatexPart);
/// assert!(latex.ends_with("Data: x\\_1, with the mean $\\mu_1$.\n"), "{latex}");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Words(Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Sentence(String),
    Name(String),
}

impl<T: Into<String>> From<T> for Words {
    fn from(sentence: T) -> Self {
        Self(vec![Part::Sentence(sentence.into())])
    }
}

impl Words {
    /// Returns them with a name at their end.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.push(Part::Name(name.into()));
        self
    }

    /// Returns them with more of a sentence at their end.
    #[must_use]
    pub fn then(mut self, sentence: &str) -> Self {
        self.0.push(Part::Sentence(sentence.to_owned()));
        self
    }

    /// Returns them as they are read.
    pub(super) fn plain(&self) -> String {
        let parts = self.0.iter().map(|(Part::Sentence(text) | Part::Name(text))| text.as_str());
        parts.collect()
    }

    /// Returns them in ASCII.
    pub(super) fn spelled(&self) -> Self {
        let spelled = |text: &String| ascii::spelled(text).into_owned();
        let part = |part: &Part| match part {
            Part::Sentence(text) => Part::Sentence(spelled(text)),
            Part::Name(text) => Part::Name(spelled(text)),
        };
        Self(self.0.iter().map(part).collect())
    }

    /// Returns them with each formula, and all between formulas, written by these.
    pub(super) fn written(
        &self,
        formula: impl Fn(&str) -> String,
        text: impl Fn(&str) -> String,
    ) -> String {
        let mut written = String::new();
        for part in &self.0 {
            match part {
                Part::Name(name) => written.push_str(&text(name)),
                Part::Sentence(sentence) => {
                    for piece in pieces(&sentence.replace('\u{a0}', " ")) {
                        written.push_str(&match piece {
                            Piece::Formula(symbols) => formula(&symbols),
                            Piece::Text(words) => text(&words),
                        });
                    }
                }
            }
        }
        written
    }
}
