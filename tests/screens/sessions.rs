//! A session that is saved and gone on with: the same screen, whatever was done before.

use std::sync::Arc;
use std::time::Duration;

use emstep::data::{Progress, Stage};
use emstep::internals::app::{
    Effect, HostLimits, JobOutput, LoadProgress, Message, Mode, OpenedSession, Program,
    RebuildProgress, SaveError, SaveReport, SavedSession,
};
use emstep::internals::view::{self, ColorDepth, Theme};
use proptest::prelude::*;

use crate::any_message::{Event, event, play};
use crate::driver::{Driver, NoFiles, answers, screen_of};

/// A session in format 1, which is never written anew, so that every later version has to open it.
pub(crate) const FORMAT_1: &[u8] = include_bytes!("sessions/format-1.emstep");

/// Opens the text of a session, or says why that is not possible.
fn opened(text: &[u8]) -> Result<Driver, String> {
    opened_within(text, HostLimits::default())
}

/// The same on a host with these limits.
pub(crate) fn opened_within(text: &[u8], limits: HostLimits) -> Result<Driver, String> {
    let session = SavedSession::from_text(text).map_err(|error| error.to_string())?;
    let opened = OpenedSession { session, path: "a.emstep".into(), is_own: true };
    let (mut program, effects) = Program::resuming(opened, Arc::new(NoFiles), limits);
    let [Effect::Start(id, job)] = &effects[..] else { panic!("{effects:?}") };
    let mut next = Vec::new();
    for answer in answers(job) {
        next.extend(program.update(Message::Output(*id, answer)));
    }
    let Program::Open(app) = program else {
        let [Effect::Fail(why)] = &next[..] else { panic!("{next:?}") };
        return Err(why.clone());
    };
    let mut driver = Driver::of(*app);
    for effect in next {
        let Effect::Start(id, job) = effect else { panic!("{effect:?}") };
        for answer in answers(&job) {
            driver.send(Message::Output(id, answer));
        }
    }
    Ok(driver)
}

/// Saves a session with its keys, and goes on with it.
fn resumed(driver: &mut Driver) -> Driver {
    driver.press("W").write("a.emstep").press("Enter");
    if driver.says().is_empty() {
        // It was saved before.
        driver.press("Enter");
    }
    assert_eq!(driver.says(), "saved to a.emstep");
    let (_, text) = driver.sessions.last().expect("a session");
    opened(text).expect("the session")
}

/// Asserts that two show the same, now and after further steps.
fn assert_same(driver: &mut Driver, again: &mut Driver) {
    for keys in ["", "e", "m", "n n", "Tab ↓", "V", "Esc", "<", "u", "S", "L"] {
        for driver in [&mut *driver, &mut *again] {
            driver.press(keys).send(Message::Inform("the same".into()));
        }
        for (width, height) in [(80, 24), (120, 40)] {
            assert_eq!(driver.screen(width, height), again.screen(width, height), "after {keys}");
        }
    }
    again.check();
}

