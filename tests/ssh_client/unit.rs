//! What a service manager allows: the limits of the unit, and too few threads.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use emstep::internals::ssh::{Limits, Threads};

use crate::harness::{Server, error, wait_for};
use crate::logins::comes_in;

const UNIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/serve/emstep.service");
/// A user that has no other processes, for which limits hold.
const OTHER_USER: u32 = 65534;

/// The value of a setting of the unit.
fn setting(name: &str) -> String {
    let unit = fs::read_to_string(UNIT).unwrap();
    let value = unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_else(|| panic!("{name} is not in the unit")).to_owned()
}

#[test]
fn the_unit_allows_what_the_defaults_take() {
    let limits = Limits::default();
    let tasks: usize = setting("TasksMax").parse().unwrap();
    assert!(Threads::on(1000, limits.workers).tasks() <= tasks);
    // A connection each, the metrics, farewells, and what the program has open itself.
    let files: usize = setting("LimitNOFILE").parse().unwrap();
    assert!(limits.connections + 64 + 64 + 64 <= files);
    // The help has the default budget of a session; a picture of the largest window and a
    // connection take less than a quarter of a MiB more.
    let help =
        Command::new(env!("CARGO_BIN_EXE_emstep")).args(["serve", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, option) = help.split_once("--max-session-memory").unwrap();
    let default = option.split_once("[default: ").unwrap().1.split_once(']').unwrap().0;
    // Lists of iterates grow by doubling.
    let session = 2 * default.parse::<usize>().unwrap() + 256;
    let memory: usize = setting("MemoryMax").strip_suffix('M').unwrap().parse().unwrap();
    // What is left is for the program itself and its data.
    assert!(limits.sessions * session / 1024 + 64 <= memory);
    let timeout: u64 = setting("TimeoutStopSec").parse().unwrap();
    assert!(timeout > 5, "sessions have five seconds to end");
}

#[test]
fn systemd_understands_the_unit() {
    // Without systemd there is nothing to ask; the other test still reads the unit.
    let verified = Command::new("systemd-analyze").args(["verify", "--man=no", UNIT]).output();
    let Ok(output) = verified else { return };
    let said = error(&output);
    let about_unit = said.lines().filter(|line| {
        line.contains("emstep.service") && !line.contains("/usr/local/bin/emstep is not executable")
    });
    assert_eq!(about_unit.collect::<Vec<_>>(), Vec::<&str>::new(), "{said}");
}

/// A command that runs the program with `more` threads than its user has now. For the superuser
/// there are no limits, so it becomes another user.
fn limited(folder: &Path, more: usize, arguments: &[&str]) -> Command {
    let is_root = rustix::process::geteuid().is_root();
    let user = if is_root { OTHER_USER } else { rustix::process::geteuid().as_raw() };
    let program =
        if is_root { copied_for_all(folder) } else { env!("CARGO_BIN_EXE_emstep").into() };
    let mut command = Command::new("prlimit");
    command.arg(format!("--nproc={}", threads_of(user) + more));
    if is_root {
        let id = OTHER_USER.to_string();
        command.args(["setpriv", "--reuid", &id, "--regid", &id, "--clear-groups"]);
    }
    command.arg(program).args(["serve", "--data-folder"]);
    command.arg(folder.join("data")).args(arguments).env("HOME", folder);
    // As if the machine had many processors.
    command.env("RAYON_NUM_THREADS", "64").env("TOKIO_WORKER_THREADS", "64");
    command
}

/// The program where every user can run it, in a folder in which every user can write.
fn copied_for_all(folder: &Path) -> PathBuf {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    let copy = folder.join("emstep");
    fs::copy(env!("CARGO_BIN_EXE_emstep"), &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    copy
}

/// How many threads a user has. What ends meanwhile is not counted.
fn threads_of(user: u32) -> usize {
    let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let own = processes.filter(|process| process.metadata().is_ok_and(|it| it.uid() == user));
    own.filter_map(|process| fs::read_dir(process.path().join("task")).ok())
        .map(Iterator::count)
        .sum()
}

#[test]
fn sixty_four_threads_are_enough_and_too_few_are_said_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..50_000).map(|i| (f64::from(i % 997) / 7.0).to_string()).collect();
    let data = folder.path().join("data.csv");
    fs::write(&data, rows.join("\n")).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o644)).unwrap();
    let listen = ["--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"];
    let arguments = [&[data.to_str().unwrap(), "-k", "2"], &listen[..]].concat();
    let server = Server::run(limited(folder.path(), 64, &arguments), folder.path());
    comes_in(server.shell("play", &[]));
    drop(server);

    // In the same test, so that other threads of that user do not come and go meanwhile.
    let mut command = limited(folder.path(), 4, &["--listen", "127.0.0.1:0"]);
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for("the end of a server without threads", || server.try_wait().unwrap().is_some());
    let output = server.wait_with_output().unwrap();
    let said = error(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("emstep: error: the server needs "), "{said}");
    assert!(said.contains("ulimit -u; TasksMax") && said.lines().count() == 1, "{said}");
}
