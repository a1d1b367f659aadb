//! The homework checker without a screen: one answer, or a file of them.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::Plan;
use crate::data;
use crate::explain::Quantity;
use crate::explain::check::{Answer, Report, Verdict, check as check_answer};
use crate::lesson::Scene;

/// What to check.
#[derive(Debug)]
pub struct CheckTask {
    /// the data and θ₀
    pub plan: Plan,
    /// the answers
    pub answers: Answers,
    /// whether the verdicts are printed as JSON
    pub json: bool,
}

/// Where the answers are.
#[derive(Debug)]
pub enum Answers {
    /// on the command line
    One {
        /// what was asked
        what: Quantity,
        /// the answer
        answer: Answer,
        /// the keys pressed since θ₀
        after: Keys,
    },
    /// in a CSV file: what, after, answer
    File(PathBuf),
}

/// Keys that take half-steps from θ₀: e and m in turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(String);

impl std::str::FromStr for Keys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let turn = |i: usize| if i.is_multiple_of(2) { 'e' } else { 'm' };
        match text.chars().enumerate().find(|(i, key)| *key != turn(*i)) {
            None => Ok(Self(text.to_owned())),
            Some((i, key)) => Err(format!(
                "key {} is '{key}', but {} comes there: e and m take turns",
                i + 1,
                turn(i)
            )),
        }
    }
}

/// Checks the answers and prints what each is; what a person should know of the data goes to `say`. Gives whether all of them are right, as far as they were rounded.
///
/// # Errors
/// Where there are no data or no θ₀, where a row of the file cannot be read, or where a number is asked for that is not
/// there.
pub fn check(
    task: &CheckTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<bool, Box<dyn Error>> {
    let dataset = Arc::new(data::load(&task.plan.request)?);
    dataset.notes.iter().for_each(|note| say(&note.to_string()));
    let start = task.plan.beginning(&dataset).begin(&dataset)?;
    let scene = Scene::new(dataset, start.theta)?;
    match &task.answers {
        Answers::One { what, answer, after } => {
            let report = report(&scene, *what, after, answer)?;
            if task.json {
                writeln!(out, "{}", as_json(&report))?;
            } else {
                write!(out, "{}", as_text(&report))?;
            }
            out.flush()?;
            Ok(report.verdict != Verdict::Wrong)
        }
        Answers::File(path) => grade(&scene, path, task.json, out),
    }
}

fn report(
    scene: &Scene,
    what: Quantity,
    after: &Keys,
    answer: &Answer,
) -> Result<Report, Box<dyn Error>> {
    // A scene takes a limited number of keys at once.
    let mut scene = scene.clone();
    for key in after.0.chars() {
        scene = scene.press(&key.to_string())?;
    }
    Ok(check_answer(scene.run(), &scene.dataset().sample, what, answer)?)
}

fn grade(
    scene: &Scene,
    path: &Path,
    json: bool,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let name = data::sanitise::clean(&path.display().to_string());
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|error| format!("{name}: {error}"))?;
    let (mut graded, mut right) = (Vec::new(), 0);
    for (index, row) in rows.records().enumerate() {
        let row = row.map_err(|error| format!("{name}: {error}"))?;
        let line = row.position().map_or(index as u64 + 1, csv::Position::line);
        let cell = |i: usize| row.get(i).unwrap_or("");
        let (what, after, answer) = (cell(0), cell(1), cell(2));
        if index == 0 && what == "what" {
            continue;
        }
        let wrong = |error: &dyn std::fmt::Display| format!("{name}, line {line}: {error}");
        let quantity = what.parse::<Quantity>().map_err(|error| wrong(&error))?;
        let keys = after.parse::<Keys>().map_err(|error| wrong(&error))?;
        let typed = answer.parse::<Answer>().map_err(|error| wrong(&error))?;
        let report = report(scene, quantity, &keys, &typed).map_err(|error| wrong(&error))?;
        right += usize::from(report.verdict != Verdict::Wrong);
        let (what, after, answer) = [what, after, answer].map(data::sanitise::brief).into();
        if json {
            let mut value = as_json(&report);
            value["line"] = line.into();
            value["what"] = what.into();
            value["after"] = after.into();
            value["answer"] = answer.into();
            graded.push(value);
        } else {
            let ids: Vec<&str> = report.slips.iter().map(|slip| slip.id).collect();
            let verdict = report.verdict.name();
            writeln!(
                out,
                "{line:>4}  {what:<12} {after:<8} {answer:<16} {verdict:<8} {}",
                ids.join(" ")
            )?;
            graded.push(Value::Null);
        }
    }
    if json {
        writeln!(out, "{}", Value::Array(graded.clone()))?;
    } else {
        writeln!(out, "{right} of {} right", graded.len())?;
    }
    out.flush()?;
    Ok(right == graded.len())
}

fn as_json(report: &Report) -> Value {
    let slips = report.slips.iter().map(|slip| json!({"id": slip.id, "text": slip.text}));
    json!({"verdict": report.verdict.name(), "slips": slips.collect::<Vec<_>>()})
}

fn as_text(report: &Report) -> String {
    let mut text = match report.verdict {
        Verdict::Right => "right\n",
        Verdict::Rounded => "right, as far as it was rounded\n",
        Verdict::Wrong if report.slips.is_empty() => "wrong, and no slip that is known gives it\n",
        Verdict::Wrong => "wrong; this gives exactly that number:\n",
    }
    .to_owned();
    text.extend(report.slips.iter().map(|slip| format!("  {}: {}\n", slip.id, slip.text)));
    text
}
