//! The files that `--export` names: read from the command line, checked before the run, written
//! after it.

use std::path::{Path, PathBuf};

use super::{FitCommandError, FitTask};
use crate::cli::figure::{FigureArguments, figure_called};
use crate::figure::Figure;
use crate::report::export::{FigureFormat, FileContent};
use crate::report::{Export, ExportContent, ExportError, FitReport};
use crate::results::{ExportOptions, ReadyContent};
use crate::runtime::export::write_ready;
use crate::runtime::output_file::{Existing, OutputFile, OutputFileError};
use crate::text::sanitise::{brief, clean};

/// A file that `--export` names, and what it holds.
#[derive(Clone, Debug)]
pub struct ExportFile {
    /// where it is
    pub path: PathBuf,
    /// what is in it
    holds: Holds,
}

/// What a file holds, as far as that is said with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Numbers of the run.
    Numbers(Export),
    /// A figure in a format; which one, if that is said.
    Figure(FigureFormat, Option<Figure>),
}

/// Reads `FILE` or `FILE=WHAT`.
pub(in crate::cli) fn export_file(text: &str) -> Result<ExportFile, String> {
    // The name of a file may have an equals sign, too.
    let (path, content) = match text.rsplit_once('=') {
        Some((path, content)) if !content.contains(['.', '/', '\\']) => (path, Some(content)),
        _ => (text, None),
    };
    let path = Path::new(path);
    let holds = match FigureFormat::of(path) {
        Some(format) => {
            format.check().map_err(|error| error.to_string())?;
            Holds::Figure(format, content.map(figure_named).transpose()?)
        }
        None => Holds::Numbers(Export::of(path, content).map_err(|error| match error {
            ExportError::Extension => format!("{error}; for a figure, in .svg, .png or .pdf"),
            ExportError::Content { name } if Figure::named(&name).is_some() => {
                format!("{name} is a figure; its file has to end in .svg, .png or .pdf")
            }
            error => error.to_string(),
        })?),
    };
    Ok(ExportFile { path: path.to_owned(), holds })
}

fn figure_named(name: &str) -> Result<Figure, String> {
    Figure::named(name).ok_or_else(|| {
        let names = Figure::ALL.map(Figure::name).join(", ");
        format!("'{}' is not a figure; choose from {names}", brief(name))
    })
}

impl ExportFile {
    /// Returns the numbers that it holds, if it is no figure.
    pub(super) fn numbers(&self) -> Option<Export> {
        match self.holds {
            Holds::Numbers(export) => Some(export),
            Holds::Figure(..) => None,
        }
    }

    /// Returns whether it is a picture in dots.
    pub(super) fn is_png(&self) -> bool {
        matches!(self.holds, Holds::Figure(FigureFormat::Png, _))
    }

    /// Returns what a person calls it.
    pub(super) fn name(&self) -> String {
        clean(&self.path.display().to_string())
    }

    /// Returns the figure that it holds, if it is one.
    pub(super) fn figure(&self, arguments: &FigureArguments) -> Option<Figure> {
        match self.content_by(arguments) {
            FileContent::Numbers(_) => None,
            FileContent::Figure(figure, _) => Some(figure),
        }
    }

    /// Returns what it holds, without an option that says which figure.
    pub(in crate::cli) fn content(&self) -> FileContent {
        self.content_or(|| figure_called(&self.path))
    }

    pub(super) fn content_by(&self, arguments: &FigureArguments) -> FileContent {
        self.content_or(|| arguments.figure(&self.path))
    }

    /// Returns what it holds, and this figure if it is one and that is not said with it.
    fn content_or(&self, figure: impl FnOnce() -> Figure) -> FileContent {
        match self.holds {
            Holds::Numbers(export) => FileContent::Numbers(export),
            Holds::Figure(format, said) => FileContent::Figure(said.unwrap_or_else(figure), format),
        }
    }
}

/// What `emstep fit` writes: a file in place of standard output, if there is one, and all exports.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) output: Option<OutputFile>,
    pub(super) exports: Exports,
}

/// All exports: those that are not written yet, and why others are not.
#[derive(Debug, Default)]
pub(super) struct Exports {
    files: Vec<(ExportFile, OutputFile)>,
    pub(super) errors: Vec<FitCommandError>,
}

