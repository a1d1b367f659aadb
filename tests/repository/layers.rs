//! The rule of imports, held by reading the sources: they point down only.
//!
//! ```text
//! text, mixture, formula ← data, timeline ← explain ← lesson ← app ← view, report ← runtime ← cli ← main
//! ```

use std::fs;
use std::path::{Path, PathBuf};

/// The layer of each module; modules of one layer do not see each other.
const LAYERS: [(&str, u8); 13] = [
    ("text", 0),
    ("mixture", 0),
    ("formula", 0),
    ("data", 1),
    ("timeline", 1),
    ("explain", 2),
    ("lesson", 3),
    ("app", 4),
    ("view", 5),
    ("report", 5),
    ("runtime", 6),
    ("cli", 7),
    ("main", 8),
];
/// What keeps these the same on a terminal, in a test and in a browser page.
const PURE: [&str; 7] = ["text", "mixture", "formula", "timeline", "explain", "lesson", "app"];
const IMPURE_NAMES: [&str; 4] = ["ratatui", "crossterm", "Instant", "SystemTime"];
/// Who may spread a loop over the data; `cli` sets the number of threads.
const PARALLEL: [&str; 4] = ["mixture", "data", "explain", "cli"];
const IMPURE_PATHS: [&str; 3] = ["std::thread", "std::fs", "std::io"];
/// What only the SSH server is made of.
const SERVER_NAMES: [&str; 5] = ["tokio", "russh", "tracing", "tracing_subscriber", "qrcode"];
const SERVER: &str = "runtime/ssh/";
/// The order inside of the server: the wings, then the spine from its end to its beginning.
const SERVER_ORDER: [(&str, u8); 8] = [
    ("access", 0),
    ("class", 0),
    ("service", 1),
    ("wire", 2),
    ("session", 3),
    ("run_session", 4),
    ("handler", 5),
    ("server", 6),
];
const MAIN_LINES: usize = 60;
/// What has to run before `main`, which Rust calls unsafe.
const BEFORE_MAIN: &str = "cli/output.rs";

// ---- the rules ----

/// Everything that is wrong with one source; `path` is relative to `src/`.
fn violations(path: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let modules = modules(path);
    let mut found = Vec::new();
    let mut say = |what: String| found.push(format!("src/{path}: {what}"));
    if path != BEFORE_MAIN && tokens.iter().any(|token| token == "unsafe") {
        say("unsafe".into());
    }
    if path == "main.rs" && source.lines().count() >= MAIN_LINES {
        say(format!("{MAIN_LINES} lines or more"));
    }
    if path == "lib.rs" {
        return found;
    }
    if !path.starts_with(SERVER) {
        for name in tokens.iter().filter(|token| SERVER_NAMES.contains(&token.as_str())) {
            say(format!("names {name} outside {SERVER}"));
        }
    }
    let here = if path == "main.rs" { "main" } else { &modules[0] };
    let Some(layer) = layer(here) else {
        say(format!("{here} has no layer"));
        return found;
    };
    for import in paths(&tokens, &modules) {
        let to = match &import[..] {
            [root, to, ..] if root == "crate" => to,
            _ => continue,
        };
        let below = self::layer(to).is_some_and(|other| other < layer);
        if to != here && !below {
            say(format!("{} is not below {here}", import.join("::")));
        }
        if path.starts_with("runtime/") && points_up_in_server(&modules, &import) {
            say(format!("{} is not below {}", import.join("::"), modules.join("::")));
        }
    }
    if !PARALLEL.contains(&here) && tokens.iter().any(|token| token == "rayon") {
        say("names rayon".into());
    }
    if PURE.contains(&here) {
        for name in tokens.iter().filter(|token| IMPURE_NAMES.contains(&token.as_str())) {
            say(format!("names {name}"));
        }
        for import in paths(&tokens, &modules).iter().filter(|import| import.len() > 1) {
            let start = import[..2].join("::");
            if IMPURE_PATHS.contains(&start.as_str()) {
                say(format!("names {start}"));
            }
        }
    }
    found
}

