//! What keys do: walks through the state machine.

mod driver;

use driver::{Driver, key};
use emstep::app::keymap::{FORM, STEPPING};
use emstep::app::{Mode, Settings, Tone};
use emstep::mixture::Theta;

fn theta(driver: &Driver) -> &Theta {
    driver.app.theta()
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
    assert_eq!(driver.place(), "θ0");
    assert_eq!(driver.notice(), "M needs γ: θ₀ is set, so the E-step comes first (e)");
    assert_eq!(driver.app.notice().unwrap().tone, Tone::Refused);
    driver.press("e");
    assert_eq!((driver.place().as_str(), driver.notice()), ("γ0", ""));
    driver.press("e");
    assert_eq!(driver.place(), "γ0");
    assert_eq!(driver.notice(), "γ is already inferred from θ₀: the M-step comes next (m)");
    driver.press("m");
    assert_eq!(driver.place(), "θ1");
    let likelihood = driver.app.timeline().run().current().log_likelihood();
    assert!((likelihood - -10.955_912).abs() < 1e-6);
}

#[test]
fn back_and_forward_reach_every_half_step() {
    let mut driver = Driver::homework();
    driver.press("n n n n n");
    assert_eq!(driver.place(), "γ2");
    driver.press("p ← h");
    assert_eq!(driver.place(), "θ1");
    driver.press("→");
    assert_eq!(driver.place(), "γ1");
    driver.press("Home");
    assert_eq!(driver.place(), "θ0");
    driver.press("p");
    assert_eq!(driver.notice(), "this is θ₀, where the run starts");
    driver.press("End");
    assert_eq!(driver.place(), "γ2");
    driver.press("→");
    assert_eq!(driver.notice(), "nothing was done after this; m or n goes on");
    driver.press("r");
    assert_eq!(driver.place(), "θ0");
    driver.press("e m e m e");
    assert_eq!(driver.app.timeline().run().iterates().len(), 3, "known steps are not done again");
}

#[test]
fn ten_iterations_and_any_iteration_by_its_number() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("N");
    assert_eq!(driver.place(), "θ10");
    driver.press("e N");
    assert_eq!(driver.place(), "γ20");
    driver.press("g").write("3").press("Enter");
    assert_eq!(driver.place(), "θ3");
    driver.press("g").write("25").press("Enter");
    assert_eq!(driver.place(), "θ25");
    driver.press("g").write("x").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("the prompt stays") };
    assert!(prompt.error.as_ref().unwrap().starts_with("'x' is no iteration"));
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
}

#[test]
fn c_runs_to_convergence_and_stays_there() {
    let mut driver = Driver::homework();
    driver.press("c");
    let there = driver.place();
    assert_eq!(driver.notice(), "converged at t = 8: |Δℓ| per observation is below 1e-9");
    driver.press("Home c");
    assert_eq!(driver.place(), there, "the same θ from what is known");
    driver.press("c");
    assert_eq!(driver.place(), there);
    driver.press("p p c");
    assert_eq!(driver.place(), there);
}

#[test]
fn an_early_end_of_c_is_said() {
    let settings = Settings { max_iterations: 3, ..Settings::default() };
    let homework = Driver::homework();
    let from = emstep::app::Beginning::Given(theta(&homework).clone());
    let request = emstep::data::Request {
        source: emstep::data::Source::Example("homework".into()),
        column: None,
        exact: false,
    };
    let dataset = emstep::data::load(&request).unwrap();
    let mut driver = Driver::with_settings(dataset, &from, settings);
    driver.press("c");
    assert_eq!(driver.place(), "θ3");
    assert!(driver.notice().starts_with("not converged after 3 more iterations"));
    driver.press("c");
    assert_eq!(driver.place(), "θ6");
}

#[test]
fn playing_takes_half_steps_until_it_has_converged() {
    let mut driver = Driver::homework();
    assert_eq!(driver.app.tick_every(), None);
    driver.press("Space");
    let pace = driver.app.tick_every().unwrap();
    driver.tick().tick();
    assert_eq!(driver.place(), "θ1");
    driver.press("+");
    assert!(driver.app.tick_every().unwrap() < pace);
    driver.press("- -");
    assert!(driver.app.tick_every().unwrap() > pace);
    driver.press("Space");
    assert_eq!((driver.app.tick_every(), driver.notice()), (None, "paused"));
    driver.tick();
    assert_eq!(driver.place(), "θ1", "a late tick does nothing");
    driver.press("Space");
    for _ in 0..40 {
        driver.tick();
    }
    assert_eq!(driver.app.tick_every(), None);
    assert!(driver.notice().starts_with("converged at t = 8"));
}

