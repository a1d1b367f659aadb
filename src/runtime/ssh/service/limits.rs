//! What one client, and all of them together, may take.

use std::time::Duration;

use ratatui::layout::Size;

use crate::runtime::backend;

/// The limits of a server. Every one of them is an option of `emstep serve`.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Sessions in all.
    pub sessions: usize,
    /// Connections in all, whatever state they are in.
    pub connections: usize,
    /// Connections from one address, whatever state they are in. Of IPv6 an address is its first 64
    /// bits.
    pub per_address: usize,
    /// Connections that have not logged in yet. From half as many on some are refused at random,
    /// more often as they become more.
    pub logins: usize,
    /// Connections from one address that have not logged in yet; others wait.
    pub logins_per_address: usize,
    /// How long a login may take, from the first byte of the connection.
    pub login_grace: Duration,
    /// How long a session lasts after its last key. One that follows a presenter is not idle.
    pub idle: Duration,
    /// How long a session lasts at most.
    pub life: Duration,
    /// Failed logins in a minute, from one address for one role, before wrong answers come later.
    pub failures: u32,
    /// Threads that do what takes long.
    pub workers: usize,
    /// The largest window that is drawn, columns and rows: a client may say anything.
    pub window: (u16, u16),
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sessions: 200,
            connections: 500,
            per_address: 100,
            logins: 128,
            logins_per_address: 10,
            login_grace: Duration::from_secs(60),
            idle: Duration::from_secs(30 * 60),
            life: Duration::from_secs(8 * 60 * 60),
            failures: 10,
            workers: 2,
            window: (400, 120),
        }
    }
}

impl Limits {
    /// Returns the size of a window as a client tells it, as it is drawn.
    pub fn window(&self, columns: u32, rows: u32) -> Size {
        backend::drawn_size((columns, rows), self.window.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_between_one_cell_and_the_largest() {
        let window = |columns, rows| Limits::default().window(columns, rows);
        assert_eq!(window(0, 0), Size::new(80, 24));
        assert_eq!(window(120, 40), Size::new(120, 40));
        assert_eq!(window(1, 1), Size::new(1, 1));
        assert_eq!(window(u32::MAX, 65536), Size::new(400, 120));
        assert_eq!(window(65536, 0), Size::new(400, 24));
        let small = Limits { window: (60, 20), ..Limits::default() };
        assert_eq!(small.window(0, 0), Size::new(60, 20));
        assert_eq!(small.window(120, 10), Size::new(60, 10));
    }
}
