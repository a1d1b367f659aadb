//! The questions of the homework with their answers, for a solution of the homework.

use std::sync::Arc;

use crate::data::Dataset;
use crate::lesson::{BuiltIn, Hidden, Question, Scene};
use crate::report::Document;
use crate::text::with_minus_signs;
use crate::timeline::Run;

/// The lesson whose questions are answered.
const HOMEWORK: &str = "homework";

/// Adds the questions and their answers, if the run has the homework's data and θ₀.
///
/// # Errors
/// Returns an error if the lesson cannot be read.
pub(super) fn add(run: &Run<Arc<Dataset>>, document: &mut Document) -> Result<(), String> {
    let built_in = BuiltIn::named(HOMEWORK).ok_or("there is no lesson of the homework")?;
    let lesson = built_in.load().map_err(|mistakes| {
        mistakes.first().map_or_else(String::new, |mistake| format!("{HOMEWORK}: {mistake}"))
    })?;
    let start = Scene::of(Arc::clone(run.data()), run.beginning());
    let is_homework = lesson
        .steps
        .first()
        .is_some_and(|step| step.scene.shares(&start, Hidden::Theta) && run.method().is_ordinary());
    if !is_homework {
        return Ok(());
    }
    document.heading(2, "The questions of the homework");
    let questions = lesson.steps.iter().flat_map(|step| &step.questions);
    let mut before = None;
    for question in questions {
        let Some(part) = &question.part else { continue };
        // Some parts have several questions.
        if before.replace(part) != Some(part) {
            document.heading(3, part.as_str());
        }
        document.paragraph(question.text.plain());
        document.paragraph(format!("Answer: {}", answer(question)));
        for paragraph in &question.explain {
            let text = paragraph.plain();
            if !text.is_empty() {
                document.paragraph(text);
            }
        }
    }
    Ok(())
}

/// Returns the right answer, with minus signs in a formula too.
fn answer(question: &Question) -> String {
    with_minus_signs(&question.solution()).replace(" - ", " − ")
}
