//! emstep in a browser page: the state machine and the view, driven by what a page hears.
//!
//! The page writes a [`Request`] as JSON into [`input`], calls [`answer`], and reads the
//! [`Answer`], JSON too, at [`output`]. What touches the world outside, such as the clipboard,
//! downloads and the clock, is up to the page. The module imports three functions: one reads the
//! files that were given to the page, one is told how far a long job is, and one why the module
//! cannot go on.
//!
//! All state is in the module's memory, and nothing in it depends on where it is. A copy of that
//! memory in another instance is the same program: so a long job is done elsewhere (`jobs`).

mod events;
mod files;
mod imports;
mod jobs;
mod link;
mod page;
mod protocol;
mod screen;
mod session_files;
mod settings;

use std::cell::RefCell;

pub use page::Page;
pub use protocol::{
    Answer, DownloadForm, Frame, GivenFile, JobProgress, KeyHint, Opening, OwnLesson, PageEffect,
    PageEvent, PointerAction, Request, Run,
};

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
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
        Ok(Request::Open(opening)) => PAGE.with_borrow_mut(|page| {
            let (opened, answer) = Page::open(&opening);
            *page = Some(opened);
            answer
        }),
        Ok(request) => PAGE.with_borrow_mut(|page| match page {
            Some(page) => page.answer(request),
            None => Answer::refusing("the program is not open"),
        }),
        Err(error) => PAGE.with_borrow_mut(|page| match page {
            Some(page) => page.refuse(&error.to_string()),
            None => Answer::refusing(&error.to_string()),
        }),
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
