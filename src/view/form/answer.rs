//! The dialog "my answer". It hides what it asks for: the panels with numbers are covered, and what
//! the answer is made from is written here.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::form::answer::{AnswerField, AnswerForm, Feedback, words};
use crate::app::keymap::Keymap;
use crate::app::study::Study;
use crate::explain::check::{CellVerdict, Correctness, Subject, TableCell};
use crate::explain::{Derivation, Quantity};
use crate::mixture::Sample;
use crate::text;
use crate::text::sanitise::brief;
use crate::text::{JOINT, counted, shortest, subscript, with_minus_signs};
use crate::timeline::Phase;
use crate::view::form::field;
use crate::view::number::{self, LONGEST, Scale};
use crate::view::panel::derivation::DerivationPanel;
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// From this width on, the list of numbers is beside the answer.
const TWO_COLUMNS: u16 = 70;
/// The width that a dialog in a part of the screen has at least.
const ROOMY: u16 = 56;

/// Returns whether a part of the screen is large enough; the dialog covers what is around it
/// anyway.
pub(crate) fn fits(area: Rect) -> bool {
    area.width >= ROOMY && area.height >= 20
}

/// The dialog, with what is studied.
pub(crate) struct AnswerView<'a> {
    pub form: &'a AnswerForm,
    pub study: &'a Study,
    /// Where the number comes from, if it is known.
    pub derivation: Option<&'a Derivation>,
    /// The keys that it names.
    pub keymap: &'a Keymap,
    pub theme: &'a Theme,
}

