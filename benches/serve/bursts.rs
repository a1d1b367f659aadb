//! Much at the same moment, and many windows one after another.

use std::thread;
use std::time::Instant;

use tokio::time::sleep;

use crate::clients::Client;
use crate::process::Server;
use crate::rows::{Bench, REST, delays, open_all};
use crate::table::{Goal, Table, quantile};

/// Sessions that press a key together.
const TOGETHER: usize = 300;
/// Windows of one watcher: all sizes of these ranges of columns and rows. They are large, so
/// that a frame of each takes much memory if it is kept.
const COLUMNS: (u32, u32) = (300, 100);
const ROWS: (u32, u32) = (100, 10);

/// Times a key that everyone presses at the same moment.
pub(crate) fn together(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    bench.runtime.block_on(async {
        let clients = open_all(TOGETHER, || Client::open(server.port, "play", None)).await;
        sleep(REST).await;
        let counts: Vec<usize> = clients.iter().map(|client| client.arrivals.count()).collect();
        let before = server.usage();
        let asked = Instant::now();
        for client in &clients {
            client.key("e").await;
        }
        for (client, frames) in clients.iter().zip(counts) {
            client.arrivals.beyond(frames).await;
        }
        let cpu = 1e3 * (server.usage().cpu - before.cpu);
        let waits: Vec<f64> =
            clients.iter().flat_map(|client| delays(&client.arrivals, &[asked])).collect();
        let name = |what: &str| format!("{TOGETHER} sessions press a key together: {what}");
        table.note(&name("until a session's frame, p50"), quantile(&waits, 0.5), "ms", Goal::None);
        table.note(&name("until the last frame"), quantile(&waits, 1.0), "ms", Goal::None);
        table.note(&name("CPU of the server"), cpu, "ms", Goal::None);
    });
}

/// Measures what the server keeps of a watcher's windows of many sizes.
pub(crate) fn windows(bench: &Bench, table: &mut Table) {
    let server = Server::start(&bench.program);
    thread::sleep(REST);
    bench.runtime.block_on(async {
        let _presenter = Client::open(server.port, "present", Some(&server.code)).await;
        let watcher = Client::open(server.port, "watch", None).await;
        sleep(REST).await;
        let before = server.usage();
        for columns in COLUMNS.0..COLUMNS.0 + COLUMNS.1 {
            for rows in ROWS.0..ROWS.0 + ROWS.1 {
                let frames = watcher.arrivals.count();
                watcher.resize(columns, rows).await;
                watcher.arrivals.beyond(frames).await;
            }
        }
        sleep(REST).await;
        let grown = (server.usage().rss - before.rss) / 1024.0;
        let name = format!("{} window sizes of one watcher: memory (RSS)", COLUMNS.1 * ROWS.1);
        table.note(&name, grown, "MiB", Goal::AtMost(20.0));
    });
}
