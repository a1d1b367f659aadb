//! The data sets that are built in.

use super::dialect::{DecimalMark, DialectOptions};
use super::error::DataError;
use super::fault::Problem;
use crate::mixture::{Component, Theta};
use crate::text::sanitise::brief;
use crate::text::similar;

/// A data set that is built in.
#[derive(Debug)]
pub struct Example {
    /// What `--example` calls it.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// The column that is mixed unless another one is asked for.
    pub column: &'static str,
    /// The (π, μ, σ²) of each component of its θ₀, if it has one.
    pub theta: Option<&'static [(f64, f64, f64)]>,
    /// The columns with the lower edge, the upper edge and the count of each bin, if the data are
    /// grouped.
    pub(super) bins: Option<[&'static str; 3]>,
    /// The data as CSV.
    pub(super) csv: &'static str,
}

/// The data sets that are built in; the first is the default.
pub const EXAMPLES: [Example; 6] = [
    Example {
        name: "homework",
        about: "five observations and two Gaussians with a given θ₀, to be done by hand",
        column: "x",
        theta: Some(&[(0.5, 6.0, 1.0), (0.5, 7.0, 4.0)]),
        bins: None,
        csv: include_str!("../../assets/data/homework.csv"),
    },
    Example {
        name: "old-faithful",
        about: "272 eruptions of a geyser: minutes waited for each, and how long it lasted",
        column: "waiting_min",
        theta: None,
        bins: None,
        csv: include_str!("../../assets/data/old_faithful.csv"),
    },
    Example {
        name: "galaxies",
        about: "82 galaxies: the speed at which each recedes, in 1000 km/s",
        column: "velocity_1000km_s",
        theta: None,
        bins: None,
        csv: include_str!("../../assets/data/galaxies.csv"),
    },
    Example {
        name: "iris",
        about: "150 irises of three species: lengths and widths of sepals and petals, in cm",
        column: "petal_length_cm",
        theta: None,
        bins: None,
        csv: include_str!("../../assets/data/iris.csv"),
    },
    Example {
        name: "penguins",
        about: "342 penguins of three species: flippers and bills in mm, body mass in g",
        column: "flipper_length_mm",
        theta: None,
        bins: None,
        csv: include_str!("../../assets/data/penguins.csv"),
    },
    Example {
        name: "pearson-crabs",
        about: "1000 crabs of Naples in 29 bins: the breadth of the forehead over the length",
        column: "forehead_ratio",
        theta: None,
        bins: Some(["forehead_ratio_lower", "forehead_ratio_upper", "count"]),
        csv: include_str!("../../assets/data/pearson_crabs_1894.csv"),
    },
];

/// Returns the name of the data set that is called so, or much like it.
pub(super) fn like(name: &str) -> Option<&'static str> {
    similar(name, EXAMPLES.iter().map(|example| example.name))
}

/// Returns the example of this name.
pub(super) fn find(name: &str) -> Result<&'static Example, DataError> {
    EXAMPLES.iter().find(|example| example.name == name).ok_or_else(|| {
        let names = EXAMPLES.iter().map(|example| example.name.to_owned()).collect();
        Problem::UnknownExample(names).anywhere().of(&brief(name))
    })
}

/// Returns how all of them are written. It is known, so that nothing is to be found out about it.
pub(super) fn dialect() -> DialectOptions {
    DialectOptions { decimal: Some(DecimalMark::Point), ..DialectOptions::default() }
}

impl Example {
    /// Returns the data as CSV.
    pub fn text(&self) -> &'static str {
        self.csv
    }

    /// Returns the θ₀ that belongs to this column, if there is one.
    pub(super) fn theta_of(&self, column: &str) -> Option<Theta> {
        self.theta.filter(|_| column == self.column).map(theta)
    }
}

fn theta(components: &[(f64, f64, f64)]) -> Theta {
    let components = components.iter().map(|&(w, m, v)| Component::new(w, m, v));
    Theta::new(components.collect()).expect("the θ₀ of an example is valid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Dataset, Request, Source};

    fn read(name: &str, column: Option<&str>) -> Result<Dataset, DataError> {
        let source = Source::Example(name.to_owned());
        crate::data::read(&Request { column: column.map(str::to_owned), ..Request::new(source) })
    }

    #[test]
    fn every_example_has_its_rows_and_its_mean() {
        // The means were computed from the files by another program.
        let expected = [
            ("homework", 5, 2.8),
            ("old-faithful", 272, 70.897_058_823_529),
            ("galaxies", 82, 20.828_170_731_707),
            ("iris", 150, 3.758),
            ("penguins", 342, 200.915_204_678_363),
            // Of grouped data, the number of bins and the mean of their middles.
            ("pearson-crabs", 29, 0.637_5),
        ];
        assert_eq!(EXAMPLES.map(|example| example.name), expected.map(|(name, _, _)| name));
        for (name, n, mean) in expected {
            let dataset = read(name, None).unwrap();
            assert_eq!(dataset.notes, [], "{name}");
            let values = dataset.sample.values();
            assert_eq!(values.len(), n, "{name}");
            let sum: f64 = values.iter().sum();
            assert!((sum / n as f64 - mean).abs() < 1e-9, "{name}: {}", sum / n as f64);
            assert_eq!(dataset.source, name);
            assert_eq!(dataset.left_out.total(), 0);
            let example = EXAMPLES.iter().find(|example| example.name == name).unwrap();
            assert_eq!(dataset.column, example.column);
        }
    }

    #[test]
    fn the_homework_brings_its_theta() {
        let homework = read("homework", None).unwrap();
        assert_eq!(homework.sample.values(), [-1.0, 0.0, 4.0, 5.0, 6.0]);
        let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        assert_eq!(homework.theta, Some(theta));
        assert_eq!(read("iris", None).unwrap().theta, None);
    }

    #[test]
    fn another_column_can_be_asked_for() {
        let eruptions = read("old-faithful", Some("eruptions_min")).unwrap();
        assert_eq!(eruptions.column, "eruptions_min");
        assert_eq!(eruptions.sample.values()[..3], [3.6, 1.8, 3.333]);
        assert_eq!(read("iris", Some("1")).unwrap().column, "sepal_length_cm");
        assert_eq!(
            read("iris", Some("5")).unwrap_err().to_string(),
            "iris, line 2, column species: 'setosa' is not a number"
        );
    }

    #[test]
    fn an_unknown_example_is_answered_with_the_names() {
        assert_eq!(
            read("titanic", None).unwrap_err().to_string(),
            "titanic: no such example; there are homework, old-faithful, galaxies, iris, penguins and \
             pearson-crabs"
        );
    }
}
