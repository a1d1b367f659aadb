//! Observations edited by hand: with keys, with the mouse, and back.

use emstep::internals::app::{Info, Mode, Refusal};
use emstep::internals::view::{Pointer, pointed_at};
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
    let message = pointed_at(&driver.app, SIZE, pointer, Position { x, y });
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
}

#[test]
fn what_is_no_edit_says_why_and_changes_nothing() {
    let mut driver = Driver::homework();
    driver.press("A").write("x").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("the prompt stays open") };
    assert_eq!(prompt.error.as_ref().unwrap().to_string(), "'x' is not a number");
    driver.press("Esc");
    let mut driver = Driver::example("pearson-crabs", 2);
    driver.press("A").write("+1").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("the prompt stays open") };
    let says = prompt.error.as_ref().unwrap().to_string();
    assert!(says.contains("counts in bins cannot be edited"), "{says}");
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
