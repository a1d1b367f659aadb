//! What of a study was done since it was saved.

use crate::app::notice::Unsaved;
use crate::app::save_request::SavedPoint;
use crate::app::study::Study;
use crate::timeline::{Origin, Run};

/// How many half-steps of a run are given up without a question.
const FEW: usize = 20;

impl Study {
    /// Returns how far it is now.
    pub(in crate::app) fn point(&self) -> SavedPoint {
        SavedPoint(self.timeline.runs().iter().map(Run::furthest).collect())
    }

    /// Returns what would be lost with this study: more than a few half-steps of a run, or an edit.
    /// What a lesson did is in the lesson.
    pub(in crate::app) fn unsaved_since(&self, saved: &SavedPoint) -> Option<Unsaved> {
        let runs = self.timeline.runs().iter().enumerate();
        let own = runs.filter(|(_, run)| run.origin() != Origin::Lesson);
        let mut longest = None;
        for (index, run) in own {
            let before = saved.0.get(index).copied();
            if before.is_none() && run.origin() == Origin::Edited {
                return Some(Unsaved::Edit { run: index + 1 });
            }
            let half_steps = run.furthest().since(before.unwrap_or(run.start()));
            if half_steps > FEW && longest.is_none_or(|(most, _)| half_steps > most) {
                longest = Some((half_steps, index + 1));
            }
        }
        longest.map(|(half_steps, run)| Unsaved::HalfSteps { half_steps, run })
    }
}
