//! What all connections of a server share.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::time::timeout;

use super::connection_info::Invitation;
use super::limits::Limits;
use super::metrics::{Metrics, Reject};
use super::pool::Pool;
use crate::app::App;
use crate::runtime::ssh::access::login_limiter::{Attempts, Source};
use crate::runtime::ssh::access::policy::{Door, Role};
use crate::runtime::ssh::access::trusted_proxies::Trusted;
use crate::runtime::ssh::class::broadcast::Podium;

/// How long a connection waits until others from the same source have logged in.
const WAIT: Duration = Duration::from_secs(30);

/// The most sessions that present or wait for the place.
const PRESENTERS: usize = 4;

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
    pub invitation: Invitation,
    /// Takes lines for who runs the server.
    announcements: SyncSender<String>,
    stop: watch::Sender<bool>,
    present: Mutex<Present>,
    last_number: AtomicU64,
}

/// Who is there.
#[derive(Debug, Default)]
struct Present {
    connections: usize,
    sources: HashMap<Source, AtSource>,
    logins: usize,
    sessions: usize,
    presenters: usize,
    last_waiting: u64,
}

/// Who is there from one source.
#[derive(Debug)]
struct AtSource {
    connections: usize,
    /// A permit for each login that may be under way.
    logins: Arc<Semaphore>,
    /// Connections that wait for one, the oldest first. What is sent there tells one to go.
    waiting: VecDeque<(u64, oneshot::Sender<()>)>,
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
    Connection(Source),
    Login,
    Session(Role),
}

/// A login under way, until it is dropped.
#[derive(Debug)]
pub struct Login {
    _counted: Counted,
    _at_source: OwnedSemaphorePermit,
}

impl House {
    /// A house with no one in it.
    pub fn new(
        limits: Limits,
        door: Door,
        proxies: Option<Trusted>,
        invitation: Invitation,
        announcements: SyncSender<String>,
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
            announcements,
            stop: watch::Sender::new(false),
            present: Mutex::default(),
            last_number: AtomicU64::new(0),
        }
    }

    /// Says something to who runs the server.
    pub fn announce(&self, line: String) {
        // If many wait to be printed, the terminal stands still, and who looks at it has seen them.
        let _ = self.announcements.try_send(line);
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

    /// Counts a connection from this source, if there may be one more.
    ///
    /// # Errors
    /// Returns an error if there may not.
    pub fn connect(self: &Arc<Self>, source: Source) -> Result<Counted, NoRoom> {
        let mut present = self.present();
        if present.connections >= self.limits.connections && !present.makes_room_for(source) {
            let line = format!(
                "the server has {} connections, as many as it may; try again later",
                present.connections
            );
            return Err(NoRoom { why: Reject::Full, line });
        }
        let limits = &self.limits;
        let logins = limits.logins_per_address.min(Semaphore::MAX_PERMITS);
        let logins = || Arc::new(Semaphore::new(logins));
        let at_source = present.sources.entry(source).or_insert_with(|| AtSource {
            connections: 0,
            logins: logins(),
            waiting: VecDeque::new(),
        });
        if at_source.connections >= limits.per_address {
            let line = format!(
                "too many connections from your address: {} of {}, try again later",
                at_source.connections, limits.per_address
            );
            return Err(NoRoom { why: Reject::FullAddress, line });
        }
        at_source.connections += 1;
        present.connections += 1;
        Ok(self.count(What::Connection(source)))
    }

    /// Counts a login under way from a source that is connected. Waits for some time until others
    /// from there have logged in, so that all of a class may come at once.
    ///
    /// # Errors
    /// Returns an error if there may not be one more.
    pub async fn login(self: &Arc<Self>, source: Source) -> Result<Login, NoRoom> {
        let Some((logins, number, leaves)) = self.present().wait(source) else {
            return Err(are_logging_in(0));
        };
        let permit = tokio::select! {
            permit = timeout(WAIT, logins.acquire_owned()) => permit,
            _ = leaves => {
                let line = "the server is full, and others at your address are logging in; try again later";
                return Err(NoRoom { why: Reject::FullAddress, line: line.to_owned() });
            }
        };
        self.present().waits_no_more(source, number);
        let Ok(Ok(at_source)) = permit else {
            let line = format!(
                "{} are logging in from your address, try again in a moment",
                self.limits.logins_per_address
            );
            return Err(NoRoom { why: Reject::FullAddress, line });
        };
        let mut present = self.present();
        if is_drawn(share_refused(present.logins, self.limits.logins)) {
            return Err(are_logging_in(present.logins));
        }
        present.logins += 1;
        Ok(Login { _counted: self.count(What::Login), _at_source: at_source })
    }

    /// Counts a session, if there may be one more. Presenters have places of their own, more than
    /// one: a session whose link has broken is there until that is noticed.
    ///
    /// # Errors
    /// Returns an error if there may not.
    pub fn session(self: &Arc<Self>, role: Role) -> Result<Counted, NoRoom> {
        let mut present = self.present();
        let (there, most) = match role {
            Role::Present => (present.presenters, PRESENTERS),
            Role::Play | Role::Watch => {
                (present.sessions - present.presenters, self.limits.sessions)
            }
        };
        if there >= most {
            let line = format!("the server is full: {there} of {most}, try again later");
            return Err(NoRoom { why: Reject::Full, line });
        }
        present.sessions += 1;
        present.presenters += usize::from(role == Role::Present);
        Ok(self.count(What::Session(role)))
    }

    /// Whether anybody is connected.
    pub fn is_visited(&self) -> bool {
        self.present().connections > 0
    }

    /// How many sessions are open.
    pub fn sessions(&self) -> usize {
        self.present().sessions
    }
}

