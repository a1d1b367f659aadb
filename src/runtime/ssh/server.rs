//! Connections, from the first byte to the last.

use std::borrow::Cow;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PrivateKey};
use russh::server::{Config, Handle, RunningSession, run_stream};
use russh::{Disconnect, MethodSet, Preferred, SshId, cipher, compression, kex, mac};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::access::login_limiter::{Failure, Source};
use super::handler::{ConnectionHandler, ConnectionStage};
use super::service::metrics::{GaugeGuard, Reject};
use super::service::occupancy::{LoginPermit, NoCapacity, Permit};
use super::service::state::ServerState;
use super::wire::early_disconnect;
use super::wire::metered_stream::{AbortHandle, MeteredStream};
use super::wire::proxy;
use crate::text::sanitise::brief;

/// How long the server waits before it accepts again if the system refused, as it does when there
/// are no file descriptors left.
const REFUSED: Duration = Duration::from_millis(100);
/// How long sessions have to end when the server stops.
const DRAIN: Duration = Duration::from_secs(5);

/// How long a client that has logged in may take to open the stepper.
const OPENING: Duration = Duration::from_secs(60);
/// How long the first line of a client may take.
const FIRST_LINE: Duration = Duration::from_secs(10);
/// The same, from a source of many connections that did not log in in time.
const FIRST_LINE_IF_OFTEN_SILENT: Duration = Duration::from_secs(2);
/// How long a client has to read why it is disconnected.
const DISCONNECTING: Duration = Duration::from_millis(250);
/// Clients that can be refused with a reason at a time.
const REFUSALS: usize = 64;

/// A server, which serves the connections that it is given or listens for.
#[derive(Clone)]
pub struct Server {
    state: Arc<ServerState>,
    config: Arc<Config>,
    refusals: Arc<Semaphore>,
}

impl Server {
    /// Returns a server with this host key.
    pub fn new(state: ServerState, host_key: PrivateKey) -> Self {
        let refusals = Arc::new(Semaphore::new(REFUSALS));
        let config = Arc::new(config(host_key, state.access.all_methods()));
        Self { state: Arc::new(state), config, refusals }
    }

    /// Returns what all connections share.
    pub fn state(&self) -> &Arc<ServerState> {
        &self.state
    }

    /// Accepts connections until `stop` is ready; then tells every session, and ends when they
    /// have, or 5 seconds later.
    pub async fn listen(&self, listener: TcpListener, stop: impl Future<Output = ()>) {
        tokio::select! {
            never = self.accept(&listener) => match never {},
            () = stop => {}
        }
        drop(listener);
        tracing::info!(sessions = self.state.occupancy.sessions(), "the server stops");
        self.state.stop();
        let _ = timeout(DRAIN, self.wait_until_empty()).await;
    }

