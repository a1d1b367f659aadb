//! Whatever is typed as a formula: it is read or refused with its column, compared, and printed as
//! what reads back.
#![no_main]

#[path = "../../tests/statistics/formula/answers.rs"]
#[allow(dead_code, reason = "the tests' answers are not needed")]
mod answers;

use answers::{ALL, survives};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((question, text)) = bytes.split_first() else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    survives(ALL[usize::from(*question) % ALL.len()], text);
});
