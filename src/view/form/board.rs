//! The boards of many starts: a row per maximum with a bar for the starts that reached it, then
//! saddles, and what did not converge; or a row per K.

use std::iter;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::app::form::board::{Board, RestartRow};
use crate::app::job::{BoardJob, BoardResult};
use crate::data::Dataset;
use crate::mixture::{RestartPlan, RestartResult, ScanPlan, Theta};
use crate::text::{self, ELLIPSIS, counted};
use crate::view::form::progress;
use crate::view::form::scan::ScanBoard;
use crate::view::number::{self, LONGEST, Scale};
use crate::view::theme::Theme;
use crate::view::{ascii, lines, scroll};

/// The rows of a maximum: how many starts reached it, and its θ.
const ROWS: u16 = 2;
/// Cells of the longest bar, at the most and at the least.
const BAR: usize = 12;
const LEAST_BAR: usize = 3;
/// What is before a θ below its row.
pub(super) const THETA_INDENT: &str = "     ";
/// Cells of how many starts came to a row, at the least.
const STARTS: usize = 10;

/// Returns the title of the box.
pub(in crate::view) fn title(board: &Board) -> String {
    match board.job() {
        BoardJob::Restarts(RestartPlan { components, starts, .. }) => {
            format!("Restarts: K = {components} from {}", counted(*starts, "start"))
        }
        BoardJob::Scan(ScanPlan { first, last, .. }) => format!("K from {first} to {last}"),
    }
}

/// Draws the board.
pub(in crate::view) fn draw(
    board: &Board,
    dataset: &Arc<Dataset>,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let [head, body] = [0, 1].map(|at| match at {
        0 => Rect { height: area.height.min(2), ..area },
        _ => Rect { y: area.y + area.height.min(3), height: area.height.saturating_sub(3), ..area },
    });
    lines::draw_all(self::head(board, theme), head, buffer);
    match board.result() {
        Some(Ok(BoardResult::Restarts(result))) => {
            draw_restarts(board, result, dataset, theme, body, buffer);
        }
        Some(Ok(BoardResult::Scan(rows))) => {
            let (row, view) = (board.row(), board.view());
            ScanBoard { rows, row, view, dataset, theme }.render(body, buffer);
        }
        Some(Err(_)) | None => {}
    }
}

/// Returns the seeds, and below them how far the starts are or what they came to.
fn head(board: &Board, theme: &Theme) -> Vec<Line<'static>> {
    let (RestartPlan { from, seed, starts, .. }, each) = match board.job() {
        BoardJob::Restarts(plan) => (plan, String::new()),
        BoardJob::Scan(ScanPlan { restarts, .. }) => {
            (restarts, format!("; each K: the best of {}", counted(restarts.starts, "start")))
        }
    };
    let last = seed.wrapping_add(starts.saturating_sub(1) as u64);
    let seeds = Line::styled(format!(" {from}, seeds {seed} to {last}{each}"), theme.text());
    let below = match board.result() {
        None => {
            let (done, of) = board.progress();
            let bar = progress::bar(done as f64 / of.max(1) as f64);
            Line::from(vec![
                Span::styled(" ", theme.notice()),
                Span::styled(bar, theme.accent()),
                Span::styled(
                    format!("{done} of {}; Esc cancels", counted(of, "start")),
                    theme.notice(),
                ),
            ])
        }
        Some(Err(error)) => Line::styled(format!(" ! {error}"), theme.error()),
        Some(Ok(BoardResult::Restarts(result))) => {
            Line::styled(format!(" {}", result.summary()), theme.notice())
        }
        Some(Ok(BoardResult::Scan(_))) if board.test().is_some() => {
            let said = board.test().map(|test| format!(" {}", test.sentence()));
            Line::styled(said.unwrap_or_default(), theme.notice())
        }
        Some(Ok(BoardResult::Scan(_))) => Line::styled(
            " AIC, BIC, ICL: lower is better (scikit-learn); mclust: −BIC, −ICL",
            theme.notice(),
        ),
    };
    vec![seeds, below]
}

fn draw_restarts(
    board: &Board,
    result: &RestartResult,
    dataset: &Arc<Dataset>,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let all = RestartRow::all(result);
    let rows = if area.height >= 2 * ROWS { ROWS } else { 1 };
    let first = scroll::window(all.len(), board.row(), usize::from(area.height / rows));
    let most = all.iter().map(RestartRow::starts).max().unwrap_or(1);
    let shown = scroll::shown(first, all.len(), usize::from(area.height / rows));
    scroll::say(&shown, all.len(), area, theme, buffer);
    // One long row leaves all of them shorter bars, so that they stay below each other.
    let widest = |said: fn(&RestartRow) -> String| {
        all.iter().map(|row| text::width(&said(row))).max().unwrap_or(0)
    };
    let starts = widest(starts_of).max(STARTS);
    // There is a blank before and after each.
    let bar = usize::from(area.width).saturating_sub(widest(said_of) + starts + 3).min(BAR);
    let bar = if bar < LEAST_BAR { 0 } else { bar };
    let room =
        usize::from(area.width).saturating_sub(1 + starts + if bar > 0 { bar + 2 } else { 0 });
    for ((i, row), at) in all.iter().enumerate().take(shown.end).skip(first).zip(0..) {
        let place = Rect { y: area.y + at * rows, height: rows, ..area };
        let style = if i == board.row() { theme.selected() } else { theme.text() };
        let (said, starts) =
            (text::left(&said_of(row), room), text::right(&starts_of(row), starts));
        let said = format!("{said} {starts}");
        let length = (row.starts() * bar).div_ceil(most.max(1));
        let mut line = Line::from(Span::styled(said, style));
        if bar > 0 {
            line.push_span(Span::styled(format!(" {}", "█".repeat(length)), theme.accent()));
        }
        lines::draw(line, Rect { height: 1, ..place }, buffer);
        if rows > 1 {
            let cells = usize::from(place.width).saturating_sub(THETA_INDENT.len());
            let below = match row.attempt().failure() {
                Some(error) => error.to_string(),
                None => mixture_in(cells, row.attempt().theta(), dataset, theme),
            };
            let below = Line::styled(format!("{THETA_INDENT}{below}"), theme.faint());
            lines::draw(below, Rect { y: place.y + 1, height: 1, ..place }, buffer);
        }
    }
}

/// Returns how many starts came to a row.
fn starts_of(row: &RestartRow) -> String {
    counted(row.starts(), "start")
}

/// Returns what a row is about.
fn said_of(row: &RestartRow) -> String {
    let attempt = row.attempt();
    let value = number::log_likelihood(attempt.last.objective(), LONGEST);
    let name = attempt.last.method().objective().symbol();
    let seed = attempt.start.seed().map(|seed| format!("seed {seed}, ")).unwrap_or_default();
    format!(" {:<15} {name} = {value}  {seed}t = {}", row.name(), row.iterations())
}

/// Returns θ as the mixture that it is.
pub(super) fn mixture(theta: &Theta, dataset: &Dataset) -> String {
    Scale::of(dataset.digits(), theta).mixture(theta)
}

/// Returns the same for a line of this many cells: the components that have room are whole, and
/// that there are more is marked.
pub(super) fn mixture_in(cells: usize, theta: &Theta, dataset: &Dataset, theme: &Theme) -> String {
    let whole = mixture(theta, dataset);
    let shorter =
        whole.rmatch_indices(" + ").map(|(end, _)| format!("{} + {ELLIPSIS}", &whole[..end]));
    let all = iter::once(whole.clone()).chain(shorter);
    ascii::fitting(theme, all, cells).unwrap_or_default()
}
