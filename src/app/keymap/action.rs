//! What keys can do, by the part of the program that does it.

use crate::app::panel::Panel;

/// What can be done while stepping, by the part of the program that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A step in a run, or to another run.
    Step(StepAction),
    /// Another look at what is there.
    Look(LookAction),
    /// Something opens in front of the stepper.
    Open(OpenAction),
    Cancel,
    Compare,
    Poll,
    HandOver,
    /// Something that concerns this session alone.
    Session(SessionAction),
}

/// What concerns this session alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionAction {
    Help,
    Mouse,
    Theme,
    Save,
    Suspend,
    Quit,
    /// Without a question, whatever is open.
    QuitAtOnce,
}

impl Action {
    /// Returns whether it opens something that may give away what a lesson's question hides.
    pub(in crate::app) fn shows_numbers(self) -> bool {
        match self {
            Self::Look(look) => look.shows_numbers(),
            Self::Open(OpenAction::Derivation) => true,
            Self::Open(OpenAction::Dialog(dialog)) => match dialog {
                DialogAction::MyAnswer
                | DialogAction::EditTheta
                | DialogAction::Copy
                | DialogAction::Runs
                | DialogAction::Restarts
                | DialogAction::GroupFits
                | DialogAction::Export
                | DialogAction::Scan => true,
                DialogAction::EditData
                | DialogAction::EditObservation
                | DialogAction::Constraints
                | DialogAction::GoToIteration
                | DialogAction::GoToRow => false,
            },
            Self::Open(OpenAction::Lesson | OpenAction::Chosen)
            | Self::Step(_)
            | Self::Cancel
            | Self::Compare
            | Self::Poll
            | Self::HandOver
            | Self::Session(_) => false,
        }
    }
}

/// A step in a run, or to another run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepAction {
    EStep,
    MStep,
    Next,
    Back,
    Forward,
    ToStart,
    ToEnd,
    TenIterations,
    Play,
    Faster,
    Slower,
    Converge,
    Restart,
    PreviousRun,
    NextRun,
    /// To the group of a condensed table before this one.
    PreviousGroup,
    /// To the group after it.
    NextGroup,
    /// A run from another θ₀ that is made from the data, by the next seed.
    NewStart,
    /// The next way to make θ₀ from the data.
    StartMethod,
    /// Back to the run whose data were edited.
    Undo,
    /// To the run with the last edit of these data.
    Redo,
}

impl StepAction {
    /// Returns whether it makes the run longer, and so has to wait for the job that does that
    /// already.
    pub(in crate::app) fn goes_on(self) -> bool {
        use StepAction as S;
        match self {
            S::EStep | S::MStep | S::Next | S::TenIterations | S::Converge => true,
            S::Back
            | S::Forward
            | S::ToStart
            | S::ToEnd
            | S::Play
            | S::Faster
            | S::Slower
            | S::Restart
            | S::PreviousRun
            | S::NextRun
            | S::PreviousGroup
            | S::NextGroup
            | S::NewStart
            | S::StartMethod
            | S::Undo
            | S::Redo => false,
        }
    }

    /// Returns whether it can be watched from a derivation, which stays open.
    pub(in crate::app) fn stays_in_derivation(self) -> bool {
        use StepAction as S;
        match self {
            S::EStep | S::MStep | S::Next | S::Back | S::Forward | S::ToStart | S::ToEnd => true,
            S::TenIterations
            | S::Play
            | S::Faster
            | S::Slower
            | S::Converge
            | S::Restart
            | S::PreviousRun
            | S::NextRun
            | S::PreviousGroup
            | S::NextGroup
            | S::NewStart
            | S::StartMethod
            | S::Undo
            | S::Redo => false,
        }
    }
}

/// Another look at what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookAction {
    Left,
    Right,
    NextPanel,
    PreviousPanel,
    /// To this panel.
    Panel(Panel),
    /// The panel in focus over the whole screen, and back.
    FullScreen,
    /// The number that is chosen is covered, or the covered one shown.
    Cover,
    RowUp,
    RowDown,
    PageUp,
    PageDown,
    Order,
    ZoomIn,
    ZoomOut,
    PanLeft,
    PanRight,
    FitAxes,
    Bound,
    Surface,
    Staircase,
    TwoRuns,
    /// Goodness of fit: quantiles, then distribution functions.
    Goodness,
    CycleChart,
    LikelihoodChart,
    ReadOff,
}

