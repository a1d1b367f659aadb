//! The requests of the SSH protocol, and what they are answered.

use russh::keys::HashAlg;
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, Error, Pty};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{BY_CODE, ConnectionHandler, ConnectionStage, SessionChannel};
use crate::runtime::ssh::access::role::LoginRole;
use crate::runtime::ssh::wire::environment::Environment;
use crate::text::sanitise::brief;

impl Handler for ConnectionHandler {
    type Error = Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Error> {
        let access = &self.state.access;
        let is_open = LoginRole::named(user)
            .map_or_else(|| access.admits_unknown_user(user), |role| access.is_open_to(role));
        // Every client asks this first, to learn the other methods.
        Ok(if is_open { self.accept(user, "open") } else { self.reject(user) })
    }

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Error> {
        let role = LoginRole::named(user);
        if role == Some(LoginRole::Present) {
            // Asked once: another presenter may open the stepper at any moment.
            self.code = self.state.access.codes.matching(password);
        }
        let is_right = match role {
            Some(LoginRole::Present) => self.code.is_some(),
            Some(role) => self.state.access.accepts_password(role, password),
            None => false,
        };
        if is_right {
            self.key = self.code.map(|_| BY_CODE.to_owned());
            return Ok(self.accept(user, "password"));
        }
        Ok(self.reject_password(user).await)
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Error> {
        let is_accepted = self.accepts_key(user, offer.public_key, offer.algorithm);
        // To offer a key is no guess: an agent offers all that it has.
        Ok(if is_accepted { Auth::Accept } else { self.reject(user) })
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, Error> {
        let is_accepted = self.accepts_key(user, key.public_key, key.algorithm);
        if !is_accepted {
            return Ok(self.reject(user));
        }
        self.key = Some(key.public_key.fingerprint(HashAlg::Sha256).to_string());
        Ok(self.accept(user, "key"))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _: &str,
        _: Option<Response<'a>>,
    ) -> Result<Auth, Error> {
        Ok(self.reject(user))
    }

    async fn auth_succeeded(&mut self, _: &mut Session) -> Result<(), Error> {
        self.stage.send_replace(ConnectionStage::LoggedIn);
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
        let (_, writer) = channel.split();
        self.channel = Some(Box::new(SessionChannel {
            id: writer.id(),
            writer: Some(writer),
            environment: Environment::default(),
            has_terminal: false,
            size: watch::Sender::new(self.state.limits.window(0, 0)),
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
        let size = self.state.limits.window(columns, rows);
        match self.open_channel(id) {
            Some(channel) if channel.typed.is_none() => {
                channel.has_terminal = true;
                channel.environment.set_term(term);
                channel.size.send_replace(size);
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
        let size = self.state.limits.window(columns, rows);
        let Some(channel) = self.open_channel(id) else { return session.channel_failure(id) };
        channel.size.send_if_modified(|now| std::mem::replace(now, size) != size);
        session.channel_success(id)
    }

    async fn env_request(
        &mut self,
        id: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        let is_taken =
            self.open_channel(id).is_some_and(|channel| channel.environment.set(name, value));
        if is_taken { session.channel_success(id) } else { session.channel_failure(id) }
    }

    async fn shell_request(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Error> {
        let command = self.ssh_command();
        match self.open_channel(id) {
            Some(channel) if channel.typed.is_some() => session.channel_failure(id),
            Some(channel) if !channel.has_terminal => {
                let why =
                    format!("the stepper needs a terminal; type: {}", with_terminal(&command));
                self.refuse(id, session, &why)
            }
            Some(_) => self.open_session(id, session),
            None => session.channel_failure(id),
        }
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), Error> {
        let why = format!("no commands run here, only the stepper; type: {}", self.ssh_command());
        self.refuse_request(id, session, &why)
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Error> {
        let why =
            format!("no {} here, only the stepper; type: {}", brief(name), self.ssh_command());
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
        let wait = self.typed_bytes.take(amount, Instant::now().into_std());
        if !wait.is_zero() {
            // Nothing more is read meanwhile, so that a flood stays with its sender.
            tokio::time::sleep(wait).await;
        }
        if let Some(typed) = self.open_channel(id).and_then(|channel| channel.typed.as_ref()) {
            // If the session has ended, no one reads this.
            let _ = typed.send(data.to_vec()).await;
        }
        Ok(())
    }

    async fn channel_eof(&mut self, id: ChannelId, _: &mut Session) -> Result<(), Error> {
        if let Some(channel) = self.open_channel(id) {
            channel.typed = None;
            channel.is_over = true;
        }
        Ok(())
    }

    async fn channel_close(&mut self, id: ChannelId, session: &mut Session) -> Result<(), Error> {
        self.channel_eof(id, session).await
    }
}

/// Returns the command for a client that asked for no terminal.
fn with_terminal(command: &str) -> String {
    command.replacen("ssh ", "ssh -t ", 1)
}
