//! What is copied goes to the terminal, which has the clipboard.

use crate::pty::{Pty, emstep};
use crate::{assert_restored, opened};

/// `emstep --example=homework --keys='e m'` in base 64.
const LINE: &str = "ZW1zdGVwIC0tZXhhbXBsZT1ob21ld29yayAtLWtleXM9J2UgbSc=";

#[test]
fn what_is_copied_is_sent_to_the_terminal_once() {
    let mut pty = opened();
    pty.send("emy");
    pty.wait_until("the menu", |pty| pty.screen().contents().contains("--keys='e m'"));
    assert_eq!(pty.sent("\x1b]52;"), 0, "to look is not to copy");
    pty.send("\r");
    pty.wait_until("the notice", |pty| pty.screen().contents().contains("38 characters sent"));
    assert_eq!(pty.sent(&format!("\x1b]52;c;{LINE}\x1b\\")), 1);
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn the_stepper_opens_after_keys() {
    let mut command = emstep();
    command.args(["--example=homework", "--keys=e m"]);
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("−10.955912"));
    pty.send("p");
    pty.wait_until("γ₀", |pty| pty.screen().contents().contains("next: M-step"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
}
