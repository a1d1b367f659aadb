//! The command line that opens the stepper where a run is: its data, its θ₀, what differs from
//! ordinary EM, and the keys that lead there.

mod link;
mod shell;

use std::path::Path;
use std::sync::Arc;

use crate::data::{Dataset, DecimalMark, Delimiter, DialectOptions, Request, Source};
use crate::mixture::{
    Acceleration, Assignment, ComponentSet, Method, Sample, Start, StartMethod, StopRule, Theta,
};
use crate::timeline::{HalfStep, Origin, Phase, Run};
pub use link::FileInLink;
use shell::quoted;

/// The most observations that a command line lists.
const MOST_LISTED: usize = 100;
/// Up to this iteration every half-step is a key of its own.
const FEW: usize = 3;

/// A command line that opens the stepper where a run is.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    /// What is after the program's name.
    words: Vec<Word>,
    /// The observations, if the program reads them from a pipe.
    observations: Vec<String>,
    is_rounded: bool,
}

/// A word of a command line.
#[derive(Clone, Debug, PartialEq)]
enum Word {
    /// What a shell reads, as it is: a file, or standard input.
    Plain(String),
    /// An option, with its value if it takes one.
    Option(&'static str, Option<String>),
}

impl Word {
    /// Returns it as a shell reads it.
    fn in_shell(&self) -> String {
        match self {
            Self::Plain(word) => word.clone(),
            Self::Option(name, None) => format!("--{name}"),
            Self::Option(name, Some(value)) => format!("--{name}={}", quoted(value)),
        }
    }
}

/// Why no command line leads to a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCommandLine {
    /// γ₀ was given.
    #[error("it began with given responsibilities, which are in no option: --gamma takes a file")]
    Gamma,
    /// The data are a part of a condensed table.
    #[error("its data are a group of a condensed table, which keys choose and no option does")]
    Group,
    /// The data are in no file.
    #[error("its data are in no file, and too long for an option, or not plain numbers")]
    Unnamed,
    /// A file's name is not text.
    #[error("its file has a name that is not text")]
    Name,
    /// A shell that is typed at takes control characters for keys, also in quotes.
    #[error("the name of its file or column has control characters")]
    Control,
}

impl CommandLine {
    /// Returns the command line of a run where its cursor is. Without an option for it, the stepper
    /// ends iterations as one of `usual` says, which depends on who calls it; this one ends them as
    /// `stop` says.
    ///
    /// # Errors
    /// Returns an error if no options lead to it.
    pub fn of(
        run: &Run<Arc<Dataset>>,
        stop: StopRule,
        usual: &[StopRule],
    ) -> Result<Self, NoCommandLine> {
        if run.given_gamma().is_some() {
            return Err(NoCommandLine::Gamma);
        }
        let mut line = Self { words: Vec::new(), observations: Vec::new(), is_rounded: false };
        let seed = line.data(run.data())?;
        line.theta(run, seed);
        line.method(run.method());
        line.stop(stop, usual);
        line.keys(run.cursor());
        if line.in_shell().any(|word| word.contains(char::is_control)) {
            return Err(NoCommandLine::Control);
        }
        Ok(line)
    }

    /// Returns whether the means of θ₀ have digits beyond those of an `f64`, which no option takes.
    pub fn is_rounded(&self) -> bool {
        self.is_rounded
    }

    /// Returns it in lines of at most this many columns, as far as its words allow, for a POSIX
    /// shell.
    pub fn text(&self, columns: usize) -> String {
        let program = ["emstep".to_owned()].into_iter();
        if self.observations.is_empty() {
            return shell::broken(&program.chain(self.in_shell()).collect::<Vec<_>>(), columns);
        }
        let printed = ["printf".to_owned(), r"'%s\n'".to_owned()];
        let mut words: Vec<String> = printed.into_iter().chain(self.observations.clone()).collect();
        words.push("|".to_owned());
        words.extend(program.chain(self.in_shell()));
        shell::broken(&words, columns)
    }

