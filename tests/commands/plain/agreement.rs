//! Commands and the screen's keys lead to the same numbers.

use emstep::explain::Quantity;
use emstep::internals::app::{App, Constraint, Mode};
use emstep::internals::cli::{Obeyed, PlainStepper};
use emstep::report::written;
use proptest::prelude::*;

use crate::driver::Driver;

/// Returns what the lines print.
fn said(stepper: &mut PlainStepper, lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        match stepper.obey(line) {
            Ok(Obeyed::Said(says)) => text += &says,
            Ok(Obeyed::Quit) => panic!("{line} quits"),
            // A key that does nothing there says so on the screen.
            Err(_) => {}
        }
    }
    text
}

/// Returns the numbers of θ, N_k, ℓ and F at the cursor of an app, with all digits that are shown.
fn numbers(app: &App) -> Vec<String> {
    let run = app.study().run();
    let of_component = |k| {
        use Quantity as Q;
        [Q::Weight(k), Q::Mean(k), Q::Variance(k), Q::Sd(k), Q::Count(k)]
    };
    let all = (0..run.components()).flat_map(of_component);
    let all = all.chain([Quantity::LogLikelihood, Quantity::Bound, Quantity::Gap]);
    all.filter_map(|quantity| written(run, quantity)).collect()
}

/// Returns the numbers in the columns of the screen's table of θ that have these titles, row by
/// row. They end where their title ends.
fn table_of_theta(frame: &str, titles: &[&str]) -> Vec<Vec<String>> {
    const TITLE: [char; 5] = ['╭', ' ', '2', ' ', 'θ'];
    let rows: Vec<Vec<char>> = frame.lines().map(|row| row.chars().collect()).collect();
    let is_head = |row: &Vec<char>| row.windows(5).position(|cells| cells == TITLE);
    let head = rows.iter().position(|row| is_head(row).is_some());
    let (head, left) = head.and_then(|at| Some((at, is_head(&rows[at])?))).expect("the table of θ");
    let body = rows[head + 1..].iter().map(|row| &row[left + 1..]);
    let body: Vec<&[char]> = body.take_while(|row| row[0] != '─').collect();
    let ends = |row: &[char]| -> Vec<(usize, String)> {
        let row: String = row.iter().take_while(|c| **c != '│').collect();
        let mut cells = Vec::new();
        for (at, c) in row.chars().enumerate().filter(|(_, c)| !c.is_whitespace()) {
            match cells.last_mut() {
                Some((end, cell)) if *end + 1 == at => {
                    *end = at;
                    String::push(cell, c);
                }
                _ => cells.push((at, c.to_string())),
            }
        }
        cells
    };
    let columns = ends(body[0]);
    let place = |title: &&str| columns.iter().find(|(_, cell)| cell == title).expect("a title").0;
    let places: Vec<usize> = titles.iter().map(place).collect();
    let of_component = |(k, row): (usize, &&[char])| {
        let cells = ends(row);
        assert_eq!(cells[0].1, (k + 1).to_string());
        let at = |place: &usize| cells.iter().find(|(end, _)| end == place).expect("a number");
        places.iter().map(|place| at(place).1.clone()).collect()
    };
    let numbered = |row: &&&[char]| row[0].is_ascii_digit();
    body.iter().skip(1).take_while(numbered).enumerate().map(of_component).collect()
}

