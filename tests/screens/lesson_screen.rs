//! A lesson beside the stepper.

use std::sync::Arc;

use emstep::internals::app::{App, Chart, LessonScreen, Mode, Panel, Plot, Refusal, Settings};
use emstep::lesson::{BuiltIn, Player, QuestionState, load};
use insta::assert_snapshot;

use crate::driver::Driver;

fn opened(name: &str) -> Driver {
    let lesson = BuiltIn::named(name).unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    let mut driver = Driver::homework();
    driver.app = App::new(run, Settings::default())
        .with_lesson(screen)
        .with_record(Some("answers.json".into()));
    driver
}

#[test]
fn a_question_covers_what_it_asks_until_it_is_answered() {
    let mut driver = opened("homework");
    let covered = "covered until answered";
    assert!(driver.screen(80, 24).contains("covered: asked for later"));
    assert!(!driver.screen(80, 24).contains(covered), "nothing is asked yet");
    driver.press("Enter");
    assert!(driver.screen(80, 24).contains(covered));
    assert!(!driver.screen(120, 40).contains("−24.51"));
    driver.write("-15.46").press("Enter");
    assert_snapshot!("lesson_wrong_120x40", driver.screen(120, 40));
    assert_snapshot!("lesson_wrong_80x24", driver.screen(80, 24));
    assert_snapshot!("lesson_wrong_40x12", driver.screen(40, 12));
    driver.press("^U").write("-24.51").press("Enter");
    assert!(driver.screen(120, 40).contains("ℓ(θ₀) = −24.512532"));
    let record = driver.record.take().expect("each answer is recorded");
    assert_eq!(record.questions[0].tries.len(), 2);
}

#[test]
fn a_step_that_asks_nothing_says_what_it_covers() {
    let driver = of_steps("[[step]]\ntext = \"x\"\ncover = [\"theta\"]\n[[step]]\ntext = \"x\"\n");
    assert!(driver.screen(120, 40).contains("covered in this step"));
}

#[test]
fn a_verdict_goes_with_the_answer_it_judged() {
    let mut driver = opened("homework");
    driver.press("Enter").write("-15.46").press("Enter");
    let says = "✗ not right";
    assert!(driver.screen(120, 40).contains(says));
    driver.press("Home End");
    assert!(driver.screen(120, 40).contains(says), "nothing was changed");
    driver.write("1");
    assert!(!driver.screen(120, 40).contains(says));
    driver.press("Enter");
    assert!(driver.screen(120, 40).contains(says));
    driver.paste("2");
    assert!(!driver.screen(120, 40).contains(says));
    // One option per observation: to look at another one changes nothing.
    driver.press("^U").write("-24.51").press("Enter Enter");
    driver.write("π_k N_k / Σ_j π_j N_j").press("Enter Enter 1 1 1 1 1 Enter");
    assert!(driver.screen(120, 40).contains(says), "{}", driver.screen(120, 40));
    driver.press("↓");
    assert!(driver.screen(120, 40).contains(says));
    driver.press("→");
    assert!(!driver.screen(120, 40).contains(says));
    driver.press("Enter ^S");
    assert!(driver.screen(120, 40).contains("The solution: 2, 2, 2, 1, 1"));
    driver.press("Enter PgUp");
    assert!(driver.screen(120, 40).contains("The solution: 2, 2, 2, 1, 1"), "it stays");
    // A choice.
    let mut driver = opened("collapse");
    driver.press("Enter 2 Enter");
    assert!(driver.screen(120, 40).contains(says));
    driver.press("↓");
    assert!(!driver.screen(120, 40).contains(says));
}

