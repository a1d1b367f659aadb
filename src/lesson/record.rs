//! What a learner did in a lesson, for a teacher to read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::judge::Verdict;
use crate::text::sanitise::without_hidden;

/// The format that this program writes; a record without a number is of the first.
const FORMAT: u64 = 1;

/// What became of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionState {
    /// Neither answered nor revealed.
    #[default]
    Open,
    /// Answered.
    Right,
    /// Given up: the solution was shown.
    Revealed,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    /// what was answered
    pub answer: String,
    /// the verdict on it
    pub verdict: Verdict,
    /// keys that other programs added; kept
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl Try {
    /// Returns an answer with its verdict.
    pub fn new(answer: String, verdict: Verdict) -> Self {
        Self { answer, verdict, rest: Map::new() }
    }

    /// Returns it as it can be shown if it comes from a file: without anything that hides.
    pub(super) fn shown(&self) -> Self {
        Self { answer: without_hidden(&self.answer), ..self.clone() }
    }
}

/// A question with everything that was answered to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// the step that asks it, from 1
    pub step: usize,
    /// what is asked
    pub question: String,
    /// every answer that was judged, oldest first
    pub tries: Vec<Try>,
    /// what became of it
    pub outcome: QuestionState,
    /// keys that other programs added; kept
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A lesson's progress and answers; as JSON it is what `--record` writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// the lesson's name
    pub lesson: String,
    /// its title
    pub title: String,
    /// how many steps it has
    pub steps: usize,
    /// the furthest step that was reached, from 1
    pub reached: usize,
    /// whether the end of the lesson was reached and its last question settled
    pub done: bool,
    /// its questions, in their order
    pub questions: Vec<Answered>,
    /// keys that other programs added; kept
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Why answers cannot be added to a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The text is not the record of a lesson.
    #[error("not the record of a lesson; name another file")]
    Other,
    /// The record is in a format, the number of which is given, that is newer than this program.
    #[error("a record in format {0}, and this emstep reads format {FORMAT}; update emstep")]
    Newer(u64),
    /// The record is that of another lesson.
    #[error("the record of another lesson, {lesson} ({title}); name another file")]
    OtherLesson {
        /// its name
        lesson: String,
        /// its title
        title: String,
    },
}

impl Record {
    /// Reads a record that [`Record::to_json`] wrote, with or without a byte order mark.
    ///
    /// # Errors
    /// Returns an error if the text is not such a record, or is in a newer format.
    pub fn from_json(json: &[u8]) -> Result<Self, RecordError> {
        // An editor may have put a byte order mark in front.
        let json = json.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(json);
        let value: Value = serde_json::from_slice(json).map_err(|_| RecordError::Other)?;
        let format = value.get("format").map_or(Some(FORMAT), Value::as_u64);
        // Another program may well call something a format.
        let is_record = ["lesson", "title", "questions"].iter().all(|key| value.get(key).is_some());
        match format {
            Some(format) if is_record && format > FORMAT => Err(RecordError::Newer(format)),
            Some(_) => serde_json::from_value(value).map_err(|_| RecordError::Other),
            None => Err(RecordError::Other),
        }
    }

    /// Returns the record as indented JSON, which [`Record::from_json`] reads again.
    ///
    /// # Errors
    /// Returns an error if it cannot be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut record = self.clone();
        record.rest.insert("format".to_owned(), FORMAT.into());
        let mut json = serde_json::to_vec_pretty(&record)?;
        json.push(b'\n');
        Ok(json)
    }

    /// Returns the record of the same run before anything was answered.
    #[must_use]
    pub fn unanswered(&self) -> Self {
        let mut record = self.clone();
        for question in &mut record.questions {
            question.tries.clear();
            question.outcome = QuestionState::Open;
        }
        record
    }

    /// Adds what happened in `run`, a run of the same lesson, since `before`. No answer here is
    /// removed, and no question, even if the lesson no longer asks it.
    ///
    /// # Errors
    /// Returns an error if this is the record of another lesson.
    pub fn add(&mut self, run: &Self, before: &Self) -> Result<(), RecordError> {
        if self.title != run.title || file_name(&self.lesson) != file_name(&run.lesson) {
            let (lesson, title) = (self.lesson.clone(), self.title.clone());
            return Err(RecordError::OtherLesson { lesson, title });
        }
        self.steps = run.steps;
        self.reached = self.reached.max(run.reached);
        self.done |= run.done;
        let mut taken = vec![false; self.questions.len()];
        for (index, asked) in run.questions.iter().enumerate() {
            let known = before.questions.get(index).map_or(0, |before| before.tries.len());
            let new = asked.tries.get(known..).unwrap_or_default();
            // A lesson that was edited may ask the same at another step, or the same twice.
            let is_it = |i: &usize| !taken[*i] && self.questions[*i].question == asked.question;
            let same = (0..taken.len()).filter(is_it);
            let Some(at) = same.min_by_key(|i| self.questions[*i].step != asked.step) else {
                self.questions.push(Answered { tries: new.to_vec(), ..asked.clone() });
                continue;
            };
            taken[at] = true;
            let question = &mut self.questions[at];
            question.step = asked.step;
            question.tries.extend_from_slice(new);
            // A right answer given after the solution was shown proves nothing.
            if question.outcome == QuestionState::Open {
                question.outcome = asked.outcome;
            }
        }
        self.questions.sort_by_key(|question| question.step);
        Ok(())
    }
}

