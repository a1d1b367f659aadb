//! Where everything on the screen goes.

use ratatui::layout::{Constraint, Layout, Margin, Rect};

use crate::app::{App, Mode, PANELS, Panel};

/// Returns the title, the panels, the line for the person and the hints, from top to bottom.
pub(in crate::view) fn rows(area: Rect) -> [Rect; 4] {
    let bars = u16::from(area.height > 3);
    let parts = [
        Constraint::Length(u16::from(area.height > 1)),
        Constraint::Min(1),
        Constraint::Length(bars),
        Constraint::Length(bars),
    ];
    Layout::vertical(parts).areas(area)
}

/// Returns the inside of a panel. A window of a few rows has none to spare for a border.
pub(in crate::view) fn inside(area: Rect) -> Rect {
    let has_border = area.height >= 4 && area.width >= 12;
    if has_border { area.inner(Margin::new(1, 1)) } else { area }
}

/// Where everything goes. Depends on the window, K and n only: nothing jumps while stepping.
pub(in crate::view) struct ScreenLayout {
    pub panels: Vec<(Panel, Rect)>,
    pub formulas: Option<Rect>,
    pub lesson: Option<Rect>,
    /// Where a form opens: over what it does not preview.
    pub dialog: Rect,
}

/// The rows the formulas take with their border.
const FORMULAS: u16 = crate::view::panel::formulas::HEIGHT + 2;

impl ScreenLayout {
    pub(super) fn of(app: &App, body: Rect) -> Self {
        if is_full_screen(app) {
            Self::one_panel(app, body)
        } else if app.lesson().is_some() {
            Self::with_lesson(app, body)
        } else if body.width >= 74 && body.height >= 18 {
            Self::two_columns(app, body)
        } else if body.width >= 44 && body.height >= 30 {
            Self::one_column(app, body)
        } else {
            Self::one_panel(app, body)
        }
    }

    fn one_panel(app: &App, body: Rect) -> Self {
        let panels = vec![(app.looks().panel(), body)];
        Self { panels, formulas: None, lesson: None, dialog: body }
    }

    /// A lesson replaces the formulas or, if it would be too low to read, the right column; small
    /// windows show either the lesson or a panel: the one that has the keys.
    fn with_lesson(app: &App, body: Rect) -> Self {
        if body.width >= 100 && body.height >= 34 {
            let mut layout = Self::two_columns(app, body);
            let [(_, theta), (_, likelihood)] = [layout.panels[1], layout.panels[2]];
            let right = Rect { y: theta.bottom(), height: body.bottom() - theta.bottom(), ..theta };
            let parts = [Constraint::Length(10.min(likelihood.height)), Constraint::Min(0)];
            let [likelihood, lesson] = Layout::vertical(parts).areas(right);
            layout.panels[2].1 = likelihood;
            return Self { formulas: None, lesson: Some(lesson), ..layout };
        }
        if body.width >= 74 && body.height >= 18 {
            let parts = [Constraint::Percentage(45), Constraint::Min(0)];
            let [left, right] = Layout::horizontal(parts).areas(body);
            let table = table_height(app, body.height);
            let parts = [Constraint::Min(0), Constraint::Length(table)];
            let [upper, lower] = Layout::vertical(parts).areas(left);
            // The panel in focus is above the table; the chart, if that is the table itself.
            let above = match app.looks().panel() {
                Panel::Responsibilities => Panel::Density,
                panel => panel,
            };
            let panels = vec![(above, upper), (Panel::Responsibilities, lower)];
            return Self { panels, formulas: None, lesson: Some(right), dialog: right };
        }
        match app.mode() {
            Mode::Lesson(_) => {
                Self { panels: Vec::new(), formulas: None, lesson: Some(body), dialog: body }
            }
            _ => Self::one_panel(app, body),
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

/// Returns whether the panel in focus takes the whole screen: not beside a dialog, which may be
/// about another one, nor in a lesson that has the keys.
fn is_full_screen(app: &App) -> bool {
    let is_alone = match app.mode() {
        Mode::Stepping | Mode::Prompt(_) | Mode::Help(_) | Mode::Derivation(_) => true,
        Mode::Theta(_) | Mode::Data(_) | Mode::Answer(_) | Mode::Lesson(_) => false,
    };
    is_alone && app.looks().is_full_screen()
}

/// Returns the row that the tables of some data have above their header.
fn offset_height(app: &App) -> u16 {
    u16::from(app.study().dataset().digits().has_offset())
}

/// All rows of a small sample, else not quite half of the height.
fn table_height(app: &App, height: u16) -> u16 {
    let all =
        app.study().dataset().sample.len().saturating_add(4 + usize::from(offset_height(app)));
    (all.min(usize::from(u16::MAX)) as u16).min(height * 9 / 20)
}

/// All components of a small mixture, else a third of the height.
fn theta_height(app: &App, height: u16) -> u16 {
    let above = offset_height(app);
    (app.study().theta().len() as u16 + 4 + above).min((height / 3).max(6 + above))
}
