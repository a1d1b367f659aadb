use std::fmt;
use std::time::Duration;

use super::Unsaved;
use crate::app::key::Key;
use crate::data::{DataNote, LeftOut};
use crate::mixture::{Convergence, Discrepancy, ObservedRate, SpecialCase, Start, TooWide};
use crate::text::{counted, fixed, grouped, subscript};

/// Something to know.
#[derive(Clone, Debug, PartialEq)]
pub enum Info {
    /// Half-steps follow one another from now on.
    Playing,
    /// Half-steps no longer follow one another.
    Paused,
    /// A half-step follows another after this time.
    Pace(Duration),
    /// EM has converged at θ_t.
    Converged {
        /// t
        t: usize,
        /// the change of ℓ per observation that is not reached
        tolerance: f64,
        /// what is below it, such as Δℓ
        change: &'static str,
    },
    /// A run was started here.
    RunStarted {
        /// its number, from 1
        run: usize,
    },
    /// A run was started here, on data that were edited.
    DataEdited {
        /// its number, from 1
        run: usize,
        /// whether it begins at the θ of the cursor; at θ₁ if there was only a γ₀ yet, which is not
        /// one of the edited data
        from_cursor: bool,
    },
    /// A run was started here, from a θ₀ that was made from the data.
    RunFromStart {
        /// its number, from 1
        run: usize,
        /// how θ₀ was made
        start: Start,
    },
    /// A text went to the clipboard of the terminal.
    Copied {
        /// how many characters it has
        characters: usize,
    },
    /// The session was saved to this file.
    SessionSaved(String),
    /// No result was written to a file.
    ExportCancelled,
    /// Something would be lost; the same key again leaves the program anyway.
    Unsaved(Unsaved),
    /// An edit of the data was undone.
    EditUndone {
        /// the run with the data before it, from 1
        run: usize,
    },
    /// An edit that was undone is back.
    EditRedone {
        /// its run, from 1
        run: usize,
    },
    /// The data are condensed, but hard EM sums every observation.
    HardSumsAll,
    /// New starts are made in this way from now on.
    StartMethod {
        /// the next one
        start: Start,
    },
    /// New starts begin with the γ₀ that was given from now on.
    StartsWithGamma,
    /// Another run is active.
    RunSwitched {
        /// its number, from 1
        run: usize,
        /// how many there are
        runs: usize,
        /// whether a job for the one before was broken off
        cancelled: bool,
    },
    /// A run on a group of a condensed table is active, or one on all groups together.
    Group {
        /// its number, from 1
        run: usize,
        /// the group in words
        group: String,
    },
    /// What was left out of the data, and what makes EM behave in a way of its own on them.
    SpecialCases {
        /// what reading the data gave rise to
        notes: Vec<DataNote>,
        /// what was left out
        left_out: LeftOut,
        /// what θ and the data are a case of
        cases: Vec<SpecialCase>,
    },
    /// The data have no condensed form that could be compared with them.
    NotCondensed,
    /// Whether the bins of a condensed table are narrow enough for a θ.
    OfTable {
        /// which θ
        t: usize,
        /// where they are not
        too_wide: Option<TooWide>,
    },
    /// How far the nodes' answer is from the observations'.
    Compared {
        /// the iteration it is of, if that is not the one on the screen
        t: Option<usize>,
        /// how far
        discrepancy: Discrepancy,
    },
    /// How fast the run converged.
    Rates(Convergence),
    /// The second derivatives were not finished.
    InformationCancelled,
    /// Iterations were broken off.
    IterationsCancelled,
    /// A load was broken off.
    LoadingCancelled,
    /// A run was broken off before its start.
    BeginningCancelled,
    /// A group of a condensed table was not made.
    GroupCancelled,
    /// A comparison was broken off.
    ComparisonCancelled,
    /// The table is sorted by the uncertainty of γ, and there is no γ yet.
    NoGammaToSortBy,
    /// Enter opens the derivation of a selected number, and none is selected.
    EnterDoesNotStep,
    /// This key does nothing where the keys go to.
    UnknownKey(Key),
    /// Nothing in the derivation has a derivation of its own.
    NothingBelow,
    /// The derivation is that of the number in focus.
    NothingAbove,
    /// Clicks are listened to.
    MouseOn,
    /// Clicks are no longer listened to.
    MouseOff,
    /// The terminal has another theme now, of this name.
    Theme(&'static str),
    /// The keys went from the lesson to the stepper.
    LessonLeft,
    /// The lesson was closed.
    LessonClosed {
        /// its title
        lesson: String,
    },
    /// The answers to the lesson that was opened are not kept: the file is another lesson's.
    NotRecorded {
        /// the title of the lesson whose answers are kept
        lesson: String,
    },
    /// This session presents now.
    Presenting,
    /// This session explores a copy.
    Exploring,
    /// A question is put to the class.
    PollOpened,
    /// The class sees its answers.
    PollRevealed,
    /// The poll is taken off the screen.
    PollEnded,
    /// There is a question for the class to which this session belongs; Esc first if the keys are
    /// being `typed` into a field.
    Question {
        /// whether a field has the keys
        typed: bool,
    },
    /// An answer was sent.
    AnswerSent,
    /// No more answers are taken.
    VotingOver,
    /// An answer came after the voting.
    AnswerTooLate,
    /// There is no question to take up.
    NoQuestion,
    /// The question that was left aside is still open.
    QuestionAside,
    /// A follower's keys do nothing to what the presenter shows.
    Following,
    /// Something outside of the state machine, which has its own words.
    Outside(String),
}

impl fmt::Display for Info {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let says = match self {
            Self::Playing => "playing; ⟦Space⟧ pauses, ⟦+⟧ and ⟦-⟧ change the pace",
            Self::Paused => "paused",
            Self::Pace(interval) => {
                return write!(f, "a half-step every {} s", interval.as_secs_f64());
            }
            Self::Converged { t, tolerance, change } => {
                return f.write_str(&converged(*t, *tolerance, change));
            }
            Self::RunStarted { run } => return f.write_str(&run_started(*run)),
            Self::DataEdited { run, from_cursor } => {
                let from = if *from_cursor { "the same θ" } else { "θ₁, which γ₀ leads to" };
                return write!(f, "run {run} has the edited data, from {from}; ⟦u⟧ goes back");
            }
            Self::Copied { characters } => return f.write_str(&copied(*characters)),
            Self::SessionSaved(file) => return write!(f, "saved to {file}"),
            Self::ExportCancelled => "cancelled; nothing was written",
            Self::Unsaved(unsaved) => return unsaved.fmt(f),
            Self::EditUndone { run } => return f.write_str(&edit_undone(*run)),
            Self::EditRedone { run } => return f.write_str(&edit_redone(*run)),
            Self::HardSumsAll => {
                "hard EM sums every observation: between the nodes of condensed data a boundary \
                 has no exact place"
            }
            Self::RunFromStart { run, start } => {
                return write!(
                    f,
                    "run {run} starts here: {start}; earlier runs are kept (⟦<⟧ ⟦>⟧)"
                );
            }
            Self::StartMethod { start } => return write!(f, "⟦S⟧ starts next from {start}"),
            Self::StartsWithGamma => "⟦S⟧ starts next from γ₀ as it was given",
            Self::RunSwitched { run, runs, cancelled } => {
                return f.write_str(&run_switched(*run, *runs, *cancelled));
            }
            Self::Group { run, group } => return f.write_str(&of_group(*run, group)),
            Self::SpecialCases { notes, left_out, cases } => {
                return f.write_str(&special_cases(notes, left_out, cases));
            }
            Self::OfTable { t, too_wide } => return f.write_str(&of_table(*t, *too_wide)),
            Self::NotCondensed => "the data are not condensed: nothing to compare",
            Self::Compared { t: Some(t), discrepancy } => {
                return write!(f, "θ{}: {discrepancy}", subscript(*t));
            }
            Self::Compared { t: None, discrepancy } => return discrepancy.fmt(f),
            Self::Rates(convergence) => return f.write_str(&rates(convergence)),
            Self::InformationCancelled => "cancelled; the second derivatives were not finished",
            Self::IterationsCancelled => "cancelled; finished steps are kept",
            Self::LoadingCancelled => "loading cancelled; the data are those from before",
            Self::BeginningCancelled => "cancelled; no other run was started",
            Self::GroupCancelled => "cancelled; the data are those from before",
            Self::ComparisonCancelled => "cancelled; the exact pass was not finished",
            Self::NoGammaToSortBy => "there is no γ to sort by before the first E-step: press ⟦e⟧",
            Self::EnterDoesNotStep => {
                "⟦n⟧ takes the next step; Enter opens where a chosen number comes from"
            }
            Self::UnknownKey(key) => {
                return write!(f, "{key} does nothing here; ⟦?⟧ lists all keys");
            }
            Self::NothingBelow => "nothing here comes from another number",
            Self::NothingAbove => "this is the number that was chosen; Esc closes its derivation",
            Self::MouseOn => {
                "mouse on: a click selects a number; ⟦M⟧ gives the mouse back to the terminal"
            }
            Self::MouseOff => "mouse off: the terminal selects text",
            Self::Theme(name) => return write!(f, "theme: {name}; ⟦T⟧ goes on to the next"),
            Self::LessonLeft => "⟦L⟧ goes back to the lesson",
            Self::LessonClosed { lesson } => {
                return write!(
                    f,
                    "closed: {lesson}; ⟦L⟧ lists the lessons, and Enter continues it"
                );
            }
            Self::NotRecorded { lesson } => {
                return write!(f, "answers here are not recorded: the file is for {lesson}");
            }
            Self::Presenting => "the class follows you from here",
            Self::Exploring => {
                "a copy of your own: the class does not see it; ⟦copy:f⟧ goes back to the presenter"
            }
            Self::PollOpened => "question sent; ⟦^P⟧ shows the answers to everyone",
            Self::PollRevealed => "the class sees the answers; ⟦^P⟧ again ends the poll",
            Self::PollEnded => "the poll is over",
            Self::Question { typed: false } => {
                "the presenter asks a question: ⟦copy:L⟧ goes back to answer it"
            }
            Self::Question { typed: true } => {
                "the presenter asks a question: Esc, then ⟦copy:L⟧ goes back to answer it"
            }
            Self::AnswerSent => "sent: the answers come when the presenter shows them",
            Self::VotingOver => "voting is over",
            Self::AnswerTooLate => "voting ended before your answer arrived; it was not counted",
            Self::NoQuestion => "no question is open",
            Self::QuestionAside => "the presenter's question is open: ⟦follower:b⟧ takes it up",
            Self::Following => "you are following: ⟦follower:f⟧ explores a copy of your own",
            Self::Outside(says) => says,
        };
        f.write_str(says)
    }
}

