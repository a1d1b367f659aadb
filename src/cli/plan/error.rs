//! Why a command line comes to no plan.

use std::path::PathBuf;

use crate::cli::config::ConfigError;
use crate::explain::check::AnswerError;
use crate::lesson::KeyError;
use crate::mixture::{MethodError, ThetaError};
use crate::sql::SqlError;

/// What options say that each may be said, but not together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(in crate::cli) enum PlanError {
    #[error("the command {0} comes before its options: emstep {0} …; a file of that name is ./{0}")]
    CommandLast(String),
    #[error(
        "--plain reads its commands from standard input; put the data into a file and name it, or \
         write --plain=off"
    )]
    PlainReadsCommands,
    #[error("{option} is an option of emstep {command}; write emstep {command} {option} …")]
    OptionOf { option: String, command: String },
    #[error("{option} is an option of {owners}; put the command in front of it")]
    OptionOfCommands { option: String, owners: String },
    #[error("{option} is an option of {owners}, not of emstep {asked}; leave it out")]
    OptionOfOthers { option: String, owners: String, asked: String },
    #[error("no file or command '{name}'; did you mean emstep {like}?")]
    UnknownCommand { name: String, like: String },
    #[error("--components says {components}, but γ has {listed} columns")]
    ComponentsOfGamma { components: usize, listed: usize },
    #[error("a run that begins with γ has no θ₀ for --steps 0 to show; --steps 1 gives θ₁")]
    NoThetaZero,
    #[error("constraints, priors and --accelerate need a θ₀, and --gamma has none; leave one out")]
    GammaOfOrdinaryEm,
    #[error(
        "a range of K works only in emstep fit; in the stepper, choose \"scan over K\" in the menu (F1)"
    )]
    RangeOutsideFit,
    #[error("--bootstrap tests each K of a range against K + 1; write --components 1..4, say")]
    BootstrapWithoutRange,
    #[error("--steps is for one K; a range of K goes on to convergence")]
    StepsOfRange,
    #[error(
        "a range of K makes θ₀ from the data; leave --means, --variances, --sds, --from and --gamma out"
    )]
    RangeWithTheta,
    #[error(
        "what is fixed is taken from θ₀, and each of several starts has another one; leave \
         --fix-weights, --fix-means and --fix-variances out"
    )]
    StartsWithFixed,
    #[error(
        "{0}: no such file; to fix component {0} alone, write = before it, as in --fix-means={0}"
    )]
    ListOfFixed(String),
    #[error("check judges the steps of EM, one by one; leave --accelerate out")]
    AcceleratedCheck,
    #[error("{0} is for a package; write --format scorm, or leave it out")]
    OnlyOfPackage(&'static str),
    #[error("--force replaces a file, and none is named; write --output FILE, or leave it out")]
    ForceOfNoFile,
    #[error("- is standard input, which cannot be read beside files; save it as one")]
    StdinAmongFiles,
    #[error("{}: a session has its own data and θ₀; leave the other options out", .0.display())]
    OptionsOfSession(PathBuf),
    #[error("a session is opened by itself; name that file alone")]
    SessionAmongFiles,
    #[error(
        "{}: a session, not data; emstep and its commands explain, serve and snapshot open one, \
         and y in it copies the options of its data and θ₀", .0.display()
    )]
    SessionAsData(PathBuf),
    #[error("--as-runs fits each of several files by itself; name two or more")]
    OneFileAsRuns,
    #[error("--as-runs makes several runs, and this command needs one; leave it out")]
    OneRunOnly,
    #[error(
        "--export, --predict and --code are for one run, and --as-runs makes several; leave it out"
    )]
    FilesOfRuns,
    #[error("{content} needs {needs}")]
    NothingToExport { content: &'static str, needs: &'static str },
    #[error(
        "predictions are CSV and take the place of the trace; to have both, add --export \
         FILE.csv=predictions"
    )]
    FormatOfPredictions,
    #[error("{}: {written}, not .{ending}; give the file another ending", .path.display())]
    OtherFormat { path: PathBuf, ending: String, written: &'static str },
    #[error("--force replaces files, and none is written; name one with -o or --export")]
    ForceWithoutFile,
    #[error("--names is for JSON and CSV, and text has neither; add --format json, say")]
    NamesOfText,
    #[error("data and --predict both from standard input; give a file for one of them")]
    StdinTwice,
    #[error("--format csv is one table, and --as-runs makes several; take text or json")]
    CsvOfRuns,
    #[error(
        "quantile groups give the same θ₀ each time; for --restarts take --start kmeans++, \
         random-observations or random-responsibilities"
    )]
    RestartsWithoutSeed,
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{0}")]
    Dialect(String),
    #[error("{0} says how a file is written; name one, or - for standard input")]
    DialectWithoutTable(&'static str),
    #[error("θ₀ needs --means and one of --variances or --sds")]
    IncompleteTheta,
    #[error("θ₀ needs one value per component in each list, but {}", counts(.0))]
    Lengths(Vec<(&'static str, usize)>),
    #[error("--components says {components}, but θ₀ has {listed}")]
    Components { components: usize, listed: usize },
    #[error("σ_{} must be above 0, and its square a finite number above 0, not {value:?}", component + 1)]
    Sd { component: usize, value: f64 },
    #[error(transparent)]
    Sql(#[from] SqlError),
    #[error("--to {0}: a picture's name ends in .svg, .html, .txt or .cast")]
    PictureFormat(String),
    #[error("--light is for a white page, on which --theme dark cannot be read")]
    DarkOnLight,
    #[error("--pace only means something with --to FILE.cast")]
    PaceWithoutCast,
    #[error("invalid value for '--keys <KEYS>': {0}")]
    Keys(KeyError),
    #[error("invalid value for '--after <KEYS>': {0}")]
    After(KeyError),
    #[error("invalid value for '--answer <ANSWER>': {0}")]
    Answer(#[from] AnswerError),
    #[error(transparent)]
    Theta(#[from] ThetaError),
    #[error(transparent)]
    Method(#[from] MethodError),
}

fn counts(lists: &[(&str, usize)]) -> String {
    let counts: Vec<String> = lists.iter().map(|(name, len)| format!("{name} has {len}")).collect();
    let shortest = lists.iter().map(|(_, len)| *len).min().unwrap_or(0);
    // As many again as there are decimal commas.
    let has_decimal_commas = shortest > 1 && lists.iter().any(|(_, len)| *len == 2 * shortest);
    let hint =
        if has_decimal_commas { "; commas separate numbers: write 0.5, not 0,5" } else { "" };
    counts.join(", ") + hint
}
