//! Room for observations, asked for before it is used.

use super::fault::Problem;

/// Makes room for this many more observations.
///
/// # Errors
/// Returns [`Problem::Memory`] if there is less. The system's word is asked first: many systems
/// hand out memory they do not have, and end the process that comes to use it.
pub(super) fn reserve<T>(values: &mut Vec<T>, more: usize) -> Result<(), Problem> {
    let lacking = more.saturating_sub(values.capacity() - values.len());
    if lacking == 0 {
        return Ok(());
    }
    let bytes = |count: usize| (count as u64).saturating_mul(size_of::<T>() as u64);
    let needed = bytes(values.len().saturating_add(more));
    // Asking takes a system call or two, which a few rows are not worth.
    if bytes(lacking) >= ASK_FROM
        && let Some(available) = available()
        && bytes(lacking) > available
    {
        // What the values hold already is theirs.
        let available = Some(available.saturating_add(bytes(values.capacity())));
        return Err(Problem::Memory { needed, available });
    }
    values.try_reserve_exact(more).map_err(|_| Problem::Memory { needed, available: None })
}

/// Makes room for this many more observations, and for an eighth of all where there is none: a
/// vector that doubles would need three times its size while it moves.
pub(super) fn reserve_by_eighths<T>(values: &mut Vec<T>, more: usize) -> Result<(), Problem> {
    if more <= values.capacity() - values.len() {
        return Ok(());
    }
    reserve(values, more.max(values.len() / 8))
}

const ASK_FROM: u64 = 1 << 20;

/// Bytes that can be had without swapping; none where the system does not say.
fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    available_of(&text)
}

/// From Linux's `/proc/meminfo`: `MemAvailable:   12345 kB`.
fn available_of(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_word_is_read() {
        let text =
            "MemTotal:       24 kB\nMemFree:  1 kB\nMemAvailable:   12345 kB\nBuffers: 2 kB\n";
        assert_eq!(available_of(text), Some(12345 * 1024));
        assert_eq!(available_of("MemTotal: 24 kB\n"), None);
        assert_eq!(available_of("MemAvailable: many kB\n"), None);
    }

    #[test]
    fn more_than_there_is_is_refused_with_what_it_takes() {
        let mut values = vec![1.0; 3];
        let error = reserve(&mut values, usize::MAX / 16).unwrap_err().to_string();
        assert!(error.starts_with("needs 9,223,372,037 GB of memory"), "{error}");
        assert!(error.ends_with("take a part of the data"), "{error}");
        assert_eq!(values, [1.0; 3]);
    }

    #[test]
    fn room_grows_by_an_eighth() {
        let mut values = Vec::new();
        for i in 0..100_000 {
            reserve_by_eighths(&mut values, 1).unwrap();
            values.push(f64::from(i));
            assert!(values.capacity() <= values.len() + values.len() / 8 + 1);
        }
    }
}
