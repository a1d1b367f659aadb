//! The θ₀ form: a row per component, checked while someone types.

mod nudge;
mod row;
mod written;

use crate::app::begin::BeginError;
use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, FormAction};
use crate::app::limits::HostLimits;
use crate::app::notice::Refusal;
use crate::data::read_list;
use crate::mixture::{Component, Iterate, Short, Theta, ThetaError};
use crate::timeline::Beginning;
use row::Row;
pub(crate) use row::{COLUMNS, Column, Spread};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The field; `None` for something that concerns them all.
    pub place: Option<(usize, Column)>,
    /// What is wrong with it.
    pub text: String,
}

/// What ℓ(θ₀) would be.
#[derive(Clone, Debug, Default)]
pub enum Preview {
    /// Not asked, or the fields hold no θ.
    #[default]
    None,
    /// Asked.
    Pending,
    /// Answered.
    Ready(Box<Iterate>),
    /// There is none.
    Failed(String),
}

impl From<Result<Beginning, BeginError>> for Preview {
    fn from(begun: Result<Beginning, BeginError>) -> Self {
        match begun {
            Ok(beginning) => Self::Ready(Box::new(beginning.first().clone())),
            Err(error) => Self::Failed(error.to_string()),
        }
    }
}

/// The form's whole state.
#[derive(Clone, Debug)]
pub struct ThetaForm {
    rows: Vec<Row>,
    row: usize,
    column: Column,
    spread: Spread,
    /// The iteration of the θ it was filled with.
    from: usize,
    runs_start: Theta,
    /// What the fields held when the mouse took hold of a component.
    held: Option<Theta>,
    limits: HostLimits,
    /// ℓ of what is typed.
    pub preview: Preview,
    /// Whether Enter was pressed while there was something wrong.
    pub refused: bool,
}

impl ThetaForm {
    /// Returns a form filled with `theta`, which is θ of iteration `from`; `runs_start` is what ^R
    /// fills in.
    pub fn new(theta: &Theta, from: usize, runs_start: &Theta, limits: HostLimits) -> Self {
        let spread = Spread::Variance;
        let mut form = Self {
            rows: theta.components().iter().map(|c| Row::new(c, spread)).collect(),
            row: 0,
            column: Column::Weight,
            spread,
            from,
            runs_start: runs_start.clone(),
            held: None,
            limits,
            preview: Preview::None,
            refused: false,
        };
        form.select();
        form
    }

    /// Selects the number in focus, which what is typed replaces.
    fn select(&mut self) {
        self.rows[self.row].select(self.column);
    }

    /// Returns how many components are being typed.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Never: a mixture has a component.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns where the cursor is.
    pub fn focus(&self) -> (usize, Column) {
        (self.row, self.column)
    }

    /// Returns a field.
    pub fn field(&self, row: usize, column: Column) -> &Field {
        self.rows[row].field(column)
    }

    /// Returns the iteration of the θ it was filled with.
    pub fn from(&self) -> usize {
        self.from
    }

    /// Returns whether a field that no one has edited has more digits than are seen in it.
    pub fn is_rounded(&self) -> bool {
        let spread = self.spread;
        self.rows.iter().any(|row| COLUMNS.iter().any(|column| row.is_rounded(*column, spread)))
    }

    /// Returns what the third column holds.
    pub fn spread(&self) -> Spread {
        self.spread
    }

    /// Σπ; none while a weight is not a number.
    pub fn weight_sum(&self) -> Option<f64> {
        self.rows.iter().map(|row| row.number(Column::Weight, self.spread).ok()).sum()
    }

