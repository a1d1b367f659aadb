//! What `emstep serve` takes: memory and processor time a session, bytes and time a step; beside it
//! OpenSSH with a stepper a login.
//!
//! `cargo bench --bench serve` prints a Markdown table; words after `--` choose rows, `--rounds N`
//! says how often each is measured. The word `long` adds a class of 30 minutes (`--minutes N`),
//! once. It ends with an error if a goal is missed. It needs Linux for `/proc`, and for the rows
//! with real clients `ssh`, `ssh-keygen` and `sshd` (which, as root, wants `/run/sshd`). All of it
//! stays on 127.0.0.1 and ends with the program.

mod bursts;
mod clients;
mod held;
mod long;
mod openssh;
mod process;
mod rows;
mod table;
mod terminals;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use rows::Bench;
use table::Table;

/// What is measured, and how often.
#[derive(Debug, Parser)]
struct Options {
    /// Only the rows whose name has one of these words
    only: Vec<String>,
    /// How often each row is measured; the median is printed
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Another `emstep` than the one that was built for this
    #[arg(long, default_value = env!("CARGO_BIN_EXE_emstep"))]
    program: PathBuf,
    /// Seconds for which idle sessions are watched
    #[arg(long, default_value_t = 30)]
    idle: u64,
    /// Minutes of the row `long`, which is measured only when it is named
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
    /// Cargo says this to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let Options { only, rounds, program, idle, minutes, .. } = Options::parse();
    process::raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let bench = Bench { program, idle, minutes, runtime };
    let mut table = Table::default();
    let is_named = |name: &str| only.iter().any(|word| name.contains(word));
    for (name, measure) in rows::ALL {
        if !only.is_empty() && !is_named(name) {
            continue;
        }
        for round in 1..=rounds.max(1) {
            eprintln!("{name}, round {round} …");
            measure(&bench, &mut table);
        }
    }
    let (name, measure) = rows::ON_REQUEST;
    if is_named(name) {
        eprintln!("{name} …");
        measure(&bench, &mut table);
    }
    println!("{}\n\n{table}", process::machine());
    match table.missed() {
        0 => ExitCode::SUCCESS,
        missed => {
            eprintln!("goals missed: {missed}");
            ExitCode::FAILURE
        }
    }
}
