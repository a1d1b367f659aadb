//! What a question is about: the symbols in play, how many components and points there are, and
//! which indices the formula leaves open.

use thiserror::Error;

use super::Formula;
use super::name::{Name, WORDS};
use super::node::{Axis, Index, Symbol, Variable};
use super::scan::Scanner;

/// The most components or points of a question: an index is one digit.
pub const MAX_EXTENT: usize = 9;
/// How many there are where the question leaves it open: at least, at most.
const OPEN_COMPONENTS: (usize, usize) = (2, 4);
const OPEN_POINTS: (usize, usize) = (2, 5);

/// What a question is about. It can be built from the few entries of a lesson's question:
///
/// ```
/// use emstep::formula::Context;
///
/// // symbols = ["gamma_ik", "x_i", "mu_k"], components = 2, points = 2
/// let context = Context::new(&["gamma_ik", "x_i", "mu_k"])?.with_components(2)?.with_points(2)?;
/// # Ok::<(), emstep::formula::ContextError>(())
/// ```
///
/// A symbol is any spelling that a learner may use: `pi_k`, `mu_k`, `sigma_k` (or `sigma_k^2`), `x`
/// (one observation), `x_i` (one of several), `N(x; mu_k, sigma_k^2)` (short for `x`, `mu_k` and
/// `sigma_k`: with these last two, densities may be used), `gamma_k` (the posterior at `x`),
/// `gamma_ik` or `gamma_ki` (of an observation; this fixes what `gamma_01` means), `hatpi_k`,
/// `hatmu_k`, `hatsigma_k` (after the M-step), `N_k` or `n_k` (the count Σ_i γ_ik), `n`, `K` and
/// `ll` (ℓ of the observations x_i). Where densities are in play and the count is not, a
/// learner's `N_k` is read as the density.
///
/// Where the number of components or points is not given, it is open, and differs from one trial to
/// the next: a formula must then be right for any number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Each as a variable with the letters it is introduced by.
    pub(super) symbols: Vec<Variable>,
    pub(super) components: (usize, usize),
    pub(super) points: (usize, usize),
    pub(super) free: Vec<(char, Axis)>,
}

/// Why something is no [`Context`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ContextError {
    /// A symbol that does not exist.
    #[error(
        "unknown symbol '{0}'; choose from pi_k, N(x; mu_k, sigma_k^2), gamma_k, gamma_ik, x, x_i, mu_k, sigma_k, hatpi_k, hatmu_k, hatsigma_k, N_k, n, K, ll"
    )]
    Symbol(String),
    /// Too few or too many of them.
    #[error("the number of {what} must be from 1 to {MAX_EXTENT}, not {given}")]
    Extent {
        /// components or points
        what: &'static str,
        /// what was asked for
        given: usize,
    },
    /// A free index that is none of i, j, k, l, m.
    #[error("'{0}' is not an index; choose from k, j, l, m (components) and i (points)")]
    Free(char),
}

impl Context {
    /// Returns a question with these symbols, any number of components and points, and k free where
    /// a symbol has a k.
    ///
    /// # Errors
    /// Returns an error if an entry is not a symbol.
    pub fn new<S: AsRef<str>>(symbols: &[S]) -> Result<Self, ContextError> {
        let k = Index::Letter('k');
        let mut known = Vec::new();
        for text in symbols {
            let text = text.as_ref();
            if is_density(text) {
                known.push(Variable::scalar(Symbol::Observation));
                known.extend([Symbol::Mean, Symbol::Sd].map(|of| Variable::of_component(of, k)));
            } else {
                known.push(symbol(text).ok_or_else(|| ContextError::Symbol(text.to_owned()))?);
            }
        }
        let has = |symbol| known.iter().any(|variable| variable.symbol == symbol);
        if has(Symbol::Mean) && has(Symbol::Sd) && has(Symbol::Observation) && !has(Symbol::Count) {
            known.push(Variable::of_component(Symbol::Density, k));
        }
        let mut once: Vec<Variable> = Vec::new();
        for variable in known {
            if !once.contains(&variable) {
                once.push(variable);
            }
        }
        let indexed = once.iter().any(|variable| variable.component.is_some());
        let free = if indexed { vec![('k', Axis::Component)] } else { Vec::new() };
        Ok(Self { symbols: once, components: OPEN_COMPONENTS, points: OPEN_POINTS, free })
    }

