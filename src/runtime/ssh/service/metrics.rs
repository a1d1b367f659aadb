//! Counters, as Prometheus reads them.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use super::log;
use crate::runtime::ssh::access::role::LoginRole;

/// Why someone or something was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reject {
    /// The server has as many sessions or logins as it may have.
    Full,
    /// There are as many connections or logins from this address as there may be.
    FullAddress,
    /// A wrong password was answered late, since many were wrong before it.
    HeldBack,
    /// A login failed.
    Auth,
    /// A login took too long.
    Grace,
    /// A load balancer did not say for whom it connects.
    Proxy,
    /// Something else than the stepper was asked for.
    Request,
    /// The system could not accept a connection.
    Accept,
}

impl Reject {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Full, "full"),
        (Self::FullAddress, "full_address"),
        (Self::HeldBack, "held_back"),
        (Self::Auth, "auth"),
        (Self::Grace, "grace"),
        (Self::Proxy, "proxy"),
        (Self::Request, "request"),
        (Self::Accept, "accept"),
    ];
}

/// What a server counts.
#[derive(Debug, Default)]
pub struct Metrics {
    connections: AtomicI64,
    /// By role.
    sessions: [AtomicI64; LoginRole::ALL.len()],
    sessions_begun: AtomicU64,
    rejects: [AtomicU64; Reject::ALL.len()],
    frames: AtomicU64,
    frames_coalesced: AtomicU64,
    bytes_sent: AtomicU64,
    bytes_received: AtomicU64,
    queue: AtomicI64,
    panics: AtomicU64,
}

/// One more connection, or one more session of a role, until it is dropped.
#[derive(Debug)]
pub struct GaugeGuard {
    metrics: Arc<Metrics>,
    role: Option<LoginRole>,
}

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.metrics.open(self.role).fetch_sub(1, Ordering::Relaxed);
    }
}

fn count(counter: &AtomicU64, by: usize) {
    counter.fetch_add(by as u64, Ordering::Relaxed);
}

impl Metrics {
    /// Sessions of a role that are open; connections if it is none.
    fn open(&self, role: Option<LoginRole>) -> &AtomicI64 {
        role.map_or(&self.connections, |role| &self.sessions[role as usize])
    }

    fn gauge(self: &Arc<Self>, role: Option<LoginRole>) -> GaugeGuard {
        self.open(role).fetch_add(1, Ordering::Relaxed);
        GaugeGuard { metrics: Arc::clone(self), role }
    }

    /// Returns a connection, until the gauge is dropped.
    pub fn connection(self: &Arc<Self>) -> GaugeGuard {
        self.gauge(None)
    }

    /// Returns a session, until the gauge is dropped.
    pub fn session(self: &Arc<Self>, role: LoginRole) -> GaugeGuard {
        count(&self.sessions_begun, 1);
        self.gauge(Some(role))
    }

    /// Something was refused.
    pub fn reject(&self, why: Reject) {
        count(&self.rejects[why as usize], 1);
    }

    /// A frame was drawn.
    pub fn drawn(&self) {
        count(&self.frames, 1);
    }

    /// A frame was not drawn: a newer one will be, once the one on its way has arrived.
    pub fn coalesced(&self) {
        count(&self.frames_coalesced, 1);
    }

    /// This many bytes went out.
    pub fn sent(&self, bytes: usize) {
        count(&self.bytes_sent, bytes);
    }

    /// This many bytes came in.
    pub fn received(&self, bytes: usize) {
        count(&self.bytes_received, bytes);
    }

    /// This many more jobs wait or are under way; fewer if it is negative.
    pub fn queued(&self, more: i64) {
        self.queue.fetch_add(more, Ordering::Relaxed);
    }

    /// A session ended in a panic.
    pub fn panicked(&self) {
        count(&self.panics, 1);
    }