fn layer(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, layer)| *layer)
}

/// Whether a module of `runtime` imports what is above or beside it in the server. What is outside
/// of the server imports nothing of it.
fn points_up_in_server(from: &[String], import: &[String]) -> bool {
    let [_, runtime, ssh, to, ..] = import else { return false };
    if runtime != "runtime" || ssh != "ssh" {
        return false;
    }
    let order = |name: &str| SERVER_ORDER.iter().find(|(known, _)| *known == name).map(|at| at.1);
    match from {
        [_, ssh] if ssh == "ssh" => false,
        [_, ssh, here, ..] if ssh == "ssh" => to != here && order(to) >= order(here),
        _ => true,
    }
}

/// The module a file is: `app/mod.rs` is `app`, `app/key.rs` is `app::key`, `main.rs` the root.
fn modules(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let parts = path.split('/').filter(|part| !["main", "lib"].contains(part));
    parts.map(str::to_owned).collect()
}

// ---- reading Rust ----

/// Identifiers and punctuation; comments, strings, characters and lifetimes are left out.
fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if at(i) == '/' && at(i + 1) == '/' {
            i += chars[i..].iter().take_while(|c| **c != '\n').count();
        } else if at(i) == '/' && at(i + 1) == '*' {
            i = after_block_comment(&chars, i);
        } else if let Some(end) = after_raw_string(&chars, i) {
            i = end;
        } else if at(i) == '"' {
            i = after_quoted(&chars, i + 1, '"');
        } else if at(i) == '\'' && at(i + 1) == '\\' {
            i = after_quoted(&chars, i + 1, '\'');
        } else if at(i) == '\'' && at(i + 2) == '\'' {
            i += 3;
        } else if at(i).is_alphanumeric() || at(i) == '_' {
            let length =
                chars[i..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            tokens.push(chars[i..i + length].iter().collect());
            i += length;
        } else if at(i) == ':' && at(i + 1) == ':' {
            tokens.push("::".into());
            i += 2;
        } else {
            if !at(i).is_whitespace() && at(i) != '\'' {
                tokens.push(at(i).to_string());
            }
            i += 1;
        }
    }
    tokens
}

/// Where a raw string (`r"…"`, `br#"…"#`) that starts here ends; none where none starts here.
fn after_raw_string(chars: &[char], i: usize) -> Option<usize> {
    let r = if chars[i] == 'b' { i + 1 } else { i };
    if chars.get(r) != Some(&'r') {
        return None;
    }
    let hashes = chars[r + 1..].iter().take_while(|c| **c == '#').count();
    let start = r + 1 + hashes;
    if chars.get(start) != Some(&'"') {
        return None;
    }
    let end: Vec<char> = format!("\"{}", "#".repeat(hashes)).chars().collect();
    let length = chars[start + 1..].windows(end.len()).position(|window| window == end);
    Some(start + 1 + length.expect("a raw string ends") + end.len())
}

