//! A page as a file: SVG, and with the feature `figures` PDF and PNG. The same page gives the same
//! bytes.

#[cfg(feature = "figures")]
mod pdf;
#[cfg(feature = "figures")]
mod png;
mod subset;
mod svg;

use std::collections::BTreeSet;

#[cfg(feature = "figures")]
pub use pdf::pdf;
#[cfg(all(feature = "figures", feature = "terminal"))]
pub(crate) use png::is_too_large;
#[cfg(feature = "figures")]
pub use png::png;
pub use svg::svg;

use super::page::Page;
use super::page::font::FontStyle;

/// Returns the fonts that a page uses, each with the characters that it is used for.
fn fonts(page: &Page) -> Vec<(FontStyle, BTreeSet<char>)> {
    let of = |style: FontStyle| -> BTreeSet<char> {
        let runs = page.texts().flat_map(|text| text.label.runs());
        runs.filter(|run| run.style == style).flat_map(|run| run.text.chars()).collect()
    };
    let all = [FontStyle::Regular, FontStyle::Italic].map(|style| (style, of(style)));
    all.into_iter().filter(|(_, characters)| !characters.is_empty()).collect()
}
