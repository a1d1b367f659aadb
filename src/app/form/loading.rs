//! The program before its first data are there: how far they are, and nothing else.

use std::sync::Arc;

use crate::app::effect::{Beginning, Effect, Job};
use crate::app::jobs::Purpose;
use crate::app::key::{Key, KeyCode};
use crate::app::{App, Mode, Settings};
use crate::data::{Dataset, Request};
use crate::mixture::{Iterate, Start, Theta};

/// K where nothing says otherwise.
pub const DEFAULT_COMPONENTS: usize = 2;

/// What was said about θ₀ before the data were there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// θ₀ itself.
    pub theta: Option<Theta>,
    /// How it is made from the data.
    pub start: Option<Start>,
    /// K.
    pub components: Option<usize>,
}

impl Wish {
    /// Where EM starts on these data: at the θ₀ that was given; else at the data's own, unless a
    /// start or another K was asked for; else at one made from the data, as the settings say.
    pub fn beginning(&self, dataset: &Dataset, settings: &Settings) -> Beginning {
        if let Some(theta) = &self.theta {
            return Beginning::Given(theta.clone());
        }
        let fits = |own: &&Theta| {
            self.start.is_none() && self.components.is_none_or(|components| components == own.len())
        };
        match dataset.theta.as_ref().filter(fits) {
            Some(own) => Beginning::Given(own.clone()),
            None => Beginning::FromData {
                start: self.start.unwrap_or(settings.start),
                components: self.components.unwrap_or(DEFAULT_COMPONENTS),
            },
        }
    }
}

/// What is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// What a person calls the data.
    pub name: String,
    wish: Wish,
}

impl App {
    /// The program while its first data are read, and what reads them. `stand_in` is what it holds
    /// until then: nothing of it is shown, and nothing of it stays.
    pub fn opening(
        stand_in: (Arc<Dataset>, Iterate),
        name: String,
        request: Request,
        wish: Wish,
        settings: Settings,
    ) -> (Self, Vec<Effect>) {
        let mut app = Self::new(stand_in.0, stand_in.1, settings);
        let components = wish.components.unwrap_or(DEFAULT_COMPONENTS);
        app.notice = None;
        app.mode = Mode::Opening(Opening { name, wish });
        let effects = app.jobs.start(Purpose::Load { components, gauge: None }, Job::Load(request));
        (app, effects)
    }

    /// What θ₀ was wished for, while the program opens.
    pub(in crate::app) fn wish(&self) -> Option<&Wish> {
        match &self.mode {
            Mode::Opening(opening) => Some(&opening.wish),
            _ => None,
        }
    }

    /// Begins with the data that were waited for.
    pub(in crate::app) fn open(&mut self, dataset: Arc<Dataset>, start: Iterate) {
        let mut opened = Self::new(dataset, start, self.settings).with_bounds(self.bounds);
        opened.jobs.go_on_after(&self.jobs);
        *self = opened;
    }
}

/// What a key does while the program opens.
pub(in crate::app) fn key(key: Key) -> Vec<Effect> {
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => vec![Effect::Quit],
        _ => Vec::new(),
    }
}
