//! What emstep uses of rayon, one after the other: the WebAssembly of a page has one thread, and
//! rayon itself would be a tenth of the module.
//!
//! It has rayon's names, so that the program is the same with either. No result depends on the
//! number of threads, so that this one gives the same ones.

pub mod prelude;

/// Returns how many threads there are.
pub fn current_num_threads() -> usize {
    1
}

/// What work is handed to.
#[derive(Clone, Copy, Debug)]
pub struct Scope;

impl Scope {
    /// Does the work at once.
    pub fn spawn(&self, work: impl FnOnce(&Self)) {
        work(self);
    }
}

/// Returns what `work` does.
pub fn in_place_scope<R>(work: impl FnOnce(&Scope) -> R) -> R {
    work(&Scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spawned_is_done_when_the_scope_ends() {
        let (mut one, mut other) = (0, 0);
        let result = in_place_scope(|scope| {
            scope.spawn(|_| one = 1);
            scope.spawn(|_| other = 2);
            3
        });
        assert_eq!((one, other, result), (1, 2, 3));
    }
}
