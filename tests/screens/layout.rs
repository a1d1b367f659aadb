//! Panels take what they need and give the rest to their neighbours.

use emstep::internals::app::{ClassEvent, Message, PANELS};

use crate::class::Class;
use crate::driver::Driver;

/// The sizes that count.
const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (120, 40)];

/// A bordered box on a screen.
pub(crate) struct Panel {
    title: String,
    rows: Vec<String>,
    /// What is in the lower border.
    below: String,
}

impl Panel {
    /// Returns the share of rows without anything in them.
    fn emptiness(&self) -> f64 {
        let empty = self.rows.iter().filter(|row| row.trim().is_empty()).count();
        empty as f64 / self.rows.len().max(1) as f64
    }

    /// Returns whether it says that rows of it are hidden.
    fn hides_rows(&self) -> bool {
        let rows = self.below.split('·').next_back().unwrap_or_default();
        rows.contains(" of ") && !rows.contains("k ")
    }
}

/// Returns the boxes of a screen, from the top. Fails if one of them is not closed.
pub(crate) fn panels(screen: &str) -> Vec<Panel> {
    let cells: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let at = |x: usize, y: usize| cells.get(y).and_then(|row| row.get(x)).copied().unwrap_or(' ');
    let mut found = Vec::new();
    for (y, row) in cells.iter().enumerate() {
        for x in (0..row.len()).filter(|x| row[*x] == '╭') {
            let right = (x + 1..row.len()).find(|x| row[*x] == '╮').expect("a corner");
            let bottom = (y + 1..cells.len()).find(|y| at(x, *y) == '╰').expect("a corner");
            let text = |y: usize| (x + 1..right).map(|x| at(x, y)).collect::<String>();
            let bare = |y: usize| text(y).trim_matches(['─', ' ']).to_owned();
            let rows = (y + 1..bottom).map(text).collect();
            found.push(Panel { title: bare(y), rows, below: bare(bottom) });
        }
    }
    found
}

fn panel<'a>(panels: &'a [Panel], title: &str) -> &'a Panel {
    let found = panels.iter().find(|panel| panel.title.contains(title));
    found.unwrap_or_else(|| panic!("no panel {title}"))
}

/// Data of 5, 82 and 272 observations.
fn drivers() -> impl Iterator<Item = (String, Driver)> {
    let names = ["homework", "galaxies", "old-faithful"];
    let all = names.into_iter().flat_map(|name| [1, 2, 3, 6, 8].map(|k| (name, k)));
    // Five observations make five components at most.
    all.filter(|(name, k)| *name != "homework" || *k <= 3)
        .map(|(name, k)| (format!("{name}, K = {k}"), Driver::example(name, k)))
}

#[test]
fn no_panel_is_half_empty_while_another_hides_rows() {
    for (name, mut driver) in drivers() {
        for keys in ["", "e", "m", "e m e m", "p"] {
            driver.press(keys);
            for (width, height) in SIZES {
                let screen = driver.screen(width, height);
                let panels = panels(&screen);
                let hides = panels.iter().any(Panel::hides_rows);
                for panel in &panels {
                    let most = if hides { 0.5 } else { 0.67 };
                    assert!(
                        panel.emptiness() <= most,
                        "{name}, {keys}: {} is empty by {:.2}\n{screen}",
                        panel.title,
                        panel.emptiness()
                    );
                }
            }
            let screen = driver.screen(200, 60);
            for panel in panels(&screen) {
                assert!(panel.emptiness() < 0.5, "{name}, {keys}: {}\n{screen}", panel.title);
            }
        }
    }
}

#[test]
fn every_component_is_shown_if_there_is_room_beside_it() {
    for (name, mut driver) in drivers() {
        driver.press("e m");
        for (width, height) in SIZES {
            let screen = driver.screen(width, height);
            let panels = panels(&screen);
            assert!(!panel(&panels, "θ₁").hides_rows(), "{name}\n{screen}");
        }
    }
}

