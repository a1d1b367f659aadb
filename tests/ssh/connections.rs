//! How many may connect, log in and have a session.

use std::net::IpAddr;
use std::sync::Arc;

use emstep::internals::ssh::Limits;
use russh::client;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, sleep};

use crate::harness::{HERE, Host, Trusting};
use crate::limits::{ELSEWHERE, SIZE, limited, seconds};

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
    // A client that has logged in makes room for another.
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
async fn one_silent_address_keeps_no_one_else_out() {
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
async fn a_few_silent_addresses_keep_no_one_else_out() {
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
