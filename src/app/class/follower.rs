//! A follower in a class: sees what the presenter does, answers polls, and explores a copy of its
//! own. What it follows belongs to someone else, so that it can only be looked at here.

use std::sync::Arc;

use crate::app::class::Poll;
use crate::app::class::ballot::BallotProblem;
pub(crate) use crate::app::class::ballot::{Ballot, Given};
use crate::app::form::field::Pasted;
use crate::app::job::{JobId, JobOutput};
use crate::app::jobs::{Delivery, Jobs, Owner, Purpose};
use crate::app::keymap::{self, BallotAction, Entries, Entry, FollowerAction};
use crate::app::lesson::{LessonScreen, LessonScroll, NoAnswer};
use crate::app::menu::{self, Menu, Section};
use crate::app::notice::{Info, Refusal};
use crate::app::{App, Effect, HostLimits, Key, Message, Notice, Shared};
use crate::lesson::{self, Judgement, Lesson, Question, Verdict, Vote};

/// An effect of a follower.
#[derive(Clone, Debug)]
pub enum FollowerEffect {
    /// An effect of the follower or of the copy that is explored; its answers come back as messages
    /// to the follower.
    App(Effect),
    /// This is what the follower answers to a poll.
    Vote {
        /// which poll
        poll: u64,
        /// what is asked there
        question: Arc<Question>,
        /// what it answers, which can be judged, with the verdict
        vote: Vote,
    },
    /// Leave.
    Quit,
}

/// How far a follower has scrolled a step of a lesson.
#[derive(Clone, Debug)]
struct OwnScroll {
    lesson: Arc<Lesson>,
    step: usize,
    to: LessonScroll,
}

/// The state of one follower.
#[derive(Clone, Debug)]
pub struct Follower {
    /// What the presenter shows.
    seen: App,
    own: Option<Box<App>>,
    ballot: Option<Ballot>,
    /// The answer that was sent last.
    given: Option<Given>,
    /// Whether that is to the poll that the class sees.
    shows_given: bool,
    notice: Option<Notice>,
    /// The presenter's line that this follower's own one covers.
    covered: Option<Notice>,
    menu: Option<Menu>,
    /// How far the lesson is scrolled here: windows differ, and so does what fits.
    scrolled: Option<OwnScroll>,
    /// The poll that was seen last, and whether its answers were.
    poll: Option<(u64, bool)>,
    /// The follower's own jobs. Those of its copies go on from their numbers: a late answer to one
    /// must not be taken for another's.
    jobs: Jobs,
    limits: HostLimits,
}

impl Follower {
    /// Returns a follower of what `shared` shows; `limits` hold for its copies.
    pub fn new(shared: Arc<Shared>, limits: HostLimits) -> Self {
        let mut follower = Self {
            seen: App::following(Arc::clone(&shared), limits),
            own: None,
            ballot: None,
            given: None,
            shows_given: false,
            notice: None,
            covered: None,
            menu: None,
            scrolled: None,
            poll: None,
            jobs: Jobs::default(),
            limits,
        };
        follower.follow(shared);
        follower
    }

    /// Gives the next jobs numbers that the jobs of `app` had none of.
    pub fn continue_after(&mut self, app: &App) {
        self.jobs.go_on_after(app.jobs());
    }

    /// Returns what is drawn: the copy while there is one, else what the presenter shows.
    pub fn app(&self) -> &App {
        self.own.as_deref().unwrap_or(&self.seen)
    }

    /// Returns the copy while there is one.
    pub fn own(&self) -> Option<&App> {
        self.own.as_deref()
    }

    /// Returns whether it shows what the presenter does.
    pub fn is_following(&self) -> bool {
        self.own.is_none()
    }

    /// Returns the poll that waits for an answer of this follower, also while it is left aside or a
    /// copy is explored.
    pub fn ballot(&self) -> Option<&Ballot> {
        self.ballot.as_ref()
    }

    /// Returns the ballot while it has the keys.
    pub fn open_ballot(&self) -> Option<&Ballot> {
        self.ballot_below_menu().filter(|_| self.menu.is_none())
    }

    fn ballot_below_menu(&self) -> Option<&Ballot> {
        self.ballot.as_ref().filter(|ballot| !ballot.is_aside && self.is_following())
    }

