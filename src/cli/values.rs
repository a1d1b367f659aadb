//! The values of options, with what is said of those that cannot be one.

use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::data::{self, BinColumns, DrawCount};
use crate::figure::WIDTHS;
use crate::mixture::MAX_COMPONENTS;

/// Numbers and fractions separated by commas, perhaps in the brackets of Python or R: `1/3,2/3`,
/// `c(1, 2)`. A type of its own: clap takes a `Vec` for an option given many times.
#[derive(Clone, Debug)]
pub(super) struct List(pub(super) Vec<f64>);

impl List {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let number = |piece: &str| {
            if piece.trim().is_empty() {
                return Err("a number is missing; write 6,7 or, with a space, \"6, 7\"".to_owned());
            }
            // An infinite π, μ or σ² is refused with its component, in words that fit.
            let infinite = || piece.trim().parse().ok().filter(|x: &f64| !x.is_finite());
            data::read_number(piece).or_else(|problem| infinite().ok_or(problem.to_string()))
        };
        if text.contains(';') {
            return Err(with_semicolons(text));
        }
        data::without_brackets(text).split(',').map(number).collect::<Result<_, _>>().map(Self)
    }
}

/// Why a list with semicolons is refused: its commas may be decimal ones.
fn with_semicolons(text: &str) -> String {
    let pieces: Vec<&str> =
        text.split(';').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    for piece in &pieces {
        let readings = data::readings(piece);
        if readings.len() > 1 {
            let readings = readings.join(" or ");
            return format!("commas separate the numbers, and '{piece}' may be {readings}");
        }
    }
    let one = |piece: &&str| data::readings(piece).pop().unwrap_or_else(|| (*piece).to_owned());
    let one_each: Vec<String> = pieces.iter().map(one).collect();
    let (decimal, separating) = (one_each.join(","), text.replace(';', ","));
    if decimal == separating || decimal.contains(' ') {
        format!("commas separate the numbers, as in {separating}")
    } else {
        format!("commas separate the numbers: write {decimal} or {separating}, whichever is meant")
    }
}

/// The most starts at once: what each came to is kept.
const MOST_STARTS: usize = 100_000;

/// Reads a mixture to draw from, which is kept as it is written.
pub(super) fn mixture(text: &str) -> Result<String, String> {
    data::read_mixture(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

pub(super) fn draw_count(text: &str) -> Result<DrawCount, String> {
    text.parse().map_err(|_| format!("it must be a whole number from 1 to {}", DrawCount::MOST))
}

/// Reads the names of the three columns of grouped data.
pub(super) fn bin_columns(text: &str) -> Result<BinColumns, String> {
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    match names[..] {
        [lower, upper, count] if names.iter().all(|name| !name.is_empty()) => {
            let [lower, upper, count] = [lower, upper, count].map(str::to_owned);
            Ok(BinColumns { lower, upper, count })
        }
        _ => Err("it must be three columns, such as lower,upper,count".to_owned()),
    }
}

pub(super) fn examples() -> PossibleValuesParser {
    let value = |example: &data::Example| PossibleValue::new(example.name);
    PossibleValuesParser::new(data::EXAMPLES.iter().map(value))
}

pub(super) fn names_of_examples() -> String {
    data::EXAMPLES.iter().map(|example| example.name).collect::<Vec<_>>().join(", ")
}

/// K, or the smallest and the largest of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ComponentCount {
    One(usize),
    Range(usize, usize),
}

/// Reads one K.
pub(super) fn component_count(text: &str) -> Result<usize, String> {
    let count = text.trim().parse().ok().filter(|k| (1..=MAX_COMPONENTS).contains(k));
    count.ok_or_else(|| format!("K must be a whole number from 1 to {MAX_COMPONENTS}"))
}

/// Reads one K, or a range of them.
pub(super) fn component_counts(text: &str) -> Result<ComponentCount, String> {
    let Some((first, last)) = text.split_once("..") else {
        let counts = text.split_once('-').filter(|(first, _)| !first.is_empty());
        return component_count(text).map(ComponentCount::One).map_err(|error| match counts {
            Some((first, last)) => format!("{error}; a range is written {first}..{last}"),
            None => error,
        });
    };
    let range = |text: &str| component_count(text).map_err(|error| format!("{error}, as in 1..8"));
    let (first, last) = (range(first)?, range(last.trim_start_matches('='))?);
    if first > last {
        return Err(format!("the range runs backwards; write {last}..{first}"));
    }
    Ok(ComponentCount::Range(first, last))
}

pub(super) fn step_count(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "it must be a whole number, 0 or above, in digits".to_owned())
}

pub(super) fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("it must be a whole number from 0 to {}, in digits", u64::MAX))
}

pub(super) fn start_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|n| (1..=MOST_STARTS).contains(n));
    count.ok_or_else(|| format!("it must be a whole number from 1 to {MOST_STARTS}"))
}

pub(super) fn iteration_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|n| *n >= 1);
    count.ok_or_else(|| "it must be a whole number, 1 or above".to_owned())
}

pub(super) fn thread_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|n| (1..=1024).contains(n));
    count.ok_or_else(|| "it must be a whole number from 1 to 1024".to_owned())
}

/// Reads the width of a figure in millimetres.
pub(super) fn figure_width(text: &str) -> Result<f64, String> {
    let (least, most) = WIDTHS;
    let width = data::read_number(text).ok().filter(|width| (least..=most).contains(width));
    width.ok_or_else(|| format!("it must be a number of millimetres from {least} to {most}"))
}

pub(super) fn dots_per_inch(text: &str) -> Result<u32, String> {
    let dots = text.parse().ok().filter(|dots| (30..=2400).contains(dots));
    dots.ok_or_else(|| "it must be a whole number from 30 to 2400".to_owned())
}

pub(super) fn tolerance(text: &str) -> Result<f64, String> {
    match data::read_number(text) {
        Ok(tolerance) if tolerance >= 0.0 => Ok(tolerance),
        _ => Err(match &data::readings(text)[..] {
            [one] if text.parse::<f64>().is_err() => format!("it is not a number; write {one}"),
            _ => "it must be a finite number, 0 or above".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_take_spaces_signs_and_a_minus_sign_from_the_screen() {
        assert_eq!(List::parse("-1, 5").unwrap().0, [-1.0, 5.0]);
        assert_eq!(List::parse(" 1e3 ,\u{2212}2").unwrap().0, [1000.0, -2.0]);
        assert_eq!(List::parse("1/3,2/3").unwrap().0, [1.0 / 3.0, 2.0 / 3.0]);
        for list in ["c(1, 2)", "[1, 2]", "np.array([1., 2.])", "(1,2)"] {
            assert_eq!(List::parse(list).unwrap().0, [1.0, 2.0], "{list}");
        }
        assert_eq!(List::parse("1,1/0").unwrap_err(), "'1/0' divides by zero");
        assert!(List::parse("c(6,").unwrap_err().contains("'c(6' is not a number"));
        assert!(List::parse("6,").unwrap_err().contains("\"6, 7\""));
        assert_eq!(List::parse("6,x").unwrap_err(), "'x' is not a number");
        assert_eq!(
            List::parse("0,5;1,5").unwrap_err(),
            "commas separate the numbers: write 0.5,1.5 or 0,5,1,5, whichever is meant"
        );
        assert_eq!(
            List::parse("0.5;1.5").unwrap_err(),
            "commas separate the numbers, as in 0.5,1.5"
        );
    }
}