/// Returns that EM has converged.
fn converged(t: usize, tolerance: f64, change: &str) -> String {
    format!("converged at t = {t}: |{change}| per observation is below {tolerance:e}")
}

/// Returns which group a run is on.
fn of_group(run: usize, group: &str) -> String {
    format!("{group}, run {run}; ⟦(⟧ and ⟦)⟧ go to the others and to all together")
}

fn copied(characters: usize) -> String {
    let characters = counted(characters, "character");
    format!(
        "{characters} sent to the clipboard; if it stays empty, ⟦y⟧ ⟦clipboard:v⟧ shows the text"
    )
}

/// Returns that an edit was undone.
fn edit_undone(run: usize) -> String {
    format!("run {run} has the data before that edit; ⟦^R⟧ brings it back")
}

/// Returns that an edit is back.
fn edit_redone(run: usize) -> String {
    format!("run {run} has the edited data; ⟦u⟧ goes back")
}

/// Returns that a run was started.
fn run_started(run: usize) -> String {
    format!("run {run} starts here; earlier runs are kept: ⟦<⟧ and ⟦>⟧ go from run to run")
}

/// Returns which run is active, and whether a job for the one before was broken off.
fn run_switched(run: usize, runs: usize, is_cancelled: bool) -> String {
    let cancelled = if is_cancelled { "; what was being computed is cancelled" } else { "" };
    format!("run {run} of {runs}{cancelled}")
}