#[test]
fn an_answer_is_judged_outside_and_only_the_one_that_is_there_counts() {
    let mut lesson = opened("homework");
    lesson.press("Enter").hold = true;
    let says = |lesson: &Driver| lesson.screen(120, 40).contains("checking …");
    let tries = |lesson: &Driver| {
        let record = lesson.app.lesson().unwrap().player().record();
        record.questions.iter().map(|question| question.tries.len()).sum::<usize>()
    };
    lesson.write("-24.5").press("Enter");
    assert!(says(&lesson));
    // Changed meanwhile: the verdict would be another answer's.
    lesson.write("1");
    assert!(!says(&lesson));
    lesson.release();
    assert_eq!((tries(&lesson), lesson.held.len()), (0, 0));
    // Asked again, it is judged once; and to be there again is to be there.
    lesson.press("Enter Enter Enter");
    assert_eq!(lesson.held.len(), 1);
    lesson.write("7").press("Backspace").release();
    assert_eq!(tries(&lesson), 1);
    assert_eq!(lesson.app.lesson().unwrap().player().outcome(), QuestionState::Right);
}

#[test]
fn the_stepper_follows_the_lesson_and_the_learner_may_wander() {
    let mut driver = opened("homework");
    driver.press("Enter").write("-24.51").press("Enter Enter");
    driver.write("π_k N_k / Σ_j π_j N_j").press("Enter");
    assert!(driver.screen(120, 40).contains("✓ right"), "{}", driver.screen(120, 40));
    driver.press("Esc e m e");
    assert_eq!(driver.half_step(), "γ1");
    driver.press("L PgUp PgDn");
    assert_eq!(driver.half_step(), "θ0", "each step puts the stepper where it is meant");
    assert!(matches!(driver.app.mode(), Mode::Lesson(_)));
}

#[test]
fn what_would_tell_is_refused_while_a_question_is_open() {
    let mut driver = opened("homework");
    driver.press("Enter Esc");
    for key in ["w", "t", "a", "b", "s", "f"] {
        driver.press(key);
        assert_eq!(driver.notice(), Some(Refusal::HiddenByLesson.into()), "{key}");
        assert!(matches!(driver.app.mode(), Mode::Stepping), "{key}");
    }
}

#[test]
fn every_lesson_is_drawn_at_every_step_and_size() {
    for lesson in emstep::lesson::BUILT_IN {
        let mut driver = opened(lesson.name);
        for _ in 0..20 {
            for (width, height) in [(120, 40), (100, 30), (80, 24), (60, 20), (40, 12), (1, 1)] {
                driver.screen(width, height);
            }
            // Wrong answers, then the solution, then on.
            driver.press("1 1 1 1 1 Enter 2 Enter ^S Enter PgDn");
        }
    }
}

#[test]
fn a_step_opens_its_chart_and_focuses_its_panel_and_a_settled_question_moves_the_stepper() {
    let choice = "[step.choice]\nquestion = \"q\"\nexplain = \"e\"\nthen = \"em\"\n\
                  option = [{ text = \"a\", right = true }, { text = \"b\", hint = \"h\" }]\n";
    let steps = format!(
        "[[step]]\ntext = \"x\"\nshow = \"bound\"\n[[step]]\nfocus = \"theta\"\nkeys = \"em\"\n{choice}\
         [[step]]\ntext = \"x\"\nshow = \"posterior\"\n[[step]]\ntext = \"x\"\n"
    );
    let mut driver = of_steps(&steps);
    let looks = |driver: &Driver| {
        let looks = driver.app.looks();
        (looks.plots().open(), looks.plots().chart(), looks.panel(), driver.half_step())
    };
    let (chart, theta) = (Chart::Density, "θ1".to_owned());
    let start = "θ0".to_owned();
    assert_eq!(looks(&driver), (Some(Plot::Bound), chart, Panel::Density, start));
    driver.press("Enter");
    assert_eq!(looks(&driver), (None, chart, Panel::Theta, theta));
    driver.press("1 Enter");
    assert_eq!(looks(&driver), (None, chart, Panel::Theta, "θ2".to_owned()));
    driver.press("Enter");
    let posterior = (None, Chart::Posterior, Panel::Density, "θ2".to_owned());
    assert_eq!(looks(&driver), posterior);
    driver.press("Enter");
    assert_eq!(looks(&driver), (None, chart, Panel::Density, "θ2".to_owned()));
}

fn of_steps(steps: &str) -> Driver {
    let head = "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"homework\"\n";
    let lesson = load("l", format!("{head}{steps}").as_bytes()).expect("a lesson");
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    Driver::of(App::new(run, Settings::default()).with_lesson(screen))
}

