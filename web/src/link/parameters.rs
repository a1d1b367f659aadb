//! The parameters of a link: names and values.

use super::Problem;

/// The longest value that is quoted when something is wrong with it, in characters.
const LONGEST: usize = 40;

/// How many problems are named.
const MOST_NAMED: usize = 8;

/// Names and values, of which each is taken once; what is left was not known.
#[derive(Debug)]
pub(super) struct Parameters {
    left: Vec<(String, String)>,
    problems: Vec<String>,
}

impl Parameters {
    /// Returns those of a fragment, with percent signs and `+` as forms write them.
    pub(super) fn of(fragment: &str) -> Self {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let mut parameters = Self { left: Vec::new(), problems: Vec::new() };
        for part in fragment.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match (decoded(name), decoded(value)) {
                (Some(name), Some(value)) => parameters.left.push((name, value)),
                _ => parameters.problem(format!("{}: not text", brief(part))),
            }
        }
        parameters
    }

    /// Returns whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Takes the value of a name; the last one counts.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let mut value = None;
        self.left.retain_mut(|(of, given)| {
            let is_it = of == name;
            if is_it {
                value = Some(std::mem::take(given));
            }
            !is_it
        });
        value
    }

    /// Takes a name that has no value.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.take(name).is_some()
    }

    /// Takes and reads a value. One that cannot be read is noted and counts as none.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let value = self.take(name)?;
        match read(&value) {
            Ok(read) => Some(read),
            Err(problem) => {
                self.problem(format!("{name}={}: {problem}", brief(&value)));
                None
            }
        }
    }

    /// Notes what is wrong.
    pub(super) fn problem(&mut self, problem: String) {
        self.problems.push(problem);
    }

    /// Returns what is wrong, and what was not known.
    pub(super) fn into_problems(self) -> Vec<String> {
        let unknown = self.left.iter().map(|(name, _)| format!("{}: not known", brief(name)));
        let all: Vec<String> = self.problems.iter().cloned().chain(unknown).collect();
        match all.len().checked_sub(MOST_NAMED) {
            None | Some(0) => all,
            Some(more) => {
                let named = all.into_iter().take(MOST_NAMED);
                named.chain([format!("and {more} more")]).collect()
            }
        }
    }
}

/// Returns the beginning of a text, with nothing in it that hides.
pub(crate) fn brief(text: &str) -> String {
    let hides = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let shown: String = text.chars().map(hides).take(LONGEST).collect();
    if shown.len() < text.len() { format!("{shown}…") } else { shown }
}

/// Returns a text without percent signs; none if it is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(16 * high + low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
