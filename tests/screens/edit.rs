//! Observations edited by hand: with keys, with the mouse, and back.

use emstep::data::{Dataset, EditError};
use emstep::internals::app::{Info, InitialTheta, Mode, Refusal, Settings};
use emstep::internals::view::{Pointer, pointed_at};
use emstep::mixture::{Method, Sample, Theta};
use ratatui::layout::{Position, Size};

use crate::driver::Driver;

const SIZE: Size = Size { width: 80, height: 24 };

fn values(driver: &Driver) -> Vec<f64> {
    driver.app.study().dataset().sample.values().to_vec()
}

fn runs(driver: &Driver) -> usize {
    driver.app.study().timeline().runs().len()
}

fn mouse(driver: &mut Driver, pointer: Pointer, (x, y): (u16, u16)) -> bool {
    let message = pointed_at(&driver.app, &driver.theme, SIZE, pointer, Position { x, y });
    let is_some = message.is_some();
    if let Some(message) = message {
        driver.send(message);
    }
    is_some
}

#[test]
fn an_edit_is_a_run_of_its_own_and_is_undone_like_a_step() {
    let mut driver = Driver::homework();
    driver.press("e m 4 ↓ A").write("1/2").press("Enter");
    assert_eq!(values(&driver), [-1.0, 0.5, 4.0, 5.0, 6.0]);
    assert_eq!((runs(&driver), driver.half_step().as_str()), (2, "θ0"));
    assert_eq!(driver.notice(), Some(Info::DataEdited { run: 2, from_cursor: true }.into()));
    // It begins at the θ where the other run was.
    let timeline = driver.app.study().timeline();
    let before = timeline.runs()[0].current().unwrap().theta();
    assert_eq!(driver.app.study().theta().unwrap(), before);

    driver.press("A").write("+9").press("Enter");
    assert_eq!(values(&driver), [-1.0, 0.5, 4.0, 5.0, 6.0, 9.0]);
    driver.press("A").write("-").press("Enter");
    assert_eq!(values(&driver), [-1.0, 4.0, 5.0, 6.0, 9.0], "the selection stays");
    assert_eq!(runs(&driver), 4);

    for left in [&[-1.0, 0.5, 4.0, 5.0, 6.0, 9.0][..], &[-1.0, 0.5, 4.0, 5.0, 6.0]] {
        driver.press("u");
        assert_eq!(values(&driver), left);
    }
    driver.press("u");
    assert_eq!((values(&driver)[1], driver.half_step().as_str()), (0.0, "θ1"));
    driver.press("u");
    assert_eq!(driver.notice(), Some(Refusal::NothingToUndo.into()));
    assert_eq!(runs(&driver), 4, "no run is lost");

    // And forward again, step by step.
    for there in [
        &[-1.0, 0.5, 4.0, 5.0, 6.0][..],
        &[-1.0, 0.5, 4.0, 5.0, 6.0, 9.0],
        &[-1.0, 4.0, 5.0, 6.0, 9.0],
    ] {
        driver.press("^R");
        assert_eq!(values(&driver), there);
    }
    assert_eq!(driver.notice(), Some(Info::EditRedone { run: 4 }.into()));
    driver.press("^R");
    assert_eq!(driver.notice(), Some(Refusal::NothingToRedo.into()));
}

#[test]
fn undo_leads_over_later_runs_and_redo_to_the_last_edit() {
    let mut driver = Driver::homework();
    driver.press("^R");
    assert_eq!(driver.notice(), Some(Refusal::NothingToRedo.into()));
    driver.press("A").write("+8").press("Enter");
    // Another run on the edited data, from another θ₀.
    driver.press("S S e");
    assert_eq!(driver.app.study().timeline().active(), 3);
    driver.press("u");
    assert_eq!(driver.notice(), Some(Info::EditUndone { run: 1 }.into()));
    assert_eq!(values(&driver), [-1.0, 0.0, 4.0, 5.0, 6.0]);
    driver.press("A").write("+9").press("Enter u ^R");
    assert_eq!(values(&driver), [-1.0, 0.0, 4.0, 5.0, 6.0, 9.0], "of two edits the last one");
    // A run on the same data as before the edits comes back to it as well.
    driver.press("u S ^R");
    assert_eq!(values(&driver), [-1.0, 0.0, 4.0, 5.0, 6.0, 9.0]);
}

