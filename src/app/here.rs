//! What the keys do where the session is now, for the hints and for the menu of all keys.

use crate::app::class::Role;
use crate::app::key::Key;
use crate::app::keymap::rebound::is_letter;
use crate::app::keymap::{
    self, Action, Binding, BoardAction, DialogAction, Entries, Entry, FollowerAction, LessonAction,
    LookAction, OpenAction, SessionAction, StepAction,
};
use crate::app::limits::HostLimits;
use crate::app::looks::Panel;
use crate::app::looks::plots::{Chart, Plot};
use crate::app::menu::{self, Section};
use crate::app::mode::Mode;
use crate::app::shared::Shared;

/// Where a session is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Here<'a> {
    /// What the keys go to, below the menu.
    mode: Mode<'a>,
    role: &'a Role,
    shared: &'a Shared,
    limits: &'a HostLimits,
    is_playing: bool,
    is_computing: bool,
}

impl<'a> Here<'a> {
    pub(in crate::app) fn new(
        shared: &'a Shared,
        role: &'a Role,
        limits: &'a HostLimits,
        is_playing: bool,
        is_computing: bool,
    ) -> Self {
        Self { mode: Mode::of(shared, None), role, shared, limits, is_playing, is_computing }
    }

    /// Returns everything that the menu has here, with these keys.
    pub(in crate::app) fn sections(self, keys: &[Entry]) -> Vec<Section> {
        let is_condensed = self.shared.study.dataset().data().condensed().is_some();
        menu::sections(keys, self.shared.keymap(), self.shared.looks.panel(), is_condensed)
    }

    /// Returns the keys that do something here: those of what is open first, then the others, the
    /// most valuable first.
    pub(crate) fn keys(self) -> Vec<Entry> {
        // Quit is left out: q may be a letter there, and ^C is for what is stuck.
        let everywhere = |keys: Entries| {
            let theme = !self.mode.takes_text();
            let keys = if theme { keys } else { keys.typing(self.letters_of_help()) };
            keys.with(self.stepping(move |action| match action {
                Action::Session(SessionAction::Help | SessionAction::Suspend) => true,
                Action::Session(SessionAction::Theme) => theme,
                _ => false,
            }))
        };
        let keymap = self.shared.keymap();
        let keys = Entries::of(keymap);
        let keys = match self.mode {
            _ if matches!(self.role, Role::Follower) => {
                let offers = |binding: &&Binding<FollowerAction>| match binding.action {
                    FollowerAction::TakeUp => self.shared.open_poll().is_some(),
                    FollowerAction::Scroll => self.shared.lesson.is_some(),
                    _ => true,
                };
                keys.with(keymap::FOLLOWER.iter().filter(offers))
            }
            Mode::Stepping => self.with_what_is_open(keys).with(self.stepping(
                // What a covered number refuses, or a question, does nothing here.
                move |action| self.shared.refusal(action, self.role).is_none(),
            )),
            Mode::Menu(_) => keys.with(keymap::MENU),
            Mode::Derivation(_) => {
                let steps = self.stepping(
                    |action| matches!(action, Action::Step(step) if step.stays_in_derivation()),
                );
                everywhere(keys.with(keymap::DERIVATION).with(steps))
            }
            Mode::Constraints(_) => everywhere(keys.with(keymap::CONSTRAINTS)),
            Mode::Board(board) => {
                let offers = |binding: &&Binding<BoardAction>| {
                    !matches!(binding.action, BoardAction::Test | BoardAction::Chart)
                        || board.is_scan()
                };
                everywhere(keys.with(keymap::BOARD.iter().filter(offers)))
            }
            Mode::Groups(_) => everywhere(keys.with(keymap::GROUP_FITS)),
            Mode::Copy(_) => everywhere(keys.with(keymap::COPY)),
            Mode::Runs(_) => everywhere(keys.with(keymap::RUNS)),
            Mode::Theta(_) => everywhere(keys.with(keymap::FORM)),
            Mode::Answer(_) => everywhere(keys.with(keymap::ANSWER)),
            Mode::Prompt(_) => everywhere(keys.with(keymap::PROMPT)),
            // A path may have a question mark.
            Mode::Data(_) => everywhere(keys.with(keymap::DATA).typing([Key::char('?')])),
            Mode::Export(_) => everywhere(keys.with(keymap::EXPORT).typing([Key::char('?')])),
            Mode::Lesson(lesson) => {
                let is_asking = lesson.player().open_question().is_some();
                let offers = |binding: &&Binding<LessonAction>| match binding.action {
                    LessonAction::Poll => {
                        let is_open = is_asking || self.shared.poll().is_some();
                        is_open && self.offers(Action::Poll)
                    }
                    LessonAction::Reveal => is_asking,
                    _ => true,
                };
                let keys = keys.with(keymap::LESSON.iter().filter(offers));
                // The keys that are not typed are the stepper's.
                let typed =
                    self.stepping(|_| true).flat_map(|binding| keymap.keys(binding).into_owned());
                let typed = typed.filter(|key| lesson.takes(*key));
                keys.typing(typed).with(self.stepping(|_| true))
            }
            Mode::Lessons(_) => everywhere(keys.with(keymap::LESSON_LIST)),
        };
        keys.into_vec()
    }

