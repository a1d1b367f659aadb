//! What a file holds of a run, be it numbers or a figure: a content times a format.

use std::path::Path;

use super::error::extensions;
use super::{Export, ExportContent, Figure, FigureFormat, FileFormat, NotBuilt};

/// What of a run can be written: numbers, or a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Numbers.
    Numbers(ExportContent),
    /// A figure.
    Figure(Figure),
}

/// A content in a format that it can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileContent {
    /// Numbers.
    Numbers(Export),
    /// A figure.
    Figure(Figure, FigureFormat),
}

/// A content cannot be written to a file of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongFormat {
    /// The end of its name is none of the content's formats.
    #[error("{} can only be written as {}", .0.title(), .0.ends())]
    Extension(Content),
    /// The program cannot write it.
    #[error(transparent)]
    NotBuilt(#[from] NotBuilt),
}

impl Content {
    /// Returns its name; numbers and a figure may have the same.
    pub fn name(self) -> &'static str {
        match self {
            Self::Numbers(content) => content.name(),
            Self::Figure(figure) => figure.name(),
        }
    }

    /// Returns what a file of this name is called after; none if it is called after nothing that
    /// could be written to it.
    pub fn called(path: &Path) -> Option<Self> {
        let stem = path.file_stem()?.to_str()?;
        if FigureFormat::of(path).is_some() {
            return Figure::named(stem).map(Self::Figure);
        }
        FileFormat::of(path).ok()?;
        ExportContent::named(stem).map(Self::Numbers)
    }

    /// Returns its name as a sentence has it.
    fn title(self) -> String {
        match self {
            // A figure is called so as well.
            Self::Numbers(content) if Figure::named(content.name()).is_some() => {
                format!("the table of {}", content.name())
            }
            Self::Numbers(content) => content.name().to_owned(),
            Self::Figure(figure) => format!("the figure '{figure}'"),
        }
    }

    /// Returns the ends of names that it can be written to, without their points. The first is the
    /// usual one.
    pub fn extensions(self) -> Vec<&'static str> {
        match self {
            Self::Numbers(content) => {
                content.formats().iter().map(|format| format.extension()).collect()
            }
            Self::Figure(_) => FigureFormat::ALL.map(FigureFormat::extension).to_vec(),
        }
    }

    /// Returns the ends of names that it can be written to, as a sentence has them.
    pub fn ends(self) -> String {
        extensions(&self.extensions())
    }

    /// Returns what a file of this name holds of it.
    ///
    /// # Errors
    /// Returns an error if it cannot be written so.
    pub fn in_file(self, path: &Path) -> Result<FileContent, WrongFormat> {
        let wrong = WrongFormat::Extension(self);
        match self {
            Self::Numbers(content) => {
                let format = FileFormat::of(path).ok();
                let export = format.and_then(|format| Export::new(content, format).ok());
                export.map(FileContent::Numbers).ok_or(wrong)
            }
            Self::Figure(figure) => {
                let format = FigureFormat::of(path).ok_or(wrong)?;
                format.check()?;
                Ok(FileContent::Figure(figure, format))
            }
        }
    }
}

impl FileContent {
    /// Returns it without its format.
    pub fn content(self) -> Content {
        match self {
            Self::Numbers(export) => Content::Numbers(export.content()),
            Self::Figure(figure, _) => Content::Figure(figure),
        }
    }

    /// Returns the numbers, if it is no figure.
    pub fn numbers(self) -> Option<Export> {
        match self {
            Self::Numbers(export) => Some(export),
            Self::Figure(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_says_how_a_content_is_written() {
        let trace = Content::Numbers(ExportContent::Trace);
        let FileContent::Numbers(export) = trace.in_file(Path::new("a.b.TEX")).unwrap() else {
            panic!("numbers")
        };
        assert_eq!((export.content(), export.format()), (ExportContent::Trace, FileFormat::Latex));
        let svg = Ok(FileContent::Figure(Figure::Qq, FigureFormat::Svg));
        assert_eq!(Content::Figure(Figure::Qq).in_file(Path::new("out/trace.svg")), svg);
    }

    #[test]
    fn a_file_is_called_after_numbers_or_a_figure_by_the_end_of_its_name() {
        let called = |name: &str| Content::called(Path::new(name));
        let numbers = Content::Numbers(ExportContent::Responsibilities);
        assert_eq!(called("out/Responsibilities.csv"), Some(numbers));
        let figure = Content::Figure(Figure::Responsibilities);
        assert_eq!(called("responsibilities.SVG"), Some(figure));
        for name in ["labels.svg", "density.csv", "labels", "labels.txt", ".csv", "my-labels.csv"] {
            assert_eq!(called(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_that_ends_otherwise_is_refused_with_those_that_do() {
        let says = |content: Content, name: &str| {
            content.in_file(Path::new(name)).unwrap_err().to_string()
        };
        let labels = Content::Numbers(ExportContent::Labels);
        assert_eq!(says(labels, "labels.json"), "labels can only be written as .csv");
        let trace = Content::Numbers(ExportContent::Trace);
        for name in ["trace", "trace.svg", "csv", ".csv"] {
            let only = "trace can only be written as .csv, .json, .md or .tex";
            assert_eq!(says(trace, name), only, "{name}");
        }
        let gamma = Content::Numbers(ExportContent::Responsibilities);
        let only = "the table of responsibilities can only be written as .csv";
        assert_eq!(says(gamma, "responsibilities.svg"), only);
        let surface = Content::Figure(Figure::Surface);
        let only = "the figure 'surface' can only be written as .svg, .png or .pdf";
        assert_eq!(says(surface, "surface.csv"), only);
    }
}
