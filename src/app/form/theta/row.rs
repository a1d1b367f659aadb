//! A component in the θ₀ form, as it is being typed.

use crate::app::form::field::Field;
use crate::data::{self, parse_number, read_list, read_number};
use crate::mixture::{Component, Short};

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
}

/// A component as it is being typed.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) fields: [Field; 3],
    /// The texts of the spread before and after the last switch: switching back and forth without
    /// typing must not lose digits to the root and the square.
    switched: Option<(String, String)>,
}

impl Row {
    pub(super) fn new(component: &Component, spread: Spread) -> Self {
        let mut row = Self {
            fields: [component.weight(), component.mean(), component.variance()]
                .map(|v| Field::new(exact(v))),
            switched: None,
        };
        if spread == Spread::Sd {
            row.switch(Spread::Sd);
        }
        row
    }

    fn text(&self, column: Column) -> &str {
        self.fields[column as usize].text()
    }

    pub(super) fn number(&self, column: Column) -> Result<f64, String> {
        let field = &self.fields[column as usize];
        let text = field.entered().map_err(|no_room| no_room.to_string())?.trim();
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

    /// σ², whichever way the spread is typed.
    pub(super) fn variance(&self, spread: Spread) -> Result<f64, String> {
        let value = self.number(Column::Spread)?;
        if value <= 0.0 {
            return Err(format!("{} must be above 0", spread.symbol()));
        }
        match (spread, &self.switched) {
            (Spread::Variance, _) => Ok(value),
            (Spread::Sd, Some((before, after))) if self.text(Column::Spread) == after => {
                parse_number(before).ok_or_else(|| "a number is missing".into())
            }
            (Spread::Sd, _) => Ok(value * value),
        }
    }

    /// Rewrites the spread as `to`; a text that is no positive number stays as it is.
    pub(super) fn switch(&mut self, to: Spread) {
        let Ok(text) = self.fields[Column::Spread as usize].entered() else { return };
        let text = text.to_owned();
        let restored = match self.switched.take() {
            Some((before, after)) if after == text => Some(before),
            _ => None,
        };
        let converted = restored.or_else(|| {
            let value = parse_number(&text).filter(|value| *value > 0.0)?;
            Some(exact(if to == Spread::Sd { value.sqrt() } else { value * value }))
        });
        if let Some(converted) = converted {
            self.fields[Column::Spread as usize] = Field::new(converted.clone());
            self.switched = Some((text, converted));
        }
    }
}

/// Returns a number with all the digits it needs to be read back.
pub(super) fn exact(value: f64) -> String {
    Short(value).to_string()
}
