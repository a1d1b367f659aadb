//! A stepper of your own.

use crate::driver::Driver;
use crate::harness::{Host, Seen, assert_shows, homework, stepper};

#[tokio::test(start_paused = true)]
async fn the_screen_over_ssh_is_the_screen() {
    let host = Host::open();
    for size in [(120, 40), (80, 24), (40, 12), (1, 1)] {
        let mut seen = host.terminal("play", size).await;
        let mut local = Driver::homework();
        local.app = homework();
        seen.settle().await;
        assert_shows(&seen, &stepper(&local.app, size));
        for key in "emem?qbs".chars() {
            seen.keys(&key.to_string()).await;
            local.press(&key.to_string());
            seen.settle().await;
            assert_shows(&seen, &stepper(&local.app, size));
        }
        seen.drop_link().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_copied_goes_to_the_clients_terminal() {
    let host = Host::open();
    let mut seen = host.terminal("play", (100, 30)).await;
    seen.sees("Density").await;
    seen.keys("emy").await;
    seen.sees("--keys='e m'").await;
    let has_code = |seen: &Seen| seen.last.windows(5).any(|bytes| bytes == b"\x1b]52;");
    assert!(!has_code(&seen));
    seen.keys("\r").await;
    seen.sees("characters sent to the clipboard").await;
    assert!(has_code(&seen));
}

#[tokio::test(start_paused = true)]
async fn another_size_is_drawn_anew() {
    let host = Host::open();
    let mut seen = host.terminal("play", (120, 40)).await;
    seen.sees("Density").await;
    for size in [(80, 24), (140, 50), (81, 25)] {
        seen.resize(size).await;
        seen.settle().await;
        assert_shows(&seen, &stepper(&homework(), size));
    }
}

#[tokio::test(start_paused = true)]
async fn q_gives_the_terminal_back_and_ends_well() {
    let host = Host::open();
    let mut seen = host.terminal("play", (80, 24)).await;
    seen.sees("Density").await;
    seen.keys("M").await;
    seen.settle().await;
    assert!(!seen.is_restored());
    seen.keys("q").await;
    seen.settle().await;
    assert!(seen.is_closed && seen.is_restored());
    assert_eq!(seen.status, Some(0));
}