/// Returns whether the bins of a table are narrow enough for θ_t.
fn of_table(t: usize, too_wide: Option<TooWide>) -> String {
    let theta = format!("θ{}", subscript(t));
    match too_wide {
        None => format!(
            "the bins are narrow enough for {theta}: its numbers are exact to twelve digits"
        ),
        Some(range) => format!(
            "{theta} needs narrower bins than the table has: x = {range} ({} observations); see \
             emstep sql --refine",
            grouped(range.count)
        ),
    }
}

/// Returns at which rate a run converged, and the fraction of missing information.
fn rates(convergence: &Convergence) -> String {
    let observed = match convergence.observed {
        Some(ObservedRate { t, rate, passes: 1 }) => {
            format!("observed rate of θ {} at t = {t}", fixed(rate, 4))
        }
        Some(ObservedRate { t, rate, passes }) => {
            format!("observed rate of θ {} at t = {t} ({passes} passes)", fixed(rate, 4))
        }
        None => "converged at once: there is no rate".to_owned(),
    };
    let missing = match convergence.missing_information {
        Some(missing) => format!("missing information {}", fixed(missing, 4)),
        None => "missing information not known here".to_owned(),
    };
    format!("{observed}; {missing}")
}

fn special_cases(notes: &[DataNote], left_out: &LeftOut, cases: &[SpecialCase]) -> String {
    let mut parts: Vec<String> = notes.iter().map(ToString::to_string).collect();
    if left_out.total() > 0 {
        parts.push(format!("left out: {left_out}"));
    }
    parts.extend(cases.iter().map(ToString::to_string));
    parts.join(" · ")
}
