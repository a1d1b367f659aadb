//! A teacher's own lesson: every mistake in its file is told with its line.

mod mistakes;

use std::sync::Arc;

use emstep::explain::Quantity;
use emstep::formula::Context;
use emstep::lesson::{
    Answer, EXAMPLE, FocusPanel, Hidden, Lesson, Mistake, Named, NamedKey, Player, ShownChart, load,
};
use emstep::mixture::{
    Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, Iterate, Method, Sample, Theta,
};
use proptest::prelude::*;

use mistakes::MISTAKES;

const HEAD: &str = "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"homework\"\n[[step]]\n";

/// What is said of a lesson that begins as it should: its fifth line is `[[step]]`.
fn mistakes(rest: &str) -> Vec<String> {
    match load("test", format!("{HEAD}{rest}").as_bytes()) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

/// A θ₀ from which EM collapses.
const COLLAPSE: &str = "theta = { means = [-1, 3], variances = [0.01, 10] }\n";

#[test]
fn a_question_on_a_collapsed_run_must_be_meant() {
    let number = "[step.number]\nquestion = \"q\"\nexplain = \"e\"\nwhat = \"ll\"\n";
    for (keys, after, line) in [("keys = \"c\"\n", "", 8), ("", "after = \"c\"\n", 11)] {
        let step = |flag: &str| format!("{COLLAPSE}{keys}{flag}{number}{after}");
        assert_eq!(mistakes(&step("collapses = true\n")), [""; 0]);
        let found = mistakes(&step(""));
        assert_eq!(found.len(), 1, "{found:?}");
        let start = format!("line {line}: asked on a run that collapsed: component 1");
        assert!(found[0].starts_with(&start), "{}", found[0]);
        assert!(found[0].ends_with("collapses = true"), "{}", found[0]);
    }
    // Also a choice, a step later, and after E; going back ends it.
    let choice = "[step.choice]\nquestion = \"q\"\nexplain = \"e\"\n\
                  option = [{ text = \"a\", right = true }, { text = \"b\", hint = \"h\" }]\n";
    let later = |keys: &str| {
        let first = format!("{COLLAPSE}keys = \"c\"\ntext = \"x\"\n[[step]]\n");
        mistakes(&format!("{first}keys = \"{keys}\"\n{choice}"))
    };
    assert_eq!(later("e").len(), 1);
    assert_eq!(later("p"), [""; 0]);
    assert_eq!(later("r"), [""; 0]);
}

#[test]
fn no_constant_passes_for_a_formula_in_how_many_there_are() {
    // The lesson's data and θ have 5 points and 2 components.
    for (symbols, truth, wrong) in
        [("\"K\"", "3*K-1", "5"), ("\"n\"", "n-1", "4"), ("\"K\", \"n\"", "K*n", "10")]
    {
        let found = mistakes(&format!(
            "[step.formula]\nquestion = \"q\"\nexplain = \"e\"\ntruth = \"{truth}\"\n\
             symbols = [{symbols}]\n[[step.formula.wrong]]\nformula = \"{wrong}\"\nhint = \"h\"\n"
        ));
        assert_eq!(found, [""; 0], "{truth}");
    }
}

#[test]
fn a_truth_that_never_varies_is_a_mistake() {
    for (symbols, truth, value) in [
        ("\"n_k\"", "n_1+n_2", "5"),
        ("\"pi_k\"", "pi_1+pi_2", "1"),
        ("\"K\"", "K-K+11", "11"),
        ("\"sigma_k\"", "sigma_1/sigma_1", "1"),
        ("\"mu_k\"", "3*2", "6"),
    ] {
        let found = mistakes(&format!(
            "[step.formula]\nquestion = \"q\"\nexplain = \"e\"\ntruth = \"{truth}\"\n\
             symbols = [{symbols}]\n"
        ));
        let says = format!(
            "line 9: truth is always {value}, whatever the symbols are, so a plain number would be accepted"
        );
        assert_eq!(found, [says], "{truth}");
    }
}

#[test]
fn a_truth_without_a_value_is_a_mistake_on_its_own_line() {
    for truth in ["pi_k/0", "sqrt(-1-pi_k)", "ln(pi_k-2)"] {
        for wrong in ["", "[[step.formula.wrong]]\nformula = \"pi_k\"\nhint = \"h\"\n"] {
            let found = mistakes(&format!(
                "[step.formula]\nquestion = \"q\"\nexplain = \"e\"\ntruth = \"{truth}\"\n\
                 symbols = [\"pi_k\"]\n{wrong}"
            ));
            assert_eq!(found.len(), 1, "{truth}: {found:?}");
            assert!(found[0].starts_with("line 9: truth has no value at "), "{found:?}");
        }
    }
}

#[test]
fn a_mistake_in_one_theta_does_not_hide_those_in_others() {
    let head = "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"homework\"\n";
    let step = |theta: &str| format!("[[step]]\ntext = \"x\"\ntheta = {{ {theta} }}\n");
    let toml = [
        "means = [0, 1], variances = [1, -1]",
        "means = [0], variances = [1, 1]",
        "means = [0, 1], variances = [1, 0]",
    ];
    let toml = format!("{head}{}", toml.map(step).concat());
    let found = emstep::lesson::load("l", toml.as_bytes()).unwrap_err();
    let lines: Vec<usize> = found.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [7, 10, 13], "{found:?}");
}