    /// Returns letters that were chosen as keys for help, and are typed into a field.
    fn letters_of_help(self) -> Vec<Key> {
        let help = self.stepping(|action| action == Action::Session(SessionAction::Help));
        let chosen = help.map(|binding| (binding, self.shared.keymap().keys(binding)));
        let letters = chosen.flat_map(|(binding, keys)| {
            let is_letter = |key: &Key| is_letter(*key) && !binding.keys.contains(key);
            keys.iter().copied().filter(is_letter).collect::<Vec<_>>()
        });
        letters.collect()
    }

    fn stepping(
        self,
        wanted: impl Fn(Action) -> bool,
    ) -> impl Iterator<Item = &'static Binding<Action>> {
        keymap::STEPPING
            .iter()
            .filter(move |binding| wanted(binding.action) && self.offers(binding.action))
    }

    /// Returns whether an action can do anything here.
    fn offers(self, action: Action) -> bool {
        match action {
            Action::Session(SessionAction::Suspend) => self.limits.suspend,
            Action::Session(SessionAction::Save)
            | Action::Open(OpenAction::Dialog(DialogAction::Export)) => self.limits.saving,
            Action::Poll | Action::HandOver => matches!(self.role, Role::Presenter(_)),
            Action::Look(LookAction::Cover) => !matches!(self.role, Role::Explorer),
            Action::Step(StepAction::PreviousGroup | StepAction::NextGroup)
            | Action::Open(OpenAction::Dialog(DialogAction::GroupFits)) => {
                self.shared.study.dataset().groups.is_some()
            }
            Action::Step(_)
            | Action::Look(_)
            | Action::Open(_)
            | Action::Cancel
            | Action::Compare
            | Action::Session(_) => true,
        }
    }

    /// Adds the keys of what is open in the stepper or goes on in it, the uppermost first.
    fn with_what_is_open(self, mut keys: Entries) -> Entries {
        if matches!(self.role, Role::Explorer) {
            let lesson = self.shared.lesson.as_ref();
            let is_asked = lesson.is_some_and(|lesson| lesson.player().open_question().is_some());
            let offers = |binding: &&Binding<FollowerAction>| {
                is_asked || binding.action != FollowerAction::TakeUp
            };
            keys = keys.with(keymap::EXPLORER.iter().filter(offers));
        }
        if self.shared.is_covering() && self.offers(Action::Look(LookAction::Cover)) {
            keys = keys.with(keymap::COVERED);
        }
        if self.is_computing {
            keys = keys.with(keymap::COMPUTING);
        }
        if self.is_playing {
            keys = keys.with(keymap::PLAYING);
        }
        if self.shared.study.dataset().groups.is_some() {
            keys = keys.with(keymap::GROUPS);
        }
        let looks = &self.shared.looks;
        if looks.is_full_screen() {
            keys = keys.with(keymap::ALONE);
        }
        if looks.panel() != Panel::Density {
            return keys;
        }
        let plots = looks.plots();
        match plots.open() {
            Some(Plot::Bound) => keys.with(keymap::BOUND),
            Some(Plot::Surface) => keys.with(keymap::SURFACE),
            Some(Plot::Staircase) => keys.with(keymap::STAIRCASE),
            Some(Plot::Quantiles | Plot::Distribution) => keys.with(keymap::GOODNESS),
            Some(Plot::Runs) => keys.with(keymap::TWO_RUNS),
            None if plots.x().is_some() => keys.with(keymap::CURSOR),
            None if plots.chart() != Chart::Density => keys.with(keymap::OTHER_CHART),
            None if looks.is_zoomed() => keys.with(keymap::ZOOMED),
            None => keys,
        }
    }

    /// Returns whether a key is not for what is open: it does what it always does, unless it may be
    /// part of what is typed.
    pub(in crate::app) fn is_taken_first(self, key: Key) -> bool {
        match keymap::find(keymap::STEPPING, key) {
            Some(Action::Session(SessionAction::Help)) => {
                !(self.mode.takes_path() && key == Key::char('?'))
            }
            Some(Action::Session(SessionAction::Theme)) => !self.mode.takes_text(),
            _ => keymap::is_never_taken(key),
        }
    }
}
