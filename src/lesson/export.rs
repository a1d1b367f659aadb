//! A lesson's questions for other programs: Moodle's GIFT and XML, and CSV.
//!
//! A number has a tolerance, and feedback for each wrong answer that the lesson lists and each
//! mistake that the checker knows. No other program compares formulas, so a question for a formula
//! becomes an essay, with the solution for the person who grades it.

mod csv;
mod gift;
mod moodle_xml;

use super::format::{Lesson, NumberQuestion, Question, QuestionKind, Step, Truth};
use super::paragraph::Paragraph;
use super::scene::Scene;
use crate::data::parse_number;
use crate::explain::check::known_mistakes;
use crate::mixture::Component;
use crate::text::{counted, exponent, shortest};
use crate::timeline::Phase;

/// What a lesson's questions are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Moodle's GIFT, a text format that other programs read too.
    Gift,
    /// Moodle's XML.
    MoodleXml,
    /// A row per answer.
    Csv,
}

/// Returns a lesson's questions in a format.
pub fn export(lesson: &Lesson, format: ExportFormat) -> String {
    let items: Vec<Item> = items(lesson);
    match format {
        ExportFormat::Gift => gift::write(lesson, &items),
        ExportFormat::MoodleXml => moodle_xml::write(lesson, &items),
        ExportFormat::Csv => csv::write(&items),
    }
}

/// A question as other programs know it.
struct Item {
    name: String,
    /// What a learner reads, paragraph by paragraph.
    text: Vec<String>,
    kind: ItemKind,
    /// What is said once it is answered.
    explain: Vec<String>,
}

enum ItemKind {
    Number {
        value: f64,
        tolerance: f64,
        wrong: Vec<WrongNumber>,
    },
    /// The options, each with why it is wrong.
    Choice(Vec<(String, Option<String>)>),
    /// What each observation is matched with.
    Match(Vec<(String, String)>),
    /// The solution, and formulas that are wrong with the reason.
    Formula {
        truth: String,
        wrong: Vec<(String, String)>,
    },
}

/// A number that is wrong for a known reason.
struct WrongNumber {
    value: f64,
    tolerance: f64,
    feedback: String,
    /// The mistakes that the feedback names.
    ids: Vec<&'static str>,
}

fn items(lesson: &Lesson) -> Vec<Item> {
    let steps = lesson.steps.iter().enumerate();
    steps.flat_map(|(index, step)| items_of(lesson, index, step)).collect()
}

fn items_of(lesson: &Lesson, index: usize, step: &Step) -> Vec<Item> {
    let several = step.questions.len() > 1;
    let one = |(number, question): (usize, &Question)| {
        let part = if several { format!(".{}", number + 1) } else { String::new() };
        // What the step says belongs to its first question.
        let said: &[Paragraph] = if number == 0 { &step.text } else { &[] };
        let mut text = vec![setup(&step.scene)];
        text.extend(plain(said));
        text.push(question.text.plain());
        if let Some(ahead) = &question.ahead {
            text.push(format!("This is about {}.", place(ahead)));
        }
        let explain = plain(&question.explain);
        Item {
            name: format!("{} {}{part}", lesson.title, index + 1),
            text,
            kind: kind(question)?,
            explain,
        }
        .into()
    };
    step.questions.iter().enumerate().filter_map(one).collect()
}

fn plain(paragraphs: &[Paragraph]) -> Vec<String> {
    paragraphs.iter().map(Paragraph::plain).filter(|text| !text.is_empty()).collect()
}

/// The data and θ₀, which the stepper would show.
fn setup(scene: &Scene) -> String {
    /// The most observations that are written.
    const MOST: usize = 30;
    let sample = &scene.dataset().sample;
    let list = |values: Vec<f64>| values.into_iter().map(shortest).collect::<Vec<_>>().join(", ");
    let data = if sample.len() <= MOST {
        format!("Data x_0, x_1, …: {}", list(sample.values().to_vec()))
    } else {
        format!("Data: {} ({} observations)", scene.dataset().source, sample.len())
    };
    let theta = scene.run().first().theta().components();
    let method = scene.run().method();
    let on = if method.is_ordinary() { String::new() } else { format!(" EM with: {method}.") };
    let of = |value: fn(&Component) -> f64| list(theta.iter().map(value).collect());
    format!(
        "{data}. Start: π = {}; μ = {}; σ² = {}.{on} The state is {}.",
        of(Component::weight),
        of(Component::mean),
        of(Component::variance),
        place(scene)
    )
}

