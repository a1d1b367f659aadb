//! The measures.

use std::io::Read;
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::time::{sleep, sleep_until};

use crate::bursts::{together, windows};
use crate::clients::{Arrivals, Client, connect};
use crate::held::held;
use crate::long::long;
use crate::openssh::Sshd;
use crate::process::{Server, Usage};
use crate::table::{Goal, Table, quantile};
use crate::terminals::Destination;

/// Sessions of a class.
pub(crate) const CLASS: usize = 200;
/// Sessions of a crowd.
const CROWD: usize = 1_000;
/// Connections that no one has logged in on.
const STRANGERS: usize = 400;
/// Steps of the presenter, and the time between two.
const STEPS: usize = 200;
const STEP: Duration = Duration::from_millis(100);
/// How long a server has to come to rest.
pub(crate) const REST: Duration = Duration::from_secs(2);

/// What all measures need.
pub(crate) struct Bench {
    /// The `emstep` that is measured.
    pub program: PathBuf,
    /// Seconds for which idle sessions are watched.
    pub idle: u64,
    /// Minutes of the long row.
    pub minutes: u64,
    /// Drives the light clients, on one thread.
    pub runtime: Runtime,
}

type Measure = fn(&Bench, &mut Table);

/// Every measure with its name.
pub(crate) const ALL: [(&str, Measure); 10] = [
    ("idle", idle),
    ("openssh", openssh),
    ("crowd", crowd),
    ("watch", watch),
    ("handshake", handshake),
    ("connected", connected),
    ("bytes", bytes),
    ("held", held),
    ("together", together),
    ("windows", windows),
];

/// The measure that is taken only when it is named.
pub(crate) const ON_REQUEST: (&str, Measure) = ("long", long);

/// Idle sessions, by real clients.
fn idle(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    thread::sleep(REST);
    let before = server.usage();
    let to = Destination { user: "play", port: server.port, key: None };
    let terminals = to.open_all(CLASS);
    thread::sleep(REST);
    let open = server.usage();
    thread::sleep(Duration::from_secs(bench.idle));
    let after = server.usage();
    drop(terminals);
    let each = |all: f64| all / CLASS as f64;
    let cpu = 100.0 * (after.cpu - open.cpu) / bench.idle as f64;
    let name = |what: &str| format!("{CLASS} idle sessions: {what}");
    table.note(
        &name("memory each (PSS)"),
        each(after.pss - before.pss),
        "KiB",
        Goal::AtMost(300.0),
    );
    table.note(&name("memory each (RSS)"), each(after.rss - before.rss), "KiB", Goal::None);
    table.note(&name("the server before them (PSS)"), before.pss, "KiB", Goal::None);
    table.note(&name("CPU each"), each(cpu), "% of a core", Goal::AtMost(0.1));
    table.note(&name("CPU to open one"), 1e3 * each(open.cpu - before.cpu), "ms", Goal::None);
}

/// The same with a stepper for each login.
fn openssh(bench: &Bench, table: &mut Table) {
    let Some(sshd) = Sshd::start(&bench.program) else { return };
    thread::sleep(REST);
    let (before, _) = sshd.usage();
    let key = sshd.key();
    let to = Destination { user: &sshd.user, port: sshd.port, key: Some(&key) };
    let terminals = to.open_all(CLASS);
    thread::sleep(REST);
    let (open, _) = sshd.usage();
    thread::sleep(Duration::from_secs(bench.idle));
    let (after, processes) = sshd.usage();
    drop(terminals);
    let each = |all: f64| all / CLASS as f64;
    let cpu = 100.0 * (after.cpu - open.cpu) / bench.idle as f64;
    let name = |what: &str| format!("{CLASS} OpenSSH sessions: {what}");
    table.note(&name("memory each (PSS)"), each(after.pss - before.pss), "KiB", Goal::None);
    table.note(&name("CPU each"), each(cpu), "% of a core", Goal::None);
    table.note(&name("processes each"), each(processes as f64), "", Goal::None);
}

/// As many sessions as five classes have, in one server.
fn crowd(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    thread::sleep(REST);
    let before = server.usage();
    bench.runtime.block_on(async {
        let clients = open_all(CROWD, || Client::open(server.port, "play", None)).await;
        sleep(REST).await;
        let after = server.usage();
        let counts: Vec<usize> = clients.iter().map(|client| client.arrivals.count()).collect();
        let asked = Instant::now();
        for client in &clients {
            client.key("e").await;
        }
        for (client, frames) in clients.iter().zip(counts) {
            client.arrivals.beyond(frames).await;
        }
        let answered = asked.elapsed().as_secs_f64() * 1e3;
        let each = (after.pss - before.pss) / CROWD as f64;
        let name = |what: &str| format!("{CROWD} sessions: {what}");
        table.note(&name("memory each (PSS)"), each, "KiB", Goal::AtMost(300.0));
        table.note(&name("a key each, until all are answered"), answered, "ms", Goal::None);
    });
}

