//! Completion in an interactive Bash: what a tab makes of a command line.

use std::process::Command;

use crate::pty::{Pty, command};

/// Returns what a command line has become after a tab; none if there is no Bash.
fn completed(folder: &std::path::Path, line: &str) -> Option<String> {
    if Command::new("bash").arg("--version").output().is_err() {
        eprintln!("bash is not installed: not tested");
        return None;
    }
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_emstep"));
    let path = std::env::var("PATH").unwrap();
    let mut bash = command("bash");
    bash.args(["--norc", "--noprofile", "-i"]);
    bash.cwd(folder);
    bash.env("PATH", format!("{}:{path}", program.parent().unwrap().display()));
    bash.env("PS1", "prompt> ");
    bash.env("HOME", folder);
    bash.env("INPUTRC", "/dev/null");
    let mut pty = Pty::open(bash, 200, 24);
    pty.wait_until("the prompt", |pty| pty.screen().contents().contains("prompt>"));
    pty.send(
        "bind 'set enable-bracketed-paste off'; source <(emstep completions bash); echo r''eady\r",
    );
    pty.wait_until("the script", |pty| pty.screen().contents().contains("ready"));
    // The words that the program would get.
    pty.send(&format!("printf '[%s]' {line}"));
    pty.send("\x01\x0b");
    pty.send(&format!("{line}\t"));
    // The line is printed instead of run.
    pty.send("\x01printf '[%s]' \x05; echo end''ed\r");
    pty.wait_until("the words", |pty| pty.screen().contents().contains("ended"));
    let screen = pty.screen().contents();
    let printed = screen.lines().rfind(|line| line.starts_with("[emstep]")).unwrap_or_default();
    let words = printed.trim_end().trim_end_matches("ended").to_owned();
    pty.send("exit\r");
    pty.wait_end();
    Some(words)
}

#[test]
fn bash_puts_what_it_completes_in_quotes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("my data.csv"), "waiting,b\n1,2\n3,4\n").unwrap();
    std::fs::write(folder.path().join("it's $5.csv"), "x\n1\n2\n").unwrap();
    std::fs::create_dir(folder.path().join("some folder")).unwrap();
    // A name that a word with brackets means to a shell.
    std::fs::write(folder.path().join("delta_l"), "").unwrap();
    for (line, words) in [
        ("emstep fit my", "[emstep][fit][my data.csv]"),
        ("emstep fit my\\ d", "[emstep][fit][my data.csv]"),
        ("emstep fit 'my d", "[emstep][fit][my data.csv]"),
        ("emstep fit \"my d", "[emstep][fit][my data.csv]"),
        ("emstep fit it", "[emstep][fit][it's $5.csv]"),
        ("emstep fit some", "[emstep][fit][some folder/]"),
        ("emstep fit my\\ data.csv -c wai", "[emstep][fit][my data.csv][-c][waiting]"),
        ("emstep fit --example gal", "[emstep][fit][--example][galaxies]"),
        ("emstep fit --example=gal", "[emstep][fit][--example=galaxies]"),
        ("emstep check --what del", "[emstep][check][--what][delta_ll]"),
        ("emstep check --what gamma[0,1", "[emstep][check][--what][gamma[0,1]]"),
        ("emstep fit --gamma my", "[emstep][fit][--gamma][my data.csv]"),
    ] {
        let Some(found) = completed(folder.path(), line) else { return };
        assert_eq!(found, words, "{line}");
    }
}
