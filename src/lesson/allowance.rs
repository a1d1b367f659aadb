//! How much work and memory the checks of a lesson's file may take, on whatever machine.

use crate::mixture::Iterate;

/// The most operations of a lesson: densities N(x; μ_k, σ_k²) and parts of formulas that are
/// computed. They take a few seconds.
const MOST_OPERATIONS: usize = 1_000_000_000;
/// The most bytes of all iterates that a lesson keeps.
const MOST_BYTES: usize = 256 << 20;

/// What may still be computed and kept.
#[derive(Clone, Debug)]
pub struct Allowance {
    pub(super) operations: usize,
    pub(super) bytes: usize,
}

/// Why there is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Spent {
    /// Too much would be computed.
    #[error(
        "here the lesson takes too much work; use fewer observations, components or iterations, or simpler formulas"
    )]
    Operations,
    /// Too much would be kept.
    #[error(
        "here the runs of the lesson take more than 256 MiB; use fewer components or iterations"
    )]
    Bytes,
}

impl Allowance {
    /// No limit, for what a person asks for at their own machine.
    pub const UNLIMITED: Self = Self { operations: usize::MAX, bytes: usize::MAX };
    /// What a lesson may take.
    pub const OF_A_LESSON: Self = Self { operations: MOST_OPERATIONS, bytes: MOST_BYTES };

    /// Takes operations off.
    ///
    /// # Errors
    /// Returns an error if there are not as many left.
    pub fn take_operations(&mut self, operations: usize) -> Result<(), Spent> {
        self.operations = self.operations.checked_sub(operations).ok_or(Spent::Operations)?;
        Ok(())
    }

    /// Takes the memory of iterates of this many components off.
    ///
    /// # Errors
    /// Returns an error if there is not as much left.
    pub fn take_iterates(&mut self, count: usize, components: usize) -> Result<(), Spent> {
        let bytes = count.saturating_mul(Iterate::bytes(components));
        self.bytes = self.bytes.checked_sub(bytes).ok_or(Spent::Bytes)?;
        Ok(())
    }
}
