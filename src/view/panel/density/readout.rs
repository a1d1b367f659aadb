//! What is shown under the density chart while its cursor is on: p(x|k), p(x) and γ_k(x) at one x.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Modifier,
    text::{Line, Span},
};

use super::DensityPanel;
use crate::data::digits::Digits;
use crate::mixture::Theta;
use crate::text;
use crate::text::{component, subscript};
use crate::view::lines;
use crate::view::number::{self, LONGEST, Scale};
use crate::view::theme::dominant;

/// Rows of the read-out.
pub(super) const HEIGHT: u16 = 3;

/// Draws the cursor through the plots, from the top to the observations.
pub(super) fn render_line(chart: &DensityPanel, x: f64, area: Rect, buffer: &mut Buffer) {
    let Some(column) = chart.position(x, area.width) else { return };
    for y in area.top()..area.bottom() {
        let cell = &mut buffer[(area.x + column, y)];
        if cell.symbol() == " " {
            cell.set_char('┆').set_style(chart.theme.accent());
        }
    }
}

/// x with p(x), then p(x|k) and γ_k(x) of as many components as fit, those that take most of x
/// first.
pub(super) fn render(
    (chart, theta): (&DensityPanel, &Theta),
    (x, digits): (f64, &Digits),
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = chart.theme;
    let (faint, bold) = (theme.faint(), theme.accent().add_modifier(Modifier::BOLD));
    let gammas = chart.sharing.responsibilities(x, theta);
    let (lo, hi) = chart.axes.x;
    let column = (hi - lo) / f64::from(area.width.max(1));
    let x_text = Scale::of(digits, theta).x(x, column, LONGEST);
    let mut first = vec![
        Span::styled(format!("┆ x = {x_text}"), bold),
        Span::styled("   p(x) = ", faint),
        Span::raw(number::share(theta.density(x), 6, LONGEST)),
    ];
    let largest = component(dominant(&gammas));
    let used: usize = first.iter().map(|span| text::width(&span.content)).sum();
    let long = [Span::styled("   largest γ: ", faint), Span::raw(format!("component {largest}"))];
    let is_room = |spans: &[Span]| {
        used + spans.iter().map(|span| text::width(&span.content)).sum::<usize>()
            <= usize::from(area.width)
    };
    let short = [Span::styled("   max γ: ", faint), Span::raw(largest)];
    // The γ are below as well.
    first.extend([long, short].into_iter().find(|spans| is_room(spans)).into_iter().flatten());
    let mut order: Vec<usize> = (0..gammas.len()).collect();
    order.sort_by(|a, b| gammas[*b].total_cmp(&gammas[*a]));
    let room = (usize::from(area.width) / WIDTH).max(1);
    order.truncate(room);
    order.sort_unstable();
    let row = |name: &dyn Fn(usize) -> String, value: &dyn Fn(usize) -> f64| {
        let spans = order.iter().map(|k| {
            let value = number::share(value(*k), 6, 10);
            let text = format!("{} {value}", name(*k));
            Span::styled(text::left(&text, WIDTH), theme.component_text(*k))
        });
        Line::from(spans.collect::<Vec<_>>())
    };
    let density = |k: usize| theta.components()[k].log_density(x).exp();
    let of_density = |k: usize| format!("p(x|{})", component(k));
    let of_gamma = |k: usize| format!("γ{}(x)", subscript(k + 1));
    let lines = [Line::from(first), row(&of_density, &density), row(&of_gamma, &|k| gammas[k])];
    lines::draw_all(lines, area, buffer);
}

/// Cells for a component's number with its name.
const WIDTH: usize = 18;
