//! What concerns the session of one person and is no one else's: the menu, the line for that
//! person, clicks, and what became of the keys.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::files::Files;
use crate::app::form::Dialog;
use crate::app::form::field::Pasted;
use crate::app::form::prompt::{Asked, Prompt, SaveTarget};
use crate::app::key::Key;
use crate::app::keymap::SessionAction;
use crate::app::limits::HostLimits;
use crate::app::menu::{self, Menu, Section};
use crate::app::notice::{Info, Notice, Refusal};
use crate::app::outcome::Outcome;
use crate::app::save_error::SaveError;
use crate::app::save_request::{SaveReport, SaveRequest, SavedPoint};
use crate::app::shared::Shared;
use crate::app::shown_keys::ShownKeys;
use crate::app::study::Study;
use crate::text::sanitise::clean;

/// What concerns one session alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    menu: Option<Menu>,
    notice: Option<Notice>,
    /// Whether a key was pressed.
    is_touched: bool,
    /// Whether the last key was one that does nothing here, which was said.
    is_lost: bool,
    pub(in crate::app) has_mouse: bool,
    pub(in crate::app) files: Files,
    /// How far the session was when it was saved.
    saved: SavedPoint,
    warned: Warned,
    pub(in crate::app) shown_keys: ShownKeys,
}

/// Whether it was said what is lost if the program ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Warned {
    #[default]
    No,
    /// After the last key.
    Now,
    /// After the key before it.
    Before,
}

impl Session {
    /// Goes on with a session that was saved to this file, if it has one of its own.
    pub(in crate::app) fn resume(&mut self, path: Option<PathBuf>, is_saved: bool, study: &Study) {
        self.is_touched = true;
        if is_saved {
            self.saved = study.point();
        }
        self.files.own = path;
    }

    /// Keeps what belongs to the person, and not to the work, of the session before.
    pub(in crate::app) fn take_over(&mut self, before: &Self) {
        (self.has_mouse, self.shown_keys) = (before.has_mouse, before.shown_keys);
        self.files.named.clone_from(&before.files.named);
        self.files.recent.clone_from(&before.files.recent);
    }

    /// Returns the file that it is saved to without a question, if it has one.
    pub(in crate::app) fn own_file(&self) -> Option<&Path> {
        self.files.own.as_deref()
    }

    /// Takes in what came of saving the session. Only the prompt that asked for it is closed.
    pub(in crate::app) fn on_saved(
        &mut self,
        request: SaveRequest,
        saved: Result<SaveReport, SaveError>,
        shared: &mut Shared,
    ) -> Outcome {
        let prompt = match &mut shared.dialog {
            Some(Dialog::Prompt(prompt)) if prompt.waits_for(&request.path) => Some(prompt),
            _ => None,
        };
        let file = clean(&request.path.display().to_string());
        match (saved, prompt) {
            (Ok(report), prompt) => {
                if prompt.is_some() {
                    shared.dialog = None;
                }
                // What was done meanwhile is not in the file.
                (self.files.own, self.saved) = (Some(request.path), request.point);
                match report.not_synced {
                    None => Info::SessionSaved(file).into(),
                    Some(why) => Refusal::Outside(format!("saved to {file}, but {why}")).into(),
                }
            }
            (Err(error), Some(prompt)) => {
                prompt.not_saved(error);
                Outcome::nothing()
            }
            (Err(SaveError::Exists(_)), None) => {
                Refusal::Outside(format!("not saved: {file} exists already")).into()
            }
            (Err(error), None) => Refusal::Outside(error.to_string()).into(),
        }
    }

    /// Offers to go on with what is left of a session.
    pub(in crate::app) fn offer(left: String, shared: &mut Shared) -> Outcome {
        shared.dialog = Some(Dialog::Prompt(Prompt::new(Asked::Reopen(left))));
        Outcome::nothing()
    }

    /// Asks for the file to save the session to.
    fn ask_for_file(&mut self, shared: &mut Shared) {
        let target = SaveTarget::new(self.own_file(), &shared.study.dataset().source);
        shared.dialog = Some(Dialog::Prompt(Prompt::new(Asked::SaveTo(target))));
        if let Some(lesson) = &mut shared.lesson {
            lesson.say_nothing();
        }
    }

    /// Leaves the program, unless something would be lost: that is said once.
    fn quit(&mut self, shared: &Shared, limits: &HostLimits) -> Outcome {
        let unsaved = shared.own_study().unsaved_since(&self.saved);
        match unsaved.filter(|_| limits.saving && self.warned != Warned::Before) {
            None => vec![Effect::Quit].into(),
            Some(unsaved) => {
                self.warned = Warned::Now;
                Info::Unsaved(unsaved).into()
            }
        }
    }

    /// Returns the line for the person: its own, or the one that everyone sees.
    pub(in crate::app) fn notice<'a>(&'a self, shared: &'a Shared) -> Option<&'a Notice> {
        self.notice.as_ref().or(shared.notice.as_ref())
    }

    /// Shows a line, which covers the one that is there.
    pub(in crate::app) fn say(&mut self, notice: Notice, shared: &mut Arc<Shared>) {
        if notice.is_shared() {
            self.notice = None;
            Arc::make_mut(shared).notice = Some(notice);
        } else {
            self.notice = Some(notice);
        }
    }

    /// Shows no line any more.
    pub(in crate::app) fn clear_notice(&mut self, shared: &mut Arc<Shared>) {
        self.notice = None;
        if shared.notice.is_some() {
            Arc::make_mut(shared).notice = None;
        }
    }

