//! Whatever a client says of itself before it types: names and values, terminals, users, windows.
#![no_main]

use emstep::internals::ssh::{Environment, Limits, LoginRole};
use emstep::internals::text::{SHOWN, brief, clean, is_hidden};
use libfuzzer_sys::fuzz_target;

/// Ends a request: no byte of UTF-8.
const END: u8 = 0xff;

fn is_safe(text: &str) -> bool {
    !text.chars().any(is_hidden) && clean(text) == text
}

fn environment(environment: &mut Environment, request: &str) {
    let (name, value) = request.split_once('=').unwrap_or((request, ""));
    if environment.set(name, value) {
        let is_locale = name.starts_with("LC_");
        assert!(is_locale || ["COLORTERM", "LANG", "NO_COLOR"].contains(&name), "{name:?}");
    }
}

fn text(text: &str) {
    assert!(is_safe(&clean(text)), "{text:?}");
    let brief = brief(text);
    assert!(is_safe(&brief) && brief.chars().count() <= SHOWN, "{text:?}");
    if let Some(role) = LoginRole::named(text) {
        assert_eq!(role.to_string(), text);
    }
}

fn window(sides: &[u8]) {
    let Some((columns, sides)) = sides.split_first_chunk() else { return };
    let Some((rows, _)) = sides.split_first_chunk() else { return };
    let size = Limits::default().window(u32::from_be_bytes(*columns), u32::from_be_bytes(*rows));
    assert!((1..=400).contains(&size.width) && (1..=120).contains(&size.height));
}

fuzz_target!(|bytes: &[u8]| {
    let mut said = Environment::default();
    for request in bytes.split(|byte| *byte == END) {
        let Some((kind, rest)) = request.split_first() else { continue };
        if *kind == b'w' {
            window(rest);
        }
        let Ok(request) = str::from_utf8(rest) else { continue };
        match kind {
            b'e' => environment(&mut said, request),
            b't' => said.set_term(request),
            _ => text(request),
        }
        // Of what is known so far.
        said.depth();
    }
});
