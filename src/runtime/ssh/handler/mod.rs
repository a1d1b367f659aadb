//! One connection: who logs in, and the one session that it may open. All that is not a terminal
//! for the stepper is refused, with a line that says what to type.

mod protocol;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;
use russh::keys::{Algorithm, PublicKey};
use russh::server::{Auth, Msg, Session};
use russh::{ChannelId, ChannelWriteHalf, Error};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::access::code::PresenterCode;
use super::access::login_limiter::{ClientSource, Failure};
use super::access::role::LoginRole;
use super::run_session::{SessionRequest, run_session};
use super::service::metrics::Reject;
use super::service::occupancy::{LoginPermit, NoCapacity};
use super::service::state::ServerState;
use super::wire::client::{self, Client};
use super::wire::environment::Environment;
use super::wire::metered_stream::AbortHandle;
use super::wire::token_bucket::TokenBucket;
use crate::runtime::window_title::has_window;
use crate::text::sanitise::brief;

/// Bytes per second that a client may type in the long run, and at once. No hand and hardly any
/// paste reaches it.
const TYPED_PER_SECOND: u32 = 64 * 1024;
const TYPED_AT_ONCE: u32 = 256 * 1024;
/// Packets of typed bytes that wait for a session.
const TYPED_WAITING: usize = 16;

/// Refusals of one connection that are logged: a client may ask for as much as it likes.
const REFUSALS: usize = 16;

/// The `key` of a presenter who logged in by a code.
const BY_CODE: &str = "the code";
/// How much later a wrong password is answered.
const WRONG_PASSWORD_DELAY: Duration = Duration::from_secs(1);
/// How much later a wrong password is answered if there were too many before it.
const REPEATED_DELAY: Duration = Duration::from_secs(4);

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectionStage {
    LoggingIn,
    LoggedIn,
    /// The stepper is open, or was.
    Open,
}

/// One connection, from its login to its end.
pub(super) struct ConnectionHandler {
    state: Arc<ServerState>,
    address: IpAddr,
    abort: Arc<AbortHandle>,
    /// Reports how far it is.
    stage: watch::Sender<ConnectionStage>,
    /// Counts the login until it has succeeded.
    login: Option<LoginPermit>,
    refusals: usize,
    user: String,
    role: Option<LoginRole>,
    /// What the user logged in by: the fingerprint of a key, or [`BY_CODE`].
    key: Option<String>,
    /// The presenter's code that was typed.
    code: Option<PresenterCode>,
    typed_bytes: TokenBucket,
    /// Boxed: russh keeps room for four of its handler in every connection, and most of that waits
    /// for a login.
    channel: Option<Box<SessionChannel>>,
}

/// The one session channel.
struct SessionChannel {
    id: ChannelId,
    /// Moved to the session when it opens.
    writer: Option<ChannelWriteHalf<Msg>>,
    environment: Environment,
    has_terminal: bool,
    size: watch::Sender<Size>,
    typed: Option<mpsc::Sender<Vec<u8>>>,
    is_over: bool,
}

impl ConnectionHandler {
    /// Returns the handler of a connection from this address that has not logged in.
    pub(super) fn new(
        state: Arc<ServerState>,
        address: IpAddr,
        abort: Arc<AbortHandle>,
        stage: watch::Sender<ConnectionStage>,
        login: LoginPermit,
    ) -> Self {
        Self {
            state,
            address,
            abort,
            stage,
            login: Some(login),
            refusals: 0,
            user: String::new(),
            role: None,
            key: None,
            code: None,
            typed_bytes: TokenBucket::new(TYPED_PER_SECOND, TYPED_AT_ONCE),
            channel: None,
        }
    }

    fn accept(&mut self, user: &str, how: &str) -> Auth {
        self.user = brief(user);
        self.role = LoginRole::named(user);
        tracing::info!(address = %self.address, user = self.user, how, "logged in");
        Auth::Accept
    }

    /// Rejects a login, with the methods by which `user` could log in.
    fn reject(&self, user: &str) -> Auth {
        let methods = self.state.access.methods(LoginRole::named(user));
        Auth::Reject { proceed_with_methods: Some(methods), partial_success: false }
    }

    /// Counts and rejects a wrong password, later if there were many: the right one is accepted at
    /// once, however many others from the same source guess.
    async fn reject_password(&mut self, user: &str) -> Auth {
        let (limiter, source) = (&self.state.login_limiter, ClientSource::from(self.address));
        let guess = Failure::Guess(LoginRole::named(user));
        let now = Instant::now().into_std();
        let are_too_many = limiter.is_over_limit(source, guess, now);
        limiter.record(source, guess, now);
        self.state.metrics.reject(Reject::Auth);
        tracing::warn!(address = %self.address, user = brief(user), how = "password", "not let in");
        if are_too_many {
            self.state.metrics.reject(Reject::HeldBack);
            // Others may log in while this one waits.
            self.login = None;
        }
        tokio::time::sleep(if are_too_many { REPEATED_DELAY } else { WRONG_PASSWORD_DELAY }).await;
        self.reject(user)
    }

