//! Sessions that are saved, killed and gone on with.

use std::fs;
use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::pty::{Pty, emstep};

/// A session in format 1, which is never written anew, so that every later version has to open it.
const SESSION: &str = include_str!("../screens/sessions/format-1.emstep");

/// What a session says that has a run with a θ₁.
const KNOWN: &str = "\"known\": 1";

/// A folder to be in, in which sessions are kept against a crash too.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn emstep(&self, arguments: &[&str]) -> CommandBuilder {
        let mut command = emstep();
        command.cwd(self.0.path());
        command.env("XDG_STATE_HOME", self.path("state"));
        command.env_remove("EMSTEP_RECOVERY");
        command.args(arguments);
        command
    }

    fn open(&self, arguments: &[&str]) -> Pty {
        let mut pty = Pty::open(self.emstep(arguments), 80, 24);
        pty.wait_until("the stepper", |pty| shows(pty, "E-step"));
        pty
    }

    /// Opens the stepper in lines.
    fn plain(&self) -> Pty {
        let mut pty = Pty::open(self.emstep(&["--plain", "--example", "galaxies"]), 100, 40);
        pty.wait_until("the prompt", |pty| pty.sent("emstep> ") > 0);
        pty
    }

    /// Leaves a session of two half-steps, which lines led to.
    fn leave_plain(&self) {
        let mut pty = self.plain();
        pty.send("theta means 9,20\re\rm\r");
        pty.wait_until("the M-step", |pty| shows(pty, "θ₁: the M-step from γ₀ is done"));
        while !self.kept().iter().any(|kept| fs::read_to_string(kept).unwrap().contains(KNOWN)) {
            std::thread::yield_now();
        }
        pty.signal(Signal::KILL);
        pty.wait_end();
        assert_eq!(self.kept().len(), 1);
    }

    /// Returns the sessions that are kept against a crash.
    fn kept(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.path("state/emstep/recovery")) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|end| end == "emstep")).collect()
    }
}

fn shows(pty: &Pty, text: &str) -> bool {
    pty.screen().contents().contains(text)
}

