//! Lessons: their steps, their questions, and what is said of an answer.

use super::{Controls, sentence, state};
use crate::app::App;
use crate::app::lesson::LessonScreen;
use crate::app::lesson::list::{LessonList, LessonStatus};
use crate::lesson::{
    Asked, EachQuestion, Judgement, Paragraph, Question, QuestionKind, QuestionState, Verdict,
};
use crate::report::Document;
use crate::text::{counted, shortest, with_minus_signs};

/// Returns the step of the open lesson with its questions, or the lesson's end; none if no lesson
/// is open.
pub(crate) fn page(app: &App, controls: Controls) -> Option<Document> {
    let lesson = app.lesson()?;
    if let Some(end) = end(app, lesson, controls) {
        return Some(end);
    }
    let player = lesson.player();
    let mut document = Document::default();
    let (title, steps) = (&player.lesson().title, player.lesson().steps.len());
    let at = player.position() + 1;
    document.paragraph(format!("{title}, step {at} of {steps}."));
    for paragraph in &player.step().text {
        document.paragraph(words(app, paragraph));
    }
    document.append(state::moved(app));
    for one in player.asked() {
        if one.outcome == QuestionState::Open {
            question(app, one.question, controls, &mut document);
        } else {
            document.paragraph(words(app, &one.question.text));
            outcome(app, &one, &mut document);
        }
    }
    if player.open_question().is_none() {
        goes_on(app, controls, &mut document);
    }
    Some(document)
}

/// Returns the lesson's end while it is shown.
fn end(app: &App, lesson: &LessonScreen, controls: Controls) -> Option<Document> {
    let end = lesson.end()?;
    let player = lesson.player();
    let mut document = Document::default();
    let title = &player.lesson().title;
    let results = player.results();
    let right = results.iter().filter(|result| result.is_right_at_once()).count();
    let of_all = counted(results.len(), "question");
    document.paragraph(format!("The end of {title}: {right} of {of_all} right at the first try."));
    if let Some(next) = &end.next {
        let (name, title) = (&next.name, &next.title);
        let how = match controls {
            Controls::Commands => format!("lesson {name}"),
            Controls::Keys => app.shared().keymap().fill("⟦lesson:Enter⟧"),
        };
        document.paragraph(format!("Next: {title}. {how} opens it."));
    }
    Some(document)
}

/// Returns what became of a question of the step, which was asked after `before` others and is
/// settled, and what comes next; none if it is open.
pub(crate) fn settled(app: &App, before: usize, controls: Controls) -> Option<Document> {
    let player = app.lesson()?.player();
    let one = player.asked().nth(before)?;
    if one.outcome == QuestionState::Open {
        return None;
    }
    let mut document = Document::default();
    outcome(app, &one, &mut document);
    if player.was_moved() {
        document.append(state::moved(app));
    }
    match player.open_question() {
        Some(next) => question(app, next, controls, &mut document),
        None => goes_on(app, controls, &mut document),
    }
    Some(document)
}

/// Returns the lessons of the list, a line each.
pub(crate) fn listed(list: &LessonList) -> Document {
    let mut document = Document::default();
    for lesson in list.lessons() {
        let outline = &lesson.outline;
        let status = match lesson.status {
            LessonStatus::New => String::new(),
            LessonStatus::At(step) => format!(" (step {step} of {})", outline.steps),
            LessonStatus::Done { right, questions } => {
                format!(" (done, {right} of {questions} right at once)")
            }
        };
        let (name, title, about) = (&outline.name, &outline.title, &outline.about);
        let title = sentence(title);
        document.paragraph(format!("{name}{status}: {title} {}", sentence(about)));
    }
    document
}

/// Says what leads to the next step.
fn goes_on(app: &App, controls: Controls, document: &mut Document) {
    document.paragraph(match controls {
        Controls::Commands => "lesson next goes on.".to_owned(),
        Controls::Keys => app.shared().keymap().fill("⟦lesson:Enter⟧ goes on."),
    });
}

fn words(app: &App, paragraph: &Paragraph) -> String {
    paragraph.text(|key| app.role().key(key, app.shared().keymap()))
}

/// A question, with what can be answered.
fn question(app: &App, question: &Question, controls: Controls, document: &mut Document) {
    document.paragraph(format!("Question: {}", words(app, &question.text)));
    match &question.kind {
        QuestionKind::Number(_) => document.paragraph("Answer with a number."),
        QuestionKind::Formula(_) => document.paragraph("Answer with a formula."),
        QuestionKind::Choice(options) => {
            for (index, option) in options.iter().enumerate() {
                document.paragraph(format!("{}: {}", index + 1, option.text));
            }
            let last = options.len();
            document.paragraph(match controls {
                Controls::Commands => format!("Answer with a number from 1 to {last}."),
                Controls::Keys => {
                    let how = format!("A number from 1 to {last} chooses, ⟦lesson:Enter⟧ answers.");
                    app.shared().keymap().fill(&how)
                }
            });
        }
        QuestionKind::Each(each) => of_each(app, each, controls, document),
    }
}

/// The observations of a question for each of them, and what there is to choose from.
fn of_each(app: &App, each: &EachQuestion, controls: Controls, document: &mut Document) {
    let x: Vec<String> = each.observations.iter().map(|x| shortest(*x)).collect();
    document.paragraph(format!("x: {}.", x.join(", ")));
    match controls {
        Controls::Commands => document.paragraph(format!(
            "Answer for each of them, with blanks between: {}.",
            each.options.join(" or ")
        )),
        Controls::Keys => {
            for (index, option) in each.options.iter().enumerate() {
                document.paragraph(format!("{}: {option}", index + 1));
            }
            let last = each.options.len();
            let how = format!(
                "The up and down arrows go from observation to observation, a number from 1 to \
                 {last} chooses for it, ⟦lesson:Enter⟧ answers."
            );
            document.paragraph(app.shared().keymap().fill(&how));
        }
    }
}

/// What became of a question that is settled, and why.
fn outcome(app: &App, one: &Asked, document: &mut Document) {
    if let Some(solution) = one.solution() {
        document.paragraph(format!("The solution: {}", with_minus_signs(&solution)));
    } else if let Some(answer) = one.answer() {
        let rounded = one.feedback.is_some_and(|feedback| feedback.verdict == Verdict::Rounded);
        let right = if rounded { "Right, to the digits given" } else { "Right" };
        document.paragraph(format!("{right}: {}", with_minus_signs(answer)));
    }
    for paragraph in one.explanation() {
        document.paragraph(words(app, paragraph));
    }
}

/// What an answer was judged that does not settle the question.
pub(crate) fn judged(judgement: &Judgement, document: &mut Document) {
    document.paragraph(match judgement.verdict {
        Verdict::Right => "Right.",
        Verdict::Rounded => "Right, to the digits given.",
        Verdict::Coarse => "Not yet.",
        Verdict::Close => "Close.",
        Verdict::Wrong => "Not right.",
        Verdict::Unreadable => "I cannot read this.",
    });
    for says in &judgement.says {
        document.paragraph(with_minus_signs(says));
    }
}
