//! The main loop of a session: the keys of a client to its model, the frames of the model to the
//! client.

mod client_screen;
mod host;
mod session_end;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::{Position, Size};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::app::{App, Message};
use crate::runtime::colors::TerminalColors;
use crate::runtime::input::{InputDecoder, InputEvent};
use crate::runtime::ssh::class::session_model::SessionModel;
use crate::runtime::ssh::class::votes::Participant;
use crate::runtime::ssh::service::pool::{JobEvent, SessionJobs};
use crate::runtime::ssh::service::state::ServerState;
use crate::runtime::ssh::wire::client::{Client, ConnectionLost};
use crate::runtime::ticker::Ticker;
use crate::view;
use crate::work::effects;
use client_screen::ClientScreen;
pub(super) use session_end::SessionEnd;

/// After this much work a frame is drawn and other sessions have their turn, however much is left.
const TURN: Duration = Duration::from_millis(1);
/// A session that took longer, as for a frame of a huge window, rests for this many times as long
/// …
const REST: u32 = 4;
/// … but no key waits longer than this for that.
const LONGEST_REST: Duration = Duration::from_millis(100);

/// How long the end of a session waits for the terminal to say what it was asked.
const LAST_ANSWER: Duration = Duration::from_millis(500);

/// What a session works with.
pub(super) struct SessionIo {
    /// Its user.
    pub participant: Participant,
    /// What its keys act on.
    pub model: SessionModel,
    /// The colours of its terminal.
    pub colors: TerminalColors,
    /// The size of its window, as it changes.
    pub size: watch::Receiver<Size>,
    /// What the client types.
    pub typed: mpsc::Receiver<Vec<u8>>,
    /// What is sent to the client.
    pub client: Arc<Client>,
}

/// The session's task.
pub(super) struct Session {
    state: Arc<ServerState>,
    io: SessionIo,
    decoder: InputDecoder,
    /// What was typed and not handled yet.
    inputs: VecDeque<InputEvent>,
    jobs: SessionJobs,
    job_events: mpsc::UnboundedReceiver<JobEvent>,
    ticker: Ticker,
    screen: ClientScreen,
    /// Whether it takes part in a class, at the last look.
    is_in_class: bool,
    /// Whether there is something newer than what was drawn last.
    is_stale: bool,
    started: Instant,
    last_key: Instant,
    last_byte: Instant,
}

/// Returns how long a session that has worked for this long leaves the processor to others.
fn rest_after(worked: Duration) -> Duration {
    if worked <= TURN { Duration::ZERO } else { (worked * REST).min(LONGEST_REST) }
}

/// What a session wakes up for.
enum Wakeup {
    Turn,
    Typed(Option<Vec<u8>>),
    Resized,
    Arrived(Result<(), ConnectionLost>),
    Job(JobEvent),
    ModelChanged,
    Time,
    Shutdown,
}

impl Session {
    /// Returns a session that has not drawn yet.
    pub(super) fn new(state: Arc<ServerState>, io: SessionIo) -> Self {
        let (jobs, job_events) = SessionJobs::new(Arc::clone(&state.pool));
        let now = Instant::now();
        Self {
            is_in_class: io.model.is_in_class(),
            screen: ClientScreen::new(Arc::clone(&io.client), io.colors),
            state,
            io,
            decoder: InputDecoder::default(),
            inputs: VecDeque::new(),
            jobs,
            job_events,
            ticker: Ticker::default(),
            is_stale: true,
            started: now,
            last_key: now,
            last_byte: now,
        }
    }

    /// Runs until something ends it. The second value says whether a frame may have been sent in
    /// part.
    pub(super) async fn run(mut self) -> (SessionEnd, bool) {
        let mut began = Instant::now();
        let ending = loop {
            if let Err(ending) = self.perform_pending() {
                break ending;
            }
            self.draw();
            match rest_after(began.elapsed()) {
                Duration::ZERO => tokio::task::yield_now().await,
                rest => {
                    if let Err(ending) = self.rest(Instant::now() + rest).await {
                        break ending;
                    }
                }
            }
            let wakeup = self.next().await;
            began = Instant::now();
            if let Err(ending) = self.take_turn(wakeup) {
                break ending;
            }
        };
        if ending == SessionEnd::Quit {
            self.await_answer().await;
        }
        let is_frame_cut = ending != SessionEnd::Gone && self.screen.end_last_frame().await;
        (ending, is_frame_cut)
    }

