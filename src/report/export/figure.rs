//! The figures that can be drawn of a run, and the formats of their files.

use std::fmt;
use std::path::Path;

/// Which figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// The data as a histogram, the mixture and its components.
    Density,
    /// ℓ and F over the iterations.
    Likelihood,
    /// p(k | x) over x, with the γ of the observations.
    Responsibilities,
    /// AIC, BIC and ICL over K.
    Bic,
    /// ℓ over two numbers of θ, with the path of the iterations.
    Surface,
    /// The quantiles of the data against those of the mixture.
    Qq,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 6] = [
        Self::Density,
        Self::Likelihood,
        Self::Responsibilities,
        Self::Bic,
        Self::Surface,
        Self::Qq,
    ];

    /// Returns its name, as options have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Density => "density",
            Self::Likelihood => "likelihood",
            Self::Responsibilities => "responsibilities",
            Self::Bic => "bic",
            Self::Surface => "surface",
            Self::Qq => "qq",
        }
    }

    /// Returns the figure of this name.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the file of a figure is written, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureFormat {
    /// lines and labels, which browsers show
    Svg,
    /// dots
    Png,
    /// lines and labels, for documents
    Pdf,
}

/// The program was built without a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this emstep was built without PNG and PDF: write .svg, or build it with the feature figures"
)]
pub struct NotBuilt;

impl FigureFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Pdf];

    /// Returns the end of a name, without its point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Returns the format that a file's name asks for, if it is one of a figure.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }

    /// Checks that this program can write it.
    ///
    /// # Errors
    /// Returns an error if it was built without it.
    pub fn check(self) -> Result<(), NotBuilt> {
        // In a browser's page the browser makes the others of an SVG.
        let is_built = cfg!(any(feature = "figures", target_family = "wasm"));
        if self == Self::Svg || is_built { Ok(()) } else { Err(NotBuilt) }
    }
}
