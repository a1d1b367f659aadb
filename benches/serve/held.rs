//! Some hold a key on a plot that takes long; what the others notice of it.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::{sleep, sleep_until};

use crate::clients::Client;
use crate::process::{Server, Usage};
use crate::rows::{Bench, REST, delays, open_all};
use crate::table::{Goal, Table, quantile};

/// Observations of the data, in two groups.
const OBSERVATIONS: usize = 610;
/// Sessions that hold a key on the surface, and how often the key repeats.
const HOLDERS: usize = 4;
const REPEAT: Duration = Duration::from_nanos(1_000_000_000 / 30);
const RIGHT: &str = "\x1b[C";
/// Sessions that step, and how often.
const OTHERS: usize = 10;
const STEP: Duration = Duration::from_millis(500);
/// How long the key is held.
const HELD: Duration = Duration::from_secs(15);
/// Logins meanwhile: one in this time.
const LOGIN: Duration = Duration::from_secs(1);

/// Times everyone else while four sessions hold an arrow key on the surface.
pub(crate) fn held(bench: &Bench, table: &mut Table) {
    let (folder, file) = data();
    let mut server = Server::start_with(&bench.program, &[&file.to_string_lossy(), "-k", "2"]);
    bench.runtime.block_on(async {
        let holders = open_all(HOLDERS, || Client::open(server.port, "play", None)).await;
        for holder in &holders {
            holder.key_and_frame("s").await;
        }
        let holders: Vec<_> = holders.into_iter().map(Arc::new).collect();
        let others = open_all(OTHERS, || Client::open(server.port, "play", None)).await;
        sleep(REST).await;

        let (server_before, own_before) = (server.usage(), Usage::own());
        let begin = Instant::now();
        let until = begin + HELD;
        let holding = hold_all(&holders, until);
        let stepping: Vec<_> = others
            .into_iter()
            .enumerate()
            .map(|(i, other)| {
                let first = begin + STEP * i as u32 / OTHERS as u32;
                tokio::spawn(step(other, first, until))
            })
            .collect();
        let logins = log_in(server.port, begin, until).await;
        let (others, steps) = join_pairs(stepping).await;
        let pressed = join(holding).await;
        let seconds = begin.elapsed().as_secs_f64();
        let (server_after, own_after) = (server.usage(), Usage::own());
        sleep(REST).await;

        let steps = steps.concat();
        let name = |what: &str| format!("{HOLDERS} sessions hold a key on a surface: {what}");
        let mut note = |what, value, goal| table.note(&name(what), value, "ms", goal);
        note("another's key to its frame, p50", quantile(&steps, 0.5), Goal::AtMost(100.0));
        note("another's key to its frame, worst", quantile(&steps, 1.0), Goal::Always(500.0));
        note("a login to its first frame, p50", quantile(&logins, 0.5), Goal::None);
        note("a login to its first frame, worst", quantile(&logins, 1.0), Goal::Always(1e3));
        let (answers, lasts): (Vec<_>, Vec<_>) =
            holders.iter().zip(&pressed).map(|(holder, pressed)| answers(holder, pressed)).unzip();
        note("their own key to the next frame, p50", quantile(&answers.concat(), 0.5), Goal::None);
        note("their last key to the complete surface", quantile(&lasts, 1.0), Goal::None);
        let cpu = |before: Usage, after: Usage| (after.cpu - before.cpu) / seconds;
        let cores = cpu(server_before, server_after);
        table.note(&name("CPU of the server"), cores, "cores", Goal::None);
        let cores = cpu(own_before, own_after);
        table.note(&name("CPU of the clients"), cores, "cores", Goal::None);

        let holding = hold_all(&holders, Instant::now() + HELD);
        sleep(REST).await;
        let ended = server.stop().await.as_secs_f64() * 1e3;
        table.note(&name("SIGTERM to the end"), ended, "ms", Goal::Always(5e3));
        drop(others);
        join(holding).await;
    });
    drop(folder);
}

/// A CSV file with draws from two Gaussians, always the same.
fn data() -> (TempDir, PathBuf) {
    let mut random = ChaCha8Rng::seed_from_u64(610);
    let mut rows = "x\n".to_owned();
    for i in 0..OBSERVATIONS {
        let (radius, turn): (f64, f64) = (random.random(), random.random());
        let normal = (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * turn).cos();
        writeln!(rows, "{:.3}", 4.0 * (i % 2) as f64 + normal).expect("a string takes all");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data.csv");
    std::fs::write(&file, rows).expect("a file of data");
    (folder, file)
}

/// All of these hold the key. What comes back is when each pressed it.
fn hold_all(holders: &[Arc<Client>], until: Instant) -> Vec<JoinHandle<Vec<Instant>>> {
    let hold = |holder: &Arc<Client>| {
        let holder = Arc::clone(holder);
        tokio::spawn(async move { holder.hold(RIGHT, REPEAT, until).await })
    };
    holders.iter().map(hold).collect()
}

/// Steps forward and back. What comes back are milliseconds from when each key was due to its
/// frame, so that a key that had to wait for the frame before it counts that time too.
async fn step(client: Client, first: Instant, until: Instant) -> (Client, Vec<f64>) {
    let mut waits = Vec::new();
    let mut due = first;
    while due < until {
        sleep_until(due.into()).await;
        client.key_and_frame(if waits.len() % 2 == 0 { "e" } else { "p" }).await;
        waits.push(due.elapsed().as_secs_f64() * 1e3);
        due += STEP;
    }
    (client, waits)
}

/// Milliseconds from connecting to the first frame, for new clients one after another.
async fn log_in(port: u16, begin: Instant, until: Instant) -> Vec<f64> {
    let mut waits = Vec::new();
    let mut due = begin;
    while due < until {
        sleep_until(due.into()).await;
        let asked = Instant::now();
        let client = Client::open(port, "play", None).await;
        waits.push(asked.elapsed().as_secs_f64() * 1e3);
        client.leave().await;
        due += LOGIN;
    }
    waits
}

/// Milliseconds from each key of a holder to its next frame, and from the last key to the last
/// frame.
fn answers(holder: &Client, pressed: &[Instant]) -> (Vec<f64>, f64) {
    let frames = holder.arrivals.frames.lock().expect("no panic");
    let last = frames.last().zip(pressed.last());
    let last = last.map_or(f64::INFINITY, |(frame, key)| (*frame - *key).as_secs_f64() * 1e3);
    drop(frames);
    (delays(&holder.arrivals, pressed), last)
}

async fn join<T>(tasks: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.expect("no panic"));
    }
    all
}

async fn join_pairs<A, B>(tasks: Vec<JoinHandle<(A, B)>>) -> (Vec<A>, Vec<B>) {
    join(tasks).await.into_iter().unzip()
}
