//! The session of the one who presents.

use std::mem;

use tokio::sync::watch;

use super::follower::FollowerModel;
use crate::app::class::ClassEvent;
use crate::app::{App, Effect, Message};
use crate::runtime::ssh::class::broadcast::PresenterGuard;
use crate::runtime::ssh::class::votes::{Participant, Votes};

/// The presenter's state with what comes from the class.
#[derive(Debug)]
pub(crate) struct PresenterModel {
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

impl PresenterModel {
    /// Returns the model of the one who has the right to present, who goes on with `app`.
    pub(crate) fn new(guard: PresenterGuard, app: App, participant: Participant) -> Self {
        let mut app = app.presenting();
        // What the one before did not see the end of is computed again.
        let effects = app.refresh();
        let mut presenter = Self {
            app,
            followers: guard.followers(),
            votes: guard.votes(),
            requested_by: guard.requested_by(),
            reconnects: guard.reconnects(),
            participant,
            guard,
            effects,
        };
        presenter.take_class_events();
        presenter
    }

    /// Returns what is presented.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Returns whether anyone follows.
    pub(crate) fn has_followers(&self) -> bool {
        *self.followers.borrow() > 0
    }

    /// Tells the state machine what the user did, and returns the effects to perform.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Effect> {
        let effects = self.app.update(message);
        self.guard.publish(&self.app);
        effects
    }

    /// Tells the state machine what happened outside of the session.
    pub(crate) fn tell(&mut self, message: Message) {
        self.effects.extend(self.app.update(message));
    }

    /// Returns the effects to perform of what happened outside of the session.
    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        mem::take(&mut self.effects)
    }

    /// Tells the state machine how many follow, who asks to present and what the class answers.
    pub(crate) fn take_class_events(&mut self) {
        let followers = *self.followers.borrow_and_update();
        let requested_by = self.requested_by.borrow_and_update().clone();
        let votes = self.votes.borrow_and_update().clone();
        let mut events = vec![ClassEvent::Followers(followers), ClassEvent::Asks(requested_by)];
        let poll = self.app.shared().open_poll();
        events.extend(poll.and_then(|poll| votes.on(&poll.question)).map(ClassEvent::Votes));
        for event in events {
            self.tell(Message::Class(event));
        }
        self.guard.publish(&self.app);
    }

    /// Waits until something happens in the class. Returns true if it is that the presenter has
    /// logged in again.
    pub(crate) async fn changed(&mut self) -> bool {
        // The guard holds the broadcast, which holds all senders.
        tokio::select! {
            _ = self.reconnects.changed() => return true,
            _ = self.followers.changed() => {}
            _ = self.votes.changed() => {}
            _ = self.requested_by.changed() => {}
        }
        false
    }

    /// Returns the model with which this session follows once the right to present has passed on,
    /// which it does when this model is dropped.
    pub(crate) fn close(&mut self) -> FollowerModel {
        // What is computed is of no use any more, and no later job has the number of one of it.
        let effects = self.app.close();
        let broadcast = self.guard.broadcast();
        FollowerModel::after_presenting(&broadcast, self.participant.clone(), &self.app, effects)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::{Job, Key, Settings};
    use crate::data::Dataset;
    use crate::mixture::{Iterate, Sample, Theta};
    use crate::runtime::ssh::class::broadcast::Broadcast;
    use crate::timeline::{Origin, Run};

    fn participant(session: u64) -> Participant {
        Participant { session, key: None }
    }

    #[test]
    fn what_the_last_presenter_was_shown_unfinished_is_computed_for_the_next() {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        let start = Iterate::start(theta, &sample).unwrap();
        let dataset = Arc::new(Dataset::new("typed", "x", sample));
        let app = App::new(Run::new(dataset, start, Origin::Given), Settings::default());
        let broadcast = Arc::new(Broadcast::new(&app));
        let guard = broadcast.present("ann", &participant(1)).unwrap();
        let mut first = PresenterModel::new(guard, app, participant(1));
        assert!(first.take_effects().is_empty());
        first.update(Message::Key(Key::char('e')));
        let asked = first.update(Message::Key(Key::char('b')));
        assert!(matches!(asked[..], [Effect::Start(_, Job::Profile { .. })]), "{asked:?}");

        let mut request = broadcast.request("bob", &participant(2));
        drop(first);
        let granted = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let guard = granted.block_on(request.granted()).unwrap();
        let app = guard.explore();
        let effects = PresenterModel::new(guard, app, participant(2)).take_effects();
        assert!(matches!(effects[..], [Effect::Start(_, Job::Profile { .. })]), "{effects:?}");
    }
}
