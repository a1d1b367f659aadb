//! The files that were given to the page.

use std::cell::RefCell;
use std::time::Duration;

use crate::protocol::GivenFile;

thread_local! {
    static GIVEN: RefCell<Vec<GivenFile>> = const { RefCell::new(Vec::new()) };
}

/// Says which files there are.
pub(crate) fn give(files: Vec<GivenFile>) {
    GIVEN.set(files);
}

/// Returns how long a file is, in bytes, and when it was changed; none if it was not given.
pub(crate) fn about(name: &str) -> Option<(u64, Duration)> {
    let name = name.strip_prefix("./").unwrap_or(name);
    GIVEN.with_borrow(|files| {
        let file = files.iter().find(|file| file.name == name)?;
        Some((file.length, Duration::from_millis(file.changed)))
    })
}

/// Lets the program read them as its files.
pub(crate) fn provide() {
    #[cfg(target_family = "wasm")]
    emstep::internals::data::provide_files(&Given);
}

#[cfg(target_family = "wasm")]
struct Given;

#[cfg(target_family = "wasm")]
impl emstep::internals::data::PageFiles for Given {
    fn names(&self) -> Vec<String> {
        GIVEN.with_borrow(|files| files.iter().map(|file| file.name.clone()).collect())
    }

    fn about(&self, name: &str) -> Option<(u64, Duration)> {
        about(name)
    }

    fn read(&self, name: &str, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        crate::imports::read(name, offset, buffer)
    }
}
