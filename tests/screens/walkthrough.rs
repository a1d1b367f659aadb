//! Whole screens, as text. Reviewed by eye; colours are checked where they mean something.

use emstep::internals::app::{Message, PANELS};
use emstep::internals::view::ColorDepth;
use insta::assert_snapshot;
use ratatui::style::Modifier;

use crate::driver::Driver;

#[test]
fn homework_at_its_start() {
    let driver = Driver::homework();
    assert_snapshot!("start_120x40", driver.screen(120, 40));
    assert_snapshot!("start_80x24", driver.screen(80, 24));
    assert_snapshot!("start_40x12", driver.screen(40, 12));
    assert_snapshot!("start_1x1", driver.screen(1, 1));
}

#[test]
fn homework_after_e_and_after_m() {
    let mut driver = Driver::homework();
    driver.press("e");
    assert_snapshot!("after_e_120x40", driver.screen(120, 40));
    driver.press("m");
    assert_snapshot!("after_m_120x40", driver.screen(120, 40));
    assert_snapshot!("after_m_80x24", driver.screen(80, 24));
}

#[test]
fn homework_one_panel_at_a_time() {
    let mut driver = Driver::homework();
    driver.press("e m Tab");
    assert_snapshot!("theta_40x12", driver.screen(40, 12));
    driver.press("Tab");
    assert_snapshot!("likelihood_40x12", driver.screen(40, 12));
    driver.press("Tab");
    assert_snapshot!("responsibilities_40x12", driver.screen(40, 12));
}

#[test]
fn homework_converged() {
    let mut driver = Driver::homework();
    driver.press("c");
    assert_snapshot!("converged_120x40", driver.screen(120, 40));
}

#[test]
fn the_theta_form_with_its_errors() {
    let mut driver = Driver::homework();
    driver.press("t Shift-Tab ^U").write("-4").press("Shift-Tab Shift-Tab ^U").write("0.7");
    assert_snapshot!("form_errors_120x40", driver.screen(120, 40));
    assert_snapshot!("form_errors_80x24", driver.screen(80, 24));
    assert_snapshot!("form_errors_40x12", driver.screen(40, 12));
}

#[test]
fn a_refused_step() {
    let mut driver = Driver::homework();
    driver.press("m");
    assert_snapshot!("refused_80x24", driver.screen(80, 24));
}

#[test]
fn data_and_prompt() {
    let mut driver = Driver::homework();
    driver.press("d");
    assert_snapshot!("data_80x24", driver.screen(80, 24));
    driver.press("Esc g").write("12");
    assert!(driver.screen(80, 24).contains("go to iteration t = 12"));
}

#[test]
fn real_data_as_a_histogram() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("c e");
    assert_snapshot!("old_faithful_120x40", driver.screen(120, 40));
}

#[test]
fn the_table_in_another_order() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("e o");
    assert_snapshot!("by_x_120x40", driver.screen(120, 40));
    driver.press("o i").write("100").press("Enter");
    assert_snapshot!("by_uncertainty_120x40", driver.screen(120, 40));
    assert_snapshot!("by_uncertainty_80x24", driver.screen(80, 24));
    assert_snapshot!("by_uncertainty_40x12", driver.screen(40, 12));
    driver.press("r");
    assert_snapshot!("by_uncertainty_before_e_120x40", driver.screen(120, 40));
}

#[test]
fn many_components() {
    let mut driver = Driver::example("galaxies", 12);
    driver.press("e m");
    assert_snapshot!("galaxies_12_120x40", driver.screen(120, 40));
}

#[test]
fn nothing_needs_a_colour() {
    let mut driver = Driver::homework();
    driver.press("e m");
    let buffer = driver.buffer(120, 40, ColorDepth::Mono);
    let colours = buffer
        .content
        .iter()
        .filter(|c| c.fg != ratatui::style::Color::Reset || c.bg != ratatui::style::Color::Reset);
    assert_eq!(colours.count(), 0);
    let reversed = buffer.content.iter().filter(|c| c.modifier.contains(Modifier::REVERSED));
    assert!(reversed.count() > 0, "the selected row is seen without colours");
}

#[test]
fn where_numbers_come_from() {
    let mut driver = Driver::homework();
    driver.press("e Tab Tab Tab ↓ ↓");
    assert_snapshot!("why_gamma_120x40", driver.screen(120, 40));
    assert_snapshot!("why_gamma_panel_80x24", driver.screen(80, 24));
    let quantities = [
        ("gamma", "gamma[2,1]"),
        ("count", "N[1]"),
        ("mean", "mu[1]"),
        ("variance", "sigma2[1]"),
        ("weight", "pi[1]"),
        ("likelihood", "ll"),
        ("bound", "bound"),
        ("gap", "gap"),
    ];
    driver.press("m");
    for (name, quantity) in quantities {
        let quantity = quantity.parse().expect("a quantity");
        let panel = PANELS
            .into_iter()
            .find(|panel| {
                driver.send(Message::Select(*panel, Some(quantity)));
                driver.app.selected() == Some(quantity)
            })
            .expect("a panel has it");
        assert_eq!(driver.app.looks().panel(), panel);
        assert_snapshot!(format!("why_{name}_corner"), corner(&driver.screen(120, 40)));
        driver.press("w");
        assert_snapshot!(format!("why_{name}_80x24"), driver.screen(80, 24));
        driver.press("Esc");
    }
}

/// The lower right of a wide screen.
fn corner(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().skip_while(|line| !line.contains("Where does")).collect();
    let right = |line: &&str| line.chars().skip(60).collect::<String>().trim_end().to_owned();
    lines.iter().map(right).collect::<Vec<_>>().join("\n")
}

#[test]
fn my_answer() {
    let mut driver = Driver::homework();
    driver.press("e m a Tab ^U").write("sigma2[1]").press("Tab").write("0.7846").press("Enter");
    assert_snapshot!("my_answer_120x40", driver.screen(120, 40));
    assert_snapshot!("my_answer_80x24", driver.screen(80, 24));
}
