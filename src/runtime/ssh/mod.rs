//! `emstep serve`: a small SSH server whose only program is the stepper.
//!
//! The spine is read from top to bottom; the folders are beside it. Imports point down this list
//! only, and `access` and `class` do not see each other.
//!
//! ```text
//! mod          from the options to a server that listens
//! server       accepts connections, and ends those that take too long to log in
//! handler      one connection: who logs in, a terminal and a shell; all else is refused
//! run_session  a session from its beginning to its end, a panic included
//! session      the loop: what is typed goes to the model, the newest frame to the client
//! wire         the stream below SSH, counted and abortable; PROXY; what is sent to a client
//! service      what all share: state, limits, occupancy, pool, metrics, log, signals, threads
//! access       who may log in, and as what: keys, password, code, files, failed logins
//! class        what is presented, who follows, their votes, the frames they share
//! ```
//!
//! A session drives the same [`App`] and the same view as the local terminal. It draws the newest
//! state once the frame before has arrived; while one is on its way nothing is drawn and nothing
//! queues up. tokio and russh are named in this folder only.

pub(crate) mod access;
mod class;
mod handler;
mod run_session;
mod server;
pub(crate) mod service;
mod session;
pub(crate) mod wire;

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
use crate::text::system_error;

pub use server::Server;

/// Lines for the operator that wait to be printed.
const ANNOUNCEMENTS: usize = 64;
/// How long the end waits for jobs that cannot be cancelled.
const LAST_JOBS: Duration = Duration::from_millis(500);

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// It is not clear who may log in.
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
    /// The server cannot listen on its address.
    #[error("cannot listen on {}: {}; --listen ADDRESS:PORT takes another one", .0, system_error(.1))]
    Listen(SocketAddr, #[source] io::Error),
    /// The metrics cannot be served on their address.
    #[error("cannot listen on {}: {}; --metrics ADDRESS:PORT takes another one", .0, system_error(.1))]
    Metrics(SocketAddr, #[source] io::Error),
    /// The file of the class's keys has none that is taken.
    #[error(
        "{0}: no key in it that is taken, so that no one could come in; add one, or leave out --authorized-keys"
    )]
    NoKey(String),
    /// The log cannot be written.
    #[error("{}: cannot be written: {}", .0.display(), system_error(.1))]
    Log(PathBuf, #[source] io::Error),
    /// The login address cannot be shown as a QR code.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// Something else of the system.
    #[error("{}", system_error(.0))]
    System(#[from] io::Error),
}

/// Serves `app` until a signal ends it. What students and the presenter type to log in goes to
/// `out`.
///
/// # Errors
/// Returns an error if the server cannot start; later there is none.
pub(crate) fn serve(app: App, options: &Options, out: &mut impl Write) -> Result<(), ServeError> {
    let log = options.log.as_deref();
    log::start(log)
        .map_err(|error| ServeError::Log(log.unwrap_or(Path::new("stderr")).into(), error))?;
    let served = serve_logged(app, options, out);
    log::flush();
    served
}

fn serve_logged(app: App, options: &Options, out: &mut impl Write) -> Result<(), ServeError> {
    let access = access_policy(options)?;
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
    )
    .with_title(options.has_title)
    .with_glyphs(options.glyphs);
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

/// Starts a thread that prints lines for the operator. If their terminal has stopped, lines that
/// come meanwhile are lost, and nothing else waits.
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

/// Returns who may log in, from the files that were named.
fn access_policy(options: &Options) -> Result<AccessPolicy, ServeError> {
    let keys = match &options.authorized_keys {
        Some(path) => Some(read_class_keys(path)?),
        None => None,
    };
    let password =
        options.password_file.as_deref().map(WatchedFile::<Password>::read).transpose()?;
    let reached_from = match &options.proxies {
        // Behind a load balancer the address says nothing about who can reach it.
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

/// Reads the keys of a class. A file without a key is refused, since no one could log in.
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
