//! Clients that do what no client should.

use std::time::Duration;

use proptest::prelude::*;
use russh::client;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use crate::driver::{Driver, seen_by_class};
use crate::harness::{HERE, Host, Seen, Trusting, assert_shows, homework, stepper};

const SIZE: (u16, u16) = (120, 40);

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// That the server still is what it was: someone new comes in, and once all have left no one is
/// counted.
async fn assert_serves(host: &Host) {
    let mut seen = host.terminal("play", SIZE).await;
    seen.keys("e").await;
    seen.settle().await;
    let mut local = Driver::homework();
    local.app = homework();
    local.press("e");
    assert_shows(&seen, &stepper(&local.app, SIZE));
    seen.drop_link().await;
    host.is_left().await;
}

/// Carries bytes one way while `flows`, at most `most` of them; then it takes no more and ends.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut flows: watch::Receiver<bool>,
    most: usize,
) {
    let mut bytes = [0; 1024];
    let mut left = most;
    while left > 0 {
        if flows.wait_for(|flows| *flows).await.is_err() {
            return;
        }
        let room = left.min(bytes.len());
        let Ok(read @ 1..) = from.read(&mut bytes[..room]).await else { return };
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
        left -= read;
    }
}

/// A link whose two ways can be stopped.
struct Link {
    up: watch::Sender<bool>,
    down: watch::Sender<bool>,
}

impl Link {
    /// The client's end. After `most` bytes from the client the link breaks.
    fn open(host: &Host, most: usize) -> (Self, DuplexStream) {
        let (up, up_flows) = watch::channel(true);
        let (down, down_flows) = watch::channel(true);
        let (ours, theirs) = tokio::io::duplex(4096);
        let (from_client, to_client) = tokio::io::split(theirs);
        let (from_server, to_server) = tokio::io::split(host.stream(HERE));
        tokio::spawn(async move {
            tokio::select! {
                () = carry(from_client, to_server, up_flows, most) => {}
                () = carry(from_server, to_client, down_flows, usize::MAX) => {}
            }
        });
        (Self { up, down }, ours)
    }

