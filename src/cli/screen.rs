//! What opens on a screen: the stepper, alone or with a lesson.

use std::error::Error;

use super::keys::pressed_in;
use super::status_line::shown_during;
use super::{Plan, ScreenOptions};
use crate::app::lesson::LessonScreen;
use crate::app::opening::Program;
use crate::app::{App, Effect, HostLimits, Settings};
use crate::runtime::{self, Ending, Headless};
use crate::work::is_quickly_read;

/// Opens the stepper, at once: long data are read behind the screen, unless keys are pressed first.
///
/// # Errors
/// Returns an error if there are no data, no θ₀ or no terminal, or the terminal fails.
pub fn step(plan: &Plan, screen: ScreenOptions) -> Result<Ending, Box<dyn Error>> {
    let is_quick = plan.requests().all(|request| is_quickly_read(&request.source));
    if is_quick || !screen.keys.is_empty() {
        let Some(app) = pressed_in(&screen.keys, stepper(plan)?)? else { return Ok(Ending::Quit) };
        let program = Program::Open(Box::new(app));
        let files = plan.requests().filter_map(|request| request.source.file());
        let remember = files.map(|path| Effect::RememberFile(path.to_owned())).collect();
        return run(program, remember, screen);
    }
    let (program, effects) = open(plan);
    run(program, effects, screen)
}

/// Returns the program that reads the data of a plan.
fn open(plan: &Plan) -> (Program, Vec<Effect>) {
    let name = plan.request.source.name();
    let (options, limits) = (plan.start_options(), HostLimits::default());
    let request = plan.request.clone();
    let (program, effects) = Program::opening(name, request, options, plan.settings, limits);
    let more = plan.more.iter().map(|request| (request.source.name(), request.clone())).collect();
    (program.with_more_data(more), effects)
}

/// Returns the stepper at θ₀, once its data are read.
///
/// # Errors
/// Returns an error if there are no data or no θ₀.
pub(super) fn stepper(plan: &Plan) -> Result<App, Box<dyn Error>> {
    let (program, effects) = open(plan);
    let line = || format!("reading {}; ^C leaves", plan.request.source.name());
    Ok(shown_during(line, || Headless::open(program, effects))?.into_app()?)
}

/// Opens a stepper with a lesson.
///
/// # Errors
/// Returns an error if there is no terminal, or it fails.
pub fn open_lesson(app: App, screen: ScreenOptions) -> Result<Ending, Box<dyn Error>> {
    run(Program::Open(Box::new(app)), Vec::new(), screen)
}

/// Returns the stepper at the state that a lesson begins with, and the lesson beside it.
pub(super) fn stepper_with_lesson(lesson: LessonScreen) -> App {
    let run = lesson.player().scene().run().clone();
    App::new(run, Settings::default()).with_lesson(lesson)
}

/// Opens the screen.
pub(super) fn run(
    program: Program,
    effects: Vec<Effect>,
    screen: ScreenOptions,
) -> Result<Ending, Box<dyn Error>> {
    runtime::install_panic_hook();
    let mut effects = effects;
    let mut program = program.with_preferences(screen.preferences).with_inputs(screen.inputs);
    if screen.show_keys {
        program = program.showing_keys();
    }
    if screen.mouse {
        program = program.with_mouse();
    }
    if program.has_mouse() {
        effects.push(Effect::Mouse(true));
    }
    let ScreenOptions { colors, glyphs, has_title, recovers, .. } = screen;
    let colors = runtime::terminal_colors(colors.theme, colors.color, glyphs.here());
    Ok(runtime::run(program, effects, colors, has_title, recovers)?)
}
