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
use super::handler::{Doorman, Stage};
use super::service::metrics::{Gauge, Reject};
use super::service::state::{Counted, House, Login, NoRoom};
use super::wire::early_disconnect;
use super::wire::metered_stream::{Cut, Guard};
use super::wire::proxy;
use crate::text::sanitise::brief;

/// How long the server waits before it accepts again where the system refused, as it does without
/// file descriptors left.
const REFUSED: Duration = Duration::from_millis(100);
/// How long sessions have to end when the server stops.
const DRAIN: Duration = Duration::from_secs(5);

/// How long who logged in has to open the stepper.
const OPENING: Duration = Duration::from_secs(60);
/// How long the first line of a client may take.
const FIRST_LINE: Duration = Duration::from_secs(10);
/// The same from a source of many connections that did not log in in
/// time.
const SILENCE: Duration = Duration::from_secs(2);
/// How long a client has to hear why it is disconnected.
const PARTING: Duration = Duration::from_millis(250);
/// Clients that are told at a time why they are not let in.
const FAREWELLS: usize = 64;

/// A server that listens nowhere yet.
#[derive(Clone)]
pub struct Server {
    house: Arc<House>,
    config: Arc<Config>,
    farewells: Arc<Semaphore>,
}

impl Server {
    /// A server with this host key.
    pub fn new(house: House, host_key: PrivateKey) -> Self {
        let farewells = Arc::new(Semaphore::new(FAREWELLS));
        let config = Arc::new(config(host_key, house.door.all_methods()));
        Self { house: Arc::new(house), config, farewells }
    }

    /// What all connections share.
    pub fn house(&self) -> &Arc<House> {
        &self.house
    }

    /// Accepts connections until `stop` is ready; then tells every session, and ends when they
    /// have, or 5 seconds later.
    pub async fn listen(&self, listener: TcpListener, stop: impl Future<Output = ()>) {
        tokio::select! {
            never = self.accept(&listener) => match never {},
            () = stop => {}
        }
        drop(listener);
        tracing::info!(sessions = self.house.sessions(), "the server stops");
        self.house.stop();
        let _ = timeout(DRAIN, self.emptied()).await;
    }

