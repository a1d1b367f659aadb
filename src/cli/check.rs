//! The homework checker without a screen: one answer, or a file of them.

mod grade;
mod gradescope;
mod table;

use std::collections::HashMap;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::Plan;
use crate::data::{self, Source};
use crate::explain::check::{CheckReport, Slip, Subject, Submission};
use crate::lesson::{Allowance, KeyError, Scene, WhyNot};
use crate::text::sanitise::clean;
use grade::Grade;

/// What to check.
#[derive(Debug)]
pub struct CheckTask {
    /// the data and θ₀
    pub plan: Plan,
    /// the answers
    pub answers: AnswerSource,
    /// how the verdicts are printed
    pub format: CheckFormat,
}

/// Where the answers are.
#[derive(Debug)]
pub enum AnswerSource {
    /// on the command line
    One {
        /// what was asked
        subject: Subject,
        /// the answer as it was written
        answer: String,
        /// the keys pressed since θ₀
        after: Keys,
    },
    /// in a file with the columns what, after and answer; `-` is standard input
    File(PathBuf),
    /// in a file with a table of γ or θ; `-` is standard input
    Table {
        /// the file
        path: PathBuf,
        /// the keys pressed since θ₀
        after: Keys,
    },
}

impl AnswerSource {
    /// Returns the keys that hold for all answers.
    pub(super) fn keys(&self) -> Option<&Keys> {
        match self {
            Self::One { after, .. } | Self::Table { after, .. } => Some(after),
            Self::File(_) => None,
        }
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Self::One { .. } => None,
            Self::File(path) | Self::Table { path, .. } => Some(path),
        }
    }
}

/// How verdicts are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// lines to read
    Text,
    /// a list of objects, one per answer
    Json,
    /// results.json of a Gradescope autograder
    Gradescope,
}

/// Keys pressed since θ₀, as in lessons: e, m, n, p, c and r.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Keys(String);

impl Keys {
    /// Checks what can be known of the keys before the data are read, for a run that begins with
    /// γ₀ or with θ₀.
    ///
    /// # Errors
    /// Returns an error for the first key that has nothing to do.
    pub(super) fn check(&self, begins_with_gamma: bool) -> Result<(), KeyError> {
        // After p and c the half-step is known, but not how many there were before it.
        let mut is_gamma = begins_with_gamma;
        for (index, key) in self.0.chars().enumerate() {
            let why = match key {
                'e' if is_gamma && begins_with_gamma && index == 0 => WhyNot::GammaIsGiven,
                'e' if is_gamma => WhyNot::GammaIsInferred,
                'm' if !is_gamma => WhyNot::GammaIsMissing,
                'p' if index == 0 => WhyNot::AtStart,
                'e' | 'm' | 'n' | 'p' => {
                    is_gamma = !is_gamma;
                    continue;
                }
                'c' | 'r' => {
                    is_gamma = key == 'r' && begins_with_gamma;
                    continue;
                }
                _ => WhyNot::NoKey,
            };
            return Err(KeyError::Refused { key, place: index + 1, why });
        }
        Ok(())
    }

    fn read(text: &str) -> Self {
        // A spreadsheet writes = in front of what it takes for a formula, and people write lists.
        let keys = text.trim().trim_start_matches('=').to_lowercase();
        Self(keys.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';')).collect())
    }

    /// Reads keys that may be pressed anywhere in a run, so that only what is no key is refused.
    pub(super) fn anywhere(text: &str) -> Result<Self, String> {
        let keys = Self::read(text);
        let wrong = keys.each().enumerate().find(|(_, key)| !"emnpcr".contains(*key));
        match wrong {
            None => Ok(keys),
            Some((index, key)) => {
                let why = WhyNot::NoKey;
                Err(KeyError::Refused { key, place: index + 1, why }.to_string())
            }
        }
    }

    /// Returns the keys of the first iteration of a run that begins with γ₀ or with θ₀.
    pub(super) fn of_first_iteration(begins_with_gamma: bool) -> Self {
        Self(if begins_with_gamma { "m" } else { "em" }.to_owned())
    }

    /// Returns each key.
    pub(super) fn each(&self) -> impl Iterator<Item = char> {
        self.0.chars()
    }
}

