//! The title of the terminal's window: the data, and at the end what it was before.

use crate::pty::{Pty, emstep, shell};
use crate::{RESTORE_TITLE, SAVE_TITLE, assert_restored, opened};

#[test]
fn the_title_names_the_data_and_is_given_back() {
    let mut pty = opened();
    pty.wait_until("the title", |pty| pty.sent("\x1b]2;emstep: homework\x07") == 1);
    assert_eq!(pty.sent(SAVE_TITLE), 1);
    pty.send("em");
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("−10.955912"));
    assert_eq!(pty.sent("\x1b]2;"), 1, "steps do not change it");
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_eq!((pty.sent(SAVE_TITLE), pty.sent(RESTORE_TITLE)), (1, 1));
    assert_restored(&pty);
}

#[test]
fn a_title_that_is_not_wanted_or_not_shown_is_not_sent() {
    let mut without = emstep();
    without.arg("--no-title");
    for command in [without, shell("TERM=linux exec \"$0\"")] {
        let mut pty = Pty::open(command, 80, 24);
        pty.wait_until("the first frame", Pty::is_drawn);
        pty.send("q");
        assert_eq!(pty.wait_end().exit_status(), Some(0));
        assert_eq!((pty.sent("\x1b]2;"), pty.sent(SAVE_TITLE), pty.sent(RESTORE_TITLE)), (0, 0, 0));
        assert_restored(&pty);
    }
}