/// A mistake in one part of a question or a list does not hide those in others.
#[test]
fn no_mistake_hides_another() {
    let question = "question = \"q\"\nexplain = \"e\"\n";
    let lines = |rest: &str| -> Vec<usize> {
        let found = load("test", format!("{HEAD}{rest}").as_bytes()).unwrap_err();
        found.iter().map(|mistake| mistake.line).collect()
    };
    let wrong = |kind: &str, key: &str, answers: [&str; 2]| {
        let one = |answer| format!("[[step.{kind}.wrong]]\n{key} = {answer}\nhint = \"h\"\n");
        answers.map(one).concat()
    };
    let formulas = wrong("formula", "formula", ["\"pi_k +\"", "\"foo\""]);
    for (truth, at) in [("truth = \"pi_k *\"\n", 9), ("truth = 3\n", 9)] {
        let rest = format!("[step.formula]\n{question}{truth}symbols = [\"pi_k\"]\n{formulas}");
        assert_eq!(lines(&rest), [at, 12, 15], "{rest}");
    }
    let numbers = wrong("number", "answer", ["true", "false"]);
    let rest = format!("[step.number]\n{question}what = \"foo\"\ncover = [\"x y\"]\n{numbers}");
    assert_eq!(lines(&rest), [9, 10, 12, 15], "{rest}");
    let each = wrong("each", "answer", ["[1, 2]", "[9, 1, 1, 1, 1]"]);
    let rest = format!("[step.each]\n{question}correct = [\n1,\n7,\n8]\n{each}");
    assert_eq!(lines(&rest), [9, 11, 12, 14, 17], "{rest}");
    let rest = "text = \"x\"\n[step.theta]\nmeans = [1,\ntrue,\n\"a\",\n2]\nvariances = [1, 2]\n";
    assert_eq!(lines(rest), [9, 10]);
    let rest = "text = \"x\"\n[step.theta]\nmeans = [1, 2, 3]\nvariances = [0,\n1,\n-1]\n";
    assert_eq!(lines(rest), [9, 11]);
    let rest = "text = \"x\"\n[step.data]\npoints = [1e200,\n1,\n1e300]\nvariances = [1]\n";
    assert_eq!(lines(rest), [7, 8, 10]);
}

#[test]
fn every_mistake_has_its_line() {
    assert_eq!(mistakes("text = \"x\"\n"), [""; 0]);
    for (rest, expected) in MISTAKES {
        let rest = ["number", "choice", "each", "formula"].iter().fold(
            (*rest).to_owned(),
            |text, kind| {
                let table = format!("[step.{kind}]\nquestion = \"q\"\nexplain = \"e\"\n");
                text.replace(&format!("@{kind}"), &table)
            },
        );
        let found = mistakes(&rest);
        assert_eq!(found.len(), 1, "{rest}: {found:?}");
        assert!(found[0].starts_with(expected), "{rest}: {}", found[0]);
    }
}

