//! What else than keys arrives: late replies, pastes.

use crate::{assert_restored, assert_usable, opened};

#[test]
fn late_replies_of_the_terminal_are_no_keys() {
    let mut pty = opened();
    pty.send("em");
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("−10.955912"));
    let before = pty.screen().contents();
    for reply in [
        "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        "\x1b]10;rgb:0000/0000/0000\x07",
        "\x1bP>|tmux 3.4\x1b\\",
        "\x1bP1$r0m\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b^message\x1b\\",
        "\x1bXtext\x1b\\",
        "\x1b[?62;4;22c",
        "\x1b[>41;354;0c",
        "\x1b[12;40R",
        "\x1b[?2026;2$y",
        "\x1b[?1u",
        "\x1b[8;24;80t",
        "\x1b[I",
    ] {
        // Whole, and in two pieces. A key after it shows that it was read, and that it took nothing
        // with it.
        for split in [0, 2, reply.len() / 2, reply.len() - 1] {
            let (first, second) = reply.split_at(split);
            pty.send(first);
            pty.send(second);
            pty.send("?");
            pty.wait_until("the help", |pty| pty.screen().contents().contains(" Help "));
            pty.send("?");
            pty.wait_until("the stepper as it was", |pty| pty.screen().contents() == before);
        }
    }
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    // The menu shows the cursor.
    assert_usable(&pty);
}

#[test]
fn ctrl_c_quits_from_a_paste_that_never_ends() {
    for paste in ["\x1b[200~", "\x1b[200~1 2 3", "\x1b[200~q\x1b", "\x1b[200~\x1b[201"] {
        let mut pty = opened();
        pty.send("d");
        pty.wait_until("the dialog", |pty| pty.screen().contents().contains("Data of a new run"));
        pty.send(paste);
        pty.send("\x03");
        assert_eq!(pty.wait_end().exit_status(), Some(0), "{paste:?}");
        assert_usable(&pty);
    }
}

#[test]
fn a_paste_that_never_ends_is_dropped_and_keys_are_keys_again() {
    let mut pty = opened();
    pty.send("\x1b[200~1 2 3 q");
    pty.wait_until("word of it", |pty| {
        pty.screen().contents().contains("the paste did not end; its 7 characters were dropped")
    });
    pty.send("e");
    pty.wait_until("γ₀", |pty| pty.screen().contents().contains("θ₀ →E→ γ₀"));
    // Its end comes late, and is nothing.
    pty.send("\x1b[201~m");
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("−10.955912"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn thousands_of_numbers_are_pasted_whole() {
    let mut pty = opened();
    pty.send("d");
    pty.wait_until("the dialog", |pty| pty.screen().contents().contains("Data of a new run"));
    let numbers: Vec<String> = (10_000..15_000).map(|i| i.to_string()).collect();
    pty.send(&format!("\x1b[200~{}\x1b[201~\r", numbers.join("\r")));
    pty.wait_until("the data", |pty| pty.screen().contents().contains("n = 5000"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_usable(&pty);
}
