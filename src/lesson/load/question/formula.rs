//! Questions for a formula.

use super::{Asked, wrong};
use crate::formula::{Comparison, Context, ContextError, Formula, MAX_EXTENT, MAX_POINTS, equal};
use crate::lesson::format::{FormulaQuestion, Hidden, Named, QuestionKind};
use crate::lesson::judge;
use crate::lesson::reader::{Expected, Reader, Text, TomlList, TomlTable};
use crate::lesson::scene::Scene;

/// The table.
pub(super) const TABLE: Expected<'static> = Expected {
    key: "formula",
    name: "[step.formula]",
    known: &[
        "question",
        "explain",
        "part",
        "cover",
        "then",
        "truth",
        "symbols",
        "components",
        "points",
        "vary",
        "wrong",
    ],
};

/// What a formula can have to be right for any number of.
#[derive(Clone, Copy, PartialEq)]
enum Varied {
    Components,
    Observations,
}

impl Named for Varied {
    const NAMES: &'static [(&'static str, Self)] =
        &[("K", Self::Components), ("n", Self::Observations)];
    const WHAT: &'static str = "a number that can vary";
}

pub(super) fn formula(
    reader: &mut Reader,
    table: TomlTable,
    asked: Asked,
) -> Option<(QuestionKind, Vec<Hidden>)> {
    let truth = reader.lined_text(table, "truth");
    let truth = reader.required(table, "truth", truth);
    let symbols = reader.texts(table, "symbols");
    let symbols = reader.required(table, "symbols", symbols);
    let extents = Extents::read(reader, table);
    let context =
        symbols.and_then(|symbols| context(reader, table, &symbols, &extents, asked.here));
    let parsed_truth = truth.as_ref().zip(context.as_ref());
    let parsed_truth =
        parsed_truth.and_then(|(truth, context)| parsed(reader, truth, context, "truth, ", None));
    if let (Some(text), Some(truth), Some(context)) = (&truth, &parsed_truth, &context)
        && let Some(value) = truth.constant(context)
    {
        let says = format!(
            "truth is always {value}, whatever the symbols are, so a plain number would be accepted"
        );
        reader.say(text.line, says);
    }
    let parsed_truth = parsed_truth.filter(|parsed| {
        let (Some(text), Some(context)) = (&truth, &context) else { return true };
        match equal(parsed, parsed, context, 0) {
            Comparison::TruthUndefined { witness } => {
                reader.say(text.line, format!("truth has no value at {witness}"));
                false
            }
            _ => true,
        }
    });
    let question = parsed_truth.zip(context.clone()).map(|(truth, context)| FormulaQuestion {
        truth,
        context,
        wrong: Vec::new(),
    });
    let read = |reader: &mut Reader, item: TomlTable| {
        let text = reader.lined_text(item, "formula")?;
        let truth = question.as_ref().map(|question| &question.truth);
        parsed(reader, &text, context.as_ref()?, "", truth)?;
        Some(text.value)
    };
    let same = |text: &String| Some(judge::formula(question.as_ref()?, text));
    let wrong = wrong(reader, table, ["formula", "[[step.formula.wrong]]"], read, same, asked.here);
    Some((QuestionKind::Formula(FormulaQuestion { wrong, ..question? }), Vec::new()))
}

/// Returns a formula of a lesson, which may be compared: with `truth`, or with itself if it is the
/// truth. What is wrong in it has its own line.
fn parsed(
    reader: &mut Reader,
    text: &Text,
    context: &Context,
    what: &str,
    truth: Option<&Formula>,
) -> Option<Formula> {
    match Formula::parse(&text.value, context) {
        Ok(formula) => {
            let operations = formula.cost(context) + truth.unwrap_or(&formula).cost(context);
            reader.may_compute(MAX_POINTS * operations, text.line).then_some(formula)
        }
        Err(error) => {
            let line = text.line_at(error.column().saturating_sub(1));
            reader.say(line, format!("{what}{error}"));
            None
        }
    }
}

/// How many components and points a question says there are.
struct Extents {
    components: Option<usize>,
    points: Option<usize>,
    vary: Vec<Varied>,
}

