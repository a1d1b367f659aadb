//! A class that goes on for long, with people coming and going.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::time::{sleep, sleep_until};

use crate::clients::Client;
use crate::process::{Server, Usage};
use crate::rows::{Bench, CLASS, open_all};
use crate::table::{Goal, Table, quantile};

/// Time between two steps of the presenter.
const STEP: Duration = Duration::from_millis(500);
/// Steps from θ₀ to going back there.
const LAP: usize = 40;
/// Someone leaves the class and another joins it as often as this, and one more steps alone for a
/// while.
const COMING: Duration = Duration::from_secs(1);
/// Memory is read as often as this.
const READ: Duration = Duration::from_secs(10);
/// How far behind a watcher may be.
const BEHIND: Duration = Duration::from_secs(1);
/// Waits of more milliseconds than this are printed.
const LONG_WAIT: f64 = 250.0;
/// A timer of the clients is looked at as often as this.
const BEAT: Duration = Duration::from_millis(20);
/// The share of the time in which memory may still grow to what the class takes.
const WARM_UP: f64 = 0.1;

/// Lets a class watch for long. Memory must stay flat, and every watcher close behind the
/// presenter.
pub(crate) fn long(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    bench.runtime.block_on(async {
        let presenter = Client::open(server.port, "present", Some(&server.code)).await;
        let class = open_all(CLASS, || Watcher::join(server.port)).await;
        let before = server.usage();
        let begin = Instant::now();
        let until = begin + Duration::from_secs(60 * bench.minutes);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let presenting = tokio::spawn(present(presenter, Arc::clone(&asked), until));
        let changing = tokio::spawn(come_and_go(server.port, class, Arc::clone(&asked), until));
        let beating = tokio::spawn(lateness(until));
        let memory = read_memory(&server, until).await;
        let held_up = beating.await.expect("no panic");
        presenting.await.expect("no panic");
        let (waits, came) = changing.await.expect("no panic");
        print_long_waits(&waits, begin);
        let delays: Vec<f64> = waits.into_iter().map(|(_, wait)| wait).collect();
        let seconds = begin.elapsed().as_secs_f64();
        let cores = (server.usage().cpu - before.cpu) / seconds;

        let first = (memory.len() as f64 * WARM_UP).ceil() as usize;
        let third = (memory.len() - first) / 3;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64 / 1024.0;
        let early = mean(&memory[first..first + third]);
        let late = mean(&memory[memory.len() - third..]);
        let change = 100.0 * (late / early - 1.0);
        let minutes = bench.minutes;
        let name = |what: &str| {
            format!("{CLASS} watchers, 2 steps a second, {minutes} min, coming and going: {what}")
        };
        let mut note = |what, value, unit, goal| table.note(&name(what), value, unit, goal);
        note("sessions that came and went", came as f64, "", Goal::None);
        note("key to a watcher's frame, p50", quantile(&delays, 0.5), "ms", Goal::None);
        let most = BEHIND.as_secs_f64() * 1e3;
        note("key to a watcher's frame, worst", quantile(&delays, 1.0), "ms", Goal::Always(most));
        note("the clients' own timers late, worst", held_up, "ms", Goal::None);
        note("memory (RSS), first third after warm-up", early, "MiB", Goal::None);
        note("memory (RSS), last third", late, "MiB", Goal::None);
        note("how far these are apart", change.abs(), "%", Goal::AtMost(5.0));
        note("CPU of the server", cores, "cores", Goal::None);
    });
}

/// Steps, and notes when. The half-step that the class should see is the number of steps modulo
/// [`LAP`].
async fn present(presenter: Client, asked: Arc<Mutex<Vec<Instant>>>, until: Instant) {
    let mut next = Instant::now();
    for step in 1.. {
        sleep_until(next.into()).await;
        if next >= until {
            return;
        }
        asked.lock().expect("no panic").push(Instant::now());
        presenter.key(if step % LAP == 0 { "r" } else { "n" }).await;
        next += STEP;
    }
}

/// Prints the steps that some watchers saw late: whether these were few or all says whether a
/// session was held up or everything.
fn print_long_waits(waits: &[(Instant, f64)], begin: Instant) {
    let mut steps: BTreeMap<Instant, (usize, f64)> = BTreeMap::new();
    for (at, wait) in waits.iter().filter(|(_, wait)| *wait > LONG_WAIT) {
        let (watchers, most) = steps.entry(*at).or_default();
        *watchers += 1;
        *most = most.max(*wait);
    }
    for (at, (watchers, most)) in steps {
        let second = (at - begin).as_secs_f64();
        eprintln!("  {watchers} watchers saw the step at {second:.1} s late, up to {most:.0} ms");
    }
}