#[test]
fn steps_are_compared_as_they_left_the_stepper() {
    let choice = "[step.choice]\nquestion = \"q\"\nexplain = \"e\"\nthen = \"em\"\n\
                  option = [{ text = \"a\", right = true }, { text = \"b\", hint = \"h\" }]\n";
    // The third step has the same data, read once more.
    let steps = format!(
        "text = \"x\"\n{choice}[[step]]\ntext = \"x\"\nkeys = \"e m\"\ncompare = [1, 2]\n\
         [[step]]\nkeys = \"c\"\n\
         data = {{ example = \"homework\", means = [0, 5], variances = [1, 1] }}\n\
         compare = [3, 1]\n{choice}"
    );
    let lesson = load("test", format!("{HEAD}{steps}").as_bytes()).expect("a lesson");
    let mut player = Player::new(Arc::new(lesson));
    let compared = |player: &Player| {
        let both = player.compared();
        both.map(|both| both.map(|(step, scene)| (step, scene.run().cursor().iteration())))
    };
    assert_eq!(compared(&player), None);
    player.settle();
    player.next().unwrap();
    assert_eq!(compared(&player), Some([(0, 1), (1, 2)]));
    player.next().unwrap();
    let [(_, entered), first] = compared(&player).expect("two steps");
    assert_eq!(first, (0, 1));
    // What is asked moves the step's own run.
    player.settle();
    assert_eq!(compared(&player), Some([(2, entered + 1), (0, 1)]));
    player.back().unwrap();
    assert_eq!(compared(&player), Some([(0, 1), (1, 2)]));
}

#[test]
fn all_mistakes_are_told_at_once() {
    let found = load("test", b"titel = \"x\"\n\n[data]\nexample = \"no\"\n[[step]]\nkey = \"e\"\n");
    let found: Vec<String> = found.unwrap_err().iter().map(ToString::to_string).collect();
    let expected = [
        "line 1: unknown key 'titel'; did you mean 'title'?",
        "line 1: a lesson needs title",
        "line 1: a lesson needs about",
        "line 4: no: no such example",
        "line 5: the step says nothing",
        "line 6: unknown key 'key'; did you mean 'keys'?",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
    let syntax = load("test", b"title = \nabout = \"a\"\nx y\n").unwrap_err();
    assert_eq!(syntax.iter().map(|m| m.line).collect::<Vec<_>>(), [1, 3]);
    let latin = load("test", b"title = \"x\"\n# caf\xe9\n").unwrap_err();
    assert_eq!(latin[0].to_string(), "line 2: not UTF-8 text; save the file in UTF-8");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _: Result<Lesson, Vec<Mistake>> = load("bytes", &bytes);
    }

    /// The example with a piece cut out, or put in elsewhere.
    #[test]
    fn no_mangled_lesson_panics(
        from in 0..EXAMPLE.len(), length in 0usize..200, to in 0..EXAMPLE.len(),
        noise in "[\\[\\]{}=\"',.0-9a-z\\n-]{0,12}",
    ) {
        let mut bytes = EXAMPLE.as_bytes().to_vec();
        let piece: Vec<u8> = bytes.drain(from..(from + length).min(EXAMPLE.len())).collect();
        let to = to.min(bytes.len());
        bytes.splice(to..to, noise.bytes().chain(piece));
        if let Err(mistakes) = load("mangled", &bytes) {
            prop_assert!(!mistakes.is_empty());
            let lines = bytes.split(|byte| *byte == b'\n').count();
            prop_assert!(mistakes.iter().all(|m| (1..=lines).contains(&m.line)), "{mistakes:?}");
        }
    }
}

#[test]
fn each_bad_point_of_very_many_is_told_on_its_line() {
    let head = "title = \"t\"\nabout = \"a\"\n[data]\ncomponents = 1\npoints = [\n";
    let toml = format!("{head}{}]\n[[step]]\ntext = \"x\"\n", "1e141,\n".repeat(100_000));
    let mistakes = load("l", toml.as_bytes()).unwrap_err();
    assert_eq!(mistakes.len(), 100_000);
    for (index, mistake) in mistakes.iter().enumerate() {
        assert_eq!(mistake.line, 6 + index);
        let says = format!("points: observation {index} is 1e141: beyond ");
        assert!(mistake.text.starts_with(&says), "{mistake}");
    }
}

