//! What one client, and all of them together, may take.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use emstep::internals::app::{App, HostLimits};
use emstep::internals::ssh::Limits;
use russh::client;
use tokio::time::{Instant, sleep};

use crate::driver::Driver;
use crate::harness::{HERE, Host, Seen, assert_shows, homework, stepper};

pub(crate) const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
pub(crate) const SIZE: (u16, u16) = (120, 40);

pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub(crate) fn limited(limits: Limits) -> Host {
    Host::with(limits, homework())
}

/// That something takes this long.
pub(crate) async fn assert_takes<T>(expected: Duration, what: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let result = what.await;
    let took = start.elapsed();
    assert!(took >= expected && took < expected + seconds(1), "{took:?} is not {expected:?}");
    result
}

async fn guess(
    host: &Host,
    from: IpAddr,
    guesses: usize,
) -> client::Handle<crate::harness::Trusting> {
    let mut handle = host.connect_as(from, client::Config::default()).await;
    for _ in 0..guesses {
        let guess = handle.authenticate_password("present", "guess").await.unwrap();
        assert!(!guess.success());
    }
    handle
}

#[tokio::test(start_paused = true)]
async fn who_guesses_is_answered_later_and_who_knows_is_let_in_at_once() {
    let host = limited(Limits { failures: 3, ..Limits::default() });
    assert_takes(seconds(3), guess(&host, HERE, 3)).await;
    let held_back = || host.counted("rejects_total{reason=\"held_back\"}");
    assert_eq!(held_back(), 0);
    assert_takes(seconds(4), guess(&host, HERE, 1)).await;
    assert_eq!(held_back(), 1);
    // Coming in makes up for no guesses.
    host.log_in("play").await;
    assert_takes(seconds(4), guess(&host, HERE, 1)).await;
    // What others at the address did keeps no one out, nor slows anyone down, also not for another
    // role.
    assert_takes(seconds(0), async {
        let mut handle = host.connect().await;
        let right = handle.authenticate_password("present", host.code.as_str()).await.unwrap();
        assert!(right.success());
    })
    .await;
    assert_takes(seconds(1), guess(&host, ELSEWHERE, 1)).await;
    sleep(seconds(60)).await;
    assert_takes(seconds(1), guess(&host, HERE, 1)).await;
}

#[tokio::test(start_paused = true)]
async fn a_window_is_drawn_no_larger_than_the_largest() {
    let host = Host::open();
    for (told, size) in [
        ((u32::MAX, 65536), (400, 120)),
        ((0, 0), (80, 24)),
        ((65536, 65536 + 1), (400, 120)),
        ((1, u32::MAX), (1, 120)),
    ] {
        let handle = host.log_in("play").await;
        let mut seen = Seen::open_told(handle, told, size).await;
        seen.settle().await;
        assert_shows(&seen, &stepper(&homework(), size));
        // The same for a window that changes.
        seen.resize((30, 10)).await;
        seen.settle().await;
        seen.resize(size).await;
        seen.channel.window_change(told.0, told.1, 0, 0).await.unwrap();
        seen.settle().await;
        assert_shows(&seen, &stepper(&homework(), size));
        seen.drop_link().await;
    }
}

#[tokio::test(start_paused = true)]
async fn of_many_window_changes_the_last_one_counts() {
    const CHANGES: u32 = 20_000;
    let host = Host::open();
    // So that the client takes all frames while it is busy changing its window.
    let config = client::Config { channel_buffer_size: CHANGES as usize, ..Default::default() };
    let mut handle = host.connect_as(HERE, config).await;
    assert!(handle.authenticate_none("play").await.unwrap().success());
    let mut seen = Seen::open(handle, SIZE).await;
    seen.sees("Density").await;
    for i in 0..CHANGES {
        seen.channel.window_change(10 + i % 390, 10 + i % 110, 0, 0).await.unwrap();
    }
    seen.resize((101, 31)).await;
    seen.settle().await;
    assert_shows(&seen, &stepper(&homework(), (101, 31)));
    // One for each time that a frame has come and gone.
    let frames = host.counted("frames_total");
    assert!(frames < i64::from(CHANGES) / 5, "{frames} frames");
}

fn galaxies(bounds: HostLimits) -> App {
    Driver::example("galaxies", 3).app.with_limits(bounds)
}

#[tokio::test(start_paused = true)]
async fn bounds_are_kept() {
    let bounds = HostLimits {
        files: false,
        suspend: false,
        saving: false,
        rows: 5,
        components: 3,
        iterations: 7,
        ..HostLimits::default()
    };
    let host = Host::with(Limits::default(), homework().with_limits(bounds));
    let mut seen = host.terminal("play", (160, 40)).await;
    seen.keys("d\x1b[200~1 2 3 4 5 6\x1b[201~\r").await;
    seen.sees("6 observations are too many: this server takes 5").await;
    seen.keys("\x15/etc/passwd\r").await;
    seen.sees("no built-in data set is called '/etc/passwd'").await;
    seen.keys("\x1b").await;
    seen.settle().await;
    seen.keys("t\x0f\x0f\x0f\x0f").await;
    seen.sees("this server allows K up to 3").await;
    seen.keys("\x1b").await;
    seen.settle().await;
    seen.keys("g5000\r").await;
    seen.sees("this server stops at 7 iterations").await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_broken_off_leaves_the_pool_that_all_share() {
    let bounds =
        HostLimits { files: false, suspend: false, iterations: 100_000, ..HostLimits::default() };
    let limits = Limits { workers: 1, ..Limits::default() };
    let host = Host::with(limits, galaxies(bounds));
    let mut first = host.terminal("play", SIZE).await;
    let mut second = host.terminal("play", SIZE).await;
    first.keys("g100000\r").await;
    host.counts("worker_queue", 1).await;
    second.keys("g100000\r").await;
    host.counts("worker_queue", 2).await;
    // Esc as it cannot be the beginning of anything else.
    second.keys("\x1b[27u").await;
    host.counts("worker_queue", 1).await;
    second.keys("g90000\r").await;
    host.counts("worker_queue", 2).await;
    second.keys("\x1b[27u").await;
    host.counts("worker_queue", 1).await;
    // A session that has gone leaves nothing behind.
    first.drop_link().await;
    host.counts("worker_queue", 0).await;
    second.keys("g300\r").await;
    second.sees("300").await;
}
