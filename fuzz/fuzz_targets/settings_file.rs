//! Whatever the file of settings has in it: it is refused with the line that is wrong, or read, and
//! a file that says the same reads back as the same.
#![no_main]

mod shared;

use emstep::internals::cli::rewritten_settings;
use libfuzzer_sys::fuzz_target;
use shared::assert_one_line;

fuzz_target!(|bytes: &[u8]| {
    match rewritten_settings(bytes) {
        Ok(text) => {
            assert_eq!(rewritten_settings(text.as_bytes()), Ok(text));
        }
        Err((line, says)) => {
            let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
            assert!((1..=lines).contains(&line), "{line}: {says}");
            assert_one_line(&says);
        }
    }
});
