//! One connection, from the first byte to the last: how long each stage of it may take.

use std::net::IpAddr;
use std::ops::ControlFlow;
use std::time::Duration;

use russh::Disconnect;
use russh::server::RunningSession;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::DRAIN;
use crate::runtime::ssh::access::login_limiter::Failure;
use crate::runtime::ssh::handler::{ConnectionHandler, ConnectionStage};
use crate::runtime::ssh::service::metrics::Reject;
use crate::runtime::ssh::service::state::ServerState;
use crate::runtime::ssh::wire::metered_stream::AbortHandle;
use crate::text::sanitise::brief;

/// How long a client that has logged in may take to open the stepper.
const OPENING: Duration = Duration::from_secs(60);
/// How long the first line of a client may take.
const FIRST_LINE: Duration = Duration::from_secs(10);
/// The same, from a source of many connections that did not log in in time.
const FIRST_LINE_IF_OFTEN_SILENT: Duration = Duration::from_secs(2);
/// How long a client has to read why it is disconnected.
const DISCONNECTING: Duration = Duration::from_millis(250);

/// A connection whose client has said who it is, as SSH goes on.
type Running = RunningSession<ConnectionHandler>;

/// The next stage of a connection, or its end and what went wrong, if something did.
type Stage<T> = ControlFlow<Option<String>, T>;

/// What every stage of a connection needs.
pub(super) struct Connection<'a> {
    pub state: &'a ServerState,
    pub address: IpAddr,
    pub abort: &'a AbortHandle,
    pub stages: watch::Receiver<ConnectionStage>,
}

impl Connection<'_> {
    /// Drives SSH until the connection ends. Returns what went wrong, if something did.
    pub(super) async fn drive(
        mut self,
        starting: impl Future<Output = Result<Running, russh::Error>> + Unpin,
    ) -> Option<String> {
        let began = Instant::now();
        let mut running = match self.exchange_keys(starting, began).await {
            Stage::Continue(running) => running,
            Stage::Break(problem) => return problem,
        };
        if let Stage::Break(problem) = self.log_in(&mut running, began).await {
            return problem;
        }
        if let Stage::Break(problem) = self.open(&mut running).await {
            return problem;
        }
        self.serve(&mut running).await
    }

    async fn exchange_keys(
        &self,
        starting: impl Future<Output = Result<Running, russh::Error>> + Unpin,
        began: Instant,
    ) -> Stage<Running> {
        let is_often_silent = self.state.login_limiter.is_over_limit(
            self.address.into(),
            Failure::Silence,
            began.into_std(),
        );
        let first_line = if is_often_silent { FIRST_LINE_IF_OFTEN_SILENT } else { FIRST_LINE };
        tokio::select! {
            started = starting => match started {
                Ok(running) => Stage::Continue(running),
                Err(error) => Stage::Break(Some(one_line(&error))),
            },
            () = sleep_until(began + first_line.min(self.state.limits.login_grace)) => {
                Stage::Break(Some(self.login_took_too_long()))
            }
            () = self.state.stopping() => Stage::Break(None),
        }
    }

    async fn log_in(&mut self, running: &mut Running, began: Instant) -> Stage<()> {
        let grace = self.state.limits.login_grace;
        tokio::select! {
            ended = &mut *running => Stage::Break(problem(ended)),
            true = has_reached(&mut self.stages, |stage| *stage != ConnectionStage::LoggingIn) => {
                Stage::Continue(())
            }
            () = sleep_until(began + grace) => {
                let seconds = grace.as_secs();
                let why = format!("the login took longer than {seconds} seconds; try again");
                self.disconnect(running, why).await;
                Stage::Break(Some(self.login_took_too_long()))
            }
            () = self.state.stopping() => {
                self.abort.abort();
                Stage::Break(None)
            }
        }
    }

    /// Waits until the client that has logged in opens the stepper.
    async fn open(&mut self, running: &mut Running) -> Stage<()> {
        tokio::select! {
            ended = &mut *running => Stage::Break(problem(ended)),
            true = has_reached(&mut self.stages, |stage| *stage == ConnectionStage::Open) => {
                Stage::Continue(())
            }
            () = sleep(OPENING) => {
                self.disconnect(running, "no session was opened within a minute".to_owned()).await;
                Stage::Break(Some("logged in and opened no session".to_owned()))
            }
            () = drained(self.state) => {
                self.abort.abort();
                Stage::Break(None)
            }
        }
    }

    /// Waits for the end of the session, and ends what goes on long after it should.
    async fn serve(&self, running: &mut Running) -> Option<String> {
        tokio::select! {
            ended = running => problem(ended),
            () = sleep(self.state.limits.life + DRAIN) => {
                self.abort.abort();
                Some("open for too long".to_owned())
            }
            () = drained(self.state) => {
                self.abort.abort();
                None
            }
        }
    }

    /// Counts a login that took too long. Returns what to say about it.
    fn login_took_too_long(&self) -> String {
        let now = Instant::now().into_std();
        self.state.login_limiter.record(self.address.into(), Failure::Silence, now);
        self.state.metrics.reject(Reject::Grace);
        tracing::info!(address = %self.address, "login took too long");
        "login took too long".to_owned()
    }

    /// Tells the client why it is disconnected, if it listens, and ends the connection.
    async fn disconnect(&self, running: &mut Running, why: String) {
        let handle = running.handle();
        let told = async {
            // Neither can fail in a way that matters: the connection ends in any case.
            let _ = handle.disconnect(Disconnect::ByApplication, why, "en".to_owned()).await;
            let _ = running.await;
        };
        // A client that does not listen misses the reason.
        let _ = timeout(DISCONNECTING, told).await;
        self.abort.abort();
    }
}

/// Waits until a connection has reached a stage. Returns false if it ended before.
async fn has_reached(
    stages: &mut watch::Receiver<ConnectionStage>,
    is_there: impl FnMut(&ConnectionStage) -> bool,
) -> bool {
    stages.wait_for(is_there).await.is_ok()
}

/// Waits until the server stops and sessions have had their time to end.
async fn drained(state: &ServerState) {
    state.stopping().await;
    sleep(DRAIN).await;
}

/// Returns what went wrong, if the connection did not end as it should.
fn problem(ended: Result<(), russh::Error>) -> Option<String> {
    ended.err().as_ref().map(one_line)
}

/// Returns the text of an error, some of which the client may have sent, as one safe line.
fn one_line(error: &russh::Error) -> String {
    brief(&error.to_string())
}