impl std::str::FromStr for Keys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let keys = Self::read(text);
        // Whether γ₀ is given is not known here.
        let from_theta = keys.check(false);
        if from_theta.is_err() && keys.check(true).is_err() {
            return from_theta.map(|()| keys).map_err(|error| error.to_string());
        }
        Ok(keys)
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
    if task.plan.request.source == Source::Stdin
        && task.answers.path().is_some_and(|path| path.as_os_str() == "-")
    {
        return Err("data and answers both from standard input; give a file for one of them".into());
    }
    let dataset = Arc::new(data::load(&task.plan.request)?);
    dataset.notes.iter().for_each(|note| say(&note.to_string()));
    let method = &task.plan.settings.method;
    let start = task.plan.initial_theta(&dataset).begin_by(method, &dataset)?;
    let scene = Scene::of(dataset, start);
    let mut scenes = Scenes::new(scene);
    match &task.answers {
        AnswerSource::One { subject, answer, after } => {
            let (what, grade) = (subject.to_string(), scenes.grade(*subject, answer, after)?);
            match task.format {
                CheckFormat::Text => write!(out, "{}", grade.as_text())?,
                CheckFormat::Json => {
                    let mut object = described(&what, &after.0, &clean(answer));
                    object.extend(grade.as_json());
                    writeln!(out, "{}", json!([object]))?;
                }
                CheckFormat::Gradescope => {
                    let (correctness, output) = grade.as_test();
                    let test = gradescope::Test { name: what, correctness, output };
                    writeln!(out, "{}", gradescope::results(vec![test]))?;
                }
            }
            out.flush()?;
            Ok(grade.is_right())
        }
        AnswerSource::File(path) => grade::grade(&mut scenes, path, task.format, out),
        AnswerSource::Table { path, after } => {
            let (file, bytes) = grade::read_file(path)?;
            let text = String::from_utf8(bytes).map_err(|_| format!("{file}: not UTF-8 text"))?;
            table::check(&mut scenes, &text, after, task.format, out)
                .map_err(|error| format!("{file}: {error}").into())
        }
    }
}

/// The scenes that keys led to: a class asks about the same few, and c may take long.
struct Scenes {
    start: Scene,
    known: HashMap<Keys, Scene>,
}

impl Scenes {
    fn new(start: Scene) -> Self {
        Self { start, known: HashMap::new() }
    }

    /// Returns what the checker says of an answer after some keys.
    fn report(
        &mut self,
        submission: &Submission,
        after: &Keys,
    ) -> Result<CheckReport, Box<dyn Error>> {
        let scene = self.after(after)?;
        Ok(submission.check(scene.run(), &scene.dataset().sample)?)
    }

    /// Returns what becomes of an answer after some keys. One that is left out or cannot be read
    /// has a verdict too.
    ///
    /// # Errors
    /// Returns an error if there is no such number after these keys, or they lead nowhere.
    fn grade(
        &mut self,
        subject: Subject,
        answer: &str,
        after: &Keys,
    ) -> Result<Grade, Box<dyn Error>> {
        if grade::is_left_out(answer) {
            return Ok(Grade::Blank);
        }
        match Submission::parse(subject, answer) {
            Ok(submission) => self.report(&submission, after).map(Grade::Checked),
            Err(error) => Ok(Grade::Unreadable(clean(&error.to_string()))),
        }
    }

    fn after(&mut self, keys: &Keys) -> Result<&Scene, KeyError> {
        if !self.known.contains_key(keys) {
            // A scene takes a limited number of keys at once.
            let (mut scene, mut unlimited) = (self.start.clone(), Allowance::UNLIMITED);
            for (index, key) in keys.0.chars().enumerate() {
                scene =
                    scene.press(&key.to_string(), &mut unlimited).map_err(|error| match error {
                        KeyError::Refused { key, why, .. } => {
                            KeyError::Refused { key, place: index + 1, why }
                        }
                        other => other,
                    })?;
            }
            self.known.insert(keys.clone(), scene);
        }
        Ok(&self.known[keys])
    }
}

/// Returns an answer as JSON, with what was asked, and without a verdict yet.
fn described(what: &str, after: &str, answer: &str) -> Map<String, Value> {
    let members = [("what", what), ("after", after), ("answer", answer)];
    let text = |(name, text): (&str, &str)| (name.to_owned(), text.into());
    let slips = ("slips".to_owned(), Value::Array(Vec::new()));
    members.map(text).into_iter().chain([slips]).collect()
}

/// Returns a verdict, with slips, or with how close the answer is.
fn judged(report: &CheckReport) -> Map<String, Value> {
    let mut value = Map::new();
    value.insert("verdict".into(), report.verdict.name().into());
    value.insert("slips".into(), slips_as_json(&report.slips));
    if let Some(close) = &report.close {
        value.insert("off".into(), close.off.as_str().into());
        value.insert("advice".into(), close.advice.as_str().into());
    }
    value
}

fn slips_as_json(slips: &[Slip]) -> Value {
    slips.iter().map(|slip| json!({"id": slip.id, "text": slip.text})).collect()
}
