//! How long a login and a session may take.

use std::time::Duration;

use emstep::internals::ssh::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::sleep;

use crate::harness::{HERE, Host};
use crate::limits::{SIZE, assert_takes, limited, seconds};

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
        "emstep: no key was pressed for a long time; log in again to continue"
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
    assert!(
        seen.text().contains("the session has reached its time limit; log in again to continue")
    );
    assert_eq!(seen.status, Some(1));
    // A connection on which nothing is asked for has a minute.
    let _idle = host.log_in("play").await;
    assert_takes(seconds(60), host.server.wait_until_empty()).await;
}
