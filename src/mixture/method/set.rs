//! A set of components, as a list on the command line names it.

use crate::mixture::theta::MAX_COMPONENTS;

/// A set of components, counted from 0: none, all, or those listed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(into = "SavedSet", try_from = "SavedSet")]
pub struct ComponentSet {
    bits: u64,
    is_all: bool,
}

impl ComponentSet {
    /// No component.
    pub const NONE: Self = Self { bits: 0, is_all: false };
    /// Every component, however many there are.
    pub const ALL: Self = Self { bits: u64::MAX, is_all: true };

    /// Returns the set of these components; none if one of them is beyond the most a mixture may
    /// have.
    pub fn of(components: impl IntoIterator<Item = usize>) -> Option<Self> {
        let bit = |k: usize| (k < MAX_COMPONENTS).then(|| 1_u64 << k);
        let bits = components.into_iter().try_fold(0, |bits, k| Some(bits | bit(k)?))?;
        Some(Self { bits, is_all: false })
    }

    /// Returns whether component k is in the set.
    pub fn contains(self, k: usize) -> bool {
        k < MAX_COMPONENTS && self.bits >> k & 1 == 1
    }

    /// Returns whether no component is in the set.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Returns whether each of this many components is in the set.
    pub fn covers(self, components: usize) -> bool {
        (0..components).all(|k| self.contains(k))
    }

    /// Returns whether the set was given as all components, and not as a list.
    pub fn is_all(self) -> bool {
        self.is_all
    }

    /// Returns the listed components in ascending order; nothing for [`Self::ALL`].
    pub fn listed(self) -> impl Iterator<Item = usize> {
        (0..MAX_COMPONENTS).filter(move |k| !self.is_all && self.contains(*k))
    }
}

/// The form of a set in a file.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SavedSet {
    None,
    All,
    Listed(Vec<usize>),
}

impl From<ComponentSet> for SavedSet {
    fn from(set: ComponentSet) -> Self {
        match set {
            ComponentSet::NONE => Self::None,
            ComponentSet::ALL => Self::All,
            set => Self::Listed(set.listed().collect()),
        }
    }
}

impl TryFrom<SavedSet> for ComponentSet {
    type Error = String;

    fn try_from(saved: SavedSet) -> Result<Self, String> {
        match saved {
            SavedSet::None => Ok(Self::NONE),
            SavedSet::All => Ok(Self::ALL),
            SavedSet::Listed(listed) => Self::of(listed).ok_or_else(|| {
                format!("a component from 0 to {} was expected", MAX_COMPONENTS - 1)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_a_set() {
        let set = ComponentSet::of([2, 0]).unwrap();
        assert!(set.contains(0) && !set.contains(1) && set.contains(2));
        assert_eq!(set.listed().collect::<Vec<_>>(), [0, 2]);
        assert!(!set.covers(2) && ComponentSet::of([0, 1]).unwrap().covers(2));
        assert_eq!(ComponentSet::of([64]), None);
        assert!(ComponentSet::of([63]).unwrap().contains(63));
    }

    #[test]
    fn all_and_none_are_of_any_mixture() {
        assert!(ComponentSet::ALL.covers(64) && ComponentSet::ALL.is_all());
        assert!(ComponentSet::NONE.is_empty() && ComponentSet::ALL.listed().next().is_none());
    }
}
