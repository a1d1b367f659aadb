//! How well θ fits, in a sentence and a short table.

use crate::app::App;
use crate::explain::number::{LONGEST, Scale, share};
use crate::mixture::{Quantile, Quantiles};
use crate::report::Document;
use crate::report::document::Table;
use crate::text::{counted, fixed, subscript};

/// As many quantiles are printed at the most.
const ROWS: usize = 11;

/// Returns how far the data and the mixture are apart; none if no plot of it is open, or it is not
/// computed yet.
pub(crate) fn quantiles(app: &App) -> Option<Document> {
    let run = app.study().run();
    let quantiles = app.looks().plots().quantiles()?;
    let theta = run.current_or_first().theta();
    let t = subscript(run.current_or_first().iteration());
    let scale = Scale::of(run.data().digits(), theta);
    let x = |x: f64| scale.x(x, 0.0, LONGEST);
    let (distance, at) = quantiles.largest_distance(theta);
    let far = format!("{} at x = {}", fixed(distance, 4), x(at));
    let mut document = Document::default();
    let count = quantiles.points().len();
    let of = if quantiles.is_exact() {
        String::new()
    } else {
        format!(" at {}", counted(count, "quantile"))
    };
    document.paragraph(format!(
        "The largest distance of the distribution functions of the data and of \
         p(x; θ{t}){of}: {far}."
    ));
    let row = |point: &Quantile| {
        let fitted = theta.quantile(point.probability);
        vec![share(point.probability, 4, LONGEST), x(point.x), x(fitted)]
    };
    let header = ["share below", "x of the data", "x of the mixture"].map(str::to_owned).to_vec();
    let rows = shown(quantiles).map(row).collect();
    document.push_table(Table { header, rows });
    Some(document)
}

/// Returns quantiles to print: all, or of many some that are as far apart as can be.
fn shown(quantiles: &Quantiles) -> impl Iterator<Item = &Quantile> {
    let points = quantiles.points();
    let (count, last) = (points.len().min(ROWS), points.len().saturating_sub(1));
    (0..count).map(move |row| &points[row * last / (count - 1).max(1)])
}
