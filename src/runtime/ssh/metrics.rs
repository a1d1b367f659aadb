//! Counters, and their page for Prometheus.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::door::Role;
use super::log;

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
    sessions: [AtomicI64; Role::ALL.len()],
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
pub struct Gauge {
    metrics: Arc<Metrics>,
    role: Option<Role>,
}

impl Drop for Gauge {
    fn drop(&mut self) {
        self.metrics.open(self.role).fetch_sub(1, Ordering::Relaxed);
    }
}

fn count(counter: &AtomicU64, by: usize) {
    counter.fetch_add(by as u64, Ordering::Relaxed);
}

impl Metrics {
    /// Sessions of a role that are open; connections where it is none.
    fn open(&self, role: Option<Role>) -> &AtomicI64 {
        role.map_or(&self.connections, |role| &self.sessions[role as usize])
    }

    fn gauge(self: &Arc<Self>, role: Option<Role>) -> Gauge {
        self.open(role).fetch_add(1, Ordering::Relaxed);
        Gauge { metrics: Arc::clone(self), role }
    }

    /// A connection, until the gauge is dropped.
    pub fn connection(self: &Arc<Self>) -> Gauge {
        self.gauge(None)
    }

    /// A session, until the gauge is dropped.
    pub fn session(self: &Arc<Self>, role: Role) -> Gauge {
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

    /// This many more jobs wait or are under way; fewer where it is negative.
    pub fn queued(&self, more: i64) {
        self.queue.fetch_add(more, Ordering::Relaxed);
    }

    /// A session ended in a panic.
    pub fn panicked(&self) {
        count(&self.panics, 1);
    }

    /// How many frames were drawn.
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
        for role in Role::ALL {
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

/// The longest request that is read, in bytes.
const REQUEST: usize = 4096;
/// How long a request and its answer may take.
const WITHIN: Duration = Duration::from_secs(2);
/// Requests at a time. One more takes the place of the one that has taken longest: a slow client
/// does not make others wait.
const AT_A_TIME: usize = 64;

/// Answers requests for the page, for ever.
pub async fn serve(listener: TcpListener, metrics: Arc<Metrics>) {
    let mut requests: VecDeque<JoinHandle<()>> = VecDeque::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                requests.retain(|request| !request.is_finished());
                if requests.len() >= AT_A_TIME
                    && let Some(longest) = requests.pop_front()
                {
                    longest.abort();
                }
                let metrics = Arc::clone(&metrics);
                requests.push_back(tokio::spawn(async move {
                    // Who does not take the answer does without it.
                    let _ = timeout(WITHIN, answer(stream, &metrics)).await;
                }));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a request for metrics");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    metrics: &Metrics,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < REQUEST {
        if stream.read_buf(&mut request).await? == 0 {
            break;
        }
    }
    stream.write_all(&response(&request, || metrics.render())).await?;
    stream.shutdown().await
}

/// Returns the answer to a request: the page for GET, its headers alone for HEAD.
fn response(request: &[u8], page: impl FnOnce() -> String) -> Vec<u8> {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let method = words.next().unwrap_or_default();
    // What a query asks for is the same page.
    let path = words.next().and_then(|target| target.split(|byte| *byte == b'?').next());
    let (status, body) = match (method, path) {
        (b"GET" | b"HEAD", Some(b"/metrics")) => ("200 OK", page()),
        (b"GET" | b"HEAD", _) => ("404 Not Found", "only /metrics is here\n".to_owned()),
        _ => (
            "405 Method Not Allowed\r\nAllow: GET, HEAD",
            "only GET and HEAD are understood\n".to_owned(),
        ),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    let body = if method == b"HEAD" { "" } else { &body };
    [head.as_bytes(), body.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    #[test]
    fn the_page_tells_what_was_counted() {
        let metrics = Arc::new(Metrics::default());
        let _watching = [metrics.session(Role::Watch), metrics.session(Role::Watch)];
        drop(metrics.session(Role::Present));
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
        for (i, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, i);
        }
    }

    #[tokio::test]
    async fn slow_clients_make_no_one_wait() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(serve(listener, Arc::default()));
        let mut slow = Vec::new();
        for _ in 0..2 * AT_A_TIME {
            slow.push(TcpStream::connect(address).await.unwrap());
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        // The newest of the slow ones is still heard out; the oldest is not.
        let mut byte = [0];
        assert_eq!(slow[0].read(&mut byte).await.unwrap_or(0), 0);
        let newest = slow.last_mut().unwrap();
        newest.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        assert_eq!(newest.read(&mut byte).await.unwrap(), 1);
        server.abort();
    }

    async fn ask(request: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(serve(listener, Arc::default()));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        server.abort();
        answer
    }

    #[tokio::test]
    async fn it_is_asked_for_over_http() {
        let answer = ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("emstep_panics_total 0\n"), "{answer}");
        assert!(ask("GET / HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404"));
        assert!(ask("POST /metrics HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 405"));
        assert!(ask(&"x".repeat(REQUEST)).await.starts_with("HTTP/1.1 405"));
        let head = ask("HEAD /metrics HTTP/1.1\r\n\r\n").await;
        assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    }

    /// The status of an answer, its headers, and what comes after them.
    fn answer_to(request: &str) -> (String, Vec<String>, String) {
        let answer = response(request.as_bytes(), || "the page\n".to_owned());
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n").map(str::to_owned);
        (lines.next().unwrap(), lines.collect(), body.to_owned())
    }

    #[test]
    fn head_gives_the_headers_that_get_gives_and_nothing_more() {
        for target in ["/metrics", "/metrics?x=1", "/", "/metrics/", "*"] {
            let get = answer_to(&format!("GET {target} HTTP/1.1\r\n\r\n"));
            let head = answer_to(&format!("HEAD {target} HTTP/1.1\r\n\r\n"));
            let length = format!("Content-Length: {}", get.2.len());
            assert!(!get.2.is_empty() && get.1.contains(&length), "{get:?}");
            assert_eq!(head, (get.0, get.1, String::new()), "{target}");
        }
    }

    #[test]
    fn a_query_is_ignored_and_another_path_is_not_the_page() {
        for target in ["/metrics", "/metrics?", "/metrics?x=1", "/metrics?name[]=a&b=c?d"] {
            let (status, _, page) = answer_to(&format!("GET {target} HTTP/1.1\r\n\r\n"));
            assert_eq!((&*status, &*page), ("HTTP/1.1 200 OK", "the page\n"), "{target}");
        }
        for target in ["/", "/?/metrics", "?/metrics", "/metrics/", "/metrics/?x", "/metricsx", ""]
        {
            let (status, ..) = answer_to(&format!("GET {target} HTTP/1.1\r\n\r\n"));
            assert_eq!(status, "HTTP/1.1 404 Not Found", "{target}");
        }
        for request in ["POST /metrics HTTP/1.1\r\n\r\n", "head /metrics HTTP/1.1\r\n", "", "\r\n"]
        {
            let (status, headers, _) = answer_to(request);
            assert_eq!(status, "HTTP/1.1 405 Method Not Allowed", "{request:?}");
            assert_eq!(headers[0], "Allow: GET, HEAD");
        }
    }
}