    fn accepts_key(&self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> bool {
        let role = LoginRole::named(user);
        role.is_some_and(|role| self.state.access.accepts_key(role, key, algorithm))
    }

    /// Returns the session channel, if it has this id and is open.
    fn open_channel(&mut self, id: ChannelId) -> Option<&mut SessionChannel> {
        self.channel.as_deref_mut().filter(|channel| channel.id == id && !channel.is_over)
    }

    /// Returns what to type to log in as the same user.
    fn ssh_command(&self) -> String {
        let role = self.role.unwrap_or(LoginRole::Play);
        self.state.connection_info.command(&role.to_string())
    }

    fn note_refusal(&mut self, what: &str) {
        self.state.metrics.reject(Reject::Request);
        self.refusals += 1;
        if self.refusals <= REFUSALS {
            tracing::info!(address = %self.address, user = self.user, what, "refused");
        }
    }

    /// Refuses the session with a line, and ends the connection.
    fn refuse(&mut self, id: ChannelId, session: &mut Session, why: &str) -> Result<(), Error> {
        self.note_refusal(why);
        let Some(channel) = self.open_channel(id) else { return session.channel_failure(id) };
        channel.is_over = true;
        session.channel_success(id)?;
        session.extended_data(id, 1, format!("emstep: {why}\r\n").into_bytes())?;
        session.exit_status_request(id, 1)?;
        session.eof(id)?;
        session.close(id)?;
        let (handle, abort) = (session.handle(), Arc::clone(&self.abort));
        tokio::spawn(async move { client::disconnect(&handle, &abort).await });
        Ok(())
    }

    /// Refuses what is asked for beside the session, which goes on.
    fn refuse_extra(&mut self, session: &mut Session, what: &str) -> Result<(), Error> {
        self.note_refusal(what);
        let line =
            format!("emstep: no {what} here; type: {}", self.state.connection_info.command("play"));
        session.debug(true, &line, "en")
    }

    /// Opens the stepper.
    fn open_session(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Error> {
        let Some(role) = self.role else {
            let users = format!(
                "there is no user {:?} here; type: {}",
                self.user,
                self.state.connection_info.command("play")
            );
            return self.refuse(id, session, &users);
        };
        self.stage.send_replace(ConnectionStage::Open);
        let permit = match self.state.occupancy.session(role) {
            Ok(permit) => permit,
            Err(NoCapacity { why, line }) => {
                self.state.metrics.reject(why);
                return self.refuse(id, session, &line);
            }
        };
        if self.open_channel(id).is_none_or(|channel| channel.writer.is_none()) {
            return session.channel_failure(id);
        }
        let codes = &self.state.access.codes;
        if self.code == Some(PresenterCode::First) && !codes.spend() {
            let why = "the code has opened the stepper to another presenter meanwhile";
            return self.refuse(id, session, why);
        }
        let (key, return_code) = (self.key.clone(), self.code.map(|_| codes.return_code()));
        let (state, address, abort) =
            (Arc::clone(&self.state), self.address, Arc::clone(&self.abort));
        let Some(channel) = self.open_channel(id) else { return session.channel_failure(id) };
        let Some(writer) = channel.writer.take() else { return session.channel_failure(id) };
        let (sender, typed) = mpsc::channel(TYPED_WAITING);
        channel.typed = Some(sender);
        let glyphs = state.glyphs;
        let has_title = state.has_title && has_window(&channel.environment);
        let request = SessionRequest {
            role,
            address,
            key,
            return_code,
            colors: channel.environment.colors(glyphs),
            size: channel.size.subscribe(),
            typed,
            client: Arc::new(Client::new(writer, session.handle(), abort, has_title)),
            permit,
        };
        session.channel_success(id)?;
        tokio::spawn(run_session(state, request));
        Ok(())
    }

    /// Refuses the session unless the stepper is open in it, which goes on.
    fn refuse_request(
        &mut self,
        id: ChannelId,
        session: &mut Session,
        why: &str,
    ) -> Result<(), Error> {
        match self.open_channel(id) {
            Some(channel) if channel.typed.is_some() => session.channel_failure(id),
            _ => self.refuse(id, session, why),
        }
    }
}
