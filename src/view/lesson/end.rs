//! The end of a lesson: what was right at the first try, and the lesson to go on with.

use super::page::Page;
use crate::app::lesson::{LessonEnd, LessonScreen};
use crate::lesson::{QuestionResult, QuestionState};
use crate::text::counted;
use crate::view::theme::Theme;

/// Writes what is said at the end of a lesson.
pub(super) fn write(page: &mut Page, lesson: &LessonScreen, end: &LessonEnd, theme: &Theme) {
    let results = lesson.player().results();
    let right = results.iter().filter(|result| result.is_right_at_once()).count();
    if results.is_empty() {
        page.wrapped("This is the end of the lesson.", theme.title());
    } else {
        let of_all = counted(results.len(), "question");
        page.wrapped(&format!("{right} of {of_all} right at the first try"), theme.title());
    }
    page.space();
    match &end.next {
        Some(next) => {
            page.wrapped(&format!("Next: {}", next.title), theme.title());
            page.wrapped(&next.about, theme.text());
            page.wrapped(
                "Enter opens it, ⟦L⟧ lists all lessons, ⟦lesson:PgUp⟧ goes back.",
                theme.faint(),
            );
        }
        None => page.wrapped(
            "You have gone through all lessons. ⟦L⟧ lists them, ⟦lesson:PgUp⟧ goes back.",
            theme.faint(),
        ),
    }
    if !results.is_empty() {
        page.space();
    }
    for result in &results {
        let QuestionResult { step, question, .. } = result;
        let (mark, style) =
            if result.is_right_at_once() { ("✓", theme.text()) } else { ("✗", theme.notice()) };
        let how = match result.outcome {
            QuestionState::Right if result.is_right_at_once() => String::new(),
            QuestionState::Right => format!(" (after {} tries)", result.tries),
            QuestionState::Revealed => " (solution shown)".to_owned(),
            QuestionState::Open => " (not answered)".to_owned(),
        };
        let question = page.words(question);
        page.hanging(&format!("{mark} step {step}: "), &format!("{question}{how}"), style);
    }
}