fn read(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn is_whole(path: &Path) -> bool {
    read(path)["format"] == 1
}

/// Whether a session is the old one, or that with another run of one iteration.
fn is_old_or_new(session: &serde_json::Value, old: &serde_json::Value) -> bool {
    let runs = |session: &serde_json::Value| {
        session["stepper"]["study"]["runs"].as_array().unwrap().clone()
    };
    let (runs, before) = (runs(session), runs(old));
    let is_new = runs.len() == before.len() + 1
        && runs[..before.len()] == before
        && runs[before.len()]["cursor"] == serde_json::json!({ "theta": 1 });
    session == old || is_new
}

#[test]
fn a_session_is_saved_and_gone_on_with() {
    let home = Home::new();
    let mut pty = home.open(&[]);
    pty.send("emem");
    pty.wait_until("two iterations", |pty| shows(pty, "t = 2"));
    pty.send("Wmine\r");
    pty.wait_until("the file", |pty| shows(pty, "saved to mine.emstep"));
    pty.send("q");
    assert!(pty.wait_end().exited());
    assert!(is_whole(&home.path("mine.emstep")));
    assert!(home.kept().is_empty());
    let mut pty = home.open(&["mine.emstep"]);
    assert!(shows(&pty, "t = 2"));
    pty.send("q");
    pty.wait_end();
}

#[test]
fn what_is_in_the_file_of_the_session_is_not_kept_besides() {
    let home = Home::new();
    let mut pty = home.open(&[]);
    pty.send("em");
    pty.wait_for("it is kept", || home.kept().len() == 1);
    pty.send("Wmine\r");
    pty.wait_until("the file", |pty| shows(pty, "saved to mine.emstep"));
    pty.wait_for("it is needed no more", || home.kept().is_empty());
    pty.send("em");
    pty.wait_for("it is kept again", || home.kept().len() == 1);
    pty.send("q");
    assert!(pty.wait_end().exited());
    assert!(home.kept().is_empty());
}

#[test]
fn data_in_a_file_are_known_by_their_hash() {
    let home = Home::new();
    fs::write(home.path("x.csv"), "x\n1\n2\n7\n9\n").unwrap();
    let mut pty = home.open(&["x.csv"]);
    pty.send("emW\r");
    pty.wait_until("the file", |pty| shows(pty, "saved to x.emstep"));
    pty.send("q");
    pty.wait_end();
    let pty = home.open(&["x.emstep"]);
    assert!(shows(&pty, "x.csv"));
    drop(pty);
    fs::write(home.path("x.csv"), "x\n1\n2\n7\n8\n").unwrap();
    let mut pty = Pty::open(home.emstep(&["x.emstep"]), 200, 24);
    assert_eq!(pty.wait_end().exit_status(), Some(1));
    assert!(shows(&pty, "x.csv: changed since the session was saved"));
}

#[test]
fn whatever_the_moment_a_kill_leaves_the_older_session_or_the_newer_one() {
    let home = Home::new();
    let path = home.path("a.emstep");
    let mut pty = home.open(&[]);
    pty.send("emWa\r");
    pty.wait_until("the file", |pty| shows(pty, "saved to a.emstep"));
    pty.send("q");
    pty.wait_end();
    for moment in 0..24 {
        let old = fs::read(&path).unwrap();
        let before = read(&path);
        let mut pty = home.open(&["--no-recovery", "a.emstep"]);
        pty.send("SemW\r");
        // From the first sign of saving on, a little later each time.
        pty.wait_until("the question", |pty| shows(pty, "save to") || shows(pty, "saved to"));
        for _ in 0..moment * moment {
            if fs::read(&path).unwrap() != old {
                break;
            }
        }
        pty.signal(Signal::KILL);
        assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::KILL.as_raw()));
        assert!(is_old_or_new(&read(&path), &before), "at moment {moment}");
    }
}

#[test]
fn a_session_that_is_being_opened_again_is_kept_until_it_is_open() {
    let home = Home::new();
    let mut pty = home.open(&[]);
    pty.send("em");
    pty.wait_until("an iteration", |pty| shows(pty, "t = 1"));
    pty.hang_up();
    pty.wait_end();
    let [kept] = &home.kept()[..] else { panic!("{:?}", home.kept()) };
    // It takes its time to compute so much again.
    let mut session = read(kept);
    session["stepper"]["study"]["runs"][0]["known"] = 1_000_000.into();
    fs::write(kept, session.to_string()).unwrap();
    for end in ["q", "\x03"] {
        let mut pty = Pty::open(home.emstep(&["--example", "galaxies"]), 80, 24);
        pty.wait_until("the offer", |pty| shows(pty, "reopen it?"));
        pty.send("\r");
        pty.wait_until("the opening", |pty| {
            shows(pty, "opening the session") || shows(pty, "computing the runs again")
        });
        pty.send(end);
        assert_eq!(pty.wait_end().exit_status(), Some(0));
        assert_eq!(read(kept), session, "{end:?} leaves it for the next start");
    }
}

