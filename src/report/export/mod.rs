//! What of a run can be taken away in a file, and the bytes of each: a content times a format.
//!
//! Neither files nor the clock are known here: the command line and the screen write the bytes.

#[cfg(feature = "stepper")]
mod content;
mod error;
#[cfg(feature = "stepper")]
mod figure;
mod observations;
mod table;

use std::io::{self, Write};
use std::path::Path;

use super::{DataHashes, FitReport, Names, csv, groups, json, scan};
use crate::data::Dataset;
#[cfg(feature = "stepper")]
pub use content::{Content, FileContent, WrongFormat};
pub use error::ExportError;
#[cfg(feature = "stepper")]
pub use figure::{Figure, FigureFormat, NotBuilt};

/// How a file is written, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// a table of all digits
    Csv,
    /// an object with all digits
    Json,
    /// a table to read, in Markdown
    Markdown,
    /// a table to read, for LaTeX with booktabs
    Latex,
}

impl FileFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Markdown, Self::Latex];

    /// Returns the end of a name, without its point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Latex => "tex",
        }
    }

    /// Returns the format of a file.
    ///
    /// # Errors
    /// Returns an error that names the extensions if this is none of them.
    pub fn of(path: &Path) -> Result<Self, ExportError> {
        let extension = path.extension().map(|end| end.to_string_lossy().to_lowercase());
        let known = |format: &Self| extension.as_deref() == Some(format.extension());
        Self::ALL.into_iter().find(known).ok_or(ExportError::Extension)
    }
}

/// What of a run can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportContent {
    /// θ₀ and every θ after it; as JSON, the whole report
    Trace,
    /// the last θ
    Theta,
    /// the table over K
    Scan,
    /// the fit of each group
    Groups,
    /// γ of each observation
    Responsibilities,
    /// the component of each observation
    Labels,
    /// p(k | x) on a grid of x
    Posterior,
    /// γ and the component of other observations
    Predictions,
}

impl ExportContent {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Trace,
        Self::Theta,
        Self::Scan,
        Self::Groups,
        Self::Responsibilities,
        Self::Labels,
        Self::Posterior,
        Self::Predictions,
    ];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Theta => "theta",
            Self::Scan => "scan",
            Self::Groups => "groups",
            Self::Responsibilities => "responsibilities",
            Self::Labels => "labels",
            Self::Posterior => "posterior",
            Self::Predictions => "predictions",
        }
    }

    /// Returns the content of this name.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL.into_iter().find(|content| content.name() == name)
    }

    /// Returns how it can be written.
    pub fn formats(self) -> &'static [FileFormat] {
        use FileFormat::{Csv, Json, Latex, Markdown};
        match self {
            Self::Trace | Self::Theta => &[Csv, Json, Markdown, Latex],
            Self::Scan => &[Csv, Markdown, Latex],
            Self::Groups
            | Self::Responsibilities
            | Self::Labels
            | Self::Posterior
            | Self::Predictions => &[Csv],
        }
    }

    /// Checks that there is such a thing of these data.
    ///
    /// # Errors
    /// Returns an error if there would have to be single observations, and there are none.
    pub fn check(self, dataset: &Dataset) -> Result<(), ExportError> {
        let is_of_observations = matches!(self, Self::Responsibilities | Self::Labels);
        if !is_of_observations {
            return Ok(());
        }
        if dataset.sample.summed().is_some() {
            return Err(ExportError::NoObservations { content: self, kind: "a condensed table" });
        }
        if dataset.sample.bins().is_some() {
            return Err(ExportError::NoObservations { content: self, kind: "grouped data" });
        }
        Ok(())
    }
}

/// A content in a format that it can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    content: ExportContent,
    format: FileFormat,
}