/// Where what is quoted with `quote` ends, from the first character in it.
fn after_quoted(chars: &[char], mut i: usize, quote: char) -> usize {
    while chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

fn after_block_comment(chars: &[char], mut i: usize) -> usize {
    let mut depth = 0;
    loop {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
}

/// Every path that starts at `crate`, `self`, `super`, `emstep` or `std`, from the root: groups are
/// taken apart, and `super` is counted from the inline module it stands in.
fn paths(tokens: &[String], file: &[String]) -> Vec<Vec<String>> {
    let mut inline: Vec<Option<String>> = Vec::new();
    let mut found = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let before = |back: usize| i.checked_sub(back).map_or("", |j| tokens[j].as_str());
        match token.as_str() {
            "{" => inline.push((before(2) == "mod").then(|| before(1).to_owned())),
            "}" => drop(inline.pop()),
            "crate" | "self" | "super" | "emstep" | "std" if before(1) != "::" => {
                let mut ends = Vec::new();
                expand(tokens, i, &mut Vec::new(), &mut ends);
                let here: Vec<String> =
                    file.iter().cloned().chain(inline.iter().flatten().cloned()).collect();
                found.extend(ends.iter().map(|path| from_the_root(path, &here)));
            }
            _ => {}
        }
    }
    found
}

/// Follows a path or a group from token `i`; every end of it goes to `ends`. Returns where it
/// stops.
fn expand(
    tokens: &[String],
    mut i: usize,
    prefix: &mut Vec<String>,
    ends: &mut Vec<Vec<String>>,
) -> usize {
    let depth = prefix.len();
    let token = |i: usize| tokens.get(i).map_or("", String::as_str);
    loop {
        if token(i) == "{" {
            i += 1;
            while token(i) != "}" {
                i = expand(tokens, i, prefix, ends);
                // `as name`, and the comma.
                while !["}", ","].contains(&token(i)) {
                    assert!(i < tokens.len(), "a group of imports ends");
                    i += 1;
                }
                i += usize::from(token(i) == ",");
            }
            i += 1;
            break;
        }
        prefix.push(token(i).to_owned());
        i += 1;
        if token(i) != "::" {
            ends.push(prefix.clone());
            break;
        }
        i += 1;
    }
    prefix.truncate(depth);
    i
}

/// `crate::…` for every path inside the package, the path itself for others.
fn from_the_root(path: &[String], here: &[String]) -> Vec<String> {
    let mut rest = path;
    let mut modules = match path[0].as_str() {
        "crate" | "emstep" => {
            rest = &path[1..];
            Vec::new()
        }
        "self" | "super" => here.to_vec(),
        _ => return path.to_vec(),
    };
    while let Some((first, more)) = rest.split_first() {
        match first.as_str() {
            "self" => {}
            "super" => drop(modules.pop()),
            _ => break,
        }
        rest = more;
    }
    let names = modules.into_iter().chain(rest.iter().cloned());
    std::iter::once("crate".to_owned()).chain(names).collect()
}

// ---- the sources ----

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn imports_point_down_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&root);
    let found: Vec<String> = (files.iter())
        .flat_map(|file| {
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            violations(&path, &fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    // The sources were found, and read.
    let e_step = files.iter().find(|file| file.ends_with("mixture/e_step.rs")).unwrap();
    let tokens = tokens(&fs::read_to_string(e_step).unwrap());
    let sample = ["crate", "mixture", "sample", "Sample"].map(str::to_owned).to_vec();
    assert!(paths(&tokens, &modules("mixture/e_step.rs")).contains(&sample));
}

// ---- the reader itself ----

#[track_caller]
fn refused(path: &str, source: &str, because: &str) {
    let found = violations(path, source).join("; ");
    assert!(found.contains(because), "{because:?} is not in {found:?}");
}

#[track_caller]
fn allowed(path: &str, source: &str) {
    assert_eq!(violations(path, source), [""; 0]);
}

#[test]
fn an_import_that_points_up_or_aside_is_found() {
    refused("mixture/e_step.rs", "use crate::data::Dataset;", "crate::data::Dataset is not below");
    refused("data/mod.rs", "use crate::timeline::Cursor;", "not below data");
    refused("view/theme.rs", "fn f() { crate::report::text(); }", "not below view");
    refused(
        "app/mod.rs",
        "use crate::{mixture::Theta, view::{self, theme}};",
        "crate::view::theme",
    );
    refused("app/key.rs", "use super::super::runtime as r;", "crate::runtime is not below app");
    refused("app/key.rs", "use super::{super::cli::{Args}, Key};", "crate::cli::Args");
    refused("timeline.rs", "use super::app::App;", "crate::app::App");
    refused("app/mod.rs", "mod tests { use super::super::view::draw; }", "crate::view::draw");
    refused("cli.rs", "use emstep::main;", "crate::main is not below cli");
    refused("report/json.rs", "use crate::*;", "crate::* is not below");
    refused("colour.rs", "", "colour has no layer");
}

#[test]
fn an_import_that_points_down_or_stays_is_none_of_its_business() {
    allowed("app/mod.rs", "use crate::{data::Dataset, mixture::{self, Theta as T}, app::Key};");
    allowed("app/mod.rs", "pub(crate) mod tests { use super::*; use super::key::Key; }");
    allowed("app/mod.rs", "fn f() { self::key::of(); crate::mixture::e_step() }");
    allowed("main.rs", "mod cli; use emstep::runtime; use crate::cli::Args; use std::io;");
    allowed("mixture/e_step.rs", "use super::theta::Theta; use std::{fmt, sync::Arc};");
    allowed("data/mod.rs", "use std::{fs, io};");
    allowed("lib.rs", "pub mod view;");
}

#[test]
fn what_knows_time_files_or_the_terminal_is_found() {
    refused("app/mod.rs", "fn f(frame: &mut ratatui::Frame) {}", "names ratatui");
    refused("mixture/sum.rs", "use std::time::{Duration, Instant};", "names Instant");
    refused("timeline.rs", "use std::{collections::HashMap, thread};", "names std::thread");
    refused("app/mod.rs", "fn f() { std::fs::read(path); }", "names std::fs");
    allowed("app/mod.rs", "use std::time::Duration;");
    refused("app/mod.rs", "use rayon::prelude::*;", "names rayon");
    allowed("mixture/points.rs", "use rayon::prelude::*;");
}

#[test]
fn what_belongs_to_the_server_stays_there() {
    refused("runtime/session.rs", "use tokio::sync::watch;", "names tokio outside runtime/ssh/");
    refused("cli/serve.rs", "fn f() { russh::server::run_stream(); }", "names russh");
    allowed("runtime/ssh/session.rs", "use tokio::sync::watch; use crate::app::App;");
}

#[test]
fn imports_inside_of_the_server_point_down_only() {
    let above = |path, import: &str| refused(path, &format!("use {import};"), "is not below");
    above("runtime/ssh/wire/client.rs", "crate::runtime::ssh::session::Session");
    above("runtime/ssh/service/state.rs", "super::super::wire::proxy");
    above("runtime/ssh/access/policy.rs", "crate::runtime::ssh::class::broadcast::Broadcast");
    above("runtime/ssh/session.rs", "super::handler::ConnectionHandler");
    above("runtime/jobs.rs", "super::ssh::service::pool::Pool");
    allowed("runtime/ssh/mod.rs", "use server::Server; use self::service::log;");
    allowed("runtime/ssh/wire/client.rs", "use super::metered_stream; use crate::runtime::codes;");
    allowed("runtime/ssh/service/state.rs", "use crate::runtime::ssh::access::policy::Role;");
}

#[test]
fn unsafe_code_and_a_long_main_are_found() {
    refused("runtime/mod.rs", "fn f() { unsafe { g() } }", "unsafe");
    refused("main.rs", &"\n".repeat(MAIN_LINES), "lines");
    allowed("main.rs", &"\n".repeat(MAIN_LINES - 1));
}

#[test]
fn words_in_comments_and_strings_are_no_code() {
    allowed("app/mod.rs", "//! crate::view\n/* unsafe /* ratatui */ crate::view */ fn f() {}");
    allowed(
        "app/mod.rs",
        r##"const A: &str = "unsafe \" crate::view"; const B: &str = r#"rata"tui"#;"##,
    );
    allowed("app/mod.rs", r##"const A: &[u8] = b"unsafe"; const B: &[u8] = br#"un"safe"#;"##);
    // A quote in a character or a lifetime starts no string.
    refused("app/mod.rs", r#"const A: char = '"'; use crate::view; const B: char = '"';"#, "view");
    refused("app/mod.rs", r"const A: char = '\''; use crate::view;", "crate::view");
    refused("app/mod.rs", "fn f<'a>(x: &'a str) { crate::view::draw(x) } 'a'", "crate::view");
}
