//! The fit of each group of a condensed table: the table, the charts, and what opens from them.

use std::ops::ControlFlow;

use emstep::internals::app::{
    GroupBoard, GroupView, HostLimits, InitialTheta, JobOutput, LimitReached, Message, Mode,
    Refusal, Settings,
};
use emstep::internals::work::run_job;
use emstep::mixture::{Iterate, Sample, StopRule, Stopped, Theta, iterate};

use crate::driver::Driver;
use crate::group_table::{of_groups, theta, values};

/// Ten days whose two humps move to the right, and one with a single observation.
pub(crate) fn stepper() -> Driver {
    let days: Vec<String> = (1..=11).map(|day| format!("2026-11-{day:02}")).collect();
    let of = |day: usize| if day == 6 { vec![1.0] } else { values(day) };
    let groups = days.iter().enumerate().map(|(day, key)| (key.as_str(), of(day)));
    let from = InitialTheta::Given(theta());
    Driver::with_settings(of_groups(groups), &from, Settings::default())
}

fn board(driver: &Driver) -> &GroupBoard {
    let Mode::Groups(board) = driver.app.mode() else { panic!("no board") };
    board
}

/// Returns the last θ of textbook EM on these observations, and its t.
fn textbook(values: Vec<f64>) -> (Theta, usize) {
    let sample = Sample::new(values).unwrap();
    let first = Iterate::start(theta(), &sample).unwrap();
    let Settings { tolerance, max_iterations, .. } = Settings::default();
    let rule = StopRule { iterations: max_iterations, tolerance: Some(tolerance) };
    let mut last = first.clone();
    let stopped = iterate(&sample, &first, rule, |next| {
        last = next.clone();
        ControlFlow::Continue(())
    });
    assert_eq!(stopped, Stopped::Converged);
    (last.theta().clone(), last.iteration())
}

fn assert_same(mine: &Theta, exact: &Theta) {
    for (mine, exact) in mine.components().iter().zip(exact.components()) {
        assert!((mine.weight() - exact.weight()).abs() < 1e-10);
        assert!((mine.mean() - exact.mean()).abs() < 1e-10);
        assert!((mine.variance() / exact.variance() - 1.0).abs() < 1e-10);
    }
}

#[test]
fn every_group_has_the_fit_of_its_observations() {
    let mut driver = stepper();
    // The fits begin at θ₀, wherever the run is.
    driver.press("e m e m E");
    let fits = board(&driver).fits();
    assert_eq!(fits.len(), 12);
    assert_eq!(fits[0].group.key(), None);
    let all = (0..11).filter(|day| *day != 6).flat_map(values).chain([1.0]);
    let (exact, t) = textbook(all.collect());
    assert_same(fits[0].theta().unwrap(), &exact);
    assert_eq!(fits[0].last().unwrap().iteration(), t);
    for (day, fit) in fits[1..].iter().enumerate().filter(|(day, _)| *day != 6) {
        assert_eq!(fit.group.index(), Some(day));
        assert_eq!(fit.observations, 2_000);
        let (exact, t) = textbook(values(day));
        assert_same(fit.theta().unwrap(), &exact);
        assert_eq!(fit.last().unwrap().iteration(), t);
    }
    let lone = &fits[7];
    assert_eq!((lone.group.key(), lone.observations), (Some("2026-11-07"), 1));
    assert!(lone.theta().is_none());
    assert!(lone.problem().unwrap().contains("collapsed"), "{:?}", lone.problem());
    let screen = driver.screen(100, 30);
    assert!(screen.contains("10 of 11 groups converged, 1 without a fit"), "{screen}");
    let row = screen.lines().find(|line| line.contains(" 2026-11-07 ")).unwrap();
    assert!(row.contains("collapsed onto x = 1"), "{row}");
}

