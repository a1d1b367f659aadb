//! The plots of ℓ and F and the posteriors: their keys, and what they look like.

use emstep::data::Dataset;
use emstep::explain::{Coordinate, Parameter, Plane, SectionDirection, Surface};
use emstep::internals::app::{Chart, InitialTheta, Plot};
use emstep::internals::view::ColorDepth;
use emstep::mixture::{Sample, Theta};
use insta::assert_snapshot;

use crate::driver::Driver;

#[test]
fn every_plot_opens_turns_into_another_and_closes() {
    let mut driver = Driver::homework();
    let plot = |driver: &Driver| driver.app.looks().plots().open();
    assert_eq!(plot(driver.press("b")), Some(Plot::Bound));
    assert_eq!(plot(driver.press("s")), Some(Plot::Surface));
    assert_eq!(plot(driver.press("f")), Some(Plot::Staircase));
    assert_eq!(plot(driver.press("f")), None);
    assert_eq!(plot(driver.press("b Esc")), None);
    assert_eq!(driver.app.looks().plots().chart(), Chart::Density);
    assert_eq!(driver.press("v").app.looks().plots().chart(), Chart::Posterior);
    assert_eq!(driver.press("v").app.looks().plots().chart(), Chart::Both);
    assert_eq!(driver.press("v").app.looks().plots().chart(), Chart::Shares);
    assert_eq!(driver.press("v").app.looks().plots().chart(), Chart::Density);
}

#[test]
fn arrows_choose_the_line_and_the_steps_go_on() {
    let mut driver = Driver::homework();
    driver.press("e b");
    let direction = |driver: &Driver| driver.app.looks().plots().direction();
    let along = |parameter, k| SectionDirection::Along(Coordinate::new(parameter, k));
    assert_eq!(direction(&driver), along(Parameter::Mean, 0));
    assert_eq!(direction(driver.press("→")), along(Parameter::Variance, 0));
    assert_eq!(direction(driver.press("↓")), along(Parameter::Variance, 1));
    assert_eq!(direction(driver.press("→")), SectionDirection::WholeStep);
    assert_eq!(direction(driver.press("→")), along(Parameter::Weight, 1));
    assert_eq!(driver.half_step(), "γ0", "the arrows do not step while the plot has them");
    assert_eq!(driver.press("m").half_step(), "θ1");
    assert_eq!(driver.press("n p p").half_step(), "γ0");
    // In another panel the arrows choose among its numbers.
    let before = direction(&driver);
    driver.press("Tab ←");
    assert_eq!((driver.half_step().as_str(), direction(&driver)), ("γ0", before));
    assert!(driver.app.selected().is_some());
}

#[test]
fn arrows_choose_a_plane_that_is_one() {
    for components in [1, 2, 3] {
        let mut driver = Driver::example("galaxies", components);
        driver.press("s");
        for key in "→ → ↓ ↓ → ↓ ← ↑ → → → → → ↓ ↓ ↓ ↓ ↓ ↓".split(' ')
        {
            driver.press(key);
            let (plane, grid) = driver.app.looks().plots().surface().expect("a plane");
            assert!(Plane::exists(plane.x, plane.y, components));
            assert!(grid.is_some_and(Surface::is_complete));
        }
    }
}

#[test]
fn a_late_answer_to_another_question_is_dropped() {
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("e b");
    assert!(driver.screen(120, 40).contains("computing ℓ"));
    let (id, _) = *driver.held.front().map(|(id, job)| Box::new((*id, job.clone()))).unwrap();
    driver.press("→");
    assert_eq!(driver.cancelled, [id]);
    assert!(driver.app.looks().plots().profile().is_none());
    driver.release();
    assert!(driver.app.looks().plots().profile().is_some_and(|profile| profile.is_complete));
    assert!(!driver.screen(120, 40).contains("computing ℓ"));
}

#[test]
fn the_cursor_reads_off_what_the_table_says() {
    let mut driver = Driver::homework();
    driver.press("e i").write("2").press("Enter x");
    assert_eq!(driver.app.looks().plots().x(), Some(4.0));
    let screen = driver.screen(120, 40);
    for number in ["x = 4.0000", "γ₁(x) 0.454662", "γ₂(x) 0.545338", "p(x|1) 0.053991"] {
        assert!(screen.contains(number), "{number} is not in\n{screen}");
    }
    assert_eq!(driver.press("↓").app.looks().plots().x(), Some(5.0));
    assert_eq!(driver.press("↑ ↑ ↑").app.looks().plots().x(), Some(-1.0));
    assert!(driver.press("→").app.looks().plots().x().unwrap() > -1.0);
    assert_eq!(driver.press("Esc").app.looks().plots().x(), None);
}

#[test]
fn the_touching_curves() {
    let mut driver = Driver::homework();
    driver.press("b");
    assert_snapshot!("touching_start_120x40", driver.screen(120, 40));
    driver.press("e");
    assert_snapshot!("touching_e_120x40", driver.screen(120, 40));
    assert_snapshot!("touching_e_80x24", driver.screen(80, 24));
    driver.press("→");
    assert_snapshot!("touching_variance_120x40", driver.screen(120, 40));
    driver.press("m → →");
    assert_snapshot!("touching_weight_m_120x40", driver.screen(120, 40));
    driver.press("←");
    assert_snapshot!("touching_whole_m_120x40", driver.screen(120, 40));
    assert_snapshot!("touching_whole_m_40x12", driver.screen(40, 12));
}

#[test]
fn the_staircase() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("f");
    assert_snapshot!("staircase_start_120x40", driver.screen(120, 40));
    driver.press("e m e m e m");
    assert_snapshot!("staircase_120x40", driver.screen(120, 40));
    assert_snapshot!("staircase_80x24", driver.screen(80, 24));
}

#[test]
fn the_surface() {
    let mut driver = Driver::homework();
    driver.press("e m e m e m s");
    assert_snapshot!("surface_120x40", driver.screen(120, 40));
    assert_snapshot!("surface_80x24", driver.screen(80, 24));
    let buffer = driver.buffer(120, 40, ColorDepth::Mono);
    let text = |y| (0..120).map(|x| buffer[(x, y)].symbol()).collect::<String>() + "\n";
    assert_snapshot!("surface_mono_120x40", (0..40).map(text).collect::<String>());
}

#[test]
fn the_surface_of_one_observation_far_from_0_has_levels() {
    for (points, components) in [("1000000000", 3), ("5", 1)] {
        let mut driver = Driver::typed(points, components);
        driver.press("s");
        let screen = driver.screen(80, 24);
        let dots = screen.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count();
        assert!(dots > 50 && screen.contains("across"), "{screen}");
    }
}

#[test]
fn a_surface_of_one_shade_says_why() {
    let sample = Sample::new(vec![1e9]).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[5.0; 2], &[1e-9, 1.0]).unwrap();
    let from = InitialTheta::Given(theta);
    let mut driver = Driver::new(Dataset::new("far", "x", sample), &from);
    driver.press("s ← ↑");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("ℓ is the same all over, to rounding"), "{screen}");
}

#[test]
fn posteriors_and_the_cursor() {
    let mut driver = Driver::homework();
    driver.press("e m v x");
    assert_snapshot!("posterior_120x40", driver.screen(120, 40));
    assert_snapshot!("posterior_80x24", driver.screen(80, 24));
    driver.press("v ↓ ↓");
    assert_snapshot!("both_120x40", driver.screen(120, 40));
    assert_snapshot!("both_80x24", driver.screen(80, 24));
}
