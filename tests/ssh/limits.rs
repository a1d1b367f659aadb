//! What one client, and all of them together, may take.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use emstep::app::{App, HostLimits};
use emstep::runtime::ssh::service::limits::Limits;
use russh::client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep};

use crate::driver::Driver;
use crate::harness::{HERE, Host, Seen, Trusting, assert_shows, homework, stepper};

const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
const SIZE: (u16, u16) = (120, 40);

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn limited(limits: Limits) -> Host {
    Host::with(limits, homework())
}

/// The line before SSH begins that a client reads which is not let in.
async fn refusal(host: &Host, from: IpAddr) -> String {
    let mut stream = host.stream(from);
    let mut words = Vec::new();
    stream.read_to_end(&mut words).await.unwrap();
    let words = String::from_utf8_lossy(&words);
    let (line, rest) = words.split_once("\r\n").unwrap_or_default();
    assert!(rest.starts_with("SSH-2.0-emstep_"), "{words:?}");
    // The reason of the disconnect says the same.
    assert!(rest.contains(line.trim_start_matches("emstep: ")), "{words:?}");
    format!("{line}\r\n")
}

/// That something takes this long.
async fn assert_takes<T>(expected: Duration, what: impl Future<Output = T>) -> T {
    let start = Instant::now();
    let result = what.await;
    let took = start.elapsed();
    assert!(took >= expected && took < expected + seconds(1), "{took:?} is not {expected:?}");
    result
}