/// Returns the last part of a path: the same file may be named from another folder.
fn file_name(lesson: &str) -> &str {
    lesson.rsplit(['/', '\\']).next().unwrap_or(lesson)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(answers: &[&str]) -> Record {
        let right = |answer: &&str| Try::new((*answer).to_owned(), Verdict::Right);
        Record {
            lesson: "mine.toml".into(),
            title: "t".into(),
            steps: 2,
            reached: 1,
            done: false,
            questions: vec![Answered {
                step: 2,
                question: "q".into(),
                tries: answers.iter().map(right).collect(),
                outcome: QuestionState::Open,
                rest: Map::new(),
            }],
            rest: Map::new(),
        }
    }

    #[test]
    fn a_record_without_a_format_is_of_the_first_and_a_newer_one_is_refused() {
        let old = r#"{"lesson":"l","title":"t","steps":1,"reached":1,"done":true,"questions":[]}"#;
        assert!(Record::from_json(old.as_bytes()).unwrap().done);
        let with =
            |format: &str| old.replace("{\"lesson\"", &format!("{{\"format\":{format},\"lesson\""));
        assert_eq!(Record::from_json(with("2").as_bytes()), Err(RecordError::Newer(2)));
        assert!(Record::from_json(with("1").as_bytes()).is_ok());
        let json = String::from_utf8(run(&["1"]).to_json().unwrap()).unwrap();
        for saved in [format!("\u{feff}{json}"), json.replace('\n', "\r\n")] {
            let record = Record::from_json(saved.as_bytes()).unwrap();
            assert_eq!(record, Record::from_json(json.as_bytes()).unwrap());
        }
        for other in ["", "{}", "[]", "3", "{\"format\":2}", "x,c\n1,2\n", &with("\"x\"")] {
            assert_eq!(Record::from_json(other.as_bytes()), Err(RecordError::Other), "{other}");
        }
    }

    #[test]
    fn what_others_wrote_into_a_record_is_kept() {
        let json = String::from_utf8(run(&["1"]).to_json().unwrap()).unwrap();
        let json = json.replace("\"answer\"", "\"mark\": 5, \"answer\"");
        let json = json.replace("\"lesson\"", "\"student\": \"Ana\", \"lesson\"");
        let mut record = Record::from_json(json.as_bytes()).unwrap();
        record.add(&run(&["2"]), &run(&[])).unwrap();
        let value: Value = serde_json::from_slice(&record.to_json().unwrap()).unwrap();
        assert_eq!((&value["student"], &value["format"]), (&"Ana".into(), &1.into()));
        let tries = &value["questions"][0]["tries"];
        assert_eq!((&tries[0]["mark"], &tries[1]["answer"]), (&5.into(), &"2".into()));
    }

    #[test]
    fn questions_that_a_lesson_no_longer_asks_stay_with_their_answers() {
        let mut record = run(&["1"]);
        let mut edited = run(&["2"]);
        edited.questions[0].question = "another".into();
        record.add(&edited, &edited.unanswered()).unwrap();
        assert_eq!(record.questions.len(), 2);
        // The same question at another step is the same question.
        let mut moved = run(&["3"]);
        moved.questions[0].step = 5;
        record.add(&moved, &moved.unanswered()).unwrap();
        let found: Vec<(usize, usize)> =
            record.questions.iter().map(|q| (q.step, q.tries.len())).collect();
        assert_eq!(found, [(2, 1), (5, 2)]);
    }

    #[test]
    fn a_lesson_is_known_by_its_title_and_the_name_of_its_file() {
        let mut record = run(&[]);
        let elsewhere = Record { lesson: "/home/ana/mine.toml".into(), ..run(&["1"]) };
        assert_eq!(record.add(&elsewhere, &run(&[])), Ok(()));
        for other in [
            Record { lesson: "yours.toml".into(), ..run(&["1"]) },
            Record { title: "u".into(), ..run(&["1"]) },
        ] {
            let before = record.clone();
            assert!(matches!(record.add(&other, &run(&[])), Err(RecordError::OtherLesson { .. })));
            assert_eq!(record, before);
        }
    }

    #[test]
    fn a_solution_that_was_shown_stays_shown() {
        let settled = |outcome| {
            let mut record = run(&[]);
            record.questions[0].outcome = outcome;
            record
        };
        let mut record = settled(QuestionState::Revealed);
        record.add(&settled(QuestionState::Right), &run(&[])).unwrap();
        assert_eq!(record.questions[0].outcome, QuestionState::Revealed);
    }
}
