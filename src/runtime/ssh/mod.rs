//! `emstep serve`: a small SSH server whose only program is the stepper.
//!
//! ```text
//! serve ── server (accept, PROXY, grace) ── guard (cut, count) ── russh ── handler (who, what is asked for)
//!                                                                            │ typed bytes, window size
//!            podium (newest state, votes, place) ── seat ── session ── client (a frame, its arrival, the end)
//!                                                            │
//!                                                           pool (what takes long)
//! ```
//!
//! A session drives the same [`App`] and the same view as the local terminal. It draws the newest
//! state once the frame before has arrived; while one is on its way nothing is drawn and nothing
//! queues up. tokio and russh are named in this folder only.

pub mod access;
mod class;
mod handler;
mod run_session;
mod server;
pub mod service;
mod session;
pub mod wire;

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use russh::keys::PrivateKey;
use tokio::net::TcpListener;

use access::authorized_keys::AuthorizedKeys;
use access::class_access::{AccessError, ClassAccess};
use access::code::{NoRandomNumbers, PresenterCodes};
use access::files::{self, FileError};
use access::host_key::{self, HostKeyError};
use access::password::{Password, PasswordError};
use access::policy::AccessPolicy;
use access::watched_file::WatchedFile;
use service::connection_info::{ConnectionInfo, QrError};
use service::signals::{SignalAction, Signals};
use service::state::ServerState;
use service::{Options, log, metrics_page, panic_hook};

use crate::app::App;

pub use server::Server;

