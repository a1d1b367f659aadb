//! The server under measurement, and what the kernel says of a process.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::clients::PATIENCE;

/// The kernel counts processor time in hundredths of a second, whatever its own clock.
const TICKS_A_SECOND: f64 = 100.0;

/// `emstep serve` with limits that nothing here reaches; killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    /// What lets one presenter in.
    pub code: String,
    /// The rest of what it says is not waited for: it fits into the pipe.
    _said: BufReader<ChildStdout>,
    _folder: TempDir,
}

impl Server {
    /// Starts `program` on a free port and waits until it listens.
    pub(crate) fn start(program: &Path) -> Self {
        Self::start_with(program, &[])
    }

    /// The same with more arguments.
    pub(crate) fn start_with(program: &Path, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let no_keys = folder.path().join("keys");
        fs::write(&no_keys, "").expect("a file of keys");
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--login-grace", "10m"])
            .args(["--max-sessions", "2000", "--max-connections", "4000"])
            .args(["--max-per-address", "4000", "--max-logins", "2000"])
            .args(["--max-logins-per-address", "2000"])
            .args(arguments)
            .arg("--data-folder")
            .arg(folder.path().join("data"))
            .arg("--log")
            .arg(folder.path().join("log"))
            .arg("--presenter-keys")
            .arg(no_keys)
            .stdout(Stdio::piped())
            .spawn()
            .expect("emstep serve");
        let said = child.stdout.take().expect("its standard output");
        let mut said = BufReader::new(said);
        let mut lines = said.by_ref().lines().map_while(Result::ok);
        let present = lines.find(|line| line.starts_with("present ")).expect("the way in");
        let mut words = present.split_whitespace();
        let port = words.by_ref().skip_while(|word| *word != "-p").nth(1);
        let port = port.and_then(|port| port.parse().ok()).expect("a port");
        let code = words.last().expect("a code").to_owned();
        Self { child, port, code, _said: said, _folder: folder }
    }

    /// What it has used up to now.
    pub(crate) fn usage(&self) -> Usage {
        Usage::of([self.child.id()])
    }

    /// Asks it to end with SIGTERM, and waits until it has. Returns how long that took.
    pub(crate) async fn stop(&mut self) -> Duration {
        let asked = Instant::now();
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("a running server");
        while self.child.try_wait().expect("a child").is_none() {
            assert!(asked.elapsed() < PATIENCE, "the server does not end");
            sleep(Duration::from_millis(1)).await;
        }
        asked.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        kill(&mut self.child);
    }
}

/// Ends a child and waits for its end.
pub(crate) fn kill(child: &mut Child) {
    // Where it has ended already there is nothing to do.
    let _ = child.kill();
    let _ = child.wait();
}

/// What processes have used up to a moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// Memory in KiB; pages that several processes share count in parts.
    pub pss: f64,
    /// Memory in KiB; shared pages count in full.
    pub rss: f64,
    /// Processor time in seconds.
    pub cpu: f64,
}

impl Usage {
    /// The sum over these processes; one that has ended counts nothing.
    pub(crate) fn of(processes: impl IntoIterator<Item = u32>) -> Self {
        let mut sum = Self::default();
        for process in processes {
            let file = |name| fs::read_to_string(format!("/proc/{process}/{name}"));
            if let (Ok(memory), Ok(stat)) = (file("smaps_rollup"), file("stat")) {
                sum.pss += kib(&memory, "Pss:");
                sum.rss += kib(&memory, "Rss:");
                // utime and stime are the 14th and 15th fields; the second is a name in
                // parentheses.
                sum.cpu += (field(&stat, 14) + field(&stat, 15)) / TICKS_A_SECOND;
            }
        }
        sum
    }

    /// What this process has used.
    pub(crate) fn own() -> Self {
        Self::of([std::process::id()])
    }
}

fn kib(rollup: &str, name: &str) -> f64 {
    let line = rollup.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).expect("KiB")
}

fn field(stat: &str, number: usize) -> f64 {
    let after_name = stat.rsplit_once(") ").expect("a name").1;
    after_name.split(' ').nth(number - 3).and_then(|field| field.parse().ok()).expect("a number")
}

/// All processes that came from `ancestor`, itself not among them.
pub(crate) fn descendants(ancestor: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").expect("/proc").flatten();
    let parents: Vec<(u32, u32)> = all
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            Some((process, field(&stat, 4) as u32))
        })
        .collect();
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        found.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(process, _)| process));
    }
    found.split_off(1)
}

/// Lets this process and its children open as many files as the system allows without asking.
pub(crate) fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, ..limit };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        eprintln!("{:?} open files: {error}", limit.current);
    }
}

/// The machine, in a line.
pub(crate) fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!("{model}, {cores} cores, Linux {}; load average at the end {load}.", kernel.trim())
}
