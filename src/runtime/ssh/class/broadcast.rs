//! One session presents and all others follow.
//!
//! The presenter's session publishes its state after each change. A session that follows reads the
//! newest state and draws it. Nothing leads back into the presenter's state but how many follow,
//! their answers to its question, and who asks to present instead.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{oneshot, watch};

use super::frame_cache::FrameCache;
use super::votes::{Participant, Votes};
use crate::app::keymap::Keymap;
use crate::app::{App, HostLimits, Shared};
use crate::lesson::{Question, Vote};

/// The presenter's state at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The number of the state; a later one has a higher number.
    pub serial: u64,
    /// The state, as it is shown to the class.
    pub shared: Arc<Shared>,
}

/// What goes from the presenter to the class, and what comes back.
#[derive(Debug)]
pub struct Broadcast {
    snapshot: watch::Sender<Snapshot>,
    limits: HostLimits,
    followers: watch::Sender<usize>,
    votes: watch::Sender<Votes>,
    /// The name of the one who asks to present.
    requested_by: watch::Sender<Option<String>>,
    /// How often the one who presents has logged in again.
    reconnects: watch::Sender<u64>,
    presenting: Mutex<Presenting>,
    frame_cache: Mutex<FrameCache>,
}

/// Who presents, and who asks to.
#[derive(Debug, Default)]
struct Presenting {
    presenter: Option<CurrentPresenter>,
    pending: Option<PendingRequest>,
    last_request: u64,
}

#[derive(Clone, Debug)]
struct CurrentPresenter {
    name: String,
    /// What the presenter logged in by, which identifies them when they log in again.
    key: Option<String>,
}

#[derive(Debug)]
struct PendingRequest {
    number: u64,
    presenter: CurrentPresenter,
    grant: oneshot::Sender<PresenterGuard>,
}

/// The right to present. When it is dropped, the right goes to the one who asked for it.
#[derive(Debug)]
pub struct PresenterGuard {
    broadcast: Arc<Broadcast>,
    name: String,
}

/// A request to present. It is withdrawn when it is dropped.
#[derive(Debug)]
pub struct PresenterRequest {
    broadcast: Arc<Broadcast>,
    number: u64,
    granted: oneshot::Receiver<PresenterGuard>,
}

/// Counts a session that follows, until it is dropped.
#[derive(Debug)]
pub struct FollowerGuard {
    broadcast: Arc<Broadcast>,
    session: u64,
}

impl Broadcast {
    /// Returns a broadcast that no one presents yet; the class sees `app`.
    pub fn new(app: &App) -> Self {
        let shared = Arc::new(app.shared().without_presenter());
        Self {
            snapshot: watch::Sender::new(Snapshot { serial: 1, shared }),
            limits: *app.limits(),
            followers: watch::Sender::new(0),
            votes: watch::Sender::new(Votes::default()),
            requested_by: watch::Sender::new(None),
            reconnects: watch::Sender::new(0),
            presenting: Mutex::default(),
            frame_cache: Mutex::default(),
        }
    }

    /// Returns the keys of everyone in the class.
    pub fn keymap(&self) -> Keymap {
        self.snapshot.borrow().shared.keymap().clone()
    }

    /// Returns the newest state, and word of newer ones.
    pub fn snapshots(&self) -> watch::Receiver<Snapshot> {
        self.snapshot.subscribe()
    }

    /// Returns the frames that followers share.
    pub fn frame_cache(&self) -> MutexGuard<'_, FrameCache> {
        // After a panic while drawing, a frame is missing and nothing is broken.
        self.frame_cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn presenting(&self) -> MutexGuard<'_, Presenting> {
        self.presenting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what the copies of what the class sees may use.
    pub fn limits(&self) -> HostLimits {
        self.limits
    }

    fn publish(&self, shared: Arc<Shared>) {
        self.snapshot.send_if_modified(|snapshot| {
            // A state that is published is copied before it changes, so the same one is no news.
            // A copy may be equal; then its frame is, and nothing is sent.
            let is_new = !Arc::ptr_eq(&snapshot.shared, &shared);
            if is_new {
                *snapshot = Snapshot { serial: snapshot.serial + 1, shared };
            }
            is_new
        });
    }

    /// Returns the right to present, if no one else has it.
    ///
    /// # Errors
    /// Returns the name of the presenter if there is one.
    pub fn present(
        self: &Arc<Self>,
        name: &str,
        participant: &Participant,
    ) -> Result<PresenterGuard, String> {
        let mut presenting = self.presenting();
        if let Some(presenter) = &presenting.presenter {
            return Err(presenter.name.clone());
        }
        let presenter = CurrentPresenter { name: name.to_owned(), key: participant.key.clone() };
        presenting.presenter = Some(presenter);
        Ok(PresenterGuard { broadcast: Arc::clone(self), name: name.to_owned() })
    }

