//! emstep in a browser page: the state machine and the view, driven by what a page hears.
//!
//! The module imports nothing. The page writes a [`Request`] as JSON into [`input`], calls
//! [`answer`], and reads the [`Answer`], JSON too, at [`output`]. What takes time or touches the
//! world outside, such as the clipboard, downloads and the clock, is up to the page.

mod page;
mod protocol;
mod screen;

use std::cell::RefCell;

pub use page::Page;
pub use protocol::{Answer, PageEffect, Request};

thread_local! {
    static PAGE: RefCell<Page> = RefCell::new(Page::default());
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a request of `length` bytes, and returns the address to write it to. A later call
/// may move it.
#[expect(unsafe_code, reason = "the page finds it by this name")]
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        input.clear();
        input.resize(length, 0);
        input.as_mut_ptr()
    })
}

/// Answers the request, and returns the length of the answer.
#[expect(unsafe_code, reason = "the page finds it by this name")]
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    let answer = INPUT.with_borrow(|input| match serde_json::from_slice(input) {
        Ok(request) => PAGE.with_borrow_mut(|page| page.answer(request)),
        Err(error) => Answer::refusing(&error.to_string()),
    });
    OUTPUT.with_borrow_mut(|output| {
        output.clear();
        // What a page is told has no map with other keys than strings, and a vector takes anything.
        if serde_json::to_writer(&mut *output, &answer).is_err() {
            output.clear();
        }
        output.len()
    })
}

/// Returns the address of the last answer.
#[expect(unsafe_code, reason = "the page finds it by this name")]
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(Vec::as_ptr)
}
