//! The files that `--export` names: read from the command line, checked before the run, written
//! after it.

use std::path::{Path, PathBuf};

use crate::cli::output_file::{Existing, OutputFile, OutputFileError};
use crate::report::{Export, ExportContent};

/// A file that `--export` names, and what it holds.
#[derive(Clone, Debug)]
pub struct ExportFile {
    /// where it is
    pub path: PathBuf,
    /// what is in it
    pub export: Export,
}

/// Reads `FILE` or `FILE=WHAT`.
pub(super) fn export_file(text: &str) -> Result<ExportFile, String> {
    // The name of a file may have an equals sign, too.
    let (path, content) = match text.rsplit_once('=') {
        Some((path, content)) if !content.contains(['.', '/', '\\']) => (path, Some(content)),
        _ => (text, None),
    };
    let path = Path::new(path);
    let export = Export::of(path, content).map_err(|error| error.to_string())?;
    Ok(ExportFile { path: path.to_owned(), export })
}

/// What `emstep fit` writes: a file in place of standard output, if there is one, and all exports.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) output: Option<OutputFile>,
    pub(super) exports: Vec<(Export, OutputFile)>,
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
        let files = Self {
            output: output.map(file).transpose()?,
            exports: exports
                .iter()
                .map(|export| Ok((export.export, file(&export.path)?)))
                .collect::<Result<_, OutputFileError>>()?,
        };
        OutputFile::check_all(
            files.output.iter().chain(files.exports.iter().map(|(_, file)| file)),
        )?;
        Ok(files)
    }
}

/// Returns whether one of the exports has this content.
pub(super) fn has(exports: &[ExportFile], content: ExportContent) -> bool {
    exports.iter().any(|file| file.export.content() == content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ExportContent;

    #[test]
    fn a_file_may_say_what_it_holds() {
        let of = |text: &str| {
            let file = export_file(text).unwrap();
            (file.path.to_str().unwrap().to_owned(), file.export.content())
        };
        assert_eq!(of("a.csv"), ("a.csv".to_owned(), ExportContent::Trace));
        assert_eq!(of("a.csv=labels"), ("a.csv".to_owned(), ExportContent::Labels));
        assert_eq!(of("k=3/labels.csv"), ("k=3/labels.csv".to_owned(), ExportContent::Labels));
        assert_eq!(of("k=3.csv=theta"), ("k=3.csv".to_owned(), ExportContent::Theta));
        assert!(export_file("a.csv=").unwrap_err().contains("choose from trace"));
        assert!(export_file("a=b").unwrap_err().contains("its name has to end in .csv"));
    }
}
