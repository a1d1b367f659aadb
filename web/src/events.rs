//! What a page around this one is told: steps, verdicts, and how far a lesson is.

use emstep::internals::app::App;
use emstep::lesson::{Hidden, QuestionState, Record, Verdict};
use emstep::timeline::{HalfStep, Phase};

use crate::protocol::PageEvent;

/// What was told last.
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// The run, counted from 0, and where its cursor was.
    at: Option<(usize, HalfStep)>,
    record: Option<Record>,
}

impl Events {
    /// Returns what is new.
    pub(crate) fn of(&mut self, app: &App) -> Vec<PageEvent> {
        let mut events = Vec::new();
        let timeline = app.study().timeline();
        let at = (timeline.active(), timeline.run().cursor());
        if self.at.replace(at).is_some_and(|before| before != at) {
            events.push(step(app));
        }
        let record = app.lesson().map(|lesson| lesson.player().record());
        if record != self.record {
            if let Some(now) = &record {
                let before = self.record.as_ref().filter(|before| before.lesson == now.lesson);
                events.extend(verdicts(before, now));
                events.push(progress(now));
            }
            self.record = record;
        }
        events
    }
}

fn step(app: &App) -> PageEvent {
    let run = app.study().run();
    let cursor = run.cursor();
    let is_hidden = app.hides().contains(&Hidden::LogLikelihood);
    let likelihood = run.current().filter(|_| !is_hidden).map(|iterate| iterate.log_likelihood());
    let tolerance = app.study().settings().tolerance;
    let converged = run.converged_after(0, tolerance).is_some_and(|t| cursor.iteration() >= t);
    PageEvent::Step {
        phase: match cursor.phase() {
            Phase::Theta => "theta",
            Phase::Gamma => "gamma",
        },
        iteration: cursor.iteration(),
        log_likelihood: likelihood.filter(|value| value.is_finite()),
        converged,
    }
}

/// Returns the answers that a record has and the one before it has not.
fn verdicts(before: Option<&Record>, now: &Record) -> Vec<PageEvent> {
    let mut events = Vec::new();
    for (index, question) in now.questions.iter().enumerate() {
        let known = before.and_then(|before| before.questions.get(index));
        let known = known.map_or(0, |question| question.tries.len());
        for tried in question.tries.iter().skip(known) {
            events.push(PageEvent::Verdict {
                lesson: now.lesson.clone(),
                step: question.step,
                question: question.question.clone(),
                answer: tried.answer.clone(),
                verdict: name(tried.verdict),
            });
        }
    }
    events
}

/// Returns a verdict as a lesson's record has it.
fn name(verdict: Verdict) -> String {
    let value = serde_json::to_value(verdict).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn progress(record: &Record) -> PageEvent {
    let right = record.questions.iter().filter(|q| q.outcome == QuestionState::Right).count();
    PageEvent::Score {
        lesson: record.lesson.clone(),
        right,
        of: record.questions.len(),
        reached: record.reached,
        steps: record.steps,
        done: record.done,
    }
}
