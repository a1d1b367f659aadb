//! Names on the screen: those of components in the chart, and those of data in the title.

use std::collections::BTreeSet;

use emstep::data::{self, Request, Source};
use emstep::internals::app::{InitialTheta, Settings};
use emstep::internals::view::{ColorDepth, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use crate::driver::Driver;

/// The names in the density chart: what is bold and in colour, cells side by side together.
fn names(buffer: &Buffer) -> Vec<Vec<(char, Color)>> {
    let theme = Theme::new(ColorDepth::Ansi256);
    let others = [theme.faint(), theme.faint_line(), theme.accent()].map(|style| style.fg);
    let mut found = Vec::new();
    for y in 0..buffer.area.height {
        let name = |x: u16| {
            let cell = &buffer[(x, y)];
            let is_bold = cell.modifier.contains(Modifier::BOLD) && cell.bg == Color::Reset;
            let in_colour = cell.fg != Color::Reset && !others.contains(&Some(cell.fg));
            let symbol = cell.symbol().chars().next().filter(|c| *c != ' ' && *c != '▲');
            symbol.filter(|_| is_bold && in_colour).map(|c| (c, cell.fg))
        };
        let cells: Vec<Option<(char, Color)>> = (0..buffer.area.width).map(name).collect();
        let runs = cells.split(Option::is_none).filter(|run| !run.is_empty());
        found.extend(runs.map(|run| run.iter().copied().flatten().collect()));
    }
    found
}

#[test]
fn names_of_components_in_the_chart_never_touch() {
    let theme = Theme::new(ColorDepth::Ansi256);
    let mut seen = BTreeSet::new();
    for components in [1, 2, 5, 12, 64] {
        for keys in ["", "e m x", "c"] {
            let mut driver = Driver::example("galaxies", components);
            driver.press(keys);
            for width in 20..=200 {
                let height = [24, 12, 30, 40, 60][usize::from(width) % 5];
                for name in names(&driver.buffer(width, height, ColorDepth::Ansi256)) {
                    let text: String = name.iter().map(|(c, _)| c).collect();
                    let plain = text.trim_start_matches(['◂', 'μ']).trim_end_matches('▸');
                    let digit = |c: char| match c {
                        '₀'..='₉' => char::from_digit(c as u32 - '₀' as u32, 10).unwrap(),
                        c => c,
                    };
                    let index = plain.chars().map(digit).collect::<String>().parse::<usize>();
                    let why = format!("{text} at K = {components}, {keys:?}, {width}×{height}");
                    let k = index.unwrap_or_else(|_| panic!("{why} is not one name"));
                    assert!((1..=components).contains(&k), "{why} is not one name");
                    // A colour between two of one name is that of another.
                    let colour = theme.component_color(k - 1);
                    assert!(name.iter().all(|(_, of)| *of == colour), "{why} is several names");
                    seen.insert((components, k));
                }
            }
        }
    }
    // Names are left out one by one, not all of them.
    for (components, least) in [(1, 1), (2, 2), (5, 5), (12, 10), (64, 15)] {
        let shown = seen.iter().filter(|(of, _)| *of == components).count();
        assert!(shown >= least, "only {shown} of {components} components are named anywhere");
    }
}

#[test]
fn what_comes_next_is_said_whatever_the_names_are() {
    let names = [
        "温度（摂氏）測定値の列名がとても長い場合にどうなるかを見る".to_owned(),
        "e\u{301}".repeat(60),
        "👩\u{200d}👩\u{200d}👧 ".repeat(20),
        "עמודה ארוכה מאוד עם שם שלא נגמר אף פעם".to_owned(),
        "measurements_of_everything_that_can_be_measured_2024_final.csv".to_owned(),
    ];
    for (name, column) in names.iter().zip(names.iter().rev()) {
        let source = Source::Typed("1 2 3 7 8 9".into());
        let mut dataset = data::load(&Request::new(source)).unwrap();
        (dataset.source, dataset.column) = (name.clone(), column.clone());
        let from = InitialTheta::FromData { start: Settings::default().start, components: 2 };
        let driver = Driver::new(dataset, &from);
        let next = "next: E-step";
        for (width, height) in [(80, 24), (100, 30), (120, 30)] {
            let screen = driver.screen(width, height);
            let title = screen.lines().next().unwrap_or_default();
            assert!(title.contains(next), "{title}");
            assert!(title.contains('…') && title.contains("n = 6 · K = 2"), "{title}");
        }
    }
}