/// Two starts, each converged, and a step that compares them.
const TWO_STARTS: &str = "[[step]]\nkeys = \"c\"\ntext = \"x\"\n\
     [[step]]\ntheta = { means = [0, 5], variances = [9, 9] }\nkeys = \"em\"\n\
     text = \"Both runs are here.\"\ncompare = [1, 2]\n[[step]]\ntext = \"z\"\n";

#[test]
fn a_step_shows_the_runs_of_two_steps_until_it_is_left() {
    let mut driver = of_steps(TWO_STARTS);
    let plot = |driver: &Driver| driver.app.looks().plots().open();
    assert_eq!(plot(&driver), None);
    driver.press("Enter");
    assert_eq!(plot(&driver), Some(Plot::Runs));
    for (width, height) in [(80, 24), (100, 30), (120, 40)] {
        let screen = driver.screen(width, height);
        for shown in [
            "The runs of steps 1 and 2",
            "p(x; θ)",
            "ℓ over t",
            "──── step 2  t = 1 ",
            "─ ─  step 1  t = 8 ",
            "Both runs are here.",
        ] {
            assert!(screen.contains(shown), "{shown}\n{screen}");
        }
    }
    // The step's own run follows what is done, and the other one stays.
    driver.press("e m");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("step 2  t = 2 ") && screen.contains("step 1  t = 8 "), "{screen}");
    // Elsewhere in the stepper both are as they were left.
    driver.press("Esc <");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("step 2  t = 1 ") && screen.contains("step 1  t = 8 "), "{screen}");
    driver.press("V");
    assert_eq!(plot(&driver), None);
    driver.press("V");
    assert!(driver.screen(80, 24).contains("steps 1 and 2"));
    // On, and back again.
    driver.press("L PgDn");
    assert_eq!(plot(&driver), None);
    assert!(driver.screen(80, 24).contains("Density p(x; θ"));
    driver.press("PgUp");
    let screen = driver.screen(80, 24);
    assert!(
        screen.contains("step 2  t = 1 ") && screen.contains("Both runs are here."),
        "{screen}"
    );
    driver.press("PgUp");
    assert_eq!(plot(&driver), None);
    // The stepper's own pair is shown again.
    driver.press("Esc V");
    assert!(driver.screen(80, 24).contains("Runs 1 and 2"), "{}", driver.screen(80, 24));
    // A closed lesson leaves no step to compare.
    driver.press("L PgDn q");
    assert!(driver.app.lesson().is_none());
    assert_eq!(plot(&driver), None);
}

#[test]
fn one_run_is_compared_at_two_of_its_iterations() {
    let steps = "[[step]]\ntext = \"x\"\n[[step]]\nkeys = \"c\"\ntext = \"y\"\ncompare = [2, 1]\n";
    let mut driver = of_steps(steps);
    driver.press("Enter");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("──── step 2  t = 8 "), "{screen}");
    assert!(screen.contains("─ ─  step 1  t = 0 "), "{screen}");
}

#[test]
fn what_is_asked_is_covered_in_two_runs_too() {
    let question = |cover: &str| {
        let question = "[step.number]\nquestion = \"q\"\nexplain = \"e\"\nwhat = \"ll\"\n";
        let steps = TWO_STARTS.replace("compare = [1, 2]\n", "");
        of_steps(&format!("{steps}compare = [1, 2]\n{question}{cover}"))
    };
    let at_question = |cover: &str| {
        let mut driver = question(cover);
        driver.press("Enter Enter");
        driver.screen(80, 24)
    };
    let shown = at_question("cover = false\n");
    assert!(shown.contains("ℓ over t") && shown.contains("t = 8  ℓ = −8.465"), "{shown}");
    let covered = at_question("");
    assert!(covered.contains("p(x; θ)") && covered.contains("t = 8 "), "{covered}");
    assert!(!covered.contains("ℓ over t") && !covered.contains("−8.465"), "{covered}");
    let density = at_question("cover = [\"density\"]\n");
    assert!(density.contains("covered until answered") && !density.contains("t = 8"), "{density}");
}
