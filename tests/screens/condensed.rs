//! What the screen says of condensed data.

use emstep::data::{CONDENSED_FROM, Dataset};
use emstep::internals::app::{Info, InitialTheta, Notice, Settings};
use emstep::mixture::{Sample, Start, Theta};

use crate::driver::Driver;

/// Two groups; condensed if that is allowed and there are enough of them.
fn stepper(n: usize, exact: bool) -> Driver {
    let spread = |i: u32| f64::from(i * 7919 % 10_007) / 10_007.0;
    let values = (0..n as u32).map(|i| spread(i) + 5.0 * f64::from(i % 2));
    let mut dataset = Dataset::new("draws", "x", Sample::new(values.collect()).unwrap());
    dataset.condense(exact);
    let from = InitialTheta::FromData { start: Start::Quantile, components: 2 };
    Driver::with_settings(dataset, &from, Settings { exact, ..Settings::default() })
}

#[test]
fn the_title_says_condensed_and_the_help_what_that_means() {
    let mut driver = stepper(CONDENSED_FROM, false);
    let screen = driver.press("e m").screen(160, 40);
    assert!(screen.contains(" · n = 65,536 · K = 2 · condensed: "), "{screen}");
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let screen = driver.screen(width, height);
        let title = screen.lines().next().unwrap();
        assert!(title.contains(" · condensed: ") && title.contains(" nodes"), "{title}");
    }
    driver.press("C");
    assert!(matches!(driver.notice(), Some(Notice::Info(Info::Compared { t: None, .. }))));
    assert!(driver.says().starts_with("nodes agree with the exact pass: ℓ "), "{}", driver.says());
    driver.press("?").paste("--exact turns condensing off").press("Enter");
    assert!(driver.screen(120, 40).contains("--exact turns condensing off"));
}

#[test]
fn exact_and_small_data_are_never_condensed() {
    for mut driver in
        [stepper(CONDENSED_FROM, true), stepper(CONDENSED_FROM - 1, false), Driver::homework()]
    {
        let screen = driver.press("e m").screen(160, 40);
        assert!(!screen.contains("condensed"), "{screen}");
        assert_eq!(driver.press("C").notice(), Some(Info::NotCondensed.into()));
        driver.press("?").paste("--exact turns condensing off");
        assert!(driver.screen(120, 40).contains("nothing has all of these"));
    }
}

#[test]
fn where_no_bins_are_narrow_enough_the_title_says_exact() {
    // Half of the data lie within a few thousand of the smallest differences that there are between
    // numbers.
    let values = (0..CONDENSED_FROM as u32).map(|i| match i % 2 {
        0 => f64::from(i * 7919 % 10_007) / 1e3,
        _ => 0.4 + 1e-17 * f64::from(i * 7919 % 10_007),
    });
    let sample = Sample::new(values.collect()).unwrap();
    let mut dataset = Dataset::new("narrow", "x", sample);
    dataset.condense(false);
    let theta = Theta::from_lists(&[0.5; 2], &[5.0, 0.4], &[8.0, 1e-31]).unwrap();
    let mut driver = Driver::new(dataset, &InitialTheta::Given(theta));
    let title = driver.screen(160, 40).lines().next().unwrap().to_owned();
    assert!(title.contains(" · K = 2 · exact "), "{title}");
    assert_eq!(driver.press("C").notice(), Some(Info::NotCondensed.into()));
    driver.press("?").paste("the title says exact").press("Enter");
    assert!(driver.screen(120, 40).contains("the title says exact"));
}
