//! Where a number comes from, over the whole screen: the number in focus, and those that someone
//! went down to.

use std::sync::Arc;

use crate::app::keymap::DerivationAction;
use crate::app::looks::Looks;
use crate::app::looks::selection::Extent;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::app::study::Study;
use crate::data::Dataset;
use crate::explain::{Derivation, Link, Quantity, derive};
use crate::timeline::Run;

/// Returns where a number comes from; none if there is no such number yet.
pub(crate) fn derivation(quantity: Quantity, run: &Run<Arc<Dataset>>) -> Option<Derivation> {
    let mut derivation = derive(quantity, run, &run.data().sample)?;
    if derivation.is_given {
        derivation.notes.push(run.origin().sentence());
    }
    Some(derivation)
}

impl Looks {
    /// Opens the derivation of the selected number over the whole screen.
    pub(in crate::app) fn open_derivation(&mut self, study: &Study) -> Outcome {
        self.selection.ask(self.panel);
        match self.selected() {
            None => Refusal::NoNumberChosen.into(),
            Some(quantity) => {
                self.open_derivation = Some(OpenDerivation::new(quantity, study));
                Outcome::nothing()
            }
        }
    }

    /// Opens the derivation of a number over the whole screen.
    pub(in crate::app) fn derive(&mut self, quantity: Quantity, study: &Study) {
        self.open_derivation = Some(OpenDerivation::new(quantity, study));
    }

    /// Returns the derivation that fills the screen.
    pub fn opened_derivation(&self) -> Option<&OpenDerivation> {
        self.open_derivation.as_ref()
    }

    /// Closes the derivation that fills the screen.
    pub(in crate::app) fn close_derivation(&mut self) {
        self.open_derivation = None;
    }

    /// Does what a key asks for in the derivation that fills the screen.
    pub(in crate::app) fn act_in_derivation(
        &mut self,
        action: DerivationAction,
        study: &Study,
    ) -> Outcome {
        let Some(open) = &mut self.open_derivation else { return Outcome::nothing() };
        match action {
            DerivationAction::Close => self.close_derivation(),
            DerivationAction::NextNumber => open.choose(true, study),
            DerivationAction::PreviousNumber => open.choose(false, study),
            DerivationAction::PageDown => open.scroll(10),
            DerivationAction::PageUp => open.scroll(-10),
            DerivationAction::GoDown if !open.go_down(study) => {
                return Info::NothingBelow.into();
            }
            DerivationAction::GoUp if !open.go_up() => return Info::NothingAbove.into(),
            // What opens the menu is above.
            DerivationAction::GoDown | DerivationAction::GoUp | DerivationAction::Copy => {}
            DerivationAction::Beside | DerivationAction::BesideBefore => {
                let forward = action == DerivationAction::Beside;
                if !open.go_beside(forward, study) {
                    let extent = Extent::of(study);
                    self.selection.turn(self.panel, forward, extent, self.table.ranking());
                    return self.open_derivation(study);
                }
            }
        }
        Outcome::nothing()
    }
}

/// Derivations that someone has gone down through: each after the first is of a number in the one
/// before it.
#[derive(Clone, Debug)]
pub struct OpenDerivation {
    /// From the number in focus down; never empty.
    levels: Vec<Level>,
}

/// One of the derivations.
#[derive(Clone, Copy, Debug)]
struct Level {
    quantity: Quantity,
    /// Which of the numbers in the derivation above it with this name it is: Δℓ is made of two ℓ.
    nth: usize,
    /// Where it is; none if there is no such number where the run's cursor is now.
    link: Option<Link>,
    /// Which of its own numbers is chosen.
    chosen: usize,
    /// How far it is scrolled from where the chosen number is in sight, in lines.
    scroll: isize,
}

impl Level {
    fn new(quantity: Quantity, nth: usize) -> Self {
        Self { quantity, nth, link: None, chosen: 0, scroll: 0 }
    }
}

/// The derivation that is seen.
#[derive(Clone, Debug)]
pub struct SeenDerivation {
    /// The derivation.
    pub derivation: Derivation,
    /// The run, with the cursor where the number is.
    pub run: Run<Arc<Dataset>>,
    /// Which of its numbers is chosen, if it has any.
    pub chosen: Option<Link>,
    /// How far it is scrolled from where that is in sight, in lines.
    pub scroll: isize,
    /// The names of the numbers from the one in focus to this one.
    pub trail: Vec<String>,
}

impl OpenDerivation {
    /// Returns the derivation of the number in focus.
    pub(super) fn new(quantity: Quantity, study: &Study) -> Self {
        let mut open = Self { levels: vec![Level::new(quantity, 0)] };
        open.follow(study);
        open
    }

