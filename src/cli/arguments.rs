//! What can be said on the command line, as clap reads it. The comments of options are their help.

use std::path::PathBuf;

use clap::{Arg, Args, Id, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::engine::ArgValueCompleter;

use super::check::{CheckFormat, Keys};
use super::complete;
use super::condense;
use super::config::{ConfigArguments, ConfigFile};
use super::constraints::ConstraintArguments;
use super::dialect::DialectArguments;
use super::explain;
use super::fit;
use super::gamma::{GammaFile, gamma_file};
use super::help;
use super::lesson::ExportArguments;
use super::look::{ColorArguments, GlyphArguments, ScreenArguments};
use super::merge;
use super::pages::{Shell, VERSION};
#[cfg(feature = "serve")]
use super::serve;
use super::snapshot;
use super::sql;
use super::theta_file::{ThetaFile, read_theta_file};
use super::values::{
    ComponentCount, List, bin_columns, component_counts, draw_count, examples, iteration_count,
    mixture, names_of_examples, seed, tolerance,
};
use crate::app::key_script::KeyScript;
use crate::data::{BinColumns, DrawCount};
use crate::explain::check::Subject;
use crate::mixture::StartMethod;

/// Step through the EM algorithm for mixtures of Gaussians in a terminal
#[derive(Debug, Parser)]
#[command(name = "emstep", version, long_version = VERSION, after_help = help::STEPPER, args_conflicts_with_subcommands = true)]
#[command(mut_arg("data", or_session))]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) model: ModelArguments,
    #[command(flatten)]
    pub(super) screen: ScreenArguments,
    /// The keys to press first, such as "e m"
    ///
    /// As in snapshot --keys; by their default names, whatever your settings say
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true)]
    #[arg(allow_hyphen_values = true, help_heading = "Screen")]
    pub(super) keys: KeyScript,
    #[command(flatten)]
    pub(super) config: ConfigFile,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run EM without a screen and print the trace
    ///
    /// The trace starts at θ₀ (t = 0). It goes to standard output; what is special about the data
    /// or θ₀, and why the run ended, goes to standard error.
    #[command(after_long_help = help::FIT)]
    Fit(Box<fit::FitArguments>),
    /// List the built-in data sets
    #[command(after_long_help = help::EXAMPLES)]
    Examples,
    /// Check an answer worked out by hand, and name the mistake behind a wrong one
    ///
    /// Ends with 0 if the answer is right to the digits given, and with 3 if it is close or wrong.
    /// With --answers it ends with 0 only if all are right, and with 3 if any is close, wrong,
    /// blank or unreadable; with 1 if the file cannot be read or has no answers. An --answer that
    /// cannot be read ends with 3 too if the format is one for programs, and with 2 otherwise.
    #[command(after_long_help = help::CHECK)]
    Check {
        #[command(flatten)]
        model: Box<ModelArguments>,
        /// What was asked, such as ll, mu[1] or gamma[0,2]
        ///
        /// gamma[i,k] (i from 0, k from 1), N[k], pi[k], mu[k], sigma2[k], sigma[k], ll, delta_ll,
        /// bound, gap, Q, H, density[i,k], p[i]; assignment (the component with the largest γ for
        /// each observation), grew (whose variance grew most), largest (whose variance is the
        /// largest)
        #[arg(long, value_name = "WHAT", required_unless_present_any = ["answers", "table"], requires = "answer")]
        #[arg(help_heading = "Answer", add = ArgValueCompleter::new(complete::subjects))]
        what: Option<Subject>,
        /// The answer, such as -15.46
        ///
        /// A number, rounded to any number of digits; a component, such as 2; for assignment one
        /// per observation, such as 2 2 1
        #[arg(long, value_name = "ANSWER", requires = "what", allow_hyphen_values = true)]
        #[arg(help_heading = "Answer")]
        answer: Option<String>,
        /// The keys pressed since θ₀, such as em
        ///
        /// e, m, n (next), p (back), c (to convergence), r (back to θ₀)
        #[arg(long, value_name = "KEYS", default_value = "", help_heading = "Answer")]
        after: Keys,
        /// A file of answers to grade, or -
        ///
        /// A row for each answer with what, after, answer (and more, such as a name), separated by
        /// commas, semicolons or tabs
        #[arg(long, value_name = "FILE", conflicts_with_all = ["what", "answer", "after"], help_heading = "Answer")]
        answers: Option<PathBuf>,
        /// A file with a whole table of γ or θ to check, or -
        ///
        /// γ has a row per observation, θ a row per component. Every number is checked, and the
        /// first wrong one is told from those that follow from it
        #[arg(long, value_name = "FILE", conflicts_with_all = ["what", "answer", "answers"], help_heading = "Answer")]
        table: Option<PathBuf>,
        /// How to print the verdict
        #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
        format: CheckFormat,
    },
    /// Print a worked solution: every number after some steps, with its formula and arithmetic
    ///
    /// Text is for reading, md is Markdown for GitHub, and tex a document for pdflatex. With the
    /// homework's data and θ₀ it ends with the answers to the homework's questions.
    #[command(after_long_help = help::EXPLAIN)]
    Explain(Box<explain::ExplainArguments>),
    /// Print the SQL that condenses a column in a database to a table of power sums
    ///
    /// The first pass finds the range of the values, the second one makes the table: one GROUP BY,
    /// which the engine that has the data runs. The stepper and emstep fit open the result.
    Sql(Box<sql::SqlArguments>),
    /// Condense data of any length to a table of power sums, in one pass and bounded memory
    ///
    /// The stepper and emstep fit open the table as they open data. It has a few thousand rows,
    /// whatever the number of observations, and tables on the same grid can be added.
    Condense(Box<condense::CondenseArguments>),
    /// Add condensed tables of different days, disks or machines up to one table
    ///
    /// They are on one grid, and all have weights and groups or none has. Groups are added by their
    /// keys, and rows that refine bins are kept.
    Merge(merge::MergeArguments),
    /// Open a lesson; without a name, list them
    #[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
    #[command(after_long_help = help::LESSON)]
    Lesson {
        #[command(subcommand)]
        action: Option<LessonAction>,
        /// A lesson's name, or a TOML file
        ///
        /// Without it, the lessons are listed
        #[arg(value_name = "NAME|FILE", add = ArgValueCompleter::new(complete::lessons))]
        lesson: Option<PathBuf>,
        /// Check a lesson's file
        ///
        /// Every mistake is reported with its line
        #[arg(long, value_name = "FILE", conflicts_with = "lesson")]
        check: Option<PathBuf>,
        /// Print a commented lesson to begin your own with
        ///
        /// It has every key of the format
        #[arg(long, conflicts_with_all = ["lesson", "check"])]
        template: bool,
        /// Write progress and answers to a file, as JSON
        #[arg(long, value_name = "FILE", requires = "lesson")]
        record: Option<PathBuf>,
        #[command(flatten)]
        screen: ScreenArguments,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Print a picture of each theme, to see which one a projector shows best
    #[command(after_long_help = help::THEMES)]
    Themes {
        #[command(flatten)]
        colors: ColorArguments,
        #[command(flatten)]
        glyphs: GlyphArguments,
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Print the settings that are in force and where each comes from, or a file to begin with
    ///
    /// A setting is taken from ~/.config/emstep/config.toml, then from its variable, such as
    /// EMSTEP_THEME, then from its option; each overrides the one before.
    #[command(after_long_help = help::CONFIG)]
    Config(Box<ConfigArguments>),
    /// Print the script by which a shell completes command lines of emstep
    ///
    /// The program itself is asked for candidates: data sets, lessons, and the columns of the file
    /// that is named before.
    #[command(after_long_help = help::COMPLETIONS)]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page of emstep or of a command, as in emstep man fit | man -l -
    #[command(after_long_help = help::MAN)]
    Man {
        /// A command, as in: lesson export
        #[arg(value_name = "COMMAND", conflicts_with = "to")]
        #[arg(add = ArgValueCompleter::new(complete::commands))]
        command: Vec<String>,
        /// Write all pages and scripts into a folder
        ///
        /// The manual pages of all commands, and the completion scripts of all shells, for a
        /// package
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
        /// Replace files that are there
        #[arg(long, requires = "to")]
        force: bool,
    },
    /// Draw the screen after some keys, for a slide, a handout or a report: SVG, HTML, text, or a
    /// recording
    ///
    /// No terminal is needed, and the picture is the same on every machine, to the byte.
    #[command(after_long_help = help::SNAPSHOT)]
    Snapshot(Box<snapshot::SnapshotArguments>),
    /// Teach a class over SSH: a server whose only program is the stepper
    ///
    /// Students need nothing but ssh: as the user watch they follow the presenter, as play they
    /// have a stepper of their own. The presenter logs in as present. They get no shell and no
    /// file.
    #[cfg(feature = "serve")]
    #[command(after_long_help = help::SERVE)]
    Serve(Box<serve::ServeArguments>),
}

/// Returns the arguments that say which data, where EM starts on them and when it stops: a lesson
/// has its own of each.
pub(super) fn of_model() -> Vec<Id> {
    let model = ModelArguments::augment_args(clap::Command::new("model"));
    model.get_arguments().map(|argument| argument.get_id().clone()).collect()
}

/// Says in the help of DATA that a session is taken too; see
/// [`ModelArguments::session_or_plan`].
pub(super) fn or_session(data: Arg) -> Arg {
    let long = format!(
        "{}\n\n{}. A session (.emstep) has its own data and θ₀, so it takes no options for them",
        help::DATA_OR_SESSION,
        help::MORE_ON_DATA
    );
    data.help(help::DATA_OR_SESSION).long_help(long)
}

/// What the stepper and `fit` both take: data, θ₀ and when to stop.
#[derive(Debug, Args)]
pub(super) struct ModelArguments {
    #[arg(value_name = "DATA", help = help::DATA)]
    #[arg(long_help = format!("{}\n\n{}", help::DATA, help::MORE_ON_DATA))]
    pub(super) data: Vec<PathBuf>,
    /// Fit each file by itself, in a run of its own
    #[arg(long, help_heading = "Data")]
    pub(super) as_runs: bool,
    #[arg(long, value_name = "NAME", conflicts_with = "data", value_parser = examples())]
    #[arg(hide_possible_values = true, help_heading = "Data")]
    #[arg(help = "A built-in data set instead of DATA")]
    #[arg(long_help = format!("A built-in data set instead of DATA: {}", names_of_examples()))]
    pub(super) example: Option<String>,
    /// The column to fit, by name or number
    ///
    /// Numbers count from 1 [default: the first numeric column]
    #[arg(short, long, value_name = "NAME|N", help_heading = "Data")]
    #[arg(add = ArgValueCompleter::new(complete::columns))]
    pub(super) column: Option<String>,
    #[command(flatten)]
    pub(super) dialect: DialectArguments,
    /// Draw the data from a mixture instead
    ///
    /// A mixture is written as "0.3 N(0,1) + 0.7 N(4,2)", with each weight, mean and variance (not
    /// standard deviation). --seed says which draws
    #[arg(long, value_name = "MIXTURE", value_parser = mixture, help_heading = "Data")]
    #[arg(conflicts_with_all = ["data", "example", "column", "weight_column", "bins"])]
    pub(super) simulate: Option<String>,
    /// How many observations --simulate draws [default: 200]
    #[arg(short = 'n', long, value_name = "N", requires = "simulate", value_parser = draw_count)]
    #[arg(allow_negative_numbers = true, help_heading = "Data")]
    #[arg(conflicts_with_all = ["data", "example"])]
    pub(super) observations: Option<DrawCount>,
    /// The column with the weight of each observation
    ///
    /// An observation of weight 3 counts as three
    #[arg(long, value_name = "NAME|N", help_heading = "Data")]
    #[arg(add = ArgValueCompleter::new(complete::columns))]
    pub(super) weight_column: Option<String>,
    /// Grouped data: the columns with edges and counts
    ///
    /// The columns with the lower edge, the upper edge and the count of each bin; the first lower
    /// and the last upper edge may be empty
    #[arg(long, value_name = "LOWER,UPPER,COUNT", value_parser = bin_columns, help_heading = "Data")]
    #[arg(conflicts_with_all = ["column", "weight_column", "exact"])]
    pub(super) bins: Option<BinColumns>,
    /// Sum every observation in every step
    ///
    /// By default, data of 65,536 observations or more are condensed
    #[arg(long, help_heading = "Data")]
    pub(super) exact: bool,

    /// How many components, 1 to 64; in fit also 1..8
    ///
    /// By default 2, or as many as θ₀ has. A range, in fit, gives the best of several starts for
    /// each K, with AIC, BIC and ICL
    #[arg(short = 'k', long, alias = "k", value_name = "K", value_parser = component_counts)]
    #[arg(allow_negative_numbers = true, help_heading = "θ₀, where EM starts")]
    pub(super) components: Option<ComponentCount>,
    /// π of each component; they sum to 1
    ///
    /// Each is above 0 [default: all equal]
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(help_heading = "θ₀, where EM starts")]
    pub(super) weights: Option<List>,
    /// μ of each component, as in -1,5
    ///
    /// Fractions (1/3) and lists of R and Python, as c(-1, 5), are read too
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(help_heading = "θ₀, where EM starts")]
    pub(super) means: Option<List>,
    /// σ² of each component, not σ
    ///
    /// Each is above 0. They are variances, not standard deviations, which --sds takes
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(help_heading = "θ₀, where EM starts")]
    pub(super) variances: Option<List>,
    /// σ of each component, instead of --variances
    ///
    /// Each is above 0
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(conflicts_with = "variances", help_heading = "θ₀, where EM starts")]
    pub(super) sds: Option<List>,
    /// Make θ₀ from the data instead
    ///
    /// The default is quantile, unless the data have a θ₀ of their own
    #[arg(long, value_name = "HOW", help_heading = "θ₀, where EM starts")]
    #[arg(conflicts_with_all = ["weights", "means", "variances", "sds"])]
    pub(super) start: Option<StartName>,
    /// A fit to start from, as fit --format json writes it
    ///
    /// The last θ of its trace is taken. A θ alone is read too, as {"weights": […], "means": […],
    /// "variances": […]}
    #[arg(long, value_name = "FILE", value_parser = read_theta_file)]
    #[arg(value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["weights", "means", "variances", "sds", "start"])]
    #[arg(help_heading = "θ₀, where EM starts")]
    pub(super) from: Option<ThetaFile>,
    /// Begin with responsibilities instead of θ₀
    ///
    /// A file with a row per observation and a column per component, each row summing to 1; the
    /// first M-step then gives θ₁
    #[arg(long, value_name = "FILE", value_parser = gamma_file)]
    #[arg(value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["weights", "means", "variances", "sds", "from", "start"])]
    #[arg(help_heading = "θ₀, where EM starts")]
    pub(super) gamma: Option<GammaFile>,
    /// The seed of whatever is drawn [default: 1]
    ///
    /// Simulated data, random starts and k-means++ are drawn. The same seed gives the same draws
    /// everywhere
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(help_heading = "θ₀, where EM starts", value_parser = seed)]
    pub(super) seed: Option<u64>,

    /// The |Δℓ| per observation that ends EM [default: 1e-9]
    ///
    /// EM has converged when |Δℓ| per observation is below T; 0 never stops early
    #[arg(long, value_name = "T", value_parser = tolerance, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    pub(super) tolerance: Option<f64>,
    /// Stop after N iterations [default: 1000]
    ///
    /// Converged or not
    #[arg(long, value_name = "N", value_parser = iteration_count, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    pub(super) max_iterations: Option<usize>,

    #[command(flatten)]
    pub(super) constraints: ConstraintArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum StartName {
    /// the sorted data cut into K groups of equal weight
    Quantile,
    /// K observations drawn far from each other, then the observations nearest to each
    #[value(name = "kmeans++")]
    KMeansPlusPlus,
    /// K observations drawn evenly as means, with the variance of all data
    RandomObservations,
    /// γ drawn evenly for each observation, then an M-step
    RandomResponsibilities,
}

impl StartName {
    pub(super) fn method(self) -> StartMethod {
        match self {
            Self::Quantile => StartMethod::Quantile,
            Self::KMeansPlusPlus => StartMethod::KMeansPlusPlus,
            Self::RandomObservations => StartMethod::RandomObservations,
            Self::RandomResponsibilities => StartMethod::RandomResponsibilities,
        }
    }
}

/// What else there is to do with a lesson.
#[derive(Debug, Subcommand)]
pub(super) enum LessonAction {
    /// Print a lesson's questions for a quiz in another program, or make a package of the lesson
    ///
    /// Numbers have a tolerance, and feedback for every known mistake. A question for a formula
    /// becomes an essay, with its solution. In a package (SCORM 1.2) the lesson itself is in a
    /// browser page, and its score reaches the learning platform.
    #[command(after_long_help = help::LESSON_EXPORT)]
    Export(ExportArguments),
}
