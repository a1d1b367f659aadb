//! Why there are no data, in one line that says what, where and what to do.

use std::fmt;

#[cfg(feature = "stepper")]
use super::Source;
use super::examples;
use super::fault::Fault;
#[cfg(any(test, feature = "stepper"))]
use super::fault::Problem;

/// Why there are no data. The message is one line with the fault in it, so there is no separate
/// source.
#[derive(Debug)]
#[non_exhaustive]
pub struct DataError {
    /// What a person calls the data.
    pub data: String,
    /// What is wrong with them.
    pub fault: Fault,
}

impl DataError {
    /// Returns the error for data whose reading came to nothing, for a reason outside of them.
    #[cfg(feature = "stepper")]
    pub(crate) fn unread(source: &Source, why: &str) -> Self {
        Problem::Read(why.to_owned()).anywhere().of(&source.name())
    }

    /// Returns whether the data have no column of the name that was asked for, or no names.
    #[cfg(feature = "terminal")]
    pub(crate) fn is_of_column_name(&self) -> bool {
        let mut problem = &self.fault.problem;
        while let Problem::NumberOrName(inner) = problem {
            problem = inner;
        }
        matches!(
            problem,
            Problem::UnknownColumn { .. } | Problem::NoColumns | Problem::OneTypedColumn
        )
    }
}

impl Fault {
    /// Returns the error for data of this name that have this fault.
    pub(super) fn of(self, data: &str) -> DataError {
        DataError { data: data.to_owned(), fault: self }
    }
}

impl std::error::Error for DataError {}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let anywhere = self.fault.location.is_none() && self.fault.column.is_none();
        write!(f, "{}{}{}", self.data, if anywhere { ": " } else { ", " }, self.fault)?;
        // How a built-in data set is written is known.
        let mark = self.fault.mark().filter(|_| examples::find(&self.data).is_err());
        mark.map_or(Ok(()), |mark| write!(f, "; --missing {mark} reads it as missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_may_mark_a_missing_observation_says_how_to_read_it() {
        let says = |text: &str| {
            let problem = Problem::NotANumber { text: text.to_owned(), advice: String::new() };
            let fault = Fault { column: Some("x".to_owned()), ..problem.on_line(3) };
            fault.of("t.csv").to_string()
        };
        for (text, word) in [("k.A.", "k.A."), ("n/a?", "'n/a?'"), ("not there", "'not there'")] {
            let advice = format!("; --missing {word} reads it as missing");
            assert!(says(text).ends_with(&advice), "{}", says(text));
        }
        // A number that is mistyped, a list of the option, a text that is not shown as it is.
        for text in ["12x", "a,b", "\"a\"", "a<U+0007>", "a long t…"] {
            assert!(says(text).ends_with("is not a number"), "{}", says(text));
        }
    }

    #[test]
    fn an_error_is_one_line_with_its_place() {
        let problem = || Problem::NotANumber { text: "abc".to_owned(), advice: String::new() };
        let fault = Fault { column: Some("waiting".to_owned()), ..problem().on_line(7) };
        assert_eq!(
            fault.of("old.csv").to_string(),
            "old.csv, line 7, column waiting: 'abc' is not a number; --missing abc reads it as missing"
        );
        assert_eq!(
            problem().on_line(7).of("old.csv").to_string(),
            "old.csv, line 7: 'abc' is not a number"
        );
        assert_eq!(
            Problem::Empty.anywhere().of("old.csv").to_string(),
            "old.csv: empty; it needs a column of numbers"
        );
    }
}
