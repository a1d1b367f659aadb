//! The list of lessons, what is left and found again, and the end of a lesson.

use std::sync::Arc;

use emstep::internals::app::{App, LessonScreen, LessonStatus, Mode, Refusal, Settings};
use emstep::lesson::{Answer, BUILT_IN, BuiltIn, Paragraph, Player, Question, QuestionKind};
use ratatui::layout::Size;

use crate::driver::{Driver, copy_of, seen_by_class};

fn opened(name: &str) -> Driver {
    let lesson = BuiltIn::named(name).unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    Driver::of(App::new(run, Settings::default()).with_lesson(screen))
}

/// Types or chooses an answer.
fn give(driver: &mut Driver, answer: &Answer) {
    match answer {
        Answer::Text(text) => {
            driver.press("^U").write(text);
        }
        Answer::Choice(option) => {
            driver.press(&(option + 1).to_string());
        }
        Answer::Each(options) => {
            driver.press(&"↑ ".repeat(options.len()));
            for option in options {
                driver.press(&(option + 1).to_string());
            }
        }
    }
    driver.press("Enter");
}

fn player(driver: &Driver) -> &Player {
    driver.app.lesson().expect("a lesson").player()
}

/// Goes to the end, with every answer right.
fn finish(driver: &mut Driver) {
    while driver.app.lesson().unwrap().end().is_none() {
        match player(driver).open_question().map(Question::right_answer) {
            Some(answer) => give(driver, &answer.unwrap()),
            None => {
                driver.press("Enter");
            }
        }
    }
}

