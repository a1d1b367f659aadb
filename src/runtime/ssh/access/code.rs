//! The codes by which a presenter logs in.

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

/// A code.
struct Code([u8; SYMBOLS]);

/// The code that is printed when the server starts, which opens the stepper to one presenter, and
/// the one by which that presenter logs in again, as often as need be.
pub struct PresenterCodes {
    first: Code,
    again: Code,
    is_spent: AtomicBool,
}

/// A presenter's code that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresenterCode {
    /// The one of the start. It is not spent by logging in, but when the stepper opens.
    First,
    /// The one to log in again with.
    Return,
}

/// The system has no random numbers to make a code from.
#[derive(Debug, thiserror::Error)]
#[error("no code for a presenter: the system gives no random numbers ({0})")]
pub struct NoRandomNumbers(#[from] getrandom::Error);

impl Code {
    fn new() -> Result<Self, NoRandomNumbers> {
        let mut symbols = [0; SYMBOLS];
        getrandom::fill(&mut symbols)?;
        for symbol in &mut symbols {
            *symbol = ALPHABET[usize::from(*symbol) % ALPHABET.len()];
        }
        Ok(Self(symbols))
    }

    /// Returns whether `typed` is this code. Case, blanks and dashes do not matter.
    fn is(&self, typed: &str) -> bool {
        let symbols: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !is_dash(*c))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        // The length may show: it is no secret.
        symbols.as_bytes().ct_eq(&self.0).into()
    }
}

impl PresenterCodes {
    /// Returns new codes, from the system's random numbers.
    ///
    /// # Errors
    /// Returns an error if it has none.
    pub fn new() -> Result<Self, NoRandomNumbers> {
        Ok(Self { first: Code::new()?, again: Code::new()?, is_spent: AtomicBool::new(false) })
    }

    /// Returns which code `typed` is, if a presenter can log in by it now.
    pub fn matching(&self, typed: &str) -> Option<PresenterCode> {
        let (is_first, is_back) = (self.first.is(typed), self.again.is(typed));
        match self.is_spent.load(Ordering::SeqCst) {
            false if is_first => Some(PresenterCode::First),
            true if is_back => Some(PresenterCode::Return),
            _ => None,
        }
    }

    /// Spends the first code, as the stepper opens: true once and never again.
    pub fn spend(&self) -> bool {
        !self.is_spent.swap(true, Ordering::SeqCst)
    }

    /// Returns the code of the start as it is printed.
    pub fn first_code(&self) -> String {
        self.first.to_string()
    }

    /// Returns the code to log in again with as it is shown.
    pub fn return_code(&self) -> String {
        self.again.to_string()
    }
}

/// Some programs make a dash of their own out of a pasted one.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut dash = "";
        for group in self.0.chunks(GROUP) {
            f.write_str(dash)?;
            group.iter().try_for_each(|symbol| write!(f, "{}", char::from(*symbol)))?;
            dash = "-";
        }
        Ok(())
    }
}

impl fmt::Debug for PresenterCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresenterCodes").field("is_spent", &self.is_spent).finish_non_exhaustive()
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
        let codes: Vec<String> = (0..200).map(|_| Code::new().unwrap().to_string()).collect();
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
    fn the_first_code_is_spent_by_opening_and_the_other_is_good_from_then_on() {
        let codes = PresenterCodes::new().unwrap();
        let (first, back) = (codes.first_code(), codes.return_code());
        assert_ne!(first, back);
        for _ in 0..2 {
            assert_eq!(codes.matching(&first), Some(PresenterCode::First));
            assert_eq!(codes.matching(&back), None);
        }
        assert!(codes.spend());
        assert!(!codes.spend());
        for _ in 0..2 {
            assert_eq!(codes.matching(&first), None);
            assert_eq!(codes.matching(&back), Some(PresenterCode::Return));
        }
        assert_eq!(PresenterCodes::new().unwrap().matching(&first), None);
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
            let code = Code::new().unwrap();
            assert!(code.is(&way(&code.to_string())), "{number}");
        }
    }

    #[test]
    fn a_wrong_code_is_none() {
        let code = Code::new().unwrap();
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
            assert!(!code.is(&wrong), "{wrong} for {text}");
        }
        assert!(code.is(&text));
    }

    #[test]
    fn one_of_many_at_once_spends_it() {
        const PRESENTERS: usize = 8;
        for _ in 0..50 {
            let codes = PresenterCodes::new().unwrap();
            let start = Barrier::new(PRESENTERS);
            let taken = thread::scope(|scope| {
                let threads: Vec<_> = (0..PRESENTERS)
                    .map(|_| {
                        scope.spawn(|| {
                            start.wait();
                            codes.spend()
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
        let codes = PresenterCodes::new().unwrap();
        assert_eq!(format!("{codes:?}"), "PresenterCodes { is_spent: false, .. }");
    }
}
