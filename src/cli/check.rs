//! The homework checker without a screen: one answer, or a file of them.

mod grade;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Plan;
use crate::data::{self, Source};
use crate::explain::Quantity;
use crate::explain::check::{CheckReport, Slip, TypedNumber, check as check_answer};
use crate::lesson::{Allowance, Scene};

/// What to check.
#[derive(Debug)]
pub struct CheckTask {
    /// the data and θ₀
    pub plan: Plan,
    /// the answers
    pub answers: AnswerSource,
    /// whether the verdicts are printed as JSON
    pub json: bool,
}

/// Where the answers are.
#[derive(Debug)]
pub enum AnswerSource {
    /// on the command line
    One {
        /// what was asked
        what: Quantity,
        /// the answer
        answer: TypedNumber,
        /// the keys pressed since θ₀
        after: Keys,
    },
    /// in a file with the columns what, after and answer; `-` is standard input
    File(PathBuf),
}

/// Keys that take half-steps from θ₀: e and m in turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(String);

impl std::str::FromStr for Keys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let turn = |i: usize| if i.is_multiple_of(2) { 'e' } else { 'm' };
        // A spreadsheet writes = in front of what it takes for a formula, and people write lists.
        let keys = text.trim().trim_start_matches('=').to_lowercase();
        let keys: String =
            keys.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';')).collect();
        match keys.chars().enumerate().find(|(i, key)| *key != turn(*i)) {
            None => Ok(Self(keys)),
            Some((i, key)) => Err(format!(
                "key {} is '{key}', but {} comes there: e and m take turns",
                i + 1,
                turn(i)
            )),
        }
    }
}

/// Checks the answers, prints a verdict for each, and returns whether all of them are right, to the
/// digits given. In a file, a blank answer or one that cannot be read is a verdict too, and not
/// right. Notes on the data go to `say`.
///
/// # Errors
/// Returns an error if there are no data, no θ₀ or no answers, if the file cannot be read, or if
/// the number that the command line asks for does not exist.
pub fn check(
    task: &CheckTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<bool, Box<dyn Error>> {
    if let (Source::Stdin, AnswerSource::File(path)) = (&task.plan.request.source, &task.answers)
        && path.as_os_str() == "-"
    {
        return Err("data and answers both from standard input; give a file for one of them".into());
    }
    let dataset = Arc::new(data::load(&task.plan.request)?);
    dataset.notes.iter().for_each(|note| say(&note.to_string()));
    let start = task.plan.initial_theta(&dataset).begin(&dataset)?;
    let scene = Scene::new(dataset, start.theta().clone())?;
    match &task.answers {
        AnswerSource::One { what, answer, after } => {
            let report = report(&scene, *what, after, answer)?;
            if task.json {
                writeln!(out, "{}", as_json(&report))?;
            } else {
                write!(out, "{}", as_text(&report))?;
            }
            out.flush()?;
            Ok(report.verdict.is_right())
        }
        AnswerSource::File(path) => grade::grade(&scene, path, task.json, out),
    }
}

fn report(
    scene: &Scene,
    what: Quantity,
    after: &Keys,
    answer: &TypedNumber,
) -> Result<CheckReport, Box<dyn Error>> {
    // A scene takes a limited number of keys at once.
    let (mut scene, mut unlimited) = (scene.clone(), Allowance::UNLIMITED);
    for key in after.0.chars() {
        scene = scene.press(&key.to_string(), &mut unlimited)?;
    }
    Ok(check_answer(scene.run(), &scene.dataset().sample, what, answer)?)
}

fn as_json(report: &CheckReport) -> Value {
    json!({"verdict": report.verdict.name(), "slips": slips_as_json(&report.slips)})
}

fn slips_as_json(slips: &[Slip]) -> Value {
    slips.iter().map(|slip| json!({"id": slip.id, "text": slip.text})).collect()
}

fn as_text(report: &CheckReport) -> String {
    let mut text = format!("{}\n", report.summary());
    text.extend(report.slips.iter().map(|slip| format!("  {}: {}\n", slip.id, slip.text)));
    text
}