impl Extents {
    fn read(reader: &mut Reader, table: TomlTable) -> Self {
        let components = extent(reader, table, "components");
        let points = extent(reader, table, "points");
        let vary: Vec<Varied> = reader.named_list(table, "vary");
        let both = [(Varied::Components, "components", "K"), (Varied::Observations, "points", "n")];
        for (varied, key, name) in both {
            if vary.contains(&varied) && table.has(key) {
                let line = reader.line_of_key(table, "vary");
                reader
                    .say(line, format!("{name} varies, and {key} says how many; give one of them"));
            }
        }
        Self { components, points, vary }
    }
}

/// Returns how many components or points a question says there are: none if it does not say, or
/// says it wrongly.
fn extent(reader: &mut Reader, table: TomlTable, key: &str) -> Option<usize> {
    let count = reader.count(table, key)?;
    let value = usize::try_from(count.value).ok().filter(|n| (1..=MAX_EXTENT).contains(n));
    if value.is_none() {
        reader.say(count.line, format!("{key} must be 1 to {MAX_EXTENT}"));
    }
    value
}

/// Returns what a formula may use. If the question does not say how many components and points
/// there are, there are as many as the data and θ have; but if K or n is in the formula, or there
/// are too many, any number.
fn context(
    reader: &mut Reader,
    table: TomlTable,
    symbols: &TomlList<String>,
    extents: &Extents,
    scene: Option<&Scene>,
) -> Option<Context> {
    let (components, points) = (extents.components, extents.points);
    if symbols.items.is_empty() || symbols.items.iter().any(|symbol| symbol.value.is_empty()) {
        reader.say(symbols.line, "symbols must name what the formula may use, as in [\"pi_k\"]");
        return None;
    }
    if (components.is_none() && table.has("components"))
        || (points.is_none() && table.has("points"))
    {
        return None;
    }
    let own = scene.map(|s| (s.run().components(), s.dataset().sample.len()));
    let lists = |name: &str| symbols.items.iter().any(|symbol| symbol.value.trim() == name);
    let varies_k = extents.vary.contains(&Varied::Components) || lists("K");
    let varies_n = extents.vary.contains(&Varied::Observations) || lists("n");
    let needs_own = (components.is_none() && !varies_k) || (points.is_none() && !varies_n);
    if needs_own && own.is_none() {
        // A mistake in the data hides how many there are.
        return None;
    }
    let own_extent = |own: usize, varies: bool| (own <= MAX_EXTENT && !varies).then_some(own);
    let components = components.or_else(|| own_extent(own?.0, varies_k));
    let points = points.or_else(|| own_extent(own?.1, varies_n));
    let sized = |symbols: &[String]| {
        let mut context = Context::new(symbols)?;
        if let Some(count) = components {
            context = context.with_components(count)?;
        }
        if let Some(count) = points {
            context = context.with_points(count)?;
        }
        Ok::<_, ContextError>(context)
    };
    let mut is_good = true;
    // How many there are may be written as a letter and as a number.
    let is_count = |symbol: &str| matches!(symbol.trim(), "K" | "n");
    for symbol in symbols.items.iter().filter(|symbol| !is_count(&symbol.value)) {
        let problem = match sized(std::slice::from_ref(&symbol.value)) {
            Err(error) => error.to_string(),
            Ok(context) => match context.constant() {
                None => continue,
                Some(value) => always(&symbol.value, value, table),
            },
        };
        reader.say(symbol.line, problem);
        is_good = false;
    }
    is_good.then(|| sized(&symbols.values()).ok()).flatten()
}

/// Returns what is said about a symbol that never varies: a number is as good as a formula then.
fn always(symbol: &str, value: f64, table: TomlTable) -> String {
    let advice = match symbol.trim() {
        "K" => "leave out components",
        "n" => "leave out points",
        _ if table.has("components") || table.has("points") => "give more components or points",
        _ => "give components and points",
    };
    format!("{symbol} is always {value} here, so a plain number would be accepted; {advice}")
}
