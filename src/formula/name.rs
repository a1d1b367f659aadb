//! One name with its hat, square and indices, as people spell them.

use super::error::{ParseError, ParseErrorKind};
use super::node::{Index, Symbol};
use super::scan::{Scanner, subscript};

/// What a word may mean; which of them it is, its hat, its indices and the question decide.
pub(super) const WORDS: [(&str, &[Symbol]); 19] = [
    ("pi", &[Symbol::Weight]),
    ("mu", &[Symbol::Mean]),
    ("sigma", &[Symbol::Sd]),
    ("gamma", &[Symbol::Responsibility]),
    ("x", &[Symbol::Observation]),
    ("N", &[Symbol::Count, Symbol::Density, Symbol::Points]),
    ("n", &[Symbol::Points, Symbol::Count]),
    ("K", &[Symbol::Components]),
    ("count", &[Symbol::Count]),
    ("ll", &[Symbol::LogLikelihood]),
    ("ℓ", &[Symbol::LogLikelihood]),
    ("w", &[Symbol::Weight]),
    ("r", &[Symbol::Responsibility]),
    ("var", &[Symbol::Sd]),
    ("π", &[Symbol::Weight]),
    ("μ", &[Symbol::Mean]),
    ("σ", &[Symbol::Sd]),
    ("γ", &[Symbol::Responsibility]),
    // A hat may be over a word that is not a parameter; nothing is known by it.
    ("hat", &[]),
];

/// The combining circumflex.
const HAT: char = '\u{302}';

/// An index and where it is.
pub(super) type Placed = (Index, usize);

/// A name as it is in the text.
pub(super) struct Name {
    /// Where it starts.
    pub(super) start: usize,
    /// The bare word; a Greek letter stays one.
    pub(super) word: String,
    pub(super) hat: bool,
    /// σ²_k, sigma2_k, var_k: the square of the symbol.
    pub(super) squared: bool,
    pub(super) indices: Vec<Placed>,
}

impl Name {
    /// Returns the symbols that it may be, with the hat taken into account.
    pub(super) fn symbols(&self) -> Vec<Symbol> {
        meanings(&self.word).iter().filter_map(|symbol| hatted(*symbol, self.hat)).collect()
    }

    /// Reads one; the cursor is on its first letter.
    pub(super) fn read(scanner: &mut Scanner) -> Result<Self, ParseError> {
        let start = scanner.at;
        let (word, glued, mut hat) = word(scanner);
        hat |= scanner.eat(HAT);
        if scanner.starts_with("_hat") {
            scanner.at += 4;
            hat = true;
        }
        let mut name = Self { start, squared: word == "var", word, hat, indices: Vec::new() };
        if name.symbols().is_empty() {
            // An unknown word takes its subscript along, for the message.
            scanner.take_while(|c| c.is_alphanumeric() || c == '_' || subscript(c).is_some());
            return Ok(name);
        }
        for (i, letter) in glued.chars().enumerate() {
            name.indices.push((Index::Letter(letter), scanner.at - glued.len() + i));
        }
        name.square_before_the_index(scanner)?;
        name.read_indices(scanner)?;
        Ok(name)
    }

    /// σ²_k, sigma^2_k and sigma2_k have their square before the index.
    fn square_before_the_index(&mut self, scanner: &mut Scanner) -> Result<(), ParseError> {
        let starts_index = |c: Option<char>| c == Some('_') || c.and_then(subscript).is_some();
        for square in ["^{2}", "^2", "²"] {
            let length = square.chars().count();
            if scanner.starts_with(square) && starts_index(scanner.ahead(length)) {
                scanner.at += length;
                self.squared = true;
                return Ok(());
            }
        }
        if meanings(&self.word) == [Symbol::Sd] && self.word != "var" && scanner.peek() == Some('2')
        {
            let next = scanner.ahead(1);
            if !starts_index(next) && !matches!(next, Some('i'..='m')) {
                scanner.at += 1;
                let name = scanner.shown(self.start);
                return Err(scanner.error(self.start, ParseErrorKind::SigmaTwo { name }));
            }
            scanner.at += 1;
            self.squared = true;
        }
        Ok(())
    }

    fn read_indices(&mut self, scanner: &mut Scanner) -> Result<(), ParseError> {
        loop {
            let start = scanner.at;
            if scanner.eat('_') {
                if scanner.eat('{') {
                    self.read_braced(scanner)?;
                } else if !self.read_run(scanner) {
                    return Err(scanner.expected("an index such as k or 1"));
                }
            } else if scanner.peek().and_then(subscript).is_some() {
                while let Some(c) = scanner.peek().and_then(subscript) {
                    self.push(c, scanner.at);
                    scanner.at += 1;
                }
            } else if self.takes_bare(scanner.peek()) {
                self.read_run(scanner);
            }
            if scanner.at == start {
                return Ok(());
            }
        }
    }

