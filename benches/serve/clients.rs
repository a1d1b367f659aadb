//! Light clients, many to a process: they decrypt, look for the end of a frame, note the time and,
//! unless asked, draw nothing.

use std::fmt;
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use russh::client::{self, AuthResult, Config, Handle, Msg, Session};
use russh::keys::PublicKeyOrCertificate;
use russh::{ChannelId, ChannelWriteHalf, Disconnect, Error};
use tokio::sync::Notify;
use tokio::time::{sleep_until, timeout};

/// The end of a synchronized update, which every frame is.
pub(crate) const FRAME_END: &[u8] = b"\x1b[?2026l";
/// The window of a client.
const COLUMNS: u32 = 120;
const ROWS: u32 = 40;
/// How long anything may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// What came to a client.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    /// Bytes of the terminal, after decryption.
    pub bytes: AtomicU64,
    /// When the end of each frame came.
    pub frames: Mutex<Vec<Instant>>,
    /// What the frames show, of a client that reads them.
    pub shown: Option<Mutex<Shown>>,
    /// Told with each frame.
    news: Notify,
}

/// A terminal that draws, and what it showed.
pub(crate) struct Shown {
    terminal: vt100::Parser,
    /// When each frame came, and the half-step in its title, counted from θ₀.
    pub half_steps: Vec<(Instant, usize)>,
}

impl Default for Shown {
    fn default() -> Self {
        let side = |cells: u32| NonZeroU16::new(cells as u16).expect("a window has cells");
        let terminal = vt100::Parser::new(side(ROWS), side(COLUMNS), 0);
        Self { terminal, half_steps: Vec::new() }
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown").field("half_steps", &self.half_steps).finish_non_exhaustive()
    }
}

impl Shown {
    /// Draws what came, and notes the half-step at the end of a frame.
    fn draw(&mut self, bytes: &[u8]) {
        self.terminal.process(bytes);
        if bytes.ends_with(FRAME_END) {
            let title = self.terminal.screen().rows(0, COLUMNS as u16).next().unwrap_or_default();
            let half_step = half_step(&title).unwrap_or_else(|| panic!("no step in {title:?}"));
            self.half_steps.push((Instant::now(), half_step));
        }
    }
}

/// The half-step in a title such as `homework … t = 2  θ₁ →E→ γ₁ →M→ θ₂   next: E-step (e)`: what
/// the path ends with says whether the E-step at `t` was done.
fn half_step(title: &str) -> Option<usize> {
    let (_, after) = title.split_once("t = ")?;
    let mut parts = after.split("  ").map(str::trim).filter(|part| !part.is_empty());
    let iteration: usize = parts.next()?.parse().ok()?;
    match parts.next()?.split(' ').next_back()?.chars().next()? {
        'θ' => Some(2 * iteration),
        'γ' => Some(2 * iteration + 1),
        _ => None,
    }
}

impl Arrivals {
    /// How many frames have come.
    pub(crate) fn count(&self) -> usize {
        self.frames.lock().expect("no panic").len()
    }

    /// How many frames came in this time.
    pub(crate) fn between(&self, begin: Instant, end: Instant) -> usize {
        let frames = self.frames.lock().expect("no panic");
        frames.iter().filter(|frame| (begin..end).contains(frame)).count()
    }

    /// Waits until more than `frames` frames have come.
    pub(crate) async fn beyond(&self, frames: usize) {
        let come = async {
            loop {
                let news = self.news.notified();
                if self.count() > frames {
                    return;
                }
                news.await;
            }
        };
        timeout(PATIENCE, come).await.expect("a frame");
    }
}

/// Takes every host key, notes frames, and hangs up when the session ends, as `ssh` does.
pub(crate) struct Noting(Arc<Arrivals>);

impl client::Handler for Noting {
    type Error = Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Error> {
        Ok(true)
    }

