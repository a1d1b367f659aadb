//! Clicks on a screen in ASCII, where text is longer and so is elsewhere.

use std::collections::BTreeSet;

use emstep::explain::Quantity;
use emstep::internals::view::{Characters, ColorDepth, Glyphs, Marker, Theme, quantity_at};
use ratatui::layout::{Position, Size};

use crate::driver::Driver;

const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (120, 40)];

fn in_ascii() -> Theme {
    Theme::new(ColorDepth::Mono).with_glyphs(Glyphs::new(Characters::Ascii, Marker::Braille))
}

/// What there is to click on where signs are as they are.
fn quantities(driver: &Driver, size: Size) -> BTreeSet<String> {
    let cells = (0..size.height).flat_map(|y| (0..size.width).map(move |x| Position { x, y }));
    let theme = Theme::new(ColorDepth::Mono);
    let at = |cell| quantity_at(&driver.app, &theme, size, cell);
    cells.filter_map(|cell| Some(at(cell)?.1?.to_string())).collect()
}

/// The numbers of a row, with the columns that each takes.
fn numbers(row: &str) -> Vec<(usize, &str)> {
    let is_part = |c: char| c.is_ascii_digit() || ".-+e".contains(c);
    let mut found = Vec::new();
    let mut rest = 0;
    for word in row.split(|c| !is_part(c)) {
        if word.contains('.') && word.parse::<f64>().is_ok() {
            found.push((rest, word));
        }
        rest += word.len() + 1;
    }
    found
}

#[test]
fn a_click_finds_the_number_that_is_there_in_ascii() {
    for (width, height) in SIZES {
        let size = Size { width, height };
        let mut driver = Driver::homework();
        driver.press("e m e");
        driver.theme = in_ascii();
        let mut found = BTreeSet::new();
        for (y, row) in driver.screen(width, height).lines().enumerate() {
            for (start, number) in numbers(row) {
                let at = |x: usize| {
                    let cell = Position { x: x as u16, y: y as u16 };
                    quantity_at(&driver.app, &driver.theme, size, cell)?.1
                };
                let here: Vec<Option<Quantity>> = (start..start + number.len()).map(at).collect();
                let Some(quantity) = here[0] else { continue };
                assert!(here.iter().all(|other| *other == here[0]), "{size}: {number} in {row}");
                let run = driver.app.study().run();
                let value = quantity.value(run, &run.data().sample).expect("it is there");
                let shown: f64 = number.parse().unwrap();
                let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                let rounding = if number.contains('e') {
                    0.1 * value.abs()
                } else {
                    0.5001 * 0.1_f64.powi(decimals as i32)
                };
                assert!((shown - value).abs() <= rounding, "{size}: {quantity} in {row}");
                found.insert(quantity.to_string());
            }
        }
        assert_eq!(found, quantities(&driver, size), "{size}");
    }
}