    /// Waits a little for the answer of the client's terminal, so that its shell is not told it.
    async fn await_answer(&mut self) {
        let until = Instant::now() + LAST_ANSWER;
        while self.screen.awaits_answer() {
            match tokio::time::timeout_at(until, self.io.typed.recv()).await {
                Ok(Some(bytes)) => self.read(&bytes),
                Ok(None) | Err(_) => return,
            }
            let is_answer = |input: &InputEvent| matches!(input, InputEvent::Background(_));
            if self.inputs.iter().any(is_answer) {
                return;
            }
        }
    }

    /// Does nothing until then but send the frame that was drawn, which does not wait.
    async fn rest(&mut self, until: Instant) -> Result<(), SessionEnd> {
        if self.screen.is_sending()
            && let Ok(arrived) = tokio::time::timeout_at(until, self.screen.arrived()).await
        {
            self.handle(Wakeup::Arrived(arrived))?;
        }
        tokio::time::sleep_until(until).await;
        Ok(())
    }

    /// Handles what woke the session up and what was typed, for as long as a turn is. Keys that
    /// come together are drawn together, and only the last of the plots that they ask for is
    /// computed.
    fn take_turn(&mut self, wakeup: Wakeup) -> Result<(), SessionEnd> {
        let began = std::time::Instant::now();
        self.handle(wakeup)?;
        while began.elapsed() < TURN {
            if let Some(input) = self.inputs.pop_front() {
                self.input(input)?;
            } else if let Ok(bytes) = self.io.typed.try_recv() {
                self.read(&bytes);
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Sends the newest state, unless a frame is still on its way.
    fn draw(&mut self) {
        if !self.is_stale {
            return;
        }
        if self.screen.is_sending() {
            self.state.metrics.coalesced();
            return;
        }
        self.is_stale = false;
        let size = *self.io.size.borrow_and_update();
        if self.screen.send(&self.io.model, size) {
            self.state.metrics.drawn();
        }
    }

    async fn next(&mut self) -> Wakeup {
        let wake = self.wake_at();
        tokio::select! {
            // What is left from the turn before comes first; nothing more is read until it is done.
            () = std::future::ready(()), if !self.inputs.is_empty() => Wakeup::Turn,
            bytes = self.io.typed.recv(), if self.inputs.is_empty() => Wakeup::Typed(bytes),
            result = self.screen.arrived() => Wakeup::Arrived(result),
            Ok(()) = self.io.size.changed() => Wakeup::Resized,
            Some(event) = self.job_events.recv() => Wakeup::Job(event),
            () = self.io.model.changed() => Wakeup::ModelChanged,
            () = tokio::time::sleep_until(wake) => Wakeup::Time,
            () = self.state.stopping() => Wakeup::Shutdown,
        }
    }

    /// Returns when time alone makes something happen.
    fn wake_at(&mut self) -> Instant {
        let now = Instant::now();
        let every = self.io.model.app().and_then(App::tick_every);
        let ends = self.started + self.state.limits.life;
        let idle = self.idles_at();
        let tick = self.ticker.left(every, now.into_std()).map(|left| now + left);
        let flush = self.decoder.waits().map(|wait| self.last_byte + wait);
        [tick, flush, idle].into_iter().flatten().fold(ends, Instant::min)
    }

    /// Returns when the session ends without a key; never while it takes part in a class.
    fn idles_at(&self) -> Option<Instant> {
        (!self.is_in_class).then(|| self.last_key + self.state.limits.idle)
    }

    fn handle(&mut self, wakeup: Wakeup) -> Result<(), SessionEnd> {
        match wakeup {
            Wakeup::Turn => {}
            Wakeup::Typed(None) => return Err(SessionEnd::Gone),
            Wakeup::Typed(Some(bytes)) => self.read(&bytes),
            Wakeup::Arrived(arrived) => arrived.map_err(|ConnectionLost| SessionEnd::Gone)?,
            // The next frame asks for the size itself.
            Wakeup::Resized => self.is_stale = true,
            Wakeup::Job(JobEvent::Output(id, answer)) => {
                if self.jobs.expects(id, &answer) {
                    self.send(Message::Output(id, answer))?;
                }
            }
            Wakeup::Job(JobEvent::Failed(id)) => {
                if self.jobs.remove(id) {
                    return Err(SessionEnd::Error);
                }
            }
            Wakeup::ModelChanged => {
                self.is_stale = true;
                if self.is_in_class {
                    // If the presenter or the last follower has left, the time begins here.
                    self.last_key = Instant::now();
                }
                self.is_in_class = self.io.model.is_in_class();
            }
            Wakeup::Time => self.time_passed()?,
            Wakeup::Shutdown => return Err(SessionEnd::Shutdown),
        }
        Ok(())
    }

    fn time_passed(&mut self) -> Result<(), SessionEnd> {
        let now = Instant::now();
        if now >= self.started + self.state.limits.life {
            return Err(SessionEnd::Life);
        }
        if self.idles_at().is_some_and(|idles| now >= idles) {
            return Err(SessionEnd::Idle);
        }
        if self.decoder.waits().is_some_and(|wait| now >= self.last_byte + wait) {
            self.decoder.flush(&mut |input| self.inputs.push_back(input));
        }
        let every = self.io.model.app().and_then(App::tick_every);
        if self.ticker.left(every, now.into_std()) == Some(Duration::ZERO) {
            self.ticker.ticked(now.into_std());
            self.send(Message::Tick)?;
        }
        Ok(())
    }

    /// Decodes what was typed.
    fn read(&mut self, bytes: &[u8]) {
        self.last_byte = Instant::now();
        self.decoder.expect_answer(self.screen.awaits_answer());
        self.decoder.feed(bytes, &mut |input| self.inputs.push_back(input));
    }

    /// Tells the model what the user did. The mouse is at what the last frame shows there.
    fn input(&mut self, input: InputEvent) -> Result<(), SessionEnd> {
        if let InputEvent::Background(background) = input {
            self.is_stale |= self.screen.on_background(background);
            return Ok(());
        }
        self.last_key = Instant::now();
        let message = input.into_message(|pointer, column, row| {
            let size = *self.io.size.borrow();
            let (app, theme) = (self.io.model.app()?, self.screen.theme());
            view::pointed_at(app, theme, size, pointer, Position::new(column, row))
        });
        let message = match (message, self.io.model.seen()) {
            (Some(Message::Key(key)), Some(app)) => {
                Some(view::message_of(app, self.screen.theme(), *self.io.size.borrow(), key))
            }
            (message, _) => message,
        };
        message.map_or(Ok(()), |message| self.send(message))
    }

    /// Performs what the model asks for by itself, as when something is new in the class.
    fn perform_pending(&mut self) -> Result<(), SessionEnd> {
        let pending = self.io.model.take_effects();
        self.is_stale |= !pending.is_empty();
        match effects::perform(self, pending) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(end) => Err(end),
        }
    }

    /// Tells the model what happened, and performs what it asks for.
    fn send(&mut self, message: Message) -> Result<(), SessionEnd> {
        self.is_stale = true;
        if let ControlFlow::Break(end) = effects::send(self, message) {
            return Err(end);
        }
        self.is_in_class = self.io.model.is_in_class();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_long_rests_longer_and_no_key_waits_for_ever() {
        assert_eq!(rest_after(Duration::from_micros(300)), Duration::ZERO);
        assert_eq!(rest_after(TURN), Duration::ZERO);
        assert_eq!(rest_after(Duration::from_millis(8)), Duration::from_millis(32));
        assert_eq!(rest_after(Duration::from_secs(3)), LONGEST_REST);
    }
}