#[test]
fn a_lesson_has_limits_and_the_line_that_exceeds_one_is_named() {
    let head = "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"homework\"\n";
    let step = "[[step]]\ntext = \"x\"\n";
    let says = |toml: String| -> Vec<String> {
        let mistakes = emstep::lesson::load("l", toml.as_bytes()).map(|lesson| lesson.steps.len());
        mistakes.map_or_else(
            |all| all.iter().map(ToString::to_string).collect(),
            |steps| vec![format!("{steps} steps")],
        )
    };
    assert_eq!(says(format!("{head}{}", step.repeat(500))), ["500 steps"]);
    let line = 4 + 2 * 500 + 1;
    let many = says(format!("{head}{}", step.repeat(40_000)));
    assert_eq!(many, [format!("line {line}: 40,000 steps; the most is 500")]);
    let keys = format!("{step}keys = \"{}\"\n", "np".repeat(50));
    assert_eq!(says(format!("{head}{}", keys.repeat(100))), ["100 steps"]);
    let line = 4 + 3 * 101;
    let expected = format!("line {line}: the steps of a lesson press 10,000 keys at the most");
    assert_eq!(says(format!("{head}{}", keys.repeat(103))), [expected]);
    let long = format!("{head}{step}#{}", "x".repeat(1 << 20));
    assert_eq!(says(long), ["line 1: longer than 1,048,576 bytes; is it a lesson?"]);
    let wrong = |count: usize| {
        let asks = "[[step]]\n[step.number]\nquestion = \"?\"\nexplain = \"e\"\nwhat = \"ll\"\n";
        let wrong =
            (0..count).map(|i| format!("[[step.number.wrong]]\nanswer = \"{i}\"\nhint = \"no\"\n"));
        format!("{head}{asks}{}", wrong.collect::<String>())
    };
    assert_eq!(says(wrong(200)), ["1 steps"]);
    let line = 4 + 5 + 3 * 200 + 1;
    let expected = format!("line {line}: 20,000 wrong answers; the most is 200");
    assert_eq!(says(wrong(20_000)), [expected]);
}

/// Returns the names that a message offers.
fn offered(message: &str) -> Vec<String> {
    let (_, names) = message.split_once("choose from ").expect("names");
    // Not at a comma in brackets.
    let mut depth = 0;
    let parts = names.split(|c: char| {
        depth += i32::from("([".contains(c)) - i32::from(")]".contains(c));
        c == ',' && depth == 0
    });
    let bare = |part: &str| part.trim().trim_end_matches(" (i from 0, k from 1)").to_owned();
    parts.map(bare).collect()
}

#[test]
fn the_template_and_the_documentation_list_every_name() {
    fn names<N: Named>() -> Vec<String> {
        N::NAMES.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
    let docs = include_str!("../../docs/lessons.md");
    let quantities = offered(&"?".parse::<Quantity>().unwrap_err().to_string());
    let symbols = offered(&Context::new(&["?"]).unwrap_err().to_string());
    assert!(quantities.contains(&"gamma[i,k]".to_owned()), "{quantities:?}");
    assert!(symbols.contains(&"ll".to_owned()), "{symbols:?}");
    let named = [names::<ShownChart>(), names::<FocusPanel>(), names::<Hidden>()].concat();
    let all = [named, names::<NamedKey>(), quantities, symbols].concat();
    for name in all {
        let is_word = |text: &str| {
            text.match_indices(&name).any(|(at, _)| {
                let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
                !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
            })
        };
        assert!(is_word(EXAMPLE), "the template lacks {name}");
        assert!(is_word(docs), "docs/lessons.md lacks {name}");
    }
}

/// A θ₀ on the homework that suits every constraint but a high floor.
const SUITS: &str = "means = [5, 1]\nvariances = [2, 2]\nweights = [0.3, 0.7]\n";

#[test]
fn a_step_may_have_constraints_as_the_command_line_does() {
    let none = Method::default();
    let all = ComponentSet::ALL;
    let first = ComponentSet::of([0]).unwrap();
    let variance_prior = Some(InverseGamma { shape: 2.0, scale: 0.5 });
    let cooling = Cooling { temperature: 4.0, rate: 0.5 };
    let annealed = Assignment::Annealed(cooling);
    let homework = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.3, 0.7], &[5.0, 1.0], &[2.0, 2.0]).unwrap();
    for (keys, method) in [
        ("", none),
        ("equal_variances = true", Method { equal_variances: true, ..none }),
        ("equal_variances = false", none),
        ("fix_weights = true", Method { fixed_weights: all, ..none }),
        ("fix_means = [1]", Method { fixed_means: first, ..none }),
        ("fix_variances = [1]", Method { fixed_variances: first, ..none }),
        ("variance_floor = 1.5", Method { variance_floor: Some(1.5), ..none }),
        ("map_variance = [2, 0.5]", Method { variance_prior, ..none }),
        ("map_weights = 3", Method { weight_prior: Some(Dirichlet { alpha: 3.0 }), ..none }),
        ("hard = true", Method { assignment: Assignment::Hard, ..none }),
        ("temperature = [4, 0.5]", Method { assignment: annealed, ..none }),
    ] {
        let text = format!("{HEAD}text = \"x\"\nkeys = \"em\"\n[step.theta]\n{SUITS}{keys}\n");
        let lesson = load("test", text.as_bytes()).unwrap_or_else(|found| panic!("{found:?}"));
        let expected = Iterate::begin(theta.clone(), &homework, method).unwrap();
        let expected = expected.next(&homework).unwrap();
        assert_eq!(lesson.steps[0].scene.run().current(), Some(&expected), "{keys}");
    }
}