#[tokio::test(start_paused = true)]
async fn one_session_too_many_is_told_so_and_the_place_comes_free() {
    let host = limited(Limits { sessions: 2, ..Limits::default() });
    let mut first = host.terminal("play", SIZE).await;
    let mut second = host.terminal("watch", SIZE).await;
    first.sees("Density").await;
    second.sees("Density").await;

    let mut third = host.terminal("play", SIZE).await;
    third.ends().await;
    assert_eq!(third.text().trim(), "emstep: the server is full: 2 of 2, try again later");
    assert_eq!(third.status, Some(1));
    assert_eq!(host.counted("rejects_total{reason=\"full\"}"), 1);

    first.keys("q").await;
    first.ends().await;
    let mut fourth = host.terminal("play", SIZE).await;
    fourth.sees("Density").await;
    assert_eq!(host.server.state().occupancy.sessions(), 2);
    fourth.drop_link().await;
    second.drop_link().await;
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn an_address_has_so_many_connections_whatever_they_do() {
    let host = limited(Limits { per_address: 3, ..Limits::default() });
    let silent = host.stream(HERE);
    let _begun = host.connect().await;
    let _open = host.terminal("play", SIZE).await;
    let line = "emstep: too many connections from your address: 3 of 3, try again later\r\n";
    assert_eq!(refusal(&host, HERE).await, line);
    // An IPv4 address is the same one however it is written.
    let mut elsewhere = host.connect_as(ELSEWHERE, client::Config::default()).await;
    assert!(elsewhere.authenticate_none("play").await.unwrap().success());
    drop(silent);
    host.counts("connections", 3).await;
    host.terminal("play", SIZE).await.sees("Density").await;
    assert_eq!(host.counted("rejects_total{reason=\"full_address\"}"), 1);
}

#[tokio::test(start_paused = true)]
async fn who_is_turned_away_is_not_kept_in_mind() {
    let host = limited(Limits { per_address: 0, ..Limits::default() });
    assert!(refusal(&host, HERE).await.contains("0 of 0"));
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn so_many_may_be_logging_in() {
    let host = limited(Limits { logins: 1, ..Limits::default() });
    let mut begun = host.connect().await;
    let line = "emstep: 1 is logging in, try again in a moment\r\n";
    assert_eq!(refusal(&host, ELSEWHERE).await, line);
    // Who is in leaves room for another.
    assert!(begun.authenticate_none("play").await.unwrap().success());
    let mut seen = host.terminal("play", SIZE).await;
    seen.sees("Density").await;
    // As does who never says anything, once the time is over.
    let _silent = host.stream(HERE);
    tokio::task::yield_now().await;
    assert_eq!(refusal(&host, ELSEWHERE).await, line);
    sleep(seconds(11)).await;
    host.terminal("play", SIZE).await.sees("Density").await;
}

/// A connection on which SSH is spoken, unless it is refused.
async fn connected(host: &Host) -> Result<client::Handle<Trusting>, russh::Error> {
    let config = Arc::new(client::Config::default());
    client::connect_stream(config, host.stream(HERE), Trusting).await
}

#[tokio::test(start_paused = true)]
async fn beyond_half_of_all_logins_chance_decides() {
    const TAKEN: usize = 60;
    const MORE: usize = 100;
    let host = limited(Limits {
        logins: 100,
        logins_per_address: 1_000,
        per_address: 1_000,
        login_grace: seconds(100_000),
        ..Limits::default()
    });
    let refused = || host.counted("rejects_total{reason=\"full\"}");
    // Up to half, no one is refused.
    let mut logging_in = Vec::new();
    for _ in 0..50 {
        logging_in.push(connected(&host).await.unwrap());
    }
    assert_eq!(refused(), 0);
    // From there on some are, so it takes more of them to get so far.
    for _ in 0..10_000 {
        if logging_in.len() < TAKEN {
            logging_in.extend(connected(&host).await);
        }
    }
    assert_eq!(logging_in.len(), TAKEN);
    // Now 44 % are refused; that all or none of them are happens once in 10²⁵ runs.
    let before = refused();
    let mut class = Vec::new();
    for _ in 0..MORE {
        if let Ok(mut student) = connected(&host).await {
            assert!(student.authenticate_none("play").await.unwrap().success());
            class.push(student);
        }
    }
    assert!((1..MORE).contains(&class.len()), "{} of {MORE} are in", class.len());
    assert_eq!(refused() - before, (MORE - class.len()) as i64);
    // Who is refused reads why. That none of them is happens as rarely.
    let mut line = String::new();
    for _ in 0..100 {
        let mut stream = host.stream(HERE);
        let mut first = [0];
        stream.read_exact(&mut first).await.unwrap();
        if first == *b"e" {
            let mut words = Vec::new();
            stream.read_to_end(&mut words).await.unwrap();
            line = String::from_utf8_lossy(&words).lines().next().unwrap().to_owned();
        } else {
            drop(stream);
            host.counts("connections", (TAKEN + class.len()) as i64).await;
        }
    }
    assert!(line.ends_with(" are logging in, try again in a moment"), "{line:?}");
}

#[tokio::test(start_paused = true)]
async fn one_silent_address_keeps_nobody_else_out() {
    let host = limited(Limits { per_address: 200, ..Limits::default() });
    let silent: Vec<_> = (0..66).map(|_| host.stream(HERE)).collect();
    tokio::task::yield_now().await;
    for _ in 0..60 {
        let mut elsewhere = host.connect_as(ELSEWHERE, client::Config::default()).await;
        assert!(elsewhere.authenticate_none("play").await.unwrap().success());
    }
    // Nor anyone at the same address for long: those who are silent there have less and less time.
    let start = Instant::now();
    let mut same = host.connect().await;
    assert!(same.authenticate_none("play").await.unwrap().success());
    assert!(start.elapsed() < seconds(30), "{:?}", start.elapsed());
    drop(silent);
}

#[tokio::test(start_paused = true)]
async fn a_few_silent_addresses_keep_nobody_else_out() {
    let host = limited(Limits { connections: 50, per_address: 20, ..Limits::default() });
    let address = |last: u8| IpAddr::from([192, 0, 2, last]);
    let _silent: Vec<_> = (0..60).map(|number| host.stream(address(number % 3))).collect();
    tokio::task::yield_now().await;
    assert_eq!(host.counted("connections"), 50);
    // Each takes the place of a connection that only waits.
    for last in 100..110 {
        let mut other = host.connect_as(address(last), client::Config::default()).await;
        assert!(other.authenticate_none("play").await.unwrap().success());
    }
    let mut presenter = host.terminal("present", SIZE).await;
    presenter.sees("Density").await;
}

#[tokio::test(start_paused = true)]
async fn a_class_at_one_address_comes_in_at_once() {
    let host = Host::open();
    let streams: Vec<_> = (0..40).map(|_| host.stream(HERE)).collect();
    let mut class = Vec::new();
    for stream in streams {
        let config = Arc::new(client::Config::default());
        let mut handle = client::connect_stream(config, stream, Trusting).await.unwrap();
        assert!(handle.authenticate_none("play").await.unwrap().success());
        class.push(handle);
    }
    assert_eq!(host.counted("connections"), 40);
}

#[tokio::test(start_paused = true)]
async fn addresses_of_one_network_are_one_address() {
    let host = limited(Limits { per_address: 3, ..Limits::default() });
    let address = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, last, 2, 3, last]);
    let _three: Vec<_> = (0..3).map(|last| host.stream(address(last))).collect();
    tokio::task::yield_now().await;
    assert!(refusal(&host, address(9)).await.contains("3 of 3"));
    let other = IpAddr::from([0x2001, 0xdb8, 0, 2, 0, 0, 0, 1]);
    let mut handle = host.connect_as(other, client::Config::default()).await;
    assert!(handle.authenticate_none("play").await.unwrap().success());
}

#[tokio::test(start_paused = true)]
async fn there_are_so_many_connections_in_all() {
    let host = limited(Limits { connections: 2, ..Limits::default() });
    let _first = host.log_in("play").await;
    let _second = host.log_in("play").await;
    let line = "emstep: the server has 2 connections, as many as it may; try again later\r\n";
    assert_eq!(refusal(&host, ELSEWHERE).await, line);
}

