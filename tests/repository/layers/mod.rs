//! The rule of imports, held by reading the sources: they point down only.
//!
//! ```text
//! text, mixture, formula ← data, timeline, sql ← explain ← lesson, report ← app
//!     ← view, spoken, figure, work ← results ← runtime, stepper ← cli ← internals ← main
//! ```

mod tests;

use crate::files;
use crate::rust::{paths, tokens};

/// The layer of each module; modules of one layer do not see each other.
const LAYERS: [(&str, u8); 20] = [
    ("text", 0),
    ("mixture", 0),
    ("formula", 0),
    ("data", 1),
    ("timeline", 1),
    ("sql", 1),
    ("explain", 2),
    ("lesson", 3),
    ("app", 4),
    ("view", 5),
    ("spoken", 5),
    ("figure", 5),
    ("report", 3),
    ("work", 5),
    ("results", 6),
    ("runtime", 7),
    ("stepper", 7),
    ("cli", 8),
    ("internals", 9),
    ("main", 10),
];
/// What keeps these the same on a terminal, in a test and in a browser page.
const PURE: [&str; 10] = [
    "text", "mixture", "formula", "timeline", "sql", "explain", "lesson", "app", "spoken", "figure",
];
const IMPURE_NAMES: [&str; 4] = ["ratatui", "crossterm", "Instant", "SystemTime"];
/// Who may spread a loop over the data; `cli` sets the number of threads.
const PARALLEL: [&str; 4] = ["mixture", "data", "explain", "cli"];
const IMPURE_PATHS: [&str; 3] = ["std::thread", "std::fs", "std::io"];
/// What only the SSH server is made of.
const SERVER_NAMES: [&str; 5] = ["tokio", "russh", "tracing", "tracing_subscriber", "qrcode"];
const SERVER: &str = "runtime/ssh/";
/// The order inside of folders, from the bottom up: a file imports nothing of its folder that is on
/// a later line or elsewhere on its own. A module is where its own path is written, or else the
/// longest part of it that is; the folder's `mod.rs` is above them all.
const ORDERS: [(&str, &[&[&str]]); 3] = [
    (
        "app",
        &[
            &[
                "key",
                "panel",
                "save_error",
                "save_request",
                "settings",
                "limits",
                "load_progress",
                "grip",
                "recent_files",
            ],
            &["keymap", "key_script", "begin", "form::field"],
            &["preferences", "rebuild"],
            &["notice", "job", "export_order", "shown_keys"],
            &["effect", "request"],
            &["outcome", "jobs", "files"],
            &["study"],
            &["looks", "form"],
            &["lesson"],
            &["class"],
            &["shared"],
            &["saved"],
            &["menu"],
            &["mode", "message", "session"],
            &["here"],
            &[ROOT],
            &["class::follower", "opening"],
        ],
    ),
    (
        "view",
        &[
            &["theme", "lines", "number"],
            &["ascii", "scroll"],
            &["plot::raster", "prose"],
            &["dialog", "picture"],
            &["plot::ticks"],
            &["plot::frame"],
            &["panel", "plot::staircase", "plot::bound"],
            &["plot::surface"],
            &["plot"],
            &["layout"],
            &["form::field"],
            &["notice", "form::progress", "theme_sample"],
            &["hints"],
            &["status", "form", "menu", "lesson", "class::poll", "class::queue"],
            &["screen"],
            &["class::follower"],
            &["class"],
        ],
    ),
    (
        "runtime::ssh",
        &[
            &["access", "class"],
            &["service"],
            &["wire"],
            &["session"],
            &["run_session"],
            &["handler"],
            &["server"],
        ],
    ),
];
/// What is in the file of a folder itself: above all of its modules but those that are listed after
/// it.
const ROOT: &str = "mod.rs";
/// The one file that has methods of the state machine; its components do not know it.
const IMPL_APP: &str = "app/mod.rs";
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
    if path != IMPL_APP && inherent_impls(&tokens).any(|name| name == "App") {
        say("impl App".into());
    }
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
        if ORDERS.iter().any(|order| points_up(order, &modules, &import[1..])) {
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

/// The names of the types that a source adds methods to, but for those of a trait.
fn inherent_impls(tokens: &[String]) -> impl Iterator<Item = &str> {
    let starts = tokens.iter().enumerate().filter(|(_, token)| *token == "impl");
    starts.filter_map(|(at, _)| {
        let path = &tokens[at + 1 + generics(&tokens[at + 1..])..];
        let is_path = |token: &&String| *token == "::" || token.starts_with(char::is_alphanumeric);
        let length = path.iter().take_while(is_path).take_while(|token| *token != "for").count();
        let after = length + generics(&path[length..]);
        let is_inherent = ["{", "where"].contains(&path.get(after)?.as_str());
        path[..length].last().filter(|_| is_inherent).map(String::as_str)
    })
}

/// How many of the tokens are the generics that these begin with, as in `<'a, F: Fn() -> T>`.
fn generics(tokens: &[String]) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "<" => depth += 1,
            ">" if i > 0 && tokens[i - 1] != "-" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if i == 0 { 0 } else { i + 1 };
        }
    }
    0
}

