//! A run that begins with responsibilities someone gave: `m` comes first, and gives θ₁.

use emstep::explain::Quantity;
use emstep::internals::app::{Chart, Info, Mode, Notice, Refusal};
use emstep::mixture::StartMethod;
use emstep::timeline::{HalfStep, Origin};

use crate::driver::Driver;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (40, 12), (1, 1)];

fn value(driver: &Driver, name: &str) -> Option<f64> {
    let run = driver.app.study().run();
    let quantity: Quantity = name.parse().expect("a name");
    quantity.value(run, &run.data().sample)
}

fn notice(driver: &Driver) -> String {
    driver.notice().expect("a line").to_string()
}

#[test]
fn m_comes_first_and_e_says_why_not() {
    let mut driver = Driver::with_gamma();
    assert_eq!(driver.half_step(), "γ0");
    let screen = driver.screen(80, 24);
    for seen in
        ["γ₀ given", "next: M-step (m)", "none yet: press m", "0.400000", "m takes the first"]
    {
        assert!(screen.contains(seen), "{seen}:\n{screen}");
    }
    for name in ["pi[1]", "ll", "bound", "gap", "Q", "delta_ll", "density[0,1]", "p[0]"] {
        assert_eq!(value(&driver, name), None, "{name} of a θ₀ that there is not");
    }
    assert_eq!((value(&driver, "gamma[1,2]"), value(&driver, "N[1]")), (Some(0.6), Some(1.4)));

    driver.press("e");
    assert_eq!(driver.notice(), Some(Refusal::GammaGiven.into()));
    assert_eq!(driver.half_step(), "γ0");
    driver.press("m");
    assert_eq!(driver.half_step(), "θ1");
    for (name, expected) in [
        ("pi[1]", 0.466_667),
        ("pi[2]", 0.533_333),
        ("mu[1]", 3.571_429),
        ("mu[2]", 16.25),
        ("sigma2[1]", 16.530_612),
        ("sigma2[2]", 23.4375),
        // From logarithms, by hand.
        ("ll", -10.135_009),
        ("bound", -10.143_693),
        ("gap", 0.008_684),
        ("H", 0.673_012),
    ] {
        assert!((value(&driver, name).unwrap() - expected).abs() < 1e-6, "{name}");
    }
    assert_eq!(value(&driver, "delta_ll"), None, "there is no ℓ before");
    // γ₀ is in force until the next E-step.
    assert_eq!(value(&driver, "gamma[1,2]"), Some(0.6));
    assert!(driver.screen(80, 24).contains("γ₀  (given; press e for θ₁)"));
    driver.press("m");
    assert_eq!(driver.notice(), Some(Refusal::EStepFirst { t: 1 }.into()));
    driver.press("e");
    assert!((value(&driver, "gamma[1,2]").unwrap() - 0.592_820).abs() < 1e-6);
    driver.press("m");
    assert!(value(&driver, "delta_ll").unwrap() > 0.0);
}

#[test]
fn back_and_forth_end_at_gamma() {
    let mut driver = Driver::with_gamma();
    driver.press("p");
    assert_eq!(driver.notice(), Some(Refusal::AtGammaStart.into()));
    driver.press("n n n n p p p");
    assert_eq!(driver.half_step(), "θ1");
    driver.press("p p");
    assert_eq!(driver.half_step(), "γ0");
    driver.press("l l l l");
    assert_eq!(driver.half_step(), "γ2");
    driver.press("Home");
    assert_eq!(driver.half_step(), "γ0");
    driver.press("End r N");
    assert_eq!(driver.half_step(), "γ10");
    driver.press("r g 0 Enter");
    assert_eq!(driver.half_step(), "γ0", "there is no θ₀ to go to");
    // It ends where a component collapses, as from any θ.
    driver.press("c");
    assert!(notice(&driver).contains("collapsed"), "{}", notice(&driver));
}

#[test]
fn a_number_comes_from_gamma_or_is_said_to_be_given() {
    let mut driver = Driver::with_gamma();
    driver.press("4 ↓ w");
    let whole = driver.screen(80, 24);
    assert!(whole.contains("γ₀ is where the run starts") && whole.contains("A file gave it"));
    driver.press("q m 2 → w");
    let whole = driver.screen(80, 24);
    assert!(whole.contains("(1 × 1 + 0.4 × 10 + 0 × 20) / 1.4"), "{whole}");
    driver.press("q 3 ↓ w");
    assert!(driver.screen(80, 24).contains("γ₀ was given and is not the posterior of θ₁"));
    driver.press("q r 2 → w");
    assert!(driver.screen(80, 24).contains("There is no θ before the first M-step: press m."));
}

