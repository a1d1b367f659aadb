//! Where a session sits, and what it sees from there.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Size;
use tokio::sync::watch;

use super::broadcast::{Claim, Follower, Person, Podium, Snapshot, Ticket, Votes, open_poll};
use super::packed_frame::Picture;
use crate::app::class::News;
use crate::app::class::follower::{Desk, DeskEffect};
use crate::app::{App, Effect, Key, KeyCode, Message};
use crate::view;
use crate::view::theme::Theme;

/// What the keys of a session go to.
#[derive(Debug)]
pub enum Seat {
    /// A stepper of one's own.
    Private(Box<App>),
    /// The presenter's stepper.
    Podium(Box<Presenting>),
    /// Someone else presents, and may be asked for the place.
    Queue(Queue),
    /// The class.
    Desk(Box<Watching>),
}

/// The presenter's state with what comes from the class.
#[derive(Debug)]
pub struct Presenting {
    app: App,
    followers: watch::Receiver<usize>,
    votes: watch::Receiver<Votes>,
    asks: watch::Receiver<Option<String>>,
    /// Tells when the same person has come in again, to whom the place goes then.
    returns: watch::Receiver<u64>,
    person: Person,
    claim: Claim,
}

/// Someone who would present.
#[derive(Debug)]
pub struct Queue {
    podium: Arc<Podium>,
    name: String,
    person: Person,
    presenter: String,
    ticket: Option<Ticket>,
    /// A line for when it presents.
    line: Option<String>,
}

/// Someone who watches.
#[derive(Debug)]
pub struct Watching {
    desk: Desk,
    snapshots: watch::Receiver<Snapshot>,
    podium: Arc<Podium>,
    person: Person,
    _follower: Follower,
}

/// A picture, and the number of the presenter's state where it shows that and nothing private.
pub type Shown = (Arc<Picture>, Option<u64>);

impl Presenting {
    fn new(claim: Claim, app: App, person: Person) -> Self {
        let (followers, votes, asks) = (claim.followers(), claim.votes(), claim.asks());
        let returns = claim.returns();
        let mut presenting = Self { app, followers, votes, asks, returns, person, claim };
        presenting.hear();
        presenting
    }

    /// Takes in what the class has to say.
    fn hear(&mut self) {
        let followers = *self.followers.borrow_and_update();
        let asks = self.asks.borrow_and_update().clone();
        let votes = self.votes.borrow_and_update().clone();
        let mut news = vec![News::Followers(followers), News::Asks(asks)];
        if open_poll(&self.app) == Some(votes.poll) {
            news.push(News::Votes(votes.votes()));
        }
        for news in news {
            // News ask for nothing to be done.
            self.app.update(Message::Class(news));
        }
        self.claim.publish(&self.app);
    }

    /// Waits for news, and returns whether it is that the same person has come in again.
    async fn changed(&mut self) -> bool {
        // The podium outlives the one who is on it: no sender is ever gone.
        tokio::select! {
            _ = self.returns.changed() => return true,
            _ = self.followers.changed() => {}
            _ = self.votes.changed() => {}
            _ = self.asks.changed() => {}
        }
        false
    }
}

impl Seat {
    /// The place of a presenter who comes in: the podium, or the queue for it.
    pub fn before_the_class(podium: &Arc<Podium>, name: &str, app: &App, person: Person) -> Self {
        match podium.claim(name, &person) {
            Ok(claim) => {
                let is_first = podium.snapshots().borrow().serial == 1;
                let app = if is_first { app.clone() } else { claim.last_seen().explore() };
                Self::Podium(Box::new(Presenting::new(claim, app.presenting(), person)))
            }
            Err(presenter) => Self::Queue(Queue {
                podium: Arc::clone(podium),
                name: name.to_owned(),
                presenter,
                ticket: podium.take_over(name, &person),
                line: None,
                person,
            }),
        }
    }

    /// Shows the presenter a line, until the next key; who waits to present sees it then.
    pub fn say(&mut self, line: String) {
        match self {
            Self::Podium(presenting) => {
                presenting.app.update(Message::Inform(line));
            }
            Self::Queue(queue) => queue.line = Some(line),
            Self::Private(_) | Self::Desk(_) => {}
        }
    }

    /// Whether it presents to someone.
    pub fn is_followed(&self) -> bool {
        match self {
            Self::Podium(presenting) => *presenting.followers.borrow() > 0,
            _ => false,
        }
    }

    /// A place in the class.
    pub fn in_class(podium: &Arc<Podium>, person: Person) -> Self {
        let mut snapshots = podium.snapshots();
        let mut desk = Desk::default();
        desk.follow(&snapshots.borrow_and_update().app);
        Self::Desk(Box::new(Watching {
            desk,
            snapshots,
            podium: Arc::clone(podium),
            _follower: podium.follow(person.session),
            person,
        }))
    }

    /// The state whose jobs, ticks and clicks these are; none where there is no state of one's own.
    pub fn app(&self) -> Option<&App> {
        match self {
            Self::Private(app) => Some(app),
            Self::Podium(presenting) => Some(&presenting.app),
            Self::Queue(_) => None,
            Self::Desk(watching) => watching.desk.own(),
        }
    }

    /// Whether it follows someone who presents: then that one's idle time is this one's too.
    pub fn is_led(&self) -> bool {
        let Self::Desk(watching) = self else { return false };
        let is_presented = |app: &App| app.class().is_some_and(|class| class.is_presented);
        watching.desk.is_following() && is_presented(&watching.snapshots.borrow().app)
    }

