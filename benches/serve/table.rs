//! The table that is printed: a row per measure, the median of its rounds, its goal.

use std::fmt;

/// What is wanted of a measure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// Nothing; it is there to be compared with.
    None,
    /// No more than this.
    AtMost(f64),
    /// Less than this.
    Below(f64),
    /// No more than this in any round.
    Always(f64),
}

impl Goal {
    /// How it is written.
    fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::AtMost(most) => format!("≤ {}", short(most)),
            Self::Below(end) => format!("< {}", short(end)),
            Self::Always(most) => format!("always ≤ {}", short(most)),
        }
    }
}

/// One measure with its rounds.
#[derive(Debug)]
struct Row {
    what: String,
    unit: &'static str,
    goal: Goal,
    rounds: Vec<f64>,
}

/// All measures, in the order in which they were first taken.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Row {
    /// Whether the goal is met; none without a goal. What was not measured (NaN) meets no goal.
    fn is_met(&self) -> Option<bool> {
        let median = quantile(&self.rounds, 0.5);
        match self.goal {
            Goal::None => None,
            Goal::AtMost(most) => Some(median <= most),
            Goal::Below(end) => Some(median < end),
            Goal::Always(most) => Some(self.rounds.iter().all(|round| *round <= most)),
        }
    }
}

impl Table {
    /// How many goals are missed.
    pub(crate) fn missed(&self) -> usize {
        self.rows.iter().filter(|row| row.is_met() == Some(false)).count()
    }

    /// Notes a round of the measure with this name.
    pub(crate) fn note(&mut self, what: &str, value: f64, unit: &'static str, goal: Goal) {
        eprintln!("  {what}: {value:.3} {unit}");
        match self.rows.iter_mut().find(|row| row.what == what) {
            Some(row) => row.rounds.push(value),
            None => {
                self.rows.push(Row { what: what.to_owned(), unit, goal, rounds: vec![value] });
            }
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "| what | median | all rounds | goal | met |")?;
        writeln!(f, "|---|---:|---:|---:|---|")?;
        for row in &self.rows {
            let Row { what, unit, goal, rounds } = row;
            let all: Vec<String> = rounds.iter().map(|value| short(*value)).collect();
            let is_met = match row.is_met() {
                None => "",
                Some(true) => "yes",
                Some(false) => "missed",
            };
            let (median, all, goal) = (short(quantile(rounds, 0.5)), all.join(", "), goal.text());
            writeln!(f, "| {what} | {median} {unit} | {all} | {goal} | {is_met} |")?;
        }
        Ok(())
    }
}

/// Three digits that count.
fn short(value: f64) -> String {
    let digits = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else if value >= 1.0 {
        2
    } else {
        4
    };
    format!("{value:.digits$}")
}

/// The smallest value that at least a share `q` of `values` do not exceed; NaN if there are
/// none.
pub(crate) fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (q * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
}
