//! The whole screen.
//!
//! ```text
//!  emstep  homework · 5 observations · 2 Gaussians      θ₀ →E→ γ₀ →M→ θ₁    next: E-step (e)
//! ╭ Density p(x; θ₁) ────────────────────────────╮╭ θ₁  change since θ₀ ────────────────────────╮
//! │ the mixture, its components, the previous θ, ││ π, μ, σ², σ a component, which variance     │
//! │ the observations under them                  ││ grew                                        │
//! │                                              │╰─────────────────────────────────────────────╯
//! │                                              │╭ ℓ  log-likelihood ──────────────────────────╮
//! │                                              ││ ℓ, Δℓ, F, gap; sparkline; half-steps        │
//! ╰──────────────────────────────────────────────╯╰─────────────────────────────────────────────╯
//! ╭ Responsibilities γ (from θ₀) ────────────────╮╭ What the steps do ──────────────────────────╮
//! │ a row an observation                         ││ the formulas, or "Where does it come from?" │
//! ╰──────────────────────────────────────────────╯╰─────────────────────────────────────────────╯
//!  a line for the person
//!  e E-step  m M-step  …
//! ```
//!
//! Smaller windows lose the formulas, then the second column, and then show one panel at a time.

use std::ops::Range;
use std::sync::Arc;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::class::poll;
use super::form::{self, loading};
use super::layout::{Places, inside, rows};
use super::number::Scale;
use super::panel::density::Density;
use super::panel::derivation::DerivationPanel;
use super::panel::formulas::Formulas;
use super::panel::likelihood::Likelihood;
use super::panel::responsibilities::Responsibilities;
use super::panel::theta::ThetaPanel;
use super::theme::{ColorDepth, Theme};
use super::{help, lesson, lines, notice, plot, status};
use crate::app::opening::Program;
use crate::app::{App, Mode, Panel, Role, RowOrder};
use crate::data::Dataset;
use crate::explain::{Derivation, Quantity};
use crate::lesson::Hidden;
use crate::text;
use crate::text::{grouped, subscript};
use crate::timeline::Phase;

/// Draws the screen of a program.
pub fn draw_program(program: &Program, theme: &Theme, frame: &mut Frame) {
    match program {
        Program::Opening(opening) => loading::draw(opening, theme, frame),
        Program::Open(app) => draw(app, theme, frame),
    }
}

