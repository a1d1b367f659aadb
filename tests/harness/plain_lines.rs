//! Lines for the stepper of `--plain`, whatever they are.

use emstep::internals::app::Mode;
use emstep::internals::cli::{Obeyed, PlainStepper};
use emstep::internals::text::is_hidden;

/// Commands that run EM from many starts, of which a script for a test has only one: it takes as
/// long as all the rest.
pub(crate) const LONG: [&str; 5] = ["restarts", "R", "scan", "K", "test"];

/// Obeys lines until one quits, and checks after each that the next can be obeyed.
pub(crate) fn obey_all<'t>(stepper: &mut PlainStepper, lines: impl Iterator<Item = &'t str>) {
    let mut had_long = false;
    for line in lines {
        let name = line.split_whitespace().next().unwrap_or_default();
        if LONG.contains(&name) && std::mem::replace(&mut had_long, true) {
            continue;
        }
        match stepper.obey(line) {
            Ok(Obeyed::Said(text)) => {
                let is_text = text.is_empty() || text.ends_with('\n');
                assert!(
                    is_text && !text.contains(|c| is_hidden(c) && c != '\n'),
                    "{line}: {text:?}"
                );
            }
            Ok(Obeyed::Quit) => {
                if stepper.leave().expect("data").is_none() {
                    return;
                }
            }
            Err(failure) => {
                let text = failure.to_string();
                assert!(!text.is_empty() && !text.contains(is_hidden), "{line}: {text:?}");
            }
        }
        check_mode(stepper, line);
    }
    // Whatever came before, the state can be shown.
    assert!(stepper.obey("show").is_ok());
}

/// No dialog is left open, into which the next command would be typed.
fn check_mode(stepper: &PlainStepper, line: &str) {
    let app = stepper.app().expect("data");
    let is_open = match app.mode() {
        Mode::Stepping => app.lesson().is_none(),
        Mode::Lesson(_) | Mode::Board(_) | Mode::Groups(_) => true,
        _ => false,
    };
    assert!(is_open, "after {line}: {:?}", app.mode());
}