    /// Returns the θ that is typed.
    ///
    /// # Errors
    /// Everything that is wrong, in reading order.
    pub fn theta(&self) -> Result<Theta, Vec<FieldError>> {
        let mut problems = Vec::new();
        let mut components = Vec::new();
        for (k, row) in self.rows.iter().enumerate() {
            let mut take = |column, number: Result<f64, String>| {
                number.unwrap_or_else(|text| {
                    problems.push(FieldError { place: Some((k, column)), text });
                    f64::NAN
                })
            };
            let weight = take(Column::Weight, row.number(Column::Weight, self.spread));
            let mean = take(Column::Mean, row.number(Column::Mean, self.spread));
            let variance = take(Column::Spread, row.variance(self.spread));
            components.push(row.component(weight, mean, variance));
        }
        for error in Theta::check(&components) {
            let problem = self.problem(&error);
            if problem.place.is_none() || !problems.iter().any(|p| p.place == problem.place) {
                problems.push(problem);
            }
        }
        match Theta::new(components) {
            Ok(theta) if problems.is_empty() => Ok(theta),
            _ => Err(problems),
        }
    }

    fn problem(&self, error: &ThetaError) -> FieldError {
        let (place, text) = match *error {
            ThetaError::Weight { component, .. } => {
                (Some((component, Column::Weight)), "π must be above 0 and at most 1".into())
            }
            ThetaError::Mean { component, .. } => {
                (Some((component, Column::Mean)), "μ must be a finite number".into())
            }
            ThetaError::Variance { component, .. } => (
                Some((component, Column::Spread)),
                format!("{} is beyond what a number holds", self.spread.symbol()),
            ),
            ThetaError::WeightSum(_) => (None, "Σπ must be 1: change a π".into()),
            ThetaError::Count(_) | ThetaError::Lengths { .. } => (None, error.to_string()),
        };
        FieldError { place, text }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> DialogEvent {
        self.refused = false;
        match keymap::find(keymap::FORM, key) {
            Some(action) => {
                let before = self.index();
                let event = self.act(action);
                // Enter may leave the cursor where someone types.
                if self.index() != before || event == DialogEvent::Edited {
                    self.select();
                }
                event
            }
            None => edited(self.rows[self.row].key(self.column, key)),
        }
    }

    /// Takes a paste: a list of numbers fills the fields from here on, column by column and row by
    /// row. What may be a number or a list goes into this field as it is, for its error to say so.
    pub fn paste(&mut self, pasted: Pasted) -> DialogEvent {
        self.refused = false;
        let numbers = match pasted {
            Pasted::Text(text) => read_list(text).unwrap_or_default(),
            Pasted::TooLong(_) => Vec::new(),
        };
        if numbers.len() < 2 {
            return edited(self.rows[self.row].paste(self.column, pasted));
        }
        let room = self.rows.len() * COLUMNS.len() - self.index();
        if numbers.len() > room {
            let (numbers, fields) = (numbers.len(), room);
            return DialogEvent::Refused(Refusal::TooManyNumbers { numbers, fields });
        }
        for (i, number) in numbers.into_iter().enumerate() {
            if i > 0 {
                self.step_right();
            }
            self.rows[self.row].type_text(self.column, Short(number).to_string());
        }
        DialogEvent::Edited
    }

    fn act(&mut self, action: FormAction) -> DialogEvent {
        match action {
            FormAction::Close => return DialogEvent::Close,
            FormAction::Apply => return self.apply(),
            FormAction::NextField => {
                if !self.step_right() {
                    (self.row, self.column) = (0, Column::Weight);
                }
                return DialogEvent::Nothing;
            }
            FormAction::PreviousField => {
                self.step_left();
                return DialogEvent::Nothing;
            }
            FormAction::Up => {
                self.row = self.row.saturating_sub(1);
                return DialogEvent::Nothing;
            }
            FormAction::Down => {
                self.row = (self.row + 1).min(self.rows.len() - 1);
                return DialogEvent::Nothing;
            }
            FormAction::NudgeUp => return self.nudge(true),
            FormAction::NudgeDown => return self.nudge(false),
            FormAction::Normalise => self.normalise(),
            FormAction::SwitchSpread => self.switch_spread(),
            FormAction::AddComponent => match self.limits.check_components(self.rows.len() + 1) {
                Ok(()) => self.add_component(),
                Err(reached) => return DialogEvent::Refused(reached.into()),
            },
            FormAction::RemoveComponent => self.remove_component(),
            FormAction::RunsThetaZero => {
                let spread = self.spread;
                *self = Self::new(&self.runs_start, 0, &self.runs_start, self.limits);
                if spread == Spread::Sd {
                    self.switch_spread();
                }
            }
        }
        DialogEvent::Edited
    }

    fn apply(&mut self) -> DialogEvent {
        match self.theta() {
            Ok(theta) => match self.limits.check_components(theta.len()) {
                Ok(()) => DialogEvent::StartRun(theta),
                Err(reached) => DialogEvent::Refused(reached.into()),
            },
            Err(problems) => {
                self.refused = true;
                if let Some((row, column)) = problems.iter().find_map(|problem| problem.place) {
                    (self.row, self.column) = (row, column);
                }
                // The line under a field may have no room for both lengths.
                let fields = |row: &Row| COLUMNS.map(|column| row.field(column).entered().err());
                let no_room = self.rows.iter().flat_map(fields).flatten().next();
                no_room.map_or(DialogEvent::Nothing, |no_room| DialogEvent::Refused(no_room.into()))
            }
        }
    }

    /// Returns which field the cursor is in, counted in reading order.
    fn index(&self) -> usize {
        self.row * COLUMNS.len() + self.column as usize
    }

    /// To the next field; false at the last one.
    fn step_right(&mut self) -> bool {
        let next = self.index() + 1;
        let inside = next < self.rows.len() * 3;
        if inside {
            (self.row, self.column) = (next / 3, COLUMNS[next % 3]);
        }
        inside
    }

    fn step_left(&mut self) {
        let before = self.index().checked_sub(1).unwrap_or(self.rows.len() * 3 - 1);
        (self.row, self.column) = (before / 3, COLUMNS[before % 3]);
    }

    /// Divides the weights by their sum, where all of them are positive numbers.
    fn normalise(&mut self) {
        let weights: Option<Vec<f64>> = (self.rows.iter())
            .map(|row| row.number(Column::Weight, self.spread).ok().filter(|weight| *weight > 0.0))
            .collect();
        let Some(weights) = weights else { return };
        let sum: f64 = weights.iter().sum();
        for (row, weight) in self.rows.iter_mut().zip(weights) {
            row.fill(Column::Weight, weight / sum, self.spread);
        }
    }

    fn switch_spread(&mut self) {
        let before = self.spread;
        self.spread = match before {
            Spread::Variance => Spread::Sd,
            Spread::Sd => Spread::Variance,
        };
        for row in &mut self.rows {
            row.switch(before, self.spread);
        }
    }

    /// Adds a component a standard deviation to the right of this one: an identical one would stay
    /// identical for ever. The weights are left to the person.
    fn add_component(&mut self) {
        let here = &self.rows[self.row];
        let mean = here.number(Column::Mean, self.spread).unwrap_or(0.0);
        let variance = here.variance(self.spread).unwrap_or(1.0);
        let weight = 1.0 / (self.rows.len() + 1) as f64;
        let component = Component::new(weight, mean + variance.sqrt(), variance);
        self.rows.insert(self.row + 1, Row::new(&component, self.spread));
        self.held = None;
        (self.row, self.column) = (self.row + 1, Column::Weight);
    }

    fn remove_component(&mut self) {
        if self.rows.len() > 1 {
            self.rows.remove(self.row);
            self.held = None;
            self.row = self.row.min(self.rows.len() - 1);
        }
    }
}

fn edited(edited: Result<bool, NoRoom>) -> DialogEvent {
    match edited {
        Ok(true) => DialogEvent::Edited,
        Ok(false) => DialogEvent::Nothing,
        Err(no_room) => DialogEvent::Refused(no_room.into()),
    }
}

#[cfg(test)]
mod tests;
