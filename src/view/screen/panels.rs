//! The panels of a program's state.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::app::lesson::LessonScreen;
use crate::app::{App, Chart, Mode, Panel, Plot};
use crate::data::Dataset;
use crate::explain::Quantity;
use crate::lesson::{Hidden, ShownChart};
use crate::mixture::Iterate;
use crate::text;
use crate::view::dialog::bordered;
use crate::view::layout::PlacedPanel;
use crate::view::number::Scale;
use crate::view::panel::density::DensityPanel;
use crate::view::panel::likelihood::{Covered, LikelihoodPanel};
use crate::view::panel::responsibilities::ResponsibilitiesPanel;
use crate::view::panel::theta::ThetaPanel;
use crate::view::screen::titles;
use crate::view::theme::Theme;
use crate::view::{ascii, lines, plot};

/// The panels of a state, each drawn where it is asked for.
pub(super) struct Panels<'a> {
    pub app: &'a App,
    pub theme: &'a Theme,
    /// How closely numbers are written.
    pub scale: Scale,
    /// What must not be seen.
    hides: Vec<Hidden>,
}

impl<'a> Panels<'a> {
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Self {
        let scale = Scale::of(app.study().dataset().digits(), app.study().theta_or_first());
        let scale = scale.with_decimals(app.shared().decimals());
        Self { app, theme, scale, hides: app.hides() }
    }

    /// Draws a panel; if others are not shown (`is_folded`), with which of how many it is.
    pub(super) fn draw(&self, placed: PlacedPanel, is_folded: bool, buffer: &mut Buffer) {
        let PlacedPanel { panel, area, inner } = placed;
        if inner != area {
            // While a lesson's question is answered, the arrows are its.
            let has_arrows =
                !matches!(self.app.mode(), Mode::Lesson(lesson) if lesson.is_answering());
            let focused = self.app.looks().panel() == panel && has_arrows;
            let which = if is_folded { titles::which(panel) } else { String::new() };
            let width = area.width.saturating_sub(text::width(&which) as u16);
            let mut block = bordered(&self.title(placed, width), focused, self.theme, width);
            if is_folded {
                block = block.title(Line::styled(which, self.theme.faint()).right_aligned());
            }
            if let Some(part) = self.parts_shown(placed) {
                block = block.title_bottom(Line::styled(part, self.theme.faint()).right_aligned());
            }
            block.render(area, buffer);
        }
        if self.is_hidden(panel) {
            lines::draw(Line::styled(self.why_hidden(), self.theme.faint()), inner, buffer);
            return;
        }
        ascii::drawn(self.theme, inner, buffer, |inner, buffer| {
            self.content(panel, inner, buffer);
            None
        });
    }

    fn content(&self, panel: Panel, inner: Rect, buffer: &mut Buffer) {
        match panel {
            Panel::Density => self.density(inner, buffer),
            Panel::Theta => self.theta().render(inner, buffer),
            Panel::Likelihood => self.likelihood().render(inner, buffer),
            Panel::Responsibilities => self.table().render(inner, buffer),
        }
    }

    /// Returns the inside of a panel as it is drawn, and the cell of it that is at this one of the
    /// screen: where Greek is spelled out, a panel is narrower, and its text is elsewhere.
    pub(super) fn source(
        &self,
        placed: PlacedPanel,
        size: Size,
        cell: Position,
    ) -> (Rect, Position) {
        let PlacedPanel { panel, inner, .. } = placed;
        if !self.theme.glyphs().is_ascii() || self.is_hidden(panel) {
            return (inner, cell);
        }
        let mut buffer = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        let shown = ascii::shown(self.theme, inner, &mut buffer, |inner, buffer| {
            self.content(panel, inner, buffer);
            None
        });
        (shown.area, shown.source(cell))
    }

    /// Returns whether a panel shows what the lesson's open question asks for.
    pub(super) fn is_hidden(&self, panel: Panel) -> bool {
        // A number that is asked for is not read off beside the question.
        let has_numbers = panel != Panel::Density || plot::open(self.app).is_some();
        if matches!(self.app.mode(), Mode::Answer(_)) && has_numbers {
            return true;
        }
        let hides = |hidden: Hidden| self.hides.contains(&hidden);
        match panel {
            Panel::Density => {
                let is_meant = |plot| self.is_directed(plot) && !self.app.shared().is_covering();
                let is_plot = plot::open(self.app).is_some_and(|plot| !is_meant(plot))
                    && !self.hides.is_empty();
                // The posterior at an observation is its γ.
                let is_posterior = self.app.looks().plots().chart() != Chart::Density;
                is_plot || hides(Hidden::Density) || is_posterior && hides(Hidden::Responsibilities)
            }
            Panel::Theta => hides(Hidden::Theta),
            // Of F and the gap alone the panel covers the numbers.
            Panel::Likelihood => hides(Hidden::LogLikelihood),
            Panel::Responsibilities => hides(Hidden::Responsibilities) || hides(Hidden::Counts),
        }
    }

