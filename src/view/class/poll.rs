//! What the class answered: a bar per answer.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::app::{App, Poll};
use crate::lesson::{Bar, Tally, Verdict};
use crate::text;
use crate::text::with_minus_signs;
use crate::view::lines;
use crate::view::theme::Theme;

/// A poll, with its answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answers<'a> {
    pub poll: &'a Poll,
    pub tally: &'a Tally,
}

/// Divides the lesson's area: its lower part is for the answers, if there are any to be seen, as
/// large as they need and no more than half.
pub(crate) fn split(app: &App, area: Rect) -> (Rect, Option<(Answers<'_>, Rect)>) {
    let Some((poll, tally)) = app.visible_poll() else {
        return (area, None);
    };
    let height = height(app).min(area.height / 2);
    let parts = [Constraint::Min(0), Constraint::Length(height)];
    let [lesson, answers] = Layout::vertical(parts).areas(area);
    (lesson, Some((Answers { poll, tally }, answers)))
}

/// Returns the rows that the answers need, with their border; none if there are none to be seen.
pub(crate) fn height(app: &App) -> u16 {
    app.visible_poll().map_or(0, |(_, tally)| tally.bars.len().max(1) as u16 + 2)
}

/// Returns how many answered; once the class sees it, how many of them are right.
pub(crate) fn title(answers: Answers) -> String {
    let Tally { right, coarse, total, .. } = *answers.tally;
    match (!answers.poll.is_open(), total) {
        (true, 1..) if coarse > 0 => {
            format!("The class answered: {right} of {total} right, {coarse} right so far")
        }
        (true, 1..) => format!("The class answered: {right} of {total} right"),
        (true, 0) => "The class answered: nothing".into(),
        (false, 1) => "The class answers: 1 so far".into(),
        (false, _) => format!("The class answers: {total} so far"),
    }
}

/// The cells that the longest bar keeps beside long answers.
const BAR: usize = 4;

/// What marks the bar that counts a follower's own answer.
const OWN: &str = " ◂ yours";

/// Draws the bars; which answers are right is marked once the class sees them, and the bar with
/// index `own` is the follower's own.
pub(crate) fn draw(
    answers: Answers,
    own: Option<usize>,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let bars = &answers.tally.bars;
    if bars.is_empty() {
        lines::draw(Line::styled(" no answers yet", theme.faint()), area, buffer);
        return;
    }
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
    let label = bars.iter().map(|bar| text::width(&bar.label)).max().unwrap_or(0);
    let digits = most.to_string().len();
    // A mark, the label, a blank, the bar, a blank, the count, a blank.
    let mark = own.map_or(0, |_| text::width(OWN));
    let left = usize::from(area.width).saturating_sub(digits + 5 + mark);
    let label = label.min(left.saturating_sub(BAR).max(usize::from(area.width) / 2));
    let room = left.saturating_sub(label);
    let rows = usize::from(area.height);
    let cut = bars.len() > rows;
    for (i, (bar, row)) in bars.iter().zip(area.rows()).enumerate() {
        if cut && i + 1 == rows {
            let left = bars[i..].iter().map(|bar| bar.count).sum::<usize>();
            lines::draw(Line::styled(format!("  … {left} more"), theme.faint()), row, buffer);
            break;
        }
        let verdict = if answers.poll.is_open() { Verdict::Wrong } else { bar.verdict };
        let length = (bar.count * room).div_ceil(most);
        let mut line = line(bar, verdict, (label, length), theme);
        if own == Some(i) {
            line.push_span(Span::styled(OWN, theme.accent()));
        }
        lines::draw(line, row, buffer);
    }
}

fn line(
    bar: &Bar,
    verdict: Verdict,
    (width, length): (usize, usize),
    theme: &Theme,
) -> Line<'static> {
    let (mark, style) = match verdict {
        Verdict::Right | Verdict::Rounded => ("✓ ", theme.title()),
        Verdict::Coarse | Verdict::Close => ("≈ ", theme.text()),
        Verdict::Wrong | Verdict::Unreadable => ("  ", theme.text()),
    };
    let is_right = verdict.is_right();
    let label = lines::fit(Line::raw(with_minus_signs(&bar.label)), width).to_string();
    let label = text::left(&label, width + 1);
    Line::from(vec![
        Span::styled(format!("{mark}{label}"), style),
        Span::styled("█".repeat(length), if is_right { theme.accent() } else { theme.bars() }),
        Span::styled(format!(" {}", bar.count), style),
    ])
}