/// What the options named at the start belongs to the program, whatever is open in it.
#[test]
fn a_session_that_is_opened_again_writes_over_no_file_that_an_option_named() {
    for (option, name, text) in [
        ("--gamma", "g.csv", "1,0\n1,0\n0.9,0.1\n0.1,0.9\n0,1\n"),
        ("--from", "t.json", r#"{"weights": [0.5, 0.5], "means": [1, 6], "variances": [1, 1]}"#),
        ("--config", "c.csv", "theme = \"dark\"\n"),
    ] {
        let home = Home::new();
        fs::write(home.path(name), text).unwrap();
        home.leave_plain();
        let mut pty = Pty::open(home.emstep(&[option, name]), 120, 40);
        pty.wait_until("the offer", |pty| shows(pty, "reopen it?"));
        pty.send("\r");
        pty.wait_until("the session", |pty| shows(pty, "t = 1"));
        pty.send(&format!("X{name}\r"));
        pty.wait_until("why not", |pty| shows(pty, "never replaced"));
        pty.send("\r");
        pty.signal(Signal::TERM);
        pty.wait_end();
        assert_eq!(fs::read_to_string(home.path(name)).unwrap(), text, "{option}");
    }
}

#[test]
fn a_session_that_cannot_be_opened_hides_no_older_one() {
    let home = Home::new();
    let recovery = home.path("state/emstep/recovery");
    fs::create_dir_all(&recovery).unwrap();
    fs::write(recovery.join("1000000000000-1.emstep"), SESSION).unwrap();
    fs::write(recovery.join("1000000000001-1.emstep"), "{\"format\": 1,\n\"data\": 7}").unwrap();
    let mut pty = Pty::open(home.emstep(&["--example", "galaxies"]), 240, 24);
    pty.wait_until("the offer", |pty| shows(pty, "homework, 2 runs"));
    pty.send("\x1b");
    pty.wait_until("what is wrong", |pty| shows(pty, "1000000000001-1.emstep, line 2: damaged"));
    pty.send("q");
    pty.wait_end();
    assert_eq!(home.kept(), [recovery.join("1000000000000-1.emstep")]);
    assert!(recovery.join("aside/1000000000001-1.emstep").is_file());
    // It is said once. What is discarded is gone.
    let mut pty = Pty::open(home.emstep(&["--example", "galaxies"]), 240, 24);
    pty.wait_until("the offer", |pty| shows(pty, "homework, 2 runs"));
    pty.send("-\r");
    pty.wait_until("the stepper", |pty| !shows(pty, "reopen it?"));
    assert!(!shows(&pty, "damaged"));
    pty.send("q");
    pty.wait_end();
    assert!(home.kept().is_empty());
}

#[test]
fn a_session_that_was_killed_is_offered_at_the_next_start() {
    let home = Home::new();
    let mut pty = home.open(&[]);
    pty.send("emem");
    pty.wait_until("two iterations", |pty| shows(pty, "t = 2"));
    pty.wait_for("the copy against a crash", || !home.kept().is_empty());
    pty.signal(Signal::KILL);
    pty.wait_end();
    let offers =
        |pty: &Pty| shows(pty, "the last session did not end as it should: homework, 1 run");
    // Esc leaves it for the next start, and no second program is offered it meanwhile.
    let mut first = Pty::open(home.emstep(&["--example", "galaxies"]), 80, 24);
    first.wait_until("the offer", offers);
    let mut second = home.open(&[]);
    assert!(!offers(&second));
    second.send("q");
    second.wait_end();
    first.send("\x1b");
    first.wait_until("the stepper", |pty| !offers(pty));
    first.send("q");
    first.wait_end();
    let mut pty = Pty::open(home.emstep(&["--example", "galaxies"]), 80, 24);
    pty.wait_until("the offer", offers);
    pty.send("\r");
    pty.wait_until("the session", |pty| shows(pty, "homework") && shows(pty, "t = 2"));
    pty.send("q");
    assert!(pty.wait_end().exited());
    assert!(home.kept().is_empty(), "it came to a clean end");
}

#[test]
fn a_session_that_was_killed_still_knows_its_own_file() {
    let home = Home::new();
    let kill = || {
        let mut pty = home.open(&["a.emstep"]);
        pty.send("nn");
        // It may be of the first step.
        pty.wait_for("the copy against a crash", || !home.kept().is_empty());
        pty.signal(Signal::KILL);
        pty.wait_end();
    };
    let mut pty = home.open(&[]);
    pty.send("emWa\r");
    pty.wait_until("the file", |pty| shows(pty, "saved to a.emstep"));
    pty.send("q");
    pty.wait_end();
    let own = home.path("a.emstep");
    let before = fs::read(&own).unwrap();
    kill();
    let offered =
        |pty: &Pty| shows(pty, "the last session did not end as it should: a.emstep (homework)");
    let reopen = || {
        let mut pty = Pty::open(home.emstep(&["--example", "galaxies"]), 120, 40);
        pty.wait_until("the offer", offered);
        pty.send("\r");
        pty.wait_until("the session", |pty| !offered(pty) && shows(pty, "homework · n = 5"));
        pty
    };
    // It is saved there again without a question.
    let mut pty = reopen();
    pty.send("W\r");
    pty.wait_until("the file", |pty| shows(pty, "saved to") && shows(pty, "a.emstep"));
    pty.send("q");
    pty.wait_end();
    let saved = fs::read(&own).unwrap();
    assert_ne!(saved, before);
    assert!(!String::from_utf8(saved).unwrap().contains("saved-in"));
    // What was written to it since is not replaced without one.
    kill();
    fs::write(&own, &before).unwrap();
    let mut pty = reopen();
    pty.send("W\r");
    pty.wait_until("the question", |pty| shows(pty, "another program has written"));
    pty.signal(Signal::TERM);
    pty.wait_end();
    assert_eq!(fs::read(&own).unwrap(), before);
}

#[test]
fn a_session_whose_data_changed_is_put_aside_and_the_stepper_stays() {
    let home = Home::new();
    fs::write(home.path("x.csv"), "x\n1\n2\n7\n9\n").unwrap();
    let mut pty = home.open(&["x.csv"]);
    pty.send("em");
    pty.wait_until("an iteration", |pty| shows(pty, "t = 1"));
    pty.hang_up();
    pty.wait_end();
    fs::write(home.path("x.csv"), "x\n1\n2\n7\n8\n").unwrap();
    let mut pty = Pty::open(home.emstep(&[]), 300, 24);
    pty.wait_until("the offer", |pty| shows(pty, "reopen it?"));
    pty.send("q");
    pty.wait_until("what to answer", |pty| shows(pty, "for the next start"));
    pty.send("\x7f\r");
    pty.wait_until("why not", |pty| {
        shows(pty, "not reopened: ")
            && shows(pty, "x.csv: changed since the session was saved")
            && shows(pty, "recovery/aside/")
    });
    pty.send("em");
    pty.wait_until("a step of the homework", |pty| shows(pty, "homework") && shows(pty, "t = 1"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert!(home.kept().is_empty());
    drop(home.open(&[]));
}

#[test]
fn what_another_program_saved_meanwhile_is_not_replaced_without_asking() {
    let home = Home::new();
    let mut pty = home.open(&[]);
    pty.send("emWa\r");
    pty.wait_until("the file", |pty| shows(pty, "saved to a.emstep"));
    pty.send("q");
    pty.wait_end();
    let save = |pty: &mut Pty, says: &str| {
        pty.send("emW\r");
        pty.wait_until(says, |pty| shows(pty, says));
    };
    let [mut first, mut second] = [(); 2].map(|()| home.open(&["--no-recovery", "a.emstep"]));
    save(&mut first, "saved to a.emstep");
    let theirs = fs::read(home.path("a.emstep")).unwrap();
    save(&mut second, "another program has written a.emstep meanwhile");
    assert_eq!(fs::read(home.path("a.emstep")).unwrap(), theirs);
    second.send("\r");
    second.wait_until("the file", |pty| shows(pty, "saved to a.emstep"));
    // It is this one's own again.
    second.send("\x1b");
    save(&mut second, "saved to a.emstep");
}

#[test]
fn a_session_whose_terminal_goes_away_is_kept_as_it_was() {
    let home = Home::new();
    let mut pty = home.open(&[]);
    pty.send("em");
    pty.wait_until("an iteration", |pty| shows(pty, "t = 1"));
    pty.hang_up();
    pty.wait_end();
    let kept = home.kept();
    assert!(kept.len() == 1 && is_whole(&kept[0]), "{kept:?}");
    let mut pty = Pty::open(home.emstep(&[]), 80, 24);
    pty.wait_until("the offer", |pty| shows(pty, "the last session did not end"));
    pty.send("-\r");
    pty.wait_until("the stepper", |pty| !shows(pty, "reopen it?"));
    pty.send("q");
    pty.wait_end();
    assert!(home.kept().is_empty(), "it was discarded");
}

#[test]
fn nothing_is_kept_if_that_is_not_wanted() {
    for (variable, arguments) in [("off", &[][..]), ("on", &["--no-recovery"])] {
        let home = Home::new();
        let mut command = home.emstep(arguments);
        command.env("EMSTEP_RECOVERY", variable);
        let mut pty = Pty::open(command, 80, 24);
        pty.wait_until("the stepper", |pty| shows(pty, "E-step"));
        pty.send("em");
        pty.wait_until("an iteration", |pty| shows(pty, "t = 1"));
        pty.signal(Signal::TERM);
        pty.wait_end();
        assert!(home.kept().is_empty());
    }
}

#[test]
fn what_lines_have_left_is_offered_to_lines() {
    let home = Home::new();
    home.leave_plain();
    let mut pty = home.plain();
    assert!(shows(&pty, "The last session did not end as it should: galaxies, 2 runs,"));
    // What was done here is not lost for it, nor is it for that.
    pty.send("e\rrecover\r");
    pty.wait_until("why not", |pty| shows(pty, "error: this session would be lost; save it"));
    pty.send("q\r");
    pty.wait_end();
    assert_eq!(home.kept().len(), 1, "it is offered again");
    let mut pty = home.plain();
    pty.send("recover\r");
    pty.wait_until("the session", |pty| shows(pty, "θ₁: the M-step from γ₀ is done"));
    pty.send("recover\r");
    pty.wait_until("that it is open", |pty| shows(pty, "error: no session was left by a crash"));
    pty.send("q\r");
    assert_eq!(pty.wait_end().exit_status(), Some(1));
    assert!(home.kept().is_empty(), "it came to a clean end");
}

#[test]
fn the_screen_is_offered_what_lines_have_left_and_the_other_way_round() {
    let home = Home::new();
    home.leave_plain();
    let mut pty = Pty::open(home.emstep(&[]), 80, 24);
    pty.wait_until("the offer", |pty| shows(pty, "did not end as it should: galaxies, 2 runs"));
    pty.send("\r");
    pty.wait_until("the session", |pty| shows(pty, "galaxies") && shows(pty, "t = 1"));
    pty.send("e");
    pty.wait_until("a step", |pty| shows(pty, "γ₁"));
    pty.hang_up();
    pty.wait_end();
    let mut pty = home.plain();
    pty.wait_until("the offer", |pty| shows(pty, "did not end as it should: galaxies, 2 runs"));
    pty.send("discard\r");
    pty.wait_until("the answer", |pty| shows(pty, "What was left is removed."));
    pty.send("q\r");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert!(home.kept().is_empty());
}

#[test]
fn a_script_is_neither_kept_nor_offered_anything() {
    let home = Home::new();
    home.leave_plain();
    let script = home.path("script");
    fs::write(&script, "e\nrecover\n").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_emstep"));
    command.env("XDG_STATE_HOME", home.path("state")).env_remove("EMSTEP_RECOVERY");
    let done = command.arg("--plain").stdin(fs::File::open(script).unwrap()).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(!text.contains("did not end as it should"), "{text}");
    assert!(text.contains("line 2: sessions are kept and offered at a terminal only"), "{text}");
    assert_eq!(home.kept().len(), 1);
}
