//! Commands and the screen's keys lead to the same numbers.

use emstep::explain::Quantity;
use emstep::internals::app::App;
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

/// Returns the numbers of θ, N_k, ℓ and F at the cursor of an app, as its screen writes them.
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

/// Returns the cells of a text.
fn cells(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn step() -> impl Strategy<Value = (String, String)> {
    let same = |key: &str| (key.to_owned(), key.to_owned());
    prop_oneof![
        8 => proptest::sample::select(vec!["e", "m", "n", "p", "l", "c", "r", "<", ">"])
            .prop_map(same),
        1 => (0..10_u8).prop_map(|t| (format!("g {t}"), format!("g {t} Enter"))),
        1 => (1..9_u8, 1..9_u8).prop_map(|(a, b)| {
            let keys = format!("t Tab ^U {a} Tab Tab Tab ^U {b} Enter");
            (format!("theta {a},{b}"), keys)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_keys_give_the_numbers_of_the_screen(steps in prop::collection::vec(step(), 1..25)) {
        let mut screen = Driver::homework();
        let mut plain = PlainStepper::new(screen.app.clone());
        for (line, keys) in steps {
            said(&mut plain, &[&line]);
            screen.press(&keys);
            let shown = said(&mut plain, &["show"]);
            let there = cells(&shown);
            for number in numbers(&screen.app) {
                prop_assert!(there.contains(&&number[..]), "{line}: {number} is not in\n{shown}");
            }
            let half_step = screen.half_step();
            let here = plain.app().unwrap().study().run().cursor();
            prop_assert_eq!(here, screen.app.study().run().cursor(), "{} {}", line, half_step);
        }
        let run = screen.app.study().run();
        let (Some(likelihood), frame) =
            (written(run, Quantity::LogLikelihood), screen.screen(160, 50))
        else {
            return Ok(());
        };
        prop_assert!(frame.contains(&likelihood), "{likelihood} is not on\n{frame}");
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
