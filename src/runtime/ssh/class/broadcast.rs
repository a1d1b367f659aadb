//! Where one presents and all others watch.
//!
//! The presenter's session publishes its state after each change. Anyone who watches reads the
//! newest one and draws it; nothing leads back into the presenter's state but how many watch, their
//! answers to its question, and who would like its place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{oneshot, watch};

use super::frame_cache::Gallery;
use crate::app::App;
use crate::app::class::Class;
use crate::lesson::{Question, Vote};

/// Answers to one question that are kept at the most.
const MOST_VOTES: usize = 10_000;

/// The presenter's state at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The number of the state; a later one has a higher number.
    pub serial: u64,
    /// The state, as it is shown to the class.
    pub app: Arc<App>,
}

/// What the class answered to the question with this number.
#[derive(Clone, Debug, Default)]
pub struct Votes {
    /// The number of the question.
    pub poll: u64,
    /// With the session that each was given in, the newest last.
    votes: BTreeMap<Voter, Vec<(u64, Vote)>>,
}

/// Who sits in a session.
#[derive(Clone, Debug)]
pub struct Person {
    /// The number of the session.
    pub session: u64,
    /// What opened the door: the fingerprint of a key, or a presenter's code.
    pub key: Option<String>,
}

/// Whose vote it is. Who has a key has one vote, in however many sessions. Others are told apart by
/// their sessions: a whole class may share an address, and the name of all is what they come in as.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voter {
    Key(String),
    Session(u64),
}

impl Person {
    fn voter(&self) -> Voter {
        self.key.clone().map_or(Voter::Session(self.session), Voter::Key)
    }
}

impl Votes {
    /// Returns the votes, the newest of each voter.
    pub fn votes(&self) -> Vec<Vote> {
        self.votes.values().filter_map(|given| Some(given.last()?.1.clone())).collect()
    }

    /// Takes a vote in the place of the one that was given in the same session; false if there are
    /// too many.
    fn add(&mut self, voter: Voter, session: u64, vote: Vote) -> bool {
        if self.votes.values().map(Vec::len).sum::<usize>() >= MOST_VOTES {
            return false;
        }
        let given = self.votes.entry(voter).or_default();
        given.retain(|(of, _)| *of != session);
        given.push((session, vote));
        true
    }

    /// Takes out what was given in a session; what the same voter gave in another one counts again.
    /// Returns whether there was something.
    fn remove(&mut self, session: u64) -> bool {
        let mut was_there = false;
        self.votes.retain(|_, given| {
            let before = given.len();
            given.retain(|(of, _)| *of != session);
            was_there |= given.len() != before;
            !given.is_empty()
        });
        was_there
    }
}

/// The place of the presenter, and what is seen from it and of it.
#[derive(Debug)]
pub struct Podium {
    snapshot: watch::Sender<Snapshot>,
    followers: watch::Sender<usize>,
    votes: watch::Sender<Votes>,
    /// Who asks for the place, by name.
    asks: watch::Sender<Option<String>>,
    /// How often the one who presents has come in again.
    returns: watch::Sender<u64>,
    place: Mutex<Place>,
    gallery: Mutex<Gallery>,
}

#[derive(Debug, Default)]
struct Place {
    /// Who presents.
    taken: Option<Presenter>,
    asks: Option<Ask>,
    last_ask: u64,
}

#[derive(Clone, Debug)]
struct Presenter {
    name: String,
    /// What opened the door, by which the same person is known again.
    key: Option<String>,
}

#[derive(Debug)]
struct Ask {
    number: u64,
    presenter: Presenter,
    grant: oneshot::Sender<Claim>,
}

/// The right to present. Dropped, it goes to the one who asked for it.
#[derive(Debug)]
pub struct Claim {
    podium: Arc<Podium>,
    name: String,
}

/// A request for the place. Dropped, it is withdrawn.
#[derive(Debug)]
pub struct Ticket {
    podium: Arc<Podium>,
    number: u64,
    granted: oneshot::Receiver<Claim>,
}

/// Someone who watches, until dropped.
#[derive(Debug)]
pub struct Follower {
    podium: Arc<Podium>,
    session: u64,
}

impl Podium {
    /// A podium without a presenter; the class sees `app`.
    pub fn new(app: &App) -> Self {
        let app = Arc::new(app.as_left_to_class());
        Self {
            snapshot: watch::Sender::new(Snapshot { serial: 1, app }),
            followers: watch::Sender::new(0),
            votes: watch::Sender::new(Votes::default()),
            asks: watch::Sender::new(None),
            returns: watch::Sender::new(0),
            place: Mutex::default(),
            gallery: Mutex::default(),
        }
    }

    /// The newest state, and word of newer ones.
    pub fn snapshots(&self) -> watch::Receiver<Snapshot> {
        self.snapshot.subscribe()
    }

