//! The groups of a condensed table, one by one and together.

use std::sync::Arc;

use emstep::data::Dataset;
use emstep::internals::app::{
    App, HostLimits, Info, InitialTheta, LimitReached, Refusal, Settings,
};
use emstep::timeline::Origin;

use crate::driver::Driver;
use crate::group_table::{self, dataset, grid, rows, theta, values};

pub(crate) fn stepper() -> Driver {
    Driver::with_settings(dataset(), &InitialTheta::Given(theta()), Settings::default())
}

fn source(driver: &Driver) -> String {
    driver.app.study().dataset().source.clone()
}

#[test]
fn groups_are_gone_through_in_a_circle_each_with_its_run() {
    let mut driver = stepper();
    driver.press("e m e )");
    assert!(source(&driver).ends_with("g.csv · fri"), "{}", source(&driver));
    let group = "group fri (1 of 3)".to_owned();
    assert_eq!(driver.notice(), Some(Info::Group { run: 2, group }.into()));
    let run = driver.app.study().run();
    assert_eq!((run.first().theta(), run.origin()), (&theta(), Origin::OtherRun));
    assert_eq!(run.data().sample.count(), 2_000);
    driver.press("e m ) )");
    assert!(source(&driver).ends_with("g.csv · tue"));
    driver.press(")");
    let group = "all 3 groups together".to_owned();
    assert_eq!(driver.notice(), Some(Info::Group { run: 1, group }.into()));
    assert_eq!(driver.app.study().run().cursor().iteration(), 1);
    // The other way round, to where each was left; no other run begins.
    driver.press("( ( (");
    let timeline = driver.app.study().timeline();
    assert_eq!((timeline.active(), timeline.runs().len()), (1, 4));
    assert_eq!(timeline.run().cursor().iteration(), 1);
    let says = driver.press("( (").says();
    assert_eq!(says, "group tue (3 of 3), run 4; ( and ) go to the others and to all together");
}

#[test]
fn a_group_is_a_sample_of_its_own_and_its_name_is_shown() {
    let mut driver = stepper();
    driver.press(") ) e m");
    let rows = emstep::mixture::CondensedTable::new(grid(), false, rows(&values(1))).unwrap();
    let alone = Dataset::new("mon", "x", emstep::mixture::Sample::condensed(&rows).unwrap());
    let mut alone = Driver::new(alone, &InitialTheta::Given(theta()));
    alone.press("e m");
    let [mine, alone] = [&driver, &alone].map(|driver| driver.app.study().run().last().clone());
    assert_eq!(mine, alone);
    let title = driver.screen(160, 40).lines().next().unwrap().to_owned();
    assert!(title.contains("g.csv · mon") && title.contains("2000 observations"), "{title}");
    let screen = driver.screen(80, 24);
    let key = driver.app.study().dataset().groups.as_ref().unwrap().key().unwrap().to_owned();
    assert!(screen.starts_with(&format!(" {key} · condensed: ")), "{screen}");
    assert!(screen.lines().last().unwrap().contains("( ) group"), "{screen}");
    driver.press("<");
    let screen = driver.press("B").screen(120, 40);
    assert!(screen.contains("θ₀ of run 2 · "), "{screen}");
    assert!(screen.contains("g.csv · mon"), "{screen}");
}

#[test]
fn without_groups_there_is_nowhere_to_go() {
    let mut driver = Driver::homework();
    for key in ["(", ")"] {
        driver.press(key);
        assert_eq!(driver.notice(), Some(Refusal::NoGroups.into()));
    }
    assert!(!driver.screen(160, 40).contains("( ) group"));
}

#[test]
fn a_group_is_made_in_a_job_that_can_be_cancelled() {
    let mut driver = stepper();
    driver.hold = true;
    driver.press(")");
    let waits = driver.screen(120, 40);
    assert!(waits.lines().next().unwrap().contains("the group's data …"), "{waits}");
    driver.press("Esc");
    assert_eq!(driver.notice(), Some(Info::GroupCancelled.into()));
    assert_eq!(driver.app.study().timeline().runs().len(), 1);
}

#[test]
fn the_groups_of_the_hosts_own_table_cost_nothing_and_are_there_once() {
    let limits = HostLimits { bytes: 10_000, ..HostLimits::default() };
    let [mut one, mut other] = [stepper(), stepper()].map(|mut driver| {
        driver.app = driver.app.with_limits(limits);
        driver
    });
    other.app = App::new(one.app.study().run().clone(), Settings::default()).with_limits(limits);
    for driver in [&mut one, &mut other] {
        driver.press(") ) )");
        assert_eq!(driver.app.study().timeline().runs().len(), 4, "{}", driver.says());
    }
    let data = [&one, &other].map(|driver| Arc::clone(driver.app.study().dataset()));
    assert!(Arc::ptr_eq(&data[0], &data[1]));
}

#[test]
fn a_host_counts_the_bytes_of_the_groups_of_another_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.csv");
    std::fs::write(&path, group_table::text()).unwrap();
    let mut driver = Driver::homework();
    let limits = HostLimits { bytes: 2 << 20, ..HostLimits::default() };
    driver.app = driver.app.with_limits(limits);
    driver.press("d").paste(path.to_str().unwrap()).press("Enter");
    assert!(source(&driver).ends_with("g.csv"), "{}", driver.screen(80, 24));
    driver.press(")");
    assert_eq!(driver.notice(), Some(Refusal::from(LimitReached::Bytes(2 << 20)).into()));
}