/// Draws the whole screen.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let [title, body, message, hints] = rows(area);
    lines::draw(status::title(app, theme, title.width), title, frame.buffer_mut());
    let places = Places::of(app, body);
    let screen = Screen::new(app, theme);
    for (panel, place) in &places.panels {
        screen.panel(*panel, *place, frame.buffer_mut());
    }
    if let Some(place) = places.formulas {
        screen.corner(place, frame.buffer_mut());
    }
    let mut cursor = None;
    if let (Some(place), Some(lesson)) = (places.lesson, app.lesson()) {
        let focused = matches!(app.mode(), Mode::Lesson(_));
        let (place, answers) = poll::split(app, place);
        let block = screen.block(&lesson::title(lesson), focused, place.width);
        Clear.render(place, frame.buffer_mut());
        let field = field_of(app, focused);
        cursor = lesson::draw(lesson, field, theme, block.inner(place), frame.buffer_mut());
        block.render(place, frame.buffer_mut());
        if let Some((answers, place)) = answers {
            let block = screen.block(&poll::title(answers), false, place.width);
            Clear.render(place, frame.buffer_mut());
            poll::draw(answers, None, theme, block.inner(place), frame.buffer_mut());
            block.render(place, frame.buffer_mut());
        }
    }
    let dialog_cursor = match app.mode() {
        Mode::Stepping | Mode::Lesson(_) | Mode::Prompt(_) => None,
        Mode::Help(scroll) => {
            help::draw(app, scroll, theme, body, frame.buffer_mut());
            None
        }
        Mode::Derivation(scroll) => {
            screen.why(scroll, body, frame.buffer_mut());
            None
        }
        Mode::Theta(form) => {
            let block = dialog("θ₀ of a new run", theme, places.dialog, frame.buffer_mut());
            form::theta::draw(form, app.study().theta(), theme, block, frame.buffer_mut())
        }
        Mode::Data(form) => {
            let block = dialog("Data of a new run", theme, places.dialog, frame.buffer_mut());
            form::data::draw(form, theme, block, frame.buffer_mut())
        }
        Mode::Answer(form) => {
            let title = if matches!(app.role(), Role::Explorer) {
                "My answer, in my copy: the class does not see it"
            } else {
                "My answer"
            };
            let block = dialog(title, theme, places.dialog, frame.buffer_mut());
            form::answer::draw(form, theme, block, frame.buffer_mut())
        }
    };
    let prompt_cursor =
        screen.messages(message, area, places.formulas.is_none(), frame.buffer_mut());
    let dialog_cursor = dialog_cursor.or(prompt_cursor);
    let line = status::hints(app, theme, hints.width, places.panels.len() == 1);
    lines::draw(line, hints, frame.buffer_mut());
    if let Some(cursor) = dialog_cursor.or(cursor).filter(|cursor| area.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// Where the lesson's question is answered, as this session sees it.
fn field_of(app: &App, focused: bool) -> lesson::Field {
    match app.role() {
        Role::Explorer => {
            lesson::Field::Elsewhere("Answered in the class only; f goes back to the teacher.")
        }
        Role::Follower if app.shared().open_poll().is_some() => {
            lesson::Field::Elsewhere("The class is asked; b takes up the question.")
        }
        Role::Alone | Role::Presenter(_) | Role::Follower if focused => {
            lesson::Field::Focused { is_judging: app.is_judging() }
        }
        Role::Alone | Role::Presenter(_) | Role::Follower => lesson::Field::Quiet,
    }
}

/// What is at a cell of a screen of this size: the panel, and the number in it if it is one. None
/// where there is no panel, and while a form or the help is open.
pub fn quantity_at(
    app: &App,
    size: Size,
    column: u16,
    row: u16,
) -> Option<(Panel, Option<Quantity>)> {
    if !matches!(app.mode(), Mode::Stepping) {
        return None;
    }
    let [_, body, ..] = rows(Rect::from((Position::ORIGIN, size)));
    let here = Position { x: column, y: row };
    let places = Places::of(app, body);
    let (panel, area) = *places.panels.iter().find(|(_, area)| area.contains(here))?;
    let theme = Theme::new(ColorDepth::Mono);
    let screen = Screen::new(app, &theme);
    let mut numbers = screen.numbers(panel, inside(area)).into_iter();
    Some((panel, numbers.find(|(place, _)| place.contains(here)).map(|(_, quantity)| quantity)))
}

/// An empty bordered box over what is there; gives its inside.
pub(in crate::view) fn dialog(title: &str, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Rect {
    Clear.render(area, buffer);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.accent())
        .title(block_title(title, theme, area.width));
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// A title between the corners of a border this many cells wide.
fn block_title(title: &str, theme: &Theme, width: u16) -> Line<'static> {
    let title = Line::styled(format!(" {title} "), theme.title());
    lines::fit(title, usize::from(width).saturating_sub(2))
}

struct Screen<'a> {
    app: &'a App,
    theme: &'a Theme,
    /// How closely numbers are written.
    scale: Scale,
}