#[test]
fn another_theta_starts_a_run_and_loses_nothing() {
    let mut driver = Driver::homework();
    driver.press("e m e m p");
    let before = driver.app.timeline().run().clone();
    driver.press("t Tab ^U").write("3").press("Enter");
    assert_eq!(driver.app.timeline().runs().len(), 2);
    assert_eq!(driver.place(), "θ0");
    assert_eq!(theta(&driver).components()[0].mean, 3.0);
    driver.press("p");
    assert_eq!(driver.notice(), "this is θ₀ of run 2; < goes back to run 1");
    driver.press("e m <");
    assert_eq!(driver.place(), "γ1");
    assert_eq!(driver.app.timeline().run().iterates(), before.iterates());
    driver.press("<");
    assert!(driver.notice().starts_with("there is no such run"));
    driver.press(">");
    assert_eq!(driver.place(), "θ1", "each run is where it was left");
}

#[test]
fn the_form_changes_nothing_until_it_is_applied() {
    let mut driver = Driver::homework();
    driver.press("e t ^U").write("0.9").press("Enter");
    let Mode::Theta(form) = driver.app.mode() else { panic!("Σπ is not 1") };
    assert!(form.refused);
    driver.press("Esc");
    assert_eq!((driver.place().as_str(), driver.app.timeline().runs().len()), ("γ0", 1));
    driver.press("t").write("q").press("Esc");
    assert!(!driver.quit, "q is a letter while typing");
}

#[test]
fn the_form_previews_the_likelihood_of_what_is_typed() {
    use emstep::app::theta_form::Preview;
    let mut driver = Driver::homework();
    driver.press("t Tab ^U");
    let preview = |driver: &Driver| match driver.app.mode() {
        Mode::Theta(form) => form.preview.clone(),
        _ => panic!("the form is open"),
    };
    assert!(matches!(preview(&driver), Preview::None));
    driver.write("5");
    let Preview::Ready(iterate) = preview(&driver) else { panic!("quick enough") };
    assert_eq!(iterate.theta.components()[0].mean, 5.0);
    driver.hold = true;
    driver.write("5");
    assert!(matches!(preview(&driver), Preview::Pending));
    driver.write("5");
    assert_eq!(driver.held.len(), 1, "the newest question wins");
    driver.release();
    let Preview::Ready(iterate) = preview(&driver) else { panic!("answered") };
    assert_eq!(iterate.theta.components()[0].mean, 555.0);
}

#[test]
fn other_data_start_a_run() {
    let mut driver = Driver::homework();
    driver.press("e m d").write("galaxies").press("Tab Tab ^U").write("3").press("Enter");
    assert_eq!(driver.app.dataset().source, "galaxies");
    assert_eq!((theta(&driver).len(), driver.app.timeline().runs().len()), (3, 2));
    driver.press("<");
    assert_eq!((driver.app.dataset().source.as_str(), driver.place().as_str()), ("homework", "θ1"));
    driver.press("d").write("1 2 nine").press("Enter");
    let Mode::Data(form) = driver.app.mode() else { panic!("the dialog stays") };
    assert_eq!(form.error.as_deref(), Some("typed, item 3: 'nine' is not a number"));
    driver.press("Esc d").write("no/such/file.csv").press("Enter");
    let Mode::Data(form) = driver.app.mode() else { panic!("the dialog stays") };
    assert!(form.error.as_ref().unwrap().contains("no such file"));
    assert_eq!(driver.app.timeline().runs().len(), 2);
}

#[test]
fn a_collapse_is_refused_and_the_rest_goes_on() {
    let mut driver = Driver::typed("0 0 0 5 6 7", 2);
    driver.press("c");
    assert!(driver.notice().contains("component 1 collapsed onto x = 0"), "{}", driver.notice());
    assert!(driver.notice().ends_with("θ stays as it is"));
    let last_good = driver.place();
    driver.press("e m");
    assert!(driver.notice().contains("collapsed"));
    assert_eq!(theta(&driver), &driver.app.timeline().run().last().theta);
    driver.press("p");
    assert_eq!(driver.place(), last_good, "γ was inferred, θ stayed");
    driver.press("p p p t Esc r e m");
    assert_eq!(driver.place(), "θ1");
}

