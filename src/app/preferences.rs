//! What a person may set of the screen: how fast it plays, what moves by itself, how numbers are
//! written.

use std::time::Duration;

use crate::app::keymap::Keymap;
use crate::mixture::StopRule;

/// How the screen behaves. A class has those of its server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preferences {
    /// How fast half-steps follow one another at first.
    pub pace: Pace,
    /// What may move without a key.
    pub motion: Motion,
    /// The fewest decimals of μ, σ and σ² where there is room for them.
    pub decimals: usize,
    /// When a run to convergence ends if nothing is said, if not as in the program's own settings.
    pub stop: Option<StopRule>,
    /// The keys.
    pub keymap: Keymap,
    /// The address of the page that the program runs in, if it runs in one.
    pub address: Option<String>,
}

/// What may move on the screen without a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// The chart of ℓ becomes one of log Δℓ once ℓ has flattened out.
    #[default]
    Full,
    /// Nothing: that chart waits for its key.
    Reduced,
}

/// The time between two half-steps, from slow to fast.
const INTERVALS: [Duration; 7] = {
    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }
    [ms(3000), ms(2000), ms(1200), ms(700), ms(350), ms(150), ms(50)]
};

/// How fast half-steps follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace(usize);

impl Pace {
    /// The fastest, counted from 1.
    pub const FASTEST: usize = INTERVALS.len();

    /// Returns a pace from 1, the slowest, to [`Pace::FASTEST`]; none for another number.
    pub fn new(pace: usize) -> Option<Self> {
        (1..=Self::FASTEST).contains(&pace).then(|| Self(pace - 1))
    }

    /// Returns its number, from 1.
    pub fn number(self) -> usize {
        self.0 + 1
    }

    /// Returns the time between two half-steps.
    pub(in crate::app) fn interval(self) -> Duration {
        INTERVALS[self.0]
    }

    pub(in crate::app) fn faster(self) -> Self {
        Self((self.0 + 1).min(INTERVALS.len() - 1))
    }

    pub(in crate::app) fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self(3)
    }
}
