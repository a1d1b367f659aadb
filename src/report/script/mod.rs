//! Scripts for other programs that reproduce a fit: the same data, the same θ₀, as many iterations.

mod python;
mod r;

use super::FitReport;
use crate::data::{Charset, Dataset, DecimalMark, Delimiter};
use crate::mixture::{Method, Theta};

/// What a script is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptLanguage {
    /// Python with scikit-learn
    Python,
    /// R with mclust
    R,
}

impl ScriptLanguage {
    /// Returns the package that fits the mixture.
    pub fn package(self) -> &'static str {
        match self {
            Self::Python => "scikit-learn",
            Self::R => "mclust",
        }
    }

    /// Checks what is known before a run: whether the package can fit these data by this method.
    ///
    /// # Errors
    /// Returns an error if it cannot.
    pub(crate) fn check(self, dataset: &Dataset, method: &Method) -> Result<(), NotReproduced> {
        let (package, sample) = (self.package(), &dataset.sample);
        if sample.summed().is_some() {
            return Err(NotReproduced::Condensed(package));
        }
        if sample.bins().is_some() {
            return Err(NotReproduced::Grouped(package));
        }
        if sample.has_weights() {
            return Err(NotReproduced::Weighted(package));
        }
        let equal_variances = method.equal_variances;
        if *method != (Method { equal_variances, ..Method::default() }) {
            return Err(NotReproduced::Method { package, method: method.to_string() });
        }
        Ok(())
    }
}

/// Where a script has its data from.
#[derive(Clone, Debug, PartialEq)]
pub enum ScriptData {
    /// they are in the script
    Inline,
    /// a column of a table
    Table(TableLayout),
    /// little-endian numbers of eight bytes
    Binary {
        /// the file
        path: String,
    },
}

/// How a table is written, and which column of it is meant.
#[derive(Clone, Debug, PartialEq)]
pub struct TableLayout {
    /// the file
    pub path: String,
    /// whether it is compressed by gzip
    pub is_gzip: bool,
    /// what is between cells; nothing if a row is one cell
    pub delimiter: Option<Delimiter>,
    /// how fractions are written
    pub decimal: DecimalMark,
    /// what groups the digits of large numbers
    pub group: Option<char>,
    /// how the bytes are read
    pub charset: Charset,
    /// what a line of comment begins with
    pub comment: Option<char>,
    /// how many lines are above the first row of numbers
    pub skip: u64,
    /// which cells are missing observations, though they may be numbers
    pub missing: Vec<String>,
    /// which column, from 0
    pub column: usize,
}

/// Why a fit cannot be reproduced by another program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReproduced {
    /// The data are sums.
    #[error("a condensed table has no observations that {0} could read; fit the data themselves")]
    Condensed(&'static str),
    /// The data are counts in bins.
    #[error("{0} does not fit grouped data")]
    Grouped(&'static str),
    /// Observations have weights.
    #[error("{0} has no weights of observations; leave --weight-column out")]
    Weighted(&'static str),
    /// Something but ordinary EM.
    #[error("{package} has nothing like this: {method}; only equal variances can be taken over")]
    Method {
        /// what fits the mixture
        package: &'static str,
        /// what is on
        method: String,
    },
    /// There is no iteration.
    #[error("the run has no iteration that {0} could repeat")]
    NoIteration(&'static str),
}

impl FitReport<'_> {
    /// Returns a script that reproduces the last θ from the first, with its data from `data`.
    ///
    /// # Errors
    /// Returns an error if the other program cannot do what this run did.
    pub fn script(
        &self,
        language: ScriptLanguage,
        data: &ScriptData,
    ) -> Result<String, NotReproduced> {
        language.check(self.dataset, self.method())?;
        if self.trace.len() < 2 {
            return Err(NotReproduced::NoIteration(language.package()));
        }
        let fit = Fit {
            title: crate::text::sanitise::clean(&self.title()),
            values: self.dataset.sample.values(),
            theta: self.trace[0].theta(),
            first: self.trace[0].iteration(),
            iterations: self.trace.len() - 1,
            equal_variances: self.method().equal_variances,
        };
        Ok(match language {
            ScriptLanguage::Python => python::script(&fit, data),
            ScriptLanguage::R => r::script(&fit, data),
        })
    }
}

/// What a script has to do.
struct Fit<'a> {
    title: String,
    values: &'a [f64],
    /// the first θ
    theta: &'a Theta,
    /// its t: 1 if the run began with γ
    first: usize,
    iterations: usize,
    equal_variances: bool,
}

impl Fit<'_> {
    /// Returns what the script is, as lines of comment of either language.
    fn head(&self, package: &str) -> String {
        let (title, first, iterations) = (&self.title, self.first, self.iterations);
        let counted = crate::text::counted(iterations, "iteration");
        format!(
            "# emstep {}: {title}\n# The same fit with {package}: {counted} of EM from θ_{first}, \
             and no test for convergence,\n# which each program has in another place.\n",
            env!("CARGO_PKG_VERSION")
        )
    }

    /// Returns the mean of the data if 0 is far from them compared with their spread: a program
    /// that takes a variance as a mean of squares less a square loses its digits there.
    fn distance(&self) -> Option<f64> {
        /// How many standard deviations are far: of sixteen digits two are lost there.
        const FAR: f64 = 10.0;
        let n = self.values.len() as f64;
        let mean = self.values.iter().sum::<f64>() / n;
        let variance = self.values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        (mean.is_finite() && mean.abs() > FAR * variance.sqrt()).then_some(mean)
    }

    fn variances(&self) -> Vec<f64> {
        let all = self.theta.variances();
        if self.equal_variances { all.take(1).collect() } else { all.collect() }
    }
}