/// Returns by how many milliseconds a timer of this process was late at most: a wait that is no
/// longer may be the machine's, not the server's. Prints what is more than a tenth of a second.
async fn lateness(until: Instant) -> f64 {
    let begin = Instant::now();
    let mut worst = 0.0_f64;
    let mut next = begin + BEAT;
    while next < until {
        sleep_until(next.into()).await;
        let late = next.elapsed().as_secs_f64() * 1e3;
        if late > 100.0 {
            let second = begin.elapsed().as_secs();
            eprintln!("  at {second} s a timer of the clients was {late:.0} ms late");
        }
        worst = worst.max(late);
        next = Instant::now() + BEAT;
    }
    worst
}

/// Reads the server's memory until then, in KiB, and prints it.
async fn read_memory(server: &Server, until: Instant) -> Vec<f64> {
    let begin = Instant::now();
    let mut memory = Vec::new();
    let mut next = begin + READ;
    while next <= until {
        sleep_until(next.into()).await;
        let Usage { rss, pss, cpu } = server.usage();
        let seconds = begin.elapsed().as_secs();
        eprintln!("  {seconds:>5} s: RSS {rss} KiB, PSS {pss} KiB, CPU {cpu:.2} s");
        memory.push(rss);
        next += READ;
    }
    memory
}

/// Once a second a watcher leaves, another joins, and one more steps alone for a while; half of the
/// class stays. What comes back is how far behind the watchers were, in milliseconds, and how many
/// sessions came and went.
async fn come_and_go(
    port: u16,
    mut class: Vec<Watcher>,
    asked: Arc<Mutex<Vec<Instant>>>,
    until: Instant,
) -> (Vec<(Instant, f64)>, usize) {
    let (mut delays, mut came) = (Vec::new(), 0);
    let mut next = Instant::now() + COMING;
    while next < until {
        sleep_until(next.into()).await;
        let goes = class.remove(class.len() / 2);
        delays.extend(goes.delays(&asked));
        goes.client.leave().await;
        class.push(Watcher::join(port).await);
        let alone = Client::open(port, "play", None).await;
        for key in ["e", "m", "s", "s", "q"] {
            alone.key(key).await;
            sleep(Duration::from_millis(50)).await;
        }
        came += 2;
        next += COMING;
    }
    sleep(2 * BEHIND).await;
    for watcher in class {
        delays.extend(watcher.delays(&asked));
    }
    (delays, came)
}

/// Someone who watches.
struct Watcher {
    client: Client,
    joined: Instant,
}

impl Watcher {
    async fn join(port: u16) -> Self {
        let client = Client::open_and_read(port, "watch").await;
        Self { client, joined: Instant::now() }
    }

    /// Each step's time, and milliseconds from it to the first frame that shows it or a later one:
    /// infinity if there is none. The last second is left out, in which a step may still be on
    /// its way.
    fn delays(&self, asked: &Mutex<Vec<Instant>>) -> Vec<(Instant, f64)> {
        let asked = asked.lock().expect("no panic");
        let shown = self.client.arrivals.shown.as_ref().expect("a client that reads");
        let shown = shown.lock().expect("no panic");
        let seen: Vec<(Instant, usize)> =
            shown.half_steps.iter().map(|frame| (frame.0, steps_shown(&asked, *frame))).collect();
        let Some(end) = Instant::now().checked_sub(BEHIND) else { return Vec::new() };
        let mut frames = seen.iter().peekable();
        let steps = asked.iter().enumerate().filter(|(_, at)| (self.joined..end).contains(at));
        steps
            .map(|(step, at)| {
                while frames.next_if(|(_, steps)| *steps <= step).is_some() {}
                let wait = frames.peek().map_or(f64::INFINITY, |(come, _)| {
                    come.saturating_duration_since(*at).as_secs_f64() * 1e3
                });
                (*at, wait)
            })
            .collect()
    }
}

/// How many steps a frame shows: the newest that were asked for by then and end at its half-step.
fn steps_shown(asked: &[Instant], (at, half_step): (Instant, usize)) -> usize {
    let steps = asked.partition_point(|asked| *asked <= at);
    let ago = (steps + LAP - half_step % LAP) % LAP;
    steps.saturating_sub(ago)
}