#[test]
fn edits_keep_weights_constraints_and_what_is_left() {
    let sample = Sample::weighted(vec![0.0, 1.0, 5.0], vec![2.0, 1.0, 3.0]).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[0.0, 5.0], &[1.0, 1.0]).unwrap();
    let method = Method { equal_variances: true, ..Method::ORDINARY };
    let settings = Settings { method, ..Settings::default() };
    let dataset = Dataset::new("counts.csv", "x", sample);
    let mut driver = Driver::with_settings(dataset, &InitialTheta::Given(theta), settings);
    let weights = |driver: &Driver| driver.app.study().dataset().sample.weights().unwrap().to_vec();
    driver.press("e m 4 ↓ A").write("2").press("Enter");
    assert_eq!((values(&driver), weights(&driver)), (vec![0.0, 2.0, 5.0], vec![2.0, 1.0, 3.0]));
    driver.press("A").write("+7").press("Enter A").write("-").press("Enter");
    assert_eq!((values(&driver), weights(&driver)), (vec![0.0, 5.0, 7.0], vec![2.0, 3.0, 1.0]));
    let run = driver.app.study().run();
    assert!(run.method().equal_variances);
    driver.press("e m");
    let variances: Vec<f64> = driver.app.study().theta().unwrap().variances().collect();
    assert_eq!(variances[0], variances[1], "the constraint holds on");
    // Fewer observations than components are a run too, down to the last one.
    driver.press("A").write("-").press("Enter A").write("-").press("Enter");
    assert_eq!(values(&driver).len(), 1);
    driver.press("e m n n");
    driver.screen(80, 24);
    driver.press("A").write("-").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("the prompt stays open") };
    let says = prompt.error.as_ref().unwrap().to_string();
    assert_eq!(says, "the only observation cannot be removed");
    driver.check();
}

#[test]
fn what_is_no_edit_says_why_and_changes_nothing() {
    let mut driver = Driver::homework();
    driver.press("A").write("x").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("the prompt stays open") };
    assert_eq!(prompt.error.as_ref().unwrap().to_string(), "'x' is not a number");
    driver.press("^U Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("the prompt stays open") };
    assert!(prompt.error.as_ref().unwrap().to_string().starts_with("type a number"));
    driver.press("Esc");
    let mut driver = Driver::example("pearson-crabs", 2);
    driver.press("A");
    assert!(matches!(driver.app.mode(), Mode::Stepping), "there is nothing to type");
    assert_eq!(driver.notice(), Some(Refusal::NotEdited(EditError::Grouped).into()));
    assert_eq!(runs(&driver), 1);
}

#[test]
fn the_mouse_adds_and_moves_observations_on_the_chart() {
    let mut driver = Driver::homework();
    driver.press("e 4 A");
    // The chart's inside is at the left; the observations are below the curves.
    assert!(mouse(&mut driver, Pointer::Pressed, (14, 5)));
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("a prompt") };
    let typed = prompt.field.text().to_owned();
    assert!(typed.starts_with('+'), "{typed} {:?}", prompt.asked);
    driver.press("Enter");
    let added = values(&driver)[5];
    assert_eq!(added, typed[1..].parse::<f64>().unwrap());

    // A press near it chooses it, and where it is dragged it goes.
    driver.press("A");
    assert!(mouse(&mut driver, Pointer::Pressed, (14, 5)));
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("a prompt") };
    assert_eq!((format!("{:?}", prompt.asked), prompt.field.text()), ("Edit(5)".to_owned(), ""));
    assert!(mouse(&mut driver, Pointer::Dragged, (19, 5)));
    assert!(!mouse(&mut driver, Pointer::Released, (19, 5)));
    driver.press("Enter");
    assert!(values(&driver)[5] > added && values(&driver).len() == 6, "{:?}", values(&driver));
    // Elsewhere the mouse means nothing meanwhile.
    driver.press("A");
    assert!(!mouse(&mut driver, Pointer::Pressed, (60, 20)));
}