    /// Waits until no connection is left.
    pub async fn wait_until_empty(&self) {
        while self.state.occupancy.has_connections() {
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn accept(&self, listener: &TcpListener) -> std::convert::Infallible {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let server = self.clone();
                    tokio::spawn(async move { server.serve_tcp(stream, peer).await });
                }
                Err(error) => {
                    self.state.metrics.reject(Reject::Accept);
                    tracing::warn!(%error, "cannot accept a connection");
                    sleep(REFUSED).await;
                }
            }
        }
    }

    async fn serve_tcp(&self, mut stream: TcpStream, peer: SocketAddr) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, %peer, "no TCP_NODELAY");
        }
        let mut address = peer.ip().to_canonical();
        if self.state.proxies.as_ref().is_some_and(|proxies| proxies.contains(address)) {
            match timeout(proxy::WITHIN, proxy::read_header(&mut stream)).await {
                Ok(Ok(client)) => {
                    address = client.map_or(address, |client| client.ip().to_canonical());
                }
                problem => {
                    self.state.metrics.reject(Reject::Proxy);
                    let problem = match problem {
                        Ok(Err(error)) => error.to_string(),
                        _ => "no PROXY header in time".to_owned(),
                    };
                    return tracing::warn!(proxy = %address, problem, "refused");
                }
            }
        }
        self.serve_connection(stream, address).await;
    }

    /// Serves one connection from `address`, to its end.
    pub async fn serve_connection<S>(&self, stream: S, address: IpAddr)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let state = &self.state;
        let source = Source::from(address);
        let (connection, gauge, login) = match self.admit(source).await {
            Ok(admitted) => admitted,
            Err(NoCapacity { why, line }) => {
                state.metrics.reject(why);
                tracing::info!(%address, line, "refused");
                // One too many is disconnected without a reason.
                if let Ok(_permit) = self.refusals.try_acquire() {
                    early_disconnect::send(stream, &line).await;
                }
                return;
            }
        };
        tracing::info!(%address, "connected");
        let (stream, abort) = MeteredStream::new(stream, Arc::clone(&state.metrics));
        let (stage, stages) = watch::channel(ConnectionStage::LoggingIn);
        let handler =
            ConnectionHandler::new(Arc::clone(state), address, Arc::clone(&abort), stage, login);
        // Boxed, so that its memory is given back once keys are exchanged: the connection goes on
        // much longer.
        let starting = Box::pin(run_stream(Arc::clone(&self.config), stream, handler));
        let problem = self.drive_connection(starting, &abort, stages, address).await;
        tracing::info!(%address, problem, "disconnected");
        drop((connection, gauge));
    }

    /// Counts a connection and its login.
    async fn admit(&self, source: Source) -> Result<(Permit, GaugeGuard, LoginPermit), NoCapacity> {
        let connection = self.state.occupancy.connect(source)?;
        let gauge = self.state.metrics.connection();
        tokio::select! {
            login = self.state.occupancy.login(source) => Ok((connection, gauge, login?)),
            () = self.state.stopping() => {
                let line = "the server stops".to_owned();
                Err(NoCapacity { why: Reject::Full, line })
            }
        }
    }

    /// Drives SSH until the connection ends. Returns what went wrong, if something did.
    async fn drive_connection(
        &self,
        starting: impl Future<Output = Result<RunningSession<ConnectionHandler>, russh::Error>> + Unpin,
        abort: &AbortHandle,
        mut stages: watch::Receiver<ConnectionStage>,
        address: IpAddr,
    ) -> Option<String> {
        let (state, limits) = (&self.state, &self.state.limits);
        let began = Instant::now();
        let late = || {
            let now = Instant::now().into_std();
            state.login_limiter.record(address.into(), Failure::Silence, now);
            state.metrics.reject(Reject::Grace);
            tracing::info!(%address, "login took too long");
            Some("login took too long".to_owned())
        };
        let is_silent_often =
            state.login_limiter.is_over_limit(address.into(), Failure::Silence, began.into_std());
        let first_words = if is_silent_often { FIRST_LINE_IF_OFTEN_SILENT } else { FIRST_LINE };
        let started = tokio::select! {
            started = starting => started,
            () = sleep_until(began + first_words.min(limits.login_grace)) => return late(),
            () = state.stopping() => return None,
        };
        let mut running = match started {
            Ok(running) => running,
            Err(error) => return Some(one_line(&error)),
        };
        let handle = running.handle();
        tokio::select! {
            ended = &mut running => return ended.err().as_ref().map(one_line),
            true = has_reached(&mut stages, |stage| *stage != ConnectionStage::LoggingIn) => {}
            () = sleep_until(began + limits.login_grace) => {
                let seconds = limits.login_grace.as_secs();
                let why = format!("the login took longer than {seconds} seconds; try again");
                disconnect(&mut running, &handle, why).await;
                abort.abort();
                return late();
            }
            () = state.stopping() => {
                abort.abort();
                return None;
            }
        }
        tokio::select! {
            ended = &mut running => return ended.err().as_ref().map(one_line),
            true = has_reached(&mut stages, |stage| *stage == ConnectionStage::Open) => {}
            () = sleep(OPENING) => {
                let why = "nothing was opened within a minute".to_owned();
                disconnect(&mut running, &handle, why).await;
                abort.abort();
                return Some("logged in and opened nothing".to_owned());
            }
            () = async { state.stopping().await; sleep(DRAIN).await } => {
                abort.abort();
                return None;
            }
        }
        tokio::select! {
            ended = &mut running => ended.err().as_ref().map(one_line),
            () = sleep(limits.life + DRAIN) => {
                abort.abort();
                Some("open for too long".to_owned())
            }
            () = async { state.stopping().await; sleep(DRAIN).await } => {
                abort.abort();
                None
            }
        }
    }
}