impl Files {
    /// Returns the files, if each can be made.
    ///
    /// # Errors
    /// Returns an error if one cannot be made, is named twice, or is one of those that are read.
    pub(super) fn check(
        output: Option<&Path>,
        exports: &[ExportFile],
        existing: Existing,
        read: &[&PathBuf],
    ) -> Result<Self, OutputFileError> {
        let file = |path: &Path| OutputFile::beside(path, existing, read.iter().copied());
        let output = output.map(file).transpose()?;
        let exports = exports.iter().map(|export| Ok((export.clone(), file(&export.path)?)));
        let files = exports.collect::<Result<Vec<_>, OutputFileError>>()?;
        OutputFile::check_all(output.iter().chain(files.iter().map(|(_, file)| file)))?;
        Ok(Self { output, exports: Exports { files, errors: Vec::new() } })
    }
}

/// Returns whether one of the exports has this content.
pub(super) fn has(exports: &[ExportFile], content: ExportContent) -> bool {
    exports.iter().filter_map(ExportFile::numbers).any(|export| export.content() == content)
}

impl Exports {
    /// Returns whether one of them says how fast the run converged.
    pub(super) fn have_convergence(&self) -> bool {
        let mut numbers = self.files.iter().filter_map(|(export, _)| export.numbers());
        numbers.any(Export::is_whole_report)
    }

    /// Writes the files of a run, and says so. If one fails, that is among the errors, and the
    /// others are written all the same.
    pub(super) fn write(&mut self, task: &FitTask, report: &FitReport, say: &mut dyn FnMut(&str)) {
        let arguments = &task.output.figure;
        let (names, figure) = (task.output.names, arguments.settings());
        let provenance = report.dataset().provenance.as_ref();
        let options = ExportOptions { names, provenance, figure };
        for (export, file) in std::mem::take(&mut self.files) {
            let content = export.content_by(arguments);
            self.errors.extend(write_one(report, content, &options, file, say).err());
        }
    }
}

fn write_one(
    report: &FitReport,
    content: FileContent,
    options: &ExportOptions,
    file: OutputFile,
    say: &mut dyn FnMut(&str),
) -> Result<(), FitCommandError> {
    let name = file.name();
    let ready = ReadyContent::of(report, content, options)
        .map_err(|error| FitCommandError::NotReady { file: name.clone(), error })?;
    ready.notes().iter().for_each(|note| say(&format!("{name}: {note}")));
    write_ready(&ready, file, &|| true)?.tell(say);
    say(&format!("{} written to {name}", ready.name()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ExportContent;

    #[test]
    fn a_file_may_say_what_it_holds() {
        let of = |text: &str| {
            let file = export_file(text).unwrap();
            let content = file.numbers().unwrap().content();
            (file.path.to_str().unwrap().to_owned(), content)
        };
        assert_eq!(of("a.csv"), ("a.csv".to_owned(), ExportContent::Trace));
        assert_eq!(of("a.csv=labels"), ("a.csv".to_owned(), ExportContent::Labels));
        assert_eq!(of("k=3/labels.csv"), ("k=3/labels.csv".to_owned(), ExportContent::Labels));
        assert_eq!(of("k=3.csv=theta"), ("k=3.csv".to_owned(), ExportContent::Theta));
        assert!(export_file("a.csv=").unwrap_err().contains("choose from trace"));
        assert!(export_file("a=b").unwrap_err().contains("its name has to end in .csv"));
    }

    #[test]
    fn a_figure_is_told_by_the_end_of_a_name_as_well() {
        let of = |text: &str| export_file(text).unwrap().holds;
        assert_eq!(of("qq.svg"), Holds::Figure(FigureFormat::Svg, None));
        let surface = Holds::Figure(FigureFormat::Svg, Some(Figure::Surface));
        assert_eq!(of("k=3.SVG=surface"), surface);
        // The same word is a table in one format and a figure in the other.
        let named = export_file("a.csv=responsibilities").unwrap();
        assert_eq!(named.numbers().unwrap().content(), ExportContent::Responsibilities);
        let named = of("a.svg=responsibilities");
        assert_eq!(named, Holds::Figure(FigureFormat::Svg, Some(Figure::Responsibilities)));
        let says = "'theta' is not a figure; choose from density, likelihood, responsibilities";
        assert!(export_file("a.svg=theta").unwrap_err().starts_with(says));
        assert!(export_file("a.gif").unwrap_err().ends_with("a figure, in .svg, .png or .pdf"));
    }
}
