//! Where everything on the screen goes. Each panel takes what it needs, and what is left goes to
//! its neighbours.

mod claims;

use ratatui::layout::{Constraint, Layout, Margin, Rect};

use super::panel::{checklist, formulas, likelihood, responsibilities};
use super::plot::{self, runs};
use crate::app::{App, Mode, PANELS, Panel, Plot};
use claims::{Claim, divide};

/// A screen gives the lines for the person at most one of this many rows.
const SHARE_OF_MESSAGES: u16 = 4;

/// Returns the title, the panels, the lines for the person and the hints, from top to bottom.
/// `messages` says how many lines for the person there are to be room for.
pub(in crate::view) fn rows(area: Rect, messages: u16) -> [Rect; 4] {
    let bars = u16::from(area.height > 3);
    let parts = [
        Constraint::Length(u16::from(area.height > 1)),
        Constraint::Min(1),
        Constraint::Length(bars * messages.min(area.height / SHARE_OF_MESSAGES).max(1)),
        Constraint::Length(bars),
    ];
    Layout::vertical(parts).areas(area)
}

/// Returns the inside of a panel. A window of a few rows has none to spare for a border.
pub(in crate::view) fn inside(area: Rect) -> Rect {
    let has_border = area.height >= 4 && area.width >= 12;
    if has_border { area.inner(Margin::new(1, 1)) } else { area }
}

/// A panel where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::view) struct PlacedPanel {
    pub panel: Panel,
    pub area: Rect,
    /// The area without the border; the area itself if there is none.
    pub inner: Rect,
}

impl PlacedPanel {
    fn framed(panel: Panel, area: Rect) -> Self {
        Self { panel, area, inner: inside(area) }
    }

    fn bare(panel: Panel, area: Rect) -> Self {
        Self { panel, area, inner: area }
    }
}

/// Where everything goes. Depends on the window, the data's n, K and offset, and the lesson's text
/// only: nothing jumps while stepping.
pub(in crate::view) struct ScreenLayout {
    pub panels: Vec<PlacedPanel>,
    /// The formulas of the steps, or where the selected number comes from.
    pub formulas: Option<Rect>,
    /// The box around ℓ, F and θ, if a lesson leaves them a few lines only.
    pub numbers: Option<Rect>,
    pub lesson: Option<Rect>,
    /// The parts of an exercise, beside a lesson that has some.
    pub checklist: Option<Rect>,
    /// Where a form opens: over what it does not preview.
    pub dialog: Rect,
}

/// The smallest body with two columns.
const TWO_COLUMNS: (u16, u16) = (74, 18);
/// The panels of the right column, in the order on the screen.
const THETA: usize = 0;
const LIKELIHOOD: usize = 1;
const FORMULAS: usize = 2;
/// Beside a lesson, a box with ℓ, Δℓ, F and gap in two lines, and a line for each of two components
/// below a header.
const NUMBERS: u16 = LEAST_NUMBERS + 1;
/// The same with a line for one component.
const LEAST_NUMBERS: u16 = likelihood::NUMBERS + 4;
/// The rows that the chart keeps beside a lesson, whatever else is above the table.
const CHART_LEAST: u16 = 7;
/// Below a lesson, a panel of ℓ that is lower than this is less than what the chart's area shows.
const ROOM_TO_READ: u16 = likelihood::WITH_HISTORY;
/// The rows that the text of a lesson keeps, whatever else there is.
const LESSON: u16 = 8;

impl ScreenLayout {
    /// Returns the layout of a body. `lesson_heights` says how many rows the lesson needs, with its
    /// borders, if it is this wide: so that what is asked is whole, and so that all of it is.
    pub(super) fn of(app: &App, body: Rect, lesson_heights: impl Fn(u16) -> [u16; 2]) -> Self {
        if is_full_screen(app, body) {
            Self::one_panel(app, body)
        } else if app.lesson().is_some() {
            Self::with_lesson(app, body, lesson_heights)
        } else if body.width >= TWO_COLUMNS.0 && body.height >= TWO_COLUMNS.1 {
            Self::two_columns(app, body)
        } else if body.width >= 44 && body.height >= 30 {
            Self::one_column(app, body)
        } else {
            Self::folded(app, body)
        }
    }

