//! What is not the stepper is refused, and the stepper goes on.

use russh::client::{Handle, Msg};
use russh::{Channel, ChannelMsg};

use crate::harness::{Host, Seen, Trusting};

const SIZE: (u16, u16) = (120, 40);
const INVITATION: &str = "ssh -p 2222 play@localhost";

/// How a channel ended on which something was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct End {
    line: String,
    status: Option<u32>,
    is_closed: bool,
}

async fn end(mut channel: Channel<Msg>) -> End {
    let mut end = End::default();
    while let Some(message) = channel.wait().await {
        match message {
            // On standard error, as ssh prints it.
            ChannelMsg::ExtendedData { data, ext: 1 } => {
                end.line.push_str(std::str::from_utf8(&data).unwrap());
            }
            ChannelMsg::ExitStatus { exit_status } => end.status = Some(exit_status),
            ChannelMsg::Close => end.is_closed = true,
            _ => {}
        }
    }
    end
}

fn refused(line: &str) -> End {
    let line = format!("emstep: {line}; type: {INVITATION}\r\n");
    End { line, status: Some(1), is_closed: true }
}

/// What the server answered to the last request.
async fn is_granted(channel: &mut Channel<Msg>) -> bool {
    loop {
        match channel.wait().await.expect("an answer") {
            ChannelMsg::Success => return true,
            ChannelMsg::Failure => return false,
            _ => {}
        }
    }
}

async fn session(host: &Host) -> (Handle<Trusting>, Channel<Msg>) {
    let handle = host.log_in("play").await;
    let channel = handle.channel_open_session().await.unwrap();
    (handle, channel)
}

#[tokio::test(start_paused = true)]
async fn commands_and_subsystems_are_refused_with_a_line() {
    let host = Host::open();
    let (_handle, channel) = session(&host).await;
    channel.exec(true, "cat /etc/passwd").await.unwrap();
    assert_eq!(end(channel).await, refused("no commands run here, only the stepper"));
    for name in ["sftp", "s\x1b[2Jf\u{202e}t\u{200b}p"] {
        let (_handle, channel) = session(&host).await;
        channel.request_subsystem(true, name).await.unwrap();
        let shown = if name == "sftp" { "sftp" } else { "s[2Jftp" };
        assert_eq!(end(channel).await, refused(&format!("no {shown} here, only the stepper")));
    }
    assert_eq!(host.counted("sessions_total"), 0);
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn without_a_terminal_there_is_a_line_that_says_how_to_get_one() {
    let host = Host::open();
    let (_handle, channel) = session(&host).await;
    channel.request_shell(true).await.unwrap();
    let line = "emstep: the stepper needs a terminal; type: ssh -t -p 2222 play@localhost\r\n";
    assert_eq!(end(channel).await, End { line: line.into(), ..refused("") });
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn a_stranger_in_an_open_house_is_told_the_names() {
    let host = Host::open();
    for (user, shown) in [("root", "\"root\""), ("x\x1b[2J\u{202e}y\u{200b}\r\nz", "\"x[2Jy z\"")] {
        let handle = host.log_in(user).await;
        let channel = handle.channel_open_session().await.unwrap();
        channel.request_pty(false, "xterm", 80, 24, 0, 0, &[]).await.unwrap();
        channel.request_shell(true).await.unwrap();
        assert_eq!(end(channel).await, refused(&format!("there is no user {shown} here")));
    }
    host.is_left().await;
}

/// Everything that may be asked for beside the session, with how many refusals it should come to.
async fn ask_for_everything(seen: &mut Seen) -> i64 {
    let handle = &seen.handle;
    assert!(handle.tcpip_forward("0.0.0.0", 8080).await.is_err());
    assert!(handle.streamlocal_forward("/tmp/socket").await.is_err());
    assert!(handle.channel_open_direct_tcpip("localhost", 22, "localhost", 1).await.is_err());
    assert!(handle.channel_open_direct_streamlocal("/tmp/socket").await.is_err());
    assert!(handle.channel_open_session().await.is_err());
    assert!(handle.channel_open_x11("localhost", 1).await.is_err());
    let channel = &mut seen.channel;
    channel.agent_forward(true).await.unwrap();
    assert!(!is_granted(channel).await);
    channel.request_x11(true, false, "MIT-MAGIC-COOKIE-1", "00", 0).await.unwrap();
    assert!(!is_granted(channel).await);
    7
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_for_beside_the_session_is_refused_and_it_goes_on() {
    let host = Host::open();
    let mut seen = host.terminal("play", SIZE).await;
    seen.settle().await;
    let extras = ask_for_everything(&mut seen).await;
    assert_eq!(host.counted("rejects_total{reason=\"request\"}"), extras);
    seen.keys("?").await;
    seen.sees("Help").await;
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_open_is_no_other_one() {
    let host = Host::open();
    let mut seen = host.terminal("play", SIZE).await;
    seen.settle().await;
    let channel = &mut seen.channel;
    channel.exec(true, "id").await.unwrap();
    assert!(!is_granted(channel).await);
    channel.request_subsystem(true, "sftp").await.unwrap();
    assert!(!is_granted(channel).await);
    channel.request_shell(true).await.unwrap();
    assert!(!is_granted(channel).await);
    channel.request_pty(true, "vt52", 10, 10, 0, 0, &[]).await.unwrap();
    assert!(!is_granted(channel).await);
    channel.set_env(true, "LD_PRELOAD", "x").await.unwrap();
    assert!(!is_granted(channel).await);
    seen.keys("e").await;
    seen.sees("γ").await;
    assert!(!seen.is_closed);
    assert_eq!(host.counted("sessions_total"), 1);
}

#[tokio::test(start_paused = true)]
async fn of_an_environment_what_says_something_of_a_terminal_is_taken() {
    let host = Host::open();
    let (_handle, mut channel) = session(&host).await;
    for (name, is_taken) in
        [("LANG", true), ("PATH", false), ("LD_PRELOAD", false), ("LC_ALL", true)]
    {
        channel.set_env(true, name, "de_DE.UTF-8").await.unwrap();
        assert_eq!(is_granted(&mut channel).await, is_taken, "{name}");
    }
    for i in 0..1000 {
        channel.set_env(true, format!("LC_{i}"), "x".repeat(1000)).await.unwrap();
        assert!(!is_granted(&mut channel).await);
    }
    // After this many, no more is taken.
    channel.set_env(true, "LANG", "de_DE.UTF-8").await.unwrap();
    assert!(!is_granted(&mut channel).await);
}

#[tokio::test(start_paused = true)]
async fn three_hundred_channels_are_one_session() {
    let host = Host::open();
    let mut seen = host.terminal("play", SIZE).await;
    seen.settle().await;
    for _ in 0..300 {
        assert!(seen.handle.channel_open_session().await.is_err());
    }
    assert_eq!(host.server.state().occupancy.sessions(), 1);
    seen.keys("e").await;
    seen.settle().await;
    assert!(!seen.is_closed && seen.bytes > 0);
    seen.drop_link().await;
    host.is_left().await;
}

#[tokio::test(start_paused = true)]
async fn there_is_nothing_to_suspend() {
    let host = Host::open();
    let mut seen = host.terminal("play", SIZE).await;
    seen.sees("Density").await;
    seen.keys("\x1a").await;
    seen.sees("there is nothing to suspend here: ^C leaves").await;
    seen.keys("e").await;
    seen.settle().await;
    assert!(!seen.is_closed);
}
