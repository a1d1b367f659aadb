//! Which part of a list is in sight.

/// Returns the first of `count` things to show if `room` of them fit, so that `wanted` is among
/// them, in the middle if possible.
pub(super) fn window(count: usize, wanted: usize, room: usize) -> usize {
    wanted.saturating_sub(room / 2).min(count.saturating_sub(room))
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn the_wanted_row_is_in_the_window() {
        for (count, room) in [(5, 10), (10, 5), (10, 1), (1, 1)] {
            for wanted in 0..count {
                let first = window(count, wanted, room);
                assert!((first..first + room).contains(&wanted), "{count} {room} {wanted}");
                assert!(first + room.min(count) <= count);
            }
        }
    }
}
