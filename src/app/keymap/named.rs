//! The keys that a lesson's text names.

use crate::app::key::Key;
use crate::app::keymap::hint::without_key;
use crate::app::keymap::rebound::written;
use crate::app::keymap::{
    Action, DialogAction, Keymap, LookAction, OpenAction, STEPPING, SessionAction, StepAction,
};
use crate::lesson::NamedKey;

/// Returns how the key is written that does what a text names, among those that are not `taken`
/// for something else.
pub(in crate::app) fn label(named: NamedKey, keymap: &Keymap, taken: &[Key]) -> String {
    let action = action(named);
    let bindings = || STEPPING.iter().filter(|binding| binding.action == action);
    let mut keys = bindings().flat_map(|binding| keymap.keys(binding).into_owned());
    let hint = || bindings().next().map_or("", |binding| binding.hint);
    keys.find(|key| !taken.contains(key)).map_or_else(|| without_key(hint()), written)
}

fn action(named: NamedKey) -> Action {
    use {DialogAction as D, LookAction as L, NamedKey as N, OpenAction as O, StepAction as S};
    match named {
        N::EStep => Action::Step(S::EStep),
        N::MStep => Action::Step(S::MStep),
        N::Next => Action::Step(S::Next),
        N::Back => Action::Step(S::Back),
        N::Converge => Action::Step(S::Converge),
        N::Ten => Action::Step(S::TenIterations),
        N::Restart => Action::Step(S::Restart),
        N::Play => Action::Step(S::Play),
        N::PreviousRun => Action::Step(S::PreviousRun),
        N::NextRun => Action::Step(S::NextRun),
        N::Bound => Action::Look(L::Bound),
        N::Surface => Action::Look(L::Surface),
        N::Staircase => Action::Look(L::Staircase),
        N::Chart => Action::Look(L::CycleChart),
        N::LikelihoodChart => Action::Look(L::LikelihoodChart),
        N::FullScreen => Action::Look(L::FullScreen),
        N::ReadOff => Action::Look(L::ReadOff),
        N::Panel => Action::Look(L::NextPanel),
        N::Order => Action::Look(L::Order),
        N::Why => Action::Open(O::Derivation),
        N::Help => Action::Session(SessionAction::Help),
        N::MyAnswer => Action::Open(O::Dialog(D::MyAnswer)),
        N::EditTheta => Action::Open(O::Dialog(D::EditTheta)),
        N::EditData => Action::Open(O::Dialog(D::EditData)),
        N::Runs => Action::Open(O::Dialog(D::Runs)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keymap::EXPLORER;
    use crate::lesson::Named;

    #[test]
    fn everything_that_a_text_can_name_has_a_key_also_in_a_copy() {
        let taken: Vec<Key> = EXPLORER.iter().flat_map(|binding| binding.keys).copied().collect();
        for (name, named) in NamedKey::NAMES {
            for taken in [&[][..], &taken] {
                let key: Key = label(*named, &Keymap::default(), taken)
                    .parse()
                    .unwrap_or_else(|_| panic!("{name}"));
                assert!(!taken.contains(&key), "{name}");
            }
        }
        assert_eq!(
            [&[][..], &taken].map(|taken| label(NamedKey::Staircase, &Keymap::default(), taken)),
            ["f", "F"]
        );
    }
}