    /// The panel in focus; θ and ℓ are shown together if there is room for both.
    fn folded(app: &App, body: Rect) -> Self {
        let mut layout = Self::one_panel(app, body);
        let theta = theta_height(app);
        let is_one = matches!(app.looks().panel(), Panel::Theta | Panel::Likelihood);
        if is_one && body.height >= theta + likelihood::WITH_CHART {
            let [theta, likelihood] = stacked(body, [theta, body.height - theta]);
            layout.panels = vec![
                PlacedPanel::framed(Panel::Theta, theta),
                PlacedPanel::framed(Panel::Likelihood, likelihood),
            ];
        }
        layout
    }

    /// One panel for all of the body.
    fn one_panel(app: &App, body: Rect) -> Self {
        Self {
            panels: vec![PlacedPanel::framed(app.looks().panel(), body)],
            formulas: None,
            numbers: None,
            lesson: None,
            checklist: None,
            dialog: body,
        }
    }

    /// Returns whether there are panels that are not shown.
    pub(super) fn is_folded(&self) -> bool {
        self.panels.len() < PANELS.len() && self.lesson.is_none()
    }

    fn two_columns(app: &App, body: Rect) -> Self {
        let [left, right] = columns(body, 52);
        let [density, table] = chart_and_table(app, left);
        let mut layout = Self {
            panels: vec![PlacedPanel::framed(Panel::Density, density)],
            formulas: None,
            numbers: None,
            lesson: None,
            checklist: None,
            dialog: right,
        };
        layout.place_right(app, right);
        layout.panels.push(PlacedPanel::framed(Panel::Responsibilities, table));
        layout
    }

    /// Places θ, ℓ and, if there is room for them, the formulas below one another.
    fn place_right(&mut self, app: &App, right: Rect) {
        let heights = divide(right.height, &right_claims(app, right.height));
        let [theta, likelihood, formulas] = stacked(right, heights);
        self.panels.push(PlacedPanel::framed(Panel::Theta, theta));
        self.panels.push(PlacedPanel::framed(Panel::Likelihood, likelihood));
        self.formulas = (formulas.height > 0).then_some(formulas);
    }

    /// A lesson is at the top of the right column, as high as its text, with the numbers below it;
    /// small windows show either the lesson or a panel: the one that has the keys.
    fn with_lesson(app: &App, body: Rect, lesson_heights: impl Fn(u16) -> [u16; 2]) -> Self {
        if body.width < TWO_COLUMNS.0 || body.height < TWO_COLUMNS.1 {
            return match app.mode() {
                Mode::Lesson(_) => Self::lesson_alone(app, body, lesson_heights),
                _ => Self::folded(app, body),
            };
        }
        let [left, right] = columns(body, 45);
        let [chart, table] = match chart_and_table(app, left) {
            // The charts of two runs take the place of the table, if they need it.
            [chart, _] if compares(app) && chart.height < runs::WITH_LIKELIHOOD => {
                stacked(left, [left.height, 0])
            }
            both => both,
        };
        // What is above the table is for the chart first.
        let most = chart.height.saturating_sub(CHART_LEAST);
        // With a row for each part the chart keeps twice its least height.
        let roomy = most.saturating_sub(CHART_LEAST);
        let checklist = checklist::height(app, chart.width, roomy, most);
        let [chart, checklist] = stacked(chart, [chart.height - checklist, checklist]);
        let [least, wanted] = lesson_heights(right.width);
        // What is asked is whole before the second component is there.
        let most = (right.height - NUMBERS).max(least.min(right.height - LEAST_NUMBERS));
        let wanted = wanted.clamp(LESSON.min(most), most);
        let [lesson, below] = stacked(right, [wanted, right.height - wanted]);
        let mut layout = Self {
            panels: Vec::new(),
            formulas: None,
            numbers: None,
            lesson: Some(lesson),
            checklist: (checklist.height > 0).then_some(checklist),
            dialog: right,
        };
        // The chart is above the table, or the panel in focus if it is larger there.
        let focused = app.looks().panel();
        let above = match focused {
            Panel::Theta if below.height < numbers_height(app) => focused,
            Panel::Likelihood if below.height < ROOM_TO_READ + theta_height(app) => focused,
            _ => Panel::Density,
        };
        if below.height < theta_height(app) + likelihood::LEAST {
            layout.place_numbers(app, below);
        } else if above == Panel::Density {
            layout.place_right(app, below);
        } else {
            layout.place_other(app, above, below);
        }
        layout.panels.insert(0, PlacedPanel::framed(above, chart));
        if table.height > 0 {
            layout.panels.push(PlacedPanel::framed(Panel::Responsibilities, table));
        }
        layout
    }