/// A class that follows its presenter.
fn watch(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    bench.runtime.block_on(async {
        let presenter = Client::open(server.port, "present", Some(&server.code)).await;
        let class = open_all(CLASS, || Client::open(server.port, "watch", None)).await;
        sleep(REST).await;
        let (server_before, own_before) = (server.usage(), Usage::own());
        let begin = Instant::now();
        let mut asked = Vec::new();
        for step in 0..STEPS {
            sleep_until((begin + STEP * step as u32).into()).await;
            asked.push(Instant::now());
            presenter.key(if step % 2 == 0 { "e" } else { "m" }).await;
        }
        sleep_until((begin + STEP * STEPS as u32).into()).await;
        let seconds = begin.elapsed().as_secs_f64();
        let (server_after, own_after) = (server.usage(), Usage::own());
        sleep(REST).await;

        let until = begin + STEP * STEPS as u32;
        let fewest = class.iter().map(|client| client.arrivals.between(begin, until)).min();
        let waits: Vec<_> = class.iter().map(|client| delays(&client.arrivals, &asked)).collect();
        let last: Vec<f64> = (0..STEPS)
            .map(|step| waits.iter().map(|waits| waits[step]).fold(0.0, f64::max))
            .collect();
        let all: Vec<f64> = waits.concat();
        let own = delays(&presenter.arrivals, &asked);
        let cpu = |before: Usage, after: Usage| (after.cpu - before.cpu) / seconds;
        let name = |what: &str| format!("{CLASS} watchers, 10 steps a second: {what}");
        let cores = cpu(server_before, server_after);
        table.note(&name("CPU of the server"), cores, "cores", Goal::Below(0.5));
        let frames = fewest.unwrap_or_default() as f64;
        table.note(&name("frames in 200 steps, the fewest that one saw"), frames, "", Goal::None);
        let cores = cpu(own_before, own_after);
        table.note(&name("CPU of the clients"), cores, "cores", Goal::None);
        table.note(
            &name("key to the presenter's frame, p99"),
            quantile(&own, 0.99),
            "ms",
            Goal::None,
        );
        table.note(&name("key to a watcher's frame, p50"), quantile(&all, 0.5), "ms", Goal::None);
        table.note(
            &name("key to the last watcher's frame, p50"),
            quantile(&last, 0.5),
            "ms",
            Goal::None,
        );
        let name = name("key to the last watcher's frame, p99");
        table.note(&name, quantile(&last, 0.99), "ms", Goal::Below(50.0));
    });
}

/// Milliseconds from each key to the first frame after it. Where a client skipped a state it is the
/// one that came instead.
pub(crate) fn delays(arrivals: &Arrivals, asked: &[Instant]) -> Vec<f64> {
    let frames = arrivals.frames.lock().expect("no panic");
    asked
        .iter()
        .map(|asked| {
            let next = frames.partition_point(|frame| frame < asked);
            frames.get(next).map_or(f64::INFINITY, |frame| (*frame - *asked).as_secs_f64() * 1e3)
        })
        .collect()
}

/// Connections on which keys were exchanged.
fn handshake(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    thread::sleep(REST);
    let before = server.usage();
    bench.runtime.block_on(async {
        let open = open_all(STRANGERS, || connect(server.port)).await;
        sleep(REST).await;
        let each = (server.usage().pss - before.pss) / STRANGERS as f64;
        drop(open);
        let name = format!("{STRANGERS} connections after key exchange: memory each (PSS)");
        table.note(&name, each, "KiB", Goal::AtMost(40.0));
    });
}

/// Connections on which the client has said nothing.
fn connected(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    thread::sleep(REST);
    let before = server.usage();
    let open: Vec<TcpStream> = (0..STRANGERS)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("a connection");
            let read = stream.read(&mut [0; 64]);
            assert!(read.is_ok_and(|count| count > 0), "the server does not greet");
            stream
        })
        .collect();
    thread::sleep(REST);
    let each = (server.usage().pss - before.pss) / STRANGERS as f64;
    drop(open);
    let name = format!("{STRANGERS} connections before the first byte: memory each (PSS)");
    table.note(&name, each, "KiB", Goal::AtMost(40.0));
}

/// What a step of the homework takes on the wire, before encryption.
fn bytes(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    bench.runtime.block_on(async {
        let client = Client::open(server.port, "play", None).await;
        sleep(REST).await;
        let mut steps = Vec::new();
        for key in ["e", "m"].repeat(7) {
            let before = client.arrivals.bytes.load(Ordering::Relaxed);
            client.key_and_frame(key).await;
            steps.push((client.arrivals.bytes.load(Ordering::Relaxed) - before) as f64);
        }
        let name = |what: &str| format!("bytes per step at 120×40, before encryption: {what}");
        table.note(&name("median"), quantile(&steps, 0.5), "B", Goal::Below(2048.0));
        table.note(&name("most"), quantile(&steps, 1.0), "B", Goal::None);
    });
}

/// Opens `count` of something, one after another.
pub(crate) async fn open_all<T, F>(count: usize, open: impl Fn() -> F) -> Vec<T>
where
    F: Future<Output = T>,
{
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        all.push(open().await);
    }
    all
}
