//! What a class answers to a question.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lesson::{Question, Vote};

/// The most answers to one question.
const MOST_VOTES: usize = 10_000;

/// What the class answered to one question.
#[derive(Clone, Debug, Default)]
pub struct Votes {
    /// The very question: another presenter's may have the same number.
    question: Option<Arc<Question>>,
    /// With the session that each was given in, the newest last.
    votes: BTreeMap<Voter, Vec<(u64, Vote)>>,
}

/// The user of a session.
#[derive(Clone, Debug)]
pub struct Participant {
    /// The number of the session.
    pub session: u64,
    /// What the user logged in by: the fingerprint of a key, or a presenter's code.
    pub key: Option<String>,
}

/// Whose vote it is. Who has a key has one vote, in however many sessions. Others are told apart by
/// their sessions: a whole class may share an address, and a user name is a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voter {
    Key(String),
    Session(u64),
}

impl Participant {
    fn voter(&self) -> Voter {
        self.key.clone().map_or(Voter::Session(self.session), Voter::Key)
    }
}

impl Votes {
    /// Returns the votes on a question, the newest of each voter; none if these are on another one.
    pub fn on(&self, question: &Arc<Question>) -> Option<Vec<Vote>> {
        self.are_on(question).then(|| self.newest())
    }

    fn are_on(&self, question: &Arc<Question>) -> bool {
        self.question.as_ref().is_some_and(|own| Arc::ptr_eq(own, question))
    }

    fn newest(&self) -> Vec<Vote> {
        self.votes.values().filter_map(|given| Some(given.last()?.1.clone())).collect()
    }

    /// Adds a vote on a question, which replaces the one that was given in the same session, and
    /// all votes on another question. Returns false if there are too many.
    pub fn add(&mut self, question: &Arc<Question>, participant: &Participant, vote: Vote) -> bool {
        if !self.are_on(question) {
            *self = Self { question: Some(Arc::clone(question)), votes: BTreeMap::new() };
        }
        if self.votes.values().map(Vec::len).sum::<usize>() >= MOST_VOTES {
            return false;
        }
        let given = self.votes.entry(participant.voter()).or_default();
        given.retain(|(session, _)| *session != participant.session);
        given.push((participant.session, vote));
        true
    }

    /// Removes what was given in a session; what the same voter gave in another one counts again.
    /// Returns whether there was something.
    pub fn remove(&mut self, session: u64) -> bool {
        let mut was_there = false;
        self.votes.retain(|_, given| {
            let before = given.len();
            given.retain(|(of, _)| *of != session);
            was_there |= given.len() != before;
            !given.is_empty()
        });
        was_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{Answer, BuiltIn, Verdict};

    #[test]
    fn votes_on_one_question_are_none_on_another_of_the_same_number() {
        let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
        let question = lesson.steps.iter().flat_map(|step| &step.questions).next().unwrap().clone();
        let [first, second] = [question.clone(), question].map(Arc::new);
        let (mut votes, participant) = (Votes::default(), Participant { session: 1, key: None });
        let vote = Vote::new(Answer::Choice(0), Verdict::Right);
        assert!(votes.add(&first, &participant, vote));
        assert_eq!(votes.on(&first).map(|votes| votes.len()), Some(1));
        assert_eq!(votes.on(&second), None);
    }
}
