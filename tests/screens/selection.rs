//! What is selected and marked in the panels, and the axes that they share.

use emstep::internals::app::{Message, Mode, Panel, PromptError};
use emstep::internals::view::ColorDepth;
use ratatui::style::Modifier;

use crate::driver::Driver;

#[test]
fn rows_and_components_are_selected_in_their_panels() {
    let mut driver = Driver::homework();
    driver.press("↓ j");
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().component()),
        (2, 0)
    );
    driver.press("PgDn");
    assert_eq!(driver.app.looks().selection().row(), 4);
    driver.press("i").write("1").press("Enter");
    assert_eq!(driver.app.looks().selection().row(), 1);
    driver.press("i").write("5").press("Enter");
    let Mode::Prompt(prompt) = driver.app.mode() else { panic!("there is no row 5") };
    assert_eq!(prompt.error, Some(PromptError::RowRange { last: 4 }));
    driver.press("Esc Tab ↓ ↓");
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().component()),
        (1, 1)
    );
}

#[test]
fn the_axes_stay_put_while_stepping_and_zoom_on_demand() {
    let mut driver = Driver::homework();
    driver.press("e m e m e m");
    let axes = driver.app.looks().axes();
    driver.press("e m");
    assert_eq!(driver.app.looks().axes(), axes);
    driver.press("z");
    let zoomed = driver.app.looks().axes();
    assert!(zoomed.x.1 - zoomed.x.0 < axes.x.1 - axes.x.0);
    driver.press(".");
    assert!(driver.app.looks().axes().x.0 > zoomed.x.0);
    driver.press(", Z 0");
    assert!(!driver.app.looks().is_zoomed());
}

/// What is in reverse, without colours: where it begins, and the text.
fn marked_cells(driver: &Driver, width: u16, height: u16) -> Vec<((u16, u16), String)> {
    let buffer = driver.buffer(width, height, ColorDepth::Mono);
    let mut marked: Vec<((u16, u16), String)> = Vec::new();
    let mut goes_on = false;
    for y in 0..height {
        for x in 0..width {
            let cell = &buffer[(x, y)];
            let is_marked = cell.modifier.contains(Modifier::REVERSED);
            match marked.last_mut().filter(|_| goes_on && x > 0) {
                Some((_, text)) if is_marked => text.push_str(cell.symbol()),
                _ if is_marked => marked.push(((x, y), cell.symbol().to_owned())),
                _ => {}
            }
            goes_on = is_marked;
        }
    }
    for (_, text) in &mut marked {
        *text = text.trim().to_owned();
    }
    marked
}

#[test]
fn what_is_selected_is_marked_in_every_panel_and_w_explains_it() {
    // One panel at a time, so that all that is marked is in the panel in focus.
    for (keys, panel) in
        ["", "e", "e m", "e m e"].into_iter().flat_map(|k| [(k, 1), (k, 2), (k, 3)])
    {
        let mut driver = Driver::homework();
        driver.press(keys);
        for _ in 0..panel {
            driver.press("Tab");
        }
        let mark = |driver: &Driver| {
            let mut marked = marked_cells(driver, 60, 16);
            if panel == 3 {
                // The table marks the row's index too.
                let index = driver.app.looks().selection().row().to_string();
                let before = marked.len();
                marked.retain(|(_, text)| *text != index);
                assert_eq!(before, marked.len() + 1, "{marked:?}");
            }
            assert_eq!(marked.len(), 1, "{keys:?}, panel {panel}: {marked:?}");
            marked.remove(0)
        };
        let (mut asked, mut at) = (driver.app.marked(), mark(&driver));
        assert_eq!(driver.app.selected(), None, "nothing is derived before it is asked for");
        driver.press("w");
        assert_eq!(driver.app.selected(), asked);
        driver.press("Esc Esc");
        assert_eq!((driver.app.marked(), mark(&driver)), (asked, at.clone()));
        for step in "→ ↓ ↓ → → → ← ↑ ↓ ↓ ↓ ↓ ↓ ← ← ↑ ↑ ↑".split_whitespace()
        {
            driver.press(step);
            assert_eq!(driver.app.selected(), driver.app.marked(), "{step}");
            let moved = driver.app.marked() != asked;
            let next = mark(&driver);
            assert_eq!(next.0 != at.0, moved, "{keys:?}, panel {panel}, {step}: {at:?} {next:?}");
            (asked, at) = (driver.app.marked(), next);
        }
    }
}

#[test]
fn my_answer_asks_for_what_is_marked() {
    let mut driver = Driver::homework();
    driver.press("e m Tab a");
    let Mode::Answer(form) = driver.app.mode() else { panic!("the dialog") };
    assert_eq!(form.chosen().map(|what| what.to_string()).as_deref(), Some("pi[1]"));
}

#[test]
fn a_click_on_a_panel_marks_what_w_explains() {
    for panel in [Panel::Theta, Panel::Likelihood, Panel::Responsibilities] {
        let mut driver = Driver::homework();
        driver.press("e m").send(Message::Select(panel, None));
        let marked = driver.app.marked();
        assert!(marked.is_some(), "{panel:?}");
        driver.press("w");
        assert_eq!(driver.app.selected(), marked);
    }
}
