//! However a session ends, its terminal is given back.

use std::io::{self, Write};
use std::time::Duration;

use emstep::internals::app::HostLimits;
use emstep::internals::ssh::Limits;
use tokio::time::{Instant, sleep};
use tracing::Level;

use crate::harness::{Heard, Host, Seen, homework};

const SIZE: (u16, u16) = (120, 40);

/// A terminal in which everything is switched on that has to be switched off.
async fn in_full(host: &Host) -> Seen {
    let mut seen = host.terminal("play", SIZE).await;
    seen.sees("Density").await;
    seen.keys("M").await;
    seen.settle().await;
    let screen = seen.terminal.screen();
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::ButtonMotion);
    assert!(screen.alternate_screen() && screen.bracketed_paste() && screen.hide_cursor());
    seen
}

/// That a session ends in order: the terminal, the status, the end of what is said, the end of the
/// channel, and only then the end of the connection.
async fn assert_ends(host: &Host, mut seen: Seen, status: u32, line: &str) {
    seen.ends().await;
    assert!(!seen.handle.is_closed(), "the last words may be lost");
    assert!(seen.is_restored(), "{}", seen.text());
    assert_eq!(seen.text().trim(), line);
    assert_eq!(seen.status, Some(status));
    let order = [Heard::Data, Heard::Status, Heard::Eof, Heard::Close];
    assert_eq!(seen.heard[seen.heard.len() - 4..], order);
    // A client that stays is not waited for.
    let closed = Instant::now();
    host.server.wait_until_empty().await;
    assert!(closed.elapsed() < Duration::from_secs(4), "{:?}", closed.elapsed());
}

#[tokio::test(start_paused = true)]
async fn by_keys() {
    for keys in ["q", "\x03"] {
        let host = Host::open();
        let mut seen = in_full(&host).await;
        seen.keys(keys).await;
        assert_ends(&host, seen, 0, "").await;
    }
}

#[tokio::test(start_paused = true)]
async fn by_the_clock() {
    let host =
        Host::with(Limits { idle: Duration::from_secs(60), ..Limits::default() }, homework());
    let line = "emstep: no key was pressed for a long time; log in again to continue";
    assert_ends(&host, in_full(&host).await, 1, line).await;
}

#[tokio::test(start_paused = true)]
async fn by_the_servers_end() {
    let host = Host::open();
    let seen = in_full(&host).await;
    let mut watcher = host.terminal("watch", SIZE).await;
    watcher.settle().await;
    let begun = host.connect().await;
    host.server.state().stop();
    let line = "emstep: the server is stopping; try again later";
    watcher.ends().await;
    assert_eq!(watcher.text().trim(), line);
    assert!(watcher.is_restored());
    assert_ends(&host, seen, 1, line).await;
    sleep(Duration::from_secs(1)).await;
    assert!(begun.is_closed());
}

#[tokio::test(start_paused = true)]
async fn by_the_client() {
    let host = Host::open();
    let seen = in_full(&host).await;
    seen.channel.eof().await.unwrap();
    host.is_left().await;
    let seen = in_full(&host).await;
    seen.channel.close().await.unwrap();
    host.is_left().await;
    in_full(&host).await.drop_link().await;
    host.is_left().await;
}

/// A log that panics as it is written.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        panic!("a panic in the middle of a session")
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn by_a_panic_and_no_other_session_does() {
    let errors = tracing_subscriber::fmt().with_max_level(Level::ERROR).with_writer(|| Broken);
    let _guard = tracing::subscriber::set_default(errors.finish());
    // What a server's bounds forbid is an error to its session, and that is written down.
    let host = Host::with(Limits::default(), homework().with_limits(HostLimits::default()));
    let mut other = host.terminal("play", SIZE).await;
    other.sees("Density").await;
    let mut seen = in_full(&host).await;
    seen.keys("\x1a").await;
    seen.ends().await;
    assert!(seen.is_restored());
    assert_eq!(seen.text().trim(), "emstep: an error in the program ended this session");
    assert_eq!(seen.status, Some(1));
    assert_eq!(host.counted("panics_total"), 1);
    assert_eq!(host.server.state().occupancy.sessions(), 1);
    other.keys("?").await;
    other.sees("Help").await;
    host.terminal("play", SIZE).await.sees("Density").await;
}