    /// Takes a message in and says what is to be done outside.
    pub fn update(&mut self, message: Message, person: &Person) -> Vec<Effect> {
        match self {
            Self::Private(app) => app.update(message),
            Self::Podium(presenting) => {
                let effects = presenting.app.update(message);
                presenting.claim.publish(&presenting.app);
                if effects.iter().any(|effect| matches!(effect, Effect::HandOver)) {
                    self.hand_over(person);
                    return Vec::new();
                }
                effects
            }
            Self::Queue(queue) => queue.update(&message),
            Self::Desk(watching) => watching.update(message),
        }
    }

    /// The presenter goes down to the class, and the place to the one who asked for it.
    fn hand_over(&mut self, person: &Person) {
        if let Self::Podium(presenting) = self {
            let podium = presenting.claim.podium();
            // The claim is dropped with the old seat, and that passes the place on.
            *self = Self::in_class(&podium, person.clone());
        }
    }

    /// Waits until something happens around the seat that changes what is seen from it, and takes
    /// it in.
    pub async fn changed(&mut self) {
        match self {
            Self::Private(_) => std::future::pending().await,
            Self::Podium(presenting) => {
                if presenting.changed().await {
                    let person = presenting.person.clone();
                    self.hand_over(&person);
                } else {
                    presenting.hear();
                }
            }
            Self::Queue(queue) => {
                let Some(ticket) = &mut queue.ticket else { return std::future::pending().await };
                match ticket.granted().await {
                    Some(claim) => {
                        let app = claim.last_seen().explore().presenting();
                        let (person, line) = (queue.person.clone(), queue.line.take());
                        *self = Self::Podium(Box::new(Presenting::new(claim, app, person)));
                        if let Some(line) = line {
                            self.say(line);
                        }
                    }
                    // Someone else asked later.
                    None => queue.ticket = None,
                }
            }
            Self::Desk(watching) => {
                let _ = watching.snapshots.changed().await;
                let app = Arc::clone(&watching.snapshots.borrow_and_update().app);
                watching.desk.follow(&app);
            }
        }
    }

    /// What is to be seen from here.
    pub fn draw(&self, theme: &Theme, size: Size) -> Shown {
        let private = |draw: &dyn Fn(&mut Frame)| (Arc::new(Picture::draw(size, draw)), None);
        match self {
            Self::Private(app) => private(&|frame| view::draw(app, theme, frame)),
            Self::Podium(presenting) => private(&|frame| view::draw(&presenting.app, theme, frame)),
            Self::Queue(queue) => private(&|frame| {
                let asks = queue.ticket.is_some();
                view::draw_queue(&queue.presenter, asks, theme, frame);
            }),
            Self::Desk(watching) => watching.draw(theme, size),
        }
    }

    /// The codes that lead from what a client shows to `shown`.
    pub fn codes(
        &self,
        theme: &Theme,
        size: Size,
        before: Option<&Shown>,
        shown: &Shown,
    ) -> Vec<u8> {
        let (after, to) = shown;
        let codes = || after.codes_after(before.map(|(picture, _)| &**picture));
        match (self, before, to) {
            (Self::Desk(watching), Some((picture, Some(from))), Some(to))
                if picture.size() == after.size() =>
            {
                let (podium, frame) = (&watching.podium, (size, theme.depth));
                let known = podium.gallery().codes(frame, *from, *to);
                // The gallery is not locked while these are found.
                let shared = known.unwrap_or_else(|| {
                    let codes = Arc::from(codes());
                    podium.gallery().keep_codes(frame, *from, *to, &codes);
                    codes
                });
                shared.to_vec()
            }
            _ => codes(),
        }
    }
}

impl Watching {
    fn update(&mut self, message: Message) -> Vec<Effect> {
        let presenter = Arc::clone(&self.snapshots.borrow().app);
        let mut effects = Vec::new();
        for effect in self.desk.update(message, &presenter) {
            match effect {
                DeskEffect::App(effect) => effects.push(effect),
                DeskEffect::Quit => effects.push(Effect::Quit),
                DeskEffect::Vote { poll, question, vote } => {
                    if !self.podium.vote(&self.person, poll, &question, vote) {
                        self.desk.was_too_late(&presenter);
                    }
                }
            }
        }
        effects
    }

    fn draw(&self, theme: &Theme, size: Size) -> Shown {
        let Snapshot { serial, app } = self.snapshots.borrow().clone();
        let draw = || {
            Arc::new(Picture::draw(size, |frame| view::draw_desk(&self.desk, &app, theme, frame)))
        };
        if !self.desk.is_plain() {
            return (draw(), None);
        }
        let frame = (size, theme.depth);
        let known = self.podium.gallery().find(serial, frame);
        // The gallery is not locked while this is drawn.
        let picture = known.unwrap_or_else(draw);
        match self.podium.gallery().hang(serial, frame, Arc::clone(&picture)) {
            Some(shared) => (shared, Some(serial)),
            None => (picture, None),
        }
    }
}

impl Queue {
    fn update(&mut self, message: &Message) -> Vec<Effect> {
        let Message::Key(key) = message else { return Vec::new() };
        match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return vec![Effect::Quit],
            KeyCode::Char('c') if *key == Key::ctrl('c') => return vec![Effect::Quit],
            KeyCode::Char('a') if self.ticket.is_none() => {
                self.ticket = Some(self.podium.ask(&self.name, &self.person));
            }
            _ => {}
        }
        Vec::new()
    }
}