#[test]
fn i_comes_back_to_it_and_other_starts_are_runs_beside_it() {
    let mut driver = Driver::with_gamma();
    driver.press("m S");
    assert_eq!(driver.half_step(), "θ0");
    assert!(matches!(driver.app.study().run().origin(), Origin::Start(_)));
    let last = StartMethod::ALL.len();
    let mut said = Vec::new();
    for _ in 0..=last {
        driver.press("I");
        said.push(notice(&driver));
    }
    let given =
        said.iter().position(|said| *said == Notice::from(Info::StartsWithGamma).to_string());
    let given = given.expect("γ₀ among the starts");
    for _ in 0..=given {
        driver.press("I");
    }
    assert_eq!(driver.notice(), Some(Info::StartsWithGamma.into()));
    driver.press("S");
    let run = driver.app.study().run();
    assert_eq!((run.start(), run.cursor()), (HalfStep::gamma(0), HalfStep::gamma(0)));
    assert_eq!(run.fork_of(), Some((1, HalfStep::theta(0))));
    driver.press("p");
    assert_eq!(notice(&driver), "this is γ₀ of run 3; < goes back to run 2");
    // Other data have no such γ.
    driver.press("d").write("1 2 3 4").press("Tab Tab Enter");
    for _ in 0..=last {
        driver.press("I");
        assert_ne!(driver.notice(), Some(Info::StartsWithGamma.into()));
    }
}

#[test]
fn every_panel_plot_and_dialog_is_drawn_before_there_is_a_theta() {
    let keys = [
        "b",
        "b ←",
        "b ← ←",
        "s",
        "f",
        "f F",
        "G",
        "G G",
        "V",
        "B",
        "U",
        "U Enter",
        "t",
        "t Enter",
        "a",
        "K",
        "R",
        "v",
        "v v",
        "v v v",
        "x",
        "x ↓",
        "o",
        "o o",
        "A",
        "i 2 Enter",
        "C",
        "D",
        "H",
        "4 ↓ H",
        "2 w",
        "3 w",
        "3 → w",
        "4 ↓ w Enter",
        "1 z Z . ,",
        "O",
        "T",
        "?",
        "Space",
        "1 ↓ ↓",
    ];
    for from in ["", "m", "m e"] {
        for keys in keys {
            let mut driver = Driver::with_gamma();
            driver.press(from).press(keys);
            for (width, height) in SIZES {
                driver.screen(width, height);
            }
            driver.check();
        }
    }
}

#[test]
fn constraints_begin_at_theta_1_and_the_chart_shows_the_observations_alone() {
    let mut driver = Driver::with_gamma();
    driver.press("v");
    assert_eq!(driver.app.looks().plots().chart(), Chart::Posterior);
    assert!(driver.screen(80, 24).contains("The observations"));
    driver.press("v v v m U");
    assert!(driver.screen(80, 24).contains("from this run's θ₁"));
    driver.press("↓ ↓ Space Enter");
    let run = driver.app.study().run();
    assert!(run.method().equal_variances && run.given_gamma().is_none());
    let pooled = 1.4 / 3.0 * 16.530_612 + 1.6 / 3.0 * 23.4375;
    assert!(run.first().theta().variances().all(|variance| (variance - pooled).abs() < 1e-6));
}

#[test]
fn an_answer_is_checked_against_the_given_gamma() {
    let mut driver = Driver::with_gamma();
    driver.press("a");
    let Mode::Answer(form) = driver.app.mode() else { panic!("a form") };
    let offered: Vec<String> = form.choices().iter().map(ToString::to_string).collect();
    assert!(offered.contains(&"N[1]".to_owned()) && offered.contains(&"H".to_owned()));
    assert!(!offered.iter().any(|name| name.starts_with("gamma") || name == "ll"), "{offered:?}");
    driver.press("Esc m 2 → a").write("3.57").press("Enter");
    assert!(driver.screen(80, 24).contains("right"), "{}", driver.screen(80, 24));
    // Σ γ x / n in the place of Σ γ x / N_1.
    driver.press("^U").write("1.6667").press("Enter");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("you divide"), "{screen}");
}

#[test]
fn edited_data_begin_at_theta_1() {
    let mut driver = Driver::with_gamma();
    driver.press("A").write("5").press("Enter");
    assert_eq!(driver.notice(), Some(Info::DataEdited { run: 2, from_cursor: false }.into()));
    assert!((value(&driver, "mu[2]").unwrap() - 16.25).abs() < 1e-12);
    driver.press("u");
    assert_eq!((driver.half_step().as_str(), value(&driver, "N[2]")), ("γ0", Some(1.6)));
}
