//! What a session shows and what its keys act on: a stepper of its own, the presenter's, or the one
//! it follows.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Size;
use tokio::sync::watch;

use super::broadcast::{
    Broadcast, FollowerGuard, Participant, PresenterGuard, PresenterRequest, Snapshot, Votes,
};
use super::frame_cache::FrameKey;
use super::packed_frame::PackedFrame;
use crate::app::class::ClassEvent;
use crate::app::class::follower::{Follower, FollowerEffect};
use crate::app::{App, Effect, Key, KeyCode, Message};
use crate::view;
use crate::view::theme::Theme;

/// What the keys of a session act on.
#[derive(Debug)]
pub enum SessionModel {
    /// A stepper of the session's own.
    Private(Box<App>),
    /// The presenter's stepper.
    Presenter(Box<PresenterModel>),
    /// Someone else presents, and may be asked to hand over.
    Waiting(WaitingModel),
    /// The presenter's stepper, to look at.
    Follower(Box<FollowerModel>),
}

/// The presenter's state with what comes from the class.
#[derive(Debug)]
pub struct PresenterModel {
    app: App,
    followers: watch::Receiver<usize>,
    votes: watch::Receiver<Votes>,
    requested_by: watch::Receiver<Option<String>>,
    reconnects: watch::Receiver<u64>,
    participant: Participant,
    guard: PresenterGuard,
    /// What is to be performed of what happened outside of the session.
    effects: Vec<Effect>,
}

/// A user who logged in to present while someone else does.
#[derive(Debug)]
pub struct WaitingModel {
    broadcast: Arc<Broadcast>,
    name: String,
    participant: Participant,
    presenter: String,
    request: Option<PresenterRequest>,
    /// A line to show once the user presents.
    line: Option<String>,
}

/// A user who follows the presenter.
#[derive(Debug)]
pub struct FollowerModel {
    follower: Follower,
    /// The number of the state that it shows.
    serial: u64,
    snapshots: watch::Receiver<Snapshot>,
    broadcast: Arc<Broadcast>,
    participant: Participant,
    _guard: FollowerGuard,
    /// What is to be performed of when the session still presented.
    effects: Vec<Effect>,
}

/// A frame, and the number of the presenter's state if it shows that and nothing private.
pub type ShownFrame = (Arc<PackedFrame>, Option<u64>);

impl PresenterModel {
    fn new(guard: PresenterGuard, app: App, participant: Participant) -> Self {
        let mut presenter = Self {
            app,
            followers: guard.followers(),
            votes: guard.votes(),
            requested_by: guard.requested_by(),
            reconnects: guard.reconnects(),
            participant,
            guard,
            effects: Vec::new(),
        };
        presenter.take_news();
        presenter
    }

    /// Tells the state machine what happened outside of the session.
    fn tell(&mut self, message: Message) {
        self.effects.extend(self.app.update(message));
    }

    /// Tells the state machine what is new in the class.
    fn take_news(&mut self) {
        let followers = *self.followers.borrow_and_update();
        let requested_by = self.requested_by.borrow_and_update().clone();
        let votes = self.votes.borrow_and_update().clone();
        let mut news = vec![ClassEvent::Followers(followers), ClassEvent::Asks(requested_by)];
        let poll = self.app.shared().open_poll();
        news.extend(poll.and_then(|poll| votes.on(&poll.question)).map(ClassEvent::Votes));
        for news in news {
            self.tell(Message::Class(news));
        }
        self.guard.publish(&self.app);
    }

    /// Waits until something is new in the class. Returns true if it is that the presenter has
    /// logged in again.
    async fn changed(&mut self) -> bool {
        // The guard holds the broadcast, which holds all senders.
        tokio::select! {
            _ = self.reconnects.changed() => return true,
            _ = self.followers.changed() => {}
            _ = self.votes.changed() => {}
            _ = self.requested_by.changed() => {}
        }
        false
    }
}

