//! The θ₀ form on the screen: what it starts from, and how a component is moved.

use emstep::internals::view::{Pointer, pointed_at};
use emstep::mixture::Theta;
use emstep::timeline::HalfStep;
use ratatui::layout::{Position, Size};

use crate::driver::Driver;

const SIZE: Size = Size { width: 100, height: 30 };

fn mouse(driver: &mut Driver, pointer: Pointer, (x, y): (u16, u16)) -> bool {
    let message = pointed_at(&driver.app, &driver.theme, SIZE, pointer, Position { x, y });
    let means_something = message.is_some();
    if let Some(message) = message {
        driver.send(message);
    }
    means_something
}

/// The cell of a character in the left half of the screen, which the chart is in.
fn cell_of(driver: &Driver, wanted: char) -> (u16, u16) {
    let screen = driver.screen(SIZE.width, SIZE.height);
    let found = screen.lines().enumerate().skip(1).find_map(|(y, line)| {
        let x = line.chars().take(50).position(|c| c == wanted)?;
        Some((x as u16, y as u16))
    });
    found.unwrap_or_else(|| panic!("no {wanted} in {screen}"))
}

fn theta(driver: &Driver) -> Theta {
    driver.app.study().theta().unwrap().clone()
}

#[test]
fn the_form_says_what_it_starts_from_and_gives_back_every_digit() {
    let mut driver = Driver::homework();
    driver.press("t");
    assert!(driver.screen(80, 24).contains("New θ₀ (from θ₀ of this run)"));
    driver.press("Esc e m e m e m t");
    let (screen, before) = (driver.screen(80, 24), theta(&driver));
    assert!(screen.contains("New θ₀ (from θ₃)"), "{screen}");
    assert!(screen.contains("keeps all its digits"), "{screen}");
    driver.press("Enter");
    assert_eq!(driver.app.study().run().cursor(), HalfStep::START);
    assert_eq!(theta(&driver), before);
    driver.press("< t ^R");
    assert!(driver.screen(80, 24).contains("New θ₀ (from θ₀ of this run)"));
}

#[test]
fn shift_and_an_arrow_move_the_number_and_the_likelihood_follows() {
    let mut driver = Driver::homework();
    driver.press("t Tab");
    assert!(driver.screen(80, 24).contains("ℓ = −24.512532"));
    driver.press("Shift-↓");
    let lower = driver.screen(80, 24);
    assert!(lower.contains("5.9") && !lower.contains("−24.512532"), "{lower}");
    // The alternative for terminals that keep Shift with an arrow.
    driver.press("PgUp");
    assert!(driver.screen(80, 24).contains("ℓ = −24.512532"));
    // In the stepper, an arrow with shift is an arrow.
    driver.press("Esc Tab Shift-↓");
    assert_eq!(driver.app.looks().selection().component(), 1);
}

#[test]
fn a_mean_is_dragged_along_the_axis_and_the_form_opens() {
    let mut driver = Driver::homework();
    let (x, y) = cell_of(&driver, '₁');
    assert!(mouse(&mut driver, Pointer::Pressed, (x - 1, y)));
    assert!(!driver.screen(100, 30).contains("New θ₀"), "a click moves nothing");
    let before = driver.screen(100, 30);
    assert!(mouse(&mut driver, Pointer::Dragged, (x - 6, y - 3)));
    let screen = driver.screen(100, 30);
    assert!(screen.contains("New θ₀ (from θ₀ of this run)"), "{screen}");
    assert!(cell_of(&driver, '₁').0.abs_diff(x - 5) <= 1, "{screen}");
    assert_ne!(before, screen);
    assert!(mouse(&mut driver, Pointer::Released, (x - 6, y)));
    assert!(!mouse(&mut driver, Pointer::Dragged, (x, y)), "nothing is held");
    driver.press("Enter");
    let moved = theta(&driver);
    assert!(moved.components()[0].mean() < 6.0);
    // On the axis only the mean moves.
    let rest = |theta: &Theta| {
        let c = theta.components();
        [c[0].weight(), c[0].variance(), c[1].weight(), c[1].mean(), c[1].variance()]
    };
    assert_eq!(rest(&moved), [0.5, 1.0, 0.5, 7.0, 4.0]);
}

#[test]
fn a_component_that_is_removed_is_held_no_longer() {
    let mut driver = Driver::homework();
    let (x, y) = cell_of(&driver, '₂');
    assert!(mouse(&mut driver, Pointer::Pressed, (x - 1, y)));
    assert!(mouse(&mut driver, Pointer::Dragged, (x - 5, y)));
    driver.press("^x");
    let before = driver.screen(100, 30);
    mouse(&mut driver, Pointer::Dragged, (x - 8, y));
    assert_eq!(driver.screen(100, 30), before);
}

#[test]
fn the_top_of_a_curve_is_dragged_and_the_weights_share_what_is_left() {
    let mut driver = Driver::homework();
    // Above μ₁, the curve of component 1 is where its digit is, next to it.
    let mean = cell_of(&driver, '₁');
    let column = mean.0 - 1;
    let held = (2..mean.1).rev().find(|y| {
        mouse(&mut driver, Pointer::Pressed, (column, *y))
            && driver.app.looks().held().is_some_and(|held| {
                let grip = held.grip;
                grip.component == 0
                    && grip.height.is_some_and(|height| grip.at.density > 0.8 * height)
            })
    });
    let y = held.expect("the curve of component 1 is on the chart");
    assert!(mouse(&mut driver, Pointer::Dragged, (column, y - 2)));
    driver.press("Enter");
    let theta = theta(&driver);
    let weights: Vec<f64> = theta.weights().collect();
    assert!(weights[0] > 0.55 && (weights[0] + weights[1] - 1.0).abs() < 1e-12, "{weights:?}");
    assert_eq!(theta.components()[0].mean(), 6.0, "it was not moved sideways");
}

#[test]
fn the_only_component_is_dragged_by_its_variance() {
    let mut driver = Driver::typed("-1 0 4 5 6", 1);
    let mean = cell_of(&driver, '₁');
    let before = theta(&driver);
    let held = (2..mean.1).find(|y| {
        mouse(&mut driver, Pointer::Pressed, (mean.0 - 1, *y))
            && driver.app.looks().held().is_some()
    });
    let y = held.expect("there is a curve");
    mouse(&mut driver, Pointer::Dragged, (mean.0 - 1, y + 2));
    driver.press("Enter");
    let theta = theta(&driver);
    assert_eq!(theta.components()[0].weight(), 1.0);
    assert!(theta.components()[0].variance() > before.components()[0].variance());
}
