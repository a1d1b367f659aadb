//! Whatever the files have in them that say who may come in: authorized keys, the password, the
//! host key.
#![no_main]

mod shared;

use std::path::Path;

use emstep::internals::ssh::host_key;
use emstep::internals::ssh::{AuthorizedKeys, Password};
use libfuzzer_sys::fuzz_target;
use shared::assert_one_line;

fn authorized_keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().count();
    let keys = AuthorizedKeys::parse(&text);
    assert!(keys.len() + keys.skipped().len() <= lines);
    for skipped in keys.skipped() {
        assert!((1..=lines).contains(&skipped.line), "{skipped}");
        assert_one_line(&skipped.to_string());
    }
    // Every line is by itself.
    let mut skipped = keys.skipped().iter();
    let mut alone = 0;
    for line in text.trim_start_matches('\u{feff}').lines() {
        // Below another one: a byte order mark is one at the beginning of a file only.
        let read = AuthorizedKeys::parse(&format!("\n{line}"));
        alone += read.len();
        for of_line in read.skipped() {
            assert_eq!(skipped.next().map(|skipped| &skipped.reason), Some(&of_line.reason));
        }
    }
    assert!(keys.len() <= alone && skipped.next().is_none());
}

fn password(bytes: &[u8]) {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = first.strip_suffix(b"\r").unwrap_or(first);
    match Password::parse(bytes, Path::new("password")) {
        Ok(password) => {
            let typed = str::from_utf8(first).expect("what can be typed is UTF-8");
            assert!(password.matches(typed) && !password.matches(&format!("{typed} ")));
        }
        Err(error) => assert_one_line(&error.to_string()),
    }
}

fuzz_target!(|bytes: &[u8]| {
    authorized_keys(bytes);
    password(bytes);
    if let Err(error) = host_key::parse(bytes, Path::new("host_key")) {
        assert_one_line(&error.to_string());
    }
});