#[tokio::test(start_paused = true)]
async fn a_full_server_has_a_place_for_the_presenter() {
    let host = limited(Limits { sessions: 1, ..Limits::default() });
    let mut student = host.terminal("play", SIZE).await;
    student.sees("Density").await;
    let mut presenter = host.terminal("present", SIZE).await;
    presenter.sees("Density").await;
    let mut other = host.terminal("watch", SIZE).await;
    other.ends().await;
    assert!(other.text().contains("the server is full: 1 of 1"), "{}", other.text());
}

/// What a client does instead of logging in.
#[derive(Clone, Copy, Debug)]
enum Trick {
    Silence,
    Version,
    Trickle,
    NoLogin,
    Guesses,
}

/// SSH_MSG_IGNORE with nothing in it, before there are keys.
const IGNORE: [u8; 16] = [0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

async fn play_trick(host: &Host, trick: Trick) {
    if matches!(trick, Trick::NoLogin | Trick::Guesses) {
        let mut handle = host.connect().await;
        let guesses = async {
            if matches!(trick, Trick::NoLogin) {
                std::future::pending::<()>().await;
            }
            loop {
                let _ = handle.authenticate_none("present").await;
                sleep(seconds(3)).await;
            }
        };
        return tokio::select! {
            () = host.server.wait_until_empty() => {}
            () = guesses => {}
        };
    }
    let mut stream = host.stream(HERE);
    if !matches!(trick, Trick::Silence) {
        stream.write_all(b"SSH-2.0-slow\r\n").await.unwrap();
    }
    while matches!(trick, Trick::Trickle) && stream.write_all(&IGNORE).await.is_ok() {
        sleep(Duration::from_millis(500)).await;
    }
    stream.read_to_end(&mut Vec::new()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_login_has_so_much_time_whatever_the_client_does() {
    for trick in [Trick::Silence, Trick::Version, Trick::Trickle, Trick::NoLogin, Trick::Guesses] {
        let host = limited(Limits { login_grace: seconds(10), ..Limits::default() });
        assert_takes(seconds(10), play_trick(&host, trick)).await;
        host.is_left().await;
        assert_eq!(host.counted("rejects_total{reason=\"grace\"}"), 1, "{trick:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_ends_some_time_after_its_last_key() {
    let host = limited(Limits { idle: seconds(60), ..Limits::default() });
    let mut seen = host.terminal("play", SIZE).await;
    seen.sees("Density").await;
    sleep(seconds(50)).await;
    seen.keys("e").await;
    assert_takes(seconds(60), seen.ends()).await;
    assert_eq!(
        seen.text().trim(),
        "emstep: no key was pressed for a long time; come back any time"
    );
    assert_eq!(seen.status, Some(1));
    assert!(seen.is_restored());
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn who_follows_lives_by_the_presenters_keys_and_who_explores_by_its_own() {
    let host = limited(Limits { idle: seconds(60), ..Limits::default() });
    let mut presenter = host.terminal("present", SIZE).await;
    let mut follower = host.terminal("watch", SIZE).await;
    let mut explorer = host.terminal("watch", SIZE).await;
    explorer.sees("Density").await;
    explorer.keys("f").await;
    let explores = async {
        assert_takes(seconds(60), explorer.ends()).await;
    };
    let steps = async {
        for key in ["e", "m", "e", "m"] {
            sleep(seconds(50)).await;
            presenter.keys(key).await;
            presenter.settle().await;
        }
    };
    tokio::join!(explores, steps);
    // Nor is who presents idle while someone follows.
    sleep(seconds(1000)).await;
    follower.settle().await;
    presenter.settle().await;
    assert!(!follower.is_closed && !presenter.is_closed);
    presenter.keys("q").await;
    presenter.ends().await;
    assert_takes(seconds(60), follower.ends()).await;
    assert!(follower.is_restored());
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn a_session_has_a_life() {
    let host = limited(Limits { life: seconds(100), idle: seconds(60), ..Limits::default() });
    let mut seen = host.terminal("play", SIZE).await;
    let typing = async {
        for _ in 0..3 {
            sleep(seconds(30)).await;
            seen.keys("?").await;
        }
        seen.ends().await;
    };
    assert_takes(seconds(100), typing).await;
    assert!(seen.text().contains("open as long as a session may be; log in again to go on"));
    assert_eq!(seen.status, Some(1));
    // A connection on which nothing is asked for has a minute.
    let _idle = host.log_in("play").await;
    assert_takes(seconds(60), host.server.wait_until_empty()).await;
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
    seen.sees("no example is called '/etc/passwd'").await;
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