/// The words of a text, without the keys in it.
fn words(paragraphs: &[Paragraph]) -> Vec<String> {
    let texts = paragraphs.iter().map(|paragraph| paragraph.text(|_| String::new()));
    texts.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn statuses(driver: &Driver) -> Vec<LessonStatus> {
    let Mode::Lessons(list) = driver.app.mode() else { panic!("no list") };
    list.lessons().iter().map(|lesson| lesson.status).collect()
}

#[test]
fn the_own_data_and_runs_come_back_after_a_lesson() {
    let mut driver = Driver::typed("1 2 3 7 8 9", 2);
    driver.press("e m e z Tab");
    let (axes, panel) = (driver.app.looks().axes(), driver.app.looks().panel());
    driver.press("L");
    assert_eq!(statuses(&driver), vec![LessonStatus::New; BUILT_IN.len()]);
    let screen = driver.screen(80, 24);
    let steps = BUILT_IN[0].outline().steps;
    assert!(
        screen.contains("The homework") && screen.contains(&format!("{steps} steps")),
        "{screen}"
    );
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    let bound = BUILT_IN.iter().position(|lesson| lesson.name == "bound").unwrap();
    driver.press(&format!("L {}Enter", "↓ ".repeat(bound)));
    assert_eq!(player(&driver).lesson().name, "bound");
    assert_eq!(driver.app.study().dataset().source, "homework");
    assert_eq!(driver.app.study().timeline().runs().len(), 1, "the lesson has its own runs");
    // A run that is made beside the lesson stays with the lessons.
    driver.press("Esc d").write("1 2 3 4").press("Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    driver.press("L q");
    assert!(driver.app.lesson().is_none());
    assert!(driver.says().contains("The bound"), "{}", driver.says());
    assert_eq!(driver.half_step(), "γ1");
    assert_eq!(driver.app.study().dataset().sample.len(), 6);
    assert_eq!((driver.app.looks().axes(), driver.app.looks().panel()), (axes, panel));
    driver.press("L Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 2, "as it was left");
    // The last row leads back too.
    driver.press("L");
    let rows = BUILT_IN.len();
    driver.press(&"↓ ".repeat(rows));
    assert!(driver.screen(80, 24).contains("▸ Close the lesson; back to"));
    driver.press("Enter");
    assert_eq!(driver.half_step(), "γ1");
    driver.check();
}

#[test]
fn a_lesson_goes_on_where_it_was_left_or_from_the_start() {
    let mut driver = Driver::homework();
    driver.press("L Enter Enter");
    driver.write("-24.5");
    driver.press("Esc L");
    assert!(matches!(driver.app.mode(), Mode::Lesson(_)), "the first L goes back to it");
    driver.press("^U L");
    assert_eq!(statuses(&driver)[0], LessonStatus::At(2), "the next one lists all");
    let steps = BUILT_IN[0].outline().steps;
    assert!(driver.screen(80, 24).contains(&format!("open, step 2 of {steps}")));
    driver.press("Esc").write("-24.51").press("Enter Enter L ↓ Enter L ↑ Enter");
    assert_eq!(
        (player(&driver).lesson().name.as_str(), player(&driver).position()),
        ("homework", 2)
    );
    driver.press("PgUp");
    assert!(driver.screen(80, 24).contains("✓ right"), "{}", driver.screen(80, 24));
    // From the start all questions are open again; what was answered stays in the record.
    driver.press("L r");
    assert_eq!(player(&driver).position(), 0);
    driver.press("Enter");
    assert!(player(&driver).open_question().is_some());
    assert_eq!(player(&driver).record().questions[0].tries.len(), 1);
    // A lesson that was opened by the command line can be closed as well.
    let mut driver = opened("bound");
    driver.press("q");
    assert!(driver.app.lesson().is_none() && !driver.quit);
    assert_eq!(driver.app.study().dataset().source, "homework");
    driver.press("q");
    assert!(driver.quit);
}

#[test]
fn the_end_shows_what_was_right_at_the_first_try_and_leads_on() {
    let mut driver = opened("bound");
    driver.press("Enter 3 Enter 2 Enter ^S");
    finish(&mut driver);
    let screen = driver.screen(80, 24);
    let questions = player(&driver).results().len();
    let right = questions - 1;
    assert!(
        screen.contains(&format!("{right} of {questions} questions right at the first try")),
        "{screen}"
    );
    assert!(screen.contains("✗ step 2: ") && screen.contains("✓ step 3: "), "{screen}");
    let bound = BUILT_IN.iter().position(|lesson| lesson.name == "bound").unwrap();
    let next = &BUILT_IN[bound + 1];
    assert!(screen.contains(&format!("Next: {}", next.outline().title)), "{screen}");
    driver.press("PgUp");
    assert!(driver.app.lesson().unwrap().end().is_none());
    driver.press("Enter Enter");
    assert_eq!(player(&driver).lesson().name, next.name);
    driver.press("L");
    assert_eq!(statuses(&driver)[bound], LessonStatus::Done { right, questions });
    assert!(driver.screen(120, 40).contains("✓ The bound"), "{}", driver.screen(120, 40));
}

#[test]
fn the_last_lesson_leads_to_one_that_is_left_and_at_last_to_none() {
    let mut driver = opened(BUILT_IN[BUILT_IN.len() - 1].name);
    finish(&mut driver);
    for built_in in BUILT_IN.iter().take(BUILT_IN.len() - 1) {
        let end = driver.app.lesson().unwrap().end().unwrap();
        assert_eq!(end.next.as_ref().unwrap().name, built_in.name);
        driver.press("Enter");
        finish(&mut driver);
    }
    assert_eq!(driver.app.lesson().unwrap().end().unwrap().next, None);
    driver.press("Enter L");
    assert!(statuses(&driver).iter().all(|status| matches!(status, LessonStatus::Done { .. })));
}

/// What is seen of a step with PgDn, until it goes no further or to the next step.
fn read(driver: &mut Driver, Size { width, height }: Size) -> String {
    let at = player(driver).position();
    let mut seen = driver.screen(width, height);
    let mut last = seen.clone();
    loop {
        driver.press("PgDn");
        if player(driver).position() != at || driver.app.lesson().unwrap().end().is_some() {
            return seen;
        }
        let now = driver.screen(width, height);
        if now == last {
            return seen;
        }
        seen += &now;
        last = now;
    }
}

#[test]
fn all_of_a_lesson_can_be_read_on_a_small_screen() {
    for built_in in &BUILT_IN {
        for (width, height) in [(120, 40), (80, 24), (60, 20), (40, 12)] {
            let mut driver = opened(built_in.name);
            let size = Size { width, height };
            driver.size = Some(size);
            while driver.app.lesson().unwrap().end().is_none() {
                let at = player(&driver).position();
                let step = player(&driver).lesson().steps[at].clone();
                let place = format!("{}, line {}, {width}x{height}", built_in.name, step.line);
                let seen = read(&mut driver, size);
                for word in words(&step.text) {
                    assert!(seen.contains(&word), "{place}: {word} in\n{seen}");
                }
                for question in &step.questions {
                    give(&mut driver, &question.right_answer().unwrap());
                    let seen = read(&mut driver, size);
                    assert!(seen.contains("✓ right"), "{place}: {seen}");
                    for word in words(&question.explain) {
                        assert!(seen.contains(&word), "{place}: {word} in\n{seen}");
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_is_chosen_before_a_person_chooses() {
    let mut driver = opened("collapse");
    driver.press("Enter Enter");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("choose an answer first") && !screen.contains("▸ 1"), "{screen}");
    assert_eq!(player(&driver).record().questions[0].tries.len(), 0, "it is no try");
    let is_each = |question: &Question| matches!(question.kind, QuestionKind::Each(_));
    let mut driver = opened("homework");
    while !player(&driver).open_question().is_some_and(is_each) {
        match player(&driver).open_question().map(Question::right_answer) {
            Some(answer) => give(&mut driver, &answer.unwrap()),
            None => drop(driver.press("Enter")),
        }
    }
    let screen = driver.screen(80, 24);
    assert!(screen.contains("x_0 = −1       ·") && screen.contains("↑ ↓"), "{screen}");
    driver.press("2 Enter");
    assert!(driver.screen(80, 24).contains("x_1 has no answer yet"));
    driver.press("2 ← ↓ → → ↓ 1 Enter");
    assert!(driver.screen(80, 24).contains("✗ not right"), "{}", driver.screen(80, 24));
}

#[test]
fn steps_work_in_a_lesson_until_something_is_typed() {
    let mut driver = opened("bound");
    driver.press("e m e");
    assert_eq!(driver.half_step(), "γ1", "nothing is asked");
    driver.press("PgDn p");
    assert_eq!(driver.half_step(), "θ0", "the step puts the stepper where it is meant");
    driver.press("e");
    assert_eq!(driver.half_step(), "γ0", "a choice takes no letter");
    let mut driver = opened("homework");
    driver.press("Enter e m");
    assert_eq!(driver.half_step(), "θ1", "no number begins with a letter");
    driver.write("1e").press("p p");
    assert_eq!(driver.half_step(), "θ1");
    assert!(driver.screen(80, 24).contains("1epp"));
    driver.press("^U").write("-24.51").press("Enter Enter").write("em");
    assert_eq!(driver.half_step(), "θ0", "a formula begins with any letter");
    driver.press("^U ?");
    assert!(
        matches!(driver.app.mode(), Mode::Menu(_)) || !matches!(driver.app.mode(), Mode::Lesson(_))
    );
}

#[test]
fn the_class_sees_the_list_and_a_copy_is_without_it() {
    let mut driver = opened("bound");
    driver.press("L");
    assert!(seen_by_class(&driver.app).mode().takes_text() == driver.app.mode().takes_text());
    assert!(matches!(seen_by_class(&driver.app).mode(), Mode::Lessons(_)));
    assert!(matches!(copy_of(&driver.app).mode(), Mode::Stepping));
}

#[test]
fn what_a_later_step_asks_is_covered_and_said_so() {
    let is_later = |built_in: &&BuiltIn| {
        let driver = opened(built_in.name);
        !driver.app.hides().is_empty() && player(&driver).step().questions.is_empty()
    };
    let mut driver = opened(BUILT_IN.iter().find(is_later).unwrap().name);
    driver.press("w");
    assert_eq!(driver.notice(), Some(Refusal::HiddenForLater.into()));
}

#[test]
fn the_parts_of_an_exercise_are_a_checklist_beside_its_data() {
    let mut driver = opened("homework");
    let says = |driver: &Driver, what: &str| {
        let screen = driver.screen(80, 24);
        assert!(screen.contains(what), "{what} in\n{screen}");
    };
    says(&driver, "Parts  0 of 7 right");
    driver.press("Enter").write("-15").press("Enter");
    says(&driver, "✗ 1 ℓ(θ₀)");
    driver.press("^U").write("-24.51").press("Enter");
    says(&driver, "✓ 1 ℓ(θ₀)");
    says(&driver, "Parts  1 of 7 right");
    // With room each part has a row, and its state in words.
    let screen = driver.screen(120, 40);
    let row = |part: &str| screen.lines().find(|line| line.contains(part)).unwrap().to_owned();
    assert!(row("✓ 1 ℓ(θ₀)").contains("right") && row("· 6 π").contains("open"), "{screen}");
    assert!(!opened("bound").screen(120, 40).contains("Parts"));
}

#[test]
fn a_click_and_a_plot_work_beside_a_lesson() {
    let is_free = |built_in: &&BuiltIn| opened(built_in.name).app.hides().is_empty();
    let mut driver = opened(BUILT_IN.iter().find(is_free).unwrap().name);
    driver.press("e b");
    assert!(driver.app.looks().plots().open().is_some());
    assert!(driver.screen(80, 24).contains("along μ₁"), "{}", driver.screen(80, 24));
    driver.press("Enter");
    assert!(driver.app.looks().plots().open().is_none(), "the step shows what it is about");
}