/// Whether a module imports what is above or beside it in this order. What a folder with an order
/// is beside imports nothing of it.
fn points_up((folder, order): &(&str, &[&[&str]]), from: &[String], import: &[String]) -> bool {
    let (from, import) = (from.join("::"), import.join("::"));
    let Some((entry, to)) = position_in(folder, order, &import) else { return false };
    match position_in(folder, order, &from) {
        Some((own, here)) => (own != entry) && to >= here,
        None => folder.rsplit_once("::").is_some_and(|(parent, _)| {
            from.strip_prefix(parent).is_some_and(|rest| rest.starts_with("::"))
        }),
    }
}

/// The entry of the order that a path in the folder belongs to, and the line that it is on. The
/// folder itself is above them all.
fn position_in<'a>(folder: &str, order: &[&[&'a str]], path: &str) -> Option<(&'a str, usize)> {
    let rest =
        path.strip_prefix(folder).filter(|rest| rest.is_empty() || rest.starts_with("::"))?;
    let rest = rest.trim_start_matches("::");
    let entries =
        order.iter().enumerate().flat_map(|(at, line)| line.iter().map(move |e| (*e, at)));
    let fits = |(entry, _): &(&str, usize)| {
        rest.strip_prefix(entry).is_some_and(|more| more.is_empty() || more.starts_with("::"))
    };
    Some(entries.filter(fits).max_by_key(|(entry, _)| entry.len()).unwrap_or_else(|| {
        let root = order.iter().position(|line| line.contains(&ROOT));
        ("", root.unwrap_or(order.len()))
    }))
}

/// The module a file is: `app/mod.rs` is `app`, `app/key.rs` is `app::key`, `main.rs` the root.
fn modules(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let parts = path.split('/').filter(|part| !["main", "lib"].contains(part));
    parts.map(str::to_owned).collect()
}

#[test]
fn imports_point_down_only() {
    let sources = files::below("src", &["rs"]);
    let found: Vec<String> = (sources.iter())
        .flat_map(|(path, text)| violations(path.strip_prefix("src/").unwrap(), text))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    // The sources were found, and read.
    let tokens = tokens(&sources["src/mixture/e_step.rs"]);
    let sample = ["crate", "mixture", "sample", "Sample"].map(str::to_owned).to_vec();
    assert!(paths(&tokens, &modules("mixture/e_step.rs")).contains(&sample));
}

#[test]
fn every_module_is_in_the_order_of_its_folder() {
    for (folder, order) in ORDERS {
        let path = format!("src/{}/", folder.replace("::", "/"));
        let sources = files::below(&path, &["rs"]);
        let modules: Vec<String> =
            sources.keys().map(|file| self::modules(file).split_off(1).join("::")).collect();
        let missing = modules.iter().filter(|module| {
            *module != folder && position_in(folder, order, module).unwrap().0.is_empty()
        });
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "not in the order of {folder}");
        for entry in order.iter().flat_map(|line| line.iter()).filter(|entry| **entry != ROOT) {
            let entry = format!("{folder}::{entry}");
            assert!(modules.contains(&entry), "there is no {entry}");
        }
    }
}