/// Returns numbers with commas between them, each the shortest that reads back to the same f64, in
/// lines of less than 100 columns.
fn listed(numbers: impl IntoIterator<Item = f64>, indent: &str) -> String {
    let mut text = String::new();
    let mut width = 0;
    for (i, number) in numbers.into_iter().enumerate() {
        let number = format!("{:?}", number + 0.0);
        if i > 0 {
            text.push(',');
            if width + number.len() > 80 {
                text.extend(["\n", indent]);
                width = 0;
            } else {
                text.push(' ');
            }
        }
        width += number.len() + 2;
        text.push_str(&number);
    }
    text
}

/// Returns a text in double quotes, as Python and R both read it.
fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            c if c.is_ascii_control() => written.extend([format!("\\x{:02x}", u32::from(c))]),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Iterate, Sample, StopRule};

    fn script(language: ScriptLanguage, method: Method, steps: usize) -> Result<String, String> {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        let dataset = Dataset::new("a.csv", "x", sample);
        let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[4.0, 4.0]).unwrap();
        let first = Iterate::begin(theta, dataset.data(), method).unwrap();
        let rule = StopRule { iterations: steps, tolerance: None };
        let report = FitReport::run(&dataset, None, &first, rule, |_| {}).unwrap();
        report.script(language, &ScriptData::Inline).map_err(|error| error.to_string())
    }

    #[test]
    fn a_script_has_the_data_and_the_first_theta() {
        let equal = Method { equal_variances: true, ..Method::default() };
        let python = script(ScriptLanguage::Python, Method::default(), 3).unwrap();
        for part in ["x = np.array([-1.0, 0.0, 4.0, 5.0, 6.0])", "[[6.0], [7.0]]", "max_iter=3"] {
            assert!(python.contains(part), "{part} is not in {python}");
        }
        let python = script(ScriptLanguage::Python, equal, 3).unwrap();
        assert!(python.contains("\"tied\"") && python.contains("[[1 / 4.0]]"), "{python}");
        let r = script(ScriptLanguage::R, equal, 3).unwrap();
        assert!(r.contains("modelName = \"E\"") && r.contains("sigmasq = c(4.0)"), "{r}");
    }

    #[test]
    fn only_data_that_are_far_from_0_are_shifted() {
        let fit = |values: &[f64]| {
            let theta = Theta::from_lists(&[1.0], &[1.0], &[1.0]).unwrap();
            let (title, first, iterations, equal_variances) = (String::new(), 0, 1, false);
            Fit { title, values, theta: &theta, first, iterations, equal_variances }.distance()
        };
        assert_eq!(fit(&[-1.0, 0.0, 4.0, 5.0, 6.0]), None);
        assert_eq!(fit(&[1e9 - 1.0, 1e9, 1e9 + 4.0]), Some(1e9 + 1.0));
        assert!(fit(&[-5e-3, -5.001e-3]).is_some());
        // Their sum is infinite.
        assert_eq!(fit(&[1e308, 1e308]), None);
    }

    #[test]
    fn what_another_program_cannot_do_is_one_line() {
        let floor = Method { variance_floor: Some(0.1), ..Method::default() };
        let error = script(ScriptLanguage::R, floor, 1).unwrap_err();
        assert!(error.starts_with("mclust has nothing like this: "), "{error}");
        let error = script(ScriptLanguage::Python, Method::default(), 0).unwrap_err();
        assert_eq!(error, "the run has no iteration that scikit-learn could repeat");
    }

    #[test]
    fn texts_and_lists_are_written_for_both_languages() {
        assert_eq!(quoted("a\\b\"c\n"), "\"a\\\\b\\\"c\\x0a\"");
        assert_eq!(listed([-0.0, 1e300, 0.1], "  "), "0.0, 1e300, 0.1");
        assert!(listed((0..100).map(f64::from), "  ").lines().all(|line| line.len() < 90));
    }
}
