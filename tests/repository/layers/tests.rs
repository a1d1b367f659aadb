//! The rules find what they are for, and nothing else.

use super::*;

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
    refused("view/theme.rs", "fn f() { crate::work::run_job(); }", "not below view");
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
    refused("runtime/mod.rs", "use crate::internals::app::App;", "is not below runtime");
    refused("report/json.rs", "use crate::*;", "crate::* is not below");
    refused("colour.rs", "", "colour has no layer");
}

#[test]
fn an_import_that_points_down_or_stays_is_allowed() {
    allowed("app/mod.rs", "use crate::{data::Dataset, mixture::{self, Theta as T}, app::Key};");
    allowed("app/mod.rs", "pub(crate) mod tests { use super::*; use super::key::Key; }");
    allowed("app/mod.rs", "fn f() { self::key::of(); crate::mixture::e_step() }");
    allowed("main.rs", "use emstep::internals::cli; use crate::cli::Args; use std::io;");
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
    allowed("runtime/ssh/service/state.rs", "use crate::runtime::ssh::access::role::Role;");
}

#[test]
fn imports_inside_of_the_view_point_down_only() {
    let above = |path, import: &str| refused(path, &format!("use {import};"), "is not below");
    above("view/panel/theta.rs", "crate::view::screen::draw");
    above("view/plot/ticks.rs", "super::frame::PlotFrame");
    above("view/theme.rs", "crate::view::draw");
    above("view/class/poll.rs", "super::follower");
    allowed("view/mod.rs", "use screen::draw; use self::class::follower;");
    allowed("view/panel/mod.rs", "pub(in crate::view) mod theta; pub(super) mod likelihood;");
    allowed("view/plot/mod.rs", "use self::surface::SurfacePlot; use crate::view::theme::Theme;");
    allowed("view/panel/density/curves.rs", "use super::DensityPanel;");
    allowed("report/mod.rs", "use super::mixture;");
}

#[test]
fn methods_added_to_the_state_machine_elsewhere_are_found() {
    let found = |source| refused("app/keymap.rs", source, "impl App");
    found("impl App { fn f() {} }");
    found("impl crate::app::App { fn f() {} }");
    found("mod a { impl<'a, F: Fn() -> Vec<u8>> super::App<'a, F> where F: Send {} }");
    allowed("app/keymap.rs", "impl Keymap { fn of(app: &App) {} } // impl App {");
    allowed("app/keymap.rs", "impl From<App> for Keymap {} impl Trait<App> for Vec<App> {}");
    allowed("app/keymap.rs", "fn f(of: impl Fn(&App) -> App) -> impl Iterator<Item = App> { g() }");
    allowed("app/mod.rs", "impl App { fn f() {} }");
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
