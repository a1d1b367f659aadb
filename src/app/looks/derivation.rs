//! Where a number comes from.

use crate::app::study::Study;
use crate::explain::{Derivation, Quantity, derive};
use crate::timeline::Origin;

/// Returns where a number comes from; none if there is no such number yet.
pub(super) fn derivation(quantity: Quantity, study: &Study) -> Option<Derivation> {
    let run = study.run();
    let mut derivation = derive(quantity, run, &run.data().sample)?;
    if derivation.is_given {
        derivation.notes.push(match run.origin() {
            Origin::Given => "It was given.".into(),
            Origin::Data => "It is given with the data.".into(),
            Origin::Start(start) => format!("It was made from the data: {start}."),
            Origin::Lesson => "The lesson gives it.".into(),
        });
    }
    Some(derivation)
}