impl Export {
    /// Returns what a file of this name holds: the content of the name given, or else the one that
    /// the file is called after, or else the trace. The end of its name says how it is written.
    ///
    /// # Errors
    /// Returns an error if there is no such content or no such format, or not both.
    pub fn of(path: &Path, content: Option<&str>) -> Result<Self, ExportError> {
        let format = FileFormat::of(path)?;
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let content = match content {
            Some(name) => ExportContent::named(name)
                .ok_or_else(|| ExportError::Content { name: name.to_owned() })?,
            None => stem.and_then(ExportContent::named).unwrap_or(ExportContent::Trace),
        };
        Self::new(content, format)
    }

    /// Returns a content in a format.
    ///
    /// # Errors
    /// Returns an error if it cannot be written so.
    pub fn new(content: ExportContent, format: FileFormat) -> Result<Self, ExportError> {
        if content.formats().contains(&format) {
            Ok(Self { content, format })
        } else {
            Err(ExportError::Format { content, format })
        }
    }

    /// Returns the components of other observations, as CSV.
    pub fn predictions() -> Self {
        Self { content: ExportContent::Predictions, format: FileFormat::Csv }
    }

    /// Returns what is written.
    pub fn content(self) -> ExportContent {
        self.content
    }

    /// Returns whether it has θ with the digits of an `f64`.
    #[cfg(feature = "stepper")]
    pub(crate) fn has_theta(self) -> bool {
        let has_all_digits = matches!(self.format, FileFormat::Csv | FileFormat::Json);
        has_all_digits && matches!(self.content, ExportContent::Trace | ExportContent::Theta)
    }

    /// Returns how it is written.
    pub fn format(self) -> FileFormat {
        self.format
    }

    /// Returns whether it has names that other programs have too.
    pub fn has_names(self) -> bool {
        matches!(self.format, FileFormat::Csv | FileFormat::Json)
    }

    /// Returns whether it is the report as one object, which also says how fast the run converged
    /// and which bytes its data were.
    pub fn is_whole_report(self) -> bool {
        (self.content, self.format) == (ExportContent::Trace, FileFormat::Json)
    }
}

