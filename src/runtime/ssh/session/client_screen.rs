//! What a client shows: a frame is sent once the one before has arrived.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;
use tokio::time::Instant;

use crate::app::{App, Message};
use crate::runtime::codes;
use crate::runtime::colors::TerminalColors;
use crate::runtime::ssh::class::session_model::{SessionModel, ShownFrame};
use crate::runtime::ssh::wire::client::{Client, ConnectionLost};
use crate::runtime::window_title::{WindowTitle, title_of_data};
use crate::view::theme::{Rgb, Theme};

/// How long the end of a session waits for a frame to be sent.
const LAST_FRAME: Duration = Duration::from_secs(1);

/// The sending of a frame, until it has arrived.
type Sending = Pin<Box<dyn Future<Output = Result<(), ConnectionLost>> + Send>>;

/// The screen of a client.
pub(super) struct ClientScreen {
    client: Arc<Client>,
    colors: TerminalColors,
    /// What the client shows, or will once the frame under way has arrived.
    shown: Option<ShownFrame>,
    /// Codes to send before the next frame.
    codes_before: Vec<u8>,
    has_mouse: bool,
    title: WindowTitle,
    sending: Option<Sending>,
}

impl ClientScreen {
    /// Returns a screen with nothing of the stepper on it yet.
    pub(super) fn new(client: Arc<Client>, colors: TerminalColors) -> Self {
        let title = WindowTitle::new(client.has_title());
        let mut codes_before = codes::enter();
        if client.has_title() {
            codes_before.extend(codes::save_title());
        }
        Self { client, colors, shown: None, codes_before, has_mouse: false, title, sending: None }
    }

    /// Returns the theme of the client's terminal.
    pub(super) fn theme(&self) -> &Theme {
        self.colors.theme()
    }

    /// Returns whether a frame is on its way.
    pub(super) fn is_sending(&self) -> bool {
        self.sending.is_some()
    }

    /// Begins to send the frame that shows the newest state. Returns false if the client shows it
    /// already.
    pub(super) fn send(&mut self, model: &SessionModel, size: Size) -> bool {
        let shown = model.draw(self.colors.theme(), size);
        let mut bytes = mem::take(&mut self.codes_before);
        let has_mouse = model.app().is_some_and(App::has_mouse);
        if mem::replace(&mut self.has_mouse, has_mouse) != has_mouse {
            bytes.extend(codes::mouse(has_mouse));
        }
        bytes.extend(model.codes(self.colors.theme(), self.shown.as_ref(), &shown));
        let title = title_of(model.seen());
        let title = self.colors.theme().spelled(&title).into_owned();
        if let Some(title) = self.title.change(title) {
            bytes.extend(codes::title(title));
        }
        bytes.extend(self.colors.question(Instant::now().into_std()));
        self.shown = Some(shown);
        if bytes.is_empty() {
            return false;
        }
        let client = Arc::clone(&self.client);
        self.sending = Some(Box::pin(async move { client.send_frame(bytes).await }));
        true
    }

    /// Asks the client's terminal to put a text into its clipboard, together with the next frame.
    pub(super) fn copy(&mut self, text: &str) {
        self.codes_before.extend(codes::copied(text));
    }

    /// Returns whether the terminal was asked for its background and may still answer.
    pub(super) fn awaits_answer(&self) -> bool {
        self.colors.awaits_answer(Instant::now().into_std())
    }

    /// Takes in what the terminal's background is. Returns whether the theme is another one now.
    pub(super) fn on_background(&mut self, background: Rgb) -> bool {
        let is_other = self.colors.on_background(background, Instant::now().into_std());
        if is_other {
            self.is_drawn_anew();
        }
        is_other
    }

    /// Goes on to the next theme, and returns what the user is told.
    pub(super) fn next_theme(&mut self) -> Message {
        self.is_drawn_anew();
        self.colors.next_theme()
    }

    /// What is shown is no longer what others of this theme are shown.
    fn is_drawn_anew(&mut self) {
        if let Some((_, serial)) = &mut self.shown {
            *serial = None;
        }
    }

    /// Waits until the frame that is on its way has arrived; without one, for ever.
    ///
    /// # Errors
    /// Returns an error if the client has gone.
    pub(super) async fn arrived(&mut self) -> Result<(), ConnectionLost> {
        let Some(sending) = &mut self.sending else { return std::future::pending().await };
        let arrived = sending.await;
        self.sending = None;
        arrived
    }

    /// Waits a little for the frame that is on its way. Returns whether it may have been sent in
    /// part only.
    pub(super) async fn end_last_frame(mut self) -> bool {
        self.is_sending() && tokio::time::timeout(LAST_FRAME, self.arrived()).await.is_err()
    }
}

/// Returns the title of a window that shows a stepper, or waits for one.
fn title_of(app: Option<&App>) -> String {
    app.map_or_else(|| "emstep".to_owned(), |app| title_of_data(&app.study().dataset().source))
}
