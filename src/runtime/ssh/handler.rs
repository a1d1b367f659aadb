//! What SSH asks of the server. All that is not a terminal for the stepper is refused, with a line
//! that says what to type.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;
use russh::keys::{Algorithm, HashAlg, PublicKey};
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelWriteHalf, Error, Pty};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::access::code::Typed;
use super::access::login_limiter::{Failure, Source};
use super::access::policy::Role;
use super::run_session::{Visit, run_session};
use super::service::metrics::Reject;
use super::service::state::{House, Login, NoRoom};
use super::wire::client::{self, Client};
use super::wire::environment::Environment;
use super::wire::metered_stream::Cut;
use super::wire::token_bucket::Rate;
use crate::text::sanitise::brief;

/// Bytes a second that a client may type in the long run, and at once. No hand and hardly any paste
/// reaches it.
const TYPED_A_SECOND: u32 = 64 * 1024;
const TYPED_AT_ONCE: u32 = 256 * 1024;
/// Packets of typed bytes that wait for a session.
const TYPED_WAITING: usize = 16;

/// Refusals of one connection that are written down: a client may ask for as much as it likes.
const REFUSALS: usize = 16;

/// What is known of who came in by a presenter's code.
const CODE: &str = "the code";
/// How much later a wrong password is answered.
const WRONG: Duration = Duration::from_secs(1);
/// How much later a wrong password is answered if there were too many before it.
const HOLD_BACK: Duration = Duration::from_secs(4);

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    LoggingIn,
    LoggedIn,
    /// The stepper is open, or was.
    Open,
}

/// One connection, from its login to its end.
pub struct Doorman {
    house: Arc<House>,
    address: IpAddr,
    cut: Arc<Cut>,
    /// Told how far it has come.
    stage: watch::Sender<Stage>,
    /// Under way until someone has logged in.
    login: Option<Login>,
    refusals: usize,
    user: String,
    role: Option<Role>,
    /// What opened the door: the fingerprint of a key, or a presenter's code.
    key: Option<String>,
    /// The presenter's code that was typed.
    code: Option<Typed>,
    rate: Rate,
    /// Boxed: russh keeps room for four of its handler in every connection, and most of that waits
    /// for a login.
    channel: Option<Box<Line>>,
}

/// The one session channel.
struct Line {
    id: ChannelId,
    /// Taken by the session.
    way: Option<ChannelWriteHalf<Msg>>,
    environment: Environment,
    has_terminal: bool,
    size: watch::Sender<Size>,
    typed: Option<mpsc::Sender<Vec<u8>>>,
    is_over: bool,
}

impl Doorman {
    /// Waits for a login from this address.
    pub fn new(
        house: Arc<House>,
        address: IpAddr,
        cut: Arc<Cut>,
        stage: watch::Sender<Stage>,
        login: Login,
    ) -> Self {
        Self {
            house,
            address,
            cut,
            stage,
            login: Some(login),
            refusals: 0,
            user: String::new(),
            role: None,
            key: None,
            code: None,
            rate: Rate::new(TYPED_A_SECOND, TYPED_AT_ONCE),
            channel: None,
        }
    }

    fn let_in(&mut self, user: &str, how: &str) -> Auth {
        self.user = brief(user);
        self.role = Role::named(user);
        tracing::info!(address = %self.address, user = self.user, how, "logged in");
        Auth::Accept
    }

    /// Says how else `user` could come in.
    fn turn_away(&self, user: &str) -> Auth {
        let methods = self.house.door.methods(Role::named(user));
        Auth::Reject { proceed_with_methods: Some(methods), partial_success: false }
    }

    /// Counts a wrong password, and holds the answer back if there were many: who types the
    /// right one is let in at once, however many others from the same place guess.
    async fn turn_guess_away(&mut self, user: &str) -> Auth {
        let (attempts, source) = (&self.house.attempts, Source::from(self.address));
        let guess = Failure::Guess(Role::named(user));
        let now = Instant::now().into_std();
        let are_too_many = attempts.are_too_many(source, guess, now);
        attempts.failed(source, guess, now);
        self.house.metrics.reject(Reject::Auth);
        tracing::warn!(address = %self.address, user = brief(user), how = "password", "not let in");
        if are_too_many {
            self.house.metrics.reject(Reject::HeldBack);
            // Who waits for that keeps no place from others who log in.
            self.login = None;
        }
        tokio::time::sleep(if are_too_many { HOLD_BACK } else { WRONG }).await;
        self.turn_away(user)
    }

    fn knows(&self, user: &str, key: &PublicKey, algorithm: &Algorithm) -> bool {
        let role = Role::named(user);
        role.is_some_and(|role| self.house.door.knows_key(role, key, algorithm))
    }

    fn line(&mut self, id: ChannelId) -> Option<&mut Line> {
        self.channel.as_deref_mut().filter(|line| line.id == id && !line.is_over)
    }