/// Writes an export of a run. The caller asks [`ExportContent::check`] before the run, and whether
/// there is a scan.
///
/// # Errors
/// Returns an error if `out` cannot be written, or the run has nothing of the kind.
pub(super) fn write(
    report: &FitReport,
    export: Export,
    names: Names,
    hashes: &DataHashes,
    out: &mut dyn Write,
) -> io::Result<()> {
    use ExportContent as Content;
    use FileFormat::{Csv, Json, Latex, Markdown};
    let Export { content, format } = export;
    let not_of_run = || io::Error::other(ExportError::NotOfRun { content });
    match (content, format) {
        (Content::Trace, Csv) => csv::write(report, names, out),
        (Content::Trace, Json) => json::write(report, names, Some(hashes), out),
        (Content::Theta, Csv) => csv::write_theta(report.last().theta(), names, out),
        (Content::Theta, Json) => json::write_theta(report.last().theta(), names, out),
        (Content::Scan, Csv) => scan::write_csv(report.scan.as_ref().ok_or_else(not_of_run)?, out),
        (Content::Trace | Content::Theta | Content::Scan, Markdown) => {
            table::of(report, content).ok_or_else(not_of_run)?.write_markdown(out)
        }
        (Content::Trace | Content::Theta | Content::Scan, Latex) => {
            let table = table::of(report, content).ok_or_else(not_of_run)?;
            table.write_latex(&report.title_of(content), out)
        }
        (Content::Groups, Csv) => {
            groups::write_csv(report.groups.as_ref().ok_or_else(not_of_run)?, out)
        }
        (Content::Responsibilities, Csv) => observations::write_responsibilities(report, out),
        (Content::Labels, Csv) => observations::write_labels(report, out),
        (Content::Posterior, Csv) => observations::write_posterior(report, out),
        (Content::Predictions, Csv) => {
            let new = report.new.as_ref().ok_or_else(not_of_run)?;
            observations::write_predictions(report, new, out)
        }
        (Content::Scan, Json)
        | (
            Content::Groups
            | Content::Responsibilities
            | Content::Labels
            | Content::Posterior
            | Content::Predictions,
            Json | Markdown | Latex,
        ) => Err(io::Error::other(ExportError::Format { content, format })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::mixture::{Bin, Grouped, Iterate, Sample, StopRule, Theta};

    fn of(name: &str, content: Option<&str>) -> Result<(ExportContent, FileFormat), String> {
        let export = Export::of(Path::new(name), content).map_err(|error| error.to_string())?;
        Ok((export.content(), export.format()))
    }

    #[test]
    fn a_file_is_what_it_is_called_or_what_is_said() {
        use ExportContent::{Labels, Posterior, Responsibilities, Trace};
        use FileFormat::{Csv, Json, Latex, Markdown};
        assert_eq!(of("fit.json", None), Ok((Trace, Json)));
        assert_eq!(of("out/labels.csv", None), Ok((Labels, Csv)));
        assert_eq!(of("Posterior.CSV", None), Ok((Posterior, Csv)));
        assert_eq!(of("gamma.csv", Some("responsibilities")), Ok((Responsibilities, Csv)));
        assert_eq!(of("labels.md", Some("trace")), Ok((Trace, Markdown)));
        assert_eq!(of("a.b.tex", None), Ok((Trace, Latex)));
    }

    #[test]
    fn what_cannot_be_written_is_said_with_what_can() {
        for (name, content, says) in [
            ("a.bmp", None, "its name has to end in .csv, .json, .md or .tex"),
            ("trace", None, "its name has to end in .csv, .json, .md or .tex"),
            ("a.csv", Some("label"), "'label' is not something to export; did you mean labels?"),
            (
                "a.csv",
                Some("x"),
                "choose from trace, theta, scan, groups, responsibilities, labels",
            ),
            ("labels.json", None, "labels can only be written as .csv"),
            ("a.json", Some("scan"), "scan can only be written as .csv, .md or .tex"),
        ] {
            let error = of(name, content).unwrap_err();
            assert!(error.contains(says), "{name}: {error}");
        }
    }

    #[test]
    fn every_content_has_a_name_and_a_format() {
        for content in ExportContent::ALL {
            assert_eq!(ExportContent::named(content.name()), Some(content));
            for format in content.formats() {
                let name = format!("{}.{}", content.name(), format.extension());
                assert_eq!(of(&name, None), Ok((content, *format)));
            }
        }
    }

    #[test]
    fn what_a_run_has_not_is_an_error_and_no_empty_file() {
        let dataset = Dataset::new("a.csv", "x", Sample::new(vec![-1.0, 0.0, 4.0]).unwrap());
        let theta = Theta::from_lists(&[1.0], &[1.0], &[1.0]).unwrap();
        let first = Iterate::start(theta, dataset.data()).unwrap();
        let rule = StopRule { iterations: 1, tolerance: None };
        let report = FitReport::run(&dataset, None, &first, rule, |_| {}).unwrap();
        for content in ExportContent::ALL {
            use ExportContent::{Groups, Predictions, Scan};
            let is_there = !matches!(content, Scan | Groups | Predictions);
            for format in content.formats() {
                let export = Export::new(content, *format).unwrap();
                let mut bytes = Vec::new();
                let written =
                    report.export(export, Names::Emstep, &DataHashes::default(), &mut bytes);
                assert_eq!(
                    (written.is_ok(), !bytes.is_empty()),
                    (is_there, is_there),
                    "{export:?}"
                );
                if let Err(error) = written {
                    assert_eq!(error.to_string(), format!("the run has no {}", content.name()));
                }
            }
        }
    }

    #[test]
    fn data_without_observations_have_no_responsibilities_to_write() {
        let bin = |lower, upper, count| Bin { lower, upper, count };
        let grouped = Grouped::new(&[bin(0.0, 1.0, 3.0), bin(1.0, 2.0, 5.0)]).unwrap();
        let dataset = Dataset::new("a.csv", "x", Sample::grouped(grouped));
        let error = ExportContent::Labels.check(&dataset).unwrap_err().to_string();
        assert!(error.starts_with("grouped data have no single observations"), "{error}");
        assert!(ExportContent::Posterior.check(&dataset).is_ok());
    }
}