#[test]
fn what_is_special_is_said() {
    assert!(Driver::typed("3 3 3", 2).notice().contains("all 3 observations are 3"));
    assert!(Driver::typed("3", 1).notice().contains("one observation"));
    let mut driver = Driver::typed("1 2 4", 1);
    assert!(driver.notice().starts_with("K = 1"));
    driver.press("t ^O ^U").write("0.5").press("Tab ^U").write("2").press("↑ Shift-Tab ^U");
    driver.write("0.5").press("Tab ^U").write("2").press("Enter");
    assert!(driver.notice().contains("components 1 and 2 are identical"), "{}", driver.notice());
}

#[test]
fn a_long_job_can_be_broken_off_and_blocks_nothing() {
    let mut driver = Driver::homework();
    driver.press("e m e m Home");
    driver.hold = true;
    driver.press("N");
    assert_eq!(driver.app.waiting_for(), Some("iterating"));
    driver.press("N");
    assert_eq!(driver.notice(), "still computing; Esc breaks it off");
    driver.press("→ →");
    assert_eq!(driver.place(), "θ1", "what is known can be walked meanwhile");
    driver.press("Esc");
    assert_eq!((driver.app.waiting_for(), driver.cancelled.len()), (None, 1));
    driver.press("Home N").release();
    assert_eq!(driver.place(), "θ10");
}

#[test]
fn a_late_answer_is_dropped() {
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("N");
    let late = driver.held.pop_front().unwrap();
    driver.press("Esc");
    driver.held.push_back(late);
    driver.release();
    assert_eq!(driver.place(), "θ0");
    assert_eq!(driver.app.timeline().run().iterates().len(), 1);
}

#[test]
fn a_person_who_went_back_is_not_pulled_forward() {
    let mut driver = Driver::homework();
    driver.press("e m");
    driver.hold = true;
    driver.press("N Home").release();
    assert_eq!(driver.place(), "θ0");
    assert_eq!(driver.app.timeline().run().iterates().len(), 12);
}

#[test]
fn rows_and_components_are_selected_in_their_panels() {
    let mut driver = Driver::homework();
    driver.press("↓ j");
    assert_eq!((driver.app.row(), driver.app.component()), (2, 0));
    driver.press("PgDn");
    assert_eq!(driver.app.row(), 4);
    driver.press("i").write("1").press("Enter");
    assert_eq!(driver.app.row(), 1);
    driver.press("i").write("5").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("there is no row 5") };
    assert_eq!(prompt.error.as_deref(), Some("i goes from 0 to 4"));
    driver.press("Esc Tab ↓ ↓");
    assert_eq!((driver.app.row(), driver.app.component()), (1, 1));
}

#[test]
fn the_axes_stay_put_while_stepping_and_zoom_on_demand() {
    let mut driver = Driver::homework();
    driver.press("e m e m e m");
    let axes = driver.app.axes();
    driver.press("e m");
    assert_eq!(driver.app.axes(), axes);
    driver.press("z");
    let zoomed = driver.app.axes();
    assert!(zoomed.x.1 - zoomed.x.0 < axes.x.1 - axes.x.0);
    driver.press(".");
    assert!(driver.app.axes().x.0 > zoomed.x.0);
    driver.press(", Z 0");
    assert!(!driver.app.is_zoomed());
}

#[test]
fn q_closes_what_is_open_and_else_quits() {
    let mut driver = Driver::homework();
    driver.press("? q");
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
    assert!(screen.contains("variance-as-sd"), "{screen}");
    assert!(!screen.contains("24.51"), "the number is covered while it is asked for");
    driver.press("^U").write("-24.51").press("Enter");
    assert!(driver.screen(80, 24).contains("right, as far as you rounded"));
    driver.press("^S");
    assert!(driver.screen(120, 40).contains("It is −24.512532330086678"));
    driver.press("Tab ^U").write("N[1]").press("Enter");
    assert!(driver.screen(120, 40).contains("there is no N[1] here"));
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
}
