//! The list of lessons, with how far each has come.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::lesson::list::{LessonList, LessonStatus, ListedLesson};
use crate::text;
use crate::view::lines;
use crate::view::scroll;
use crate::view::theme::Theme;

/// The cells that how far a lesson has come gets beside a long title.
const STATUS: usize = 28;
/// The rows of a lesson with what it says of itself.
const TALL: usize = 2;

/// Draws the list into `area`.
pub(crate) fn draw(list: &LessonList, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let rows = list.lessons().len() + usize::from(list.way_back().is_some());
    let room = usize::from(area.height);
    // If not everything fits, what the lessons say of themselves goes, but for the selected one's.
    let is_tall = rows * TALL <= room;
    let about = if is_tall { 0 } else { TALL };
    let widest = list.lessons().iter().map(|lesson| text::width(&lesson.outline.title)).max();
    let column = widest.unwrap_or(0).min(width.saturating_sub(STATUS).max(width / 2));
    let mut shown = Vec::new();
    for (index, lesson) in list.lessons().iter().enumerate() {
        let focused = index == list.focus();
        shown.push(head(lesson, focused, column, theme));
        if is_tall {
            shown.push(Line::styled(format!("    {}", lesson.outline.about), theme.faint()));
        }
    }
    if let Some(name) = list.way_back() {
        let focused = list.focus() == list.lessons().len();
        let style = if focused { theme.accent() } else { theme.text() };
        let mark = if focused { '▸' } else { ' ' };
        shown.push(Line::styled(format!("{mark} Close the lesson; back to {name}"), style));
    }
    let lines = room.saturating_sub(about).max(1);
    let at = if is_tall { list.focus() * TALL } else { list.focus() };
    let first = scroll::window(shown.len(), at, lines);
    let in_sight = scroll::shown(first, shown.len(), lines);
    scroll::say(&in_sight, shown.len(), area, theme, buffer);
    lines::draw_all(shown.into_iter().skip(first).take(lines), area, buffer);
    if let Some(lesson) = list.lessons().get(list.focus()).filter(|_| about > 0) {
        let below = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let says = Line::styled(lesson.outline.about.clone(), theme.faint());
        lines::draw(says, below.intersection(area), buffer);
    }
}

/// A lesson's title and how far it has come: said in words, not by the mark alone.
fn head(lesson: &ListedLesson, focused: bool, column: usize, theme: &Theme) -> Line<'static> {
    let mark = if focused { '▸' } else { ' ' };
    let steps = lesson.outline.steps;
    let (done, status) = match lesson.status {
        LessonStatus::New => (' ', text::counted(steps, "step")),
        LessonStatus::At(step) if lesson.is_open => (' ', format!("open, step {step} of {steps}")),
        LessonStatus::At(step) => (' ', format!("step {step} of {steps}")),
        LessonStatus::Done { questions: 0, .. } => ('✓', "done".to_owned()),
        LessonStatus::Done { right, questions } => {
            ('✓', format!("done, {right} of {questions} right at the first try"))
        }
    };
    let style = if focused { theme.accent() } else { theme.text() };
    let title = text::left(&lesson.outline.title, column);
    Line::from(vec![
        Span::styled(format!("{mark} {done} {title}"), style),
        Span::styled(format!("  {status}"), if focused { style } else { theme.faint() }),
    ])
}
