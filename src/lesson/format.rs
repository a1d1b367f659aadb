//! What a lesson is, once it is read.

use super::paragraph::Paragraph;
use super::scene::Scene;
use crate::explain::Quantity;
use crate::formula::{Context, Formula};

/// A lesson: texts, scenes of the stepper, and questions, in order.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// What it is called on the command line: a built-in lesson's name, or a file's path.
    pub name: String,
    /// Its title.
    pub title: String,
    /// One line about it.
    pub about: String,
    /// Its steps; at least one.
    pub steps: Vec<Step>,
}

/// One step of a lesson.
#[derive(Clone, Debug)]
pub struct Step {
    /// The line of the file it starts on.
    pub line: usize,
    /// What later steps call it; none if it has no name.
    pub name: Option<String>,
    /// What is said; empty if there is only a question.
    pub text: Vec<Paragraph>,
    /// What a class sees instead of that; none if it sees the same.
    pub class_text: Option<Vec<Paragraph>>,
    /// Where the stepper is when the step is entered.
    pub scene: Scene,
    /// The keys that led here from the step before, such as `em`; empty for none.
    pub keys: String,
    /// What is shown where the density chart is.
    pub show: ShownChart,
    /// The panel that has the focus; none if the step leaves that as it is.
    pub focus: Option<FocusPanel>,
    /// What must not be seen until every question is settled; without questions, in the whole step.
    pub cover: Vec<Hidden>,
    /// The steps, from 0, whose runs are side by side, as those steps left them; none if only this
    /// step's is shown.
    pub compare: Option<[usize; 2]>,
    /// What is asked, one after the other.
    pub questions: Vec<Question>,
}

impl Step {
    /// Returns where the step leaves the stepper, once all that it asks is settled.
    pub fn left(&self) -> &Scene {
        let moves = self.questions.iter().rev().find_map(|question| question.then.as_ref());
        moves.unwrap_or(&self.scene)
    }
}

/// A question. What it [asks for](Question::asks) and what it [covers](Question::cover) is not
/// seen until it is settled.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is asked.
    pub text: Paragraph,
    /// What kind of answer it wants, and which are right.
    pub kind: QuestionKind,
    /// Where the number that it asks for could be read off: covered also in the steps before, as
    /// far as they show that number.
    pub asks: Vec<Hidden>,
    /// What else must not be seen while it is open.
    pub cover: Vec<Hidden>,
    /// What it is about, if that lies ahead.
    pub ahead: Option<Scene>,
    /// Where the stepper goes once it is settled; none if it stays.
    pub then: Option<Scene>,
    /// What is said once it is settled.
    pub explain: Vec<Paragraph>,
    /// What it is called in the checklist beside the data; none if it is not in it.
    pub part: Option<String>,
}

/// What a question wants.
#[derive(Clone, Debug)]
pub enum QuestionKind {
    /// One number.
    Number(NumberQuestion),
    /// One of several options.
    Choice(Vec<Choice>),
    /// One of several options for each observation.
    Each(EachQuestion),
    /// A formula.
    Formula(FormulaQuestion),
}

/// A question for a number.
#[derive(Clone, Debug)]
pub struct NumberQuestion {
    /// What is right.
    pub truth: Truth,
    /// How many decimals it asks for; none if the digits given are enough.
    pub decimals: Option<usize>,
    /// Numbers that are wrong for a known reason.
    pub wrong: Vec<Wrong<String>>,
}

/// What a number is compared with.
#[derive(Clone, Debug)]
pub enum Truth {
    /// A number of a run, at a half-step that may lie ahead of the step's own.
    Quantity {
        /// which number
        quantity: Quantity,
        /// where; boxed, a run is large
        scene: Box<Scene>,
    },
    /// A number that the lesson gives or computes.
    Literal {
        /// the number
        value: f64,
        /// how far an answer may be from it; none if it must be right to the digits given
        tolerance: Option<f64>,
        /// how far the number that is meant may be from it, by the digits it was written with
        within: f64,
    },
}

/// An answer that is wrong for a known reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong<A> {
    /// the answer
    pub answer: A,
    /// the reason, and what to think of
    pub hint: String,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// what it says
    pub text: String,
    /// why it is wrong; none for the right one
    pub hint: Option<String>,
}

