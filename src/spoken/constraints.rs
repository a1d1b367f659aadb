//! Constraints and priors by their names, and the dialog that they are chosen in.

use super::{Controls, sentence};
use crate::app::App;
use crate::app::form::constraints::{Constraint, ConstraintsForm};
use crate::report::Document;

/// What each is called: as the option of the command line.
pub(crate) const NAMES: [(&str, Constraint); Constraint::ALL.len()] = [
    ("variance-floor", Constraint::VarianceFloor),
    ("map-variance", Constraint::VariancePrior),
    ("equal-variances", Constraint::EqualVariances),
    ("map-weights", Constraint::WeightPrior),
    ("fix-weights", Constraint::FixedWeights),
    ("fix-means", Constraint::FixedMeans),
    ("fix-variances", Constraint::FixedVariances),
    ("hard", Constraint::Hard),
    ("temperature", Constraint::Annealed),
    ("squarem", Constraint::Squarem),
];
/// Returns the rows of the dialog, a sentence each.
pub(crate) fn listed(form: &ConstraintsForm, app: &App, controls: Controls) -> Document {
    let mut document = Document::default();
    if form.has_collapsed() {
        document.paragraph("A component collapsed. Each of the first three keeps its σ² above 0.");
    }
    for (name, constraint) in NAMES {
        let on = if form.is_on(constraint) { "on" } else { "off" };
        let words = sentence(&constraint.words(form.method()));
        document.paragraph(format!("{name} is {on}. {words}"));
    }
    document.paragraph(match controls {
        Controls::Commands => {
            "constraints hard starts a run with this one on and all others off; constraints none \
             starts one of ordinary EM."
                .to_owned()
        }
        Controls::Keys => app.shared().keymap().fill(
            "⟦constraints:Space⟧ switches the chosen one on or off, ⟦constraints:Enter⟧ starts a \
             run with what is on.",
        ),
    });
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_dialog_has_a_name_in_its_order() {
        assert_eq!(NAMES.map(|(_, constraint)| constraint), Constraint::ALL);
    }
}