/// Returns whether a number is another one with fewer digits.
fn is_rounded(short: &str, long: &str) -> bool {
    let [short, long] = [short, long].map(|number| number.replace('−', "-"));
    let (mantissa, exponent) = short.split_once('e').unwrap_or((&short, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let unit = 10_f64.powi(exponent.parse::<i32>().unwrap() - decimals as i32);
    let [short, long]: [f64; 2] = [&short, &long].map(|number| number.parse().unwrap());
    // Each of the two is rounded.
    (short - long).abs() <= 0.51 * unit
}

/// Returns the cells of a text.
fn cells(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// What is done, in lines and by keys.
#[derive(Clone, Debug)]
struct Step {
    lines: Vec<String>,
    keys: String,
    /// The constraints that are on after the keys opened their dialog.
    constraints: Option<Vec<Constraint>>,
}

impl Step {
    fn new(lines: &[&str], keys: &str) -> Self {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        Self { lines, keys: keys.to_owned(), constraints: None }
    }

    fn do_on(&self, screen: &mut Driver) {
        screen.press(&self.keys);
        let Some(wanted) = &self.constraints else { return };
        for constraint in Constraint::ALL {
            let Mode::Constraints(form) = screen.app.mode() else { return };
            let is_other = form.is_on(constraint) != wanted.contains(&constraint);
            screen.press(if is_other { "Space ↓" } else { "↓" });
        }
        screen.press("Enter Esc");
    }
}

fn step() -> impl Strategy<Value = Step> {
    let of_key = |key: &str| Step::new(&[key], key);
    let constraints = [
        (vec![], "none"),
        (vec![Constraint::EqualVariances], "equal-variances"),
        (vec![Constraint::VarianceFloor, Constraint::Hard], "hard variance-floor"),
        (vec![Constraint::WeightPrior, Constraint::Squarem], "map-weights, squarem"),
        (vec![Constraint::FixedMeans], "fix-means"),
    ];
    let constraints = constraints.map(|(wanted, names)| Step {
        constraints: Some(wanted),
        ..Step::new(&[&format!("constraints {names}")], "U")
    });
    let others = [
        Step::new(&["edit 0 2.5"], "i ^U 0 Enter A ^U 2 . 5 Enter Esc"),
        Step::new(&["edit 0 -"], "i ^U 0 Enter A ^U - Enter Esc"),
        Step::new(&["edit +7"], "A ^U + 7 Enter Esc"),
        Step::new(&["start"], "S"),
        Step::new(&["method"], "I"),
        Step::new(&["goodness"], "G G G"),
        Step::new(&["redo"], "^R"),
    ];
    let boards = [
        Step::new(&["restarts", "show"], "R Esc"),
        Step::new(&["restarts", "open 1"], "R Enter Esc"),
        // K stays 2, for which θ is typed.
        Step::new(&["scan", "help", "open 2"], "K ↓ Enter Esc"),
    ];
    prop_oneof![
        24 => proptest::sample::select(vec!["e", "m", "n", "p", "l", "c", "r", "<", ">", "u"])
            .prop_map(of_key),
        3 => (0..10_u8).prop_map(|t| Step::new(&[&format!("g {t}")], &format!("g {t} Enter"))),
        3 => (1..9_u8, 1..9_u8).prop_map(|(a, b)| {
            let keys = format!("t Tab ^U {a} Tab Tab Tab ^U {b} Enter");
            Step::new(&[&format!("theta {a},{b}")], &keys)
        }),
        4 => proptest::sample::select(others.to_vec()),
        3 => proptest::sample::select(constraints.to_vec()),
        1 => proptest::sample::select(boards.to_vec()),
    ]
}

/// Checks that each run of the two has the same θ, to the last bit.
fn check_runs(plain: &PlainStepper, screen: &Driver) {
    let [here, there] = [plain.app().unwrap(), &screen.app].map(|app| app.study().timeline());
    assert_eq!((here.runs().len(), here.active()), (there.runs().len(), there.active()));
    for (here, there) in here.runs().iter().zip(there.runs()) {
        assert_eq!(here.iterates().len(), there.iterates().len());
        assert_eq!(here.last().theta(), there.last().theta());
        assert_eq!(here.cursor(), there.cursor());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_keys_give_the_numbers_of_the_screen(steps in prop::collection::vec(step(), 1..25)) {
        let mut screen = Driver::homework();
        let mut plain = PlainStepper::new(screen.app.clone());
        for step in steps {
            let lines: Vec<&str> = step.lines.iter().map(String::as_str).collect();
            said(&mut plain, &lines);
            step.do_on(&mut screen);
            let shown = said(&mut plain, &["show"]);
            let there = cells(&shown);
            for number in numbers(&screen.app) {
                prop_assert!(there.contains(&&number[..]), "{step:?}: {number} not in\n{shown}");
            }
            check_runs(&plain, &screen);
            // The same in a frame, which has fewer digits of θ.
            let (run, frame) = (screen.app.study().run(), screen.screen(160, 50));
            let table = table_of_theta(&frame, &["π_k", "μ_k", "σ_k²"]);
            prop_assert_eq!(table.len(), run.components());
            for (k, row) in table.iter().enumerate() {
                let theta = [Quantity::Weight(k), Quantity::Mean(k), Quantity::Variance(k)];
                for (shown, quantity) in row.iter().zip(theta) {
                    let all = written(run, quantity).expect("a number of θ");
                    prop_assert!(is_rounded(shown, &all), "{shown} is not {all}\n{frame}");
                }
            }
            // What is maximised is always on the screen; it may be other than ℓ.
            let is_likelihood = run.method().objective().is_log_likelihood();
            let shown = if is_likelihood { Quantity::LogLikelihood } else { Quantity::Objective };
            if let Some(likelihood) = written(run, shown) {
                prop_assert!(frame.contains(&likelihood), "{likelihood} is not on\n{frame}");
            }
        }
        let run = screen.app.study().run();
        let rows = said(&mut plain, &["rows"]);
        for line in rows.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())) {
            let cells = cells(line);
            let observation = cells[0].parse().unwrap();
            for (component, cell) in cells[2..].iter().take(run.components()).enumerate() {
                let gamma = Quantity::Gamma { observation, component };
                let gamma = gamma.value(run, &run.data().sample).unwrap();
                let shown: f64 = cell.replace('−', "-").parse().unwrap();
                prop_assert!((shown - gamma).abs() <= 5e-7 + 5e-4 * gamma.min(1e-3), "{line}");
            }
        }
    }
}