    /// Asks to present. The newest request counts, and one made before it is never granted.
    pub fn request(self: &Arc<Self>, name: &str, participant: &Participant) -> PresenterRequest {
        let (grant, granted) = oneshot::channel();
        let mut presenting = self.presenting();
        presenting.last_request += 1;
        let number = presenting.last_request;
        let presenter = CurrentPresenter { name: name.to_owned(), key: participant.key.clone() };
        presenting.pending = Some(PendingRequest { number, presenter, grant });
        self.requested_by.send_replace(Some(name.to_owned()));
        // The presenter may have left since there was one.
        let is_free = presenting.presenter.is_none();
        drop(presenting);
        if is_free {
            self.pass_on();
        }
        PresenterRequest { broadcast: Arc::clone(self), number, granted }
    }

    /// Asks to present for the presenter who has logged in again, as after a broken link: then
    /// the request need not be granted by hand. Returns none if someone else presents.
    pub fn take_over(
        self: &Arc<Self>,
        name: &str,
        participant: &Participant,
    ) -> Option<PresenterRequest> {
        let is_same = (self.presenting().presenter.as_ref())
            .is_some_and(|presenter| presenter.key.is_some() && presenter.key == participant.key);
        let request = is_same.then(|| self.request(name, participant))?;
        self.reconnects.send_modify(|reconnects| *reconnects += 1);
        Some(request)
    }

    /// Grants the pending request if there is one. Otherwise no one presents.
    fn pass_on(self: &Arc<Self>) {
        let mut presenting = self.presenting();
        presenting.presenter = None;
        let Some(request) = presenting.pending.take() else {
            drop(presenting);
            let shared = Arc::clone(&self.snapshot.borrow().shared);
            self.publish(Arc::new(shared.without_presenter()));
            return;
        };
        presenting.presenter = Some(request.presenter.clone());
        self.requested_by.send_replace(None);
        drop(presenting);
        let guard = PresenterGuard { broadcast: Arc::clone(self), name: request.presenter.name };
        // A guard that is no longer waited for is dropped here, and passes the right on.
        drop(request.grant.send(guard));
    }

    /// Counts this session as one that follows.
    pub fn follow(self: &Arc<Self>, session: u64) -> FollowerGuard {
        self.followers.send_modify(|followers| *followers += 1);
        FollowerGuard { broadcast: Arc::clone(self), session }
    }

    /// Takes an answer to the question that is open, which replaces an earlier one of the same
    /// session. Returns whether it counts: one to another question, and one too many, does not.
    pub fn vote(
        &self,
        participant: &Participant,
        poll: u64,
        question: &Arc<Question>,
        vote: Vote,
    ) -> bool {
        let shared = Arc::clone(&self.snapshot.borrow().shared);
        if !shared.open_poll().is_some_and(|open| open.is_same(poll, question)) {
            return false;
        }
        self.votes.send_if_modified(|votes| votes.add(question, participant, vote))
    }
}

impl PresenterGuard {
    /// Shows the class this state.
    pub fn publish(&self, app: &App) {
        self.broadcast.publish(Arc::clone(app.shared()));
    }

    /// Returns a stepper that goes on from what the class saw last.
    pub fn explore(&self) -> App {
        let shared = Arc::clone(&self.broadcast.snapshot.borrow().shared);
        App::explore(&shared, self.broadcast.limits)
    }

    /// Returns how many follow.
    pub fn followers(&self) -> watch::Receiver<usize> {
        self.broadcast.followers.subscribe()
    }

    /// Returns what the class answers.
    pub fn votes(&self) -> watch::Receiver<Votes> {
        self.broadcast.votes.subscribe()
    }

    /// Returns the broadcast that it is of.
    pub fn broadcast(&self) -> Arc<Broadcast> {
        Arc::clone(&self.broadcast)
    }

    /// Returns how often the presenter has logged in again.
    pub fn reconnects(&self) -> watch::Receiver<u64> {
        self.broadcast.reconnects.subscribe()
    }

    /// Returns the name of the one who asks to present.
    pub fn requested_by(&self) -> watch::Receiver<Option<String>> {
        self.broadcast.requested_by.subscribe()
    }
}

impl Drop for PresenterGuard {
    fn drop(&mut self) {
        tracing::info!(presenter = self.name, "presents no longer");
        self.broadcast.pass_on();
    }
}

impl PresenterRequest {
    /// Waits until the request is granted. Returns none if someone else asked later.
    pub async fn granted(&mut self) -> Option<PresenterGuard> {
        (&mut self.granted).await.ok()
    }
}

impl Drop for PresenterRequest {
    fn drop(&mut self) {
        let mut presenting = self.broadcast.presenting();
        if presenting.pending.as_ref().is_some_and(|pending| pending.number == self.number) {
            presenting.pending = None;
            self.broadcast.requested_by.send_replace(None);
        }
    }
}

impl Drop for FollowerGuard {
    fn drop(&mut self) {
        // An answer counts while its session is open: no more have answered than follow.
        self.broadcast.votes.send_if_modified(|votes| votes.remove(self.session));
        self.broadcast.followers.send_modify(|followers| *followers -= 1);
    }
}