#[test]
fn constraints_end_with_another_theta_and_a_start_is_made_to_suit() {
    let steps = "theta = { components = 2, equal_variances = true, variance_floor = 30 }\n\
                 text = \"x\"\n[[step]]\ntext = \"y\"\nkeys = \"em\"\n\
                 [[step]]\ntext = \"z\"\ntheta = { components = 2 }\n";
    let lesson = load("test", format!("{HEAD}{steps}").as_bytes()).unwrap();
    let run = |step: usize| lesson.steps[step].scene.run();
    assert!(run(0).first().theta().variances().eq([30.0, 30.0]), "raised to the floor");
    assert!(run(1).method().equal_variances, "it goes on");
    assert!(run(1).last().theta().variances().eq([30.0, 30.0]));
    assert!(run(2).method().is_ordinary());
}

#[test]
fn a_question_under_a_constraint_names_its_mistakes() {
    let ask = "[step.number]\nquestion = \"q\"\nwhat = \"sigma2[1]\"\nexplain = \"e\"\n";
    let text = format!("{HEAD}keys = \"em\"\n{ask}[step.theta]\n{SUITS}equal_variances = true\n");
    let lesson = Arc::new(load("test", text.as_bytes()).unwrap());
    let homework = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.3, 0.7], &[5.0, 1.0], &[2.0, 2.0]).unwrap();
    let own = Iterate::start(theta, &homework).unwrap().next(&homework).unwrap();
    let own = own.theta().components()[0].variance();
    let mut player = Player::new(lesson);
    let answer = Answer::Text(format!("{own:.6}"));
    let judgement = player.answer(&answer).unwrap();
    assert!(!judgement.verdict.is_right());
    assert!(format!("{judgement:?}").contains("a variance of its own"), "{judgement:?}");
}

#[test]
fn the_template_has_every_key_of_the_format() {
    let written: Vec<&str> =
        EXAMPLE.lines().map(|line| line.trim_start_matches(['#', ' '])).collect();
    let question = "question = \"q\"\nexplain = \"e\"\n";
    let tables =
        ["number", "choice", "each", "formula"].map(|kind| format!("[step.{kind}]\n{question}"));
    let parts = ["text = \"x\"\n", "text = \"x\"\n[step.theta]\n", "text = \"x\"\n[step.data]\n"];
    for table in tables.iter().map(String::as_str).chain(parts) {
        let found = mistakes(&format!("{table}zzzzzzzz = 1\n"));
        let unknown = found.iter().find(|found| found.contains("unknown key")).unwrap();
        let (_, keys) = unknown.split_once(" takes ").unwrap();
        for key in keys.split(", ") {
            let is_key = |line: &&str| {
                line.starts_with(&format!("{key} =")) || line.contains(&format!(".{key}]"))
            };
            assert!(written.iter().any(is_key), "the template lacks {key}");
        }
    }
}