    /// Places the one of θ and ℓ that is not `above` the table, and the formulas if there is room.
    fn place_other(&mut self, app: &App, above: Panel, area: Rect) {
        if above == Panel::Theta {
            self.panels.push(PlacedPanel::framed(Panel::Likelihood, area));
            return;
        }
        let left = area.height - theta_height(app);
        let below = if left >= formulas::LEAST { left } else { 0 };
        let [theta, formulas] = stacked(area, [area.height - below, below]);
        self.panels.push(PlacedPanel::framed(Panel::Theta, theta));
        self.formulas = (formulas.height > 0).then_some(formulas);
    }

    /// A lesson over the whole width, and the numbers below it if there is room for them.
    fn lesson_alone(app: &App, body: Rect, lesson_heights: impl Fn(u16) -> [u16; 2]) -> Self {
        let [_, wanted] = lesson_heights(body.width);
        let room = body.height.saturating_sub(wanted);
        let below = if room >= LEAST_NUMBERS && body.width >= 34 { room } else { 0 };
        let [lesson, below] = stacked(body, [body.height - below, below]);
        let mut layout = Self {
            panels: Vec::new(),
            formulas: None,
            numbers: None,
            lesson: Some(lesson),
            checklist: None,
            dialog: body,
        };
        if below.height > 0 {
            layout.place_numbers(app, below);
        }
        layout
    }

    /// Places ℓ and θ in one box, without borders of their own.
    fn place_numbers(&mut self, app: &App, area: Rect) {
        let inner = area.inner(Margin::new(1, 1));
        let likelihood = likelihood::NUMBERS.min(inner.height);
        let theta = (inner.height - likelihood).min(theta_height(app) - 2);
        let [likelihood, theta] = stacked(inner, [likelihood, theta]);
        self.numbers = Some(area);
        self.panels.push(PlacedPanel::bare(Panel::Likelihood, likelihood));
        self.panels.push(PlacedPanel::bare(Panel::Theta, theta));
    }

    fn one_column(app: &App, body: Rect) -> Self {
        let table = table_height(app, body.height).min(body.height / 4);
        let theta = theta_height(app).min((body.height / 3).max(THETA_LEAST));
        let heights = [body.height - theta - 7 - table, theta, 7, table];
        let areas = stacked(body, heights);
        let dialog = Rect { y: areas[1].y, height: body.bottom() - areas[1].y, ..body };
        let places =
            PANELS.into_iter().zip(areas).map(|(panel, area)| PlacedPanel::framed(panel, area));
        Self {
            panels: places.collect(),
            formulas: None,
            numbers: None,
            lesson: None,
            checklist: None,
            dialog,
        }
    }
}

/// From this height on a panel has room for two charts.
const TWO_CHARTS: u16 = 34;

