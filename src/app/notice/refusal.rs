use crate::app::begin::BeginError;
use crate::app::form::field::NoRoom;
use crate::app::limits::LimitReached;
use crate::data::EditError;
use crate::mixture::{EStepError, MOST_RANKED, MStepError, StepError, TestError};
use crate::text::{counted, grouped, subscript};

/// Something that did not happen, and why.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// A step that makes the run longer has to wait for the one before.
    #[error("still computing; Esc cancels it")]
    StillComputing,
    /// The M-step needs the γ of θ_t.
    #[error("M needs γ: θ{} is set, so the E-step comes first (⟦e⟧)", subscript(*t))]
    EStepFirst {
        /// t
        t: usize,
    },
    /// γ is that of θ_t already.
    #[error("γ is already inferred from θ{}: the M-step comes next (⟦m⟧)", subscript(*t))]
    MStepFirst {
        /// t
        t: usize,
    },
    /// γ₀ was given, and there is no θ₀ to infer it from.
    #[error("γ₀ was given: there is no θ₀ for an E-step; the M-step makes θ₁ of it (⟦m⟧)")]
    GammaGiven,
    /// γ₀ was given, and no M-step has made a θ yet.
    #[error("there is no θ yet: γ₀ was given, and the M-step makes θ₁ of it (⟦m⟧)")]
    NoTheta,
    /// There is nothing before θ₀.
    #[error("already at θ₀; ⟦e⟧ goes forward, ⟦t⟧ edits θ₀")]
    AtStart,
    /// There is nothing before a γ₀ that was given.
    #[error("already at γ₀, which was given; ⟦m⟧ goes forward, ⟦t⟧ starts a run from a θ₀")]
    AtGammaStart,
    /// There is nothing in this run before its θ₀ or γ₀, but it came from another.
    #[error("this is {start} of run {run}; ⟦<⟧ goes back to run {from}")]
    AtFork {
        /// what the run begins with, θ₀ or γ₀
        start: &'static str,
        /// the run's number, from 1
        run: usize,
        /// that of the run it came from
        from: usize,
    },
    /// There is no later half-step yet.
    #[error("this is the latest step; press ⟦{key}⟧ or ⟦n⟧ to continue")]
    AtLatest {
        /// the key of the next half-step
        key: char,
    },
    /// There is no other run.
    #[error("this is the only run; ⟦t⟧ starts another")]
    OnlyRun,
    /// A run is not compared with itself.
    #[error("this is the run that you are in; choose another one")]
    SameRun,
    /// There is no number in focus that could be covered.
    #[error("choose the number to cover first: ⟦Tab⟧ or ⟦2⟧ to ⟦4⟧, then the arrows")]
    NothingToCover,
    /// Only who presents covers a number and shows it again.
    #[error("only the presenter covers numbers and shows them again")]
    OnlyPresenterCovers,
    /// Something would give away a number that is covered.
    #[error("a number is covered, and this may show it; ⟦H⟧ shows the number")]
    Covered,
    /// The same in a copy, where it is not shown again.
    #[error("the presenter has covered a number, and this may show it")]
    CoveredByPresenter,
    /// This host writes no files, and so keeps no session.
    #[error("no files are written here; emstep on your own machine saves sessions")]
    NoSessionFiles,
    /// This host writes no files.
    #[error("no files are written here; emstep on your own machine exports results")]
    NoExports,
    /// There is no run before the first.
    #[error("run 1 of {runs} is the first; ⟦>⟧ goes to the next")]
    FirstRun {
        /// how many there are
        runs: usize,
    },
    /// There is no run after the last.
    #[error("run {runs} of {runs} is the last; ⟦t⟧ starts another")]
    LastRun {
        /// how many there are
        runs: usize,
    },
    /// The data of the active run are no edited copy.
    #[error("nothing to undo: the data of this run were not edited; ⟦A⟧ edits an observation")]
    NothingToUndo,
    /// The observations of these data cannot be edited.
    #[error(transparent)]
    NotEdited(#[from] EditError),
    /// No run has an edit of this run's data.
    #[error("no edit of these data was undone; ⟦A⟧ edits them")]
    NothingToRedo,
    /// EM cannot go on from the last θ.
    #[error("{error}; θ is kept; {remedy}", error = .0, remedy = remedy(.0))]
    StepFailed(StepError),
    /// The host allows no more.
    #[error(transparent)]
    Limit(#[from] LimitReached),
    /// EM has not converged, and the host allows no more.
    #[error("not converged, and {0}")]
    NotConvergedWithin(LimitReached),
    /// EM has not converged after as many iterations as the settings say.
    #[error(
        "not converged yet: {}, |{name}|/n = {change:.1e}; ⟦c⟧ continues",
        counted(*iterations, "iteration")
    )]
    NotConverged {
        /// how many
        iterations: usize,
        /// the last change of ℓ per observation
        change: f64,
        /// what that is called, such as Δℓ
        name: &'static str,
    },
    /// The exact pass at θ_t gave no ℓ; t is there if it is not the one on the screen.
    #[error("{}{error}", t.map_or_else(String::new, |t| format!("θ{}: ", subscript(t))))]
    ComparisonFailed {
        /// t
        t: Option<usize>,
        /// why
        error: EStepError,
    },
    /// Data cannot be read, in the words of their error.
    #[error("{0}")]
    NotLoaded(String),
    /// No run begins on data, or at a θ₀.
    #[error("{0}{another}", another = another_start(.0))]
    NotBegun(#[from] BeginError),
    /// There are too many observations to sort.
    #[error(
        "more than {} observations cannot be sorted; ⟦i⟧ goes to one by its index",
        grouped(MOST_RANKED as u64)
    )]
    TooManyToSort,
    /// The data are a condensed table.
    #[error("a condensed table has sums over bins: there are no single observations")]
    NoObservations,
    /// The data are no condensed table with groups.
    #[error("these data have no groups; a condensed table with a group_key has (--group-by)")]
    NoGroups,
    /// There is no test of the chosen K against K + 1.
    #[error(transparent)]
    NoTest(#[from] TestError),
    /// What is fixed is taken from θ₀, and there is another one for each start.
    #[error("each start draws another θ₀, so nothing of it can stay fixed; ⟦U⟧ switches that off")]
    StartsWithFixed,
    /// There is no number to derive.
    #[error("choose a number first: ⟦2⟧, ⟦3⟧ or ⟦4⟧ goes to a panel, then the arrows")]
    NoNumberChosen,
    /// It would give the answer to the class's question away.
    #[error("this would show what the class is asked: ⟦copy:f⟧ goes back to answer")]
    HiddenFromClass,
    /// It would give the answer to the lesson's question away.
    #[error("this would show what the lesson asks: answer first")]
    HiddenByLesson,
    /// It would give the answer to a later question of the lesson away.
    #[error("this would show what the lesson asks in a later step")]
    HiddenForLater,
    /// A private field would look like the class's, and its answers would go nowhere.
    #[error("questions are answered in the class only: ⟦copy:f⟧ goes back to it")]
    AnsweredInClassOnly,
    /// Only a presenter can ask the class.
    #[error("only the presenter can ask the class; emstep serve starts a class")]
    OnlyPresenterAsks,
    /// The lesson has no open question to ask the class.
    #[error("a poll is about an open question of a lesson; there is none: ⟦L⟧ lists lessons")]
    NoOpenQuestion,
    /// Only a presenter can hand over.
    #[error("only the presenter can do this; emstep serve starts a class")]
    OnlyPresenter,
    /// There is no one to hand over to.
    #[error("no one asks to present; to ask, log in as present and press ⟦queue:a⟧")]
    NoOneAsksToPresent,
    /// The terminal shows no colours, by what it says of itself, `NO_COLOR` or `--color never`.
    #[error(
        "no colours here (NO_COLOR, --color never, or the terminal has none): nothing to choose"
    )]
    NoColors,
    /// There is no shell to go back to.
    #[error("there is nothing to suspend here: ^C leaves")]
    NothingToSuspend,
    /// What was typed or pasted has no room in its field.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// More numbers were pasted than there are fields.
    #[error(
        "the pasted text has {} numbers; {} left from here on: nothing was pasted",
        grouped(*numbers as u64), fields_left(*fields)
    )]
    TooManyNumbers {
        /// how many numbers
        numbers: usize,
        /// how many fields from the cursor on
        fields: usize,
    },
    /// Something outside of the state machine did not work, which has its own words.
    #[error("{0}")]
    Outside(String),
}

