//! How many are connected, are logging in and have a session, and whether there may be one more.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use super::limits::Limits;
use super::metrics::Reject;
use crate::runtime::ssh::access::login_limiter::ClientSource;
use crate::runtime::ssh::access::role::LoginRole;

/// How long a connection waits until others from the same source have logged in.
const WAIT: Duration = Duration::from_secs(30);

/// The most sessions that present or wait to.
const PRESENTERS: usize = 4;

/// How many there are of everything that is limited.
#[derive(Debug)]
pub struct Occupancy {
    limits: Limits,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    connections: usize,
    sources: HashMap<ClientSource, SourceCounts>,
    logins: usize,
    sessions: usize,
    presenters: usize,
    last_waiting: u64,
}

#[derive(Debug)]
struct SourceCounts {
    connections: usize,
    /// A permit for each login that may be under way.
    logins: Arc<Semaphore>,
    /// Connections that wait for one, the oldest first. A message there ends the connection.
    waiting: VecDeque<(u64, oneshot::Sender<()>)>,
}

/// There may not be one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCapacity {
    /// For the counter.
    pub why: Reject,
    /// For the client.
    pub line: String,
}

/// Counts one more of something until it is dropped.
#[derive(Debug)]
pub struct Permit {
    occupancy: Arc<Occupancy>,
    kind: PermitKind,
}

#[derive(Clone, Copy, Debug)]
enum PermitKind {
    Connection(ClientSource),
    Login,
    Session(LoginRole),
}

/// Counts a login under way, until it is dropped.
#[derive(Debug)]
pub struct LoginPermit {
    _permit: Permit,
    _of_source: OwnedSemaphorePermit,
}

impl Occupancy {
    /// Returns the counts of a server without connections.
    pub fn new(limits: Limits) -> Self {
        Self { limits, counts: Mutex::default() }
    }

    /// The counts are consistent at any time.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn permit(self: &Arc<Self>, kind: PermitKind) -> Permit {
        Permit { occupancy: Arc::clone(self), kind }
    }

    /// Counts a connection from this source.
    ///
    /// # Errors
    /// Returns an error if there may not be one more.
    pub fn connect(self: &Arc<Self>, source: ClientSource) -> Result<Permit, NoCapacity> {
        let mut counts = self.counts();
        if counts.connections >= self.limits.connections && !counts.make_room_for(source) {
            let line = format!(
                "the server has {} connections, as many as it may; try again later",
                counts.connections
            );
            return Err(NoCapacity { why: Reject::Full, line });
        }
        let limits = &self.limits;
        let logins = limits.logins_per_address.min(Semaphore::MAX_PERMITS);
        let logins = || Arc::new(Semaphore::new(logins));
        let at_source = counts.sources.entry(source).or_insert_with(|| SourceCounts {
            connections: 0,
            logins: logins(),
            waiting: VecDeque::new(),
        });
        if at_source.connections >= limits.per_address {
            let line = format!(
                "too many connections from your address: {} of {}, try again later",
                at_source.connections, limits.per_address
            );
            return Err(NoCapacity { why: Reject::FullAddress, line });
        }
        at_source.connections += 1;
        counts.connections += 1;
        Ok(self.permit(PermitKind::Connection(source)))
    }

    /// Counts a login under way from a source that is connected. Waits for some time until others
    /// from there have logged in, so that all of a class may come at once.
    ///
    /// # Errors
    /// Returns an error if there may not be one more.
    pub async fn login(self: &Arc<Self>, source: ClientSource) -> Result<LoginPermit, NoCapacity> {
        let Some((logins, number, evicted)) = self.counts().add_waiting(source) else {
            return Err(are_logging_in(0));
        };
        let permit = tokio::select! {
            permit = timeout(WAIT, logins.acquire_owned()) => permit,
            _ = evicted => {
                let line = "the server is full, and others at your address are logging in; try again later";
                return Err(NoCapacity { why: Reject::FullAddress, line: line.to_owned() });
            }
        };
        self.counts().remove_waiting(source, number);
        let Ok(Ok(of_source)) = permit else {
            let line = format!(
                "{} are logging in from your address, try again in a moment",
                self.limits.logins_per_address
            );
            return Err(NoCapacity { why: Reject::FullAddress, line });
        };
        let mut counts = self.counts();
        if happens(refusal_probability(counts.logins, self.limits.logins)) {
            return Err(are_logging_in(counts.logins));
        }
        counts.logins += 1;
        Ok(LoginPermit { _permit: self.permit(PermitKind::Login), _of_source: of_source })
    }

    /// Counts a session. Presenters have a limit of their own, which is more than one: a session
    /// whose link has broken is there until that is noticed.
    ///
    /// # Errors
    /// Returns an error if there may not be one more.
    pub fn session(self: &Arc<Self>, role: LoginRole) -> Result<Permit, NoCapacity> {
        let mut counts = self.counts();
        let (there, most) = match role {
            LoginRole::Present => (counts.presenters, PRESENTERS),
            LoginRole::Play | LoginRole::Watch => {
                (counts.sessions - counts.presenters, self.limits.sessions)
            }
        };
        if there >= most {
            let line = format!("the server is full: {there} of {most}, try again later");
            return Err(NoCapacity { why: Reject::Full, line });
        }
        counts.sessions += 1;
        counts.presenters += usize::from(role == LoginRole::Present);
        Ok(self.permit(PermitKind::Session(role)))
    }

    /// Returns whether anyone is connected.
    pub fn has_connections(&self) -> bool {
        self.counts().connections > 0
    }

    /// Returns how many sessions are open.
    pub fn sessions(&self) -> usize {
        self.counts().sessions
    }
}

