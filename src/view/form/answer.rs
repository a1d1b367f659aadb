//! The dialog "my answer". It hides what it asks for: the panels with numbers are covered.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use crate::app::form::answer::{AnswerField, AnswerForm, Feedback};
use crate::explain::check::Correctness;
use crate::text;
use crate::text::with_minus_signs;
use crate::view::form::field;
use crate::view::lines;
use crate::view::theme::Theme;

/// Draws the dialog into `area`; gives where the cursor is.
pub(crate) fn draw(
    form: &AnswerForm,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut cursor = None;
    for (field, y) in [AnswerField::What, AnswerField::Answer].into_iter().zip([0, field::HEIGHT]) {
        let label = match field {
            AnswerField::What => "what: ll, gamma[i,k], N[k], pi[k], mu[k], sigma2[k] …",
            AnswerField::Answer => "my answer, rounded as you like",
        };
        let here = form.focus() == field;
        let labelled = (label, form.field(field));
        cursor = field::draw(labelled, here, theme, area, area.y + y, buffer).or(cursor);
    }
    let rest = Rect { y: area.y + 5, height: area.height.saturating_sub(5), ..area };
    lines::draw_all(verdict(form, theme, rest.width), rest.intersection(area), buffer);
    cursor
}

fn verdict(form: &AnswerForm, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let wrapped = |text: &str, style: Style| {
        let text = with_minus_signs(text);
        let lines = text::wrap(&text, usize::from(width).saturating_sub(1)).into_iter();
        lines.map(move |line| Line::styled(format!(" {line}"), style)).collect::<Vec<_>>()
    };
    let Some(feedback) = &form.feedback else {
        let text = "Enter checks it against the data and θ on the screen. The numbers stay covered meanwhile.";
        return wrapped(text, theme.faint());
    };
    let report = match feedback {
        Feedback::Asked => return wrapped("checking …", theme.faint()),
        Feedback::Problem(problem) => return wrapped(problem, theme.error()),
        Feedback::Truth(solution) => {
            return wrapped(&format!("It is {solution}"), theme.title());
        }
        Feedback::Report(report) => report,
    };
    let (mark, style) = match report.verdict {
        Correctness::Right | Correctness::Rounded => ("✓", theme.title()),
        Correctness::Close => ("≈", theme.notice()),
        Correctness::Wrong => ("✗", theme.error()),
    };
    let reveal = if report.verdict == Correctness::Wrong && report.slips.is_empty() {
        ". ^S shows the right one"
    } else {
        ""
    };
    let mut lines = wrapped(&format!("{mark} {}{reveal}", report.summary()), style);
    for slip in &report.slips {
        lines.push(Line::default());
        lines.extend(wrapped(slip.id, theme.title()));
        lines.extend(wrapped(&slip.text, theme.text()));
    }
    lines
}