/// Closes what is open in front of the stepper, and waits for what is computed.
fn settle(driver: &mut Driver) {
    driver.hold = false;
    while !driver.held.is_empty() {
        driver.release();
    }
    while !matches!(driver.app.mode(), Mode::Stepping | Mode::Lesson(_)) {
        driver.press("Esc");
    }
    if driver.app.is_playing() {
        driver.press("Esc");
    }
    if matches!(driver.app.mode(), Mode::Lesson(_)) {
        // W may be typed there.
        driver.press("Esc");
    }
    if driver.app.has_mouse() {
        driver.press("M");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_session_saved_at_any_moment_resumes_to_the_same_screen(
        events in prop::collection::vec(event(), 1..60),
        opens in 0_usize..5,
    ) {
        let mut driver = match opens {
            0 => Driver::homework(),
            1 => Driver::typed("1 2 2 7 9 9.5", 3),
            2 => Driver::simulated("0.3 N(0,1) + 0.7 N(4,2)"),
            3 => Driver::example("iris", 2),
            _ => Driver::with_gamma(),
        };
        for event in events {
            // The mouse is the terminal's.
            if !matches!(&event, Event::Key(key) if key.to_string() == "M") {
                play(&mut driver, event);
            }
        }
        settle(&mut driver);
        let mut again = resumed(&mut driver);
        assert_same(&mut driver, &mut again);
    }

    #[test]
    fn no_text_is_a_panic(
        at in 0_usize..4_000,
        bytes in prop::collection::vec(any::<u8>(), 0..6),
        cut in any::<bool>(),
    ) {
        let mut text = FORMAT_1.to_vec();
        let at = at.min(text.len());
        if cut {
            text.truncate(at);
        }
        text.splice(at..(at + bytes.len()).min(text.len()), bytes.iter().copied());
        if let Ok(driver) = opened(&text) {
            driver.screen(80, 24);
        }
    }
}

// Grouped data take long to go on with from fifty starts, which random keys ask for.
#[test]
fn a_session_with_bins_resumes_to_the_same_screen() {
    let mut driver = Driver::example("pearson-crabs", 2);
    driver.press("e m e m S N p");
    settle(&mut driver);
    let mut again = resumed(&mut driver);
    assert_same(&mut driver, &mut again);
}

#[test]
fn a_session_of_the_first_format_opens() {
    let mut driver = opened(FORMAT_1).unwrap();
    let study = driver.app.study();
    assert_eq!((study.timeline().runs().len(), study.timeline().active()), (2, 1));
    assert_eq!(driver.half_step(), "θ1");
    driver.press("<");
    assert_eq!(driver.half_step(), "θ2");
    assert!(driver.screen(80, 24).contains("homework"));
}

#[test]
fn it_is_shown_how_far_a_session_is_computed_again() {
    let session = SavedSession::from_text(FORMAT_1).unwrap();
    let opened = OpenedSession { session, path: "a.emstep".into(), is_own: true };
    let limits = HostLimits::default();
    let (mut program, effects) = Program::resuming(opened, Arc::new(NoFiles), limits);
    let [Effect::Start(id, job)] = &effects[..] else { panic!("{effects:?}") };
    let theme = Theme::new(ColorDepth::Ansi256);
    let drawn = |program: &Program, width, height| {
        screen_of(width, height, |frame| view::draw_program(program, &theme, frame))
    };
    assert!(drawn(&program, 80, 24).contains("opening the session …"));
    // First the data are read.
    let progress =
        Progress { stage: Stage::Ordering, rows: 1_200_000, bytes_read: 5, bytes_total: None };
    let loading = LoadProgress { progress, elapsed: Duration::from_secs(2) };
    program.update(Message::Output(*id, JobOutput::Loading(loading)));
    assert!(drawn(&program, 80, 24).contains("ordering 1,200,000 rows"));
    let rebuilding = JobOutput::Rebuilding(RebuildProgress { done: 250, total: 1_000 });
    program.update(Message::Output(*id, rebuilding));
    for (width, says) in [
        (80, " computing the runs ▕███         ▏ 250 of 1000 iterations · Esc cancels"),
        (40, " ▕███         ▏ 250 of 1000 iterations"),
        (30, " 250 of 1000 iterations"),
    ] {
        let screen = drawn(&program, width, 24);
        assert!(screen.lines().any(|line| line == says), "{screen}");
    }
    for (width, height) in [(1, 1), (8, 2), (20, 5)] {
        drawn(&program, width, height);
    }
    for answer in answers(job) {
        program.update(Message::Output(*id, answer));
    }
    assert!(program.app().is_some());
}

#[test]
fn a_lesson_goes_on_with_its_answers() {
    let mut driver = Driver::homework();
    driver.press("e m L Enter").write("-3").press("Enter");
    let mut again = resumed(driver.press("Esc"));
    assert_same(&mut driver, &mut again);
}

#[test]
fn what_does_not_fit_together_is_said_with_the_file() {
    let text = String::from_utf8(FORMAT_1.to_vec()).unwrap();
    for (from, to, says) in [
        ("\"data\": 0,", "\"data\": 7,", "a.emstep: run 1: it is on data 7, and there are 1"),
        ("\"active\": 1", "\"active\": 2", "a.emstep: the 2 runs are not one study"),
        ("\"fork-of\": [0", "\"fork-of\": [1", "a.emstep: the 2 runs are not one study"),
        ("[0.5, 0.5]", "[0.5, 0.6]", "line 53: damaged: the weights π must sum to 1, not 1.1"),
        ("\"format\": 1", "\"format\": 2", "in format 2, and emstep"),
        ("\"name\": \"homework\",\n        \"c", "\"name\": \"none\",\n        \"c", "none"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let said = opened(changed.as_bytes()).err().expect(says);
        assert!(said.contains(says) && !said.contains('\n'), "{said}");
    }
}

#[test]
fn another_file_is_replaced_only_after_a_question() {
    let mut driver = Driver::homework();
    driver.press("e W").write("b").press("Enter");
    assert_eq!(driver.says(), "saved to b.emstep");
    // Its own file is saved again at once, and suggested.
    driver.press("m W");
    assert!(driver.screen(80, 24).contains("b.emstep   Enter saves"));
    driver.press("Enter");
    assert_eq!((driver.says().as_str(), driver.sessions.len()), ("saved to b.emstep", 2));
    driver.press("W").write("c").press("Enter W").write("b.emstep").press("Enter");
    assert!(driver.screen(80, 24).contains("b.emstep exists; Enter again replaces it"));
    assert_eq!(driver.sessions.len(), 3);
    driver.press("Enter");
    assert_eq!((driver.says().as_str(), driver.sessions.len()), ("saved to b.emstep", 4));
}

#[test]
fn what_is_done_while_a_session_is_saved_is_not_in_it() {
    let mut driver = Driver::homework();
    driver.press("N n e W").write("b");
    driver.hold = true;
    driver.press("Enter");
    driver.hold = false;
    let request = driver.held_saves.pop_front().unwrap();
    // Meanwhile it is closed, and much is done; another prompt is open when the answer comes.
    driver.press("Esc N n n n W").write("c");
    driver.send(Message::SessionSaved(request, Ok(SaveReport::default())));
    assert_eq!(driver.says(), "saved to b.emstep");
    assert!(driver.screen(80, 24).contains("save to c"), "it asks for another file");
    driver.press("Esc q");
    assert!(!driver.quit, "what was done since it was asked for is not saved");
    assert!(driver.says().contains("half-steps of run 1 are not saved"), "{}", driver.says());
}

#[test]
fn a_file_is_asked_for_once_and_what_went_wrong_is_said() {
    let mut driver = Driver::homework();
    driver.press("e W").write("b");
    driver.hold = true;
    driver.press("Enter Enter");
    driver.hold = false;
    assert_eq!(driver.held_saves.len(), 1, "it is being saved already");
    let request = driver.held_saves.pop_front().unwrap();
    let not_synced = Some("a crash of the system may undo it".to_owned());
    driver.send(Message::SessionSaved(request, Ok(SaveReport { not_synced })));
    assert_eq!(driver.says(), "saved to b.emstep, but a crash of the system may undo it");
    // A late answer is said where no prompt waits for it.
    driver.press("W").write("c");
    driver.hold = true;
    driver.press("Enter Esc");
    driver.hold = false;
    let request = driver.held_saves.pop_front().unwrap();
    let exists = SaveError::Exists(request.path.clone());
    driver.send(Message::SessionSaved(request, Err(exists)));
    assert_eq!(driver.says(), "not saved: c.emstep exists already");
}

#[test]
fn the_suggestion_is_taken_if_nothing_is_typed() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("W");
    assert!(driver.screen(80, 24).contains("save to old-faithful.emstep   Enter saves"));
    driver.press("Enter");
    assert_eq!(driver.says(), "saved to old-faithful.emstep");
}

#[test]
fn what_cannot_be_saved_says_why_and_stays_typed() {
    let mut driver = crate::any_message::with_groups();
    driver.press("W").write("x").press("Enter");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("cannot be saved") && screen.contains("save to x"), "{screen}");
}