/// Returns whether the panel in focus takes the whole screen: not beside a dialog, which may be
/// about another one, nor in a lesson that has the keys.
fn is_full_screen(app: &App, body: Rect) -> bool {
    let is_alone = match app.mode() {
        Mode::Stepping
        | Mode::Prompt(_)
        | Mode::Menu(_)
        | Mode::Derivation(_)
        | Mode::Lessons(_) => true,
        Mode::Theta(_)
        | Mode::Data(_)
        | Mode::Runs(_)
        | Mode::Board(_)
        | Mode::Groups(_)
        | Mode::Constraints(_)
        | Mode::Copy(_)
        | Mode::Export(_)
        | Mode::Answer(_)
        | Mode::Lesson(_) => false,
    };
    // The two charts of two runs need more than a panel in a low window. Beside a lesson they take
    // the place of the table.
    let needs_all = compares(app) && app.lesson().is_none() && body.height < TWO_CHARTS;
    is_alone && (app.looks().is_full_screen() || needs_all)
}

/// Returns whether two runs are looked at side by side.
fn compares(app: &App) -> bool {
    plot::open(app) == Some(Plot::Runs) && app.looks().panel() == Panel::Density
}

/// Returns the left and the right column: halves of a wide body, in a narrow one the left gets this
/// share in percent.
fn columns(body: Rect, left: u16) -> [Rect; 2] {
    let width = if body.width < 100 { body.width * left / 100 } else { body.width / 2 };
    Layout::horizontal([Constraint::Length(width), Constraint::Min(0)]).areas(body)
}

/// Returns the areas of these heights, from the top of `area` down.
fn stacked<const N: usize>(area: Rect, heights: [u16; N]) -> [Rect; N] {
    let mut y = area.y;
    heights.map(|height| {
        let part = Rect { y, height, ..area }.intersection(area);
        y = y.saturating_add(height);
        part
    })
}

/// Returns the areas of the chart and of the table below it.
fn chart_and_table(app: &App, area: Rect) -> [Rect; 2] {
    let table = table_height(app, area.height);
    stacked(area, [area.height - table, table])
}

/// Returns what the panels of the right column ask for: all components of θ come before the chart
/// of ℓ, and the formula of the current step before both.
fn right_claims(app: &App, height: u16) -> Vec<Claim> {
    use Claim::{UpTo, Whole};
    let theta = theta_height(app);
    vec![
        UpTo(THETA, theta.min(THETA_LEAST)),
        UpTo(LIKELIHOOD, likelihood::LEAST),
        Whole(FORMULAS, formulas::LEAST),
        Whole(THETA, theta),
        Whole(LIKELIHOOD, likelihood::WITH_CHART),
        UpTo(THETA, theta.min(height / 3)),
        Whole(FORMULAS, formulas::STEP),
        Whole(LIKELIHOOD, likelihood::WITH_HISTORY),
        Whole(FORMULAS, formulas::BOTH),
        UpTo(THETA, theta),
        UpTo(LIKELIHOOD, likelihood::ROOMY),
        Whole(FORMULAS, formulas::ALL),
        UpTo(LIKELIHOOD, height),
    ]
}

/// The rows that a line above the header of a table takes, if there is one.
fn offset_height(app: &App) -> u16 {
    u16::from(app.study().dataset().digits().has_offset())
}

/// Returns the height of a table of all rows of a small sample, or of the words that replace them,
/// else not quite half of the height.
fn table_height(app: &App, height: u16) -> u16 {
    let sample = &app.study().dataset().sample;
    let rows = sample.summed().map_or(sample.len(), |_| responsibilities::WORDS);
    let all = rows.saturating_add(4 + usize::from(offset_height(app)));
    (all.min(usize::from(u16::MAX)) as u16).min(height * 9 / 20)
}

/// Returns the height of a box with ℓ, F and all components.
fn numbers_height(app: &App) -> u16 {
    let components = app.study().run().components() as u16;
    likelihood::NUMBERS + components + 3 + offset_height(app)
}

/// The θ panel of one component.
const THETA_LEAST: u16 = 5;

/// Returns the height of a table of all components, with the line that compares them.
fn theta_height(app: &App) -> u16 {
    let components = app.study().run().components() as u16;
    components + 3 + u16::from(components > 1) + offset_height(app)
}