    /// Returns how many frames were drawn.
    pub fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }

    /// All of it, as Prometheus reads it.
    pub fn render(&self) -> String {
        let mut page = Page::default();
        let gauge = |value: &AtomicI64| value.load(Ordering::Relaxed).to_string();
        let counter = |value: &AtomicU64| value.load(Ordering::Relaxed).to_string();
        page.head("connections", "gauge", "Connections that are open.");
        page.line("connections", "", &gauge(&self.connections));
        page.head(
            "sessions",
            "gauge",
            "Sessions that are open, by user; those of watch follow the presenter.",
        );
        for role in LoginRole::ALL {
            page.line(
                "sessions",
                &format!("user=\"{role}\""),
                &gauge(&self.sessions[role as usize]),
            );
        }
        page.head("rejects_total", "counter", "What was refused, by reason.");
        for (why, name) in Reject::ALL {
            page.line(
                "rejects_total",
                &format!("reason=\"{name}\""),
                &counter(&self.rejects[why as usize]),
            );
        }
        for (name, help, value) in [
            ("sessions_total", "Sessions that were opened.", &self.sessions_begun),
            ("frames_total", "Frames that were drawn.", &self.frames),
            (
                "frames_coalesced_total",
                "Changes that went into a later frame, since one was on its way.",
                &self.frames_coalesced,
            ),
            ("sent_bytes_total", "Bytes that were sent, encrypted.", &self.bytes_sent),
            ("received_bytes_total", "Bytes that were received, encrypted.", &self.bytes_received),
            ("panics_total", "Sessions that an error in the program ended.", &self.panics),
        ] {
            page.head(name, "counter", help);
            page.line(name, "", &counter(value));
        }
        page.head(
            "log_lines_dropped_total",
            "counter",
            "Lines of the log that could not be written.",
        );
        page.line("log_lines_dropped_total", "", &log::dropped().to_string());
        page.head("worker_queue", "gauge", "Jobs that wait or are under way.");
        page.line("worker_queue", "", &gauge(&self.queue));
        page.0
    }
}

/// Text in the format of Prometheus.
#[derive(Default)]
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let lines = format!("# HELP emstep_{name} {help}\n# TYPE emstep_{name} {kind}\n");
        self.0.push_str(&lines);
    }

    fn line(&mut self, name: &str, label: &str, value: &str) {
        let label = if label.is_empty() { String::new() } else { format!("{{{label}}}") };
        writeln!(self.0, "emstep_{name}{label} {value}").expect("a String takes every character");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_what_was_counted() {
        let metrics = Arc::new(Metrics::default());
        let _watching = [metrics.session(LoginRole::Watch), metrics.session(LoginRole::Watch)];
        drop(metrics.session(LoginRole::Present));
        let _connection = metrics.connection();
        metrics.reject(Reject::Grace);
        metrics.drawn();
        metrics.sent(700);
        metrics.queued(2);
        metrics.queued(-1);
        let page = metrics.render();
        for line in [
            "# TYPE emstep_sessions gauge",
            "emstep_sessions{user=\"play\"} 0",
            "emstep_sessions{user=\"watch\"} 2",
            "emstep_sessions{user=\"present\"} 0",
            "emstep_sessions_total 3",
            "emstep_connections 1",
            "emstep_rejects_total{reason=\"grace\"} 1",
            "emstep_rejects_total{reason=\"full\"} 0",
            "emstep_frames_total 1",
            "emstep_sent_bytes_total 700",
            "emstep_worker_queue 1",
        ] {
            assert!(page.lines().any(|found| found == line), "{line} is not in\n{page}");
        }
        let names = page.lines().filter_map(|line| line.split([' ', '{']).next());
        assert!(names.clone().all(|name| name == "#" || name.starts_with("emstep_")));
    }

    #[test]
    fn every_reason_has_a_place_of_its_own() {
        for (i, (why, _)) in Reject::ALL.into_iter().enumerate() {
            assert_eq!(why as usize, i);
        }
        for (i, role) in LoginRole::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, i);
        }
    }
}