/// Waits until a connection has reached a stage. Returns false if it ended before.
async fn has_reached(
    stages: &mut watch::Receiver<ConnectionStage>,
    is_there: impl FnMut(&ConnectionStage) -> bool,
) -> bool {
    stages.wait_for(is_there).await.is_ok()
}

/// Tells a client why it is disconnected, if it listens.
async fn disconnect(running: &mut RunningSession<ConnectionHandler>, handle: &Handle, why: String) {
    let told = async {
        let _ = handle.disconnect(Disconnect::ByApplication, why, "en".to_owned()).await;
        let _ = running.await;
    };
    let _ = timeout(DISCONNECTING, told).await;
}

/// Returns the text of an error, some of which the client may have sent, as one safe line.
fn one_line(error: &russh::Error) -> String {
    brief(&error.to_string())
}

/// Returns the protocol that the server speaks: nothing that is known to be weak, and no
/// compression.
fn config(host_key: PrivateKey, methods: MethodSet) -> Config {
    Config {
        // For what is refused without asking the handler.
        methods,
        server_id: SshId::Standard(Cow::Borrowed(early_disconnect::VERSION)),
        // A wrong password is answered late by the handler; to offer a key is no guess.
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![host_key],
        // What a client types is short; its window is what it may send before it is read.
        window_size: 128 * 1024,
        maximum_packet_size: 32 * 1024,
        channel_buffer_size: 1,
        event_buffer_size: 1,
        // Offered keys count, and an agent offers all it has. Guesses are held back elsewhere.
        max_auth_attempts: 20,
        inactivity_timeout: None,
        keepalive_interval: Some(Duration::from_secs(30)),
        keepalive_max: 3,
        preferred: Preferred {
            kex: Cow::Borrowed(&[
                kex::MLKEM768X25519_SHA256,
                kex::CURVE25519,
                kex::CURVE25519_PRE_RFC_8731,
                kex::EXTENSION_SUPPORT_AS_SERVER,
                kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
            ]),
            // The host key is ed25519; the others are the user keys that are told to clients as
            // acceptable.
            key: Cow::Borrowed(&[
                Algorithm::Ed25519,
                Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
                Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
                Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
                Algorithm::SkEd25519,
                Algorithm::SkEcdsaSha2NistP256,
                Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
                Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
            ]),
            cipher: Cow::Borrowed(&[cipher::AES_256_GCM, cipher::AES_256_CTR, cipher::AES_128_CTR]),
            mac: Cow::Borrowed(&[mac::HMAC_SHA512_ETM, mac::HMAC_SHA256_ETM]),
            compression: Cow::Borrowed(&[compression::NONE]),
            ..Preferred::DEFAULT
        },
        ..Config::default()
    }
}

/// Listens on this address. The system buffers little for a client that does not read.
///
/// # Errors
/// Returns an error if the address is taken or not this machine's.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        tokio::net::TcpSocket::new_v4()?
    } else {
        tokio::net::TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(64 * 1024)?;
    socket.bind(address)?;
    socket.listen(1024)
}
