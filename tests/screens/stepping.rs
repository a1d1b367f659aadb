//! What keys do: walks through the state machine.

use emstep::data::{self, Request, Source};
use emstep::internals::app::keymap::{FORM, STEPPING};
use emstep::internals::app::{Info, InitialTheta, Mode, Notice, PromptError, Refusal, Settings};
use emstep::mixture::{MStepError, SpecialCase, StepError, Theta};

use crate::driver::{Driver, key};

fn theta(driver: &Driver) -> &Theta {
    driver.app.study().theta().unwrap()
}

#[test]
fn the_labels_in_the_tables_are_the_keys() {
    for (label, keys) in
        STEPPING.iter().map(|b| (b.label, b.keys)).chain(FORM.iter().map(|b| (b.label, b.keys)))
    {
        assert_eq!(label.split(' ').map(key).collect::<Vec<_>>(), keys, "{label}");
    }
}

#[test]
fn e_and_m_alternate_and_the_wrong_one_says_why() {
    let mut driver = Driver::homework();
    driver.press("m");
    assert_eq!(driver.half_step(), "θ0");
    assert_eq!(driver.notice(), Some(Refusal::EStepFirst { t: 0 }.into()));
    driver.press("e");
    assert_eq!((driver.half_step().as_str(), driver.notice()), ("γ0", None));
    driver.press("e");
    assert_eq!(driver.half_step(), "γ0");
    assert_eq!(driver.notice(), Some(Refusal::MStepFirst { t: 0 }.into()));
    driver.press("m");
    assert_eq!(driver.half_step(), "θ1");
    let likelihood = driver.app.study().run().current().unwrap().log_likelihood();
    assert!((likelihood - -10.955_912).abs() < 1e-6);
}

#[test]
fn back_and_forward_reach_every_half_step() {
    let mut driver = Driver::homework();
    driver.press("n n n n n");
    assert_eq!(driver.half_step(), "γ2");
    driver.press("p ← h");
    assert_eq!(driver.half_step(), "θ1");
    driver.press("→");
    assert_eq!(driver.half_step(), "γ1");
    driver.press("Home");
    assert_eq!(driver.half_step(), "θ0");
    driver.press("p");
    assert_eq!(driver.notice(), Some(Refusal::AtStart.into()));
    driver.press("End");
    assert_eq!(driver.half_step(), "γ2");
    driver.press("→");
    assert_eq!(driver.notice(), Some(Refusal::AtLatest { key: 'm' }.into()));
    driver.press("r");
    assert_eq!(driver.half_step(), "θ0");
    driver.press("e m e m e");
    assert_eq!(driver.app.study().run().iterates().len(), 3, "known steps are not done again");
}

#[test]
fn ten_iterations_and_any_iteration_by_its_number() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("N");
    assert_eq!(driver.half_step(), "θ10");
    driver.press("e N");
    assert_eq!(driver.half_step(), "γ20");
    driver.press("g").write("3").press("Enter");
    assert_eq!(driver.half_step(), "θ3");
    driver.press("g").write("25").press("Enter");
    assert_eq!(driver.half_step(), "θ25");
    driver.press("g").write("x").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("the prompt stays") };
    assert_eq!(prompt.error, Some(PromptError::Iteration { typed: "x".into() }));
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
}

#[test]
fn c_runs_to_convergence_and_stays_there() {
    let mut driver = Driver::homework();
    driver.press("c");
    let last = driver.half_step();
    assert_eq!(
        driver.notice(),
        Some(Info::Converged { t: 8, tolerance: 1e-9, change: "Δℓ" }.into())
    );
    driver.press("Home c");
    assert_eq!(driver.half_step(), last, "the same θ from what is known");
    driver.press("c");
    assert_eq!(driver.half_step(), last);
    driver.press("p p c");
    assert_eq!(driver.half_step(), last);
}

#[test]
fn an_early_end_of_c_is_said() {
    let settings = Settings { max_iterations: 3, ..Settings::default() };
    let homework = Driver::homework();
    let from = InitialTheta::Given(theta(&homework).clone());
    let request = Request::new(Source::Example("homework".into()));
    let dataset = data::load(&request).unwrap();
    let mut driver = Driver::with_settings(dataset, &from, settings);
    driver.press("c");
    assert_eq!(driver.half_step(), "θ3");
    let Some(Notice::Refused(Refusal::NotConverged { iterations: 3, change, .. })) =
        driver.notice()
    else {
        panic!("{:?}", driver.notice())
    };
    assert!(change > settings.tolerance);
    driver.press("c");
    assert_eq!(driver.half_step(), "θ6");
}

#[test]
fn playing_takes_half_steps_until_it_has_converged() {
    let mut driver = Driver::homework();
    assert_eq!(driver.app.tick_every(), None);
    driver.press("Space");
    let pace = driver.app.tick_every().unwrap();
    driver.tick().tick();
    assert_eq!(driver.half_step(), "θ1");
    driver.press("+");
    assert!(driver.app.tick_every().unwrap() < pace);
    driver.press("- -");
    assert!(driver.app.tick_every().unwrap() > pace);
    driver.press("Space");
    assert_eq!((driver.app.tick_every(), driver.notice()), (None, Some(Info::Paused.into())));
    driver.tick();
    assert_eq!(driver.half_step(), "θ1", "a late tick does nothing");
    driver.press("Space");
    for _ in 0..40 {
        driver.tick();
    }
    assert_eq!(driver.app.tick_every(), None);
    assert_eq!(
        driver.notice(),
        Some(Info::Converged { t: 8, tolerance: 1e-9, change: "Δℓ" }.into())
    );
}

