//! How a page opens: on what its link says, on a lesson, or on what was left.

use std::ops::ControlFlow;
use std::sync::Arc;

use emstep::data::{Request as DataRequest, Source};
use emstep::internals::app::{
    App, Key, KeyCode, LessonScreen, Message, Mode, Program, SavedSession, Settings, StartOptions,
};
use emstep::internals::work::effects;
use emstep::lesson::{BuiltIn, Lesson, Mistake, Player, load};

use super::host::{EARLIER, SESSION};
use super::{Offered, Page};
use crate::imports;
use crate::link::{Link, brief};
use crate::protocol::{Answer, Opening, OwnLesson, PageEffect};
use crate::settings::Settings as Kept;

impl Page {
    /// Opens a page, and returns what follows from that.
    pub fn open(opening: &Opening) -> (Self, Answer) {
        imports::tell_panics();
        let mut link = Link::read(&opening.link, opening.reduced);
        link.preferences.address.clone_from(&opening.address);
        let kept = opening.settings.as_deref().map(Kept::read).unwrap_or_default();
        let mut page = match lesson(&link, opening.lesson.as_ref()) {
            Some(Ok(lesson)) => Self::of_lesson(lesson, &link),
            Some(Err(why)) => {
                let mut page = Self::of_data(&link);
                page.say(why);
                page
            }
            None => Self::of_data(&link),
        };
        page.chosen = link.theme.or(kept.theme());
        page.keys_of_link.extend(&link.keys);
        page.press_keys_of_link();
        if !link.problems.is_empty() {
            let problems = link.problems.join("; ");
            page.say(format!("Something in the link cannot be read, and was left out: {problems}"));
        }
        let has_content = link.has_content || opening.lesson.is_some();
        if has_content {
            // It moves aside once there is something else to be kept.
            page.offered = opening.session.clone().map(|text| Offered { key: SESSION, text });
        } else {
            let earlier = opening.earlier.as_ref().map(|text| (EARLIER, text));
            let session = opening.session.as_ref().map(|text| (SESSION, text));
            if let Some((key, text)) = session.or(earlier) {
                page.offer(key, text);
            }
        }
        // What was there at the beginning is no news.
        if let Some(app) = page.program.app() {
            page.events.of(app);
        }
        let answer = page.answered(Answer::default(), true);
        (page, answer)
    }

    fn of_data(link: &Link) -> Self {
        let mut page = Self::reading(link.request.clone(), link.start.clone(), link.settings, link);
        // The homework is always there.
        if page.program.app().is_none() {
            let homework = DataRequest::new(Source::Example("homework".to_owned()));
            let said = std::mem::take(&mut page.effects);
            page = Self::reading(homework, StartOptions::default(), Settings::default(), link);
            page.effects.splice(..0, said);
        }
        page
    }

    fn reading(request: DataRequest, start: StartOptions, settings: Settings, link: &Link) -> Self {
        let name = request.source.name();
        let (program, effects) = Program::opening(name, request, start, settings, Self::limits());
        let program = program.with_mouse().with_preferences(link.preferences.clone());
        let mut page = Self::new(program);
        let ControlFlow::Continue(()) = effects::perform(&mut page, effects);
        page.finish_all();
        page
    }

    fn of_lesson(lesson: Lesson, link: &Link) -> Self {
        let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
        let run = screen.player().scene().run().clone();
        let app = App::new(run, Settings::default()).with_limits(Self::limits());
        let program = Program::Open(Box::new(app.with_lesson(screen))).with_mouse();
        Self::new(program.with_preferences(link.preferences.clone()))
    }

    /// Presses the keys of a link, up to one that begins something that takes a while. They copy,
    /// save and keep nothing: that is up to the person in front of the page.
    pub(super) fn press_keys_of_link(&mut self) {
        while !self.jobs.is_working() && self.jobs.elsewhere().is_none() {
            let Some(key) = self.keys_of_link.pop_front() else { return };
            let before = self.effects.len();
            self.press(key);
            let own = self.effects.split_off(before);
            self.effects.extend(own.into_iter().filter(|it| matches!(it, PageEffect::Say(_))));
        }
    }

    /// Does all jobs: without data there is nothing to show.
    fn finish_all(&mut self) {
        loop {
            if self.jobs.is_working() {
                let outputs = self.jobs.step();
                self.take_in(outputs);
            } else if self.jobs.elsewhere().is_some() {
                self.jobs.finish();
                let outputs = self.jobs.deliver();
                self.take_in(outputs);
            } else {
                return;
            }
        }
    }

    /// Offers the session that was left. One that cannot be read is forgotten, and that is said.
    fn offer(&mut self, key: &'static str, text: &str) {
        match SavedSession::from_text(text.as_bytes()) {
            Ok(session) => {
                self.offered = Some(Offered { key, text: text.to_owned() });
                self.tell(Message::SessionLeft(said_of(&session)));
            }
            Err(error) => self.say(format!("The session that was left cannot be opened: {error}")),
        }
    }

    /// Offers again what could not be reopened: now that there is another file, it may be. Returns
    /// whether there is such a session.
    fn offer_again(&mut self) -> bool {
        let Some(Offered { key, text }) = self.waiting.take() else { return false };
        self.offer(key, &text);
        true
    }

    /// Opens a file that was given to the page, as one that is typed into the dialog for data. If a
    /// session waits, that is offered instead: the file may be one of its data.
    pub(super) fn open_file(&mut self, name: &str) {
        if self.offer_again() {
            return;
        }
        if self.program.app().is_none() {
            self.say(format!(
                "{name} was not opened: something else is being opened. Esc ends that."
            ));
            return;
        }
        for _ in 0..8 {
            match self.program.app().map(App::mode) {
                None => return,
                Some(Mode::Stepping | Mode::Lesson(_)) => break,
                Some(_) => self.press(Key::plain(KeyCode::Esc)),
            }
        }
        if matches!(self.program.app().map(App::mode), Some(Mode::Lesson(_))) {
            self.press(Key::plain(KeyCode::Esc));
        }
        self.press(Key::char('d'));
        self.press(Key::ctrl('u'));
        self.tell(Message::Paste(name.to_owned()));
        self.press(Key::plain(KeyCode::Enter));
    }
}

/// Returns what is said of a session that is offered.
fn said_of(session: &SavedSession) -> String {
    format!("you left a session here: {}", session.about())
}

/// Returns the lesson that comes with the page, or that a link names.
fn lesson(link: &Link, own: Option<&OwnLesson>) -> Option<Result<Lesson, String>> {
    let mistakes = |name: &str, mistakes: Vec<Mistake>| {
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        format!("The lesson {name} has mistakes: {first}")
    };
    if let Some(OwnLesson { name, text: Some(text) }) = own {
        return Some(load(name, text.as_bytes()).map_err(|found| mistakes(name, found)));
    }
    let name = own.map(|own| &own.name).or(link.lesson.as_ref())?;
    Some(match BuiltIn::named(name) {
        Some(built_in) => built_in.load().map_err(|found| mistakes(name, found)),
        None => Err(format!("There is no lesson called '{}'.", brief(name))),
    })
}
