//! The half-steps one after the other.

use super::tables::{gamma_tables, likelihood_table, theta_tables};
use super::{FIRST, Solution};
use crate::explain::growth::Growth;
use crate::explain::{Link, Quantity};
use crate::text::{component, grouped, shortest, subscript};
use crate::timeline::Phase;

impl Solution {
    /// θ₀ with its ℓ, or γ₀.
    pub(super) fn beginning(&mut self) {
        let origin = self.run.origin().sentence();
        match self.run.cursor().phase() {
            Phase::Theta => {
                self.document.heading(2, "θ₀");
                self.document.paragraph(origin);
                self.document.push_tables(theta_tables(&self.run));
                self.likelihood();
            }
            Phase::Gamma => {
                self.document.heading(2, "γ₀");
                self.document.paragraph("The run begins with responsibilities that a file gave.");
                self.responsibilities();
            }
        }
    }

    /// The half-step at the cursor.
    pub(super) fn half_step(&mut self) {
        let t = self.run.cursor().iteration();
        match self.run.cursor().phase() {
            Phase::Gamma => {
                let t = subscript(t);
                self.document.heading(2, format!("E-step: γ{t} from θ{t}"));
                self.e_step();
            }
            Phase::Theta => {
                let (before, t) = (subscript(t - 1), subscript(t));
                self.document.heading(2, format!("M-step: θ{t} from γ{before}"));
                self.m_step();
            }
        }
    }

    fn e_step(&mut self) {
        for i in 0..self.observations {
            for k in 0..self.run.components() {
                self.derive(Quantity::Gamma { observation: i, component: k });
            }
        }
        self.say_notes();
        self.responsibilities();
        self.derive_each(&[Quantity::Bound, Quantity::Gap]);
    }

    /// The table of γ, and N_k.
    fn responsibilities(&mut self) {
        let known = self.run.data().sample.known_one_by_one();
        if known > 0 {
            self.document.push_tables(gamma_tables(&self.run, 0..known.min(self.rows)));
        }
        if known > self.rows {
            let more = grouped((known - self.rows) as u64);
            self.document.paragraph(format!("{more} more rows; --rows sets how many are written."));
        }
        for k in 0..self.run.components() {
            self.derive(Quantity::Count(k));
        }
        self.say_notes();
    }

    fn m_step(&mut self) {
        let parts = [Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
        for k in 0..self.run.components() {
            self.document.heading(3, format!("Component {}", component(k)));
            for part in parts {
                self.derive(part(k));
            }
            self.say_notes();
        }
        let t = subscript(self.run.cursor().iteration());
        self.document.heading(3, format!("θ{t}"));
        self.document.push_tables(theta_tables(&self.run));
        if let Some(growth) = Growth::of(&self.run) {
            self.document.paragraph(growth.sentences);
        }
        self.likelihood();
    }

    /// ℓ at θ of the cursor, and what the M-step did to it.
    fn likelihood(&mut self) {
        self.said.names.clear();
        let t = self.run.cursor().iteration();
        let sample = &self.run.data().sample;
        let x: Vec<f64> = sample.values().iter().copied().take(self.observations).collect();
        let is_grouped = sample.bins().is_some();
        self.document.heading(3, Link::new(Quantity::LogLikelihood, self.run.cursor()).symbol());
        for (i, x) in x.into_iter().enumerate() {
            if !is_grouped {
                self.document.equation(&[&format!("x{}", subscript(i)), &shortest(x)]);
            }
            for k in 0..self.run.components() {
                self.derive_from(Quantity::Density { observation: i, component: k }, 0);
            }
            self.derive(Quantity::Marginal(i));
        }
        self.derive(Quantity::LogLikelihood);
        if !self.run.method().objective().is_log_likelihood() {
            self.derive(Quantity::Objective);
        }
        self.say_notes();
        if t > 0 {
            let symbol = self.run.method().objective().symbol();
            self.document.heading(3, format!("{symbol} before and after, and the gap"));
            self.derive_each(&[Quantity::Change, Quantity::Bound, Quantity::Gap]);
        }
    }

    /// The iterations that are not worked out, of a run with `last`: their θ and ℓ in a table.
    pub(super) fn iterations_between(&mut self, last: usize) {
        let (first, end) = (FIRST + 1, last - 1);
        self.document.heading(2, format!("Iterations {first} to {end}"));
        self.document.paragraph("They are done in the same way.");
        let shown = first..(end + 1).min(first + self.rows);
        let more = end + 1 - shown.end;
        self.document.push_table(likelihood_table(&self.run, shown));
        if more > 0 {
            let more = grouped(more as u64);
            self.document.paragraph(format!("{more} more rows; --rows sets how many are written."));
        }
    }
}