    fn in_shell(&self) -> impl Iterator<Item = String> + '_ {
        self.words.iter().map(Word::in_shell)
    }

    fn flag(&mut self, name: &'static str) {
        self.words.push(Word::Option(name, None));
    }

    fn option(&mut self, name: &'static str, value: &str) {
        self.words.push(Word::Option(name, Some(value.to_owned())));
    }

    fn numbers(&mut self, name: &'static str, values: impl IntoIterator<Item = f64>) {
        let values: Vec<String> = values.into_iter().map(number).collect();
        self.option(name, &values.join(","));
    }

    fn file(&mut self, path: &Path) -> Result<(), NoCommandLine> {
        let path = path.to_str().ok_or(NoCommandLine::Name)?;
        // A name that begins with a hyphen would be an option, or standard input; one without a dot
        // or a slash may be that of a command.
        let is_other = path.starts_with('-') || !path.contains(['.', '/']);
        let path = if is_other { format!("./{path}") } else { path.to_owned() };
        // A shell replaces ~ before the program sees it, and not in quotes.
        self.words.push(Word::Plain(match path.strip_prefix("~/") {
            Some(rest) => format!("~/{}", quoted(rest)),
            None => quoted(&path),
        }));
        Ok(())
    }

    /// Says which data. Returns the seed that they are drawn by, if they are.
    fn data(&mut self, dataset: &Dataset) -> Result<Option<u64>, NoCommandLine> {
        let Some(read) = &dataset.provenance else {
            if dataset.groups.is_some() {
                return Err(NoCommandLine::Group);
            }
            return self.listed(&dataset.sample).map(|()| None);
        };
        let Request { source, column, exact, dialect, roles } = &read.request;
        let mut seed = None;
        match source {
            Source::Example(name) => self.option("example", name),
            Source::File(path) => self.file(path)?,
            Source::Files(paths) => paths.iter().try_for_each(|path| self.file(path))?,
            Source::Stdin | Source::Typed(_) => return self.listed(&dataset.sample).map(|()| None),
            Source::Simulated(simulation) => {
                self.option("simulate", &simulation.mixture);
                self.option("observations", &simulation.count.get().to_string());
                self.option("seed", &simulation.seed.to_string());
                seed = Some(simulation.seed);
            }
        }
        if let Some(column) = column {
            self.option("column", column);
        }
        if let Some(weights) = &roles.weights {
            self.option("weight-column", weights);
        }
        if let Some(bins) = &roles.bins {
            self.option("bins", &[&*bins.lower, &bins.upper, &bins.count].join(","));
        }
        self.dialect(dialect);
        if *exact {
            self.flag("exact");
        }
        Ok(seed)
    }

    /// Lists the observations, each as often as it is there.
    fn listed(&mut self, sample: &Sample) -> Result<(), NoCommandLine> {
        let is_plain = !sample.has_weights() && sample.bins().is_none();
        if !is_plain || sample.summed().is_some() || sample.len() > MOST_LISTED {
            return Err(NoCommandLine::Unnamed);
        }
        self.observations = sample.values().iter().copied().map(number).collect();
        self.words.push(Word::Plain("-".to_owned()));
        // Numbers alone: none of them is the column's name.
        self.flag("no-header");
        Ok(())
    }

    fn dialect(&mut self, dialect: &DialectOptions) {
        match dialect.delimiter {
            Some(Delimiter::Byte(b'\t')) => self.option("delimiter", "tab"),
            Some(Delimiter::Byte(byte)) => self.option("delimiter", &char::from(byte).to_string()),
            Some(Delimiter::Blanks) => self.option("delimiter", "space"),
            None => {}
        }
        match dialect.decimal {
            Some(DecimalMark::Point) => self.option("decimal", "."),
            Some(DecimalMark::Comma) => self.option("decimal", ","),
            None => {}
        }
        if let Some(comment) = &dialect.comment {
            self.option("comment", comment);
        }
        if let Some(skip) = dialect.skip {
            self.option("skip", &skip.to_string());
        }
        match dialect.header {
            Some(true) => self.flag("header"),
            Some(false) => self.flag("no-header"),
            None => {}
        }
        for mark in &dialect.missing {
            self.option("missing", &format!("\"{mark}\""));
        }
    }

    /// Says where EM starts; `drawn` is the seed that the data have already.
    fn theta(&mut self, run: &Run<Arc<Dataset>>, drawn: Option<u64>) {
        let theta = run.first().theta();
        match run.origin() {
            Origin::Data if run.data().provenance.is_some() => {}
            Origin::Start(start) if is_one_seed(start, drawn) => {
                self.option("components", &theta.len().to_string());
                self.option("start", name_of(start.method()));
                if let Some(seed) = start.seed().filter(|_| drawn.is_none()) {
                    self.option("seed", &seed.to_string());
                }
            }
            _ => {
                self.lists(theta);
                self.is_rounded = theta.components().iter().any(|c| c.mean_tail() != 0.0);
            }
        }
    }

    fn lists(&mut self, theta: &Theta) {
        self.numbers("weights", theta.weights());
        self.numbers("means", theta.means());
        self.numbers("variances", theta.variances());
    }

    fn method(&mut self, method: &Method) {
        if method.equal_variances {
            self.flag("equal-variances");
        }
        for (name, set) in [
            ("fix-weights", method.fixed_weights),
            ("fix-means", method.fixed_means),
            ("fix-variances", method.fixed_variances),
        ] {
            self.fixed(name, set);
        }
        if let Some(floor) = method.variance_floor {
            self.numbers("variance-floor", [floor]);
        }
        if let Some(prior) = method.variance_prior {
            self.numbers("map-variance", [prior.shape, prior.scale]);
        }
        if let Some(prior) = method.weight_prior {
            self.numbers("map-weights", [prior.alpha]);
        }
        match method.assignment {
            Assignment::Soft => {}
            Assignment::Hard => self.flag("hard"),
            Assignment::Annealed(cooling) => {
                self.numbers("temperature", [cooling.temperature, cooling.rate]);
            }
        }
        match method.acceleration {
            Acceleration::None => {}
            Acceleration::Squarem => self.option("accelerate", "squarem"),
        }
    }

    fn fixed(&mut self, name: &'static str, set: ComponentSet) {
        if set.is_all() {
            self.flag(name);
        } else if !set.is_empty() {
            let listed: Vec<String> = set.listed().map(|k| (k + 1).to_string()).collect();
            self.option(name, &listed.join(","));
        }
    }

    fn stop(&mut self, stop: StopRule, usual: &[StopRule]) {
        let is_usual = |usual: &StopRule| usual.tolerance == stop.tolerance;
        if let Some(tolerance) = stop.tolerance.filter(|_| !usual.iter().all(is_usual)) {
            self.numbers("tolerance", [tolerance]);
        }
        if usual.iter().any(|usual| usual.iterations != stop.iterations) {
            self.option("max-iterations", &stop.iterations.to_string());
        }
    }

    /// Presses the keys that lead from the start of the run to a half-step.
    fn keys(&mut self, cursor: HalfStep) {
        let t = cursor.iteration();
        let mut keys: Vec<String> = Vec::new();
        if t <= FEW {
            keys.extend(["e", "m"].map(str::to_owned).into_iter().cycle().take(2 * t));
        } else {
            keys.push(format!("g \"{t}\" Enter"));
        }
        if cursor.phase() == Phase::Gamma {
            keys.push("e".to_owned());
        }
        if !keys.is_empty() {
            self.option("keys", &keys.join(" "));
        }
    }
}

/// Returns the options that give this θ as θ₀, with all digits of an `f64`.
pub fn theta_options(theta: &Theta, columns: usize) -> String {
    let mut line = CommandLine { words: Vec::new(), observations: Vec::new(), is_rounded: false };
    line.lists(theta);
    shell::broken(&line.in_shell().collect::<Vec<_>>(), columns)
}

/// Returns whether one seed does for the start and for data that are drawn.
fn is_one_seed(start: Start, drawn: Option<u64>) -> bool {
    match (start.seed(), drawn) {
        (Some(start), Some(drawn)) => start == drawn,
        _ => true,
    }
}

fn name_of(method: StartMethod) -> &'static str {
    match method {
        StartMethod::Quantile => "quantile",
        StartMethod::KMeansPlusPlus => "kmeans++",
        StartMethod::RandomObservations => "random-observations",
        StartMethod::RandomResponsibilities => "random-responsibilities",
    }
}

/// Returns the shortest text that is read back as the same `f64`, in ASCII.
pub fn number(value: f64) -> String {
    let text = format!("{value:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
