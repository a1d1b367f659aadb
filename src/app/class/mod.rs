//! A class: who sits where, what the class sees, and polls. The state machine knows no network: the
//! one who brings the seats together tells it by [`News`] and takes [`App::as_seen_by_class`].

pub mod follower;

use std::sync::Arc;

use crate::app::jobs::{Jobs, Owner};
use crate::app::keymap::{Action, LessonAction};
use crate::app::{App, Effect, Mode};
use crate::lesson::{Question, Tally, Vote};
use crate::text::sanitise::brief;

/// Where someone sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Has the keys of what the class sees.
    Presenter,
    /// Sees what the presenter does.
    Follower,
    /// Follows, but looks at a copy of its own for now.
    Explorer,
}

/// A class as one of its seats knows it.
#[derive(Clone, Debug)]
pub struct Class {
    /// This seat.
    pub seat: Seat,
    /// How many follow.
    pub followers: usize,
    /// Whether someone presents now.
    pub is_presented: bool,
    /// Who wants to take over from the presenter.
    pub asks: Option<String>,
    /// What the class is asked.
    pub poll: Option<Poll>,
    polls: u64,
}

/// A question that is put to the whole class.
#[derive(Clone, Debug)]
pub struct Poll {
    /// Counts the polls of a class, from 1.
    pub id: u64,
    /// What is asked.
    pub question: Arc<Question>,
    /// What was answered; empty for the class until it is revealed.
    pub tally: Tally,
    /// Whether the class sees the answers; then voting is over.
    pub is_revealed: bool,
}

impl Poll {
    /// Whether this is the very same asking: another presenter's may have the same id.
    pub fn is_same(&self, id: u64, question: &Arc<Question>) -> bool {
        self.id == id && Arc::ptr_eq(&self.question, question)
    }
}

/// What the presenter is told of the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// This many follow.
    Followers(usize),
    /// Someone of this name wants to take over, or no one does any more.
    Asks(Option<String>),
    /// All answers to the open poll so far.
    Votes(Vec<Vote>),
}

impl Class {
    fn new(seat: Seat) -> Self {
        let is_presented = seat == Seat::Presenter;
        Self { seat, followers: 0, is_presented, asks: None, poll: None, polls: 0 }
    }

    /// The poll as far as this seat may see its answers.
    pub fn visible_poll(&self) -> Option<&Poll> {
        self.poll.as_ref().filter(|poll| poll.is_revealed || self.seat == Seat::Presenter)
    }

    /// The poll while answers are taken.
    pub fn open_poll(&self) -> Option<&Poll> {
        self.poll.as_ref().filter(|poll| !poll.is_revealed)
    }
}

impl App {
    /// Presents to a class from here on; an open poll goes on.
    #[must_use]
    pub fn presenting(mut self) -> Self {
        let class = self.class.take().unwrap_or_else(|| Class::new(Seat::Presenter));
        if class.seat == Seat::Explorer {
            // It was told that no one sees it.
            self.inform("the class follows you from here");
        }
        self.class = Some(Class { seat: Seat::Presenter, is_presented: true, asks: None, ..class });
        self
    }

    /// The class this belongs to; none for someone alone.
    pub fn class(&self) -> Option<&Class> {
        self.class.as_ref()
    }

    /// This state for those who follow: nothing goes on in it by itself, and what concerns the
    /// presenter alone is left out.
    #[must_use]
    pub fn as_seen_by_class(&self) -> Self {
        let mut seen = self.clone();
        // What is sorted is seen.
        seen.jobs.forget_others(Owner::Table);
        (seen.playing, seen.mouse) = (false, false);
        seen.notice = seen.notice.filter(|notice| notice.is_shared);
        if matches!(seen.mode, Mode::Help(_)) {
            seen.mode = Mode::Stepping;
        }
        let mut class = seen.class.unwrap_or_else(|| Class::new(Seat::Follower));
        (class.seat, class.asks) = (Seat::Follower, None);
        if let Some(poll) = class.poll.as_mut().filter(|poll| !poll.is_revealed) {
            poll.tally = Tally::default();
            if let Some(lesson) = &mut seen.lesson {
                lesson.clear_input();
            }
        }
        seen.class = Some(class);
        seen
    }

    /// This state for those who follow while no one presents it any more: what was being typed or
    /// computed comes to no end.
    #[must_use]
    pub fn as_left_to_class(&self) -> Self {
        let mut seen = self.without_presenter();
        if !matches!(seen.mode, Mode::Stepping | Mode::Why(_) | Mode::Lesson) {
            seen.mode = Mode::Stepping;
        }
        seen.bound.close_unfinished();
        seen.table.keep_what_is_shown();
        seen
    }

