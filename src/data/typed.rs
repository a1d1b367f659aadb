//! Numbers that were typed or pasted.

use super::cell::observation;
use super::dataset::NumericColumn;
use super::fault::{Fault, Location, Problem};
use super::list::{header, read_list};
use crate::text::sanitise::brief;

/// What a person calls data that were typed.
pub(super) const TYPED: &str = "typed";

/// Reads a list of numbers and simple fractions, as [`read_list`] has it.
pub(super) fn read(text: &str) -> Result<NumericColumn, Fault> {
    let at = |item, problem| Fault { location: Some(Location::Item(item)), column: None, problem };
    let (name, text) = match header(text) {
        Some((name, numbers)) => (Some(brief(name)), numbers),
        None => (None, text),
    };
    let values = read_list(text).map_err(|(item, problem)| at(item, problem))?;
    for (index, x) in values.iter().enumerate() {
        observation(*x, &format!("{x:e}")).map_err(|problem| at(index + 1, problem))?;
    }
    if values.is_empty() {
        return Err(Problem::NothingTyped.anywhere());
    }
    let column = NumericColumn::of(values);
    Ok(NumericColumn { name: name.unwrap_or(column.name), ..column })
}

#[cfg(test)]
mod tests {
    use crate::data::{DataError, Dataset, Request, Source};

    fn read(text: &str) -> Result<Dataset, DataError> {
        let source = Source::Typed(text.to_owned());
        crate::data::read(&Request::new(source))
    }

    #[test]
    fn numbers_may_be_separated_in_many_ways() {
        for text in ["-1, 0, 4, 5, 6", "-1 0 4 5 6", "-1;0;4;5;6;", "\u{2212}1\n0\t4,,5 ; +6.0"] {
            let dataset = read(text).unwrap();
            assert_eq!(dataset.sample.values(), [-1.0, 0.0, 4.0, 5.0, 6.0], "{text:?}");
            assert_eq!((dataset.source.as_str(), dataset.column.as_str()), ("typed", "x"));
        }
        assert_eq!(read("1/3, -2/4").unwrap().sample.values(), [1.0 / 3.0, -0.5]);
    }

    #[test]
    fn a_column_may_be_pasted_with_its_header() {
        for (text, name) in [("waiting\n79\n54", "waiting"), ("time (min) 79 54", "time (min)")] {
            let dataset = read(text).unwrap();
            assert_eq!(dataset.sample.values(), [79.0, 54.0]);
            assert_eq!(dataset.column, name);
        }
    }

    #[test]
    fn the_item_that_is_no_number_is_named() {
        for (text, says) in [
            ("", "typed: no numbers; write some, such as -1 0 4 5 6"),
            (" ,; ", "typed: no numbers; write some, such as -1 0 4 5 6"),
            ("1 2 abc", "typed, item 3: 'abc' is not a number"),
            ("NaN", "typed, item 1: 'NaN' is not a number"),
            ("1, inf", "typed, item 2: 'inf' is not a finite number"),
            ("1/0", "typed, item 1: '1/0' divides by zero"),
            ("1/2/3", "typed, item 1: '1/2/3' is not a number"),
            ("1e300/1e-300", "typed, item 1: '1e300/1e-300' is not a finite number"),
            ("1 \u{1b}[2J", "typed, item 2: '<U+001B>[2J' is not a number"),
            ("3; 0,5", "typed, item 2: '0,5' may be one number or 2 numbers: write 0.5, or 0 5"),
            (
                "1e141",
                "typed, item 1: '1e141' is beyond ±1e140, where its square overflows; rescale the data",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), says);
        }
    }
}
