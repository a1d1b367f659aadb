//! `emstep serve`: the stepper for a class, over SSH.

use std::error::Error;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::arguments::{ModelArguments, of_model, or_session};
use super::complete;
use super::config::{Config, ConfigFile, Environment};
use super::lesson;
use super::lesson::LessonTask;
use super::look::GlyphArguments;
use super::plan::PlanError;
use super::screen::stepper;
use super::session::{Opened, saved_stepper};
use super::values::component_count;
use crate::app::{HostLimits, Preferences};
use crate::runtime::ssh;
use crate::runtime::ssh::access::trusted_proxies::TrustedProxies;
use crate::runtime::ssh::service::connection_info::HostName;
use crate::runtime::ssh::service::limits::Limits;
use crate::runtime::ssh::service::threads::Threads;
use crate::runtime::ssh::service::{Options, panic_hook};

/// What `emstep serve` takes besides the data and θ₀.
#[derive(Debug, Args)]
#[command(mut_arg("data", or_session))]
pub(super) struct ServeArguments {
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    config: ConfigFile,
    /// Open with a lesson: its name, or a TOML file
    #[arg(long, value_name = "NAME|FILE", conflicts_with_all = of_model())]
    #[arg(add = ArgValueCompleter::new(complete::lessons))]
    lesson: Option<PathBuf>,

    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:2222",
        help_heading = "Server"
    )]
    listen: SocketAddr,
    /// The name of this machine in the printed lines
    ///
    /// Its own name by default
    #[arg(long, value_name = "NAME", help_heading = "Server")]
    host: Option<HostName>,
    /// The folder of the host key
    ///
    /// It is made at the first start [default: ~/.local/share/emstep]
    #[arg(long, value_name = "FOLDER", help_heading = "Server")]
    data_folder: Option<PathBuf>,
    /// Print the login address as a QR code
    #[arg(long, help_heading = "Server")]
    qr: bool,
    #[command(flatten)]
    glyphs: GlyphArguments,
    /// Leave the titles of the clients' windows alone
    #[arg(long, help_heading = "Server")]
    no_title: bool,
    /// Log to this file instead of to standard error
    #[arg(long, value_name = "FILE", help_heading = "Server")]
    log: Option<PathBuf>,
    /// Serve Prometheus metrics at this address
    #[arg(long, value_name = "ADDRESS:PORT", help_heading = "Server")]
    metrics: Option<SocketAddr>,
    /// Networks whose PROXY header is read
    ///
    /// A load balancer in one of them sends it before SSH (version 2)
    #[arg(long, value_name = "TRUSTED-CIDR", help_heading = "Server")]
    proxy_protocol: Option<TrustedProxies>,

    /// A file of keys that may play and watch
    ///
    /// One per line, as in ~/.ssh/authorized_keys
    #[arg(long, value_name = "FILE", help_heading = "Access")]
    authorized_keys: Option<PathBuf>,
    /// A file with one line: the password to play and to watch
    #[arg(long, value_name = "FILE", help_heading = "Access")]
    password_file: Option<PathBuf>,
    /// Anyone may play and watch
    ///
    /// A loopback address is open without it
    #[arg(long, help_heading = "Access")]
    open: bool,
    /// A file of keys that may present
    ///
    /// ~/.ssh/authorized_keys by default, if there is one
    #[arg(long, value_name = "FILE", help_heading = "Access")]
    presenter_keys: Option<PathBuf>,

    #[command(flatten)]
    limits: LimitArguments,
}

/// What each client, and all together, may take.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
struct LimitArguments {
    /// Sessions in all
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = Limits::default().sessions)]
    max_sessions: usize,
    /// Connections in all
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = Limits::default().connections)]
    max_connections: usize,
    /// Connections from one address (of IPv6: from one /64)
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = Limits::default().per_address)]
    max_per_address: usize,
    /// Connections that have not logged in yet
    ///
    /// From half as many on, some are refused at random
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = Limits::default().logins)]
    max_logins: usize,
    /// The same, from one address; others wait
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = Limits::default().logins_per_address)]
    max_logins_per_address: usize,
    /// Failed logins before wrong answers are delayed
    ///
    /// Per minute, from one address as one user
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), default_value_t = Limits::default().failures)]
    max_failures: u32,
    /// How long a login may take
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "60s")]
    login_grace: Duration,
    /// How long a session lasts after its last key
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "30m")]
    idle: Duration,
    /// How long a session lasts at most
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "8h")]
    session_life: Duration,
    /// The largest window that is drawn
    ///
    /// A larger one stays empty to the right and below
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = window, default_value = "400x120")]
    max_window: (u16, u16),
    /// Observations that a session may type in
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = 10_000)]
    max_rows: usize,
    /// Components that a session may fit
    #[arg(long, value_name = "K", value_parser = component_count, default_value = "16")]
    max_components: usize,
    /// Iterations of a run
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = 1_000)]
    max_run_iterations: usize,
    /// Runs that a session may start
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = 50)]
    max_runs: usize,
    /// Memory for the runs of a session, in KiB
    #[arg(long, value_name = "KIB", value_parser = at_least_one, default_value_t = 1_536)]
    max_session_memory: usize,
    /// Jobs of all sessions that run at a time
    #[arg(long, value_name = "N", value_parser = at_least_one, default_value_t = Limits::default().workers)]
    workers: usize,
}

