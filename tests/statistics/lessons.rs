//! The built-in lessons, walked to their ends.

mod fell;
mod numbers;
mod steps;

use std::sync::Arc;

use emstep::lesson::{
    Answer, BUILT_IN, EXAMPLE, Lesson, Mistake, Paragraph, Player, Question, QuestionState, Stays,
    Verdict, load,
};

fn say(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The built-in lessons, and the commented example.
fn lessons() -> Vec<Arc<Lesson>> {
    let built_in = BUILT_IN.iter().map(|lesson| (lesson.name, lesson.toml));
    let read = |(name, toml): (&str, &str)| {
        let lesson = load(name, toml.as_bytes());
        Arc::new(lesson.unwrap_or_else(|mistakes| panic!("{name}:\n{}", say(&mistakes))))
    };
    built_in.chain([("EXAMPLE", EXAMPLE)]).map(read).collect()
}

fn built_in(name: &str) -> Arc<Lesson> {
    lessons().into_iter().find(|lesson| lesson.name == name).unwrap()
}

fn questions(lesson: &Lesson) -> impl Iterator<Item = &Question> {
    lesson.steps.iter().flat_map(|step| &step.questions)
}

#[test]
fn right_answers_lead_to_the_end() {
    for lesson in lessons() {
        let mut player = Player::new(Arc::clone(&lesson));
        let mut asked = 0;
        loop {
            while let Some(question) = player.open_question() {
                asked += 1;
                let right = question.right_answer().unwrap();
                assert_eq!(player.next(), Err(Stays::Unanswered));
                let judgement = player.answer(&right).unwrap();
                assert_eq!(judgement.verdict, Verdict::Right, "{}: {right:?}", lesson.name);
                let asked_later: Vec<_> = questions(&lesson).skip(asked).collect();
                let is_asked = |hidden| asked_later.iter().any(|later| later.asks.contains(hidden));
                assert!(player.hides().iter().all(is_asked), "{}", lesson.name);
                let mut settled = player.asked().filter(|a| a.outcome != QuestionState::Open);
                assert!(settled.all(|asked| !asked.explanation().is_empty()));
            }
            if player.next().is_err() {
                break;
            }
        }
        assert!(player.is_done(), "{} stops at step {}", lesson.name, player.position() + 1);
        let record = player.record();
        assert!(record.done);
        assert_eq!((record.reached, record.questions.len()), (lesson.steps.len(), asked));
        assert!(
            record
                .questions
                .iter()
                .all(|q| q.outcome == QuestionState::Right && q.tries.len() == 1)
        );
        assert!(asked >= 3, "{} asks too little", lesson.name);
    }
}

#[test]
fn listed_wrong_answers_are_wrong_and_get_their_hint() {
    let mut tried = 0;
    for lesson in lessons() {
        for question in questions(&lesson) {
            for (answer, hint) in question.wrong_answers() {
                let judgement = question.judge(&answer);
                assert_eq!(judgement.verdict, Verdict::Wrong, "{}: {answer:?}", lesson.name);
                assert_eq!(judgement.says, [hint], "{}: {answer:?}", lesson.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "only {tried} wrong answers");
}

#[test]
fn the_solution_comes_after_two_tries_and_what_was_answered_stays() {
    let mut player = Player::new(built_in("homework"));
    assert_eq!(player.back(), Err(Stays::AtStart));
    assert_eq!(player.answer(&Answer::Choice(0)).unwrap_err(), Stays::NothingAsked);
    player.next().unwrap();
    assert!(!player.hides().is_empty());
    let answer = |text: &str| Answer::Text(text.to_owned());
    // What cannot be read is no try.
    assert_eq!(player.answer(&answer("x")).unwrap().verdict, Verdict::Unreadable);
    assert_eq!(player.answer(&Answer::Choice(0)).unwrap().verdict, Verdict::Unreadable);
    for text in ["-15.46", "-3"] {
        assert_eq!(player.reveal(), Err(Stays::TooEarly));
        assert_eq!(player.answer(&answer(text)).unwrap().verdict, Verdict::Wrong);
    }
    assert_eq!(player.solution(), None);
    player.reveal().unwrap();
    assert_eq!(player.solution().as_deref(), Some("-24.512532"));
    assert_eq!(player.reveal(), Err(Stays::NothingAsked));
    assert_eq!((player.outcome(), player.hides().len()), (QuestionState::Revealed, 0));
    player.next().unwrap();
    player.back().unwrap();
    assert_eq!(player.outcome(), QuestionState::Revealed);
    let json = serde_json::to_value(player.record()).unwrap();
    let first = &json["questions"][0];
    assert_eq!(first["step"], 2);
    assert_eq!(first["outcome"], "revealed");
    assert_eq!(first["tries"][0]["answer"], "-15.46");
    assert_eq!(first["tries"][0]["verdict"], "wrong");
    assert_eq!(json["questions"][1]["outcome"], "open");
    assert_eq!((&json["reached"], &json["done"]), (&3.into(), &false.into()));
}

// ---- how the lessons are written ----

/// How many lines paragraphs take in a panel, with an empty one between them.
fn lines(paragraphs: &[String], width: usize) -> usize {
    let of_one = |text: &String| {
        let mut lines = 1;
        let mut column = 0;
        for word in text.split(' ') {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width {
                (lines, column) = (lines + 1, 0);
            }
            column += length + usize::from(column > 0);
        }
        lines
    };
    paragraphs.iter().map(of_one).sum::<usize>() + paragraphs.len().saturating_sub(1)
}

fn plain(paragraphs: &[Paragraph]) -> Vec<String> {
    paragraphs.iter().map(Paragraph::plain).collect()
}

#[test]
fn what_is_said_fits_a_panel() {
    const WIDTH: usize = 50;
    for lesson in lessons() {
        for step in &lesson.steps {
            let place = format!("{}, line {}", lesson.name, step.line);
            assert!(lines(&plain(&step.text), WIDTH) <= 10, "{place}: the text has too many lines");
            for question in &step.questions {
                let asked = lines(&[question.text.plain()], WIDTH);
                assert!(asked <= 3, "{place}: the question has {asked} lines");
                let explained = lines(&plain(&question.explain), WIDTH);
                assert!(explained <= 10, "{place}: the explanation has {explained} lines");
                for (_, hint) in question.wrong_answers() {
                    assert!(lines(&[hint], WIDTH) <= 4, "{place}: a hint is too long");
                }
            }
        }
    }
}
