//! A component in the θ₀ form, as it is being typed.

use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::form::theta::written::rounded;
use crate::app::key::Key;
use crate::data::{self, read_list, read_number};
use crate::mixture::Component;
use crate::text::exponent;

/// A column of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// π
    Weight,
    /// μ
    Mean,
    /// σ² or σ
    Spread,
}

/// The columns in their order.
pub(crate) const COLUMNS: [Column; 3] = [Column::Weight, Column::Mean, Column::Spread];

/// What the third column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// σ², as θ has it.
    Variance,
    /// σ, its root.
    Sd,
}

impl Spread {
    /// σ² or σ.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Variance => "σ²",
            Self::Sd => "σ",
        }
    }

    /// Returns how a variance is written in the column.
    pub(super) fn of_variance(self, variance: f64) -> f64 {
        match self {
            Self::Variance => variance,
            Self::Sd => variance.sqrt(),
        }
    }

    /// Returns the variance of what is in the column.
    fn to_variance(self, value: f64) -> f64 {
        match self {
            Self::Variance => value,
            Self::Sd => value * value,
        }
    }
}

/// A component as it is being typed.
///
/// A number that was filled in is written rounded, to be read. As long as no one edits its field,
/// the component's own number counts, with all its digits.
#[derive(Clone, Debug)]
pub(super) struct Row {
    fields: [Field; 3],
    /// Which fields are as they were filled in.
    is_filled: [bool; 3],
    /// What they were filled in with. A mean has more digits here than an `f64`.
    filled: Component,
}

impl Row {
    pub(super) fn new(component: &Component, spread: Spread) -> Self {
        let mut row = Self {
            fields: [(); 3].map(|()| Field::default()),
            is_filled: [true; 3],
            filled: *component,
        };
        for column in COLUMNS {
            row.write(column, spread);
        }
        row
    }

    pub(super) fn field(&self, column: Column) -> &Field {
        &self.fields[column as usize]
    }

    /// Returns whether a field is as it was filled in.
    pub(super) fn is_filled(&self, column: Column) -> bool {
        self.is_filled[column as usize]
    }

    /// Writes the number that a field is filled with.
    fn write(&mut self, column: Column, spread: Spread) {
        let component = &self.filled;
        let text = match column {
            Column::Weight => rounded(component.weight(), None),
            // Enough digits of a mean to see where it is on the scale of σ.
            Column::Mean => rounded(component.mean(), Some(exponent(component.sd()) - 3)),
            Column::Spread => rounded(spread.of_variance(component.variance()), None),
        };
        self.fields[column as usize] = Field::new(text);
        self.is_filled[column as usize] = true;
    }

    /// Fills a field with a number of θ; a spread with a variance.
    pub(super) fn fill(&mut self, column: Column, value: f64, spread: Spread) {
        self.filled = match column {
            Column::Weight => self.filled.with_weight(value),
            Column::Mean => self.filled.with_mean(value),
            Column::Spread => self.filled.with_variance(value),
        };
        self.write(column, spread);
    }

    /// Writes a text into a field as if someone had typed it.
    pub(super) fn type_text(&mut self, column: Column, text: impl Into<String>) {
        self.fields[column as usize] = Field::new(text);
        self.is_filled[column as usize] = false;
    }

    /// Selects what is in a field.
    pub(super) fn select(&mut self, column: Column) {
        self.fields[column as usize].select();
    }

    /// Edits a field.
    pub(super) fn key(&mut self, column: Column, key: Key) -> Result<bool, NoRoom> {
        let edited = self.fields[column as usize].key(key);
        self.after(column, edited)
    }

    /// Pastes into a field.
    pub(super) fn paste(&mut self, column: Column, pasted: Pasted) -> Result<bool, NoRoom> {
        let edited = self.fields[column as usize].paste(pasted);
        self.after(column, edited)
    }

    fn after(&mut self, column: Column, edited: Result<bool, NoRoom>) -> Result<bool, NoRoom> {
        // What was typed into a full field is not in it, but is not what was filled in either.
        if edited != Ok(false) {
            self.is_filled[column as usize] = false;
        }
        edited
    }

    /// Returns whether a field has more digits than are seen in it.
    pub(super) fn is_rounded(&self, column: Column, spread: Spread) -> bool {
        let shown = read_number(self.field(column).text()).ok();
        self.is_filled[column as usize]
            && shown != self.number(column, spread).ok().filter(|number| number.is_finite())
    }

    /// Returns what a field holds, as the column shows it.
    pub(super) fn number(&self, column: Column, spread: Spread) -> Result<f64, String> {
        if self.is_filled[column as usize] {
            return Ok(match column {
                Column::Weight => self.filled.weight(),
                Column::Mean => self.filled.mean(),
                Column::Spread => spread.of_variance(self.filled.variance()),
            });
        }
        let text = self.field(column).entered().map_err(|no_room| no_room.to_string())?.trim();
        if text.is_empty() {
            return Err("a number is missing".into());
        }
        read_number(text).map_err(|problem| match read_list(text) {
            // A pasted list that may be read in two ways is in one field.
            Err((_, list @ data::Problem::OneOrSeveral { .. })) if text.contains([' ', ';']) => {
                list.to_string()
            }
            _ => problem.to_string(),
        })
    }

    /// Returns σ², whichever way the spread is typed.
    pub(super) fn variance(&self, spread: Spread) -> Result<f64, String> {
        if self.is_filled[Column::Spread as usize] {
            return Ok(self.filled.variance());
        }
        let value = self.number(Column::Spread, spread)?;
        if value > 0.0 {
            Ok(spread.to_variance(value))
        } else {
            Err(format!("{} must be above 0", spread.symbol()))
        }
    }

    /// Returns a component with the numbers of the fields. A mean that was filled in has the digits
    /// that an `f64` has no room for.
    pub(super) fn component(&self, weight: f64, mean: f64, variance: f64) -> Component {
        let component = self.filled.with_weight(weight).with_variance(variance);
        if self.is_filled[Column::Mean as usize] { component } else { component.with_mean(mean) }
    }

    /// Writes the spread the other way; a text that is not a positive number stays as it is.
    pub(super) fn switch(&mut self, from: Spread, to: Spread) {
        if let Ok(variance) = self.variance(from) {
            self.fill(Column::Spread, variance, to);
        }
    }
}
