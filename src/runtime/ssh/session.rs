//! A session: a client's keys to a seat, the seat's frames to the client.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::class::broadcast::Person;
use super::class::session_model::{Seat, Shown};
use super::service::pool::{Jobs, Said};
use super::service::state::House;
use super::wire::client::{Client, Gone};
use crate::app::{App, Effect, Message};
use crate::runtime::codes;
use crate::runtime::input::{Heard, Input, Typed};
use crate::runtime::ticker::Ticker;
use crate::view;
use crate::view::theme::Theme;
use crate::work::run_job;

/// After this much time with what happened a frame is drawn and others have their turn, however
/// much is left.
const TURN: Duration = Duration::from_millis(1);
/// A session that took longer, as for a picture of a huge window, rests for this many times as long
/// …
const REST: u32 = 4;
/// … but no key waits longer than this for that.
const LONGEST_REST: Duration = Duration::from_millis(100);

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The person left.
    Quit,
    /// No key for a long time.
    Idle,
    /// It lasted as long as a session may.
    Life,
    /// The server stops.
    Shutdown,
    /// The client has gone.
    Gone,
    /// An error in the program.
    Error,
}

impl Ending {
    /// What the person is told.
    pub fn line(self) -> Option<&'static str> {
        match self {
            Self::Quit | Self::Gone => None,
            Self::Idle => Some("emstep: no key was pressed for a long time; come back any time"),
            Self::Life => Some(
                "emstep: the session was open as long as a session may be; log in again to go on",
            ),
            Self::Shutdown => Some("emstep: the server stops; try again later"),
            Self::Error => Some("emstep: an error in the program ended this session"),
        }
    }
}

/// What a session is given.
pub struct Connected {
    /// Whose it is.
    pub person: Person,
    /// What it sits at.
    pub seat: Seat,
    /// Its colours.
    pub theme: Theme,
    /// The size of its window, as it changes.
    pub size: watch::Receiver<Size>,
    /// What the client types.
    pub typed: mpsc::Receiver<Vec<u8>>,
    /// The way to the client.
    pub client: Arc<Client>,
}

/// A frame under way to the client.
type Flight = Pin<Box<dyn Future<Output = Result<(), Gone>> + Send>>;

/// The session's task.
pub struct Session {
    house: Arc<House>,
    with: Connected,
    input: Input,
    /// What was typed and not done yet.
    typed: VecDeque<Typed>,
    jobs: Jobs,
    said: mpsc::UnboundedReceiver<Said>,
    ticker: Ticker,
    /// What the client shows, or will once the frame under way has arrived.
    shown: Option<Shown>,
    /// Codes that go out before the next frame.
    ahead: Vec<u8>,
    has_mouse: bool,
    /// Whether it follows a presenter or is followed, as far as it has seen.
    is_in_class: bool,
    is_stale: bool,
    flight: Option<Flight>,
    started: Instant,
    last_key: Instant,
    last_byte: Instant,
}

/// How long a session that has worked for this long leaves the processor to others.
fn rest_after(worked: Duration) -> Duration {
    if worked <= TURN { Duration::ZERO } else { (worked * REST).min(LONGEST_REST) }
}

/// What a session wakes up for.
enum Event {
    Turn,
    Typed(Option<Vec<u8>>),
    Resized,
    Arrived(Result<(), Gone>),
    Said(Said),
    SeatChanged,
    Time,
    Shutdown,
}

impl Session {
    /// A session that has not drawn yet.
    pub fn new(house: Arc<House>, with: Connected) -> Self {
        let (jobs, said) = Jobs::new(Arc::clone(&house.pool));
        let now = Instant::now();
        Self {
            is_in_class: with.seat.is_led() || with.seat.is_followed(),
            house,
            with,
            input: Input::default(),
            typed: VecDeque::new(),
            jobs,
            said,
            ticker: Ticker::default(),
            shown: None,
            ahead: codes::enter(),
            has_mouse: false,
            is_stale: true,
            flight: None,
            started: now,
            last_key: now,
            last_byte: now,
        }
    }