    /// With this many components, K.
    ///
    /// # Errors
    /// Returns an error if it is 0, or more than [`MAX_EXTENT`].
    pub fn with_components(mut self, count: usize) -> Result<Self, ContextError> {
        self.components = extent("components", count)?;
        Ok(self)
    }

    /// With this many points, n.
    ///
    /// # Errors
    /// Returns an error if it is 0, or more than [`MAX_EXTENT`].
    pub fn with_points(mut self, count: usize) -> Result<Self, ContextError> {
        self.points = extent("points", count)?;
        Ok(self)
    }

    /// With these indices free: a formula may use them, and must be right for each of their values.
    /// `i` counts points, the others components.
    ///
    /// # Errors
    /// Returns an error if a letter is not an index.
    pub fn with_free(mut self, letters: &[char]) -> Result<Self, ContextError> {
        self.free = letters
            .iter()
            .map(|letter| match letter {
                'i' => Ok((*letter, Axis::Point)),
                'j'..='m' => Ok((*letter, Axis::Component)),
                _ => Err(ContextError::Free(*letter)),
            })
            .collect::<Result<_, _>>()?;
        Ok(self)
    }

    /// Returns how many there are at least, and at most.
    pub(super) fn extent(&self, axis: Axis) -> (usize, usize) {
        match axis {
            Axis::Component => self.components,
            Axis::Point => self.points,
        }
    }

    /// Returns whether observations have an index.
    pub(super) fn has_observations(&self) -> bool {
        self.symbols.iter().any(|known| known.point.is_some())
    }

    pub(super) fn has(&self, symbol: Symbol) -> bool {
        self.symbols.iter().any(|known| known.symbol == symbol)
    }

    /// Returns the forms of a symbol that are in play: `x` and `x_i` can be so together.
    pub(super) fn forms(&self, symbol: Symbol) -> impl Iterator<Item = &Variable> {
        self.symbols.iter().filter(move |known| known.symbol == symbol)
    }

    /// Returns the symbols in play, for a message.
    pub(super) fn known(&self) -> String {
        self.symbols.iter().map(ascii).collect::<Vec<_>>().join(", ")
    }

    /// Returns the first form in which one of these symbols is in play, for a message.
    pub(super) fn example(&self, symbols: &[Symbol]) -> String {
        let form = symbols.iter().find_map(|symbol| self.forms(*symbol).next());
        form.map(ascii).unwrap_or_default()
    }

    /// Returns the word in play nearest to one that is unknown, with the subscript that was
    /// written, if it is near enough.
    pub(super) fn nearest(&self, word: &str, subscript: &str) -> Option<String> {
        const FUNCTIONS: [&str; 6] = ["exp", "ln", "log", "sqrt", "abs", "sum"];
        let length = word.chars().count();
        let near = |other: &str| {
            let distance = strsim::levenshtein(word, other);
            (distance < length.min(1 + length.div_ceil(3))).then_some(distance)
        };
        let symbols = self.symbols.iter().flat_map(|variable| {
            let (hat, bare) = base(variable.symbol);
            let spellings = WORDS.iter().filter(move |(_, symbols)| symbols.first() == Some(&bare));
            spellings.filter_map(move |(spelling, _)| {
                let spelling = format!("{hat}{spelling}");
                let name = match subscript {
                    "" => ascii(variable),
                    written => format!("{hat}{}{written}", ascii_word(bare)),
                };
                near(&spelling).map(|distance| (distance, name))
            })
        });
        let functions =
            FUNCTIONS.iter().filter_map(|name| near(name).map(|d| (d, (*name).to_owned())));
        symbols.chain(functions).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
    }
}

