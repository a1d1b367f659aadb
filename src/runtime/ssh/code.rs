//! The one-time code that lets a presenter in.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use subtle::ConstantTimeEq;

/// Neither 0 and O nor 1 and I, which look alike. 32 symbols, so that five bits of a random byte
/// choose one evenly.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many there are in a code: 60 bits.
const SYMBOLS: usize = 12;
/// How many are printed together.
const GROUP: usize = 4;

/// A code that lets one presenter in, once. It is printed where the server starts.
pub struct OneTimeCode {
    symbols: [u8; SYMBOLS],
    is_used: AtomicBool,
}

/// The system has no random numbers to make a code from.
#[derive(Debug, thiserror::Error)]
#[error("no code for a presenter: the system gives no random numbers ({0})")]
pub struct NoCode(#[from] getrandom::Error);

impl OneTimeCode {
    /// A new code, from the system's random numbers.
    ///
    /// # Errors
    /// [`NoCode`].
    pub fn new() -> Result<Self, NoCode> {
        let mut symbols = [0; SYMBOLS];
        getrandom::fill(&mut symbols)?;
        for symbol in &mut symbols {
            *symbol = ALPHABET[usize::from(*symbol) % ALPHABET.len()];
        }
        Ok(Self { symbols, is_used: AtomicBool::new(false) })
    }

    /// Uses the code up where `typed` is it; true once and never again. Case, blanks and dashes do
    /// not matter.
    pub fn take(&self, typed: &str) -> bool {
        let symbols: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !is_dash(*c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        // The length may show: it is no secret.
        let is_same: bool = symbols.as_bytes().ct_eq(&self.symbols).into();
        is_same && !self.is_used.swap(true, Ordering::SeqCst)
    }

    /// Whether someone came in by it, so that it opens nothing any more.
    pub fn is_used(&self) -> bool {
        self.is_used.load(Ordering::SeqCst)
    }
}

/// Some programs make a dash of their own out of a pasted one.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl fmt::Display for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut dash = "";
        for group in self.symbols.chunks(GROUP) {
            f.write_str(dash)?;
            group.iter().try_for_each(|symbol| write!(f, "{}", char::from(*symbol)))?;
            dash = "-";
        }
        Ok(())
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTimeCode").field("is_used", &self.is_used).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn codes_are_three_groups_of_plain_symbols_and_differ() {
        let codes: Vec<String> =
            (0..200).map(|_| OneTimeCode::new().unwrap().to_string()).collect();
        for code in &codes {
            let groups: Vec<&str> = code.split('-').collect();
            assert_eq!(groups.len(), 3);
            for group in groups {
                assert_eq!(group.len(), 4);
                assert!(group.bytes().all(|symbol| ALPHABET.contains(&symbol)), "{code}");
            }
        }
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        // Each of 32 symbols among 2400: one is missing once in 10³¹ runs.
        let seen: HashSet<u8> = codes.concat().bytes().filter(|symbol| *symbol != b'-').collect();
        assert_eq!(seen.len(), ALPHABET.len());
    }

    #[test]
    fn a_code_is_good_once() {
        let code = OneTimeCode::new().unwrap();
        let text = code.to_string();
        assert!(!code.is_used());
        assert!(code.take(&text));
        assert!(code.is_used());
        assert!(!code.take(&text));
        assert!(!OneTimeCode::new().unwrap().take(&text));
    }

    #[test]
    fn a_code_may_be_typed_in_many_ways() {
        let ways: [fn(&str) -> String; 6] = [
            str::to_lowercase,
            |text| text.replace('-', ""),
            |text| text.replace('-', " "),
            |text| text.replace('-', "\u{2013}"),
            |text| format!("  {}\r\n", text.replace('-', " - ").to_lowercase()),
            |text| text.chars().flat_map(|c| [c, ' ']).collect(),
        ];
        for (number, way) in ways.iter().enumerate() {
            let code = OneTimeCode::new().unwrap();
            assert!(code.take(&way(&code.to_string())), "{number}");
        }
    }

    #[test]
    fn a_wrong_code_neither_opens_nor_uses_up() {
        let code = OneTimeCode::new().unwrap();
        let text = code.to_string();
        let first = if text.starts_with('A') { "B" } else { "A" };
        for wrong in [
            String::new(),
            "---".into(),
            text[1..].into(),
            format!("{text}A"),
            format!("{first}{}", &text[1..]),
            format!("{text}é"),
        ] {
            assert!(!code.take(&wrong), "{wrong} for {text}");
        }
        assert!(!code.is_used());
        assert!(code.take(&text));
    }

    #[test]
    fn one_of_many_at_once_gets_in() {
        const PRESENTERS: usize = 8;
        for _ in 0..50 {
            let code = OneTimeCode::new().unwrap();
            let text = code.to_string();
            let start = Barrier::new(PRESENTERS);
            let taken = thread::scope(|scope| {
                let threads: Vec<_> = (0..PRESENTERS)
                    .map(|_| {
                        scope.spawn(|| {
                            start.wait();
                            code.take(&text)
                        })
                    })
                    .collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .filter(|taken| *taken)
                    .count()
            });
            assert_eq!(taken, 1);
        }
    }

    #[test]
    fn debug_does_not_show_the_code() {
        let code = OneTimeCode::new().unwrap();
        assert_eq!(format!("{code:?}"), "OneTimeCode { is_used: false, .. }");
    }
}
