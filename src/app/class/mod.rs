//! A class: the roles in it, and polls. The state machine knows no network: what brings the
//! sessions together tells the presenter's by [`ClassEvent`] and shows its [`crate::app::Shared`]
//! state to all others.

mod ballot;
pub(crate) mod follower;

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::key::Key;
use crate::app::keymap::{self, EXPLORER, Keymap};
use crate::app::lesson::LessonScreen;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::lesson::{NamedKey, Question, Tally, Vote};
use crate::text::sanitise::brief;

/// What a session is in a class.
#[derive(Clone, Debug)]
pub enum Role {
    /// Not in a class.
    Alone,
    /// Has the keys of what the class sees.
    Presenter(Presenter),
    /// Sees what the presenter does.
    Follower,
    /// Follows, but looks at a copy of its own for now.
    Explorer,
}

impl Role {
    /// Presents from here on. Returns whether it explored before.
    pub(in crate::app) fn present(&mut self) -> bool {
        let explored = matches!(self, Self::Explorer);
        match self {
            Self::Presenter(presenter) => presenter.start_over(),
            role => *role = Self::Presenter(Presenter::default()),
        }
        explored
    }

    /// Returns the key that does what a lesson's text names, as this role has to press it.
    pub fn key(&self, named: NamedKey, keymap: &Keymap) -> String {
        let of_copy: Vec<Key> =
            EXPLORER.iter().flat_map(|binding| keymap.keys(binding).into_owned()).collect();
        match self {
            Self::Alone | Self::Presenter(_) => keymap::label(named, keymap, &[]),
            Self::Explorer => keymap::label(named, keymap, &of_copy),
            Self::Follower => {
                let explore = keymap.fill("⟦follower:f⟧");
                format!("{explore}, {}", keymap::label(named, keymap, &of_copy))
            }
        }
    }

    /// Returns whether a lesson's text for a class is what it reads.
    pub fn reads_class_text(&self) -> bool {
        matches!(self, Self::Follower | Self::Explorer)
    }

    /// Hands over to the follower who asks to present.
    pub(in crate::app) fn hand_over(&self) -> Outcome {
        match self {
            Self::Presenter(presenter) if presenter.asks().is_some() => {
                vec![Effect::HandOver].into()
            }
            Self::Presenter(_) => Refusal::NoOneAsksToPresent.into(),
            Self::Alone | Self::Follower | Self::Explorer => Refusal::OnlyPresenter.into(),
        }
    }
}

/// What the presenter alone knows of the class.
#[derive(Clone, Debug, Default)]
pub struct Presenter {
    followers: usize,
    asks: Option<String>,
    tally: Tally,
    polls: u64,
}

/// A question that is put to the whole class.
#[derive(Clone, Debug)]
pub struct Poll {
    /// Counts the polls of a presenter, from 1.
    pub id: u64,
    /// What is asked.
    pub question: Arc<Question>,
    /// What was answered, once the class sees it; then voting is over.
    pub revealed: Option<Tally>,
}

impl Poll {
    /// Returns whether this is the very same asking: another presenter's may have the same id.
    pub fn is_same(&self, id: u64, question: &Arc<Question>) -> bool {
        self.id == id && Arc::ptr_eq(&self.question, question)
    }

    /// Returns whether answers are taken.
    pub fn is_open(&self) -> bool {
        self.revealed.is_none()
    }
}

/// What the presenter is told of the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassEvent {
    /// This many follow.
    Followers(usize),
    /// Someone of this name wants to take over, or no one does any more.
    Asks(Option<String>),
    /// All answers to the open poll so far.
    Votes(Vec<Vote>),
}

impl Presenter {
    /// Returns how many follow.
    pub fn followers(&self) -> usize {
        self.followers
    }

    /// Who wants to take over.
    pub fn asks(&self) -> Option<&str> {
        self.asks.as_deref()
    }

    /// Returns what the class answered to the open poll so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Forgets who wants to take over: someone else presents now.
    pub(in crate::app) fn start_over(&mut self) {
        self.asks = None;
    }

    /// Takes in what the presenter is told of the class.
    pub(in crate::app) fn on_class_event(&mut self, event: ClassEvent, poll: Option<&Poll>) {
        match event {
            ClassEvent::Followers(followers) => self.followers = followers,
            ClassEvent::Asks(who) => self.asks = who.map(|who| brief(&who)),
            ClassEvent::Votes(votes) => {
                if let Some(poll) = poll.filter(|poll| poll.is_open()) {
                    self.tally = Tally::of(&poll.question, &votes);
                }
            }
        }
    }

    /// Asks the class, shows its answers and the solution, ends the poll: one after the other.
    ///
    /// # Errors
    /// Returns an error if there is nothing to ask.
    pub(in crate::app) fn cycle_poll(
        &mut self,
        poll: &mut Option<Poll>,
        lesson: Option<&mut LessonScreen>,
    ) -> Result<Info, Refusal> {
        match poll {
            Some(open) if open.is_open() => {
                let mut tally = std::mem::take(&mut self.tally);
                tally.reveal(&open.question);
                open.revealed = Some(tally);
                if let Some(lesson) = lesson {
                    lesson.settle();
                }
                Ok(Info::PollRevealed)
            }
            Some(_) => {
                *poll = None;
                Ok(Info::PollEnded)
            }
            None => {
                let question = lesson.and_then(|lesson| lesson.player().open_question());
                let question = Arc::new(question.ok_or(Refusal::NoOpenQuestion)?.clone());
                self.polls += 1;
                self.tally = Tally::of(&question, &[]);
                *poll = Some(Poll { id: self.polls, question, revealed: None });
                Ok(Info::PollOpened)
            }
        }
    }
}