    /// Finds where the numbers are now that the run's cursor may be elsewhere.
    pub(super) fn follow(&mut self, study: &Study) {
        let mut links = vec![Link::new(self.levels[0].quantity, study.run().cursor())];
        for level in &mut self.levels {
            let mut same = links.iter().filter(|link| link.quantity == level.quantity);
            level.link = same.nth(level.nth).copied();
            let derivation = level.link.and_then(|link| derived(link, study));
            links = derivation.map_or_else(Vec::new, |(derivation, _)| derivation.links());
        }
    }

    /// Returns how many derivations are there where the run's cursor is now.
    fn depth(&self) -> usize {
        self.levels.iter().take_while(|level| level.link.is_some()).count().max(1)
    }

    fn level(&self) -> &Level {
        &self.levels[self.depth() - 1]
    }

    fn level_mut(&mut self) -> &mut Level {
        let deepest = self.depth() - 1;
        &mut self.levels[deepest]
    }

    /// Returns the numbers that can be chosen.
    fn links(&self, study: &Study) -> Vec<Link> {
        self.links_at(self.depth() - 1, study)
    }

    fn links_at(&self, level: usize, study: &Study) -> Vec<Link> {
        let derivation = self.levels[level].link.and_then(|link| derived(link, study));
        derivation.map_or_else(Vec::new, |(derivation, _)| derivation.links())
    }

    /// Returns what is seen; none if there is no such number yet.
    pub fn seen(&self, study: &Study) -> Option<SeenDerivation> {
        let level = self.level();
        let (derivation, run) = derived(level.link?, study)?;
        let links = derivation.links();
        let chosen = links.get(level.chosen.min(links.len().saturating_sub(1))).copied();
        let trail = self.levels[..self.depth()].iter().filter_map(|level| level.link);
        let trail = trail.map(|link| link.name()).collect();
        Some(SeenDerivation { derivation, run, chosen, scroll: level.scroll, trail })
    }

    /// Chooses the number before or after the chosen one; if there is none to choose, scrolls.
    pub(super) fn choose(&mut self, forward: bool, study: &Study) {
        let count = self.links(study).len();
        let level = self.level_mut();
        if count == 0 {
            level.scroll = level.scroll.saturating_add(if forward { 1 } else { -1 });
            return;
        }
        let chosen = level.chosen.min(count - 1);
        level.chosen = if forward { (chosen + 1).min(count - 1) } else { chosen.saturating_sub(1) };
        level.scroll = 0;
    }

    /// Scrolls by this many lines.
    pub(super) fn scroll(&mut self, lines: isize) {
        let level = self.level_mut();
        level.scroll = level.scroll.saturating_add(lines);
    }

    /// Goes to the derivation of the chosen number; false if there is none.
    pub(super) fn go_down(&mut self, study: &Study) -> bool {
        let links = self.links(study);
        let chosen = self.level().chosen.min(links.len().saturating_sub(1));
        let Some(level) = below(&links, chosen) else { return false };
        self.levels.truncate(self.depth());
        self.level_mut().chosen = chosen;
        self.levels.push(level);
        self.follow(study);
        true
    }

    /// Goes back to the derivation that this one is part of; false if it is the number in focus.
    pub(super) fn go_up(&mut self) -> bool {
        let depth = self.depth();
        if depth == 1 {
            return false;
        }
        self.levels.truncate(depth - 1);
        true
    }

    /// Goes to the number before or after this one in the derivation that it is part of; false if
    /// it is the number in focus.
    pub(super) fn go_beside(&mut self, forward: bool, study: &Study) -> bool {
        let depth = self.depth();
        let Some(above) = depth.checked_sub(2) else { return false };
        let links = self.links_at(above, study);
        let here = self.levels[above].chosen;
        let there = if forward { here + 1 } else { here.saturating_sub(1) };
        let there = there.min(links.len().saturating_sub(1));
        if let Some(level) = below(&links, there).filter(|_| there != here) {
            self.levels.truncate(depth - 1);
            self.levels[above].chosen = there;
            self.levels.push(level);
            self.follow(study);
        }
        true
    }
}

/// Returns the level of one of some numbers.
fn below(links: &[Link], chosen: usize) -> Option<Level> {
    let link = links.get(chosen)?;
    let nth = links[..chosen].iter().filter(|other| other.quantity == link.quantity).count();
    Some(Level::new(link.quantity, nth))
}

/// Returns the derivation of a number, and the run with its cursor there.
fn derived(link: Link, study: &Study) -> Option<(Derivation, Run<Arc<Dataset>>)> {
    let mut run = study.run().clone();
    if !run.knows(link.at) {
        return None;
    }
    run.go_to(link.at);
    Some((derivation(link.quantity, &run)?, run))
}
