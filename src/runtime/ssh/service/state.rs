//! What all connections of a server share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use tokio::sync::watch;

use super::connection_info::ConnectionInfo;
use super::limits::Limits;
use super::metrics::Metrics;
use super::occupancy::Occupancy;
use super::pool::Pool;
use crate::app::App;
use crate::runtime::GlyphChoice;
use crate::runtime::ssh::access::login_limiter::LoginLimiter;
use crate::runtime::ssh::access::policy::AccessPolicy;
use crate::runtime::ssh::access::trusted_proxies::TrustedProxies;
use crate::runtime::ssh::class::broadcast::Broadcast;

/// In how much time failed logins are counted.
const FAILURES_PER: Duration = Duration::from_secs(60);

/// What all connections of a server share.
#[derive(Debug)]
pub struct ServerState {
    /// What a client may take.
    pub limits: Limits,
    /// Who may log in, and as what.
    pub access: AccessPolicy,
    /// Failed logins, by source.
    pub login_limiter: LoginLimiter,
    /// How many are connected.
    pub occupancy: Arc<Occupancy>,
    /// What the presenter shows.
    pub broadcast: Arc<Broadcast>,
    /// The threads for jobs that take long.
    pub pool: Arc<Pool>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// What a session starts with.
    pub app: App,
    /// Load balancers that may tell the address of a client.
    pub proxies: Option<TrustedProxies>,
    /// The characters that clients' terminals are sent.
    pub glyphs: GlyphChoice,
    /// Whether the windows of clients have a title of the program's.
    pub has_title: bool,
    /// What to type to log in.
    pub connection_info: ConnectionInfo,
    announcements: SyncSender<String>,
    stop: watch::Sender<bool>,
    last_session: AtomicU64,
}

impl ServerState {
    /// Returns the state of a server without connections. Lines for its operator go to
    /// `announcements`.
    pub fn new(
        limits: Limits,
        access: AccessPolicy,
        proxies: Option<TrustedProxies>,
        connection_info: ConnectionInfo,
        announcements: SyncSender<String>,
        app: App,
    ) -> Self {
        let metrics = Arc::new(Metrics::default());
        Self {
            login_limiter: LoginLimiter::new(limits.failures, FAILURES_PER),
            occupancy: Arc::new(Occupancy::new(limits.clone())),
            broadcast: Arc::new(Broadcast::new(&app)),
            pool: Arc::new(Pool::new(limits.workers, Arc::clone(&metrics))),
            limits,
            access,
            metrics,
            app,
            proxies,
            glyphs: GlyphChoice::default(),
            has_title: true,
            connection_info,
            announcements,
            stop: watch::Sender::new(false),
            last_session: AtomicU64::new(0),
        }
    }

    /// Sends all clients the characters that are wanted.
    #[must_use]
    pub fn with_glyphs(self, glyphs: GlyphChoice) -> Self {
        Self { glyphs, ..self }
    }

    /// Leaves the titles of clients' windows alone, unless they are to have one of the program's.
    #[must_use]
    pub fn with_title(self, has_title: bool) -> Self {
        Self { has_title, ..self }
    }

    /// Shows the operator of the server a line.
    pub fn announce(&self, line: String) {
        // If many wait to be printed, the operator's terminal has stopped, with them on it.
        let _ = self.announcements.try_send(line);
    }

    /// Returns a number that no other session has.
    pub fn next_session(&self) -> u64 {
        self.last_session.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Asks every session to end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until the server stops.
    pub async fn stopping(&self) {
        // The sender is dropped with this state, which is borrowed.
        let _ = self.stop.subscribe().wait_for(|stops| *stops).await;
    }
}
