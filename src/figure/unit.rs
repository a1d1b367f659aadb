//! The name of a column and its unit.

use super::page::Label;
use super::ticks::per;
use crate::text::sanitise;

/// What the data are, and in what unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    /// The label that was given, or else the column's name.
    pub(super) name: Label,
    unit: Option<String>,
}

/// Names of more characters than these are shortened.
const LONGEST: usize = 40;

/// Returns a name without its unit, and the unit in brackets at its end, as in `waiting (min)` or
/// `waiting [min]`.
fn name_and_unit(name: &str) -> (&str, Option<&str>) {
    let name = name.trim();
    let found = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let (name, unit) = name.strip_suffix(close)?.rsplit_once(open)?;
        let is_unit = !name.trim().is_empty() && !unit.trim().is_empty();
        is_unit.then(|| (name.trim(), Some(unit.trim())))
    });
    found.unwrap_or((name, None))
}

impl Measured {
    /// Names the data by the label, or by the column if none is given or it is blank. The unit is
    /// the given one, or else that of the label, or else that of the column's name. An empty unit
    /// is none.
    pub(super) fn new(column: &str, label: Option<&str>, unit: Option<&str>) -> Self {
        let [column, label] = [column, label.unwrap_or_default()].map(sanitise::clean);
        let (of_column, of_label) = (name_and_unit(&column), name_and_unit(&label));
        let name = if of_label.0.is_empty() { of_column.0 } else { of_label.0 };
        let unit = unit.map(str::trim).or(of_label.1).or(of_column.1);
        let unit = unit.filter(|unit| !unit.is_empty()).map(sanitise::clean);
        let short: String = name.chars().take(LONGEST).collect();
        let name = if short == name { short } else { short + "…" };
        // A column without a name of its own is called x, which is a symbol.
        let name = if name == "x" { Label::formula("x") } else { Label::from(name) };
        Self { name, unit }
    }

    /// Returns the unit of the data.
    pub(super) fn unit(&self) -> Option<Label> {
        self.unit.as_deref().map(Label::from)
    }

    /// Returns the unit of a density.
    pub(super) fn per_unit(&self) -> Option<Label> {
        self.unit.as_deref().map(per)
    }

    /// Returns the unit of a variance.
    pub(super) fn squared(&self) -> Option<Label> {
        let unit = self.unit.as_deref()?;
        let is_word = unit.chars().all(char::is_alphabetic);
        let unit = if is_word { unit.to_owned() } else { format!("({unit})") };
        Some(Label::from(unit).and("^2"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_found_in_the_header_or_given() {
        let of = |column, unit| {
            let measured = Measured::new(column, None, unit);
            let texts = [measured.unit(), measured.per_unit(), measured.squared()];
            let texts = texts.map(|label| label.map(|l| l.text()).unwrap_or_default());
            format!("{} | {}", measured.name.text(), texts.join(" | "))
        };
        assert_eq!(of("waiting (min)", None), "waiting | min | min−1 | min2");
        assert_eq!(of("waiting [min]", None), "waiting | min | min−1 | min2");
        assert_eq!(of("velocity", Some("km/s")), "velocity | km/s | 1/(km/s) | (km/s)2");
        assert_eq!(of("waiting (min)", Some("s")), "waiting | s | s−1 | s2");
        assert_eq!(of("waiting (min)", Some("")), "waiting |  |  | ");
        assert_eq!(of("(min)", None), "(min) |  |  | ");
        assert_eq!(of("f(x) ", None), "f | x | x−1 | x2");
        assert_eq!(of("a\u{202e}b", None), "ab |  |  | ");
        let long = Measured::new(&"n".repeat(50), None, None);
        assert_eq!(long.name.text(), "n".repeat(40) + "…");
    }

    #[test]
    fn a_label_takes_the_place_of_the_name_and_brings_a_unit_if_it_has_one() {
        let of = |label, unit| {
            let measured = Measured::new("waiting (min)", Some(label), unit);
            let unit = measured.unit().map(|unit| unit.text()).unwrap_or_default();
            format!("{} | {unit}", measured.name.text())
        };
        assert_eq!(of("Time between eruptions", None), "Time between eruptions | min");
        assert_eq!(of("Time [s]", None), "Time | s");
        assert_eq!(of("Time [s]", Some("h")), "Time | h");
        assert_eq!(of("Time", Some("")), "Time | ");
        assert_eq!(of("a\u{202e}b", None), "ab | min");
        for blank in ["", "  "] {
            assert_eq!(of(blank, None), "waiting | min", "{blank:?}");
        }
    }
}
