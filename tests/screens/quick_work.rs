//! What a server does at once, between the keys of one person, and what other threads do.

use std::sync::Arc;

use emstep::internals::app::{App, LessonScreen, Settings};
use emstep::internals::work::QuickWork;
use emstep::lesson::{BuiltIn, Player};

use crate::driver::Driver;

fn lesson_app() -> App {
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    App::new(run, Settings::default()).with_lesson(screen)
}

/// What a server does between the keys of one person, on these data with this many components: the
/// numbers of jobs that it does at once, and that it gives to other threads.
fn jobs_at_once(points: usize, components: usize, keys: &str) -> (usize, usize) {
    let points: Vec<String> =
        (0..points).map(|i| format!("{}", (i * i % 1009) as f64 / 7.0)).collect();
    done_at_once(Driver::typed(&points.join(" "), components), keys)
}

fn done_at_once(mut driver: Driver, keys: &str) -> (usize, usize) {
    driver.hold = true;
    let mut jobs = (0, 0);
    for key in keys.split_whitespace() {
        driver.press(key);
        while let Some((_, job)) = driver.held.front() {
            if QuickWork::SHARED.includes(job) {
                jobs.0 += 1;
            } else {
                jobs.1 += 1;
            }
            driver.release();
        }
    }
    jobs
}

#[test]
fn what_takes_longer_than_a_millisecond_is_not_done_between_keys() {
    // E-steps show what is there; an M-step of 600 observations is short.
    assert_eq!(jobs_at_once(610, 2, "e m e m"), (2, 0));
    assert_eq!(jobs_at_once(10_000, 16, "e m e m"), (0, 2));
    // A surface never is: it takes thousands of passes, however short each is.
    for points in [5, 610, 10_000] {
        assert_eq!(jobs_at_once(points, 2, "e s → ↓"), (0, 3), "{points}");
    }
    // Checking an answer takes as long as all mistakes that are known.
    assert_eq!(jobs_at_once(5, 2, "e a 1 Enter"), (0, 1));
    assert_eq!(jobs_at_once(10_000, 16, "e a 1 Enter"), (0, 1));
    assert_eq!(jobs_at_once(150, 16, "e a 1 Enter"), (0, 1));
    // Nor is it done again for every letter.
    assert_eq!(jobs_at_once(10_000, 16, "e a 1 2 3 4"), (0, 0));
}

#[test]
fn a_number_is_judged_between_keys_and_a_formula_is_not() {
    let number = "Enter - 2 4 . 5 1 Enter";
    assert_eq!(done_at_once(Driver::of(lesson_app()), number), (1, 0));
    // A formula is tried at many points against the truth and all listed slips.
    let formula = format!("{number} Enter 1 Enter 2 Enter");
    assert_eq!(done_at_once(Driver::of(lesson_app()), &formula), (1, 2));
}
