//! Light clients, many to a process: they decrypt, look for the end of a frame, note the time and draw nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use russh::client::{self, AuthResult, Config, Handle, Msg, Session};
use russh::keys::PublicKeyOrCertificate;
use russh::{ChannelId, ChannelWriteHalf, Error};
use tokio::time::{sleep, timeout};

/// The end of a synchronized update, which every frame is.
pub const FRAME_END: &[u8] = b"\x1b[?2026l";
/// How long anything may take.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What came to a client.
#[derive(Debug, Default)]
pub struct Arrivals {
    /// Bytes of the terminal, after decryption.
    pub bytes: AtomicU64,
    /// When the end of each frame came.
    pub frames: Mutex<Vec<Instant>>,
}

impl Arrivals {
    /// How many frames have come.
    pub fn count(&self) -> usize {
        self.frames.lock().expect("no panic").len()
    }

    /// How many frames came in this time.
    pub fn between(&self, begin: Instant, end: Instant) -> usize {
        let frames = self.frames.lock().expect("no panic");
        frames.iter().filter(|frame| (begin..end).contains(frame)).count()
    }

    /// Waits until more than `frames` frames have come.
    pub async fn beyond(&self, frames: usize) {
        let come = async {
            while self.count() <= frames {
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(PATIENCE, come).await.expect("a frame");
    }
}

/// Takes every host key and notes frames.
pub struct Noting(Arc<Arrivals>);

impl client::Handler for Noting {
    type Error = Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Error> {
        Ok(true)
    }

    async fn data(&mut self, _: ChannelId, data: &[u8], _: &mut Session) -> Result<(), Error> {
        self.0.bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
        if data.ends_with(FRAME_END) {
            self.0.frames.lock().expect("no panic").push(Instant::now());
        }
        Ok(())
    }
}

/// A connection on which keys were exchanged and nobody has logged in.
pub async fn connect(port: u16) -> (Handle<Noting>, Arc<Arrivals>) {
    let arrivals = Arc::new(Arrivals::default());
    let config = Arc::new(Config { nodelay: true, ..Config::default() });
    let handler = Noting(Arc::clone(&arrivals));
    let connected = client::connect(config, ("127.0.0.1", port), handler);
    let handle = timeout(PATIENCE, connected).await.expect("no delay").expect("a connection");
    (handle, arrivals)
}

/// A session in a window of 120×40.
pub struct Client {
    /// What came to it.
    pub arrivals: Arc<Arrivals>,
    way: ChannelWriteHalf<Msg>,
    _handle: Handle<Noting>,
}

impl Client {
    /// Logs in as `user` and waits for the first frame. `code` is what lets a presenter in.
    pub async fn open(port: u16, user: &str, code: Option<&str>) -> Self {
        let (mut handle, arrivals) = connect(port).await;
        let proof = match code {
            Some(code) => handle.authenticate_password(user, code).await,
            None => handle.authenticate_none(user).await,
        };
        assert!(matches!(proof, Ok(AuthResult::Success)), "{user}: {proof:?}");
        let channel = handle.channel_open_session().await.expect("a channel");
        // Without its half to read nothing is kept for it.
        let (_, way) = channel.split();
        way.request_pty(false, "xterm-256color", 120, 40, 0, 0, &[]).await.expect("a terminal");
        way.request_shell(false).await.expect("the stepper");
        arrivals.beyond(0).await;
        Self { arrivals, way, _handle: handle }
    }

    /// Types a key.
    pub async fn key(&self, key: &str) {
        self.way.data(key.as_bytes()).await.expect("an open channel");
    }
}