impl SessionModel {
    /// Returns the model of a user who logged in to present: the presenter's, or a waiting one.
    pub fn for_presenter(
        broadcast: &Arc<Broadcast>,
        name: &str,
        app: &App,
        participant: Participant,
    ) -> Self {
        match broadcast.present(name, &participant) {
            Ok(guard) => {
                let is_first = broadcast.snapshots().borrow().serial == 1;
                let app = if is_first { app.clone() } else { guard.explore() };
                Self::presenting(guard, app, participant)
            }
            Err(presenter) => Self::Waiting(WaitingModel {
                broadcast: Arc::clone(broadcast),
                name: name.to_owned(),
                presenter,
                request: broadcast.take_over(name, &participant),
                line: None,
                participant,
            }),
        }
    }

    fn presenting(guard: PresenterGuard, app: App, participant: Participant) -> Self {
        Self::Presenter(Box::new(PresenterModel::new(guard, app.presenting(), participant)))
    }

    /// Returns the model of a user who follows.
    pub fn for_follower(broadcast: &Arc<Broadcast>, participant: Participant) -> Self {
        Self::Follower(Box::new(FollowerModel::new(broadcast, participant)))
    }

    /// Shows the presenter a line until the next key; a waiting one sees it once they present.
    pub fn show_line(&mut self, line: String) {
        match self {
            Self::Presenter(presenter) => presenter.tell(Message::Inform(line)),
            Self::Waiting(waiting) => waiting.line = Some(line),
            Self::Private(_) | Self::Follower(_) => {}
        }
    }

    /// Whether the session takes part in a class that goes on: it presents to someone, or it
    /// follows someone who presents.
    pub fn is_in_class(&self) -> bool {
        match self {
            Self::Private(_) | Self::Waiting(_) => false,
            Self::Presenter(presenter) => *presenter.followers.borrow() > 0,
            Self::Follower(follower) => {
                let is_presented = follower.snapshots.borrow().shared.is_presented();
                follower.follower.is_following() && is_presented
            }
        }
    }

    /// Returns the state that the session may change, if there is one. Jobs, ticks and clicks are
    /// its.
    pub fn app(&self) -> Option<&App> {
        match self {
            Self::Private(app) => Some(app),
            Self::Presenter(presenter) => Some(&presenter.app),
            Self::Waiting(_) => None,
            Self::Follower(follower) => follower.follower.own(),
        }
    }

    /// Tells the state machine what happened, and returns the effects to perform.
    pub fn update(&mut self, message: Message, participant: &Participant) -> Vec<Effect> {
        match self {
            Self::Private(app) => app.update(message),
            Self::Presenter(presenter) => {
                let effects = presenter.app.update(message);
                presenter.guard.publish(&presenter.app);
                if effects.iter().any(|effect| matches!(effect, Effect::HandOver)) {
                    self.hand_over(participant);
                    return Vec::new();
                }
                effects
            }
            Self::Waiting(waiting) => waiting.update(&message),
            Self::Follower(follower) => follower.update(message),
        }
    }