    /// Returns the menu of all keys while it is open.
    pub(in crate::app) fn menu(&self) -> Option<&Menu> {
        self.menu.as_ref()
    }

    /// Returns whether no key was pressed yet.
    pub(crate) fn is_untouched(&self) -> bool {
        !self.is_touched
    }

    /// Returns whether a person did something that is not in the session's own file, and would not
    /// like to do it again. What was answered in lessons counts as such.
    pub(crate) fn is_worth_keeping(&self, shared: &Shared) -> bool {
        let is_saved = self.files.own.is_some()
            && self.saved == shared.own_study().point()
            && !shared.has_lessons();
        self.is_touched && shared.has_work() && !is_saved
    }

    /// Returns whether clicks are listened to.
    pub(in crate::app) fn has_mouse(&self) -> bool {
        self.has_mouse
    }

    /// Takes note of a key. Returns whether what was said before it is out of date: not if the
    /// program is only suspended.
    pub(in crate::app) fn press(&mut self, key: Key, is_typing: bool) -> bool {
        self.shown_keys.press(key, is_typing);
        self.warned = match self.warned {
            Warned::Now => Warned::Before,
            Warned::Before | Warned::No => Warned::No,
        };
        let is_new = key != Key::ctrl('z');
        self.is_touched |= is_new;
        is_new
    }

    /// Returns the key that goes on to what is below the menu: this one, or the one that the menu
    /// runs; none if the menu takes it. `all` is everything that it has here.
    pub(in crate::app) fn through_menu(&mut self, key: Key, all: Vec<Section>) -> Option<Key> {
        menu::through(&mut self.menu, key, all)
    }

    /// Pastes into the menu. Returns what was pasted if the menu is closed.
    pub(in crate::app) fn paste<'p>(
        &mut self,
        pasted: Pasted<'p>,
        all: Vec<Section>,
    ) -> Option<Pasted<'p>> {
        let Some(menu) = &mut self.menu else { return Some(pasted) };
        menu.paste(pasted, all);
        None
    }

    /// Returns what a key leads to, without the line that it does nothing here if that was said of
    /// the key before it.
    pub(in crate::app) fn say_once(&mut self, outcome: Outcome) -> Outcome {
        let was_lost = std::mem::replace(&mut self.is_lost, outcome.is_of_unknown_key());
        if was_lost && self.is_lost { Outcome::nothing() } else { outcome }
    }

    /// Does what concerns the session alone.
    pub(in crate::app) fn act(
        &mut self,
        action: SessionAction,
        shared: &mut Shared,
        limits: &HostLimits,
    ) -> Outcome {
        match action {
            SessionAction::Help => self.menu = Some(Menu::default()),
            SessionAction::Mouse => {
                self.has_mouse = !self.has_mouse;
                let info = if self.has_mouse { Info::MouseOn } else { Info::MouseOff };
                return Outcome::from(info).then(vec![Effect::Mouse(self.has_mouse)]);
            }
            SessionAction::Theme => return vec![Effect::NextTheme].into(),
            SessionAction::Suspend if limits.suspend => return vec![Effect::Suspend].into(),
            SessionAction::Suspend => return Refusal::NothingToSuspend.into(),
            SessionAction::Save if limits.saving => self.ask_for_file(shared),
            SessionAction::Save => return Refusal::NoSessionFiles.into(),
            SessionAction::Quit => return self.quit(shared, limits),
            SessionAction::QuitAtOnce => return vec![Effect::Quit].into(),
        }
        Outcome::nothing()
    }

    /// Gives up what it asked of the terminal, and returns the effects to run.
    pub(in crate::app) fn close(&mut self) -> Vec<Effect> {
        if std::mem::take(&mut self.has_mouse) { vec![Effect::Mouse(false)] } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::settings::Settings;
    use crate::data::{Request, Source, load};
    use crate::mixture::Iterate;
    use crate::timeline::{Origin, Run};

    fn shared() -> Shared {
        let dataset = load(&Request::new(Source::Example("homework".into()))).unwrap();
        let theta = dataset.theta.clone().unwrap();
        let start = Iterate::start(theta, dataset.data()).unwrap();
        Shared::new(Run::new(Arc::new(dataset), start, Origin::Data), Settings::default())
    }

    #[test]
    fn it_is_said_once_that_keys_do_nothing() {
        let mut session = Session::default();
        let unknown = || Outcome::from(Info::UnknownKey(Key::char('z')));
        assert!(session.say_once(unknown()).notice.is_some());
        assert!(session.say_once(unknown()).notice.is_none());
        assert!(session.say_once(Outcome::nothing()).notice.is_none());
        assert!(session.say_once(unknown()).notice.is_some(), "a key did something in between");
    }

    #[test]
    fn to_suspend_the_program_is_not_its_first_key() {
        let mut session = Session::default();
        assert!(!session.press(Key::ctrl('z'), false) && session.is_untouched());
        assert!(session.press(Key::char('e'), false) && !session.is_untouched());
        session.press(Key::ctrl('z'), false);
        assert!(!session.is_untouched());
    }

    #[test]
    fn the_mouse_is_given_back_once() {
        let (mut session, limits) = (Session::default(), HostLimits::default());
        assert!(session.close().is_empty());
        session.act(SessionAction::Mouse, &mut shared(), &limits);
        assert!(session.has_mouse());
        assert!(matches!(session.close()[..], [Effect::Mouse(false)]));
        assert!(session.close().is_empty());
    }
}