    fn without_presenter(&self) -> Self {
        let mut seen = self.as_seen_by_class();
        // Anyone who goes on from here asks for it again.
        seen.jobs = Jobs::default();
        if let Some(class) = &mut seen.class {
            (class.is_presented, class.poll) = (false, None);
        }
        seen
    }

    /// A copy to explore, from what a follower sees: the same runs, θ, cursor, panel, picture and
    /// lesson. What was being computed is asked for again by [`App::update`].
    #[must_use]
    pub fn explore(&self) -> Self {
        let mut own = self.without_presenter();
        own.class = Some(Class::new(Seat::Explorer));
        own.mode = Mode::Stepping;
        own.bound.forget();
        if let Some(lesson) = &mut own.lesson {
            lesson.forget_record();
        }
        own.inform("a copy of your own: the class does not see it; f goes back to the teacher");
        own
    }

    /// Breaks off whatever goes on outside for this state, which is about to be dropped.
    pub(in crate::app) fn close(&mut self) -> Vec<Effect> {
        let mut effects = self.jobs.cancel_all();
        if std::mem::take(&mut self.mouse) {
            effects.push(Effect::Mouse(false));
        }
        effects
    }

    /// Whether an action can do anything here, and so belongs into hints and help.
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Suspend => self.bounds.suspend,
            Action::Poll | Action::HandOver => self.is_presenter(),
            _ => true,
        }
    }

    /// The same for the actions in a lesson.
    pub fn offers_in_lesson(&self, action: LessonAction) -> bool {
        action != LessonAction::Poll || self.is_presenter()
    }

    /// Whether this is a copy that a follower explores.
    pub fn is_explorer(&self) -> bool {
        self.class.as_ref().is_some_and(|class| class.seat == Seat::Explorer)
    }

    fn is_presenter(&self) -> bool {
        self.class.as_ref().is_some_and(|class| class.seat == Seat::Presenter)
    }

    fn presented(&mut self) -> Option<&mut Class> {
        self.class.as_mut().filter(|class| class.seat == Seat::Presenter)
    }

    /// Takes in what the presenter is told of the class; no one else is told anything.
    pub(in crate::app) fn hear(&mut self, news: News) {
        let Some(class) = self.presented() else { return };
        match news {
            News::Followers(followers) => class.followers = followers,
            News::Asks(who) => class.asks = who.map(|who| brief(&who)),
            News::Votes(votes) => {
                if let Some(poll) = class.poll.as_mut().filter(|poll| !poll.is_revealed) {
                    poll.tally = Tally::of(&poll.question, &votes);
                }
            }
        }
    }

    /// Gives the keys to who asks for them.
    pub(in crate::app) fn hand_over(&mut self) -> Vec<Effect> {
        match self.presented() {
            Some(Class { asks: Some(_), .. }) => return vec![Effect::HandOver],
            Some(_) => self.refuse("no one asks to present"),
            None => self.refuse("only the presenter can do this"),
        }
        Vec::new()
    }

    /// Asks the class, shows its answers and the solution, ends the poll: one after the other.
    pub(in crate::app) fn turn_poll(&mut self) -> Vec<Effect> {
        let question = self.lesson.as_ref().and_then(|lesson| lesson.player().open_question());
        let question = question.cloned().map(Arc::new);
        let Some(class) = self.presented() else {
            self.refuse("only the presenter can ask the class");
            return Vec::new();
        };
        let says = match (&mut class.poll, question) {
            (Some(poll), _) if !poll.is_revealed => {
                poll.is_revealed = true;
                poll.tally.reveal(&poll.question);
                if let Some(lesson) = &mut self.lesson {
                    lesson.settle();
                }
                "the class sees the answers; ^P again ends the poll"
            }
            (Some(_), _) => {
                class.poll = None;
                "the poll is over"
            }
            (None, Some(question)) => {
                class.polls += 1;
                let (id, tally) = (class.polls, Tally::of(&question, &[]));
                class.poll = Some(Poll { id, question, tally, is_revealed: false });
                "question sent; ^P shows the answers to everyone"
            }
            (None, None) => {
                self.refuse("a poll is about an open question of a lesson; there is none");
                return Vec::new();
            }
        };
        self.inform(says);
        self.save_lesson()
    }

    /// The lesson went on: what was asked is not on the screen any more.
    pub(in crate::app) fn end_poll(&mut self) {
        if let Some(class) = self.presented() {
            class.poll = None;
        }
    }

    /// Whether the class is answering what the presenter's lesson asks.
    pub(in crate::app) fn is_voting(&self) -> bool {
        self.class.as_ref().is_some_and(|class| class.open_poll().is_some())
    }
}