    /// Waits until no connection is left.
    pub async fn emptied(&self) {
        while self.house.is_visited() {
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn accept(&self, listener: &TcpListener) -> std::convert::Infallible {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let server = self.clone();
                    tokio::spawn(async move { server.welcome_tcp(stream, peer).await });
                }
                Err(error) => {
                    self.house.metrics.reject(Reject::Accept);
                    tracing::warn!(%error, "cannot accept a connection");
                    sleep(REFUSED).await;
                }
            }
        }
    }

    async fn welcome_tcp(&self, mut stream: TcpStream, peer: SocketAddr) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, %peer, "no TCP_NODELAY");
        }
        let mut address = peer.ip().to_canonical();
        if self.house.proxies.as_ref().is_some_and(|proxies| proxies.contains(address)) {
            match timeout(proxy::WITHIN, proxy::read_header(&mut stream)).await {
                Ok(Ok(told)) => address = told.map_or(address, |told| told.ip().to_canonical()),
                problem => {
                    self.house.metrics.reject(Reject::Proxy);
                    let problem = match problem {
                        Ok(Err(error)) => error.to_string(),
                        _ => "no PROXY header in time".to_owned(),
                    };
                    return tracing::warn!(proxy = %address, problem, "refused");
                }
            }
        }
        self.welcome(stream, address).await;
    }

    /// Serves one connection from `address`, to its end.
    pub async fn welcome<S>(&self, stream: S, address: IpAddr)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let house = &self.house;
        let source = Source::from(address);
        let (connection, gauge, login) = match self.admit(source).await {
            Ok(admitted) => admitted,
            Err(NoRoom { why, line }) => {
                house.metrics.reject(why);
                tracing::info!(%address, line, "refused");
                // Who is not heard out reads nothing; that costs the server nothing, either.
                if let Ok(_place) = self.farewells.try_acquire() {
                    early_disconnect::tell(stream, &line).await;
                }
                return;
            }
        };
        tracing::info!(%address, "connected");
        let (guard, cut) = Guard::new(stream, Arc::clone(&house.metrics));
        let (stage, is_at) = watch::channel(Stage::LoggingIn);
        let doorman = Doorman::new(Arc::clone(house), address, Arc::clone(&cut), stage, login);
        // Boxed, so that its memory is given back once keys are exchanged: the connection goes on
        // much longer.
        let starting = Box::pin(run_stream(Arc::clone(&self.config), guard, doorman));
        let problem = self.talk(starting, &cut, is_at, address).await;
        tracing::info!(%address, problem, "disconnected");
        drop((connection, gauge));
    }

    /// Counts a connection and its login, if there is room for both.
    async fn admit(&self, source: Source) -> Result<(Counted, Gauge, Login), NoRoom> {
        let connection = self.house.connect(source)?;
        let gauge = self.house.metrics.connection();
        tokio::select! {
            login = self.house.login(source) => Ok((connection, gauge, login?)),
            () = self.house.stops() => {
                let line = "the server stops".to_owned();
                Err(NoRoom { why: Reject::Full, line })
            }
        }
    }

    /// Speaks SSH until the connection ends. What is returned says why, where it was no ordinary
    /// end.
    async fn talk(
        &self,
        starting: impl Future<Output = Result<RunningSession<Doorman>, russh::Error>> + Unpin,
        cut: &Cut,
        mut is_at: watch::Receiver<Stage>,
        address: IpAddr,
    ) -> Option<String> {
        let (house, limits) = (&self.house, &self.house.limits);
        let began = Instant::now();
        let late = || {
            let now = Instant::now().into_std();
            house.attempts.failed(address.into(), Failure::Silence, now);
            house.metrics.reject(Reject::Grace);
            tracing::info!(%address, "login took too long");
            Some("login took too long".to_owned())
        };
        let is_silent_often =
            house.attempts.are_too_many(address.into(), Failure::Silence, began.into_std());
        let first_words = if is_silent_often { SILENCE } else { FIRST_LINE };
        let started = tokio::select! {
            started = starting => started,
            () = sleep_until(began + first_words.min(limits.login_grace)) => return late(),
            () = house.stops() => return None,
        };
        let mut running = match started {
            Ok(running) => running,
            Err(error) => return Some(said(&error)),
        };
        let handle = running.handle();
        tokio::select! {
            ended = &mut running => return ended.err().as_ref().map(said),
            true = reaches(&mut is_at, |stage| *stage != Stage::LoggingIn) => {}
            () = sleep_until(began + limits.login_grace) => {
                let seconds = limits.login_grace.as_secs();
                let why = format!("the login took longer than {seconds} seconds; try again");
                part(&mut running, &handle, why).await;
                cut.now();
                return late();
            }
            () = house.stops() => {
                cut.now();
                return None;
            }
        }
        tokio::select! {
            ended = &mut running => return ended.err().as_ref().map(said),
            true = reaches(&mut is_at, |stage| *stage == Stage::Open) => {}
            () = sleep(OPENING) => {
                let why = "nothing was opened within a minute".to_owned();
                part(&mut running, &handle, why).await;
                cut.now();
                return Some("logged in and opened nothing".to_owned());
            }
            () = async { house.stops().await; sleep(DRAIN).await } => {
                cut.now();
                return None;
            }
        }
        tokio::select! {
            ended = &mut running => ended.err().as_ref().map(said),
            () = sleep(limits.life + DRAIN) => {
                cut.now();
                Some("open for too long".to_owned())
            }
            () = async { house.stops().await; sleep(DRAIN).await } => {
                cut.now();
                None
            }
        }
    }
}

/// Waits until a connection is that far; false if it never will be.
async fn reaches(is_at: &mut watch::Receiver<Stage>, is_there: impl FnMut(&Stage) -> bool) -> bool {
    is_at.wait_for(is_there).await.is_ok()
}

/// Tells a client why it is disconnected, if it listens.
async fn part(running: &mut RunningSession<Doorman>, handle: &Handle, why: String) {
    let told = async {
        let _ = handle.disconnect(Disconnect::ByApplication, why, "en".to_owned()).await;
        let _ = running.await;
    };
    let _ = timeout(PARTING, told).await;
}

/// What russh says of an error. Some of it is what the client sent.
fn said(error: &russh::Error) -> String {
    brief(&error.to_string())
}

/// What the server speaks: nothing that is known to be weak, and no compression.
fn config(host_key: PrivateKey, methods: MethodSet) -> Config {
    Config {
        // For what is refused without asking the door.
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

/// Listens on this address; what the system holds back for a client that does not read is kept
/// small.
///
/// # Errors
/// Where the address is taken or not this machine's.
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
