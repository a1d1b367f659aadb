//! Lessons by the line: every question is answered, and nothing that it hides is printed.

use emstep::explain::Quantity;
use emstep::internals::cli::{Obeyed, PlainStepper};
use emstep::lesson::{Answer, BUILT_IN, Hidden, Question};
use emstep::report::written;

use super::run;
use crate::driver::Driver;
use crate::program::{emstep, stdout};

fn said(stepper: &mut PlainStepper, line: &str) -> String {
    match stepper.obey(line) {
        Ok(Obeyed::Said(text)) => text,
        Ok(Obeyed::Quit) => panic!("{line} quits"),
        Err(failure) => format!("error: {failure}"),
    }
}

fn open_question(stepper: &PlainStepper) -> Option<Question> {
    stepper.app().unwrap().lesson().unwrap().player().open_question().cloned()
}

/// The right answer, as it is typed.
fn line(question: &Question) -> String {
    match question.right_answer().unwrap() {
        Answer::Text(text) => format!("= {text}"),
        Answer::Choice(index) => (index + 1).to_string(),
        Answer::Each(options) => {
            options.iter().map(|index| (index + 1).to_string()).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Nothing that is hidden is in what commands print.
fn check_hidden(stepper: &mut PlainStepper) {
    let hides = stepper.app().unwrap().hides();
    if hides.is_empty() {
        return;
    }
    let run = stepper.app().unwrap().study().run().clone();
    let mut printed = said(stepper, "show") + &said(stepper, "lesson");
    for line in ["why ll", "why mu[1]", "why gamma[0,1]", "runs", "rows", "answer ll 1"] {
        let says = said(stepper, line);
        if line != "rows" {
            assert!(says.starts_with("error: "), "{line}: {says}");
        }
        printed += &says;
    }
    let cells: Vec<&str> = printed.split_whitespace().collect();
    let numbers = [
        (Hidden::LogLikelihood, Quantity::LogLikelihood),
        (Hidden::LogLikelihood, Quantity::Change),
        (Hidden::Bound, Quantity::Bound),
        (Hidden::Theta, Quantity::Mean(0)),
        (Hidden::Theta, Quantity::Variance(0)),
        (Hidden::Counts, Quantity::Count(0)),
        (Hidden::Responsibilities, Quantity::Gamma { observation: 0, component: 0 }),
    ];
    for (hidden, quantity) in numbers {
        // After an E-step F is ℓ, which may be there to be seen.
        let is_likelihood = hidden == Hidden::Bound && !hides.contains(&Hidden::LogLikelihood);
        if hides.contains(&hidden)
            && !is_likelihood
            && let Some(number) = written(&run, quantity)
        {
            // 0.500000 may be another number too.
            let is_known = number.trim_end_matches('0').len() < 6;
            assert!(is_known || !cells.contains(&&number[..]), "{quantity}: {printed}");
        }
    }
}

#[test]
fn every_lesson_is_gone_through_by_the_line() {
    for lesson in &BUILT_IN {
        let mut stepper = PlainStepper::new(Driver::homework().app);
        let page = said(&mut stepper, &format!("lesson {}", lesson.name));
        assert!(page.contains(", step 1 of "), "{}: {page}", lesson.name);
        let mut questions = 0;
        loop {
            while let Some(question) = open_question(&stepper) {
                check_hidden(&mut stepper);
                let says = said(&mut stepper, &line(&question));
                assert!(says.starts_with("Right"), "{}: {says}", lesson.name);
                questions += 1;
            }
            check_hidden(&mut stepper);
            let page = said(&mut stepper, "lesson next");
            if page.starts_with("The end of ") {
                assert!(page.contains(&format!(": {questions} of ")) || questions == 0, "{page}");
                break;
            }
            assert!(page.contains(", step "), "{}: {page}", lesson.name);
        }
        assert!(said(&mut stepper, "lesson list").contains("(done, "));
        let closed = said(&mut stepper, "lesson close");
        assert!(closed.contains("Closed: "), "{closed}");
        assert!(said(&mut stepper, "lesson next").contains("no lesson is open"));
    }
}

#[test]
fn a_wrong_answer_has_its_hint_and_the_solution_comes_after_two() {
    let script = "lesson homework\nlesson next\nlesson next\nlesson solution\n-15.46\ne\nshow\n\
                  -38.26\nlesson solution\n";
    let text = stdout(&run(script).code(1));
    assert!(text.contains("error: line 3: answer the question first"), "{text}");
    assert!(text.contains("error: line 4: try it first"), "{text}");
    assert_eq!(text.matches("\nNot right.\n").count(), 2, "{text}");
    assert!(text.contains("γ₀: the E-step from θ₀ is done"), "commands work beside it: {text}");
    let (hidden, shown) = text.split_once("The solution: −24.512532").unwrap();
    assert!(!hidden.split_once("The homework").unwrap().1.contains("24.5"), "{hidden}");
    assert!(shown.contains("lesson next goes on."), "{shown}");
}

#[test]
fn answers_are_recorded_as_on_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ada.json");
    let mut command = emstep();
    command.args(["lesson", "homework", "--plain", "--record"]).arg(&file);
    let text = stdout(&command.write_stdin("lesson next\n-24.51\n").assert().success());
    assert!(text.starts_with("The homework, step 1 of "), "{text}");
    let record = std::fs::read_to_string(&file).unwrap();
    assert!(record.contains("\"-24.51\"") && record.contains("\"right\""), "{record}");
}

#[test]
fn a_lesson_that_does_not_exist_has_a_hint() {
    let text = stdout(&run("lesson homewrk\nlesson list\n").code(1));
    assert!(text.contains("error: line 1: no lesson is called 'homewrk'; did you mean homework?"));
    assert!(text.contains("\nhomework: The homework. One iteration of EM by hand: "), "{text}");
}
