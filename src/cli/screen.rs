//! What opens on a screen: the stepper, alone or with a lesson.

use std::error::Error;
use std::io::IsTerminal;
use std::sync::Arc;
use std::{fs, io};

use super::Plan;
use crate::app::lesson::LessonScreen;
use crate::app::{App, Effect, Settings, Wish};
use crate::data::{self, Request, Source};
use crate::runtime::{self, Ending};
use crate::text::sanitise::clean;
use crate::view::theme::{ColorDepth, Theme};

/// What is shown while the first data are read.
const HOMEWORK: &str = "homework";

/// Opens the stepper, at once: long data are read behind the screen. `colors` is `None` where the
/// terminal says how many there are.
///
/// # Errors
/// Returns an error if there are no data, no θ₀ or no terminal, or the terminal fails.
pub fn step(plan: &Plan, colors: Option<ColorDepth>) -> Result<Ending, Box<dyn Error>> {
    if is_quick(&plan.request.source) {
        return run(stepper(plan)?, Vec::new(), colors);
    }
    let dataset = data::load(&Request {
        source: Source::Example(HOMEWORK.into()),
        column: None,
        exact: false,
    })?;
    let start = Wish::default().beginning(&dataset, &plan.settings).begin(&dataset)?;
    let name = match &plan.request.source {
        Source::File(path) => clean(&path.display().to_string()),
        _ => "standard input".to_owned(),
    };
    let stand_in = (Arc::new(dataset), start);
    let (app, effects) =
        App::opening(stand_in, name, plan.request.clone(), plan.wish(), plan.settings);
    run(app, effects, colors)
}

/// Whether data are there so soon that a screen of their own while they come would only flicker.
/// What a person types is read before the screen takes the terminal.
fn is_quick(source: &Source) -> bool {
    /// Bytes that take a few hundredths of a second.
    const QUICK: u64 = 4 << 20;
    match source {
        Source::Example(_) | Source::Typed(_) => true,
        Source::Stdin => io::stdin().is_terminal(),
        // What is no file is refused before the screen opens.
        Source::File(path) => fs::metadata(path)
            .map_or(true, |about| about.is_dir() || (about.is_file() && about.len() < QUICK)),
    }
}

/// The stepper at θ₀.
///
/// # Errors
/// Returns an error if there are no data or no θ₀.
pub(super) fn stepper(plan: &Plan) -> Result<App, Box<dyn Error>> {
    let dataset = data::load(&plan.request)?;
    let start = plan.beginning(&dataset).begin(&dataset)?;
    Ok(App::new(Arc::new(dataset), start, plan.settings))
}

/// Opens a lesson beside the stepper.
///
/// # Errors
/// Returns an error if there is no terminal, or it fails.
pub fn open_lesson(
    lesson: LessonScreen,
    colors: Option<ColorDepth>,
) -> Result<Ending, Box<dyn Error>> {
    run(stepper_with_lesson(lesson), Vec::new(), colors)
}

/// The stepper where a lesson wants it, with the lesson beside it.
pub(super) fn stepper_with_lesson(lesson: LessonScreen) -> App {
    let scene = lesson.player().scene();
    let (dataset, start) = (Arc::clone(scene.dataset()), scene.run().iterates()[0].clone());
    App::new(dataset, start, Settings::default()).with_lesson(lesson)
}

fn run(
    app: App,
    effects: Vec<Effect>,
    colors: Option<ColorDepth>,
) -> Result<Ending, Box<dyn Error>> {
    runtime::install_panic_hook()?;
    let theme = Theme::new(colors.unwrap_or_else(runtime::color_depth));
    Ok(runtime::run(app, effects, theme)?)
}