    /// Returns whether an index may follow without a sign: x1 is x_1, gammak1 γ_k1 and sigma2k
    /// σ_k², but K2 and n2 are no names.
    fn takes_bare(&self, next: Option<char>) -> bool {
        match next {
            Some('0'..='9') => {
                !["n", "K", "count", "var", "ll", "ℓ"].contains(&self.word.as_str())
                    && self.indices.len() < 2
            }
            Some('i'..='m') => self.squared && self.indices.is_empty(),
            _ => false,
        }
    }

    /// Digits and letters of indices without brackets, to where a name may begin.
    fn read_run(&mut self, scanner: &mut Scanner) -> bool {
        let start = scanner.at;
        while let Some(c) = scanner.peek() {
            let before_a_letter = scanner.ahead(1).is_some_and(|c| c.is_ascii_alphabetic());
            if !(c.is_ascii_digit()
                || matches!(c, 'i' | 'j' | 'k')
                || matches!(c, 'l' | 'm') && !before_a_letter)
            {
                break;
            }
            self.push(c, scanner.at);
            scanner.at += 1;
        }
        scanner.at > start
    }

    fn read_braced(&mut self, scanner: &mut Scanner) -> Result<(), ParseError> {
        loop {
            match scanner.next_sign() {
                Some('}') if !self.indices.is_empty() => break,
                Some(',') if !self.indices.is_empty() => {}
                Some(c @ ('0'..='9' | 'i'..='m')) => self.push(c, scanner.at),
                _ => return Err(scanner.expected("an index such as k or 1")),
            }
            scanner.at += 1;
        }
        scanner.at += 1;
        Ok(())
    }

    fn push(&mut self, c: char, at: usize) {
        let index = match c.to_digit(10) {
            Some(digit) => Index::Number(digit as u8),
            None => Index::Letter(c),
        };
        self.indices.push((index, at));
    }
}

/// Returns what a word means without a hat.
pub(super) fn meanings(word: &str) -> &'static [Symbol] {
    WORDS.iter().find(|(other, _)| *other == word).map_or(&[], |(_, symbols)| symbols)
}

fn hatted(symbol: Symbol, hat: bool) -> Option<Symbol> {
    match (hat, symbol) {
        (false, symbol) => Some(symbol),
        (true, Symbol::Weight) => Some(Symbol::NewWeight),
        (true, Symbol::Mean) => Some(Symbol::NewMean),
        (true, Symbol::Sd) => Some(Symbol::NewSd),
        _ => None,
    }
}

/// Returns a word without its hat, the indices that are glued to it (`muk`), and whether it wears a
/// hat.
fn word(scanner: &mut Scanner) -> (String, String, bool) {
    let run = letters(scanner);
    if run == "hat" {
        scanner.eat('_');
        scanner.space();
        let braced = scanner.eat('{') || scanner.eat('(');
        scanner.space();
        let (word, glued) = unglued(letters(scanner));
        scanner.space();
        if braced && !scanner.eat('}') {
            scanner.eat(')');
        }
        return (word, glued, true);
    }
    let bare = run.strip_prefix("hat").or_else(|| run.strip_suffix("hat"));
    match bare.map(|bare| unglued(bare.to_owned())) {
        Some((word, glued)) if !meanings(&word).is_empty() => (word, glued, true),
        _ => {
            let (word, glued) = unglued(run);
            (word, glued, false)
        }
    }
}

/// Returns a run of Latin letters, or one letter of another alphabet.
pub(super) fn letters(scanner: &mut Scanner) -> String {
    let start = scanner.at;
    if scanner.take_while(|c| c.is_ascii_alphabetic()).is_empty() {
        scanner.at += usize::from(scanner.peek().is_some_and(char::is_alphabetic));
    }
    scanner.text(start)
}

/// `muk` is μ_k and `gammaik` γ_ik where the whole is no word.
fn unglued(run: String) -> (String, String) {
    let whole = !meanings(&run).is_empty();
    for length in (1..=2).take_while(|_| !whole) {
        let Some((word, glued)) = run.split_at_checked(run.len().saturating_sub(length)) else {
            break;
        };
        if !meanings(word).is_empty() && glued.chars().all(|c| matches!(c, 'i' | 'j' | 'k')) {
            return (word.to_owned(), glued.to_owned());
        }
    }
    (run, String::new())
}
