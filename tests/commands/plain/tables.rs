//! Tables of starts, K and groups, and what is opened from them.

use emstep::internals::app::InitialTheta;
use emstep::internals::cli::{Obeyed, PlainStepper};
use emstep::internals::text::with_minus_signs;

use super::{answered, run};
use crate::driver::Driver;
use crate::group_table;
use crate::program::stdout;

/// What a line prints.
fn says(plain: &mut PlainStepper, line: &str) -> String {
    match plain.obey(line) {
        Ok(Obeyed::Said(text)) => text,
        Ok(Obeyed::Quit) => panic!("{line} quits"),
        Err(failure) => format!("error: {failure}"),
    }
}

/// Checks that the numbers of a table are on a screen.
fn check_on_screen(table: &str, columns: &[&str], screen: &str) {
    let mut lines = table.lines().skip_while(|line| !line.starts_with("row"));
    let header: Vec<&str> = lines.next().expect("a header").split_whitespace().collect();
    let rows: Vec<&str> =
        lines.take_while(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert!(!rows.is_empty(), "{table}");
    for row in rows {
        // Cells have two blanks between them, words in a cell have one.
        let cells: Vec<&str> = row.split("  ").map(str::trim).filter(|c| !c.is_empty()).collect();
        if cells.len() < header.len() {
            // Such a row has no fit.
            let names = |line: &str| {
                let rows = line.strip_prefix("Row").and_then(|line| line.split_once(": "));
                rows.is_some_and(|(rows, _)| rows.split([' ', ',']).any(|row| row == cells[0]))
            };
            assert!(table.lines().any(names), "{table}");
            continue;
        }
        for column in columns {
            let at = header.iter().position(|name| name == column).expect("the column");
            assert!(screen.contains(cells[at]), "{column} of {row} is not on\n{screen}");
        }
    }
}

#[test]
fn restarts_print_the_maxima_of_the_screen_and_open_one() {
    let mut screen = Driver::example("galaxies", 2);
    let mut plain = PlainStepper::new(screen.app.clone());
    let table = says(&mut plain, "restarts");
    assert!(table.starts_with("K = 2 from 50 starts, "), "{table}");
    let frame = screen.press("R").screen(120, 40);
    check_on_screen(&table, &["what", "ℓ", "seed", "t"], &frame);
    let (_, theta) = table.split_once("\nRow 1: θ = ").unwrap();
    assert!(frame.contains(theta.split(".\n").next().unwrap()), "{table}\n{frame}");
    assert!(says(&mut plain, "open 99").contains("'99' is not a row; give a number from 1 to "));
    let opened = says(&mut plain, "open 1");
    screen.press("Enter");
    assert!(
        opened.contains("Converged at t = ")
            && opened.contains(&with_minus_signs(&screen.says())[1..]),
        "{opened}"
    );
    let theta = |app: &emstep::internals::app::App| app.study().run().last().theta().clone();
    assert_eq!(theta(plain.app().unwrap()), theta(&screen.app));
    assert_eq!(says(&mut plain, "open 1"), format!("error: {NO_TABLE}"));
}

const NO_TABLE: &str = "no table is open; restarts, scan or groups prints one";

#[test]
fn a_scan_prints_the_criteria_of_the_screen_and_tests_a_row() {
    let mut screen = Driver::typed("0 0.4 1 1.5 6 6.2 7 7.9", 2);
    let mut plain = PlainStepper::new(screen.app.clone());
    let table = says(&mut plain, "scan");
    let frame = screen.press("K").screen(120, 40);
    check_on_screen(&table, &["K", "σ²", "ℓ", "p", "AIC", "BIC", "ICL", "starts"], &frame);
    assert_eq!(table.matches("The lowest BIC is that of row ").count(), 1, "{table}");
    let tested = says(&mut plain, "test 1");
    let sentence = screen.press("b").screen(120, 40);
    assert!(tested.starts_with("K = 1 against 2, free σ²: −2 ln λ = "), "{tested}");
    assert!(sentence.contains(tested.trim_end().trim_end_matches('.')), "{tested}\n{sentence}");
    // Help leaves the table open, a step closes it.
    says(&mut plain, "help open");
    assert!(says(&mut plain, "open 2").contains("Converged at t = "));
    says(&mut plain, "scan");
    says(&mut plain, "r");
    assert_eq!(says(&mut plain, "open 2"), format!("error: {NO_TABLE}"));
    assert!(says(&mut plain, "test 2").contains("rows of the table that scan prints"));
}

#[test]
fn groups_are_fitted_opened_and_gone_through() {
    let from = InitialTheta::Given(group_table::theta());
    let mut screen = Driver::new(group_table::dataset(), &from);
    let mut plain = PlainStepper::new(screen.app.clone());
    let table = says(&mut plain, "groups");
    assert!(table.contains("3 of 3 groups converged."), "{table}");
    let frame = screen.press("E").screen(120, 40);
    check_on_screen(&table, &["group", "n", "t"], &frame);
    for group in ["all together", "fri", "mon", "tue"] {
        assert!(table.contains(group), "{table}");
    }
    let opened = says(&mut plain, "open 3");
    screen.press("↓ ↓ Enter");
    assert!(opened.starts_with("Data: ") && opened.contains(" · mon.\n"), "{opened}");
    let theta = |app: &emstep::internals::app::App| app.study().run().last().theta().clone();
    assert_eq!(theta(plain.app().unwrap()), theta(&screen.app));
    assert!(says(&mut plain, ")").contains("tue"));
    assert!(says(&mut plain, "(").contains("mon"));
    let homework = says(&mut PlainStepper::new(Driver::homework().app), "groups");
    assert!(homework.starts_with("error: "), "{homework}");
}

#[test]
fn a_table_beside_a_lesson_gives_the_keys_back_to_it() {
    let text = answered("lesson local-optima\nrestarts\nopen 1\nlesson\nlesson next\n");
    assert!(text.contains("Converged at t = "), "{text}");
    assert_eq!(text.matches(", step 1 of").count(), 2, "{text}");
    assert_eq!(text.matches(", step 2 of").count(), 1, "{text}");
    // What a lesson hides is not printed in a table either.
    let hidden = stdout(&run("lesson homework\nrestarts\nlesson next\n").code(1));
    let why = "error: line 2: this would show what the lesson asks in a later step\n";
    assert!(hidden.contains(why) && hidden.contains(", step 2 of"), "{hidden}");
}

#[test]
fn constraints_are_listed_and_start_a_run() {
    let listed = answered("constraints\n");
    assert!(
        listed.contains("hard is off. Hard EM: each observation to one component.\n"),
        "{listed}"
    );
    let text = answered(
        "constraints variance-floor++ equal-variances\nshow\nconstraints\nconstraints none\nshow\n",
    );
    assert!(text.contains("EM with equal variances, σ² ≥ "), "{text}");
    assert!(text.contains("equal-variances is on. "), "{text}");
    assert!(text.contains("Run 3 of 3.\nA mixture of 2 components.\n"), "{text}");
    let wrong = stdout(&run("constraints hard squarem\nconstraints flor\nruns\n").code(1));
    assert!(wrong.contains("error: line 1: hard does not go with the others"), "{wrong}");
    assert!(wrong.contains("error: line 2: no constraint is called 'flor'"), "{wrong}");
    assert!(wrong.ends_with("1     yes  θ₀  −24.512532  homework\n"), "{wrong}");
}

#[test]
fn each_plus_doubles_the_number_of_a_constraint() {
    let floor = |line: &str| {
        let mut plain = PlainStepper::new(Driver::homework().app);
        says(&mut plain, line);
        plain.app().unwrap().study().run().method().variance_floor.expect("a floor")
    };
    let once = floor("constraints variance-floor");
    assert_eq!(floor("constraints variance-floor++"), 4.0 * once);
    assert_eq!(floor("constraints variance-floor-"), once / 2.0);
}

#[test]
fn goodness_of_fit_is_the_distance_of_the_screen() {
    let mut screen = Driver::example("old-faithful", 2);
    screen.press("c");
    let mut plain = PlainStepper::new(screen.app.clone());
    let text = says(&mut plain, "goodness");
    let distance = text.split(": ").nth(1).unwrap().split('\n').next().unwrap();
    let frame = screen.press("G").screen(120, 40);
    assert!(frame.contains(distance.trim_end_matches('.')), "{text}\n{frame}");
    assert_eq!(text.lines().count(), 13, "a header and eleven quantiles: {text}");
    assert_eq!(says(&mut plain, "goodness"), text, "the plot was closed");
}

#[test]
fn observations_are_edited_and_edits_undone() {
    let text = answered("edit 2 4.5\nshow\nundo\nshow\nredo\nshow\nedit +7\nedit 0 -\nshow\n");
    for says in ["Run 2 has the edited data", "Run 1 of 2.", "Run 2 of 2.", "n = 5.\nRun 4 of 4."] {
        assert!(text.contains(says), "{says}\n{text}");
    }
    let wrong = stdout(&run("edit 9 1\nedit 1 x\nedit 3\nundo\nruns\n").code(1));
    assert!(wrong.contains("error: line 1: i goes from 0 to 4"), "{wrong}");
    assert_eq!(wrong.matches("error: ").count(), 4, "{wrong}");
    assert!(wrong.ends_with("1     yes  θ₀  −24.512532  homework\n"), "{wrong}");
}
