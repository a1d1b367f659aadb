//! What `emstep serve` was asked for.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::connection_info::HostName;
use super::limits::Limits;
use super::threads::Threads;
use crate::runtime::ssh::access::trusted_proxies::TrustedProxies;

/// What `emstep serve` was asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes one that is free.
    pub listen: SocketAddr,
    /// What to call this machine in the lines for students.
    pub host: Option<HostName>,
    /// Keys that let in to play and to watch.
    pub authorized_keys: Option<PathBuf>,
    /// The password that lets in to play and to watch.
    pub password_file: Option<PathBuf>,
    /// Whether anybody may play and watch, from anywhere.
    pub open: bool,
    /// Keys that let in to present.
    pub presenter_keys: Option<PathBuf>,
    /// The folder of the host key.
    pub data_folder: Option<PathBuf>,
    /// Who may tell the address of a client, as a load balancer does.
    pub proxies: Option<TrustedProxies>,
    /// Where to write down what happens; standard error where it is none.
    pub log: Option<PathBuf>,
    /// Where Prometheus may ask.
    pub metrics: Option<SocketAddr>,
    /// Whether to print the login address as a QR code.
    pub qr: bool,
    /// What a client may take.
    pub limits: Limits,
    /// How many threads there are.
    pub threads: Threads,
}