impl AnswerView<'_> {
    /// Draws the dialog into `area`; returns where the cursor is.
    pub(crate) fn draw(&self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let given = self.given(area.width);
        let rows = (given.len() as u16).min(area.height.saturating_sub(6) / 2);
        let parts = [Constraint::Length(rows), Constraint::Min(0)];
        let [top, rest] = Layout::vertical(parts).areas(area);
        lines::draw_all(given, top, buffer);
        let is_known = self.form.feedback.is_some();
        if rest.width >= TWO_COLUMNS {
            let parts = [Constraint::Percentage(50), Constraint::Length(1), Constraint::Min(0)];
            let [list, _, answer] = Layout::horizontal(parts).areas(rest);
            let in_list = self.list(list, buffer);
            return self.answer(answer, buffer).or(in_list);
        }
        // What the checker says needs the room of the list.
        let least = field::HEIGHT + 1;
        let most = rest.height.saturating_sub(if is_known { 9 } else { 6 });
        let height = most.clamp(least, least + 9).min(rest.height / 2 + 1);
        let parts = [Constraint::Length(height), Constraint::Min(0)];
        let [list, answer] = Layout::vertical(parts).areas(rest);
        let in_list = self.list(list, buffer);
        self.answer(answer, buffer).or(in_list)
    }

    /// Returns the observations and the θ from which the numbers are computed.
    fn given(&self, width: u16) -> Vec<Line<'static>> {
        let run = self.study.run();
        let (values, width) = (run.data().sample.values(), usize::from(width).saturating_sub(1));
        let (cursor, chosen) = (run.cursor(), self.form.chosen());
        let is_of_gamma = matches!(
            chosen,
            Some(
                Subject::Assignment | Subject::Number(Quantity::Gamma { .. } | Quantity::Count(_))
            )
        );
        let t = match cursor.phase() {
            Phase::Gamma if is_of_gamma => cursor.iteration(),
            _ => cursor.iteration().saturating_sub(1),
        };
        let Some(iterate) = run.iterate(t) else {
            let text = "γ₀ as it was given: the table of responsibilities shows it";
            return vec![Line::styled(format!(" {text}"), self.theme.text())];
        };
        let scale = Scale::of(self.study.dataset().digits(), iterate.theta());
        let components = iterate.theta().components();
        let list = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join(", ");
        let parameters = [
            ("π", list(&mut components.iter().map(|c| number::share(c.weight(), 6, LONGEST)))),
            (
                "μ",
                list(&mut (0..components.len()).map(|k| scale.whole_mean(iterate.theta(), k, 0))),
            ),
            ("σ²", list(&mut components.iter().map(|c| scale.variance(c.variance(), 0, LONGEST)))),
        ];
        let theta = parameters.map(|(name, numbers)| format!("{name} = {}", trimmed(&numbers)));
        let theta = format!("θ{}: {}", subscript(t), theta.join("; "));
        let first = if run.data().sample.bins().is_some() { "bins: " } else { "x: " };
        let mut shown = String::new();
        for (i, x) in values.iter().enumerate() {
            let more = format!(", … (n = {})", run.data().size());
            let one = observation(&run.data().sample, i, *x);
            let next = format!("{shown}{}{one}", if i > 0 { ", " } else { first });
            let is_last = i + 1 == values.len();
            let room = width.saturating_sub(if is_last { 0 } else { text::width(&more) });
            if i > 0 && text::width(&next) > room {
                shown.push_str(&more);
                break;
            }
            shown = next;
        }
        let text = self.theme.text();
        let mut lines = lines_of(&shown, width, 3, text);
        lines.extend(lines_of(&theta, width, 3, text));
        lines
    }

    /// Draws the numbers to choose from, below what they are filtered by.
    fn list(&self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let form = self.form;
        let here = form.focus() == AnswerField::What;
        let label = "which (↑ ↓, or type its name)";
        let labelled = (label, form.field(AnswerField::What));
        let cursor = field::draw(labelled, here, self.theme, area, area.y, buffer);
        let below = area.height.saturating_sub(field::HEIGHT);
        let rows = Rect { y: area.y + field::HEIGHT, height: below, ..area }.intersection(area);
        let choices = form.choices();
        if choices.is_empty() {
            let none = Line::styled(" nothing is called that", self.theme.error());
            lines::draw(none, rows, buffer);
            return cursor;
        }
        let chosen = choices.iter().position(|subject| Some(*subject) == form.chosen());
        let room = usize::from(rows.height);
        let first = scroll::window(choices.len(), chosen.unwrap_or(0), room);
        let in_sight = scroll::shown(first, choices.len(), room);
        scroll::say(&in_sight, choices.len(), rows, self.theme, buffer);
        let shown = choices[first..].iter().map(|subject| self.choice(*subject));
        lines::draw_all(shown, rows, buffer);
        cursor
    }

    fn choice(&self, subject: Subject) -> Line<'static> {
        /// Most symbols are no longer.
        const SYMBOL: usize = 10;
        let is_chosen = self.form.chosen() == Some(subject);
        let mark = if is_chosen { " ▸ " } else { "   " };
        let symbol = text::left(&self.form.symbol(subject), SYMBOL);
        let style = if is_chosen { self.theme.title() } else { self.theme.text() };
        Line::from(vec![
            Span::styled(format!("{mark}{symbol} "), style),
            Span::styled(words(subject), if is_chosen { style } else { self.theme.faint() }),
        ])
    }

    /// Draws the field for the answer, and below it what the checker says of it.
    fn answer(&self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let form = self.form;
        let here = form.focus() == AnswerField::Answer;
        let label = match form.chosen() {
            None => "my answer".to_owned(),
            Some(Subject::Number(quantity)) => {
                let symbol = form.symbol(Subject::Number(quantity));
                format!("my {symbol}, rounded as you like")
            }
            Some(Subject::Assignment) => "a component for each x_i, as in 2 2 1".to_owned(),
            Some(Subject::GrewMost | Subject::Largest) => {
                "a component's number, or equal".to_owned()
            }
        };
        let labelled = (label.as_str(), form.field(AnswerField::Answer));
        let cursor = field::draw(labelled, here, self.theme, area, area.y, buffer);
        let y = area.y + field::HEIGHT + u16::from(area.height > 8);
        let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
        let mut verdict = self.verdict(rest.width);
        let room = usize::from(rest.intersection(area).height);
        if let Some(more) = verdict.len().checked_sub(room).filter(|more| *more > 0 && room > 0) {
            verdict.truncate(room - 1);
            let text = format!(" … {} more: enlarge the window", counted(more + 1, "line"));
            verdict.push(Line::styled(text, self.theme.faint()));
        }
        let below = rest.y + verdict.len() as u16 + 1;
        lines::draw_all(verdict, rest.intersection(area), buffer);
        let rest = Rect { y: below, height: rest.bottom().saturating_sub(below), ..rest };
        if let Some(derivation) = self.derivation {
            self.derivation(derivation, rest.intersection(area), buffer);
        }
        cursor
    }

    fn derivation(&self, derivation: &Derivation, area: Rect, buffer: &mut Buffer) {
        if area.height < 2 || area.width < 2 {
            return;
        }
        let iterate = self.study.run().current_or_first();
        let scale = &Scale::of(self.study.dataset().digits(), iterate.theta());
        let (theta, likelihood, theme) = (iterate.theta(), iterate.objective(), self.theme);
        let panel = DerivationPanel { derivation, scale, theta, likelihood, theme };
        ratatui::widgets::Widget::render(
            panel,
            Rect { x: area.x + 1, width: area.width - 1, ..area },
            buffer,
        );
    }

    /// Returns how many numbers of a table are right, and what is wrong with the others.
    fn table(&self, cells: &[(TableCell, CellVerdict)], width: usize) -> Vec<Line<'static>> {
        let (form, theme) = (self.form, self.theme);
        let right = cells.iter().filter(|(_, v)| matches!(v, CellVerdict::Right(_))).count();
        let mut lines = lines_of(
            &format!("{right} of {} numbers of the table are right", cells.len()),
            width,
            1,
            theme.title(),
        );
        for (cell, verdict) in of_table(cells) {
            let name = form.symbol(Subject::Number(cell.quantity));
            let name = format!("{name} = {}", brief(&cell.text));
            let (text, style) = match verdict {
                CellVerdict::First(report) => {
                    (format!("✗ {name}, the first: {}", report.summary()), theme.error())
                }
                CellVerdict::Independent(report) => {
                    (format!("✗ {name}: {}", report.summary()), theme.error())
                }
                CellVerdict::Unreadable(why) => (format!("? {why}"), theme.error()),
                CellVerdict::Follows(_) => {
                    (format!("↳ {name} follows from what is wrong before it"), theme.faint())
                }
                CellVerdict::Blank | CellVerdict::Right(_) => continue,
            };
            lines.extend(lines_of(&theme.spelled(&with_minus_signs(&text)), width, 3, style));
            let slips = match verdict {
                CellVerdict::First(report) | CellVerdict::Independent(report) => &report.slips[..],
                _ => &[],
            };
            for slip in slips {
                let text = with_minus_signs(&format!("• {}", slip.text));
                lines.extend(lines_of(&theme.spelled(&text), width, 5, theme.text()));
            }
        }
        lines
    }

    fn verdict(&self, width: u16) -> Vec<Line<'static>> {
        const WHERE: &str = "Enter: where it comes from";
        let (form, theme, width) = (self.form, self.theme, usize::from(width).saturating_sub(1));
        let wrapped =
            |text: &str, style| lines_of(&theme.spelled(&with_minus_signs(text)), width, 1, style);
        let Some(feedback) = &form.feedback else {
            let text = "Enter checks it; a table of γ or θ may be pasted. The numbers on the screen stay covered meanwhile.";
            return wrapped(text, theme.faint());
        };
        let report = match feedback {
            Feedback::Asked => return wrapped("checking …", theme.faint()),
            Feedback::Problem(problem) => {
                return wrapped(&self.keymap.fill(problem), theme.error());
            }
            Feedback::Truth(solution) => {
                let mut lines = wrapped(&format!("It is {solution}"), theme.title());
                if form.known().is_some() {
                    lines.extend(wrapped(WHERE, theme.faint()));
                }
                return lines;
            }
            Feedback::Table(cells) => return self.table(cells, width),
            Feedback::Report(report) => report,
        };
        let (mark, style) = match report.verdict {
            Correctness::Right | Correctness::Rounded => ("✓", theme.title()),
            Correctness::Close => ("≈", theme.notice()),
            Correctness::Wrong => ("✗", theme.error()),
        };
        // What goes on below is not alone in a line.
        let summary = report.summary().replace(" …", &format!("{JOINT}…"));
        let mut lines = wrapped(&format!("{mark} {summary}"), style);
        for slip in &report.slips {
            let text = with_minus_signs(&format!("• {}", slip.text));
            lines.extend(lines_of(&theme.spelled(&text), width, 3, theme.text()));
        }
        let after = match (report.verdict.is_right(), form.known()) {
            (false, _) => "⟦answer:^S⟧ shows what is right",
            (true, Some(_)) => WHERE,
            (true, None) => return lines,
        };
        lines.extend(wrapped(&self.keymap.fill(after), theme.faint()));
        lines
    }
}

