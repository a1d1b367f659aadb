//! Every panel, form and plot at every width from 20 to 200: each number on the screen is complete,
//! or shortened with its exponent, or absent. None is cut, and none is −0.

use std::collections::BTreeSet;
use std::sync::Arc;

use emstep::internals::app::{
    App, ClassEvent, Follower, HostLimits, LessonScreen, Message, Settings,
};
use emstep::internals::view::{self, ColorDepth, Theme};
use emstep::lesson::{BuiltIn, Player};
use emstep::mixture::{ComponentStatistics, responsibilities};
use emstep::timeline::HalfStep;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use crate::driver::{Driver, seen_by_class};

/// A number on the screen: its text with its sign, the row, and the columns.
#[derive(Clone, Debug)]
struct Shown {
    text: String,
    row: u16,
    columns: std::ops::Range<u16>,
    after: String,
}

/// The symbols of a row, one per cell. What is not a text of the program is blank: typed text,
/// which is underlined, and the names of components and observations in the chart, which are bold
/// in colour or on a colour.
fn symbols(buffer: &Buffer, y: u16) -> Vec<String> {
    let theme = Theme::new(ColorDepth::Ansi256);
    let [faint, accent] = [theme.faint(), theme.accent()].map(|style| style.fg.expect("a colour"));
    let cells = (0..buffer.area.width).map(|x| &buffer[(x, y)]);
    let symbol = |cell: &ratatui::buffer::Cell| {
        let typed = cell.modifier.contains(Modifier::UNDERLINED);
        let coloured = cell.fg != Color::Reset && cell.fg != faint;
        let name = cell.bg != Color::Reset || coloured && cell.modifier.contains(Modifier::BOLD);
        let key = cell.fg == accent;
        if typed || name && !key { " ".to_owned() } else { cell.symbol().to_owned() }
    };
    cells.map(symbol).collect()
}

fn numbers(buffer: &Buffer) -> Vec<Shown> {
    let mut found = Vec::new();
    for row in 0..buffer.area.height {
        let symbols = symbols(buffer, row);
        let at = |i: usize| symbols.get(i).and_then(|s| s.chars().next()).unwrap_or(' ');
        let digit = |i: usize| at(i).is_ascii_digit();
        let mut i = 0;
        while i < symbols.len() {
            if !digit(i) {
                i += 1;
                continue;
            }
            let signed = i > 0 && "−+×".contains(at(i - 1));
            let start = if signed { i - 1 } else { i };
            let mut end = i + 1;
            loop {
                let of_exponent = at(end) == 'e' && "−-".contains(at(end + 1)) && digit(end + 2);
                match at(end) {
                    c if c.is_ascii_digit() => end += 1,
                    '.' | ',' | 'e' if digit(end + 1) => end += 2,
                    'e' if of_exponent => end += 3,
                    _ => break,
                }
            }
            let after = symbols[end..(end + 2).min(symbols.len())].concat();
            found.push(Shown {
                text: symbols[start..end].concat(),
                row,
                columns: start as u16..end as u16,
                after,
            });
            i = end;
        }
    }
    found
}