/// Where a run is.
fn place(scene: &Scene) -> String {
    let cursor = scene.run().cursor();
    let t = cursor.iteration();
    match (cursor.phase(), t) {
        (Phase::Theta, 0) => "θ₀".to_owned(),
        (Phase::Theta, _) => format!("θ at t = {t}, after {}", counted(t, "iteration")),
        (Phase::Gamma, _) => format!("θ at t = {t}, and γ from its E-step"),
    }
}

/// Returns what a question asks for; none if there is no right number.
fn kind(question: &Question) -> Option<ItemKind> {
    Some(match &question.kind {
        QuestionKind::Number(number) => self::number(number)?,
        QuestionKind::Choice(options) => ItemKind::Choice(
            options.iter().map(|option| (option.text.clone(), option.hint.clone())).collect(),
        ),
        QuestionKind::Each(each) => {
            let pairs = each.observations.iter().zip(&each.correct).enumerate();
            let pair = |(i, (x, option)): (usize, (&f64, &usize))| {
                let option = each.options.get(*option).cloned().unwrap_or_default();
                (format!("x_{i} = {}", shortest(*x)), option)
            };
            ItemKind::Match(pairs.map(pair).collect())
        }
        QuestionKind::Formula(formula) => {
            let wrong = formula.wrong.iter().map(|w| (w.answer.clone(), w.hint.clone())).collect();
            ItemKind::Formula { truth: formula.truth.to_string(), wrong }
        }
    })
}

/// The significant digits to which a number must be right if the lesson does not say.
const DIGITS: i32 = 3;
/// A tolerance is this much wider, so that a number on its edge is within it however it is rounded.
const EDGE: f64 = 1.000_01;

fn number(question: &NumberQuestion) -> Option<ItemKind> {
    let value = question.truth.value()?;
    let own = match &question.truth {
        Truth::Literal { tolerance: Some(tolerance), .. } => Some(*tolerance),
        _ => None,
    };
    let tolerance = own.unwrap_or_else(|| match question.decimals {
        Some(decimals) => 0.5 * power_of_ten(-(decimals as i32)),
        None => 0.5 * power_of_ten(exponent(value) + 1 - DIGITS),
    });
    let tolerance = format!("{:.5e}", tolerance * EDGE).parse().unwrap_or(tolerance);
    let mut wrong: Vec<WrongNumber> = Vec::new();
    let is_wrong = |number: f64| number.is_finite() && (number - value).abs() > 2.0 * tolerance;
    let same = |a: f64, b: f64| (a - b).abs() <= tolerance;
    for listed in &question.wrong {
        if let Some(number) = parse_number(&listed.answer).filter(|number| is_wrong(*number)) {
            let (feedback, ids) = (listed.hint.clone(), Vec::new());
            wrong.push(WrongNumber { value: number, tolerance, feedback, ids });
        }
    }
    let listed = wrong.len();
    if let Truth::Quantity { quantity, scene } = &question.truth {
        let sample = &scene.dataset().sample;
        for (number, slip) in known_mistakes(scene.run(), sample, *quantity) {
            // The lesson's own words stay alone.
            let is_listed = wrong[..listed].iter().any(|other| same(other.value, number));
            // A mistake that gives next to 0 would be blamed for every 0.
            if is_listed || !is_wrong(number) || number.abs() <= tolerance {
                continue;
            }
            // Mistakes that give the same number, to the digits asked for, are all named.
            match wrong[listed..].iter_mut().find(|other| same(other.value, number)) {
                // One that is made in more steps is the same mistake.
                Some(other) if other.ids.contains(&slip.id) => {}
                Some(other) if other.feedback.len() < LONGEST_FEEDBACK => {
                    other.feedback.push_str("; or ");
                    other.feedback.push_str(&slip.text);
                    other.ids.push(slip.id);
                }
                Some(_) => {}
                None => {
                    let feedback = format!("You get this number if {}", slip.text);
                    let ids = vec![slip.id];
                    wrong.push(WrongNumber { value: number, tolerance, feedback, ids });
                }
            }
        }
    }
    Some(ItemKind::Number { value, tolerance, wrong })
}

/// Feedback grows no more from here on.
const LONGEST_FEEDBACK: usize = 400;

fn power_of_ten(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(0.0)
}

#[cfg(test)]
mod tests;