    /// Goes on until something ends it. The second value says whether a frame was cut off in the
    /// middle.
    pub async fn run(mut self) -> (Ending, bool) {
        self.draw();
        let ending = loop {
            let event = self.next().await;
            let began = Instant::now();
            if let Err(ending) = self.take_turn(event) {
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
        };
        let is_cut = match self.flight.take() {
            Some(flight) if ending != Ending::Gone => {
                tokio::time::timeout(Duration::from_secs(1), flight).await.is_err()
            }
            _ => false,
        };
        (ending, is_cut)
    }

    /// Does nothing until then but send the frame that was drawn: it does not wait for the rest to
    /// be over.
    async fn rest(&mut self, until: Instant) -> Result<(), Ending> {
        if let Some(flight) = &mut self.flight
            && let Ok(arrived) = tokio::time::timeout_at(until, flight).await
        {
            self.handle(Event::Arrived(arrived))?;
        }
        tokio::time::sleep_until(until).await;
        Ok(())
    }

    /// Handles an event and what was typed, for as long as a turn is. Keys that come together are
    /// drawn together, and only the last of the pictures that they ask for is computed.
    fn take_turn(&mut self, event: Event) -> Result<(), Ending> {
        let began = std::time::Instant::now();
        self.handle(event)?;
        while began.elapsed() < TURN {
            if let Some(typed) = self.typed.pop_front() {
                self.take(typed)?;
            } else if let Ok(bytes) = self.with.typed.try_recv() {
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
        if self.flight.is_some() {
            self.house.metrics.coalesced();
            return;
        }
        self.is_stale = false;
        let size = *self.with.size.borrow_and_update();
        let theme = &self.with.theme;
        let shown = self.with.seat.draw(theme, size);
        let mut bytes = std::mem::take(&mut self.ahead);
        let has_mouse = self.with.seat.app().is_some_and(App::has_mouse);
        if std::mem::replace(&mut self.has_mouse, has_mouse) != has_mouse {
            bytes.extend(codes::mouse(has_mouse));
        }
        bytes.extend(self.with.seat.codes(theme, size, self.shown.as_ref(), &shown));
        self.shown = Some(shown);
        if bytes.is_empty() {
            return;
        }
        self.house.metrics.drawn();
        let client = Arc::clone(&self.with.client);
        self.flight = Some(Box::pin(async move { client.show(bytes).await }));
    }

    async fn next(&mut self) -> Event {
        let wake = self.wake_at();
        let arrived = async {
            match &mut self.flight {
                Some(flight) => flight.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // What is left from the turn before comes first; nothing more is read until it is done.
            () = std::future::ready(()), if !self.typed.is_empty() => Event::Turn,
            bytes = self.with.typed.recv(), if self.typed.is_empty() => Event::Typed(bytes),
            result = arrived => Event::Arrived(result),
            Ok(()) = self.with.size.changed() => Event::Resized,
            Some(said) = self.said.recv() => Event::Said(said),
            () = self.with.seat.changed() => Event::SeatChanged,
            () = tokio::time::sleep_until(wake) => Event::Time,
            () = self.house.stops() => Event::Shutdown,
        }
    }

    /// When time alone makes something happen.
    fn wake_at(&mut self) -> Instant {
        let now = Instant::now();
        let every = self.with.seat.app().and_then(App::tick_every);
        let ends = self.started + self.house.limits.life;
        let idle = self.idles_at();
        let tick = self.ticker.left(every, now.into_std()).map(|left| now + left);
        let flush = self.input.waits().map(|wait| self.last_byte + wait);
        [tick, flush, idle].into_iter().flatten().fold(ends, Instant::min)
    }

    /// When the session ends without a key; never while it follows a presenter, or is followed.
    fn idles_at(&self) -> Option<Instant> {
        (!self.is_in_class).then(|| self.last_key + self.house.limits.idle)
    }

    fn handle(&mut self, event: Event) -> Result<(), Ending> {
        match event {
            Event::Turn => {}
            Event::Typed(None) => return Err(Ending::Gone),
            Event::Typed(Some(bytes)) => self.read(&bytes),
            Event::Arrived(Ok(())) => self.flight = None,
            Event::Arrived(Err(Gone)) => {
                self.flight = None;
                return Err(Ending::Gone);
            }
            // The next frame asks for the size itself.
            Event::Resized => self.is_stale = true,
            Event::Said(Said::Answer(id, answer)) => {
                if self.jobs.wants(id, &answer) {
                    self.tell(Message::Answer(id, answer))?;
                }
            }
            Event::Said(Said::Failed(id)) => {
                if self.jobs.has_lost(id) {
                    return Err(Ending::Error);
                }
            }
            Event::SeatChanged => {
                self.is_stale = true;
                if self.is_in_class {
                    // Should the presenter have gone, or the last follower, the time begins here.
                    self.last_key = Instant::now();
                }
                self.is_in_class = self.with.seat.is_led() || self.with.seat.is_followed();
            }
            Event::Time => self.time_passed()?,
            Event::Shutdown => return Err(Ending::Shutdown),
        }
        Ok(())
    }

    fn time_passed(&mut self) -> Result<(), Ending> {
        let now = Instant::now();
        if now >= self.started + self.house.limits.life {
            return Err(Ending::Life);
        }
        if self.idles_at().is_some_and(|idles| now >= idles) {
            return Err(Ending::Idle);
        }
        if self.input.waits().is_some_and(|wait| now >= self.last_byte + wait) {
            self.input.flush(&mut |typed| self.typed.push_back(typed));
        }
        let every = self.with.seat.app().and_then(App::tick_every);
        if self.ticker.left(every, now.into_std()) == Some(Duration::ZERO) {
            self.ticker.ticked(now.into_std());
            self.tell(Message::Tick)?;
        }
        Ok(())
    }

    /// Makes keys out of bytes.
    fn read(&mut self, bytes: &[u8]) {
        self.last_byte = Instant::now();
        self.input.feed(bytes, &mut |typed| self.typed.push_back(typed));
    }

    /// Does what a key or something else that was typed asks for.
    fn take(&mut self, typed: Typed) -> Result<(), Ending> {
        self.last_key = Instant::now();
        match Heard::from(typed) {
            Heard::Message(message) => self.tell(message),
            Heard::Click { column, row } => {
                let size = *self.with.size.borrow();
                let app = self.with.seat.app();
                match app.and_then(|app| view::quantity_at(app, size, column, row)) {
                    Some((panel, quantity)) => self.tell(Message::Select(panel, quantity)),
                    None => Ok(()),
                }
            }
        }
    }

    /// Tells the seat, and does what follows from it. A quick job's answers are part of the next
    /// frame.
    fn tell(&mut self, message: Message) -> Result<(), Ending> {
        self.is_stale = true;
        let Connected { seat, person, .. } = &mut self.with;
        let mut effects = VecDeque::from(seat.update(message, person));
        let mut answers = VecDeque::new();
        loop {
            if let Some(effect) = effects.pop_front() {
                match effect {
                    Effect::Quit => return Err(Ending::Quit),
                    // The next frame brings the codes: another seat may differ in this as well.
                    Effect::Mouse(_) => {}
                    Effect::Start(id, job) if job.is_momentary() => run_job(&job, &mut |answer| {
                        answers.push_back((id, answer));
                        std::ops::ControlFlow::Continue(())
                    }),
                    Effect::Start(id, job) => self.jobs.start(id, job),
                    Effect::Cancel(id) => {
                        answers.retain(|(of, _)| *of != id);
                        self.jobs.cancel(id);
                    }
                    // The bounds of a session here name no file and leave nothing to go back to.
                    Effect::Fail(_)
                    | Effect::Suspend
                    | Effect::Record { .. }
                    | Effect::HandOver => {
                        tracing::error!(
                            session = person.session,
                            ?effect,
                            "a session asked for what it may not"
                        );
                    }
                }
            } else if let Some((id, answer)) = answers.pop_front() {
                effects.extend(seat.update(Message::Answer(id, answer), person));
            } else {
                self.is_in_class = seat.is_led() || seat.is_followed();
                return Ok(());
            }
        }
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
