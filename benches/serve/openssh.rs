//! OpenSSH's server with an `emstep` of its own for each login, to compare with.
//!
//! It runs as the user who measures. For root it keeps one process per session beside the
//! `emstep`, for anyone else two.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::clients::PATIENCE;
use crate::process::{Usage, descendants, kill};

/// Where Debian and most others have it; it wants to be called by its full path.
const SSHD: &str = "/usr/sbin/sshd";

/// An ordinary `sshd` on a port of 127.0.0.1; killed when dropped, and all that it has started ends
/// with its clients.
pub(crate) struct Sshd {
    child: Child,
    /// Where it listens.
    pub port: u16,
    /// Who may log in: the user who runs this.
    pub user: String,
    folder: TempDir,
}

impl Sshd {
    /// Starts one that runs `program` for each login; none if there is no sshd.
    pub(crate) fn start(program: &Path) -> Option<Self> {
        if !Path::new(SSHD).exists() {
            eprintln!("no {SSHD}: nothing to compare with");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["host", "client"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.path().join(name))
                .status();
            assert!(made.is_ok_and(|status| status.success()), "no key from ssh-keygen");
        }
        let port = free_port();
        let config = folder.path().join("config");
        fs::write(&config, settings(folder.path(), port, program)).expect("a configuration");
        let child = Command::new(SSHD)
            .arg("-D")
            .arg("-f")
            .arg(config)
            .arg("-E")
            .arg(folder.path().join("log"))
            .stdin(Stdio::null())
            .spawn()
            .expect("sshd");
        let user = Command::new("id").arg("-un").output().expect("a user name").stdout;
        let user = String::from_utf8_lossy(&user).trim().to_owned();
        let sshd = Self { child, port, user, folder };
        sshd.wait();
        Some(sshd)
    }

    fn wait(&self) {
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(started.elapsed() < PATIENCE, "sshd does not listen: {log}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The key to log in with.
    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join("client")
    }

    /// What it and all of its sessions have used up to now, and how many processes these are.
    pub(crate) fn usage(&self) -> (Usage, usize) {
        let sessions = descendants(self.child.id());
        let count = sessions.len();
        (Usage::of(sessions.into_iter().chain([self.child.id()])), count)
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        kill(&mut self.child);
    }
}

/// A port that is free at the moment: sshd takes none by itself.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn settings(folder: &Path, port: u16, program: &Path) -> String {
    let (folder, program) = (folder.display(), program.display());
    format!(
        "ListenAddress 127.0.0.1\n\
         Port {port}\n\
         HostKey {folder}/host\n\
         AuthorizedKeysFile {folder}/client.pub\n\
         PidFile none\n\
         StrictModes no\n\
         UsePAM no\n\
         PermitRootLogin prohibit-password\n\
         PasswordAuthentication no\n\
         KbdInteractiveAuthentication no\n\
         MaxStartups 1000\n\
         PrintMotd no\n\
         PrintLastLog no\n\
         ForceCommand exec {program} --example homework\n"
    )
}
