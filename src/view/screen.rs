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
use ratatui::layout::{Constraint, Layout, Margin, Position, Rect, Size};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::density::Density;
use super::derivation::DerivationPanel;
use super::formulas::Formulas;
use super::lesson;
use super::likelihood::Likelihood;
use super::number::Decimals;
use super::responsibilities::Responsibilities;
use super::staircase::Staircase;
use super::surface::Surface;
use super::theme::{ColorDepth, Theme};
use super::theta_panel::ThetaPanel;
use super::touching::{self, Touching};
use super::{answer_form, data_form, help, status, theta_form};
use crate::app::{App, Chart, Mode, PANELS, Panel, Picture, subscript};
use crate::data::Dataset;
use crate::explain::{Derivation, Direction, Quantity};
use crate::lesson::Hidden;
use crate::timeline::Phase;

/// Draws the whole screen.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let [title, body, notice, hints] = rows(area);
    status::title(app, theme, title.width).render(title, frame.buffer_mut());
    let places = Places::of(app, body);
    let screen = Screen { app, theme, decimals: Decimals::of(&app.dataset().sample) };
    for (panel, place) in &places.panels {
        screen.panel(*panel, *place, frame.buffer_mut());
    }
    if let Some(place) = places.formulas {
        screen.corner(place, frame.buffer_mut());
    }
    let mut cursor = None;
    if let (Some(place), Some(lesson)) = (places.lesson, app.lesson()) {
        let focused = matches!(app.mode(), Mode::Lesson);
        let player = lesson.player();
        let (step, steps) = (player.position() + 1, player.lesson().steps.len());
        let title = format!("{}  {step} of {steps}", player.lesson().title);
        let block = screen.block(&title, focused);
        Clear.render(place, frame.buffer_mut());
        cursor = lesson::draw(lesson, focused, theme, block.inner(place), frame.buffer_mut());
        block.render(place, frame.buffer_mut());
    }
    let dialog_cursor = match app.mode() {
        Mode::Stepping | Mode::Lesson => None,
        Mode::Help(scroll) => {
            help::draw(app, *scroll, theme, body, frame.buffer_mut());
            None
        }
        Mode::Why(scroll) => {
            screen.why(*scroll, body, frame.buffer_mut());
            None
        }
        Mode::Theta(form) => {
            let block = dialog("θ₀ of a new run", theme, places.dialog, frame.buffer_mut());
            theta_form::draw(form, app.theta(), theme, block, frame.buffer_mut())
        }
        Mode::Data(form) => {
            let block = dialog("Data of a new run", theme, places.dialog, frame.buffer_mut());
            data_form::draw(form, theme, block, frame.buffer_mut())
        }
        Mode::Answer(form) => {
            let block = dialog("My answer", theme, places.dialog, frame.buffer_mut());
            answer_form::draw(form, theme, block, frame.buffer_mut())
        }
        Mode::Prompt(prompt) => status::prompt(prompt, theme, notice, frame.buffer_mut()),
    };
    if !matches!(app.mode(), Mode::Prompt(_)) {
        let short = places.formulas.is_none() && matches!(app.mode(), Mode::Stepping);
        match screen.short_derivation(notice.width).filter(|_| short && app.notice().is_none()) {
            Some(line) => line.render(notice, frame.buffer_mut()),
            None => status::notice(app, theme).render(notice, frame.buffer_mut()),
        }
    }
    status::hints(app, theme, hints.width, places.panels.len() == 1)
        .render(hints, frame.buffer_mut());
    if let Some(cursor) = dialog_cursor.or(cursor).filter(|cursor| area.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// The title, the panels, the line for the person and the hints, from top to bottom.
fn rows(area: Rect) -> [Rect; 4] {
    let bars = u16::from(area.height > 3);
    let parts = [
        Constraint::Length(u16::from(area.height > 1)),
        Constraint::Min(1),
        Constraint::Length(bars),
        Constraint::Length(bars),
    ];
    Layout::vertical(parts).areas(area)
}

/// What stands at a cell of a screen of this size: the panel, and the number in it if it is one. None where there
/// is no panel, and while a form or the help is open.
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
    let screen = Screen { app, theme: &theme, decimals: Decimals::of(&app.dataset().sample) };
    let mut numbers = screen.numbers(panel, inside(area)).into_iter();
    Some((panel, numbers.find(|(place, _)| place.contains(here)).map(|(_, quantity)| quantity)))
}

