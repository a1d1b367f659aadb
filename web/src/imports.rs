//! What the module asks the page for. Elsewhere than in a page there is nothing to ask.

use std::io;

#[cfg(target_family = "wasm")]
#[link(wasm_import_module = "page")]
#[expect(unsafe_code, reason = "the page has these functions")]
unsafe extern "C" {
    fn read_file(
        name: *const u8,
        name_length: usize,
        offset: f64,
        buffer: *mut u8,
        length: usize,
    ) -> i32;
    fn report(json: *const u8, length: usize);
    fn fail(text: *const u8, length: usize);
}

/// Reads bytes of a file that was given to the page, and returns how many.
///
/// # Errors
/// Returns an error if the page cannot read the file.
pub(crate) fn read(name: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    #[cfg(target_family = "wasm")]
    #[expect(unsafe_code, reason = "the page writes no more than the buffer holds")]
    let count = unsafe {
        read_file(name.as_ptr(), name.len(), offset as f64, buffer.as_mut_ptr(), buffer.len())
    };
    #[cfg(not(target_family = "wasm"))]
    let count = {
        let _ = (name, offset, buffer);
        -1
    };
    let unread = "the browser cannot read it any more; give it to the page again";
    usize::try_from(count).map_err(|_| io::Error::other(unread))
}

/// Tells the page, in JSON, how far a job is while it goes on.
pub(crate) fn tell(json: &[u8]) {
    #[cfg(target_family = "wasm")]
    #[expect(unsafe_code, reason = "the page reads what is there")]
    unsafe {
        report(json.as_ptr(), json.len());
    }
    #[cfg(not(target_family = "wasm"))]
    let _ = json;
}

/// Tells the page why the program cannot go on, before it ends.
pub(crate) fn tell_panics() {
    #[cfg(target_family = "wasm")]
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string();
        #[expect(unsafe_code, reason = "the page reads what is there")]
        unsafe {
            fail(text.as_ptr(), text.len());
        }
    }));
}