#[test]
fn a_fit_is_opened_as_the_run_that_comes_there() {
    let mut driver = stepper();
    driver.press("E ↓ ↓ ↓");
    let fit = board(&driver).fits()[3].clone();
    driver.press("Enter");
    let run = driver.app.study().run();
    assert_eq!(run.data().groups.as_ref().unwrap().key(), Some("2026-11-03"));
    assert_eq!(run.first().theta(), &theta());
    assert_eq!(run.current(), fit.last(), "the same bits");
    // It is there already: going there again adds none.
    driver.press("r E Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    assert_eq!(driver.app.study().run().current(), fit.last());
    // The run on all together is the one that began.
    driver.press("E Home Enter");
    assert_eq!(driver.app.study().timeline().active(), 0);
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    // From another θ₀ there is another run, on the same data.
    driver.press("t Tab 3 Enter E ↓ ↓ ↓ Enter");
    let timeline = driver.app.study().timeline();
    assert_eq!(timeline.runs().len(), 4);
    assert!(std::sync::Arc::ptr_eq(timeline.run().data(), timeline.runs()[1].data()));
}

#[test]
fn keys_choose_groups_and_components_and_close() {
    let mut driver = stepper();
    driver.press("E");
    for (keys, row) in
        [("End", 11), ("↓", 11), ("PgUp", 1), ("k", 0), ("k", 0), ("j PgDn", 11), ("Home", 0)]
    {
        driver.press(keys);
        assert_eq!(board(&driver).row(), row, "{keys}");
    }
    for (keys, component) in [("→", 1), ("l", 1), ("h", 0), ("←", 0)] {
        driver.press(keys);
        assert_eq!(board(&driver).component(), component, "{keys}");
    }
    assert_eq!(board(&driver).view(), GroupView::Table);
    driver.press("v");
    assert_eq!(board(&driver).view(), GroupView::Charts);
    driver.press("v");
    assert_eq!(board(&driver).view(), GroupView::Table);
    for close in ["Esc", "q", "E"] {
        driver.press(close);
        assert!(matches!(driver.app.mode(), Mode::Stepping), "{close}");
        driver.press("E");
    }
}

#[test]
fn fits_that_are_under_way_are_counted_and_cancelled() {
    let mut driver = stepper();
    driver.hold = true;
    let screen = driver.press("E").screen(80, 24);
    assert!(screen.contains("0 of 12 fits; Esc cancels"), "{screen}");
    let (id, job) = driver.held[0].clone();
    driver.press("v");
    driver.screen(80, 24);
    driver.press("v Enter");
    assert!(matches!(driver.app.mode(), Mode::Groups(_)), "there is nothing to open yet");
    // As they come.
    let mut all = Vec::new();
    run_job(&job, &mut |output| {
        let JobOutput::GroupFits { fits, are_last } = output else { panic!("{output:?}") };
        all.extend(fits);
        assert_eq!(are_last, all.len() == 12);
        ControlFlow::Continue(())
    });
    let output = JobOutput::GroupFits { fits: all[..1].to_vec(), are_last: false };
    driver.send(Message::Output(id, output));
    let screen = driver.screen(80, 24);
    assert!(screen.contains("1 of 12 fits; Esc cancels"), "{screen}");
    assert!(screen.contains(" all together "), "{screen}");
    driver.press("Esc");
    assert_eq!(driver.cancelled, [id]);
    // What comes too late is dropped, and nothing of it is kept.
    driver.send(Message::Output(id, JobOutput::GroupFits { fits: all, are_last: true }));
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    assert!(board(driver.press("E")).fits().is_empty());
    assert_eq!(driver.app.study().timeline().runs().len(), 1);
}

#[test]
fn fits_are_kept_for_the_same_theta_zero() {
    let mut driver = stepper();
    driver.press("E ↓ ↓ v Esc");
    driver.hold = true;
    driver.press("E");
    assert!(driver.held.is_empty(), "nothing is computed again");
    assert_eq!((board(&driver).row(), board(&driver).view()), (2, GroupView::Charts));
    driver.hold = false;
    driver.press("Esc t Tab 3 Enter");
    driver.hold = true;
    driver.press("E");
    assert_eq!(driver.held.len(), 1);
}

#[test]
fn a_host_stops_fits_where_it_stops_runs() {
    let mut driver = stepper();
    driver.app = driver.app.with_limits(HostLimits { iterations: 2, ..HostLimits::default() });
    driver.press("E");
    assert!(board(&driver).fits()[1..7].iter().all(|fit| fit.is_unfinished()));
    assert_eq!(board(&driver).fits()[1].last().unwrap().iteration(), 2);
    let screen = driver.screen(80, 24);
    assert!(screen.contains(" 2 ! "), "{screen}");
    assert!(screen.contains("0 of 11 groups converged, 10 not converged, 1 without a fit"));
    driver.press("↓ Enter");
    assert_eq!(driver.app.study().run().cursor().iteration(), 2);

    let mut driver = stepper();
    let limits = HostLimits { bytes: 1_000, ..HostLimits::default() };
    driver.app = driver.app.with_limits(limits);
    driver.press("E");
    assert_eq!(driver.notice(), Some(Refusal::from(LimitReached::Bytes(1_000)).into()));
}

#[test]
fn without_groups_nothing_opens() {
    let mut driver = Driver::homework();
    driver.press("E");
    assert_eq!(driver.notice(), Some(Refusal::NoGroups.into()));
    assert!(matches!(driver.app.mode(), Mode::Stepping));
}

#[test]
fn every_size_and_number_of_groups_is_drawn() {
    let keys: Vec<String> = (0..150).map(|group| format!("日曜{group:03}")).collect();
    let few = |group: usize| vec![group as f64 / 50.0, 0.5, 4.0 + group as f64 / 70.0, 5.0, 5.5];
    for groups in [1, 2, 7, 150] {
        let of = keys.iter().take(groups).enumerate().map(|(i, key)| (key.as_str(), few(i)));
        let from = InitialTheta::Given(theta());
        let mut driver = Driver::with_settings(of_groups(of), &from, Settings::default());
        driver.press("E End");
        let last = &keys[groups - 1];
        for keys in ["", "v", "→", "v", "Home"] {
            driver.press(keys);
            for (width, height) in
                [(1, 1), (1, 120), (4, 16), (20, 8), (30, 12), (60, 20), (400, 1), (200, 60)]
            {
                driver.screen(width, height);
            }
            for (width, height) in [(80, 24), (120, 40)] {
                // A wide character has a blank after it here.
                let screen = driver.screen(width, height).replace(' ', "");
                let said = if keys == "Home" { "alltogether:" } else { &format!("{last}:5obs") };
                assert!(screen.contains(said), "{screen}");
            }
        }
    }
}

#[test]
fn the_charts_begin_with_the_component_that_is_chosen() {
    let mut driver = stepper();
    let screen = driver.press("E v").screen(80, 24);
    assert!(screen.contains("π₁") && screen.contains("σ²₂"), "{screen}");
    let screen = driver.press("→").screen(80, 24);
    assert!(!screen.contains("π₁") && screen.contains("component 2 of 2"), "{screen}");
    let screen = driver.press("v").screen(80, 24);
    assert!(!screen.contains("π₁") && screen.contains("π₂"), "{screen}");
}

#[test]
fn where_bins_are_too_wide_for_a_fit_is_said() {
    // A spike that is far narrower than a bin, and a broad hump.
    let spike = (0..2_000).map(|i| 3.7 + f64::from(i) * 1e-9);
    let values: Vec<f64> = spike.chain(values(0)).collect();
    let theta = Theta::from_lists(&[0.5; 2], &[3.7, 2.5], &[1e-6, 4.0]).unwrap();
    let dataset = of_groups([("a", values)]);
    let mut driver =
        Driver::with_settings(dataset, &InitialTheta::Given(theta), Settings::default());
    driver.press("E");
    let last = board(&driver).fits()[0].last().unwrap().clone();
    let screen = driver.screen(120, 40);
    match last.expectation().too_wide() {
        Some(range) => assert!(screen.contains(&format!("bins too wide at {range}")), "{screen}"),
        None => panic!("the bins are narrow enough: {screen}"),
    }
}
