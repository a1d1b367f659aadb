//! The dialog "my answer". It hides what it asks for: the panels with numbers are covered.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use super::field;
use super::theme::Theme;
use crate::app::answer_form::{AnswerField, AnswerForm, Said};
use crate::explain::check::Verdict;

/// Draws the dialog into `area`; gives where the cursor stands.
pub fn draw(form: &AnswerForm, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
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
    Paragraph::new(verdict(form, theme))
        .wrap(Wrap { trim: false })
        .render(rest.intersection(area), buffer);
    cursor
}

fn verdict(form: &AnswerForm, theme: &Theme) -> Text<'static> {
    let Some(said) = &form.said else {
        return Text::from(Line::styled(
            " Enter checks it against the data and θ on the screen. The numbers stay covered meanwhile.",
            theme.faint(),
        ));
    };
    let report = match said {
        Said::Problem(problem) => return Text::styled(format!(" {problem}"), theme.error()),
        Said::Truth(value) => return Text::styled(format!(" It is {value}"), theme.title()),
        Said::Report(report) => report,
    };
    let (text, style) = match report.verdict {
        Verdict::Right => (" ✓ right", theme.title()),
        Verdict::Rounded => (" ✓ right, to the digits given", theme.title()),
        Verdict::Wrong if report.slips.is_empty() => (
            " ✗ not right; no known mistake gives this number. ^S shows the right one",
            theme.error(),
        ),
        Verdict::Wrong => (" ✗ not right. You get this number if …", theme.error()),
    };
    let mut lines = vec![Line::styled(text, style)];
    for slip in &report.slips {
        lines.push(Line::default());
        lines.push(Line::styled(format!(" {}", slip.id), theme.title()));
        lines.push(Line::from(format!(" {}", slip.text)));
    }
    Text::from(lines)
}
