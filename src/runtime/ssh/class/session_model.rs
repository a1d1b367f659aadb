//! What a session shows and what its keys act on: a stepper of its own, the presenter's, or the one
//! it follows.

mod follower;
mod presenter;
mod waiting;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Size;

use super::broadcast::Broadcast;
use super::packed_frame::PackedFrame;
use super::votes::Participant;
use crate::app::{App, Effect, Message};
use crate::view;
use crate::view::theme::Theme;
use follower::FollowerModel;
use presenter::PresenterModel;
use waiting::WaitingModel;

/// What the keys of a session act on.
#[derive(Debug)]
pub(crate) enum SessionModel {
    /// A stepper of the session's own.
    Private(Box<App>),
    /// The presenter's stepper.
    Presenter(Box<PresenterModel>),
    /// Someone else presents, and may be asked to hand over.
    Waiting(WaitingModel),
    /// The presenter's stepper, to look at.
    Follower(Box<FollowerModel>),
}

/// A frame, and the number of the presenter's state if it shows that and nothing private.
pub(crate) type ShownFrame = (Arc<PackedFrame>, Option<u64>);

impl SessionModel {
    /// Returns the model of a user who logged in to present: the presenter's, or a waiting one.
    pub(crate) fn for_presenter(
        broadcast: &Arc<Broadcast>,
        name: &str,
        app: &App,
        participant: Participant,
    ) -> Self {
        match broadcast.present(name, &participant) {
            Ok(guard) => {
                let is_first = broadcast.snapshots().borrow().serial == 1;
                let app = if is_first { app.clone() } else { guard.explore() };
                Self::Presenter(Box::new(PresenterModel::new(guard, app, participant)))
            }
            Err(presenter) => {
                Self::Waiting(WaitingModel::new(broadcast, name, participant, presenter))
            }
        }
    }

    /// Returns the model of a user who follows.
    pub(crate) fn for_follower(broadcast: &Arc<Broadcast>, participant: Participant) -> Self {
        Self::Follower(Box::new(FollowerModel::new(broadcast, participant)))
    }

    /// Shows the presenter a line until the next key; a waiting one sees it once they present.
    pub(crate) fn show_line(&mut self, line: String) {
        match self {
            Self::Presenter(presenter) => presenter.tell(Message::Inform(line)),
            Self::Waiting(waiting) => waiting.show_line(line),
            Self::Private(_) | Self::Follower(_) => {}
        }
    }

    /// Returns whether the session takes part in a class that goes on: it presents to someone, or
    /// it follows someone who presents.
    pub(crate) fn is_in_class(&self) -> bool {
        match self {
            Self::Private(_) | Self::Waiting(_) => false,
            Self::Presenter(presenter) => presenter.has_followers(),
            Self::Follower(follower) => follower.is_in_class(),
        }
    }

    /// Returns the state that the session may change, if there is one. Jobs, ticks and clicks are
    /// its.
    pub(crate) fn app(&self) -> Option<&App> {
        match self {
            Self::Private(app) => Some(app),
            Self::Presenter(presenter) => Some(presenter.app()),
            Self::Waiting(_) => None,
            Self::Follower(follower) => follower.own(),
        }
    }

    /// Returns what is on the screen, if it is a stepper.
    pub(crate) fn seen(&self) -> Option<&App> {
        match self {
            Self::Follower(follower) => Some(follower.seen()),
            Self::Private(_) | Self::Presenter(_) | Self::Waiting(_) => self.app(),
        }
    }

    /// Tells the state machine what happened, and returns the effects to perform.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Effect> {
        match self {
            Self::Private(app) => app.update(message),
            Self::Presenter(presenter) => {
                let effects = presenter.update(message);
                if effects.iter().any(|effect| matches!(effect, Effect::HandOver)) {
                    // The guard is dropped with the old model, and passes the right on.
                    *self = Self::Follower(Box::new(presenter.close()));
                    return Vec::new();
                }
                effects
            }
            Self::Waiting(waiting) => waiting.update(&message),
            Self::Follower(follower) => follower.update(message),
        }
    }

    /// Returns the effects to perform of what happened outside of the session.
    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        match self {
            Self::Presenter(presenter) => presenter.take_effects(),
            Self::Follower(follower) => follower.take_effects(),
            Self::Private(_) | Self::Waiting(_) => Vec::new(),
        }
    }

    /// Waits until something happens in the class that changes what the session shows, and takes it
    /// in.
    pub(crate) async fn changed(&mut self) {
        match self {
            Self::Private(_) => std::future::pending().await,
            Self::Presenter(presenter) => {
                if presenter.changed().await {
                    *self = Self::Follower(Box::new(presenter.close()));
                } else {
                    presenter.take_class_events();
                }
            }
            Self::Waiting(waiting) => {
                if let Some(presenter) = waiting.changed().await {
                    *self = Self::Presenter(Box::new(presenter));
                }
            }
            Self::Follower(follower) => follower.changed().await,
        }
    }

    /// Returns the frame that shows the newest state.
    pub(crate) fn draw(&self, theme: &Theme, size: Size) -> ShownFrame {
        let private = |draw: &dyn Fn(&mut Frame)| (Arc::new(PackedFrame::draw(size, draw)), None);
        match self {
            Self::Private(app) => private(&|frame| view::draw(app, theme, frame)),
            Self::Presenter(presenter) => {
                private(&|frame| view::draw(presenter.app(), theme, frame))
            }
            Self::Waiting(waiting) => private(&|frame| waiting.draw(theme, frame)),
            Self::Follower(follower) => follower.draw(theme, size),
        }
    }

    /// Returns the codes that lead from what a client shows to `shown`.
    pub(crate) fn codes(
        &self,
        theme: &Theme,
        before: Option<&ShownFrame>,
        shown: &ShownFrame,
    ) -> Vec<u8> {
        let (after, to) = shown;
        match (self, before, to) {
            (Self::Follower(follower), Some((frame, Some(from))), Some(to))
                if frame.size() == after.size() =>
            {
                follower.codes(theme, (frame, *from), (after, *to))
            }
            _ => after.codes_after(before.map(|(frame, _)| &**frame)),
        }
    }
}
