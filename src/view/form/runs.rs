//! The table of runs: where each came from, how far it is, its ℓ and its θ.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::board::{THETA_INDENT, mixture_in};
use crate::app::form::runs::RunList;
use crate::data::Dataset;
use crate::mixture::Iterate;
use crate::text::{self, grouped, subscript};
use crate::timeline::{Origin, Phase, Run, Timeline};
use crate::view::number::{self, LONGEST};
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// The rows of a run: what it is, and its θ.
const ROWS: u16 = 2;

/// Draws the table.
pub(in crate::view) fn draw(
    list: &RunList,
    timeline: &Timeline<Arc<Dataset>>,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    // In a low window a run has a row, without its θ.
    let rows = if area.height >= 2 * ROWS { ROWS } else { 1 };
    let room = usize::from(area.height / rows);
    let runs = timeline.runs();
    let first = scroll::window(runs.len(), list.row(), room);
    scroll::say(&scroll::shown(first, runs.len(), room), runs.len(), area, theme, buffer);
    for ((i, run), at) in runs.iter().enumerate().skip(first).take(room).zip(0..) {
        let row = Rect { y: area.y + at * rows, height: rows, ..area };
        let here = i == timeline.active();
        let style = if i == list.row() { theme.selected() } else { theme.text() };
        let mark = if here { '▸' } else { ' ' };
        let mut left = format!(" {mark} run {}  {}", i + 1, origin(run));
        let is_of_table = run.data().groups.is_some();
        if is_of_table || !Arc::ptr_eq(run.data(), timeline.run().data()) {
            left = format!("{left} · {}", run.data().source);
        }
        let right = reached(run);
        let room = usize::from(row.width).saturating_sub(text::width(&right));
        let left = text::shorten_middle(&left, room.saturating_sub(1));
        let line = vec![Span::raw(text::left(&left, room)), Span::raw(right)];
        lines::draw(Line::from(line).style(style), Rect { height: 1, ..row }, buffer);
        if rows > 1 {
            let cells = usize::from(row.width).saturating_sub(THETA_INDENT.len());
            let below = mixture(cells, run, theme);
            let below = Line::styled(format!("{THETA_INDENT}{below}"), theme.faint());
            lines::draw(below, Rect { y: row.y + 1, height: 1, ..row }, buffer);
        }
    }
}

/// Returns where a run's θ₀ came from.
fn origin(run: &Run<Arc<Dataset>>) -> String {
    let made = match run.origin() {
        Origin::Given => "θ₀ as given".to_owned(),
        Origin::Data => "θ₀ of the data".into(),
        Origin::Start(start) => format!("θ₀ by {start}"),
        Origin::Lesson => "θ₀ of the lesson".into(),
        Origin::Truth => "the truth".into(),
        Origin::Edited => "data edited".into(),
        Origin::Adapted => match run.fork_of() {
            Some((from, _)) => format!("θ₀ of run {}, its σ² changed", from + 1),
            None => "θ₀ of another run, its σ² changed".into(),
        },
        Origin::OtherRun => match run.fork_of() {
            Some((from, _)) => format!("θ₀ of run {}", from + 1),
            None => "θ₀ of another run".into(),
        },
        Origin::Gamma => "γ₀ as given".into(),
    };
    let made = match run.method() {
        method if method.is_ordinary() => made,
        method => format!("{method}; {made}"),
    };
    let Some((from, at)) = run.fork_of() else { return made };
    let letter = if at.phase() == Phase::Theta { 'θ' } else { 'γ' };
    let at = format!("run {} at {letter}{}", from + 1, subscript(at.iteration()));
    match run.origin() {
        Origin::Given => format!("{made} in {at}"),
        Origin::Edited => format!("{made}, from {at}"),
        // What was on the screen when it was made has nothing to do with it.
        Origin::Data
        | Origin::Start(_)
        | Origin::Lesson
        | Origin::Truth
        | Origin::Gamma
        | Origin::OtherRun
        | Origin::Adapted => made,
    }
}

/// Returns t and ℓ where a run was left.
fn reached(run: &Run<Arc<Dataset>>) -> String {
    let t = run.cursor().iteration();
    let Some(current) = run.current() else { return format!("t = {} ", grouped(t as u64)) };
    let value = number::log_likelihood(current.objective(), LONGEST);
    let name = run.method().objective().symbol();
    format!("t = {}  {name} = {value} ", grouped(t as u64))
}

/// Returns θ as the mixture that it is, in a line of this many cells.
fn mixture(cells: usize, run: &Run<Arc<Dataset>>, theme: &Theme) -> String {
    let theta = run.current().map(Iterate::theta);
    theta.map_or_else(
        || "no θ before the first M-step".to_owned(),
        |theta| mixture_in(cells, theta, run.data(), theme),
    )
}
