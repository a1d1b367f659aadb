//! Other runs: another θ₀, other data, and the dialogs that start them.

use emstep::internals::app::{Info, Mode, Preview, Refusal};
use emstep::mixture::Theta;

use crate::driver::Driver;

fn theta(driver: &Driver) -> &Theta {
    driver.app.study().theta().unwrap()
}

#[test]
fn another_theta_starts_a_run_and_loses_nothing() {
    let mut driver = Driver::homework();
    driver.press("e m e m p");
    let before = driver.app.study().run().clone();
    driver.press("t Tab ^U").write("3").press("Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    assert_eq!(driver.half_step(), "θ0");
    assert_eq!(theta(&driver).components()[0].mean(), 3.0);
    driver.press("p");
    assert_eq!(driver.notice(), Some(Refusal::AtFork { start: "θ₀", run: 2, from: 1 }.into()));
    driver.press("e m <");
    assert_eq!(driver.half_step(), "γ1");
    assert_eq!(driver.app.study().run().iterates(), before.iterates());
    driver.press("<");
    assert_eq!(driver.notice(), Some(Refusal::FirstRun { runs: 2 }.into()));
    driver.press(">");
    assert_eq!(driver.half_step(), "θ1", "each run is where it was left");
}

#[test]
fn other_data_start_a_run() {
    let mut driver = Driver::homework();
    driver.press("e m d").write("galaxies").press("Tab Tab ^U").write("3").press("Enter");
    assert_eq!(driver.app.study().dataset().source, "galaxies");
    assert_eq!((theta(&driver).len(), driver.app.study().timeline().runs().len()), (3, 2));
    driver.press("<");
    assert_eq!(
        (driver.app.study().dataset().source.as_str(), driver.half_step().as_str()),
        ("homework", "θ1")
    );
    driver.press("d").write("1 2 nine").press("Enter");
    let Mode::Data(form) = driver.app.mode() else { panic!("the dialog stays") };
    assert_eq!(form.error.as_ref().unwrap().to_string(), "typed, item 3: 'nine' is not a number");
    driver.press("Esc d").write("no/such/file.csv").press("Enter");
    let Mode::Data(form) = driver.app.mode() else { panic!("the dialog stays") };
    assert!(form.error.as_ref().unwrap().to_string().contains("no such file"));
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
}

#[test]
fn the_form_changes_nothing_until_it_is_applied() {
    let mut driver = Driver::homework();
    driver.press("e t ^U").write("0.9").press("Enter");
    let Mode::Theta(form) = driver.app.mode() else { panic!("Σπ is not 1") };
    assert!(form.refused);
    driver.press("Esc");
    assert_eq!(
        (driver.half_step().as_str(), driver.app.study().timeline().runs().len()),
        ("γ0", 1)
    );
    driver.press("t").write("q").press("Esc");
    assert!(!driver.quit, "q is a letter while typing");
}

#[test]
fn the_form_previews_the_likelihood_of_what_is_typed() {
    let mut driver = Driver::homework();
    driver.press("t Tab ^U");
    let preview = |driver: &Driver| match driver.app.mode() {
        Mode::Theta(form) => form.preview.clone(),
        _ => panic!("the form is open"),
    };
    assert!(matches!(preview(&driver), Preview::None));
    driver.write("5");
    let Preview::Ready(iterate) = preview(&driver) else { panic!("quick enough") };
    assert_eq!(iterate.theta().components()[0].mean(), 5.0);
    driver.hold = true;
    driver.write("5");
    assert!(matches!(preview(&driver), Preview::Pending));
    driver.write("5");
    assert_eq!(driver.held.len(), 1, "the newest question wins");
    driver.release();
    let Preview::Ready(iterate) = preview(&driver) else { panic!("answered") };
    assert_eq!(iterate.theta().components()[0].mean(), 555.0);
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
    assert_eq!(driver.notice(), Some(Info::BeginningCancelled.into()));
    driver.release();
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
}
