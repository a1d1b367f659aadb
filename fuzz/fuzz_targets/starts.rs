//! Where an input may start that presses keys, on a screen or by the line.

use std::sync::{Arc, LazyLock};

use emstep::internals::app::{App, HostLimits, LessonScreen, Settings};
use emstep::lesson::{BUILT_IN, BuiltIn, Player};

use super::driver::Driver;

/// As on a server, but smaller: no file of this machine is read, and nothing takes long.
const BOUNDS: HostLimits = HostLimits {
    files: false,
    saving: false,
    suspend: false,
    rows: 50,
    components: 4,
    iterations: 20,
    runs: 20,
    bytes: 1 << 20,
};

/// Where an input may start, by its first byte.
pub static STARTS: LazyLock<Vec<App>> = LazyLock::new(|| {
    // Of one value, for the second.
    let drivers =
        [Driver::typed("1 2 2 7 9 9.5", 3), Driver::typed("3 3 3", 1), Driver::homework()];
    let apps = drivers.map(|driver| driver.app);
    let starts = apps.into_iter().chain(BUILT_IN.iter().map(in_lesson));
    starts.map(|app| app.with_limits(BOUNDS)).collect()
});

fn in_lesson(lesson: &BuiltIn) -> App {
    let lesson = lesson.load().expect("a lesson");
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    App::new(run, Settings::default()).with_lesson(screen)
}