/// The inside of a panel. A window of a few rows has none to spare for a border.
fn inside(area: Rect) -> Rect {
    let has_border = area.height >= 4 && area.width >= 12;
    if has_border { area.inner(Margin::new(1, 1)) } else { area }
}

/// An empty bordered box over what is there; gives its inside.
fn dialog(title: &str, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Rect {
    Clear.render(area, buffer);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.accent())
        .title(Line::styled(format!(" {title} "), theme.title()));
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// Where everything goes. Depends on the window, K and n only: nothing jumps while stepping.
struct Places {
    panels: Vec<(Panel, Rect)>,
    formulas: Option<Rect>,
    lesson: Option<Rect>,
    /// Where a form opens: over what it does not preview.
    dialog: Rect,
}

/// The rows the formulas take with their border.
const FORMULAS: u16 = super::formulas::HEIGHT + 2;

impl Places {
    fn of(app: &App, body: Rect) -> Self {
        if app.lesson().is_some() {
            Self::with_lesson(app, body)
        } else if body.width >= 74 && body.height >= 18 {
            Self::two_columns(app, body)
        } else if body.width >= 44 && body.height >= 30 {
            Self::one_column(app, body)
        } else {
            Self { panels: vec![(app.panel(), body)], formulas: None, lesson: None, dialog: body }
        }
    }

    /// A lesson takes the place of the formulas, or, where it would be too low to read, the right column; in small
    /// windows there is either the lesson or a panel, whichever has the keys.
    fn with_lesson(app: &App, body: Rect) -> Self {
        if body.width >= 100 && body.height >= 34 {
            let mut places = Self::two_columns(app, body);
            let [(_, theta), (_, likelihood)] = [places.panels[1], places.panels[2]];
            let right = Rect { y: theta.bottom(), height: body.bottom() - theta.bottom(), ..theta };
            let parts = [Constraint::Length(10.min(likelihood.height)), Constraint::Min(0)];
            let [likelihood, lesson] = Layout::vertical(parts).areas(right);
            places.panels[2].1 = likelihood;
            return Self { formulas: None, lesson: Some(lesson), ..places };
        }
        if body.width >= 74 && body.height >= 18 {
            let parts = [Constraint::Percentage(45), Constraint::Min(0)];
            let [left, right] = Layout::horizontal(parts).areas(body);
            let table = table_height(app, body.height);
            let parts = [Constraint::Min(0), Constraint::Length(table)];
            let [upper, lower] = Layout::vertical(parts).areas(left);
            // The panel in focus stands above the table, the chart where that is the table itself.
            let above = match app.panel() {
                Panel::Responsibilities => Panel::Density,
                panel => panel,
            };
            let panels = vec![(above, upper), (Panel::Responsibilities, lower)];
            return Self { panels, formulas: None, lesson: Some(right), dialog: right };
        }
        match app.mode() {
            Mode::Lesson => {
                Self { panels: Vec::new(), formulas: None, lesson: Some(body), dialog: body }
            }
            _ => Self {
                panels: vec![(app.panel(), body)],
                formulas: None,
                lesson: None,
                dialog: body,
            },
        }
    }

    fn two_columns(app: &App, body: Rect) -> Self {
        let left_width = if body.width < 100 { body.width * 57 / 100 } else { body.width / 2 };
        let [left, right] =
            Layout::horizontal([Constraint::Length(left_width), Constraint::Min(0)]).areas(body);
        let table = table_height(app, body.height);
        let [density, table] =
            Layout::vertical([Constraint::Min(0), Constraint::Length(table)]).areas(left);
        let theta = theta_height(app, body.height);
        let formulas = if body.height >= theta + FORMULAS + 12 { FORMULAS } else { 0 };
        let [theta, likelihood, formulas] = Layout::vertical([
            Constraint::Length(theta),
            Constraint::Min(0),
            Constraint::Length(formulas),
        ])
        .areas(right);
        let panels = vec![
            (Panel::Density, density),
            (Panel::Theta, theta),
            (Panel::Likelihood, likelihood),
            (Panel::Responsibilities, table),
        ];
        let formulas = (formulas.height > 0).then_some(formulas);
        Self { panels, formulas, lesson: None, dialog: right }
    }

    fn one_column(app: &App, body: Rect) -> Self {
        let table = table_height(app, body.height).min(body.height / 4);
        let theta = theta_height(app, body.height);
        let parts = [
            Constraint::Min(0),
            Constraint::Length(theta),
            Constraint::Length(7),
            Constraint::Length(table),
        ];
        let areas: [Rect; 4] = Layout::vertical(parts).areas(body);
        let dialog = Rect { y: areas[1].y, height: body.bottom() - areas[1].y, ..body };
        Self {
            panels: PANELS.into_iter().zip(areas).collect(),
            formulas: None,
            lesson: None,
            dialog,
        }
    }
}

/// All rows of a small sample, else not quite half of the height.
fn table_height(app: &App, height: u16) -> u16 {
    let all = app.dataset().sample.len().saturating_add(4);
    (all.min(usize::from(u16::MAX)) as u16).min(height * 9 / 20)
}

/// All components of a small mixture, else a third of the height.
fn theta_height(app: &App, height: u16) -> u16 {
    (app.theta().len() as u16 + 4).min((height / 3).max(6))
}

struct Screen<'a> {
    app: &'a App,
    theme: &'a Theme,
    decimals: Decimals,
}

