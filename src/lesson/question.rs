//! What can be done with a question: judge an answer, write it down, give the right one.

use super::format::{Choice, Question, QuestionKind, Wrong};
use super::judge::{self, FormulaProgress, Judgement, Verdict};
use crate::text::without_sign_of_zero;

/// What a learner answers. Options count from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// A number or a formula, as it was typed.
    Text(String),
    /// One option.
    Choice(usize),
    /// One option for each observation.
    Each(Vec<usize>),
}

/// An answer that is judged a little at a time: against long lists of slips a formula takes a
/// second.
#[derive(Debug, Default)]
pub struct Judging {
    formula: FormulaProgress,
}

impl Judging {
    /// Does a little more, always on the same question and answer. Returns the judgement once it is
    /// found.
    pub fn step(&mut self, question: &Question, answer: &Answer) -> Option<Judgement> {
        match (&question.kind, answer) {
            (QuestionKind::Formula(formula), Answer::Text(text)) => {
                self.formula.step(formula, text)
            }
            _ => Some(question.judge(answer)),
        }
    }
}

impl Question {
    /// Judges an answer.
    pub fn judge(&self, answer: &Answer) -> Judgement {
        match (&self.kind, answer) {
            (QuestionKind::Number(number), Answer::Text(text)) => judge::number(number, text),
            (QuestionKind::Formula(formula), Answer::Text(text)) => judge::formula(formula, text),
            (QuestionKind::Each(each), Answer::Each(options)) => judge::each(each, options),
            (QuestionKind::Choice(options), Answer::Choice(index)) => match options.get(*index) {
                Some(option) => match &option.hint {
                    None => Judgement::new(Verdict::Right, None),
                    Some(hint) => Judgement::new(Verdict::Wrong, hint.clone()),
                },
                None => Judgement::new(Verdict::Unreadable, "There is no such option.".to_owned()),
            },
            _ => {
                let says = "This question wants another kind of answer.".to_owned();
                Judgement::new(Verdict::Unreadable, says)
            }
        }
    }

    /// Returns what is right, in words for the learner.
    pub fn solution(&self) -> String {
        match &self.kind {
            QuestionKind::Number(number) => match number.truth.value() {
                Some(value) => plain(value, number.decimals.unwrap_or(0).max(6)),
                None => String::new(),
            },
            QuestionKind::Choice(options) => {
                let right = options.iter().find(|option| option.hint.is_none());
                right.map_or_else(String::new, |option| option.text.clone())
            }
            QuestionKind::Each(each) => written(&each.options, &each.correct),
            QuestionKind::Formula(formula) => formula.truth.to_string(),
        }
    }

    /// Returns an answer as a teacher reads it.
    pub fn write(&self, answer: &Answer) -> String {
        match (&self.kind, answer) {
            (_, Answer::Text(text)) => text.clone(),
            (QuestionKind::Choice(options), Answer::Choice(index)) => {
                options.get(*index).map_or_else(String::new, |option| option.text.clone())
            }
            (QuestionKind::Each(each), Answer::Each(options)) => written(&each.options, options),
            (_, Answer::Choice(_) | Answer::Each(_)) => String::new(),
        }
    }

    /// Returns an answer that is right; none if there is no such number.
    pub fn right_answer(&self) -> Option<Answer> {
        match &self.kind {
            QuestionKind::Number(number) => {
                number.truth.value().map(|x| Answer::Text(format!("{x:.12}")))
            }
            QuestionKind::Choice(options) => {
                options.iter().position(|option| option.hint.is_none()).map(Answer::Choice)
            }
            QuestionKind::Each(each) => Some(Answer::Each(each.correct.clone())),
            QuestionKind::Formula(formula) => Some(Answer::Text(formula.truth.to_string())),
        }
    }

    /// Returns the answers that are wrong for a known reason, with the reason.
    pub fn wrong_answers(&self) -> Vec<(Answer, String)> {
        let texts = |wrong: &[Wrong<String>]| {
            let pair = |w: &Wrong<String>| (Answer::Text(w.answer.clone()), w.hint.clone());
            wrong.iter().map(pair).collect()
        };
        match &self.kind {
            QuestionKind::Number(number) => texts(&number.wrong),
            QuestionKind::Formula(formula) => texts(&formula.wrong),
            QuestionKind::Choice(options) => {
                let hinted = |(index, option): (usize, &Choice)| {
                    Some((Answer::Choice(index), option.hint.clone()?))
                };
                options.iter().enumerate().filter_map(hinted).collect()
            }
            QuestionKind::Each(each) => {
                let pair = |w: &Wrong<Vec<usize>>| (Answer::Each(w.answer.clone()), w.hint.clone());
                each.wrong.iter().map(pair).collect()
            }
        }
    }
}

fn written(options: &[String], chosen: &[usize]) -> String {
    let names = chosen.iter().filter_map(|index| options.get(*index)).map(String::as_str);
    names.collect::<Vec<_>>().join(", ")
}

/// Returns a number as a learner would type it, so that it can be an answer; what rounds to 0 has
/// no sign.
fn plain(value: f64, decimals: usize) -> String {
    without_sign_of_zero(format!("{value:.decimals$}"))
}
