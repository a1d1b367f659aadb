//! What `emstep serve` was asked for.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::connection_info::HostName;
use super::limits::Limits;
use super::threads::Threads;
use crate::runtime::GlyphChoice;
use crate::runtime::ssh::access::trusted_proxies::TrustedProxies;

/// What `emstep serve` was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Where to listen; port 0 takes one that is free.
    pub listen: SocketAddr,
    /// The name of this machine in the lines for students.
    pub host: Option<HostName>,
    /// Keys to play and to watch with.
    pub authorized_keys: Option<PathBuf>,
    /// The password to play and to watch with.
    pub password_file: Option<PathBuf>,
    /// Whether everyone may play and watch, from anywhere.
    pub open: bool,
    /// Keys to present with.
    pub presenter_keys: Option<PathBuf>,
    /// The folder of the host key.
    pub data_folder: Option<PathBuf>,
    /// Load balancers that may tell the address of a client.
    pub proxies: Option<TrustedProxies>,
    /// The file to log to; standard error if there is none.
    pub log: Option<PathBuf>,
    /// Where to serve metrics to Prometheus.
    pub metrics: Option<SocketAddr>,
    /// Whether to print the login address as a QR code.
    pub qr: bool,
    /// The characters that clients' terminals are sent.
    pub glyphs: GlyphChoice,
    /// Whether the windows of clients have a title of the program's.
    pub has_title: bool,
    /// What a client may take.
    pub limits: Limits,
    /// How many threads there are.
    pub threads: Threads,
}