    async fn data(&mut self, _: ChannelId, data: &[u8], _: &mut Session) -> Result<(), Error> {
        self.0.bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
        if let Some(shown) = &self.0.shown {
            shown.lock().expect("no panic").draw(data);
        }
        if data.ends_with(FRAME_END) {
            self.0.frames.lock().expect("no panic").push(Instant::now());
            self.0.news.notify_waiters();
        }
        Ok(())
    }

    async fn channel_close(&mut self, _: ChannelId, session: &mut Session) -> Result<(), Error> {
        session.disconnect(Disconnect::ByApplication, "", "en")
    }
}

/// A connection on which keys were exchanged and no one has logged in.
pub(crate) async fn connect(port: u16) -> (Handle<Noting>, Arc<Arrivals>) {
    connect_and_note(port, Arrivals::default()).await
}

async fn connect_and_note(port: u16, arrivals: Arrivals) -> (Handle<Noting>, Arc<Arrivals>) {
    let arrivals = Arc::new(arrivals);
    let config = Arc::new(Config { nodelay: true, ..Config::default() });
    let handler = Noting(Arc::clone(&arrivals));
    let connected = client::connect(config, ("127.0.0.1", port), handler);
    let handle = timeout(PATIENCE, connected).await.expect("no delay").expect("a connection");
    (handle, arrivals)
}

/// A session in a window of 120×40.
pub(crate) struct Client {
    /// What came to it.
    pub arrivals: Arc<Arrivals>,
    way: ChannelWriteHalf<Msg>,
    handle: Handle<Noting>,
}

impl Client {
    /// Logs in as `user` and waits for the first frame. `code` is what lets a presenter in.
    pub(crate) async fn open(port: u16, user: &str, code: Option<&str>) -> Self {
        Self::log_in(connect(port).await, user, code).await
    }

    /// The same for a client without a code that reads what it is shown.
    pub(crate) async fn open_and_read(port: u16, user: &str) -> Self {
        let arrivals = Arrivals { shown: Some(Mutex::default()), ..Arrivals::default() };
        Self::log_in(connect_and_note(port, arrivals).await, user, None).await
    }

    async fn log_in(
        (mut handle, arrivals): (Handle<Noting>, Arc<Arrivals>),
        user: &str,
        code: Option<&str>,
    ) -> Self {
        let proof = match code {
            Some(code) => handle.authenticate_password(user, code).await,
            None => handle.authenticate_none(user).await,
        };
        assert!(matches!(proof, Ok(AuthResult::Success)), "{user}: {proof:?}");
        let channel = handle.channel_open_session().await.expect("a channel");
        // Without its half to read nothing is kept for it.
        let (_, way) = channel.split();
        let terminal = way.request_pty(false, "xterm-256color", COLUMNS, ROWS, 0, 0, &[]).await;
        terminal.expect("a terminal");
        way.request_shell(false).await.expect("the stepper");
        arrivals.beyond(0).await;
        Self { arrivals, way, handle }
    }

    /// Types a key.
    pub(crate) async fn key(&self, key: &str) {
        self.way.data(key.as_bytes()).await.expect("an open channel");
    }

    /// Types a key and waits for the next frame.
    pub(crate) async fn key_and_frame(&self, key: &str) {
        let frames = self.arrivals.count();
        self.key(key).await;
        self.arrivals.beyond(frames).await;
    }

    /// Types a key every so often, until `until` or until the server ends the session. Returns
    /// when.
    pub(crate) async fn hold(&self, key: &str, every: Duration, until: Instant) -> Vec<Instant> {
        let mut pressed = Vec::new();
        let mut next = Instant::now();
        while next < until {
            sleep_until(next.into()).await;
            pressed.push(Instant::now());
            if self.way.data(key.as_bytes()).await.is_err() {
                break;
            }
            next += every;
        }
        pressed
    }

    /// Changes the size of the window.
    pub(crate) async fn resize(&self, columns: u32, rows: u32) {
        self.way.window_change(columns, rows, 0, 0).await.expect("an open channel");
    }

    /// Hangs up.
    pub(crate) async fn leave(self) {
        let gone = self.handle.disconnect(Disconnect::ByApplication, "", "en").await;
        gone.expect("an open connection");
    }
}