    /// What to type to come in as who logged in here.
    fn invitation(&self) -> String {
        let role = self.role.unwrap_or(Role::Play);
        self.house.invitation.line(&role.to_string())
    }

    fn note_refusal(&mut self, what: &str) {
        self.house.metrics.reject(Reject::Request);
        self.refusals += 1;
        if self.refusals <= REFUSALS {
            tracing::info!(address = %self.address, user = self.user, what, "refused");
        }
    }

    /// Answers a request on the channel with a line and the end of the session.
    fn refuse(&mut self, id: ChannelId, session: &mut Session, why: &str) -> Result<(), Error> {
        self.note_refusal(why);
        let Some(line) = self.line(id) else { return session.channel_failure(id) };
        line.is_over = true;
        session.channel_success(id)?;
        session.extended_data(id, 1, format!("emstep: {why}\r\n").into_bytes())?;
        session.exit_status_request(id, 1)?;
        session.eof(id)?;
        session.close(id)?;
        let (handle, cut) = (session.handle(), Arc::clone(&self.cut));
        tokio::spawn(async move { client::hang_up(&handle, &cut).await });
        Ok(())
    }

    /// Refuses what is asked for beside the session, which goes on.
    fn refuse_extra(&mut self, session: &mut Session, what: &str) -> Result<(), Error> {
        self.note_refusal(what);
        let line = format!("emstep: no {what} here; type: {}", self.house.invitation.line("play"));
        session.debug(true, &line, "en")
    }