/// Lines for who runs the server that wait to be printed.
const ANNOUNCEMENTS: usize = 64;
/// How long the end waits for jobs that cannot be broken off.
const LAST_JOBS: Duration = Duration::from_millis(500);

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Who may come in is not clear, or too many.
    #[error(transparent)]
    AccessPolicy(#[from] AccessError),
    /// A file of keys cannot be used.
    #[error(transparent)]
    Keys(#[from] FileError),
    /// The password's file cannot be used.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// There is no host key.
    #[error(transparent)]
    HostKey(#[from] HostKeyError),
    /// There is no code for a presenter.
    #[error(transparent)]
    Code(#[from] NoRandomNumbers),
    /// Nothing can be listened to.
    #[error("cannot listen on {0}: {1}; --listen ADDRESS:PORT takes another one")]
    Listen(SocketAddr, io::Error),
    /// The metrics cannot be told there.
    #[error("cannot listen on {0}: {1}; --metrics ADDRESS:PORT takes another one")]
    Metrics(SocketAddr, io::Error),
    /// The file of keys that let in lets no one in.
    #[error(
        "{0}: no key in it that is taken, so that no one could come in; add one, or leave out --authorized-keys"
    )]
    NoKey(String),
    /// The log cannot be written.
    #[error("{}: cannot be written: {}", .0.display(), .1)]
    Log(PathBuf, io::Error),
    /// The login address cannot be shown as a QR code.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// Something else of the system.
    #[error("{0}")]
    System(#[from] io::Error),
}

/// Serves `app` until SIGTERM or SIGINT. What students and the presenter have to type goes to
/// `out`.
///
/// # Errors
/// [`ServeError`], all of them before anybody is let in.
pub fn serve(app: App, options: &Options, out: &mut impl Write) -> Result<(), ServeError> {
    let log = options.log.as_deref();
    log::begin(log)
        .map_err(|error| ServeError::Log(log.unwrap_or(Path::new("stderr")).into(), error))?;
    let served = serve_logged(app, options, out);
    log::finish();
    served
}

fn serve_logged(app: App, options: &Options, out: &mut impl Write) -> Result<(), ServeError> {
    let access = access(options)?;
    let folder = match &options.data_folder {
        Some(folder) => folder.clone(),
        None => host_key::default_folder()?,
    };
    let host_key = host_key::load_or_create(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(options.threads.serving)
        .max_blocking_threads(options.threads.blocking)
        .build()?;
    let served = runtime.block_on(run(app, options, access, host_key, out));
    runtime.shutdown_timeout(LAST_JOBS);
    served
}

async fn run(
    app: App,
    options: &Options,
    access: AccessPolicy,
    host_key: PrivateKey,
    out: &mut impl Write,
) -> Result<(), ServeError> {
    let listener =
        server::bind(options.listen).map_err(|error| ServeError::Listen(options.listen, error))?;
    let address = listener.local_addr()?;
    let metrics = match options.metrics {
        Some(address) => {
            let bound = TcpListener::bind(address).await;
            Some(bound.map_err(|error| ServeError::Metrics(address, error))?)
        }
        None => None,
    };
    let mut signals = Signals::new()?;

    let connection_info = ConnectionInfo::new(options.host.clone(), address);
    connection_info.print(&access, &host_key, metrics.as_ref(), out)?;
    if options.qr {
        writeln!(out, "{}", connection_info.qr_code()?)?;
    }
    out.flush()?;
    let announce = announcer()?;
    let state = ServerState::new(
        options.limits.clone(),
        access,
        options.proxies.clone(),
        connection_info,
        announce,
        app,
    );
    let server = Server::new(state, host_key);
    if let Some(listener) = metrics {
        tokio::spawn(metrics_page::serve(listener, Arc::clone(&server.state().metrics)));
    }
    let state = Arc::clone(server.state());
    panic_hook::serving();
    let stop = async {
        while signals.next().await == SignalAction::Reload {
            tracing::info!("reloads");
            log::reopen();
            state.access.reload();
        }
    };
    server.listen(listener, stop).await;
    Ok(())
}

/// Starts a thread that prints lines for who runs the server. If its terminal stands still, lines
/// that come meanwhile are lost, and nothing else waits.
fn announcer() -> io::Result<SyncSender<String>> {
    let (sender, lines) = sync_channel::<String>(ANNOUNCEMENTS);
    thread::Builder::new().name("announcements".into()).spawn(move || {
        for line in lines {
            // The terminal may be gone by now; the class goes on.
            let _ = writeln!(io::stdout(), "{line}");
        }
    })?;
    Ok(sender)
}

/// Who may come in, from the files that were named.
fn access(options: &Options) -> Result<AccessPolicy, ServeError> {
    let keys = match &options.authorized_keys {
        Some(path) => Some(read_class_keys(path)?),
        None => None,
    };
    let password =
        options.password_file.as_deref().map(WatchedFile::<Password>::read).transpose()?;
    let reached_from = match &options.proxies {
        // Behind a load balancer the address says nothing about who comes.
        Some(_) => IpAddr::from([0, 0, 0, 0]),
        None => options.listen.ip(),
    };
    let class = ClassAccess::for_address(reached_from, options.open, keys, password)?;
    let presenters = match &options.presenter_keys {
        Some(path) => WatchedFile::read(path)?,
        None => own_keys(),
    };
    let has_presenters = presenters.current().is_some_and(|keys| !keys.is_empty());
    if let Some(path) = options.presenter_keys.as_ref().filter(|_| !has_presenters) {
        tracing::warn!(file = %path.display(), "no key in it: the code alone lets a presenter in");
    }
    Ok(AccessPolicy { class, presenters, codes: PresenterCodes::new()? })
}

/// Reads the keys of a class. A file without a key would let no one in, so it is refused.
fn read_class_keys(path: &Path) -> Result<WatchedFile<AuthorizedKeys>, ServeError> {
    let keys = WatchedFile::<AuthorizedKeys>::read(path)?;
    let is_empty = keys.current().is_none_or(|keys| keys.is_empty());
    if is_empty { Err(ServeError::NoKey(files::shown(path))) } else { Ok(keys) }
}

/// Returns the keys of the user who runs the server, if there are any.
fn own_keys() -> WatchedFile<AuthorizedKeys> {
    match etcetera::home_dir() {
        Ok(home) => WatchedFile::read_if_there(&home.join(".ssh").join("authorized_keys")),
        Err(_) => AuthorizedKeys::default().into(),
    }
}
