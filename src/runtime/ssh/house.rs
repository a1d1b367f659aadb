//! What all connections of a server share.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::attempts::Attempts;
use super::door::Door;
use super::limits::Limits;
use super::metrics::{Metrics, Reject};
use super::podium::Podium;
use super::pool::Pool;
use super::proxy::Trusted;
use crate::app::App;

/// What all connections of a server share.
#[derive(Debug)]
pub struct House {
    /// What each may take.
    pub limits: Limits,
    /// Who may come in.
    pub door: Door,
    /// Who tried and failed.
    pub attempts: Attempts,
    /// Where the presenter is.
    pub podium: Arc<Podium>,
    /// Who does what takes long.
    pub pool: Arc<Pool>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// What a session starts with.
    pub app: App,
    /// Who may say for whom it connects.
    pub proxies: Option<Trusted>,
    /// What to type to come in, for lines that say so.
    pub invitation: String,
    stop: watch::Sender<bool>,
    present: Mutex<Present>,
    last_number: AtomicU64,
}

/// Who is there.
#[derive(Debug, Default)]
struct Present {
    connections: HashMap<IpAddr, usize>,
    logins: usize,
    sessions: usize,
}

/// Why there is no room for one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoom {
    /// For the counter.
    pub why: Reject,
    /// For the one who is turned away.
    pub line: String,
}

/// Counts one more of something until it is dropped.
#[derive(Debug)]
pub struct Counted {
    house: Arc<House>,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Connection(IpAddr),
    Login,
    Session,
}

impl House {
    /// A house with no one in it.
    pub fn new(
        limits: Limits,
        door: Door,
        proxies: Option<Trusted>,
        invitation: String,
        app: App,
    ) -> Self {
        let metrics = Arc::new(Metrics::default());
        Self {
            attempts: Attempts::new(limits.failures, Duration::from_secs(60)),
            podium: Arc::new(Podium::new(&app)),
            pool: Arc::new(Pool::new(limits.workers, Arc::clone(&metrics))),
            limits,
            door,
            metrics,
            app,
            proxies,
            invitation,
            stop: watch::Sender::new(false),
            present: Mutex::default(),
            last_number: AtomicU64::new(0),
        }
    }

    /// A number that no other session has.
    pub fn next_number(&self) -> u64 {
        self.last_number.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Asks every session to end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until the server stops.
    pub async fn stops(&self) {
        // The sender lives as long as the house.
        let _ = self.stop.subscribe().wait_for(|stops| *stops).await;
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(self: &Arc<Self>, what: What) -> Counted {
        Counted { house: Arc::clone(self), what }
    }

    /// Counts a connection from this address, where there may be one more.
    ///
    /// # Errors
    /// Where there may not.
    pub fn connect(self: &Arc<Self>, address: IpAddr) -> Result<Counted, NoRoom> {
        let mut present = self.present();
        let from_there = present.connections.get(&address).copied().unwrap_or_default();
        if from_there >= self.limits.per_address {
            let line = format!(
                "too many connections from your address: {from_there} of {}, try again later",
                self.limits.per_address
            );
            return Err(NoRoom { why: Reject::FullAddress, line });
        }
        present.connections.insert(address, from_there + 1);
        Ok(self.count(What::Connection(address)))
    }

    /// Counts a login under way, where there may be one more.
    ///
    /// # Errors
    /// Where there may not.
    pub fn login(self: &Arc<Self>) -> Result<Counted, NoRoom> {
        let mut present = self.present();
        if present.logins >= self.limits.logins {
            let line = format!("{} are logging in, try again in a moment", present.logins);
            return Err(NoRoom { why: Reject::Full, line });
        }
        present.logins += 1;
        Ok(self.count(What::Login))
    }

    /// Counts a session, where there may be one more.
    ///
    /// # Errors
    /// Where there may not.
    pub fn session(self: &Arc<Self>) -> Result<Counted, NoRoom> {
        let mut present = self.present();
        if present.sessions >= self.limits.sessions {
            let line = format!(
                "the server is full: {} of {}, try again later",
                present.sessions, self.limits.sessions
            );
            return Err(NoRoom { why: Reject::Full, line });
        }
        present.sessions += 1;
        Ok(self.count(What::Session))
    }

    /// Whether anybody is connected.
    pub fn is_visited(&self) -> bool {
        !self.present().connections.is_empty()
    }

    /// How many sessions are open.
    pub fn sessions(&self) -> usize {
        self.present().sessions
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut present = self.house.present();
        match self.what {
            What::Login => present.logins -= 1,
            What::Session => present.sessions -= 1,
            What::Connection(address) => {
                if let Some(count) = present.connections.get_mut(&address) {
                    *count -= 1;
                    if *count == 0 {
                        present.connections.remove(&address);
                    }
                }
            }
        }
    }
}