    /// Returns the effects to perform of what happened outside of the session.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        match self {
            Self::Presenter(presenter) => std::mem::take(&mut presenter.effects),
            Self::Follower(follower) => std::mem::take(&mut follower.effects),
            Self::Private(_) | Self::Waiting(_) => Vec::new(),
        }
    }

    /// Makes the presenter a follower, so that the one who asked presents.
    fn hand_over(&mut self, participant: &Participant) {
        if let Self::Presenter(presenter) = self {
            let broadcast = presenter.guard.broadcast();
            let mut follower = FollowerModel::new(&broadcast, participant.clone());
            // What is computed is of no use any more, and no later job has the number of one of it.
            follower.effects = presenter.app.close();
            follower.follower.continue_after(&presenter.app);
            // The guard is dropped with the old model, and passes the right on.
            *self = Self::Follower(Box::new(follower));
        }
    }

    /// Waits until something happens in the class that changes what the session shows, and takes it
    /// in.
    pub async fn changed(&mut self) {
        match self {
            Self::Private(_) => std::future::pending().await,
            Self::Presenter(presenter) => {
                if presenter.changed().await {
                    let participant = presenter.participant.clone();
                    self.hand_over(&participant);
                } else {
                    presenter.take_news();
                }
            }
            Self::Waiting(waiting) => {
                let Some(request) = &mut waiting.request else {
                    return std::future::pending().await;
                };
                match request.granted().await {
                    Some(guard) => {
                        let app = guard.explore();
                        let (participant, line) =
                            (waiting.participant.clone(), waiting.line.take());
                        *self = Self::presenting(guard, app, participant);
                        if let Some(line) = line {
                            self.show_line(line);
                        }
                    }
                    // Someone else asked later.
                    None => waiting.request = None,
                }
            }
            Self::Follower(follower) => {
                let _ = follower.snapshots.changed().await;
                let Snapshot { serial, shared } = follower.snapshots.borrow_and_update().clone();
                follower.follower.follow(shared);
                follower.serial = serial;
            }
        }
    }

    /// Returns the frame that shows the newest state.
    pub fn draw(&self, theme: &Theme, size: Size) -> ShownFrame {
        let private = |draw: &dyn Fn(&mut Frame)| (Arc::new(PackedFrame::draw(size, draw)), None);
        match self {
            Self::Private(app) => private(&|frame| view::draw(app, theme, frame)),
            Self::Presenter(presenter) => {
                private(&|frame| view::draw(&presenter.app, theme, frame))
            }
            Self::Waiting(waiting) => private(&|frame| {
                let has_asked = waiting.request.is_some();
                view::draw_queue(&waiting.presenter, has_asked, theme, frame);
            }),
            Self::Follower(follower) => follower.draw(theme, size),
        }
    }

    /// Returns the codes that lead from what a client shows to `shown`.
    pub fn codes(
        &self,
        theme: &Theme,
        size: Size,
        before: Option<&ShownFrame>,
        shown: &ShownFrame,
    ) -> Vec<u8> {
        let (after, to) = shown;
        let codes = || after.codes_after(before.map(|(frame, _)| &**frame));
        match (self, before, to) {
            (Self::Follower(follower), Some((frame, Some(from))), Some(to))
                if frame.size() == after.size() =>
            {
                let (broadcast, key) = (&follower.broadcast, (size, theme.depth));
                let cached = broadcast.frame_cache().codes(key, *from, *to);
                // The cache is not locked while these are found.
                let shared = cached.unwrap_or_else(|| {
                    let codes = Arc::from(codes());
                    broadcast.frame_cache().insert_codes(key, *from, *to, &codes);
                    codes
                });
                shared.to_vec()
            }
            _ => codes(),
        }
    }
}

impl FollowerModel {
    fn new(broadcast: &Arc<Broadcast>, participant: Participant) -> Self {
        let mut snapshots = broadcast.snapshots();
        let Snapshot { serial, shared } = snapshots.borrow_and_update().clone();
        Self {
            follower: Follower::new(shared, broadcast.limits()),
            serial,
            snapshots,
            broadcast: Arc::clone(broadcast),
            _guard: broadcast.follow(participant.session),
            participant,
            effects: Vec::new(),
        }
    }

    fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        for effect in self.follower.update(message) {
            match effect {
                FollowerEffect::App(effect) => effects.push(effect),
                FollowerEffect::Quit => effects.push(Effect::Quit),
                FollowerEffect::Vote { poll, question, vote } => {
                    if !self.broadcast.vote(&self.participant, poll, &question, vote) {
                        self.follower.was_too_late();
                    }
                }
            }
        }
        effects
    }

    fn draw(&self, theme: &Theme, size: Size) -> ShownFrame {
        let serial = self.serial;
        let draw = || {
            let draw = |frame: &mut Frame| view::draw_follower(&self.follower, theme, frame);
            Arc::new(PackedFrame::draw(size, draw))
        };
        if !self.follower.is_plain() {
            return (draw(), None);
        }
        let key: FrameKey = (size, theme.depth);
        let cached = self.broadcast.frame_cache().get(serial, key);
        // The cache is not locked while this is drawn.
        let frame = cached.unwrap_or_else(draw);
        match self.broadcast.frame_cache().insert(serial, key, Arc::clone(&frame)) {
            Some(shared) => (shared, Some(serial)),
            None => (frame, None),
        }
    }
}

impl WaitingModel {
    fn update(&mut self, message: &Message) -> Vec<Effect> {
        let Message::Key(key) = message else { return Vec::new() };
        match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return vec![Effect::Quit],
            KeyCode::Char('c') if *key == Key::ctrl('c') => return vec![Effect::Quit],
            KeyCode::Char('a') if self.request.is_none() => {
                self.request = Some(self.broadcast.request(&self.name, &self.participant));
            }
            _ => {}
        }
        Vec::new()
    }
}
