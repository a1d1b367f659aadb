//! Terminals that show only ASCII.

use crate::assert_usable;
use crate::pty::{Pty, emstep};

#[test]
fn in_the_c_locale_nothing_but_ascii_is_sent() {
    let mut command = emstep();
    command.env("LC_ALL", "C");
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty.send("em");
    pty.wait_until("theta1", |pty| pty.screen().contents().contains("ll -10.955912"));
    for (keys, seen) in [("b", "F is highest"), ("?", "Help")] {
        pty.send(keys);
        pty.wait_until(seen, |pty| pty.screen().contents().contains(seen));
    }
    pty.send("\x03");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    let beyond = pty.log().iter().find(|byte| !byte.is_ascii());
    assert_eq!(beyond, None, "{}", String::from_utf8_lossy(pty.log()));
    // The menu shows the cursor once more.
    assert_usable(&pty);
}

#[test]
fn the_stepper_in_lines_sends_ascii_there_too() {
    let mut command = emstep();
    command.env("LC_ALL", "C");
    command.env("TERM", "dumb");
    let mut pty = Pty::open(command, 80, 24);
    for keys in ["", "e\r", "m\r", "why mu[1]\r"] {
        let prompts = pty.sent("emstep> ");
        pty.send(keys);
        pty.wait_until("the prompt", |pty| keys.is_empty() || pty.sent("emstep> ") > prompts);
    }
    pty.wait_until("theta1", |pty| pty.sent("ll(theta1) = -10.955912") > 0);
    pty.send("q\r");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert!(pty.log().is_ascii(), "{}", String::from_utf8_lossy(pty.log()));
}

#[test]
fn the_first_variable_of_the_locale_that_is_set_decides() {
    for (variables, is_ascii) in [
        (&[("LC_ALL", ""), ("LC_CTYPE", "C"), ("LANG", "C.UTF-8")][..], true),
        (&[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")], false),
        (&[("LC_ALL", "")], true),
    ] {
        let mut command = emstep();
        for (name, value) in variables {
            command.env(name, value);
        }
        let mut pty = Pty::open(command, 80, 24);
        pty.wait_until("the first frame", Pty::is_drawn);
        assert_eq!(pty.log().is_ascii(), is_ascii, "{variables:?}");
    }
}

#[test]
fn ascii_and_markers_can_be_asked_for() {
    for (arguments, is_ascii, shown) in [
        (&["--ascii"][..], true, "*****"),
        (&["--ascii", "--marker", "quadrant"], true, "*****"),
        (&["--marker", "quadrant"], false, "▖▗▘▝▞▚▀▄"),
        (&["--marker", "block"], false, "▀▄"),
        (&["--marker", "ascii"], false, "*****"),
    ] {
        let mut command = emstep();
        command.args(arguments);
        let mut pty = Pty::open(command, 80, 24);
        pty.wait_until("the first frame", Pty::is_drawn);
        let screen = pty.screen().contents();
        let is_shown =
            screen.contains(shown) || screen.contains(|c: char| !c.is_ascii() && shown.contains(c));
        assert!(is_shown, "{arguments:?}\n{screen}");
        assert!(!screen.contains(|c| ('\u{2800}'..='\u{28ff}').contains(&c)), "{screen}");
        assert_eq!(pty.log().is_ascii(), is_ascii, "{arguments:?}");
    }
}