    /// Returns a line for this follower alone.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Returns this follower's own menu of all keys while it is open.
    pub fn menu(&self) -> Option<&Menu> {
        self.menu.as_ref()
    }

    /// Returns the keys of this follower while it follows, the most valuable first.
    pub(crate) fn keys(&self) -> Vec<Entry> {
        let keys = Entries::of(self.seen.shared().keymap());
        if self.ballot_below_menu().is_some() {
            return keys.with(keymap::BALLOT).into_vec();
        }
        let mut keys = self.seen.here().keys();
        if self.ballot.is_none() {
            // The answer is sent.
            keys.retain(|entry| self.action(entry.key) != Some(FollowerAction::TakeUp));
        }
        keys
    }

    /// Returns everything that its menu has.
    pub fn sections(&self) -> Vec<Section> {
        self.seen.here().sections(&self.keys())
    }

    /// This follower's own answer to the poll that the class sees, while it follows.
    pub fn given(&self) -> Option<&Given> {
        self.given.as_ref().filter(|_| self.shows_given && self.is_following())
    }

    /// Returns whether its screen is exactly what everyone sees who only follows.
    pub fn is_plain(&self) -> bool {
        self.is_following()
            && self.ballot.is_none()
            && self.given().is_none()
            && self.notice.is_none()
            && self.menu.is_none()
            && self.scrolled.is_none()
    }

    /// Takes in that the presenter shows another state: polls open and close.
    pub fn follow(&mut self, shared: Arc<Shared>) {
        self.show(shared);
        self.after_change();
    }

    /// Scrolls the lesson in this window, until another step is shown.
    fn scroll(&mut self, to: LessonScroll) {
        let lesson = self.seen.lesson().filter(|_| self.is_following());
        self.scrolled = lesson.map(|lesson| {
            let player = lesson.player();
            OwnScroll { lesson: Arc::clone(player.lesson()), step: player.position(), to }
        });
        self.show(Arc::clone(self.seen.shared()));
    }

    /// Shows a state of the presenter, with the lesson scrolled as it is in this window.
    fn show(&mut self, mut shared: Arc<Shared>) {
        let player = shared.lesson.as_ref().map(LessonScreen::player);
        let is_same = |own: &OwnScroll| {
            player.is_some_and(|player| {
                Arc::ptr_eq(player.lesson(), &own.lesson) && player.position() == own.step
            })
        };
        self.scrolled = self.scrolled.take().filter(is_same);
        if let Some(own) = &self.scrolled
            && let Some(lesson) = &mut Arc::make_mut(&mut shared).lesson
        {
            lesson.scroll_to(own.to);
        }
        self.seen = App::following(shared, self.limits);
    }

    fn after_change(&mut self) {
        let shared = Arc::clone(self.seen.shared());
        if self.seen.notice().is_some() && self.seen.notice() != self.covered.as_ref() {
            (self.notice, self.covered) = (None, None);
        }
        let poll = shared.poll();
        let state = poll.map(|poll| (poll.id, !poll.is_open()));
        if self.poll != state {
            // What was said of the poll before is not so any more.
            (self.notice, self.covered, self.poll) = (None, None, state);
        }
        let is_answered = |poll: &Poll| self.given.as_ref().is_some_and(|given| given.is_of(poll));
        self.shows_given = poll.is_some_and(is_answered);
        let wanted = poll.filter(|poll| poll.is_open() && !is_answered(poll));
        match (&self.ballot, wanted) {
            (Some(ballot), Some(poll)) if ballot.is_of(poll) => {}
            (_, Some(poll)) => {
                self.ballot = Some(Ballot::new(poll));
                self.menu = None;
                if let Some(typed) = self.own.as_deref().map(|app| app.mode().takes_text()) {
                    self.say(Info::Question { typed });
                }
            }
            (Some(_), None) => {
                self.ballot = None;
                self.say(Info::VotingOver);
            }
            (None, None) => {}
        }
    }