#[test]
fn q_asks_once_before_much_is_lost() {
    let mut driver = Driver::homework();
    driver.press("N q");
    assert!(driver.quit, "twenty half-steps are few");
    driver.quit = false;
    driver.press("n q");
    assert!(!driver.quit);
    assert_eq!(driver.says(), "21 half-steps of run 1 are not saved: W saves them, q again quits");
    driver.press("e q");
    assert!(!driver.quit, "another key came in between");
    driver.press("q");
    assert!(driver.quit);
    // Ctrl-C never asks.
    driver.quit = false;
    driver.press("e ^C");
    assert!(driver.quit);
    driver.quit = false;
    driver.press("W Enter q");
    assert!(driver.quit, "all is saved");
}

#[test]
fn q_asks_before_edits_are_lost() {
    let mut driver = Driver::homework();
    driver.press("A").write("7").press("Enter q");
    assert!(!driver.quit);
    assert_eq!(
        driver.says(),
        "the edited data of run 2 are not saved: W saves them, q again quits"
    );
    let again = resumed(&mut driver);
    assert_eq!(again.app.study().dataset().sample.values()[0], 7.0);
    driver.press("q");
    assert!(driver.quit);
}

#[test]
fn sessions_are_not_saved_on_a_server() {
    let mut driver = Driver::homework();
    let limits = HostLimits { files: false, saving: false, ..HostLimits::default() };
    driver.app = driver.app.with_limits(limits);
    driver.press("W");
    let says = "no files are written here; emstep on your own machine saves sessions";
    assert_eq!(driver.says(), says);
    driver.press("N N q");
    assert!(driver.quit, "there is nothing to save to");
}

#[test]
fn a_session_that_was_left_is_offered() {
    let offered = || {
        let mut driver = Driver::homework();
        driver.send(Message::SessionLeft(
            "the last session did not end as it should: old-faithful, 3 runs, kept 2 hours ago"
                .into(),
        ));
        driver
    };
    let mut driver = offered();
    let screen = driver.screen(80, 24);
    assert!(screen.contains("the last session did not end as it should: old-faithful, 3 runs,"));
    assert!(screen.contains("reopen it?    Enter opens it, - and Enter discards it"), "{screen}");
    for (columns, rows) in [(20, 5), (20, 6), (30, 8)] {
        let screen = driver.screen(columns, rows);
        assert!(screen.contains("reopen it?"), "{screen}");
    }
    driver.write("x");
    assert!(driver.screen(120, 40).contains("Esc keeps it for the next start"));
    driver.press("Enter");
    assert!(matches!(driver.app.mode(), Mode::Prompt(_)), "x says nothing");
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    let effects = |keys: &[&str]| {
        let mut app = offered().app;
        let all = keys.iter().flat_map(|key| app.update(Message::Key(key.parse().unwrap())));
        all.collect::<Vec<_>>()
    };
    assert!(matches!(effects(&["Enter"])[..], [Effect::ReopenSession]));
    assert!(matches!(effects(&["-", "Enter"])[..], [Effect::DiscardSession]));
}
