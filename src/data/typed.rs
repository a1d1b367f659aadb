//! Numbers that somebody typed or pasted.

use super::error::{DataError, Fault, Problem, Spot};
use super::number::{finite, not_a_number, observation};
use super::sanitise::brief;
use super::{Dataset, LeftOut};
use crate::mixture::Sample;

/// What a person calls data that were typed.
const TYPED: &str = "typed";

/// Reads numbers and simple fractions, separated by blanks, commas or semicolons.
pub(super) fn read(text: &str) -> Result<Dataset, DataError> {
    let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let items = text.split(separates).filter(|item| !item.is_empty());
    let values = items.enumerate().map(|(index, item)| {
        number(item).and_then(|x| observation(x, item)).map_err(|problem| Fault {
            spot: Some(Spot::Item(index + 1)),
            column: None,
            problem,
        })
    });
    let values = values.collect::<Result<Vec<f64>, Fault>>().map_err(|fault| fault.of(TYPED))?;
    if values.is_empty() {
        return Err(Problem::NothingTyped.anywhere().of(TYPED));
    }
    let sample =
        Sample::new(values).map_err(|error| Problem::Sample(error).anywhere().of(TYPED))?;
    let (source, column) = (TYPED.to_owned(), "x".to_owned());
    Ok(Dataset { source, column, sample, left_out: LeftOut::default(), theta: None })
}

/// A finite number as a person types it: `3`, `-0.5`, `1/3`.
pub fn parse_number(text: &str) -> Option<f64> {
    number(text).ok()
}

/// `3`, `-0.5`, `1/3`; also with the minus sign − that printed exercises have.
fn number(item: &str) -> Result<f64, Problem> {
    let ascii = item.replace('\u{2212}', "-");
    if let Some(x) = finite(&ascii) {
        return Ok(x);
    }
    let fraction = ascii.split_once('/').and_then(|(p, q)| Some((finite(p)?, finite(q)?)));
    match fraction {
        Some((_, 0.0)) => Err(Problem::DividesByZero { text: brief(item) }),
        Some((p, q)) if (p / q).is_finite() => Ok(p / q),
        Some(_) => Err(Problem::NotFinite { text: brief(item) }),
        None => Err(not_a_number(item)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("1 \u{1b}[2J", "typed, item 2: '[2J' is not a number"),
            (
                "1e141",
                "typed, item 1: '1e141' is beyond ±1e140, where its square overflows; rescale the data",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), says);
        }
    }
}