    /// The pictures that followers share.
    pub fn gallery(&self) -> MutexGuard<'_, Gallery> {
        // Where drawing panicked, the picture is missing and nothing is broken.
        self.gallery.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, app: App) {
        let app = Arc::new(app);
        self.snapshot.send_modify(|snapshot| {
            *snapshot = Snapshot { serial: snapshot.serial + 1, app };
        });
    }

    /// The place, where it is free; else the name of the one who has it.
    ///
    /// # Errors
    /// The name of the presenter.
    pub fn claim(self: &Arc<Self>, name: &str, person: &Person) -> Result<Claim, String> {
        let mut place = self.place();
        if let Some(presenter) = &place.taken {
            return Err(presenter.name.clone());
        }
        place.taken = Some(Presenter { name: name.to_owned(), key: person.key.clone() });
        Ok(Claim { podium: Arc::clone(self), name: name.to_owned() })
    }

    /// Asks for the place. The newest request counts; the one before comes to nothing.
    pub fn ask(self: &Arc<Self>, name: &str, person: &Person) -> Ticket {
        let (grant, granted) = oneshot::channel();
        let mut place = self.place();
        place.last_ask += 1;
        let number = place.last_ask;
        let presenter = Presenter { name: name.to_owned(), key: person.key.clone() };
        place.asks = Some(Ask { number, presenter, grant });
        self.asks.send_replace(Some(name.to_owned()));
        // It may have become free since it was found taken.
        let is_free = place.taken.is_none();
        drop(place);
        if is_free {
            self.pass_on();
        }
        Ticket { podium: Arc::clone(self), number, granted }
    }

    /// Asks for the place in the name of the one who has it, who has come in again, as after a link
    /// that broke: then no one has to grant it. None if someone else has it.
    pub fn take_over(self: &Arc<Self>, name: &str, person: &Person) -> Option<Ticket> {
        let is_same = self
            .place()
            .taken
            .as_ref()
            .is_some_and(|presenter| presenter.key.is_some() && presenter.key == person.key);
        let ticket = is_same.then(|| self.ask(name, person))?;
        self.returns.send_modify(|returns| *returns += 1);
        Some(ticket)
    }

    /// Gives the place to the one who asks for it, else to no one.
    fn pass_on(self: &Arc<Self>) {
        let mut place = self.place();
        place.taken = None;
        let Some(ask) = place.asks.take() else {
            drop(place);
            let app = Arc::clone(&self.snapshot.borrow().app);
            self.publish(app.as_left_to_class());
            return;
        };
        place.taken = Some(ask.presenter.clone());
        self.asks.send_replace(None);
        drop(place);
        // A claim that no one receives any more is dropped in there, and passes the place on.
        drop(ask.grant.send(Claim { podium: Arc::clone(self), name: ask.presenter.name }));
    }

    /// Counts someone who watches in this session.
    pub fn follow(self: &Arc<Self>, session: u64) -> Follower {
        self.followers.send_modify(|followers| *followers += 1);
        Follower { podium: Arc::clone(self), session }
    }

    /// Takes someone's answer to the question that is open, in the place of the one before, and
    /// returns whether it counts: one to another question, and one too many, does not.
    pub fn vote(&self, person: &Person, poll: u64, question: &Arc<Question>, vote: Vote) -> bool {
        let app = Arc::clone(&self.snapshot.borrow().app);
        let open = app.class().and_then(Class::open_poll);
        if !open.is_some_and(|open| open.is_same(poll, question)) {
            return false;
        }
        self.votes.send_if_modified(|votes| {
            if votes.poll != poll {
                *votes = Votes { poll, votes: BTreeMap::new() };
            }
            votes.add(person.voter(), person.session, vote)
        })
    }
}

/// The number of the question that the class is asked.
pub fn open_poll(app: &App) -> Option<u64> {
    app.class().and_then(Class::open_poll).map(|poll| poll.id)
}

impl Claim {
    /// Shows the class this state.
    pub fn publish(&self, app: &App) {
        self.podium.publish(app.as_seen_by_class());
    }

    /// The state that the class saw last.
    pub fn last_seen(&self) -> Arc<App> {
        Arc::clone(&self.podium.snapshot.borrow().app)
    }

    /// How many watch.
    pub fn followers(&self) -> watch::Receiver<usize> {
        self.podium.followers.subscribe()
    }

    /// What the class answers.
    pub fn votes(&self) -> watch::Receiver<Votes> {
        self.podium.votes.subscribe()
    }

    /// Where it is.
    pub fn podium(&self) -> Arc<Podium> {
        Arc::clone(&self.podium)
    }

    /// Tells when the one who presents has come in again.
    pub fn returns(&self) -> watch::Receiver<u64> {
        self.podium.returns.subscribe()
    }

    /// Who asks for the place.
    pub fn asks(&self) -> watch::Receiver<Option<String>> {
        self.podium.asks.subscribe()
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        tracing::info!(presenter = self.name, "the podium is free");
        self.podium.pass_on();
    }
}

impl Ticket {
    /// Waits for the place. It never comes where someone else asked later.
    pub async fn granted(&mut self) -> Option<Claim> {
        (&mut self.granted).await.ok()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut place = self.podium.place();
        if place.asks.as_ref().is_some_and(|ask| ask.number == self.number) {
            place.asks = None;
            self.podium.asks.send_replace(None);
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        // An answer counts as long as who gave it is there: no more have answered than follow.
        self.podium.votes.send_if_modified(|votes| votes.remove(self.session));
        self.podium.followers.send_modify(|followers| *followers -= 1);
    }
}
