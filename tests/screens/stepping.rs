//! What keys do: walks through the state machine.

use emstep::app::keymap::{FORM, STEPPING};
use emstep::app::{Mode, Settings, Tone};
use emstep::mixture::Theta;

use crate::driver::{Driver, key};

fn theta(driver: &Driver) -> &Theta {
    driver.app.study().theta()
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
    let likelihood = driver.app.study().run().current().log_likelihood();
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
    assert_eq!(driver.notice(), "already at θ₀");
    driver.press("End");
    assert_eq!(driver.place(), "γ2");
    driver.press("→");
    assert_eq!(driver.notice(), "this is the latest step; press m or n to continue");
    driver.press("r");
    assert_eq!(driver.place(), "θ0");
    driver.press("e m e m e");
    assert_eq!(driver.app.study().run().iterates().len(), 3, "known steps are not done again");
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
    assert!(prompt.error.as_ref().unwrap().starts_with("'x' is not an iteration"));
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
    let from = emstep::app::InitialTheta::Given(theta(&homework).clone());
    let request = emstep::data::Request {
        source: emstep::data::Source::Example("homework".into()),
        column: None,
        exact: false,
    };
    let dataset = emstep::data::load(&request).unwrap();
    let mut driver = Driver::with_settings(dataset, &from, settings);
    driver.press("c");
    assert_eq!(driver.place(), "θ3");
    assert!(driver.notice().starts_with("not converged yet: 3 iterations, |Δℓ|/n = "));
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
    let before = driver.app.study().run().clone();
    driver.press("t Tab ^U").write("3").press("Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    assert_eq!(driver.place(), "θ0");
    assert_eq!(theta(&driver).components()[0].mean(), 3.0);
    driver.press("p");
    assert_eq!(driver.notice(), "this is θ₀ of run 2; < goes back to run 1");
    driver.press("e m <");
    assert_eq!(driver.place(), "γ1");
    assert_eq!(driver.app.study().run().iterates(), before.iterates());
    driver.press("<");
    assert_eq!(driver.notice(), "run 1 of 2 is the first");
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
    assert_eq!((driver.place().as_str(), driver.app.study().timeline().runs().len()), ("γ0", 1));
    driver.press("t").write("q").press("Esc");
    assert!(!driver.quit, "q is a letter while typing");
}

#[test]
fn the_form_previews_the_likelihood_of_what_is_typed() {
    use emstep::app::form::theta::Preview;
    let mut driver = Driver::homework();
    driver.press("t Tab ^U");
    let preview = |driver: &Driver| match driver.app.mode() {
        Mode::Theta(form) => form.preview.clone(),
        _ => panic!("the form is open"),
    };
    assert!(matches!(preview(&driver), Preview::None));
    driver.write("5");
    let Preview::Ready(iterate) = preview(&driver) else { panic!("quick enough") };
    assert_eq!(iterate.theta.components()[0].mean(), 5.0);
    driver.hold = true;
    driver.write("5");
    assert!(matches!(preview(&driver), Preview::Pending));
    driver.write("5");
    assert_eq!(driver.held.len(), 1, "the newest question wins");
    driver.release();
    let Preview::Ready(iterate) = preview(&driver) else { panic!("answered") };
    assert_eq!(iterate.theta.components()[0].mean(), 555.0);
}

#[test]
fn other_data_start_a_run() {
    let mut driver = Driver::homework();
    driver.press("e m d").write("galaxies").press("Tab Tab ^U").write("3").press("Enter");
    assert_eq!(driver.app.study().dataset().source, "galaxies");
    assert_eq!((theta(&driver).len(), driver.app.study().timeline().runs().len()), (3, 2));
    driver.press("<");
    assert_eq!(
        (driver.app.study().dataset().source.as_str(), driver.place().as_str()),
        ("homework", "θ1")
    );
    driver.press("d").write("1 2 nine").press("Enter");
    let Mode::Data(form) = driver.app.mode() else { panic!("the dialog stays") };
    assert_eq!(form.error.as_deref(), Some("typed, item 3: 'nine' is not a number"));
    driver.press("Esc d").write("no/such/file.csv").press("Enter");
    let Mode::Data(form) = driver.app.mode() else { panic!("the dialog stays") };
    assert!(form.error.as_ref().unwrap().contains("no such file"));
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
}

#[test]
fn a_collapse_is_refused_and_the_rest_goes_on() {
    let mut driver = Driver::typed("0 0 0 5 6 7", 2);
    driver.press("c");
    assert!(driver.notice().contains("component 1 collapsed onto x_0 = 0"), "{}", driver.notice());
    assert!(driver.notice().ends_with("; θ is kept"));
    let last_good = driver.place();
    driver.press("e m");
    assert!(driver.notice().contains("collapsed"));
    assert_eq!(theta(&driver), &driver.app.study().run().last().theta);
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
    assert_eq!(driver.notice(), "still computing; Esc cancels it");
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
    assert_eq!(driver.app.study().run().iterates().len(), 1);
}

#[test]
fn a_person_who_went_back_is_not_pulled_forward() {
    let mut driver = Driver::homework();
    driver.press("e m");
    driver.hold = true;
    driver.press("N Home").release();
    assert_eq!(driver.place(), "θ0");
    assert_eq!(driver.app.study().run().iterates().len(), 12);
}

#[test]
fn rows_and_components_are_selected_in_their_panels() {
    let mut driver = Driver::homework();
    driver.press("↓ j");
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().component()),
        (2, 0)
    );
    driver.press("PgDn");
    assert_eq!(driver.app.looks().selection().row(), 4);
    driver.press("i").write("1").press("Enter");
    assert_eq!(driver.app.looks().selection().row(), 1);
    driver.press("i").write("5").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("there is no row 5") };
    assert_eq!(prompt.error.as_deref(), Some("i goes from 0 to 4"));
    driver.press("Esc Tab ↓ ↓");
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().component()),
        (1, 1)
    );
}