/// Returns what is said of the numbers of a table that are not right, the first one first.
fn of_table(cells: &[(TableCell, CellVerdict)]) -> Vec<(&TableCell, &CellVerdict)> {
    let is_first = |verdict: &CellVerdict| matches!(verdict, CellVerdict::First(_));
    let wrong =
        |verdict: &CellVerdict| !matches!(verdict, CellVerdict::Right(_) | CellVerdict::Blank);
    let mut shown: Vec<_> =
        cells.iter().filter(|(_, verdict)| wrong(verdict)).map(|(cell, v)| (cell, v)).collect();
    shown.sort_by_key(|(_, verdict)| !is_first(verdict));
    shown
}

/// Returns a text in lines that begin a cell from the left, later ones this many.
fn lines_of(text: &str, width: usize, indent: usize, style: Style) -> Vec<Line<'static>> {
    let lines = text::wrap_after(text, width, " ", &" ".repeat(indent.min(width / 2)));
    lines.into_iter().map(|line| Line::styled(line, style)).collect()
}

/// Returns an observation in a list: its value, and its weight unless that is 1; of grouped data,
/// the bin and its count.
fn observation(sample: &Sample, i: usize, x: f64) -> String {
    let shown = match sample.bins() {
        None => shortest(x),
        Some(bins) => with_minus_signs(&bins[i].to_string()),
    };
    let weight = sample.weights().map(|weights| format!(" ×{}", shortest(weights[i])));
    shown + &weight.unwrap_or_default()
}

/// Returns numbers without zeros at the end of their decimals.
fn trimmed(numbers: &str) -> String {
    let trim = |number: &str| {
        if number.contains('.') && !number.contains('e') {
            number.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            number.to_owned()
        }
    };
    numbers.split(", ").map(trim).collect::<Vec<_>>().join(", ")
}
