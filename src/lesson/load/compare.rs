//! Two steps whose runs are side by side: `compare = [1, 4]`.

use crate::lesson::format::Hidden;
use crate::lesson::reader::{Lined, Reader, TomlTable};

/// Returns the steps, from 0, whose runs a step shows side by side.
pub(super) fn compared(reader: &mut Reader, table: TomlTable) -> Option<[usize; 2]> {
    let listed = reader.counts(table, "compare")?;
    if table.has("show") {
        let says = "show and compare: both are in the place of the density chart; give one of them";
        reader.say(listed.line, says);
    }
    let [first, second] = &listed.items[..] else {
        reader.say(listed.line, "compare must be two steps, as in [1, 4]");
        return None;
    };
    let both = (index(reader, first), index(reader, second));
    let compared = both.0.zip(both.1).map(|(first, second)| [first, second])?;
    if let Some(says) = why_not(reader, compared) {
        reader.say(listed.line, format!("compare: {says}"));
    }
    Some(compared)
}

/// Returns the index of a step that was read.
fn index(reader: &mut Reader, step: &Lined<u64>) -> Option<usize> {
    let steps = reader.earlier.len();
    let index = usize::try_from(step.value).ok().and_then(|step| step.checked_sub(1));
    let index = index.filter(|index| *index < steps);
    if index.is_none() {
        let says = format!("compare takes this step and those before it, from 1 to {steps}");
        reader.say(step.line, says);
    }
    index
}

/// Returns why two steps cannot be compared; none if they can, or a mistake hides where they are.
fn why_not(reader: &Reader, steps: [usize; 2]) -> Option<String> {
    let [first, second] = steps.map(|step| step + 1);
    if first == second {
        return Some(format!("step {first} twice; name two steps"));
    }
    let [one, other] = steps.map(|step| reader.earlier.left(step));
    let (one, other) = one.zip(other)?;
    if !one.has_data_of(other) {
        return Some(format!(
            "steps {first} and {second} have different data, so their ℓ cannot be compared"
        ));
    }
    one.shares(other, Hidden::Theta).then(|| {
        format!(
            "steps {first} and {second} end at the same θ of the same run; a step without data, \
             theta and keys stays where the one before it was"
        )
    })
}
