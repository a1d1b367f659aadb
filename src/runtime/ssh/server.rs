//! Accepts connections, as many as there is room for.

mod config;
mod connection;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use russh::keys::PrivateKey;
use russh::server::{Config, run_stream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::access::login_limiter::ClientSource;
use super::handler::{ConnectionHandler, ConnectionStage};
use super::service::metrics::{GaugeGuard, Reject};
use super::service::occupancy::{LoginPermit, NoCapacity, Permit};
use super::service::state::ServerState;
use super::wire::early_disconnect;
use super::wire::metered_stream::MeteredStream;
use super::wire::proxy;
use config::config;
use connection::Connection;

/// How long the server waits before it accepts again if the system refused, as it does when there
/// are no file descriptors left.
const REFUSED: Duration = Duration::from_millis(100);
/// How long sessions have to end when the server stops.
const DRAIN: Duration = Duration::from_secs(5);

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
        // Sessions that have not ended by then end with the program.
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
        let source = ClientSource::from(address);
        let (permit, gauge, login) = match self.admit(source).await {
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
        let connection = Connection { state, address, abort: &abort, stages };
        let problem = connection.drive(starting).await;
        tracing::info!(%address, problem, "disconnected");
        drop((permit, gauge));
    }

    /// Counts a connection and its login.
    async fn admit(
        &self,
        source: ClientSource,
    ) -> Result<(Permit, GaugeGuard, LoginPermit), NoCapacity> {
        let connection = self.state.occupancy.connect(source)?;
        let gauge = self.state.metrics.connection();
        tokio::select! {
            login = self.state.occupancy.login(source) => Ok((connection, gauge, login?)),
            () = self.state.stopping() => {
                let line = "the server is stopping".to_owned();
                Err(NoCapacity { why: Reject::Full, line })
            }
        }
    }
}

/// Listens on this address. The system buffers little for a client that does not read.
///
/// # Errors
/// Returns an error if the address is taken or not this machine's.
pub(super) fn bind(address: SocketAddr) -> io::Result<TcpListener> {
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