impl LookAction {
    fn shows_numbers(self) -> bool {
        match self {
            Self::Bound | Self::Surface | Self::Staircase | Self::TwoRuns | Self::Goodness => true,
            Self::Left
            | Self::Right
            | Self::NextPanel
            | Self::PreviousPanel
            | Self::Panel(_)
            | Self::FullScreen
            | Self::Cover
            | Self::RowUp
            | Self::RowDown
            | Self::PageUp
            | Self::PageDown
            | Self::Order
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::PanLeft
            | Self::PanRight
            | Self::FitAxes
            | Self::CycleChart
            | Self::LikelihoodChart
            | Self::ReadOff => false,
        }
    }
}

/// What opens in front of the stepper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAction {
    Derivation,
    /// The derivation of the number that is selected; a line if none is.
    Chosen,
    Lesson,
    /// A dialog.
    Dialog(DialogAction),
}

/// What can be done in a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoardAction {
    Open,
    Test,
    /// A scan's table, or a chart of what it lists.
    Chart,
    Close,
    Up,
    Down,
    First,
    Last,
}

/// What can be done in the fits of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupFitsAction {
    Open,
    /// The table, or charts of θ over the groups.
    Chart,
    Close,
    /// The component before, or after, first.
    Left,
    Right,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

/// A dialog that opens in front of the stepper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogAction {
    Runs,
    /// EM from many starts.
    Restarts,
    /// The best of several starts for each K.
    Scan,
    /// The fit of each group of a condensed table.
    GroupFits,
    /// Constraints and priors of a new run.
    Constraints,
    /// Results go to a file.
    Export,
    EditTheta,
    EditData,
    MyAnswer,
    GoToIteration,
    GoToRow,
    /// An observation is changed, added or removed.
    EditObservation,
    /// The command line, a number, where it comes from, a row or θ goes to the clipboard.
    Copy,
}

/// What can be done in the table of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunsAction {
    Go,
    Compare,
    Close,
    Up,
    Down,
    First,
    Last,
}

/// What can be done in the menu of what can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAction {
    Copy,
    /// The text over the whole screen, and back.
    Whole,
    Close,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

/// What can be done in the dialog of constraints and priors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstraintsAction {
    Start,
    Switch,
    Less,
    More,
    Close,
    Up,
    Down,
}

/// What can be done in the dialog that exports results beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportAction {
    Write,
    Close,
    Down,
    Up,
}

/// What can be done in a derivation over the whole screen beside steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DerivationAction {
    GoDown,
    GoUp,
    NextNumber,
    PreviousNumber,
    Beside,
    BesideBefore,
    PageUp,
    PageDown,
    Copy,
    Close,
}

/// What can be done in the dialog "my answer" beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerAction {
    Check,
    Close,
    OtherField,
    Previous,
    Next,
    Reveal,
}

/// What can be done in a lesson beside answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonAction {
    Go,
    Next,
    Previous,
    Reveal,
    Poll,
    ToStepper,
}

/// What can be done in the list of lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListAction {
    Open,
    Restart,
    Up,
    Down,
    Close,
}

/// What a follower can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowerAction {
    Explore,
    Scroll,
    TakeUp,
    Theme,
    Help,
    Leave,
}

/// What a follower can do with the class's question, beside answering it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BallotAction {
    Send,
    Aside,
}

/// What can be done in the θ₀ form beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormAction {
    NextField,
    PreviousField,
    Up,
    Down,
    NudgeUp,
    NudgeDown,
    Normalise,
    SwitchSpread,
    AddComponent,
    RemoveComponent,
    RunsThetaZero,
    Apply,
    Close,
}

/// What can be done in the data dialog beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataAction {
    Read,
    Close,
    Down,
    Up,
    Complete,
    PreviousField,
}

/// What can be done with a question for a number beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptAction {
    Go,
    Close,
}

/// What can be done in the menu of all keys beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuAction {
    Run,
    Close,
    Up,
    Down,
    SectionBefore,
    SectionAfter,
    PageUp,
    PageDown,
    First,
    Last,
}

/// What can be done while the first data are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningAction {
    Quit,
    Suspend,
}

/// What can be done while someone else presents already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueAction {
    Ask,
    Leave,
}
