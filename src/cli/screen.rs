//! What opens on a screen: the stepper, alone or with a lesson.

use std::error::Error;
use std::sync::Arc;

use super::Plan;
use crate::app::lesson_mode::LessonScreen;
use crate::app::{App, Settings};
use crate::data;
use crate::runtime::{self, Ending, NoTerminal};
use crate::view::theme::{ColorDepth, Theme};

/// Opens the stepper; `colors` is `None` where the terminal says how many there are.
///
/// # Errors
/// Where there are no data, no θ₀, no terminal, or the terminal fails.
pub fn step(plan: &Plan, colors: Option<ColorDepth>) -> Result<Ending, Box<dyn Error>> {
    run(stepper(plan)?, colors)
}

/// The stepper at θ₀.
///
/// # Errors
/// Where there are no data or no θ₀.
pub(super) fn stepper(plan: &Plan) -> Result<App, Box<dyn Error>> {
    let dataset = data::load(&plan.request)?;
    let start = plan.beginning(&dataset).begin(&dataset)?;
    Ok(App::new(Arc::new(dataset), start, plan.settings))
}

/// Opens a lesson beside the stepper.
///
/// # Errors
/// Where there is no terminal, or it fails.
pub fn open_lesson(
    lesson: LessonScreen,
    colors: Option<ColorDepth>,
) -> Result<Ending, Box<dyn Error>> {
    run(stepper_with_lesson(lesson), colors)
}

/// The stepper where a lesson wants it, with the lesson beside it.
pub(super) fn stepper_with_lesson(lesson: LessonScreen) -> App {
    let scene = lesson.player().scene();
    let (dataset, start) = (Arc::clone(scene.dataset()), scene.run().iterates()[0].clone());
    App::new(dataset, start, Settings::default()).with_lesson(lesson)
}

fn run(app: App, colors: Option<ColorDepth>) -> Result<Ending, Box<dyn Error>> {
    runtime::install_reports()?;
    match runtime::run(app, Vec::new(), Theme::new(colors.unwrap_or_else(runtime::color_depth))) {
        Err(error) if !error.is::<NoTerminal>() => Err(format!("{error:?}").into()),
        ending => Ok(ending?),
    }
}
