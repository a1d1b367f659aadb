//! A condensed table with groups, before a class.

use std::sync::Arc;

use emstep::data::Dataset;
use emstep::internals::app::{App, HostLimits, InitialTheta, Settings};
use emstep::internals::ssh::Limits;
use emstep::timeline::Run;

use crate::class::{mirror, settle};
use crate::driver::seen_by_class;
use crate::group_table::{dataset, theta};
use crate::harness::{Host, assert_shows, stepper};

const LARGE: (u16, u16) = (120, 40);
const SMALL: (u16, u16) = (80, 24);

fn opened(dataset: &Arc<Dataset>, limits: HostLimits) -> App {
    let (from, settings) = (InitialTheta::Given(theta()), Settings::default());
    let start = from.begin_by(&settings.method, dataset).unwrap();
    App::new(Run::new(Arc::clone(dataset), start, from.origin()), settings).with_limits(limits)
}

/// What a server allows that was told nothing, but for the number of runs.
const LIMITS: HostLimits = HostLimits {
    files: false,
    suspend: false,
    saving: false,
    rows: 10_000,
    components: 16,
    iterations: 1_000,
    runs: 3,
    bytes: 1_536 * 1024,
};

#[tokio::test(start_paused = true)]
async fn a_class_sees_a_table_and_goes_through_its_groups() {
    let dataset = Arc::new(dataset());
    let host = Host::with(Limits::default(), opened(&dataset, LIMITS));
    let mut presenter = host.terminal("present", LARGE).await;
    let mut large = host.terminal("watch", LARGE).await;
    let mut small = host.terminal("watch", SMALL).await;
    let mut local = mirror(opened(&dataset, LIMITS));
    small.sees("condensed: 6000 observations, ").await;
    for (keys, presenter_sees, class_sees) in [
        ("e m e", "e E-step  m M-step", "· condensed: 6000 observations, "),
        ("C", "the bins are narrow enough for θ₁", "· condensed: 6000 observations, "),
        ("G G Esc", "( ) group", "· condensed: 6000 observations, "),
        (") e m", "2 follow", "· fri · condensed: 2000 observations, "),
        (")", "group mon (2 of 3), run 3", "· mon · condensed: 2000 observations, "),
        (")", "this server keeps 3 runs", "· mon · condensed: 2000 observations, "),
        ("( B", "Enter go to it", "· fri · condensed: 2000 observations, "),
        ("Esc (", "all 3 groups together, run 1", "· condensed: 6000 observations, "),
    ] {
        for name in keys.split(' ') {
            // As it cannot be the beginning of anything else.
            presenter.keys(if name == "Esc" { "\x1b[27u" } else { name }).await;
            local.press(name);
            presenter.settle().await;
        }
        settle(&mut [&mut large, &mut small]).await;
        for (follower, size) in [(&large, LARGE), (&small, SMALL)] {
            assert_shows(follower, &stepper(&seen_by_class(&local.app), size));
        }
        assert!(presenter.text().contains(presenter_sees), "{}", presenter.text());
        assert!(large.text().lines().next().unwrap().contains(class_sees), "{}", large.text());
    }
    // The limits hold for a copy, too, and what is done there no one else sees.
    let before = presenter.text();
    small.keys("f").await;
    small.sees("exploring").await;
    small.keys(")").await;
    small.sees("group fri (1 of 3), run 2").await;
    small.keys(")").await;
    small.sees("group mon (2 of 3), run 3").await;
    small.keys(")").await;
    small.sees("this server keeps 3 runs").await;
    small.keys("C").await;
    small.sees("the bins are narrow enough for θ₀").await;
    settle(&mut [&mut presenter, &mut large]).await;
    assert_eq!(presenter.text(), before);
}