/// A server that was asked for.
#[derive(Debug)]
pub struct ServeTask {
    opened: Opened,
    lesson: Option<PathBuf>,
    limits: HostLimits,
    options: Options,
    preferences: Preferences,
}

impl ServeArguments {
    pub(super) fn task(self, environment: &Environment) -> Result<ServeTask, PlanError> {
        let mut config = Config::read(environment, &self.config)?;
        self.glyphs.set(&mut config);
        let limits = self.limits;
        let host = HostLimits {
            files: false,
            suspend: false,
            saving: false,
            rows: limits.max_rows,
            components: limits.max_components,
            iterations: limits.max_run_iterations,
            runs: limits.max_runs,
            bytes: limits.max_session_memory.saturating_mul(1024),
        };
        let options = Options {
            listen: self.listen,
            host: self.host,
            authorized_keys: self.authorized_keys,
            password_file: self.password_file,
            open: self.open,
            presenter_keys: self.presenter_keys,
            data_folder: self.data_folder,
            proxies: self.proxy_protocol,
            log: self.log,
            metrics: self.metrics,
            qr: self.qr,
            glyphs: config.values.glyphs(),
            has_title: config.values.title.0 && !self.no_title,
            threads: Threads::here(limits.workers),
            limits: Limits {
                sessions: limits.max_sessions,
                connections: limits.max_connections,
                per_address: limits.max_per_address,
                logins: limits.max_logins,
                logins_per_address: limits.max_logins_per_address,
                login_grace: limits.login_grace,
                idle: limits.idle,
                life: limits.session_life,
                failures: limits.max_failures,
                workers: limits.workers,
                window: limits.max_window,
            },
        };
        let opened = self.model.session_or_plan(&config.values.settings())?;
        let preferences = config.preferences();
        Ok(ServeTask { opened, lesson: self.lesson, limits: host, options, preferences })
    }
}

/// Serves a class until a signal ends it. What to type goes to `out`, the mistakes of a lesson to
/// `say`.
///
/// # Errors
/// Returns an error if there are no data, no θ₀, no lesson, or no server.
pub fn serve(
    task: &ServeTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    panic_hook::exit_until_serving();
    let threads = task.options.threads;
    threads.check()?;
    rayon::ThreadPoolBuilder::new().num_threads(threads.computing).build_global()?;
    if let Some(metrics) = task.options.metrics.filter(|address| !is_loopback(address.ip())) {
        say(&format!(
            "everyone who reaches {metrics} can read the metrics; --metrics 127.0.0.1:{} keeps them on this machine",
            metrics.port()
        ));
    }
    let app = match (&task.lesson, &task.opened) {
        (None, Opened::Session(path)) => saved_stepper(path)?,
        (None, Opened::Plan(plan)) => {
            let app = stepper(plan)?;
            app.study().dataset().notes.iter().for_each(|note| say(&note.to_string()));
            app
        }
        (Some(name), _) => {
            let open = LessonTask::Open { lesson: name.clone(), record: None };
            match lesson(&open, out, say)? {
                Some(app) => app,
                None => unreachable!("opening a lesson gives it back"),
            }
        }
    };
    let app = app.with_limits(task.limits).with_preferences(task.preferences.clone());
    Ok(ssh::serve(app, &task.options, out)?)
}

/// Whether only this machine reaches an address.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// Reads a limit, which must leave room for one.
fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "it must be a whole number, at least 1".to_owned())
}

/// Reads a time such as 90, 90s, 30m or 8h; at least a second.
fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.char_indices().next_back() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 60 * 60),
        _ => (text, 1),
    };
    let seconds = number.parse::<u64>().ok().filter(|number| *number > 0);
    let seconds = seconds.and_then(|number| number.checked_mul(unit));
    // A clock that far away cannot be computed with.
    let seconds = seconds.filter(|seconds| *seconds <= 365 * 24 * 60 * 60);
    let seconds = seconds.ok_or("it must be a time from 1s to 8760h, such as 90s, 30m or 8h")?;
    Ok(Duration::from_secs(seconds))
}

/// Reads a window such as 120x40.
fn window(text: &str) -> Result<(u16, u16), String> {
    let side = |text: &str| text.parse::<u16>().ok().filter(|side| (1..=1000).contains(side));
    let sides =
        text.split_once('x').and_then(|(columns, rows)| Some((side(columns)?, side(rows)?)));
    sides.ok_or_else(|| "it must be columns and rows, 1 to 1000 each, such as 120x40".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_have_columns_and_rows() {
        assert_eq!(window("120x40"), Ok((120, 40)));
        for bad in ["", "120", "x", "0x40", "120x0", "120x40x1", "1001x40", "-1x40"] {
            assert!(window(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_have_units() {
        assert_eq!(time("90"), Ok(Duration::from_secs(90)));
        assert_eq!(time("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(time("30m"), Ok(Duration::from_secs(1800)));
        assert_eq!(time("8h"), Ok(Duration::from_secs(28_800)));
        for bad in ["", "0", "s", "-1s", "1.5h", "8d", "99999999999999999999", "9000h", "ß"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }
}
