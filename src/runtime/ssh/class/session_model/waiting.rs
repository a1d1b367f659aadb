//! The session of a user who logged in to present while someone else does.

use std::sync::Arc;

use ratatui::Frame;

use super::presenter::PresenterModel;
use crate::app::keymap::{self, QueueAction};
use crate::app::{Effect, Message};
use crate::runtime::ssh::class::broadcast::{Broadcast, PresenterRequest};
use crate::runtime::ssh::class::votes::Participant;
use crate::view;
use crate::view::theme::Theme;

/// A user who logged in to present while someone else does.
#[derive(Debug)]
pub(crate) struct WaitingModel {
    broadcast: Arc<Broadcast>,
    name: String,
    participant: Participant,
    presenter: String,
    request: Option<PresenterRequest>,
    /// A line to show once the user presents.
    line: Option<String>,
}

impl WaitingModel {
    /// Returns the model of a user called `name`, who waits for `presenter`.
    pub(crate) fn new(
        broadcast: &Arc<Broadcast>,
        name: &str,
        participant: Participant,
        presenter: String,
    ) -> Self {
        Self {
            broadcast: Arc::clone(broadcast),
            name: name.to_owned(),
            presenter,
            request: broadcast.take_over(name, &participant),
            line: None,
            participant,
        }
    }

    /// Keeps a line to show once the user presents.
    pub(crate) fn show_line(&mut self, line: String) {
        self.line = Some(line);
    }

    /// Asks to present, or leaves.
    pub(crate) fn update(&mut self, message: &Message) -> Vec<Effect> {
        let Message::Key(key) = message else { return Vec::new() };
        let key = self.broadcast.keymap().in_table(keymap::QUEUE[0].table, *key);
        match key.and_then(|key| keymap::find(keymap::QUEUE, key)) {
            Some(QueueAction::Leave) => return vec![Effect::Quit],
            Some(QueueAction::Ask) if self.request.is_none() => {
                self.request = Some(self.broadcast.request(&self.name, &self.participant));
            }
            Some(QueueAction::Ask) | None => {}
        }
        Vec::new()
    }

    /// Waits until the request is granted, and returns the presenter's model. Returns none if
    /// someone else asked later.
    pub(crate) async fn changed(&mut self) -> Option<PresenterModel> {
        let Some(request) = &mut self.request else { return std::future::pending().await };
        let granted = request.granted().await;
        self.request = None;
        let guard = granted?;
        let app = guard.explore();
        let mut presenter = PresenterModel::new(guard, app, self.participant.clone());
        if let Some(line) = self.line.take() {
            presenter.tell(Message::Inform(line));
        }
        Some(presenter)
    }

    /// Draws who presents, and what the user can do.
    pub(crate) fn draw(&self, theme: &Theme, frame: &mut Frame) {
        let keymap = self.broadcast.keymap();
        view::draw_queue(&self.presenter, self.request.is_some(), &keymap, theme, frame);
    }
}