    /// Returns what a panel says that is covered.
    fn why_hidden(&self) -> String {
        if let Some(covered) = self.app.shared().covered() {
            return format!(" covered: what do you expect for {}?", covered.symbol());
        }
        let answers = matches!(self.app.mode(), Mode::Answer(_));
        let player = self.app.lesson().filter(|_| !answers).map(LessonScreen::player);
        let why = match player.filter(|player| player.open_question().is_none()) {
            None => " covered until answered",
            Some(player) if player.step().cover.is_empty() => " covered: asked for later",
            Some(_) => " covered in this step",
        };
        why.to_owned()
    }

    /// Returns whether the lesson's step opened this plot, and so means it to be seen.
    fn is_directed(&self, plot: Plot) -> bool {
        if plot == Plot::Runs {
            return self.app.looks().plots().compares_steps();
        }
        let shown = self.app.lesson().map(|lesson| lesson.player().step().show);
        matches!(
            (shown, plot),
            (Some(ShownChart::Bound), Plot::Bound)
                | (Some(ShownChart::Surface), Plot::Surface)
                | (Some(ShownChart::Staircase), Plot::Staircase)
        )
    }

    fn density(&self, area: Rect, buffer: &mut Buffer) {
        match plot::open(self.app) {
            Some(plot) => plot::draw(self.app, plot, &self.scale, self.theme, area, buffer),
            None => self.with_chart(|chart| chart.render(area, buffer)),
        }
    }

    /// Calls `f` with the density chart.
    pub(super) fn with_chart<R>(&self, f: impl FnOnce(DensityPanel) -> R) -> R {
        let run = self.app.study().run();
        let sample = &run.data().sample;
        let draft = match self.app.mode() {
            Mode::Theta(form) => form.theta().ok(),
            _ => None,
        };
        // While a θ₀ is typed the chart shows it, with the θ it is to replace as the faint curve.
        let (theta, previous, axes, gamma) = if let Some(draft) = &draft {
            let axes = self.app.looks().axes();
            let axes = if self.app.looks().is_zoomed() { axes } else { axes.follow(sample, draft) };
            (Some(draft), self.app.study().theta(), axes, None)
        } else {
            let hidden = self.is_hidden(Panel::Responsibilities);
            let gamma = self.app.study().gamma().map(|gamma| gamma.rows).filter(|_| !hidden);
            (self.app.study().theta(), run.previous_theta(), self.app.looks().axes(), gamma)
        };
        // What is moved with the mouse stays below it.
        let axes = self.app.looks().held().map_or(axes, |held| held.axes);
        // What is read off at an observation is its γ, and more.
        let reads = self.hides.is_empty() && !matches!(self.app.mode(), Mode::Answer(_));
        let cursor = self.app.looks().plots().x().filter(|_| reads && theta.is_some());
        // Without a θ there are the observations alone.
        let chart = match theta {
            Some(_) => self.app.looks().plots().chart(),
            None => Chart::Density,
        };
        let digits = self.app.study().dataset().digits();
        let observation =
            (!self.is_hidden(Panel::Responsibilities)).then(|| self.app.looks().selection().row());
        f(DensityPanel {
            axes: &axes,
            sample,
            theta,
            previous,
            truth: run.data().truth.as_ref(),
            gamma,
            sharing: run.method().sharing(run.cursor().iteration()),
            chart,
            cursor: cursor.map(|x| (x, digits)),
            observation: observation.map(|i| (i, digits)),
            theme: self.theme,
        })
    }

    pub(super) fn theta(&self) -> ThetaPanel<'_> {
        let run = self.app.study().run();
        ThetaPanel {
            theta: run.current().map(Iterate::theta),
            components: run.components(),
            previous: run.previous_theta(),
            scale: &self.scale,
            component: self.app.looks().selection().component(),
            selected: self.app.marked(),
            theme: self.theme,
        }
    }

    pub(super) fn likelihood(&self) -> LikelihoodPanel<'_, Arc<Dataset>> {
        let run = self.app.study().run();
        let hides = |hidden: Hidden| self.hides.contains(&hidden);
        LikelihoodPanel {
            run,
            chart: self.app.looks().likelihood_chart(self.app.study()),
            covered: Covered {
                likelihood: hides(Hidden::LogLikelihood),
                bound: hides(Hidden::Bound),
            },
            selected: self.app.marked(),
            keymap: self.app.shared().keymap(),
            theme: self.theme,
        }
    }

    pub(super) fn table(&self) -> ResponsibilitiesPanel<'_> {
        let run = self.app.study().run();
        ResponsibilitiesPanel {
            sample: &run.data().sample,
            components: run.components(),
            gamma: self.app.study().gamma(),
            ranking: self.app.looks().table().ranking(),
            rank: self.app.looks().selection().position(),
            component: self.app.looks().selection().component(),
            selected: self.app.marked(),
            scale: &self.scale,
            theme: self.theme,
        }
    }

    /// Returns where the numbers of a panel are that can be asked about.
    pub(super) fn numbers(&self, panel: Panel, inner: Rect) -> Vec<(Rect, Quantity)> {
        match panel {
            Panel::Density => Vec::new(),
            Panel::Theta => self.theta().quantities(inner),
            Panel::Likelihood => self.likelihood().quantities(inner),
            Panel::Responsibilities => self.table().quantities(inner),
        }
    }
}