impl<'a> Screen<'a> {
    /// The lines below the panels: what the program has to say and the prompt, or else, where the
    /// panels have no room for it, where the selected number comes from. Gives where the prompt's
    /// cursor is.
    fn messages(
        &self,
        place: Rect,
        area: Rect,
        has_no_corner: bool,
        buffer: &mut Buffer,
    ) -> Option<Position> {
        let mut lines = notice::lines(self.app, self.theme, place);
        let mut cursor = None;
        if let Mode::Prompt(prompt) = self.app.mode() {
            let (error, line, column) = status::prompt(prompt, self.theme, area.width);
            lines.extend(error);
            lines.push(line);
            let bottom = if place.is_empty() { area.bottom() } else { place.bottom() };
            cursor = Some(Position::new(area.x.saturating_add(column as u16), bottom - 1));
        }
        let short = has_no_corner && matches!(self.app.mode(), Mode::Stepping);
        if lines.is_empty() && short && !place.is_empty() {
            lines.extend(self.short_derivation(area.width));
        }
        notice::draw(&lines, place, area, buffer);
        cursor
    }

    fn new(app: &'a App, theme: &'a Theme) -> Self {
        Self { app, theme, scale: Scale::of(app.study().dataset().digits(), app.study().theta()) }
    }

    fn block(&self, title: &str, focused: bool, width: u16) -> Block<'a> {
        let style = if focused { self.theme.accent() } else { self.theme.border() };
        Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(style)
            .title(block_title(title, self.theme, width))
    }

    fn panel(&self, panel: Panel, area: Rect, buffer: &mut Buffer) {
        let focused =
            self.app.looks().panel() == panel && !matches!(self.app.mode(), Mode::Lesson(_));
        let mut block = self.block(&self.title(panel, area.width), focused, area.width);
        if let Some(part) = self.parts_shown(panel, area) {
            block = block.title_bottom(Line::styled(part, self.theme.faint()).right_aligned());
        }
        let inner = inside(area);
        if inner != area {
            block.render(area, buffer);
        }
        if self.is_hidden(panel) {
            lines::draw(Line::styled(" covered until answered", self.theme.faint()), inner, buffer);
            return;
        }
        match panel {
            Panel::Density => self.density(inner, buffer),
            Panel::Theta => self.theta_panel().render(inner, buffer),
            Panel::Likelihood => self.likelihood().render(inner, buffer),
            Panel::Responsibilities => self.table().render(inner, buffer),
        }
    }

    /// Which columns and rows of a table are in sight, for the lower border; none where all are.
    fn parts_shown(&self, panel: Panel, area: Rect) -> Option<String> {
        let [mut columns, mut rows] = [String::new(), String::new()];
        let part = |shown: Range<usize>, from: usize, count: usize| {
            let part = !shown.is_empty() && shown.len() < count;
            let [first, last, count] =
                [shown.start + from, shown.end + from - usize::from(part), count]
                    .map(|n| grouped(n as u64));
            part.then(|| format!("{first}–{last} of {count}"))
        };
        let height = area.height.saturating_sub(2);
        match panel {
            Panel::Theta => {
                let shown = self.theta_panel().shown(height);
                rows.extend(part(shown, 1, self.app.study().theta().len()));
            }
            Panel::Responsibilities => {
                let table = self.table();
                rows.extend(part(table.shown(height), 0, self.app.study().dataset().sample.len()));
                let shown = table.columns_shown(inside(area));
                columns.extend(
                    part(shown, 1, self.app.study().theta().len()).map(|part| format!("k {part}")),
                );
            }
            Panel::Density | Panel::Likelihood => return None,
        }
        // Hidden columns would not be missed, so that they are said first.
        let both = [&columns[..], &rows].into_iter().filter(|part| !part.is_empty());
        let both = both.collect::<Vec<_>>().join(" · ");
        let room = usize::from(area.width.saturating_sub(2));
        let texts = [both, columns, rows].map(|text| format!(" {text} "));
        texts.into_iter().find(|text| text.len() > 2 && text::width(text) <= room)
    }

    fn title(&self, panel: Panel, width: u16) -> String {
        let run = self.app.study().run();
        let place = run.cursor();
        let t = place.iteration();
        match panel {
            Panel::Density if matches!(self.app.mode(), Mode::Theta(_)) => {
                "Density of what is typed".into()
            }
            Panel::Density => plot::title(self.app, t),
            Panel::Theta => match t.checked_sub(1) {
                None => "θ₀".into(),
                Some(before) => format!("θ{}  change since θ{}", subscript(t), subscript(before)),
            },
            Panel::Likelihood => "ℓ  log-likelihood".into(),
            Panel::Responsibilities => {
                let order = self.order();
                let title = match (run.gamma_iteration(), place.phase()) {
                    (None, _) => "γ  (none yet: press e)".into(),
                    (Some(t), Phase::Gamma) => format!("γ{0}  (from θ{0})", subscript(t)),
                    (Some(from), Phase::Theta) => {
                        let (from, t) = (subscript(from), subscript(t));
                        format!("γ{from}  (from θ{from}; press e for θ{t})")
                    }
                };
                let short = title.split_whitespace().next().unwrap_or_default();
                let titles = [
                    format!("Responsibilities {title}{order}"),
                    format!("{title}{order}"),
                    format!("{short}{order}"),
                ];
                let fits = |title: &String| text::width(title) + 4 <= usize::from(width);
                titles.into_iter().find(fits).unwrap_or(title)
            }
        }
    }

    /// The order of the table for its title; empty for that of the data.
    fn order(&self) -> &'static str {
        let table = self.app.looks().table();
        match (table.order(), self.app.looks().table().is_sorting()) {
            (RowOrder::Data, _) => "",
            (RowOrder::Value, false) => " · by x",
            (RowOrder::Value, true) => " · by x: sorting…",
            (RowOrder::Uncertainty, false) => " · by uncertainty",
            (RowOrder::Uncertainty, true) => " · by uncertainty: sorting…",
        }
    }

    /// Whether a panel shows what the lesson's open question asks for.
    fn is_hidden(&self, panel: Panel) -> bool {
        // A number that is asked for is not read off beside the question.
        let has_numbers = panel != Panel::Density || plot::open(self.app).is_some();
        if matches!(self.app.mode(), Mode::Answer(_)) && has_numbers {
            return true;
        }
        let hides = |hidden: Hidden| self.app.hides().contains(&hidden);
        match panel {
            Panel::Density => {
                let is_plot = plot::open(self.app).is_some() && !self.app.hides().is_empty();
                is_plot || hides(Hidden::Density)
            }
            Panel::Theta => hides(Hidden::Theta),
            Panel::Likelihood => hides(Hidden::LogLikelihood) || hides(Hidden::Bound),
            Panel::Responsibilities => hides(Hidden::Responsibilities) || hides(Hidden::Counts),
        }
    }

    fn density(&self, area: Rect, buffer: &mut Buffer) {
        if let Some(plot) = plot::open(self.app) {
            return plot::draw(self.app, plot, &self.scale, self.theme, area, buffer);
        }
        let run = self.app.study().run();
        let sample = &run.data().sample;
        let draft = match self.app.mode() {
            Mode::Theta(form) => form.theta().ok(),
            _ => None,
        };
        // While a θ₀ is typed the chart shows it, with the θ it is to replace as the faint curve.
        let (theta, previous, axes, gamma_of) = if let Some(draft) = &draft {
            let axes = self.app.looks().axes();
            let axes = if self.app.looks().is_zoomed() { axes } else { axes.follow(sample, draft) };
            (draft, Some(self.app.study().theta()), axes, None)
        } else {
            let hidden = self.is_hidden(Panel::Responsibilities);
            let gamma_of =
                self.app.study().gamma_theta().map(|(_, theta)| theta).filter(|_| !hidden);
            (self.app.study().theta(), run.previous_theta(), self.app.looks().axes(), gamma_of)
        };
        let (chart, cursor) = (self.app.looks().plots().chart(), self.app.looks().plots().x());
        Density {
            axes: &axes,
            sample,
            theta,
            previous,
            gamma_of,
            chart,
            cursor: cursor.map(|x| (x, self.app.study().dataset().digits())),
            theme: self.theme,
        }
        .render(area, buffer);
    }

    fn theta_panel(&self) -> ThetaPanel<'_> {
        let run = self.app.study().run();
        ThetaPanel {
            theta: &run.current().theta,
            previous: run.previous_theta(),
            scale: &self.scale,
            component: self.app.looks().selection().component(),
            selected: self.app.marked(),
            theme: self.theme,
        }
    }

    fn likelihood(&self) -> Likelihood<'_, Arc<Dataset>> {
        let run = self.app.study().run();
        Likelihood { run, selected: self.app.marked(), theme: self.theme }
    }

    fn table(&self) -> Responsibilities<'_> {
        let run = self.app.study().run();
        Responsibilities {
            sample: &run.data().sample,
            components: self.app.study().theta().len(),
            gamma: self.app.study().gamma_theta().map(|(t, theta)| (theta, run.expectation(t))),
            ranking: self.app.looks().table().ranking(),
            place: self.app.looks().selection().place(),
            component: self.app.looks().selection().component(),
            selected: self.app.marked(),
            scale: &self.scale,
            theme: self.theme,
        }
    }

    /// Where the numbers of a panel are that can be asked about.
    fn numbers(&self, panel: Panel, inner: Rect) -> Vec<(Rect, Quantity)> {
        match panel {
            Panel::Density => Vec::new(),
            Panel::Theta => self.theta_panel().places(inner),
            Panel::Likelihood => self.likelihood().places(inner),
            Panel::Responsibilities => self.table().places(inner),
        }
    }

    /// The formulas, or where the selected number comes from.
    fn corner(&self, place: Rect, buffer: &mut Buffer) {
        if self.app.selected().is_none() {
            let block = self.block("What the steps do", false, place.width);
            Formulas { phase: self.app.study().run().cursor().phase(), theme: self.theme }
                .render(block.inner(place), buffer);
            block.render(place, buffer);
            return;
        }
        let mut block = self.block("Where does it come from?", false, place.width);
        let inner = block.inner(place);
        let derivation = self.app.derivation();
        if let Some(derivation) = &derivation {
            let panel = self.derivation(derivation, 0);
            if !panel.fits(inner.width, inner.height) {
                let more = Line::styled(" w: all of it ", self.theme.key());
                block = block.title_bottom(more.right_aligned());
            }
            panel.render(inner, buffer);
        } else {
            lines::draw(self.nothing_yet(), inner, buffer);
        }
        block.render(place, buffer);
    }

    /// The derivation over the whole screen.
    fn why(&self, scroll: usize, area: Rect, buffer: &mut Buffer) {
        let inner = dialog("Where does it come from?", self.theme, area, buffer);
        match &self.app.derivation() {
            Some(derivation) => self.derivation(derivation, scroll).render(inner, buffer),
            None => lines::draw(self.nothing_yet(), inner, buffer),
        }
    }

    fn derivation<'d>(&'d self, derivation: &'d Derivation, scroll: usize) -> DerivationPanel<'d> {
        let likelihood = self.app.study().run().current().log_likelihood();
        let (scale, theta, theme) = (&self.scale, self.app.study().theta(), self.theme);
        DerivationPanel { derivation, scale, theta, likelihood, scroll, theme }
    }

    fn nothing_yet(&self) -> Line<'static> {
        let text = match self.app.selected() {
            Some(Quantity::Change) => "There is no Δℓ before the first M-step.",
            _ => "There is no γ before the first E-step: press e.",
        };
        Line::styled(text, self.theme.faint())
    }

    /// The selected number in a line, for a screen without a corner for it.
    fn short_derivation(&self, width: u16) -> Option<Line<'static>> {
        const MORE: &str = "   w: why";
        let derivation = self.app.derivation()?;
        let room = usize::from(width).saturating_sub(text::width(MORE) + 1);
        let line = self.derivation(&derivation, 0).line(room)?;
        let (text, key) = (self.theme.text(), self.theme.key());
        Some(Line::from(vec![Span::styled(format!(" {line}"), text), Span::styled(MORE, key)]))
    }
}