    /// Opens the stepper.
    fn open(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Error> {
        let Some(role) = self.role else {
            let users = format!(
                "there is no user {:?} here; type: {}",
                self.user,
                self.house.invitation.line("play")
            );
            return self.refuse(id, session, &users);
        };
        self.stage.send_replace(Stage::Open);
        let counted = match self.house.session(role) {
            Ok(counted) => counted,
            Err(NoRoom { why, line }) => {
                self.house.metrics.reject(why);
                return self.refuse(id, session, &line);
            }
        };
        if self.line(id).is_none_or(|line| line.way.is_none()) {
            return session.channel_failure(id);
        }
        let codes = &self.house.door.codes;
        if self.code == Some(Typed::First) && !codes.spend() {
            let why = "the code has opened the stepper to another presenter meanwhile";
            return self.refuse(id, session, why);
        }
        let (key, code_to_return) = (self.key.clone(), self.code.map(|_| codes.back()));
        let (house, address, cut) = (Arc::clone(&self.house), self.address, Arc::clone(&self.cut));
        let Some(line) = self.line(id) else { return session.channel_failure(id) };
        let Some(way) = line.way.take() else { return session.channel_failure(id) };
        let (sender, typed) = mpsc::channel(TYPED_WAITING);
        line.typed = Some(sender);
        let visit = Visit {
            role,
            address,
            key,
            code_to_return,
            depth: line.environment.depth(),
            size: line.size.subscribe(),
            typed,
            client: Arc::new(Client::new(way, session.handle(), cut)),
            counted,
        };
        session.channel_success(id)?;
        tokio::spawn(run_session(house, visit));
        Ok(())
    }
}

impl Handler for Doorman {
    type Error = Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Error> {
        let door = &self.house.door;
        let is_open = Role::named(user)
            .map_or_else(|| door.hears_out(user), |role| door.lets_in_without_proof(role));
        // Every client asks this first, to hear what else there is.
        Ok(if is_open { self.let_in(user, "open") } else { self.turn_away(user) })
    }

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Error> {
        let role = Role::named(user);
        if role == Some(Role::Present) {
            // Asked once: another presenter may open the stepper at any moment.
            self.code = self.house.door.codes.typed(password);
        }
        let is_right = match role {
            Some(Role::Present) => self.code.is_some(),
            Some(role) => self.house.door.accepts_password(role, password),
            None => false,
        };
        if is_right {
            self.key = self.code.map(|_| CODE.to_owned());
            return Ok(self.let_in(user, "password"));
        }
        Ok(self.turn_guess_away(user).await)
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Error> {
        let knows = self.knows(user, offer.public_key, offer.algorithm);
        // To offer a key is no guess: an agent offers all that it has.
        Ok(if knows { Auth::Accept } else { self.turn_away(user) })
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Error> {
        let knows = self.knows(user, key.public_key, key.algorithm);
        if !knows {
            return Ok(self.turn_away(user));
        }
        self.key = Some(key.public_key.fingerprint(HashAlg::Sha256).to_string());
        Ok(self.let_in(user, "key"))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _: &str,
        _: Option<Response<'a>>,
    ) -> Result<Auth, Error> {
        Ok(self.turn_away(user))
    }

    async fn auth_succeeded(&mut self, _: &mut Session) -> Result<(), Error> {
        self.stage.send_replace(Stage::LoggedIn);
        self.login = None;
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Error> {
        if self.channel.is_some() {
            self.refuse_extra(session, "second session in one connection")?;
            // Dropped, the reply says that it is prohibited.
            drop(reply);
            return Ok(());
        }
        let (_, way) = channel.split();
        self.channel = Some(Box::new(Line {
            id: way.id(),
            way: Some(way),
            environment: Environment::default(),
            has_terminal: false,
            size: watch::Sender::new(self.house.limits.window(0, 0)),
            typed: None,
            is_over: false,
        }));
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        id: ChannelId,
        term: &str,
        columns: u32,
        rows: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Error> {
        let size = self.house.limits.window(columns, rows);
        match self.line(id) {
            Some(line) if line.typed.is_none() => {
                line.has_terminal = true;
                line.environment.set_term(term);
                line.size.send_replace(size);
                session.channel_success(id)
            }
            _ => session.channel_failure(id),
        }
    }

    async fn window_change_request(
        &mut self,
        id: ChannelId,
        columns: u32,
        rows: u32,
        _: u32,
        _: u32,
        session: &mut Session,
    ) -> Result<(), Error> {
        let size = self.house.limits.window(columns, rows);
        let Some(line) = self.line(id) else { return session.channel_failure(id) };
        line.size.send_if_modified(|now| std::mem::replace(now, size) != size);
        session.channel_success(id)
    }

    async fn env_request(
        &mut self,
        id: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        let is_taken = self.line(id).is_some_and(|line| line.environment.set(name, value));
        if is_taken { session.channel_success(id) } else { session.channel_failure(id) }
    }

    async fn shell_request(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Error> {
        let invitation = self.invitation();
        match self.line(id) {
            Some(line) if line.typed.is_some() => session.channel_failure(id),
            Some(line) if !line.has_terminal => {
                let why =
                    format!("the stepper needs a terminal; type: {}", with_terminal(&invitation));
                self.refuse(id, session, &why)
            }
            Some(_) => self.open(id, session),
            None => session.channel_failure(id),
        }
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), Error> {
        let why = format!("no commands run here, only the stepper; type: {}", self.invitation());
        self.refuse_request(id, session, &why)
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        let why = format!("no {} here, only the stepper; type: {}", brief(name), self.invitation());
        self.refuse_request(id, session, &why)
    }

    async fn x11_request(
        &mut self,
        id: ChannelId,
        _: bool,
        _: &str,
        _: &str,
        _: u32,
        session: &mut Session,
    ) -> Result<(), Error> {
        self.refuse_extra(session, "X11")?;
        session.channel_failure(id)
    }

    async fn agent_request(&mut self, _: ChannelId, session: &mut Session) -> Result<bool, Error> {
        self.refuse_extra(session, "agent forwarding")?;
        Ok(false)
    }

    async fn tcpip_forward(
        &mut self,
        _: &str,
        _: &mut u32,
        session: &mut Session,
    ) -> Result<bool, Error> {
        self.refuse_extra(session, "port forwarding")?;
        Ok(false)
    }

    async fn streamlocal_forward(&mut self, _: &str, session: &mut Session) -> Result<bool, Error> {
        self.refuse_extra(session, "socket forwarding")?;
        Ok(false)
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: &str,
        _: u32,
        reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Error> {
        drop(reply);
        self.refuse_extra(session, "port forwarding")
    }

    async fn channel_open_direct_streamlocal(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Error> {
        drop(reply);
        self.refuse_extra(session, "socket forwarding")
    }

    async fn data(&mut self, id: ChannelId, data: &[u8], _: &mut Session) -> Result<(), Error> {
        let amount = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let wait = self.rate.take(amount, Instant::now().into_std());
        if !wait.is_zero() {
            // Nothing more is read meanwhile, so that a flood stays with its sender.
            tokio::time::sleep(wait).await;
        }
        if let Some(typed) = self.line(id).and_then(|line| line.typed.as_ref()) {
            // Where the session has ended, no one listens.
            let _ = typed.send(data.to_vec()).await;
        }
        Ok(())
    }

    async fn channel_eof(&mut self, id: ChannelId, _: &mut Session) -> Result<(), Error> {
        if let Some(line) = self.line(id) {
            line.typed = None;
            line.is_over = true;
        }
        Ok(())
    }

    async fn channel_close(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Error> {
        self.channel_eof(id, session).await
    }
}

impl Doorman {
    fn refuse_request(
        &mut self,
        id: ChannelId,
        session: &mut Session,
        why: &str,
    ) -> Result<(), Error> {
        match self.line(id) {
            // The session that is open goes on.
            Some(line) if line.typed.is_some() => session.channel_failure(id),
            _ => self.refuse(id, session, why),
        }
    }
}

/// An invitation for a client that asked for no terminal.
fn with_terminal(invitation: &str) -> String {
    invitation.replacen("ssh ", "ssh -t ", 1)
}