impl Counts {
    /// Adds a connection of a source that waits for a permit to log in. Returns where it gets one,
    /// its number, and what tells it to end.
    fn add_waiting(
        &mut self,
        source: ClientSource,
    ) -> Option<(Arc<Semaphore>, u64, oneshot::Receiver<()>)> {
        let at_source = self.sources.get_mut(&source)?;
        self.last_waiting += 1;
        let (evict, evicted) = oneshot::channel();
        at_source.waiting.push_back((self.last_waiting, evict));
        Some((Arc::clone(&at_source.logins), self.last_waiting, evicted))
    }

    fn remove_waiting(&mut self, source: ClientSource, number: u64) {
        if let Some(at_source) = self.sources.get_mut(&source) {
            at_source.waiting.retain(|(waiting, _)| *waiting != number);
        }
    }

    /// Ends the oldest connection that waits at the source where most wait, if there are more of
    /// them than this source has in all: a few sources do not keep others out.
    fn make_room_for(&mut self, source: ClientSource) -> bool {
        let own = self.sources.get(&source).map_or(0, |at_source| at_source.connections);
        let most = self.sources.values_mut().max_by_key(|at_source| at_source.waiting.len());
        let Some(most) = most.filter(|at_source| at_source.waiting.len() > own + 1) else {
            return false;
        };
        // One that has just got its permit, or ended, makes room as well.
        most.waiting.pop_front().is_some_and(|(_, evict)| evict.send(()).is_ok())
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut counts = self.occupancy.counts();
        match self.kind {
            PermitKind::Login => counts.logins -= 1,
            PermitKind::Session(role) => {
                counts.sessions -= 1;
                counts.presenters -= usize::from(role == LoginRole::Present);
            }
            PermitKind::Connection(source) => {
                counts.connections -= 1;
                if let Some(at_source) = counts.sources.get_mut(&source) {
                    at_source.connections -= 1;
                    if at_source.connections == 0 {
                        counts.sources.remove(&source);
                    }
                }
            }
        }
    }
}

fn are_logging_in(logins: usize) -> NoCapacity {
    let are = if logins == 1 { "is" } else { "are" };
    NoCapacity {
        why: Reject::Full,
        line: format!("{logins} {are} logging in, try again in a moment"),
    }
}

/// Returns true with this probability. If the system has no random numbers, false unless it is 1.
fn happens(probability: f64) -> bool {
    let drawn = getrandom::u32().map_or(1.0, |drawn| f64::from(drawn) / 2_f64.powi(32));
    probability >= 1.0 || drawn < probability
}

/// Returns the probability that a new connection is refused while `logins` of at most `most` are
/// logging in: 0 up to half of them, then from 30 % to 1, as by `MaxStartups` of sshd.
fn refusal_probability(logins: usize, most: usize) -> f64 {
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
            let shares: Vec<f64> = (0..=most + 1).map(|n| refusal_probability(n, most)).collect();
            assert!(shares.is_sorted(), "{shares:?}");
            assert!(shares[..(most / 2).max(1)].iter().all(|share| *share == 0.0), "{shares:?}");
            assert!(shares[most - 1] < 1.0 && shares[most] == 1.0 && shares[most + 1] == 1.0);
        }
        assert_eq!(refusal_probability(64, 128), 0.3);
        assert!((refusal_probability(96, 128) - 0.65).abs() < 1e-12);
    }
}