fn extent(what: &'static str, given: usize) -> Result<(usize, usize), ContextError> {
    if (1..=MAX_EXTENT).contains(&given) {
        Ok((given, given))
    } else {
        Err(ContextError::Extent { what, given })
    }
}

/// Returns whether a lesson lists the density of component k.
fn is_density(text: &str) -> bool {
    text.contains(['(', '\\'])
        && Context::new(&["x", "mu_k", "sigma_k"]).is_ok_and(|context| {
            let read = |text| Formula::parse(text, &context);
            read(text).is_ok_and(|density| read("N(x; mu_k, sigma_k^2)") == Ok(density))
        })
}

/// Returns a symbol as a lesson lists it; the order of its indices is kept.
fn symbol(text: &str) -> Option<Variable> {
    let mut scanner = Scanner::new(text.trim()).ok()?;
    let name = Name::read(&mut scanner).ok()?;
    // A variance is listed as σ² or σ, to the same end.
    let rest = scanner.take_while(|_| true);
    let indices: Vec<Index> = name.indices.iter().map(|(index, _)| *index).collect();
    let is_point = |index: &Index| *index == Index::Letter('i');
    let is_sd = name.symbols().iter().any(|s| matches!(s, Symbol::Sd | Symbol::NewSd));
    if !(rest.is_empty() || is_sd && ["²", "^2", "^{2}"].contains(&rest.as_str())) {
        return None;
    }
    let point = Some(Index::Letter('i'));
    let component = Some(Index::Letter('k'));
    let plain =
        |symbol, component, point| Some(Variable { symbol, component, point, point_first: false });
    for symbol in name.symbols() {
        let (scalar, pair) = match symbol {
            Symbol::Points | Symbol::Components | Symbol::LogLikelihood => (true, false),
            Symbol::Observation => (indices.is_empty(), false),
            Symbol::Responsibility => (false, indices.len() == 2),
            _ => (false, false),
        };
        let found = match indices[..] {
            [] if scalar => plain(symbol, None, None),
            [_] if symbol == Symbol::Observation => plain(symbol, None, point),
            [_] if !scalar && !pair => plain(symbol, component, None),
            [first, second] if pair && is_point(&first) != is_point(&second) => {
                Some(Variable { symbol, component, point, point_first: is_point(&first) })
            }
            // `gamma_k1` and `gamma_1k`: the letter is the component's.
            [Index::Letter(_), Index::Number(_)] if pair => plain(symbol, component, point),
            [Index::Number(_), Index::Letter(_)] if pair => {
                Some(Variable { symbol, component, point, point_first: true })
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Returns a hatted symbol's hat and what is under it.
fn base(symbol: Symbol) -> (&'static str, Symbol) {
    match symbol {
        Symbol::NewWeight => ("hat", Symbol::Weight),
        Symbol::NewMean => ("hat", Symbol::Mean),
        Symbol::NewSd => ("hat", Symbol::Sd),
        symbol => ("", symbol),
    }
}

fn ascii_word(symbol: Symbol) -> &'static str {
    let spelt = |(_, symbols): &&(&str, &[Symbol])| symbols.first() == Some(&symbol);
    match symbol {
        Symbol::Count => "N",
        _ => WORDS.iter().find(spelt).map_or("", |(word, _)| *word),
    }
}

/// Returns a symbol as one types it.
pub(super) fn ascii(variable: &Variable) -> String {
    if variable.symbol == Symbol::Density {
        return "N(x; mu_k, sigma_k^2)".to_owned();
    }
    let (hat, bare) = base(variable.symbol);
    let indices = variable.indices();
    let bar = if indices.is_empty() { "" } else { "_" };
    format!("{hat}{}{bar}{indices}", ascii_word(bare))
}