#[test]
fn a_collapse_is_refused_and_the_rest_goes_on() {
    let collapsed = |driver: &Driver| {
        let error = MStepError::Collapsed { component: 0, x: 0.0 };
        let error = StepError::MStep { error, observation: 0, x: 0.0, bin: None, is_known: true };
        driver.notice() == Some(Refusal::StepFailed(error).into())
    };
    let mut driver = Driver::typed("0 0 0 5 6 7", 2);
    driver.press("c");
    assert!(collapsed(&driver), "{:?}", driver.notice());
    let last_good = driver.half_step();
    driver.press("e m");
    assert!(collapsed(&driver));
    assert_eq!(theta(&driver), driver.app.study().run().last().theta());
    driver.press("p");
    assert_eq!(driver.half_step(), last_good, "γ was inferred, θ stayed");
    driver.press("p p p t Esc r e m");
    assert_eq!(driver.half_step(), "θ1");
}

#[test]
fn what_is_special_is_said() {
    let cases = |driver: &Driver| match driver.notice() {
        Some(Notice::Info(Info::SpecialCases { cases, .. })) => cases,
        other => panic!("{other:?}"),
    };
    let all_equal = SpecialCase::AllEqual { count: 3, x: 3.0 };
    assert!(cases(&Driver::typed("3 3 3", 2)).contains(&all_equal));
    assert!(cases(&Driver::typed("3", 1)).contains(&SpecialCase::OneObservation));
    let mut driver = Driver::typed("1 2 4", 1);
    assert_eq!(cases(&driver), [SpecialCase::OneComponent]);
    driver.press("t ^O ^U").write("0.5").press("Tab ^U").write("2").press("↑ Shift-Tab ^U");
    driver.write("0.5").press("Tab ^U").write("2").press("Enter");
    assert_eq!(cases(&driver), [SpecialCase::Identical(vec![0, 1])]);
}

#[test]
fn q_closes_what_is_open_and_else_quits() {
    let mut driver = Driver::homework();
    driver.press("4 w q");
    assert!(!driver.quit && matches!(driver.app.mode(), Mode::Stepping));
    driver.press("Esc");
    assert!(!driver.quit, "Esc never quits");
    driver.press("^Z");
    assert_eq!(driver.suspended, 1);
    driver.press("q");
    assert!(driver.quit);
    let mut driver = Driver::homework();
    driver.press("t ^C");
    assert!(driver.quit, "Ctrl-C always quits");
}

#[test]
fn an_answer_is_checked_and_the_number_kept_until_it_is_asked_for() {
    let mut driver = Driver::homework();
    driver.press("a").write("-15.46").press("Enter");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("standard deviation"), "{screen}");
    assert!(!screen.contains("24.51"), "the number is covered while it is asked for");
    driver.press("^U").write("-24.51").press("Enter");
    assert!(driver.screen(80, 24).contains("right, to the digits given"));
    driver.press("^S");
    assert!(driver.screen(120, 40).contains("It is −24.512532330086678"));
    driver.press("Tab ^U").write("N[1]").press("Enter");
    assert!(driver.screen(120, 40).contains("there is no N[1] here"));
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
}

/// What the title says comes next.
fn next(driver: &Driver) -> String {
    let screen = driver.screen(120, 40);
    let title = screen.lines().next().unwrap();
    let start = title.rfind("   ").map_or(title, |start| &title[start..]);
    start.trim().to_owned()
}

#[test]
fn convergence_is_in_the_title_wherever_the_cursor_has_converged() {
    let mut driver = Driver::homework();
    assert_eq!(next(&driver), "next: E-step (e)");
    driver.press("c");
    assert_eq!(next(&driver), "converged (e continues)");
    // It outlives the next key, and every narrower title says it too.
    driver.press("Tab ↓");
    for width in [40, 60, 80, 100, 200] {
        let screen = driver.screen(width, 24);
        let title = screen.lines().next().unwrap();
        assert!(title.contains("converged") && !title.contains("next"), "{title}");
    }
    driver.press("p");
    assert_eq!(next(&driver), "next: M-step (m)", "γ₇ is from a θ that had not converged");
    driver.press("l");
    assert_eq!(next(&driver), "converged (e continues)");
    // Steps go on behind it.
    driver.press("e");
    assert_eq!(
        (driver.half_step(), next(&driver)),
        ("γ8".into(), "converged (m continues)".into())
    );
    driver.press("m e");
    assert_eq!(
        (driver.half_step(), next(&driver)),
        ("γ9".into(), "converged (m continues)".into())
    );
    driver.press("Home");
    assert_eq!(next(&driver), "next: E-step (e)");
    driver.press("End t Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    assert_eq!(next(&driver), "next: E-step (e)", "another run, at its θ₀");
    driver.press("<");
    assert_eq!(next(&driver), "converged (m continues)");
}

#[test]
fn where_a_run_has_converged_is_said_of_the_run_and_not_of_the_cursor() {
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("c Home");
    driver.release();
    assert_eq!(driver.half_step(), "θ0");
    assert_eq!(
        driver.notice(),
        Some(Info::Converged { t: 8, tolerance: 1e-9, change: "Δℓ" }.into())
    );
}
