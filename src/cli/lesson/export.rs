//! `emstep lesson export`: the questions of a lesson for a quiz, or the lesson as a package.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::scorm::{MASTERY, Package};
use super::{LessonError, LessonTask, open, read_with_text};
use crate::cli::complete;
use crate::cli::plan::PlanError;
use crate::lesson::{BuiltIn, ExportFormat, export};
use crate::runtime::output_file::{Existing, OutputFile};
use crate::text::counted;
use crate::text::sanitise::clean;

/// What `emstep lesson export` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArguments {
    /// A lesson's name, or a TOML file
    #[arg(value_name = "NAME|FILE", add = ArgValueCompleter::new(complete::lessons))]
    lesson: PathBuf,
    /// The format of the questions, or a package
    #[arg(long, value_name = "FORMAT")]
    format: LessonFormat,
    /// The page that a package opens: emstep.html
    ///
    /// web/build makes it
    #[arg(long, value_name = "FILE", required_if_eq("format", "scorm"))]
    page: Option<PathBuf>,
    /// The percentage of right answers that passes
    ///
    /// Of the questions in a package [default: 50]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    mastery: Option<u8>,
    /// Write to FILE, not to standard output or NAME.zip
    ///
    /// FILE is complete or not there
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if there is one
    #[arg(long)]
    force: bool,
}

/// What a lesson is exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LessonFormat {
    Questions(ExportFormat),
    Scorm,
}

impl ValueEnum for LessonFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Questions(ExportFormat::Gift),
            Self::Questions(ExportFormat::MoodleXml),
            Self::Questions(ExportFormat::Csv),
            Self::Scorm,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Questions(ExportFormat::Gift) => {
                ("gift", "text that Moodle and other programs import")
            }
            Self::Questions(ExportFormat::MoodleXml) => {
                ("moodle-xml", "the XML that Moodle imports")
            }
            Self::Questions(ExportFormat::Csv) => ("csv", "a row per answer, right or wrong"),
            Self::Scorm => ("scorm", "the lesson itself in a browser page: SCORM 1.2, a zip"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// What becomes of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportTask {
    /// the name or the file
    lesson: PathBuf,
    as_what: ExportAs,
    /// None is standard output, and of a package the file that is called after the lesson.
    output: Option<PathBuf>,
    existing: Existing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum ExportAs {
    Questions(ExportFormat),
    Package { page: PathBuf, mastery: u8 },
}

impl ExportArguments {
    pub(in crate::cli) fn task(self) -> Result<LessonTask, PlanError> {
        let Self { lesson, format, page, mastery, output, force } = self;
        let only = |option| Err(PlanError::OnlyOfPackage(option));
        let as_what = match (format, page) {
            (LessonFormat::Questions(_), Some(_)) => return only("--page"),
            (LessonFormat::Questions(_), None) if mastery.is_some() => return only("--mastery"),
            (LessonFormat::Questions(_), None) if force && output.is_none() => {
                return Err(PlanError::ForceOfNoFile);
            }
            (LessonFormat::Questions(format), None) => ExportAs::Questions(format),
            (LessonFormat::Scorm, page) => ExportAs::Package {
                // It is required of this format.
                page: page.unwrap_or_default(),
                mastery: mastery.unwrap_or(MASTERY),
            },
        };
        let existing = Existing::by_force(force);
        Ok(LessonTask::Export(ExportTask { lesson, as_what, output, existing }))
    }
}

impl ExportTask {
    /// Returns whether what is printed is to be read, and not by another program.
    pub(in crate::cli) fn prints_for_people(&self) -> bool {
        let is_package = matches!(self.as_what, ExportAs::Package { .. });
        is_package && !self.is_for_standard_output()
    }

    fn is_for_standard_output(&self) -> bool {
        self.output.as_ref().is_some_and(|path| path.as_os_str() == "-")
    }

    /// Exports the lesson.
    pub(super) fn run(
        &self,
        out: &mut impl Write,
        mut say: impl FnMut(&str),
    ) -> Result<(), LessonError> {
        match &self.as_what {
            ExportAs::Questions(format) => {
                let output = self.output.as_deref().filter(|_| !self.is_for_standard_output());
                let file = output.map(|path| self.file(path, None)).transpose()?;
                let questions = export(&open(&self.lesson, &mut say)?, *format);
                match file {
                    Some(file) => {
                        let written = file.write(|file| file.write_all(questions.as_bytes()))?;
                        written.tell(&mut say);
                    }
                    None => out.write_all(questions.as_bytes())?,
                }
                Ok(())
            }
            ExportAs::Package { page, mastery } => self.package(page, *mastery, out, &mut say),
        }
    }

    fn package(
        &self,
        page_path: &Path,
        mastery: u8,
        out: &mut impl Write,
        say: &mut dyn FnMut(&str),
    ) -> Result<(), LessonError> {
        let (lesson, text) = if self.built_in().is_some() {
            (open(&self.lesson, &mut *say)?, None)
        } else {
            let (lesson, text) = read_with_text(&self.lesson, &mut *say)?;
            (lesson, Some(text))
        };
        let name = self.lesson.file_name().unwrap_or(self.lesson.as_os_str());
        let name = clean(&name.to_string_lossy());
        let package = Package { lesson: &lesson, name: &name, text: text.as_deref(), mastery };
        let page_name = clean(&page_path.display().to_string());
        let page = fs::read_to_string(page_path)
            .map_err(|error| LessonError::Read { name: page_name.clone(), error })?;
        let page = package.page(&page).map_err(|why| LessonError::Page { name: page_name, why })?;
        if self.is_for_standard_output() {
            return Ok(out.write_all(&package.zip(&page)?)?);
        }
        let path = match &self.output {
            Some(path) => path.clone(),
            None => Path::new(&name).with_extension("zip"),
        };
        let file = self.file(&path, Some(page_path))?;
        let said = said_of(&package, &file.name());
        let zip = package.zip(&page)?;
        file.write(|file| file.write_all(&zip))?.tell(say);
        Ok(writeln!(out, "{said}")?)
    }

    /// Returns the file to write to, which is none of those that are read.
    fn file(&self, path: &Path, page: Option<&Path>) -> Result<OutputFile, LessonError> {
        let own = Some(&self.lesson).filter(|_| self.built_in().is_none());
        let read: Vec<PathBuf> = own.cloned().into_iter().chain(page.map(Path::to_owned)).collect();
        Ok(OutputFile::beside(path, self.existing, &read)?)
    }

    fn built_in(&self) -> Option<&'static BuiltIn> {
        self.lesson.to_str().and_then(BuiltIn::named)
    }
}

/// Returns what a platform makes of a package.
fn said_of(package: &Package, file: &str) -> String {
    let mastery = package.mastery;
    match package.questions() {
        0 => format!("{file}: no questions; completed at the end of the lesson"),
        questions => {
            let questions = counted(questions, "question");
            format!("{file}: {questions}; passed with {mastery} % right")
        }
    }
}
