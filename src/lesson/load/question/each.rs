//! Questions with an option to choose for each observation.

use super::{Asked, wrong};
use crate::lesson::format::{EachQuestion, Hidden, QuestionKind};
use crate::lesson::judge;
use crate::lesson::reader::{Expected, Reader, TomlList, TomlTable};
use crate::mixture::label;
use crate::text::counted;

/// The table.
pub(super) const TABLE: Expected<'static> = Expected {
    key: "each",
    name: "[step.each]",
    known: &[
        "question", "explain", "part", "cover", "what", "after", "then", "correct", "options",
        "wrong",
    ],
};
/// The most observations a question may ask about one by one.
const MAX_EACH: usize = 20;

pub(super) fn each(
    reader: &mut Reader,
    table: TomlTable,
    asked: Asked,
) -> Option<(QuestionKind, Vec<Hidden>)> {
    let what = reader.lined_text(table, "what");
    let correct = reader.counts(table, "correct");
    let options = reader.texts(table, "options");
    let scene = asked.about?;
    let (values, theta) = (scene.dataset().sample.values(), scene.run().current_or_first().theta());
    if values.len() > MAX_EACH {
        let says = format!(
            "{} observations are too many to ask about; the most is {MAX_EACH}",
            values.len()
        );
        reader.say(table.line, says);
        return None;
    }
    let components = || (1..=theta.len()).map(|k| k.to_string()).collect();
    let options: Vec<String> = options.as_ref().map_or_else(components, TomlList::values);
    let (observations, count) = (values.to_vec(), options.len());
    let truth = match (what, correct) {
        (Some(what), None) if what.value != "more" => {
            reader.say(what.line, "what must be \"more\", the component with the largest γ");
            None
        }
        (Some(_), None) if count != theta.len() => {
            reader.say(table.line, "what = \"more\" needs one option per component");
            None
        }
        (Some(_), None) => {
            let hides = if table.has("after") { vec![] } else { vec![Hidden::Responsibilities] };
            Some((values.iter().map(|x| label(*x, theta)).collect(), hides))
        }
        (None, Some(listed)) => {
            chosen(reader, &listed, values.len(), count).map(|correct| (correct, Vec::new()))
        }
        (None, None) if table.has("what") || table.has("correct") => None,
        _ => {
            reader.say(table.line, "[step.each] needs either what = \"more\" or correct");
            None
        }
    };
    let question = truth.map(|(correct, hides)| {
        (EachQuestion { observations, options, correct, wrong: Vec::new() }, hides)
    });
    let read = |reader: &mut Reader, item: TomlTable| {
        let listed = reader.counts(item, "answer")?;
        chosen(reader, &listed, values.len(), count)
    };
    let judge = |answer: &Vec<usize>| Some(judge::each(&question.as_ref()?.0, answer));
    let wrong = wrong(reader, table, ["answer", "[[step.each.wrong]]"], read, judge, asked.here);
    let (question, hides) = question?;
    Some((QuestionKind::Each(EachQuestion { wrong, ..question }), hides))
}

/// Returns the option, from 0, that is chosen for each observation, if it is one of `options`.
fn chosen(
    reader: &mut Reader,
    listed: &TomlList<u64>,
    observations: usize,
    options: usize,
) -> Option<Vec<usize>> {
    let given = listed.items.len();
    if given != observations {
        let (given, wanted) = (counted(given, "answer"), counted(observations, "observation"));
        reader.say(listed.line, format!("{given} for {wanted}"));
    }
    let mut is_good = given == observations;
    for number in listed.items.iter().filter(|n| !(1..=options as u64).contains(&n.value)) {
        let says = format!("{} is not an option; they count from 1 to {options}", number.value);
        reader.say(number.line, says);
        is_good = false;
    }
    is_good.then(|| listed.items.iter().map(|n| n.value as usize - 1).collect())
}