#[test]
fn the_formula_of_the_current_step_is_on_every_screen_from_80x24_up() {
    for (name, mut driver) in drivers() {
        for (keys, title, formulas) in [
            (
                "",
                "Next: E-step (e)",
                ["γ_ik = π_k N(x_i; μ_k, σ_k²)", "p(x_i) = Σ_j π_j N(x_i; μ_j, σ_j²)"],
            ),
            ("e", "Next: M-step (m)", ["Σ_i γ_ik x_i / N_k", "Σ_i γ_ik (x_i − μ_k)² / N_k"]),
        ] {
            driver.press(keys);
            for (width, height) in SIZES.into_iter().chain([(90, 24), (99, 29), (200, 60)]) {
                let screen = driver.screen(width, height);
                let panels = panels(&screen);
                let text = panel(&panels, title).rows.join("\n");
                for formula in formulas {
                    assert!(text.contains(formula), "{name}: {formula}\n{screen}");
                }
                assert!(!text.contains('…'), "{name}\n{screen}");
            }
        }
    }
}

#[test]
fn at_100x30_both_steps_and_the_last_four_half_steps_are_shown() {
    let mut driver = Driver::homework();
    driver.press("e m e");
    let screen = driver.screen(100, 30);
    let panels = panels(&screen);
    let formulas = panel(&panels, "Next").rows.join("\n");
    assert!(formulas.contains("  E-step (e)") && formulas.contains("▸ M-step (m)"), "{screen}");
    let likelihood = panel(&panels, "log-likelihood").rows.join("\n");
    for text in ["E γ₀", "M θ₁", "▸E γ₁", "−11.079494", "0.123581", "+13.556620"] {
        assert!(likelihood.contains(text), "{text}\n{screen}");
    }
}

#[test]
fn at_120x40_the_chart_of_l_has_eight_rows_and_a_chosen_number_its_derivation() {
    let mut driver = Driver::homework();
    driver.press("e m");
    let screen = driver.screen(120, 40);
    let found = panels(&screen);
    let bars = panel(&found, "log-likelihood").rows.iter().filter(|row| row.contains(['│', '┤']));
    assert!(bars.count() >= 7, "{screen}");
    driver.press("Tab Tab Tab ↓");
    let screen = driver.screen(120, 40);
    assert!(panels(&screen).iter().any(|panel| panel.title == "Where does it come from?"));
    assert!(!panels(&screen).iter().any(|panel| panel.title.starts_with("Next")), "{screen}");
}

#[test]
fn nothing_moves_while_stepping() {
    let borders = |driver: &Driver, (width, height)| -> Vec<(usize, usize)> {
        let screen = driver.screen(width, height);
        let rows = screen.lines().enumerate();
        let corners = rows.flat_map(|(y, row)| {
            let corners = row.chars().enumerate().filter(|(_, c)| "╭╮╰╯".contains(*c));
            corners.map(move |(x, _)| (x, y)).collect::<Vec<_>>()
        });
        corners.collect()
    };
    for size in SIZES {
        let mut driver = Driver::example("galaxies", 3);
        let before = borders(&driver, size);
        assert!(!before.is_empty());
        for keys in ["e", "m", "e m e m e m", "c", "p", "r"] {
            driver.press(keys);
            assert_eq!(borders(&driver, size), before, "{keys} at {size:?}");
        }
    }
}

#[test]
fn a_small_window_has_a_panel_with_what_it_shows_first() {
    let mut driver = Driver::homework();
    driver.press("e m");
    for _ in PANELS {
        for (width, height) in [(60, 20), (40, 12)] {
            let screen = driver.screen(width, height);
            let panels = panels(&screen);
            // Two of them if both fit.
            assert!((1..=2).contains(&panels.len()), "{screen}");
            assert!(panels.iter().all(|panel| panel.emptiness() < 0.67), "{screen}");
        }
        driver.press("Tab");
    }
}

/// What is said below the panels stays until it is answered: it takes rows, and covers none.
#[test]
fn a_question_that_stays_open_covers_no_border() {
    let mut left = Driver::homework();
    let says = "the last session did not end as it should: 5 observations, K = 2, 3 runs of which \
                one is long, left 5 minutes ago";
    left.send(Message::SessionLeft(says.into()));
    let mut polled = Class::choice();
    polled.present("^P Esc Esc g");
    let mut asked = Class::homework();
    asked.tell(ClassEvent::Asks(Some("anna".into())));
    asked.present("g");
    for (driver, expected) in [
        (&left, ["did not end as it should", "reopen it?"]),
        (&polled.presenter, ["0 of 12 have answered", "go to iteration"]),
        (&asked.presenter, ["anna asks to present", "go to iteration"]),
    ] {
        for (width, height) in SIZES {
            let screen = driver.screen(width, height);
            assert!(expected.iter().all(|text| screen.contains(text)), "{screen}");
            assert!(!panels(&screen).is_empty(), "{screen}");
        }
    }
}
