//! Tells the program which commit it is built from, and with which features.

use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let commit = commit().map_or_else(String::new, |commit| format!(" ({commit})"));
    println!("cargo::rustc-env=EMSTEP_COMMIT={commit}");
    println!("cargo::rustc-env=EMSTEP_FEATURES={}", features());
}

/// Returns the features that someone may want to know about, as `serve, parquet`.
fn features() -> String {
    let mut on: Vec<String> = env::vars()
        .filter_map(|(name, _)| Some(name.strip_prefix("CARGO_FEATURE_")?.to_lowercase()))
        .filter(|name| !["default", "stepper", "terminal"].contains(&name.as_str()))
        .collect();
    on.sort();
    if on.is_empty() { "none".to_owned() } else { on.join(", ") }
}

/// Returns the commit that a release is built from, shortened; none if it is not known, as in an
/// archive without its history. A build for development has none either: it would be compiled anew
/// after every commit.
fn commit() -> Option<String> {
    if env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        return None;
    }
    packaged().or_else(checked_out)
}

/// Returns the commit that `cargo package` wrote down.
fn packaged() -> Option<String> {
    let info = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = info.split_once("\"sha1\"")?;
    let hash = rest.split('"').nth(1)?;
    Some(hash.get(..9)?.to_owned())
}

fn checked_out() -> Option<String> {
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        println!("cargo::rerun-if-changed={path}");
    }
    // Of a folder around this one that is under version control, nothing is wanted.
    (git(&["rev-parse", "--show-prefix"])?.is_empty()).then_some(())?;
    git(&["rev-parse", "--short=9", "HEAD"])
}

/// Returns what a command of Git prints, if there is Git.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