    async fn terminal(host: &Host, user: &str) -> (Self, Seen) {
        let (link, stream) = Self::open(host, usize::MAX);
        let config = std::sync::Arc::new(client::Config::default());
        let mut handle = client::connect_stream(config, stream, Trusting).await.unwrap();
        assert!(handle.authenticate_none(user).await.unwrap().success());
        (link, Seen::open(handle, SIZE).await)
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_nothing_costs_nothing_and_no_one_waits_for_it() {
    let host = Host::open();
    let mut other = host.terminal("play", SIZE).await;
    other.settle().await;
    let (link, mut stalled) = Link::terminal(&host, "play").await;
    stalled.settle().await;
    link.down.send_replace(false);

    let sent = host.counted("sent_bytes_total");
    let frames = host.counted("frames_total");
    let mut others = 0;
    for step in 0..2000 {
        // What it types may be more than the server takes.
        let _ =
            timeout(Duration::from_millis(1), stalled.keys(if step % 2 == 0 { "N" } else { "r" }))
                .await;
        if step % 100 == 0 {
            let before = other.bytes;
            other.keys(if step % 200 == 0 { "e" } else { "r" }).await;
            other.take().await;
            assert!(other.bytes > before, "the other one waits");
            others += 1;
        }
        sleep(Duration::from_millis(9)).await;
    }
    let drawn = host.counted("frames_total") - frames - others;
    assert!((1..=12).contains(&drawn), "{drawn} frames for one that reads none");
    let sent = host.counted("sent_bytes_total") - sent;
    assert!(sent < 200_000, "{sent} bytes");
    // It sees the newest once it reads again, and is let go otherwise.
    link.down.send_replace(true);
    stalled.keys("?").await;
    stalled.sees("Help").await;
    link.down.send_replace(false);
    drop((link, stalled));
    other.drop_link().await;
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn the_server_stops_without_waiting_for_a_client_that_reads_nothing() {
    let host = Host::open();
    let (link, mut stalled) = Link::terminal(&host, "play").await;
    stalled.settle().await;
    link.down.send_replace(false);
    for _ in 0..200 {
        // Until the server takes no more.
        let _ = timeout(Duration::from_millis(100), stalled.keys("?")).await;
    }
    host.server.state().stop();
    assert!(timeout(seconds(9), host.server.wait_until_empty()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn keys_may_be_exchanged_anew_at_any_time() {
    let host = Host::open();
    let mut seen = host.terminal("play", SIZE).await;
    for key in "emememem".chars() {
        seen.handle.rekey_soon().await.unwrap();
        seen.keys(&key.to_string()).await;
        seen.handle.rekey_soon().await.unwrap();
    }
    seen.settle().await;
    let mut local = Driver::homework();
    local.app = homework();
    local.press("e m e m e m e m");
    assert_shows(&seen, &stepper(&local.app, SIZE));
}

#[tokio::test(start_paused = true)]
async fn who_stays_away_for_good_is_dropped() {
    let host = Host::open();
    let (link, mut stalled) = Link::terminal(&host, "watch").await;
    stalled.settle().await;
    link.down.send_replace(false);
    link.up.send_replace(false);
    // By then the server has asked three times whether anyone is there.
    let dropped = timeout(seconds(200), host.server.wait_until_empty()).await;
    assert!(dropped.is_ok());
    assert_serves(&host).await;
}

#[tokio::test(start_paused = true)]
async fn who_confirms_no_frame_gets_one_every_two_seconds() {
    let host = Host::open();
    let (link, mut follower) = Link::terminal(&host, "watch").await;
    let mut presenter = host.terminal("present", SIZE).await;
    follower.settle().await;
    presenter.settle().await;
    // It hears, and nothing that it says arrives.
    link.up.send_replace(false);
    let start = Instant::now();
    let frames = host.counted("frames_total");
    for _ in 0..100 {
        presenter.keys("N").await;
        presenter.take().await;
        presenter.keys("r").await;
        presenter.take().await;
        sleep(Duration::from_millis(200)).await;
    }
    assert!(start.elapsed() >= seconds(20));
    let for_follower = host.counted("frames_total") - frames - 200;
    let most = i64::try_from(start.elapsed().as_secs()).unwrap() / 2 + 2;
    assert!((most - 4..=most).contains(&for_follower), "{for_follower} of {most}");
    follower.settle().await;
    let mut local = Driver::homework();
    local.app = homework().presenting();
    for _ in 0..100 {
        local.press("N r");
    }
    assert_shows(&follower, &stepper(&seen_by_class(&local.app), SIZE));
}

#[tokio::test(start_paused = true)]
async fn what_never_ends_is_thrown_away_as_it_comes() {
    const AMOUNT: usize = 5 * 1024 * 1024;
    for (begin, fill, end) in [
        ("\x1b[200~", b'q', "\x1b[201~"),
        ("\x1b]0;", b'q', "\x07"),
        ("\x1bP", b'q', "\x1b\\"),
        ("\x1b[", b'1', "u"),
    ] {
        let host = Host::open();
        let mut seen = host.terminal("play", SIZE).await;
        seen.settle().await;
        seen.keys(begin).await;
        let start = Instant::now();
        seen.channel.data(&vec![fill; AMOUNT][..]).await.unwrap();
        // More than a person types is read no faster than so.
        assert!(start.elapsed() > seconds(70), "{:?}", start.elapsed());
        seen.settle().await;
        seen.keys(end).await;
        seen.keys("?").await;
        seen.sees("Help").await;
        assert!(host.counted("frames_total") < 10);
        seen.drop_link().await;
        assert_serves(&host).await;
    }
}

#[tokio::test(start_paused = true)]
async fn empty_windows_and_packets_hurt_no_one_else() {
    for (window_size, maximum_packet_size) in
        [(0, 32768), (1, 32768), (1 << 20, 0), (1 << 20, 1), (0, 0), (1, 1), (u32::MAX, u32::MAX)]
    {
        let host = Host::open();
        let mut other = host.terminal("play", SIZE).await;
        other.settle().await;
        let config = client::Config { window_size, maximum_packet_size, ..Default::default() };
        let mut handle = host.connect_as(HERE, config).await;
        assert!(handle.authenticate_none("play").await.unwrap().success());
        let odd = timeout(seconds(5), async {
            let mut odd = Seen::open(handle, SIZE).await;
            for key in ["e", "m", "?"] {
                let _ = odd.channel.data(key.as_bytes()).await;
            }
            odd.settle().await;
            odd
        });
        // Where the connection has ended there is nothing to be asked of it.
        let odd = tokio::spawn(async move { odd.await.ok() }).await.ok().flatten();
        other.keys("e").await;
        let before = other.bytes;
        other.settle().await;
        assert!(other.bytes > before, "{window_size}, {maximum_packet_size}");
        // The end of a session does not wait until there is room.
        host.server.state().stop();
        assert!(timeout(seconds(9), host.server.wait_until_empty()).await.is_ok());
        drop((odd, other));
    }
}

#[tokio::test(start_paused = true)]
async fn names_may_be_long() {
    let host = Host::open();
    let long = "x".repeat(20_000);
    let handle = host.log_in("play").await;
    let channel = handle.channel_open_session().await.unwrap();
    for i in 0..500 {
        channel.set_env(false, format!("LC_{long}{i}"), long.as_str()).await.unwrap();
    }
    channel.request_pty(false, &long, 120, 40, 0, 0, &[]).await.unwrap();
    channel.request_shell(false).await.unwrap();
    handle.disconnect(russh::Disconnect::ByApplication, &long, &long).await.unwrap();
    host.log_in(&long).await;
    let mut guess = host.connect().await;
    assert!(!guess.authenticate_password("present", &long).await.unwrap().success());
    drop((guess, handle, channel));
    assert_serves(&host).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_not_ssh_ends_soon() {
    let good = b"SSH-2.0-x\r\n".to_vec();
    let with = |tail: &[u8]| [&good[..], tail].concat();
    for (what, bytes) in [
        ("one long line", vec![b'x'; 100_000]),
        ("many lines", b"hello\r\n".repeat(20_000)),
        ("HTTP", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec()),
        ("NULs", vec![0; 10_000]),
        ("an old version", b"SSH-1.5-x\r\n".to_vec()),
        ("a packet of 4 GB", with(&[0xff; 4096])),
        ("a packet of nothing", with(&[0; 4096])),
        ("a packet of text", with(&b"hello ".repeat(500))),
        ("padding without a packet", with(&[0, 0, 0, 12, 255, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    ] {
        let host = Host::open();
        let mut stream = host.stream(HERE);
        // It may end before it has taken all.
        let _ = timeout(seconds(1), stream.write_all(&bytes)).await;
        let mut heard = Vec::new();
        let ended = timeout(seconds(10), stream.read_to_end(&mut heard)).await;
        assert!(ended.is_ok(), "{what}");
        drop(stream);
        assert_serves(&host).await;
    }
}

/// A whole visit over a link that may break anywhere.
async fn visit(stream: DuplexStream) -> Result<(), russh::Error> {
    let config = std::sync::Arc::new(client::Config::default());
    let mut handle = client::connect_stream(config, stream, Trusting).await?;
    handle.authenticate_none("play").await?;
    let mut channel = handle.channel_open_session().await?;
    channel.request_pty(true, "xterm-256color", 120, 40, 0, 0, &[]).await?;
    channel.request_shell(true).await?;
    for key in ["e", "m", "N", "q"] {
        channel.data(key.as_bytes()).await?;
        channel.window_change(100, 30, 0, 0).await?;
    }
    while channel.wait().await.is_some() {}
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_link_may_break_anywhere(most in 0usize..4000) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let host = Host::open();
            let (_link, stream) = Link::open(&host, most);
            let _ = timeout(seconds(30), visit(stream)).await;
            assert_serves(&host).await;
        });
    }
}