impl<'a> Screen<'a> {
    fn block(&self, title: &str, focused: bool) -> Block<'a> {
        let style = if focused { self.theme.accent() } else { self.theme.border() };
        Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(style)
            .title(Line::styled(format!(" {title} "), self.theme.title()))
    }

    fn panel(&self, panel: Panel, area: Rect, buffer: &mut Buffer) {
        let focused = self.app.panel() == panel && !matches!(self.app.mode(), Mode::Lesson);
        let mut block = self.block(&self.title(panel, area.width), focused);
        if let Some((shown, count)) = self.part_shown(panel, area.height) {
            let (first, last) = (shown.start, shown.end - 1);
            let part = Line::styled(format!(" {first}–{last} of {count} "), self.theme.faint());
            block = block.title_bottom(part.right_aligned());
        }
        let inner = inside(area);
        if inner != area {
            block.render(area, buffer);
        }
        if self.is_hidden(panel) {
            Line::styled(" covered until answered", self.theme.faint()).render(inner, buffer);
            return;
        }
        match panel {
            Panel::Density => self.density(inner, buffer),
            Panel::Theta => self.theta_panel().render(inner, buffer),
            Panel::Likelihood => self.likelihood().render(inner, buffer),
            Panel::Responsibilities => self.table().render(inner, buffer),
        }
    }

    /// Which rows of a list are in sight in a panel so many rows high, counted as the panel counts
    /// them; none where all are.
    fn part_shown(&self, panel: Panel, height: u16) -> Option<(Range<usize>, usize)> {
        let height = height.saturating_sub(2);
        let (shown, count, from) = match panel {
            Panel::Theta => (self.theta_panel().shown(height), self.app.theta().len(), 1),
            Panel::Responsibilities => {
                (self.table().shown(height), self.app.dataset().sample.len(), 0)
            }
            Panel::Density | Panel::Likelihood => return None,
        };
        let part = !shown.is_empty() && shown.len() < count;
        part.then_some((shown.start + from..shown.end + from, count))
    }

    fn title(&self, panel: Panel, width: u16) -> String {
        let run = self.app.timeline().run();
        let place = run.cursor();
        let t = place.iteration();
        match panel {
            Panel::Density if matches!(self.app.mode(), Mode::Theta(_)) => {
                "Density of what is typed".into()
            }
            Panel::Density => self.chart_title(t),
            Panel::Theta => match t.checked_sub(1) {
                None => "θ₀".into(),
                Some(before) => format!("θ{}  change since θ{}", subscript(t), subscript(before)),
            },
            Panel::Likelihood => "ℓ  log-likelihood".into(),
            Panel::Responsibilities => {
                let title = match (run.gamma_iteration(), place.phase()) {
                    (None, _) => "γ  (none yet: press e)".into(),
                    (Some(t), Phase::Gamma) => format!("γ{0}  (from θ{0})", subscript(t)),
                    (Some(from), Phase::Theta) => {
                        let (from, t) = (subscript(from), subscript(t));
                        format!("γ{from}  (from θ{from}; press e for θ{t})")
                    }
                };
                match format!("Responsibilities {title}") {
                    long if long.chars().count() + 4 <= usize::from(width) => long,
                    _ => title,
                }
            }
        }
    }

    /// What stands in the density chart's place; a θ₀ that is typed shows its density.
    fn picture(&self) -> Option<Picture> {
        let picture = self.app.bound().picture();
        picture.filter(|_| !matches!(self.app.mode(), Mode::Theta(_)))
    }

    fn chart_title(&self, t: usize) -> String {
        if let Some(picture) = self.picture() {
            return self.picture_title(picture);
        }
        let t = subscript(t);
        match self.app.bound().chart() {
            Chart::Density => format!("Density p(x; θ{t})"),
            Chart::Posterior => format!("Posterior p(k | x; θ{t})"),
            Chart::Both => format!("Density p(x; θ{t}), posterior p(k | x; θ{t})"),
        }
    }

    fn picture_title(&self, picture: Picture) -> String {
        let run = self.app.timeline().run();
        match picture {
            Picture::Staircase => "ℓ and F after every half-step".into(),
            Picture::Touching => {
                let made = run.gamma_iteration().unwrap_or(0);
                match self.app.bound().direction() {
                    Direction::Along(coordinate) => {
                        let name = touching::name(coordinate);
                        format!("ℓ and F along {name}, through θ{}", subscript(made))
                    }
                    Direction::WholeStep => {
                        let (from, to) = (subscript(made), subscript(made + 1));
                        format!("ℓ and F from θ{from} (s = 0) to θ{to} (s = 1)")
                    }
                }
            }
            Picture::Surface => match self.app.bound().surface() {
                Some((plane, _)) => {
                    format!("ℓ over {} and {}", touching::name(plane.x), touching::name(plane.y))
                }
                None => "ℓ over a plane".into(),
            },
        }
    }

    fn draw_picture(&self, picture: Picture, area: Rect, buffer: &mut Buffer) {
        let (run, bound, theme) = (self.app.timeline().run(), self.app.bound(), self.theme);
        match picture {
            Picture::Staircase => {
                Staircase { run, zoom: bound.zoom(), theme }.render(area, buffer);
            }
            Picture::Touching => Touching {
                run,
                direction: bound.direction(),
                zoom: bound.zoom(),
                profile: bound.profile(),
                decimals: self.decimals,
                theme,
            }
            .render(area, buffer),
            Picture::Surface => {
                if let Some((plane, grid)) = bound.surface() {
                    Surface { run, plane, grid, theme }.render(area, buffer);
                }
            }
        }
    }

    /// Whether a panel shows what the lesson's open question asks for.
    fn is_hidden(&self, panel: Panel) -> bool {
        // A number that is asked for is not read off beside the question.
        let has_numbers = panel != Panel::Density || self.picture().is_some();
        if matches!(self.app.mode(), Mode::Answer(_)) && has_numbers {
            return true;
        }
        let hides = |hidden: Hidden| self.app.hides().contains(&hidden);
        match panel {
            Panel::Density => {
                let picture = self.picture().is_some() && !self.app.hides().is_empty();
                picture || hides(Hidden::Density)
            }
            Panel::Theta => hides(Hidden::Theta),
            Panel::Likelihood => hides(Hidden::LogLikelihood) || hides(Hidden::Bound),
            Panel::Responsibilities => hides(Hidden::Responsibilities) || hides(Hidden::Counts),
        }
    }

    fn density(&self, area: Rect, buffer: &mut Buffer) {
        if let Some(picture) = self.picture() {
            return self.draw_picture(picture, area, buffer);
        }
        let run = self.app.timeline().run();
        let sample = &run.data().sample;
        let draft = match self.app.mode() {
            Mode::Theta(form) => form.theta().ok(),
            _ => None,
        };
        // While a θ₀ is typed the chart shows it, with the θ it is to replace as the faint curve.
        let (theta, previous, axes, gamma_of) = if let Some(draft) = &draft {
            let axes = self.app.axes();
            let axes = if self.app.is_zoomed() { axes } else { axes.follow(sample, draft) };
            (draft, Some(self.app.theta()), axes, None)
        } else {
            let hidden = self.is_hidden(Panel::Responsibilities);
            let gamma_of = self.app.gamma_theta().map(|(_, theta)| theta).filter(|_| !hidden);
            (self.app.theta(), run.previous_theta(), self.app.axes(), gamma_of)
        };
        let (chart, cursor) = (self.app.bound().chart(), self.app.bound().x());
        Density {
            axes: &axes,
            sample,
            theta,
            previous,
            gamma_of,
            chart,
            cursor,
            theme: self.theme,
        }
        .render(area, buffer);
    }

    fn theta_panel(&self) -> ThetaPanel<'_> {
        let run = self.app.timeline().run();
        ThetaPanel {
            theta: &run.current().theta,
            previous: run.previous_theta(),
            decimals: self.decimals,
            component: self.app.component(),
            selected: self.app.selected(),
            theme: self.theme,
        }
    }

    fn likelihood(&self) -> Likelihood<'_, Arc<Dataset>> {
        let run = self.app.timeline().run();
        Likelihood { run, selected: self.app.selected(), theme: self.theme }
    }

    fn table(&self) -> Responsibilities<'_> {
        let run = self.app.timeline().run();
        Responsibilities {
            sample: &run.data().sample,
            components: self.app.theta().len(),
            gamma: self.app.gamma_theta().map(|(t, theta)| (theta, run.expectation(t))),
            row: self.app.row(),
            component: self.app.component(),
            selected: self.app.selected(),
            decimals: self.decimals,
            theme: self.theme,
        }
    }

    /// Where the numbers of a panel stand that can be asked about.
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
            let block = self.block("What the steps do", false);
            Formulas { phase: self.app.timeline().run().cursor().phase(), theme: self.theme }
                .render(block.inner(place), buffer);
            block.render(place, buffer);
            return;
        }
        let mut block = self.block("Where does it come from?", false);
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
            self.nothing_yet().render(inner, buffer);
        }
        block.render(place, buffer);
    }

    /// The derivation over the whole screen.
    fn why(&self, scroll: usize, area: Rect, buffer: &mut Buffer) {
        let inner = dialog("Where does it come from?", self.theme, area, buffer);
        match &self.app.derivation() {
            Some(derivation) => self.derivation(derivation, scroll).render(inner, buffer),
            None => self.nothing_yet().render(inner, buffer),
        }
    }

    fn derivation<'d>(&'d self, derivation: &'d Derivation, scroll: usize) -> DerivationPanel<'d> {
        let likelihood = self.app.timeline().run().current().log_likelihood();
        let (decimals, theme) = (self.decimals, self.theme);
        DerivationPanel { derivation, decimals, likelihood, scroll, theme }
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
        let room = usize::from(width).saturating_sub(MORE.len() + 1);
        let line = self.derivation(&derivation, 0).line(room)?;
        let (text, key) = (self.theme.text(), self.theme.key());
        Some(Line::from(vec![Span::styled(format!(" {line}"), text), Span::styled(MORE, key)]))
    }
}
