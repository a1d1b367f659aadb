//! The options of figures.

use std::path::Path;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::values::{dots_per_inch, figure_width};
use crate::explain::{Coordinate, Parameter};
use crate::figure::Figure;
use crate::results::FigureSettings;

/// What is said about figures.
#[derive(Args, Clone, Debug)]
pub(super) struct FigureArguments {
    /// Which figure --export draws
    ///
    /// By default the one that the file is called after, or density
    #[arg(long, value_name = "FIGURE", requires = "export", help_heading = "Figures")]
    figure: Option<Figure>,
    /// How wide the figure is [default: 120 mm]
    ///
    /// In millimetres. Text and lines are as large at any width. Without this a figure gets wider
    /// where its labels need it
    #[arg(long, value_name = "MM", value_parser = figure_width, help_heading = "Figures")]
    #[arg(requires = "export", allow_negative_numbers = true)]
    width: Option<f64>,
    /// What the data are called, for axes and titles
    ///
    /// By default the name of the column. A unit in brackets at the end is for the axes, as in
    /// "Waiting time (min)"; without one it is that of the column
    #[arg(long, value_name = "TEXT", requires = "export", help_heading = "Figures")]
    label: Option<String>,
    /// The unit of the data, for the axes
    ///
    /// By default the one in brackets at the end of --label or of the column's name
    #[arg(long, value_name = "UNIT", requires = "export", help_heading = "Figures")]
    unit: Option<String>,
    /// What the figure surface is over
    ///
    /// Two of weight1, mean1, variance1, weight2 and so on, with the number of the component
    /// [default: mean1,mean2]
    #[arg(long, value_name = "X,Y", value_parser = axes, help_heading = "Figures")]
    #[arg(requires = "export")]
    axes: Option<(Coordinate, Coordinate)>,
    /// Dots per inch of a .png [default: 300]
    #[arg(long, value_name = "N", value_parser = dots_per_inch, help_heading = "Figures")]
    #[arg(requires = "export", allow_negative_numbers = true)]
    dpi: Option<u32>,
}

/// Reads two numbers of θ, as in `mean1,variance1` or `μ_1,σ²_1`.
fn axes(text: &str) -> Result<(Coordinate, Coordinate), String> {
    let pair = text.split_once(',').and_then(|(x, y)| Some((axis(x)?, axis(y)?)));
    pair.filter(|(x, y)| x != y).ok_or_else(|| {
        "it takes two different numbers of θ, as in mean1,variance1: weight, mean or variance, and \
         which component"
            .to_owned()
    })
}

fn axis(text: &str) -> Option<Coordinate> {
    let name = text.trim().trim_end_matches(|c: char| c.is_ascii_digit());
    let component = text.trim()[name.len()..].parse::<usize>().ok()?.checked_sub(1)?;
    let parameter = match name.trim_end_matches('_') {
        "weight" | "pi" | "π" => Parameter::Weight,
        "mean" | "mu" | "μ" => Parameter::Mean,
        "variance" | "σ²" => Parameter::Variance,
        _ => return None,
    };
    Some(Coordinate::new(parameter, component))
}

/// Returns the figure that a file is called after, or else the usual one.
pub(super) fn figure_called(path: &Path) -> Figure {
    let called = path.file_stem().and_then(|stem| Figure::named(stem.to_str()?));
    called.unwrap_or(Figure::Density)
}

impl FigureArguments {
    /// Returns the figure of a file for which none is said: the one of the option, or else the one
    /// that the file is called after.
    pub(super) fn figure(&self, path: &Path) -> Figure {
        self.figure.unwrap_or_else(|| figure_called(path))
    }

    /// Returns the option that is for some figure or a .png alone, if there is none such, and what
    /// it needs.
    pub(super) fn without_figure(
        &self,
        figures: &[Figure],
        has_png: bool,
    ) -> Option<(&'static str, &'static str)> {
        if self.axes.is_some() && !figures.contains(&Figure::Surface) {
            return Some(("--axes", "the figure surface"));
        }
        if self.dpi.is_some() && !has_png {
            return Some(("--dpi", "a file that ends in .png"));
        }
        let said = self.figure.map(Figure::name);
        let said = said.or(self.width.map(|_| "--width"));
        let said = said.or(self.label.as_ref().map(|_| "--label"));
        let said = said.or(self.unit.as_ref().map(|_| "--unit"));
        let said = said.filter(|_| figures.is_empty())?;
        Some((said, "a file that ends in .svg, .png or .pdf"))
    }

    /// Returns how figures are drawn.
    pub(super) fn settings(&self) -> FigureSettings {
        let usual = FigureSettings::default();
        FigureSettings {
            width: self.width,
            label: self.label.clone(),
            unit: self.unit.clone(),
            axes: self.axes,
            dpi: self.dpi.unwrap_or(usual.dpi),
        }
    }
}

impl ValueEnum for Figure {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Density => "a histogram of the data, the mixture and its components",
            Self::Likelihood => "ℓ and F over the iterations, and how much ℓ rises",
            Self::Responsibilities => "p(k | x) over x, with the γ of the observations",
            Self::Bic => "AIC, BIC and ICL over a range of K, as in -k 1..8",
            Self::Surface => "ℓ over two means, with the path of the iterations",
            Self::Qq => "quantiles of the data against those of the mixture",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_two_numbers_of_theta() {
        let at = |parameter, component| Coordinate::new(parameter, component);
        let read = Ok((at(Parameter::Mean, 1), at(Parameter::Variance, 0)));
        for text in ["mean2,variance1", "mu_2, variance_1", "μ_2,σ²_1"] {
            assert_eq!(axes(text), read, "{text}");
        }
        let read = Ok((at(Parameter::Weight, 11), at(Parameter::Weight, 0)));
        assert_eq!(axes("weight12,π1"), read);
        for text in ["", "mean1", "mean0,mean1", "mean1,mean1", "mean,mean2", "sd1,mean1", "1,2"] {
            assert!(axes(text).unwrap_err().starts_with("it takes two different"), "{text}");
        }
        assert!(axes("mean99999999999999999999,mean1").is_err());
    }
}