impl Present {
    /// Notes that a connection of a source waits for a permit to log in: where it gets one, its
    /// number, and what tells it to go.
    fn wait(&mut self, source: Source) -> Option<(Arc<Semaphore>, u64, oneshot::Receiver<()>)> {
        let at_source = self.sources.get_mut(&source)?;
        self.last_waiting += 1;
        let (go, leaves) = oneshot::channel();
        at_source.waiting.push_back((self.last_waiting, go));
        Some((Arc::clone(&at_source.logins), self.last_waiting, leaves))
    }

    fn waits_no_more(&mut self, source: Source, number: u64) {
        if let Some(at_source) = self.sources.get_mut(&source) {
            at_source.waiting.retain(|(waiting, _)| *waiting != number);
        }
    }

    /// Has the oldest connection go that waits at the source where most wait, if there are more of
    /// them than this source has in all: a few sources do not keep others out.
    fn makes_room_for(&mut self, source: Source) -> bool {
        let own = self.sources.get(&source).map_or(0, |at_source| at_source.connections);
        let most = self.sources.values_mut().max_by_key(|at_source| at_source.waiting.len());
        let Some(most) = most.filter(|at_source| at_source.waiting.len() > own + 1) else {
            return false;
        };
        // One that has just got its permit, or gone, makes room as well.
        most.waiting.pop_front().is_some_and(|(_, go)| go.send(()).is_ok())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut present = self.house.present();
        match self.what {
            What::Login => present.logins -= 1,
            What::Session(role) => {
                present.sessions -= 1;
                present.presenters -= usize::from(role == Role::Present);
            }
            What::Connection(source) => {
                present.connections -= 1;
                if let Some(at_source) = present.sources.get_mut(&source) {
                    at_source.connections -= 1;
                    if at_source.connections == 0 {
                        present.sources.remove(&source);
                    }
                }
            }
        }
    }
}

fn are_logging_in(logins: usize) -> NoRoom {
    let are = if logins == 1 { "is" } else { "are" };
    NoRoom { why: Reject::Full, line: format!("{logins} {are} logging in, try again in a moment") }
}

/// Returns true in this share of cases. Without random numbers no one is refused before all places
/// are taken.
fn is_drawn(share: f64) -> bool {
    let drawn = getrandom::u32().map_or(1.0, |drawn| f64::from(drawn) / 2_f64.powi(32));
    share >= 1.0 || drawn < share
}

/// The share of new connections that are refused while `logins` of at most `most` are logging in:
/// none up to half of them, then from 30 % to all, as by `MaxStartups` of sshd.
fn share_refused(logins: usize, most: usize) -> f64 {
    let begin = most / 2;
    if logins >= most {
        1.0
    } else if logins < begin.max(1) {
        0.0
    } else {
        0.3 + 0.7 * (logins - begin) as f64 / (most - begin) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_are_logging_in_the_more_are_refused() {
        for most in 1..200 {
            let shares: Vec<f64> = (0..=most + 1).map(|n| share_refused(n, most)).collect();
            assert!(shares.is_sorted(), "{shares:?}");
            assert!(shares[..(most / 2).max(1)].iter().all(|share| *share == 0.0), "{shares:?}");
            assert!(shares[most - 1] < 1.0 && shares[most] == 1.0 && shares[most + 1] == 1.0);
        }
        assert_eq!(share_refused(64, 128), 0.3);
        assert!((share_refused(96, 128) - 0.65).abs() < 1e-12);
    }
}