/// Its value, and what its last digit is worth.
fn read(text: &str) -> (f64, f64) {
    let plain = text.replace('−', "-").replace([',', '×', '+'], "");
    let (mantissa, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let unit = 10f64.powi(exponent.parse::<i32>().unwrap_or(0) - decimals as i32);
    (plain.parse().unwrap_or(f64::NAN), unit)
}

/// The size of every number that the panels may show of a state, ascending; x and μ also without
/// `offset`.
fn truth(app: &App, offset: f64) -> Vec<f64> {
    let run = app.study().run();
    let sample = &run.data().sample;
    let mut all: Vec<f64> = sample.values().to_vec();
    let reached = &run.iterates()[..=run.furthest().iteration()];
    for (t, iterate) in reached.iter().enumerate() {
        all.push(iterate.log_likelihood());
        all.extend(run.change_at(t));
        all.extend(iterate.expectation().statistics().iter().map(ComponentStatistics::weight));
        for (k, c) in iterate.theta().components().iter().enumerate() {
            all.extend([c.weight(), c.mean(), c.variance(), c.sd()]);
            if let Some(before) = t.checked_sub(1).map(|t| &reached[t].theta().components()[k]) {
                all.extend([
                    c.weight() - before.weight(),
                    c.mean() - before.mean(),
                    c.variance() / before.variance(),
                ]);
            }
        }
        for x in sample.values() {
            all.extend(responsibilities(*x, iterate.theta()));
        }
    }
    let last = 2 * reached.len();
    for step in (0..last).map(|i| HalfStep::START.plus(i)).filter(|step| *step <= run.furthest()) {
        if let Some(bound) = run.bound_at(step) {
            all.extend([bound, reached[step.iteration()].log_likelihood() - bound]);
        }
    }
    if offset != 0.0 {
        let taken_off: Vec<f64> = all.iter().map(|x| x - offset).collect();
        all.extend(taken_off);
    }
    for x in &mut all {
        *x = x.abs();
    }
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// A tick of an axis is round; that it is whole follows from the axis beside it.
fn is_tick(buffer: &Buffer, number: &Shown) -> bool {
    let beside = number.after.starts_with(['┤', '┼', '│']) || number.after.starts_with(" +");
    let above = number.row.checked_sub(1);
    let below = above.is_some_and(|y| {
        number
            .columns
            .clone()
            .any(|x| buffer[(x, y)].symbol() == "┬" || "μ▲M◂▸".contains(buffer[(x, y)].symbol()))
    });
    let faint = Theme::new(ColorDepth::Ansi256).faint().fg;
    let is_faint = faint == Some(buffer[(number.columns.start, number.row)].fg);
    is_faint && (beside || below)
}

#[track_caller]
fn check(name: &str, offset: f64, truth: &[f64], draw: impl Fn(u16, u16) -> Buffer) {
    let mut texts = BTreeSet::new();
    for (width, height) in [(120, 40), (160, 60), (200, 30), (250, 80), (400, 200), (200, 200)] {
        texts.extend(numbers(&draw(width, height)).into_iter().map(|number| number.text));
    }
    for width in 20..=200 {
        let height = [24, 12, 30, 40, 60][usize::from(width) % 5];
        let buffer = draw(width, height);
        for number in numbers(&buffer) {
            let whole = |why: &str| {
                let rows: Vec<String> = (0..height)
                    .map(|y| (0..width).map(|x| buffer[(x, y)].symbol()).collect())
                    .collect();
                format!("{name} at {width}×{height}: {number:?} {why}\n{}", rows.join("\n"))
            };
            // A text that is not a number is quoted as far as there is room.
            let is_cut = number.after.starts_with('…') && number.after != "…'";
            assert!(!is_cut, "{}", whole("is cut"));
            let (value, unit) = read(&number.text);
            assert!(!(number.text.starts_with('−') && value == 0.0), "{}", whole("is −0"));
            let count = value.fract() == 0.0 && (0.0..=64.0).contains(&value) && unit == 1.0;
            let slack = 0.500_01 * unit + 1e-12 * value.abs().max(offset).min(1e4 * unit);
            let first = truth.partition_point(|x| *x < value.abs() - slack);
            let near = truth.get(first).is_some_and(|x| *x <= value.abs() + slack);
            let is_true =
                count || texts.contains(&number.text) || is_tick(&buffer, &number) || near;
            assert!(is_true, "{}", whole("is not a number of this state"));
        }
    }
}

fn typed(points: &str, components: usize) -> Driver {
    Driver::typed(points, components)
}

/// Everything that a state can be looked at with: panels, orders, plots, derivations, forms.
const VIEWS: [&str; 15] = [
    "",
    "e",
    "e m",
    "e m e m c",
    "e m Tab",
    "e m Tab Tab",
    "e m e Tab Tab Tab",
    "e m b",
    "e m f",
    "e f",
    "e m e s",
    "e m x",
    "e m t",
    "e m Tab → → w",
    "e m e Tab Tab Tab ↓ → w",
];

#[track_caller]
fn check_views(name: &str, offset: f64, make: impl Fn() -> Driver) {
    check_some(&VIEWS, name, offset, make);
}

#[track_caller]
fn check_some(views: &[&str], name: &str, offset: f64, make: impl Fn() -> Driver) {
    for keys in views {
        let mut driver = make();
        driver.press(keys);
        let truth = truth(&driver.app, offset);
        check(&format!("{name}, {keys:?}"), offset, &truth, |width, height| {
            driver.buffer(width, height, ColorDepth::Ansi256)
        });
    }
}

#[test]
fn the_homework() {
    check_views("homework", 0.0, Driver::homework);
}

#[test]
fn numbers_of_any_size() {
    check_views("mixed", 0.0, || typed("1.067 -2.31 0.19 1.49 1.51 12.7 100.6 -0.457 12345.8", 2));
    check_views("tiny", 0.0, || typed("1.5e-9 2.25e-9 -3e-9 7.125e-9 8e-9 8.5e-9", 2));
}

#[test]
fn numbers_that_share_their_digits() {
    let times = "1700000000001 1700000000017 1700000000120 1700000000200 1700000000360";
    check_views("times", 1.7e12, || typed(times, 2));
    check_views("far", 1e9, || typed("999999999 1000000000 1000000001 1000000001.5", 2));
}

#[test]
fn real_data_with_many_components() {
    check_views("penguins", 0.0, || Driver::example("penguins", 3));
    let views = ["e m", "e m e Tab Tab Tab → → → w", "e m t", "e m x"];
    for components in [9, 10, 64] {
        check_some(&views, "galaxies", 0.0, || Driver::example("galaxies", components));
    }
}

#[test]
fn dialogs() {
    let dialogs = ["?", "d", "a", "g", "t ^U", "e m t Tab", "c t Shift-Tab"];
    for keys in dialogs {
        let mut driver = Driver::example("penguins", 3);
        driver.press(keys).write("12.5");
        check(keys, 0.0, &truth(&driver.app, 0.0), |width, height| {
            driver.buffer(width, height, ColorDepth::Ansi256)
        });
    }
}

#[test]
fn lessons() {
    for builtin in ["homework", "bound"] {
        let lesson = BuiltIn::named(builtin).unwrap().load().unwrap();
        let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
        let run = screen.player().scene().run().clone();
        let mut driver = Driver::homework();
        driver.app = App::new(run, Settings::default()).with_lesson(screen);
        for keys in ["", "Enter", "3 Enter"] {
            driver.press(keys);
            check(&format!("{builtin} {keys}"), 0.0, &truth(&driver.app, 0.0), |width, height| {
                driver.buffer(width, height, ColorDepth::Ansi256)
            });
        }
    }
}

#[test]
fn a_class() {
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    let mut presenter = Driver::homework();
    presenter.app = App::new(run, Settings::default()).with_lesson(screen).presenting();
    presenter.send(Message::Class(ClassEvent::Followers(12345)));
    let shared = Arc::clone(presenter.app.shared());
    let mut follower = Follower::new(shared, HostLimits::default());
    for keys in ["", "Enter", "^P", "3 . 5"] {
        for name in keys.split_whitespace() {
            let key = crate::driver::key(name);
            if keys.starts_with('3') {
                follower.update(Message::Key(key));
            } else {
                presenter.send(Message::Key(key));
            }
        }
        let seen = seen_by_class(&presenter.app);
        follower.follow(Arc::clone(seen.shared()));
        let truth = truth(&seen, 0.0);
        check(&format!("class {keys}"), 0.0, &truth, |width, height| {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            let theme = Theme::new(ColorDepth::Ansi256);
            terminal.draw(|frame| view::draw_follower(&follower, &theme, frame)).unwrap();
            terminal.backend().buffer().clone()
        });
        check(&format!("presenter {keys}"), 0.0, &truth, |width, height| {
            presenter.buffer(width, height, ColorDepth::Ansi256)
        });
    }
}

#[test]
fn neighbours_that_differ_by_little_are_told_apart() {
    let close = "1000000000 1000000000.000001 1000000000.000002 5 6 7.5";
    let views = ["", "e m", "e m c", "e m e Tab Tab Tab", "e m t", "e m Tab → → w"];
    check_some(&views, "close", 0.0, || typed(close, 2));
    for (width, height) in [(100, 30), (120, 40), (200, 60)] {
        let mut driver = typed(close, 2);
        driver.press("e m e m");
        let screen = driver.screen(width, height);
        for x in ["1,000,000,000.000000", "1,000,000,000.000001", "1,000,000,000.000002"] {
            assert!(screen.contains(x), "{x} at {width}×{height}\n{screen}");
        }
    }
    let mut driver = typed(close, 2);
    driver.press("e m");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("≈1.0000"), "{screen}");
}
