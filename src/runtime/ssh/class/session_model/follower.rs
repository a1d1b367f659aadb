//! The session of a user who follows the presenter.

use std::mem;
use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Size;
use tokio::sync::watch;

use super::ShownFrame;
use crate::app::class::follower::{Follower, FollowerEffect};
use crate::app::{App, Effect, Message};
use crate::runtime::ssh::class::broadcast::{Broadcast, FollowerGuard, Snapshot};
use crate::runtime::ssh::class::frame_cache::FrameKey;
use crate::runtime::ssh::class::packed_frame::PackedFrame;
use crate::runtime::ssh::class::votes::Participant;
use crate::view;
use crate::view::theme::Theme;

/// A user who follows the presenter.
#[derive(Debug)]
pub(crate) struct FollowerModel {
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

impl FollowerModel {
    /// Returns the model of a user who has just come.
    pub(crate) fn new(broadcast: &Arc<Broadcast>, participant: Participant) -> Self {
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

    /// Returns the model of a user who presented `app` until now. `effects` are still to be
    /// performed.
    pub(crate) fn after_presenting(
        broadcast: &Arc<Broadcast>,
        participant: Participant,
        app: &App,
        effects: Vec<Effect>,
    ) -> Self {
        let mut model = Self { effects, ..Self::new(broadcast, participant) };
        model.follower.continue_after(app);
        model
    }

    /// Returns whether the user follows someone who presents, and not a copy.
    pub(crate) fn is_in_class(&self) -> bool {
        let is_presented = self.snapshots.borrow().shared.is_presented();
        self.follower.is_following() && is_presented
    }

    /// Returns the copy that the user explores, if there is one.
    pub(crate) fn own(&self) -> Option<&App> {
        self.follower.own()
    }

    /// Returns what is on the screen: the copy, or what the presenter shows.
    pub(crate) fn seen(&self) -> &App {
        self.follower.app()
    }

    /// Tells the state machine what the user did, and returns the effects to perform.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Effect> {
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

    /// Returns the effects to perform of when the session still presented.
    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        mem::take(&mut self.effects)
    }

    /// Waits for a newer state, and shows it.
    pub(crate) async fn changed(&mut self) {
        // It cannot fail: the broadcast, which has the sender, is held here.
        let _ = self.snapshots.changed().await;
        let Snapshot { serial, shared } = self.snapshots.borrow_and_update().clone();
        self.follower.follow(shared);
        self.serial = serial;
    }

    /// Returns the frame that shows the newest state: one that all followers share if their windows
    /// are alike and it shows nothing private.
    pub(crate) fn draw(&self, theme: &Theme, size: Size) -> ShownFrame {
        let serial = self.serial;
        let draw = || {
            let draw = |frame: &mut Frame| view::draw_follower(&self.follower, theme, frame);
            Arc::new(PackedFrame::draw(size, draw))
        };
        if !self.follower.is_plain() {
            return (draw(), None);
        }
        let key: FrameKey = (size, *theme);
        let cached = self.broadcast.frame_cache().get(serial, key);
        // The cache is not locked while this is drawn.
        let frame = cached.unwrap_or_else(draw);
        match self.broadcast.frame_cache().insert(serial, key, Arc::clone(&frame)) {
            Some(shared) => (shared, Some(serial)),
            None => (frame, None),
        }
    }

    /// Returns the codes that lead from a shared frame to a later one, each with the number of the
    /// state that it shows: found once for all followers.
    pub(crate) fn codes(
        &self,
        theme: &Theme,
        (before, from): (&PackedFrame, u64),
        (after, to): (&PackedFrame, u64),
    ) -> Vec<u8> {
        let key: FrameKey = (after.size(), *theme);
        let cached = self.broadcast.frame_cache().codes(key, from, to);
        // The cache is not locked while these are found.
        let shared = cached.unwrap_or_else(|| {
            let codes = Arc::from(after.codes_after(Some(before)));
            self.broadcast.frame_cache().insert_codes(key, from, to, &codes);
            codes
        });
        shared.to_vec()
    }
}
