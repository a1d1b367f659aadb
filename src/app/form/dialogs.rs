//! What the forms and the prompt ask for.

use std::sync::Arc;

use crate::app::effect::{Beginning, Check, Effect, Job};
use crate::app::form::answer::{self, Said};
use crate::app::form::theta::{self, Preview, ThetaForm};
use crate::app::form::{data, prompt};
use crate::app::jobs::{Owner, Purpose};
use crate::app::{App, Mode};
use crate::explain::check::{NotThere, TypedNumber};
use crate::timeline::HalfStep;

impl App {
    pub(in crate::app) fn open_theta_form(&mut self) -> Vec<Effect> {
        let effects = self.cancel();
        let run = self.timeline.run();
        let most = self.bounds.most_components();
        let mut form = ThetaForm::new(&run.current().theta, &run.iterates()[0].theta, most);
        form.preview = Preview::Ready(Box::new(run.current().clone()));
        self.mode = Mode::Theta(form);
        effects
    }

    pub(in crate::app) fn after_theta_form(&mut self, outcome: theta::Outcome) -> Vec<Effect> {
        match outcome {
            theta::Outcome::Nothing => Vec::new(),
            theta::Outcome::Changed => self.ask_preview(),
            theta::Outcome::Close => self.close_theta_form(),
            theta::Outcome::Full => {
                self.refuse(self.bounds.no_more_components());
                Vec::new()
            }
            theta::Outcome::Refused(why) => {
                self.refuse(why);
                Vec::new()
            }
            theta::Outcome::Apply(theta) => {
                let dataset = Arc::clone(self.dataset());
                let mut effects = self.close_theta_form();
                effects.extend(self.begin(dataset, Beginning::Given(theta)));
                effects
            }
        }
    }

    pub(in crate::app) fn close_theta_form(&mut self) -> Vec<Effect> {
        self.mode = Mode::Stepping;
        self.jobs.cancel(Owner::ThetaForm)
    }

    /// Asks for ℓ of what the form holds; the newest question wins.
    pub(in crate::app) fn ask_preview(&mut self) -> Vec<Effect> {
        let dataset = Arc::clone(self.dataset());
        let Mode::Theta(form) = &mut self.mode else { return Vec::new() };
        match form.theta() {
            Err(_) => {
                form.preview = Preview::None;
                self.jobs.cancel(Owner::ThetaForm)
            }
            Ok(theta) => {
                form.preview = Preview::Pending;
                let from = Beginning::Given(theta);
                self.jobs.start(Purpose::Preview, Job::Begin { dataset, from })
            }
        }
    }

    pub(in crate::app) fn after_data_form(&mut self, outcome: data::Outcome) -> Vec<Effect> {
        match outcome {
            data::Outcome::Nothing => Vec::new(),
            data::Outcome::Close => {
                // Only what the dialog itself waits for is not wanted any more.
                let waits = matches!(&self.mode, Mode::Data(form) if form.loading);
                self.mode = Mode::Stepping;
                if waits { self.cancel_with_notice() } else { Vec::new() }
            }
            data::Outcome::Load(mut request, components) => {
                request.exact = self.settings.exact;
                if let Mode::Data(form) = &mut self.mode {
                    form.loading = true;
                }
                self.jobs.start(Purpose::Load { components, gauge: None }, Job::Load(request))
            }
        }
    }

    pub(in crate::app) fn after_prompt(&mut self, outcome: prompt::Outcome) -> Vec<Effect> {
        match outcome {
            prompt::Outcome::Nothing => return Vec::new(),
            prompt::Outcome::Close => {}
            prompt::Outcome::Row(row) if row < self.dataset().sample.len() => {
                self.choose_row(row);
            }
            prompt::Outcome::Place(place) if place < self.dataset().sample.len() => {
                let row = self.table.ranking().map_or(place, |ranking| ranking.row(place));
                self.choose_row(row);
            }
            prompt::Outcome::Row(_) | prompt::Outcome::Place(_) => {
                let last = self.dataset().sample.len() - 1;
                if let Mode::Prompt(prompt) = &mut self.mode {
                    prompt.error = Some(match outcome {
                        prompt::Outcome::Place(_) => format!("places go from p0 to p{last}"),
                        _ => format!("i goes from 0 to {last}"),
                    });
                }
                return Vec::new();
            }
            prompt::Outcome::Iteration(t) => {
                self.mode = Mode::Stepping;
                return self.go_to(HalfStep::theta(t));
            }
        }
        self.mode = Mode::Stepping;
        Vec::new()
    }

    pub(in crate::app) fn after_answer_form(&mut self, outcome: answer::Outcome) -> Vec<Effect> {
        if outcome == answer::Outcome::Nothing {
            return Vec::new();
        }
        let mut effects = self.jobs.cancel(Owner::AnswerForm);
        let run = self.timeline.run();
        let said = match outcome {
            answer::Outcome::Nothing => return effects,
            answer::Outcome::Close => {
                self.mode = Mode::Stepping;
                return effects;
            }
            answer::Outcome::Check(quantity, typed) => match typed.parse::<TypedNumber>() {
                Err(error) => Said::Problem(error.to_string()),
                Ok(answer) => {
                    let check = Box::new(Check { run: run.clone(), quantity, answer });
                    effects.extend(self.jobs.start(Purpose::Check, Job::Check(check)));
                    Said::Asked
                }
            },
            answer::Outcome::Reveal(quantity) => match quantity.value(run, &run.data().sample) {
                Some(value) => Said::Truth(value),
                None => Said::Problem(NotThere(quantity).to_string()),
            },
        };
        if let Mode::Answer(form) = &mut self.mode {
            form.said = Some(said);
        }
        effects
    }
}
