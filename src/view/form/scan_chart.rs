//! What a scan over K came to, as a chart: ℓ or a criterion against K.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::app::form::board::ScanView;
use crate::app::looks::axes::Range;
use crate::mixture::{Criteria, ScanRow};
use crate::view::lines;
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::theme::Theme;

/// The chart of a scan.
pub(super) struct ScanChart<'a> {
    pub rows: &'a [ScanRow],
    /// What is drawn; BIC and ICL for the table.
    pub view: ScanView,
    pub theme: &'a Theme,
}

/// What is drawn for each K: its values, with the marks of free and of equal variances.
struct Series {
    value: fn(&Criteria) -> f64,
    marks: [char; 2],
    style: Style,
}

impl Widget for ScanChart<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let legend = Line::styled(self.legend(), self.theme.faint());
        lines::draw(legend, Rect { height: area.height.min(1), ..area }, buffer);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let series = self.series();
        let fits = || self.rows.iter().filter_map(|row| Some((row, row.fit.as_ref().ok()?)));
        let all = fits().flat_map(|(_, fit)| series.iter().map(|s| (s.value)(&fit.criteria)));
        let y = Range::holding(all, 1e-9);
        let margin = 0.08 * y.length();
        let y = Range::holding([y.lo() - margin, y.hi() + margin], 1e-9);
        let last = self.rows.iter().map(|row| row.components).max().unwrap_or(1) as f64;
        let first = self.rows.first().map_or(1, |row| row.components) as f64;
        let x = Range::holding([first - 0.5, last + 0.5], 1e-9);
        let Some(plot) = PlotFrame::new(below, x, y, XNumbers::Whole, self.theme, buffer) else {
            return;
        };
        for Series { value, marks, style } in series {
            for (row, fit) in fits() {
                let mark = marks[usize::from(row.equal_variances)];
                let at = (plot.column(row.components as f64), plot.row(value(&fit.criteria)));
                if let (Some(column), Some(row)) = at {
                    buffer[(column, row)].set_char(mark).set_style(style);
                }
            }
        }
    }
}

impl ScanChart<'_> {
    fn legend(&self) -> &'static str {
        match self.view {
            ScanView::Table | ScanView::Information => {
                " BIC: ● free σ², ○ equal σ²   ICL: + free, × equal   lower is better"
            }
            ScanView::Akaike => " AIC: ● free σ², ○ equal σ²   lower is better",
            ScanView::LogLikelihood => " ℓ: ● free σ², ○ equal σ²   it rises with K in any case",
        }
    }

    /// Returns what is drawn, and over it what is drawn last.
    fn series(&self) -> Vec<Series> {
        let (strong, plain) = (self.theme.accent(), self.theme.text());
        let alone = |value| vec![Series { value, marks: ['●', '○'], style: strong }];
        match self.view {
            // BIC over ICL, which are equal where components do not overlap.
            ScanView::Table | ScanView::Information => vec![
                Series { value: Criteria::icl, marks: ['+', '×'], style: plain },
                Series { value: Criteria::bic, marks: ['●', '○'], style: strong },
            ],
            ScanView::Akaike => alone(Criteria::aic),
            ScanView::LogLikelihood => alone(|criteria| criteria.log_likelihood),
        }
    }
}
