//! Signals, suspending, and a terminal that goes away.

use rustix::process::Signal;
use rustix::termios::{Action, tcflow};

use crate::pty::{Pty, shell};
use crate::{ENTER, LEAVE, assert_restored, is_cooked, opened};

#[test]
fn signals_restore_and_then_kill() {
    let signals = [
        Signal::TERM,
        Signal::HUP,
        Signal::INT,
        Signal::QUIT,
        Signal::ALARM,
        Signal::USR1,
        Signal::USR2,
        Signal::XCPU,
    ];
    for signal in signals {
        // Some of them write what was in memory to a file, if that is allowed.
        let mut pty = Pty::open(shell("ulimit -c 0; exec \"$0\""), 80, 24);
        pty.wait_until("the first frame", Pty::is_drawn);
        pty.signal(signal);
        assert_eq!(pty.wait_end().terminating_signal(), Some(signal.as_raw()));
        assert_restored(&pty);
    }
}

#[test]
fn a_signal_kills_even_where_the_terminal_takes_no_output() {
    let mut pty = opened();
    let terminal = pty.open_terminal();
    tcflow(&terminal, Action::OOff).unwrap();
    pty.resize(100, 30);
    pty.signal(Signal::TERM);
    drop(terminal);
    assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::TERM.as_raw()));
    assert!(is_cooked(&pty));
}

fn stops_and_continues(stop: impl Fn(&mut Pty)) {
    let mut pty = opened();
    let before = pty.screen().contents();
    stop(&mut pty);
    pty.wait_stopped();
    pty.wait_until("the screen to be left", |pty| pty.sent(LEAVE) == 1);
    assert_restored(&pty);
    pty.signal(Signal::CONT);
    pty.wait_until("a whole new frame", |pty| {
        pty.sent(ENTER) == 2 && pty.screen().contents() == before
    });
    assert!(!is_cooked(&pty));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn ctrl_z_stops_and_continuing_draws_everything_again() {
    stops_and_continues(|pty| pty.send("\x1a"));
}

#[test]
fn a_shell_gets_its_prompt_back_and_fg_draws_everything_again() {
    // The program runs below a script, and Ctrl-Z has to stop that too.
    let mut pty = Pty::open(shell("exec env PROGRAM=\"$0\" PS1='ready> ' /bin/sh -i"), 80, 24);
    pty.wait_until("a prompt", |pty| pty.sent("ready> ") >= 1);
    pty.send("sh -c '\"$PROGRAM\"; true'\r");
    pty.wait_until("the first frame", Pty::is_drawn);
    let before = pty.screen().contents();
    pty.send("\x1a");
    pty.wait_until("a prompt", |pty| pty.sent("ready> ") >= 2);
    assert!(!pty.screen().alternate_screen() && !pty.screen().hide_cursor());
    pty.send("fg\r");
    pty.wait_until("a whole new frame", |pty| {
        pty.sent(ENTER) == 2 && pty.screen().contents() == before
    });
    pty.send("q");
    pty.wait_until("a prompt", |pty| pty.sent("ready> ") >= 3);
    assert!(!pty.screen().alternate_screen() && !pty.screen().hide_cursor());
    pty.send("exit 7\r");
    assert_eq!(pty.wait_end().exit_status(), Some(7));
}

#[test]
fn sigtstp_stops_and_continuing_draws_everything_again() {
    stops_and_continues(|pty| pty.signal(Signal::TSTP));
}

#[test]
fn continuing_after_an_outright_stop_takes_the_terminal_again() {
    let mut pty = opened();
    pty.signal(Signal::STOP);
    pty.wait_stopped();
    pty.signal(Signal::CONT);
    pty.wait_until("a whole new frame", |pty| pty.sent(ENTER) == 2 && pty.is_drawn());
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn a_terminal_that_goes_away_ends_the_program() {
    let mut pty = opened();
    pty.hang_up();
    assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::HUP.as_raw()));
}

#[test]
fn a_terminal_that_goes_away_ends_a_program_that_was_to_ignore_sighup() {
    let mut pty = Pty::open(shell("trap '' HUP; exec \"$0\""), 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty.hang_up();
    assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::HUP.as_raw()));
}

#[test]
fn a_terminal_that_goes_away_ends_a_program_that_gets_no_sighup() {
    // The kernel tells the session's leader only. That is the shell here, and it carries on.
    let mut pty = Pty::open(shell("trap '' HUP; \"$0\"; exit $?"), 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty.hang_up();
    assert_eq!(pty.wait_end().exit_status(), Some(128 + Signal::HUP.as_raw()));
}