/// A question for one option per observation.
#[derive(Clone, Debug)]
pub struct EachQuestion {
    /// the observations, x_0 first
    pub observations: Vec<f64>,
    /// the options, such as `1` and `2` for the components
    pub options: Vec<String>,
    /// the index of the right option for each observation
    pub correct: Vec<usize>,
    /// answers that are wrong for a known reason
    pub wrong: Vec<Wrong<Vec<usize>>>,
}

/// A question for a formula.
#[derive(Clone, Debug)]
pub struct FormulaQuestion {
    /// a formula that is right, and to which every right one is equal
    pub truth: Formula,
    /// the symbols it may use, and for how many components and points it has to hold
    pub context: Context,
    /// formulas that are wrong for a known reason
    pub wrong: Vec<Wrong<String>>,
}

/// Something on the screen that would give an answer away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hidden {
    /// γ: in the table, and as the colours of the points.
    Responsibilities,
    /// N_k, below the table.
    Counts,
    /// π, μ and σ².
    Theta,
    /// ℓ, its change and its history.
    LogLikelihood,
    /// F and the gap.
    Bound,
    /// The curves.
    Density,
}

/// What a step shows where the density chart is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ShownChart {
    /// p(x; θ) and its components.
    #[default]
    Density,
    /// p(k | x; θ).
    Posterior,
    /// Density and posterior, one above the other.
    Both,
    /// p(x_i) at each observation, split into its components' shares.
    Shares,
    /// ℓ and F along one number of θ.
    Bound,
    /// ℓ over two numbers of θ.
    Surface,
    /// ℓ and F after every half-step.
    Staircase,
}

/// The panel that a step puts in focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FocusPanel {
    /// The density chart, or the plot in its place.
    Density,
    /// θ and how it changed.
    Theta,
    /// ℓ, the bound and the gap.
    LogLikelihood,
    /// The responsibility table.
    Responsibilities,
}

/// Something that a lesson calls by a name.
pub trait Named: Copy + 'static {
    /// All of them, each with its name.
    const NAMES: &'static [(&'static str, Self)];
    /// What they are, for a message.
    const WHAT: &'static str;

    /// Returns what has this name.
    ///
    /// # Errors
    /// Returns an error that lists the names if there is nothing of this name.
    fn named(text: &str) -> Result<Self, String> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, named)| *named).ok_or_else(|| {
            let names: Vec<&str> = Self::NAMES.iter().map(|(name, _)| *name).collect();
            format!("'{text}' is not {}; choose from {}", Self::WHAT, names.join(", "))
        })
    }
}

impl Named for ShownChart {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("density", Self::Density),
        ("posterior", Self::Posterior),
        ("both", Self::Both),
        ("shares", Self::Shares),
        ("bound", Self::Bound),
        ("surface", Self::Surface),
        ("staircase", Self::Staircase),
    ];
    const WHAT: &'static str = "a chart";
}

impl Named for FocusPanel {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("density", Self::Density),
        ("theta", Self::Theta),
        ("ll", Self::LogLikelihood),
        ("gamma", Self::Responsibilities),
    ];
    const WHAT: &'static str = "a panel";
}

impl Named for Hidden {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("gamma", Self::Responsibilities),
        ("N", Self::Counts),
        ("theta", Self::Theta),
        ("ll", Self::LogLikelihood),
        ("bound", Self::Bound),
        ("density", Self::Density),
    ];
    const WHAT: &'static str = "something that can be covered";
}

impl Hidden {
    /// Returns where a quantity can be read off.
    pub fn of(quantity: Quantity) -> Vec<Self> {
        match quantity {
            Quantity::Gamma { .. } => vec![Self::Responsibilities],
            Quantity::Count(_) => vec![Self::Counts],
            Quantity::Weight(_) | Quantity::Mean(_) | Quantity::Variance(_) | Quantity::Sd(_) => {
                vec![Self::Theta]
            }
            // After an E-step F is ℓ.
            Quantity::LogLikelihood | Quantity::Objective | Quantity::Bound => {
                vec![Self::LogLikelihood, Self::Bound]
            }
            // They are not on the screen, but what F is made of.
            Quantity::ExpectedLogJoint | Quantity::Entropy | Quantity::Gap => vec![Self::Bound],
            Quantity::Density { .. } | Quantity::Marginal(_) => vec![Self::Density],
            Quantity::Change => vec![Self::LogLikelihood],
        }
    }
}
