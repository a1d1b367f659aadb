//! The menu of what can be copied: the very text that goes to the clipboard, and a command line
//! that leads back to the screen.

#[cfg(all(feature = "terminal", unix))]
use std::process::Command;

use emstep::data::{Request, Source, load};
use emstep::internals::app::InitialTheta;
use emstep::mixture::Start;
use insta::assert_snapshot;

use crate::driver::Driver;

/// Copies the item whose label begins like this, and returns its text.
fn copied(driver: &mut Driver, label: &str) -> String {
    driver.press("y");
    for _ in 0..10 {
        let screen = driver.screen(100, 30);
        if screen.lines().any(|line| line.contains(&format!("▸ {label}"))) {
            driver.press("Enter");
            return driver.copied.take().expect("a text");
        }
        driver.press("↓");
    }
    panic!("no item begins with '{label}':\n{}", driver.screen(100, 30));
}

#[test]
fn the_menu_at_the_sizes_that_count() {
    let mut driver = Driver::homework();
    driver.press("e 4 ↓ ↓ ↓ y");
    assert_snapshot!("copy_80x24", driver.screen(80, 24));
    assert_snapshot!("copy_40x12", driver.screen(40, 12));
    driver.press("↓ ↓");
    assert_snapshot!("copy_derivation_80x24", driver.screen(80, 24));
    driver.press("v PgDn");
    assert_snapshot!("copy_whole_80x24", driver.screen(80, 24));
    driver.press("Esc Esc");
    assert!(driver.screen(80, 24).contains("Density"), "one Esc for the text, one for the menu");
}

#[test]
fn what_is_copied_has_all_digits() {
    let mut driver = Driver::homework();
    driver.press("e m n 3");
    let digits = copied(&mut driver, "ℓ");
    let value: f64 = digits.parse().unwrap();
    let iterate = driver.app.study().run().current().unwrap().clone();
    assert_eq!(value.to_bits(), iterate.log_likelihood().to_bits());
    assert_eq!(
        driver.says(),
        format!(
            "{} characters sent to the clipboard; if it stays empty, y v shows the text",
            digits.len()
        )
    );
    let options = copied(&mut driver, "θ₁");
    let means: Vec<f64> = options
        .split_once("--means=")
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .expect("means")
        .split(',')
        .map(|mean| mean.parse().unwrap())
        .collect();
    assert_eq!(means, iterate.theta().means().collect::<Vec<_>>());
    let latex = copied(&mut driver, "where ℓ comes from, as LaTeX");
    assert!(latex.contains(r"{\par\raggedright") && !latex.contains("documentclass"), "{latex}");
}

#[test]
fn what_is_copied_of_a_derivation_is_the_number_that_it_shows() {
    let mut driver = Driver::homework();
    driver.press("e m 2 → w");
    let text = copied(&mut driver, "where μ₁ comes from, as text");
    assert!(text.contains("μ₁ ="), "{text}");
    // Down to a number of the iteration before.
    driver.press("Enter");
    let below = driver.screen(100, 30);
    driver.press("y ↓");
    let label = driver.screen(100, 30);
    let label = label.lines().find(|line| line.contains('▸')).expect("an item").to_owned();
    let name = label.split('▸').nth(1).and_then(|rest| rest.split(',').next()).unwrap().trim();
    assert!(below.contains(&format!("{name} =")), "{name}\n{below}");
    assert_ne!(name, "μ₁");
}

#[test]
fn what_a_lesson_hides_is_not_copied() {
    let mut driver = Driver::homework();
    driver.press("e 4 ↓ H y");
    assert_eq!(driver.screen(100, 30).matches("▸ command line").count(), 0);
    assert!(!driver.says().is_empty());
}

/// Runs a command line as a shell does, but draws the screen, and returns it.
#[cfg(all(feature = "terminal", unix))]
fn drawn_by(line: &str) -> String {
    let snapshot = format!("{:?} snapshot --size 120x40", env!("CARGO_BIN_EXE_emstep"));
    let line = line.replacen("emstep", &snapshot, 1);
    let output = Command::new("sh").arg("-c").arg(&line).output().expect("a shell");
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{line}\n{says}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The panels with θ and ℓ, and below the chart the one with γ. The axes of the chart are those of
/// all θ that were seen before.
#[cfg(all(feature = "terminal", unix))]
fn panels(screen: &str) -> Vec<String> {
    let numbers = |(row, line): (usize, &str)| {
        line.chars().skip(if row < 29 { 60 } else { 0 }).collect::<String>().trim_end().to_owned()
    };
    screen.lines().enumerate().skip(1).take(37).map(numbers).collect()
}

#[cfg(all(feature = "terminal", unix))]
#[test]
fn the_command_line_leads_to_the_same_screen() {
    for (make, keys) in [
        (Driver::homework as fn() -> Driver, ""),
        (Driver::homework, "e m e"),
        (Driver::homework, "c"),
        (Driver::homework, "n n n n n n n n n n n"),
        (Driver::homework, "S e m"),
        (Driver::homework, "I I S S n n n"),
        (Driver::homework, "U Space Enter e m"),
        (Driver::homework, "U ↓ Space ↓ ↓ ↓ Space → Enter e m e"),
        (Driver::homework, "A 7 Enter e"),
        (Driver::homework, "R Enter"),
        (|| Driver::example("galaxies", 3), "n n n n n n n n"),
        (|| Driver::simulated("0.3 N(0,1) + 0.7 N(4,2)"), "e m"),
        (|| Driver::simulated("0.3 N(0,1) + 0.7 N(4,2)"), "I S e m"),
        (|| Driver::typed("-1 0.1 1e-7 5e90", 2), ""),
        (|| Driver::typed("1 2 3 7 8", 2), "e m e"),
    ] {
        let mut driver = make();
        driver.press(keys);
        let line = copied(&mut driver, "command line");
        let expected = driver.screen(120, 40);
        for (drawn, expected) in panels(&drawn_by(&line)).iter().zip(panels(&expected)) {
            assert_eq!(*drawn, expected, "{keys}: {line}");
        }
    }
}

#[test]
fn a_file_is_named_so_that_a_shell_and_the_program_take_it_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, "x\n1\n2\n7\n9\n").unwrap();
    let called = |name: &str| {
        let mut dataset = load(&Request::new(Source::File(path.clone()))).unwrap();
        dataset.provenance.as_mut().unwrap().request.source = Source::File(name.into());
        let from = InitialTheta::FromData { start: Start::Quantile, components: 2 };
        Driver::new(dataset, &from)
    };
    for (name, word) in [("fit", "./fit"), ("-x.csv", "./-x.csv"), ("a b.csv", "'a b.csv'")] {
        let line = copied(&mut called(name), "command line");
        assert!(line.starts_with(&format!("emstep {word} ")), "{line}");
    }
    let mut driver = called("x\u{3}touch y\n.csv");
    driver.press("y");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("has control characters"), "{screen}");
}