    /// Takes a message in and returns the effects to run.
    pub fn update(&mut self, message: Message) -> Vec<FollowerEffect> {
        let message = match message {
            Message::Output(id, output) if self.jobs.awaits(id) => {
                return self.on_output(id, output);
            }
            message => message,
        };
        if self.own.is_some() {
            return self.update_copy(message);
        }
        match message {
            Message::Key(key) => {
                (self.notice, self.covered) = (None, None);
                self.key(key)
            }
            Message::Paste(text) => self.paste(Pasted::Text(&text)),
            Message::LongPaste { characters } => self.paste(Pasted::TooLong(characters)),
            Message::ScrollLesson(to) => {
                if self.menu.is_none() && self.open_ballot().is_none() {
                    self.scroll(to);
                }
                Vec::new()
            }
            Message::Inform(text) => {
                self.say(Info::Outside(text));
                Vec::new()
            }
            Message::RuntimeFailed(text) => {
                self.say(Refusal::Outside(text));
                Vec::new()
            }
            Message::Theme(None) => {
                self.say(Refusal::NoColors);
                Vec::new()
            }
            // Nothing here is waited for, and what is seen is not this follower's to choose in.
            // A line about another theme, which is seen, would make the frame private.
            Message::SessionSaved(..)
            | Message::Exported(_)
            | Message::SessionLeft(_)
            | Message::Theme(Some(_))
            | Message::Tick
            | Message::Select(..)
            | Message::Drag(_)
            | Message::PointAt { .. }
            | Message::Output(..)
            | Message::RecentFiles(_)
            | Message::Class(_) => Vec::new(),
        }
    }

    fn on_output(&mut self, id: JobId, output: JobOutput) -> Vec<FollowerEffect> {
        match self.jobs.take(id, output) {
            Some(Delivery::Judged(answer, judgement)) => self.judged(answer, judgement),
            // A follower has only answers judged; all else is computed for its copy.
            Some(_) | None => Vec::new(),
        }
    }

    fn update_copy(&mut self, message: Message) -> Vec<FollowerEffect> {
        let Some(own) = &mut self.own else { return Vec::new() };
        let message = match message {
            Message::Key(key) => match own.through_menu(key) {
                Some(key) => Message::Key(key),
                None => return Vec::new(),
            },
            other => other,
        };
        if let Message::Key(key) = message {
            (self.notice, self.covered) = (None, None);
            let in_copy = own.shared().keymap().in_table(keymap::EXPLORER[0].table, key);
            let goes_back = in_copy.and_then(|key| keymap::find(keymap::EXPLORER, key));
            let goes_back = goes_back.filter(|_| !own.mode().takes_text());
            if let Some(action) = goes_back {
                let effects = own.close();
                self.jobs.go_on_after(own.jobs());
                self.own = None;
                self.after_change();
                match (action, &mut self.ballot) {
                    (FollowerAction::TakeUp, Some(ballot)) => ballot.is_aside = false,
                    (
                        FollowerAction::TakeUp
                        | FollowerAction::Explore
                        | FollowerAction::Theme
                        | FollowerAction::Help
                        | FollowerAction::Scroll
                        | FollowerAction::Leave,
                        _,
                    ) => {}
                }
                return of_copy(effects);
            }
        }
        of_copy(own.update(message))
    }

    fn key(&mut self, key: Key) -> Vec<FollowerEffect> {
        if self.menu.is_some() {
            let all = self.sections();
            let Some(below) = menu::through(&mut self.menu, key, all) else { return Vec::new() };
            return self.press(below);
        }
        self.press(key)
    }

    /// Takes a key with the menu closed.
    fn press(&mut self, key: Key) -> Vec<FollowerEffect> {
        if key == Key::ctrl('c') {
            return vec![FollowerEffect::Quit];
        }
        let action = self.action(key);
        if action == Some(FollowerAction::Help) {
            self.menu = Some(Menu::default());
            return Vec::new();
        }
        if self.open_ballot().is_some() {
            return self.ballot_key(key);
        }
        match action {
            Some(FollowerAction::Explore) => return self.explore(),
            Some(FollowerAction::Leave) => return vec![FollowerEffect::Quit],
            Some(FollowerAction::Theme) => return vec![FollowerEffect::App(Effect::NextTheme)],
            Some(FollowerAction::TakeUp) => match &mut self.ballot {
                Some(ballot) => ballot.is_aside = false,
                None => self.say(Info::NoQuestion),
            },
            // The menu is open already, or all of the text is in sight.
            Some(FollowerAction::Help | FollowerAction::Scroll) => {}
            None if self.ballot.is_some() => self.say(Info::QuestionAside),
            None => self.say(Info::Following),
        }
        Vec::new()
    }