#[test]
fn the_axes_stay_put_while_stepping_and_zoom_on_demand() {
    let mut driver = Driver::homework();
    driver.press("e m e m e m");
    let axes = driver.app.looks().axes();
    driver.press("e m");
    assert_eq!(driver.app.looks().axes(), axes);
    driver.press("z");
    let zoomed = driver.app.looks().axes();
    assert!(zoomed.x.1 - zoomed.x.0 < axes.x.1 - axes.x.0);
    driver.press(".");
    assert!(driver.app.looks().axes().x.0 > zoomed.x.0);
    driver.press(", Z 0");
    assert!(!driver.app.looks().is_zoomed());
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
    assert_eq!((driver.place(), next(&driver)), ("γ8".into(), "converged (m continues)".into()));
    driver.press("m e");
    assert_eq!((driver.place(), next(&driver)), ("γ9".into(), "converged (m continues)".into()));
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
    assert_eq!(driver.place(), "θ0");
    assert!(driver.notice().starts_with("converged at t = 8:"), "{}", driver.notice());
}

/// What is in reverse, without colours: where it begins, and the text.
fn marked_cells(driver: &Driver, width: u16, height: u16) -> Vec<((u16, u16), String)> {
    let buffer = driver.buffer(width, height, emstep::view::theme::ColorDepth::Mono);
    let mut marked: Vec<((u16, u16), String)> = Vec::new();
    let mut goes_on = false;
    for y in 0..height {
        for x in 0..width {
            let cell = &buffer[(x, y)];
            let is_marked = cell.modifier.contains(ratatui::style::Modifier::REVERSED);
            match marked.last_mut().filter(|_| goes_on && x > 0) {
                Some((_, text)) if is_marked => text.push_str(cell.symbol()),
                _ if is_marked => marked.push(((x, y), cell.symbol().to_owned())),
                _ => {}
            }
            goes_on = is_marked;
        }
    }
    for (_, text) in &mut marked {
        *text = text.trim().to_owned();
    }
    marked
}

#[test]
fn what_is_selected_is_marked_in_every_panel_and_w_explains_it() {
    // One panel at a time, so that all that is marked is in the panel in focus.
    for (keys, panel) in
        ["", "e", "e m", "e m e"].into_iter().flat_map(|k| [(k, 1), (k, 2), (k, 3)])
    {
        let mut driver = Driver::homework();
        driver.press(keys);
        for _ in 0..panel {
            driver.press("Tab");
        }
        let mark = |driver: &Driver| {
            let mut marked = marked_cells(driver, 60, 16);
            if panel == 3 {
                // The table marks the row's index too.
                let index = driver.app.looks().selection().row().to_string();
                let before = marked.len();
                marked.retain(|(_, text)| *text != index);
                assert_eq!(before, marked.len() + 1, "{marked:?}");
            }
            assert_eq!(marked.len(), 1, "{keys:?}, panel {panel}: {marked:?}");
            marked.remove(0)
        };
        let (mut asked, mut at) = (driver.app.marked(), mark(&driver));
        assert_eq!(driver.app.selected(), None, "nothing is derived before it is asked for");
        driver.press("w");
        assert_eq!(driver.app.selected(), asked);
        driver.press("Esc Esc");
        assert_eq!((driver.app.marked(), mark(&driver)), (asked, at.clone()));
        for step in "→ ↓ ↓ → → → ← ↑ ↓ ↓ ↓ ↓ ↓ ← ← ↑ ↑ ↑".split_whitespace()
        {
            driver.press(step);
            assert_eq!(driver.app.selected(), driver.app.marked(), "{step}");
            let moved = driver.app.marked() != asked;
            let next = mark(&driver);
            assert_eq!(next.0 != at.0, moved, "{keys:?}, panel {panel}, {step}: {at:?} {next:?}");
            (asked, at) = (driver.app.marked(), next);
        }
    }
}

#[test]
fn my_answer_asks_for_what_is_marked() {
    let mut driver = Driver::homework();
    driver.press("e m Tab a");
    let Mode::Answer(form) = driver.app.mode() else { panic!("the dialog") };
    assert_eq!(form.field(emstep::app::form::answer::AnswerField::What).text(), "pi[1]");
}

#[test]
fn a_click_on_a_panel_marks_what_w_explains() {
    use emstep::app::{Message, Panel};
    for panel in [Panel::Theta, Panel::Likelihood, Panel::Responsibilities] {
        let mut driver = Driver::homework();
        driver.press("e m").send(Message::Select(panel, None));
        let marked = driver.app.marked();
        assert!(marked.is_some(), "{panel:?}");
        driver.press("w");
        assert_eq!(driver.app.selected(), marked);
    }
}

#[test]
fn a_dialog_is_closed_by_the_job_it_waits_for_and_by_no_other() {
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("t Enter d").write("1 2");
    assert_eq!(driver.held.len(), 1, "ℓ(θ₀) of the θ₀ form");
    driver.release();
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    assert!(matches!(driver.app.mode(), Mode::Data(_)), "what is being typed stays");
    driver.write(" 8 9").press("Enter");
    driver.release();
    assert_eq!(driver.app.waiting_for(), Some("computing ℓ(θ₀)"));
    driver.press("Esc");
    assert_eq!(driver.notice(), "cancelled; no other run was started");
    driver.release();
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
}