impl Refusal {
    /// Returns whether something went wrong: what was asked for could not be done, or what was
    /// given cannot be taken. Otherwise a key does nothing here and now, which is no error.
    pub fn is_error(&self) -> bool {
        match self {
            Self::StepFailed(_)
            | Self::ComparisonFailed { .. }
            | Self::NotLoaded(_)
            | Self::NotBegun(_)
            | Self::NoRoom(_)
            | Self::TooManyNumbers { .. }
            | Self::Outside(_) => true,
            Self::StillComputing
            | Self::EStepFirst { .. }
            | Self::MStepFirst { .. }
            | Self::GammaGiven
            | Self::NoTheta
            | Self::AtStart
            | Self::AtGammaStart
            | Self::AtFork { .. }
            | Self::AtLatest { .. }
            | Self::OnlyRun
            | Self::NoSessionFiles
            | Self::NoExports
            | Self::SameRun
            | Self::NothingToUndo
            | Self::NothingToRedo
            | Self::NotEdited(_)
            | Self::NothingToCover
            | Self::OnlyPresenterCovers
            | Self::Covered
            | Self::CoveredByPresenter
            | Self::FirstRun { .. }
            | Self::LastRun { .. }
            | Self::Limit(_)
            | Self::NotConvergedWithin(_)
            | Self::NotConverged { .. }
            | Self::TooManyToSort
            | Self::NoObservations
            | Self::NoGroups
            | Self::NoNumberChosen
            | Self::NoTest(_)
            | Self::StartsWithFixed
            | Self::HiddenFromClass
            | Self::HiddenByLesson
            | Self::HiddenForLater
            | Self::AnsweredInClassOnly
            | Self::OnlyPresenterAsks
            | Self::NoOpenQuestion
            | Self::OnlyPresenter
            | Self::NoOneAsksToPresent
            | Self::NoColors
            | Self::NothingToSuspend => false,
        }
    }
}

/// Returns the key to another start if that may begin.
fn another_start(error: &BeginError) -> &'static str {
    match error {
        BeginError::GammaOfOrdinaryEm => "; ⟦I⟧ chooses another one",
        _ => "",
    }
}

fn fields_left(fields: usize) -> String {
    if fields == 1 { "1 field is".to_owned() } else { format!("{fields} fields are") }
}

/// Returns the key to what may help where there is no next θ: a floor keeps a variance from 0, but
/// not a component from being empty.
fn remedy(error: &StepError) -> &'static str {
    match error {
        StepError::MStep {
            error: MStepError::Collapsed { .. } | MStepError::AllCollapsed { .. },
            ..
        } => "⟦U⟧: a floor",
        StepError::MStep { error: MStepError::Empty { .. }, .. } | StepError::EStep(_) => {
            "⟦t⟧: another θ₀"
        }
    }
}