    /// Returns what a key does while following.
    fn action(&self, key: Key) -> Option<FollowerAction> {
        let key = self.seen.shared().keymap().in_table(keymap::FOLLOWER[0].table, key)?;
        keymap::find(keymap::FOLLOWER, key)
    }

    fn ballot_key(&mut self, key: Key) -> Vec<FollowerEffect> {
        let Some(ballot) = &mut self.ballot else { return Vec::new() };
        ballot.problem = None;
        match keymap::find(keymap::BALLOT, key) {
            Some(BallotAction::Aside) => ballot.is_aside = true,
            Some(BallotAction::Send) => return self.judge(),
            None => {
                let edited = ballot.input.edit(key, &ballot.question);
                ballot.problem = edited.err().map(NoAnswer::from).map(BallotProblem::from);
            }
        }
        Vec::new()
    }

    /// Returns whether the ballot's answer is being judged.
    pub fn is_judging(&self) -> bool {
        let Some(Purpose::Judge(answer)) = self.jobs.of(Owner::Lesson) else { return false };
        self.ballot.as_ref().is_some_and(|ballot| ballot.is_entered(answer))
    }

    /// Has the ballot's answer judged, in the place of the one before. It is sent if it can be.
    fn judge(&mut self) -> Vec<FollowerEffect> {
        let effects = match self.ballot.as_mut().and_then(Ballot::judge) {
            Some((answer, job)) => self.jobs.start(Purpose::Judge(answer), job),
            None => self.jobs.cancel(Owner::Lesson),
        };
        of_copy(effects)
    }

    /// Sends an answer, if it still is what the ballot has and could be judged.
    fn judged(&mut self, answer: lesson::Answer, judgement: Judgement) -> Vec<FollowerEffect> {
        let Some(ballot) = self.ballot.as_mut().filter(|ballot| ballot.is_entered(&answer)) else {
            return Vec::new();
        };
        if judgement.verdict == Verdict::Unreadable {
            let says = judgement.says.into_iter().next();
            let says = says.unwrap_or_else(|| "this cannot be read".into());
            ballot.problem = Some(BallotProblem::Unreadable(says));
            return Vec::new();
        }
        let (poll, question) = (ballot.poll, Arc::clone(&ballot.question));
        let vote = Vote::new(answer, judgement.verdict);
        let sent =
            FollowerEffect::Vote { poll, question: Arc::clone(&question), vote: vote.clone() };
        self.given = Some(Given { poll, question, vote, judgement });
        (self.ballot, self.shows_given) = (None, true);
        self.say(Info::AnswerSent);
        vec![sent]
    }

    fn paste(&mut self, pasted: Pasted) -> Vec<FollowerEffect> {
        let all = self.sections();
        if let Some(menu) = &mut self.menu {
            menu.paste(pasted, all);
            return Vec::new();
        }
        if let Some(ballot) = self.ballot.as_mut().filter(|ballot| !ballot.is_aside) {
            let edited = ballot.input.paste(pasted);
            ballot.problem = edited.err().map(NoAnswer::from).map(BallotProblem::from);
        }
        Vec::new()
    }

    /// Takes in that the answer that was sent came too late to count.
    pub fn was_too_late(&mut self) {
        (self.given, self.shows_given) = (None, false);
        self.say(Info::AnswerTooLate);
    }

    fn explore(&mut self) -> Vec<FollowerEffect> {
        let mut own = App::explore(self.seen.shared(), self.limits);
        own.go_on_after(&self.jobs);
        let effects = own.refresh();
        self.own = Some(Box::new(own));
        of_copy(effects)
    }

    fn say(&mut self, notice: impl Into<Notice>) {
        self.covered = self.seen.notice().cloned();
        self.notice = Some(notice.into());
    }
}

fn of_copy(effects: Vec<Effect>) -> Vec<FollowerEffect> {
    let effects = effects.into_iter().map(|effect| match effect {
        Effect::Quit => FollowerEffect::Quit,
        effect => FollowerEffect::App(effect),
    });
    effects.collect()
}
