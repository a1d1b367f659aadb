//! A command line as a link to a browser's page: `#example=galaxies&k=3&keys=em`.

use super::{CommandLine, Word};
use crate::data::EXAMPLES;

/// What stands as it is in a link, beside letters and digits.
const PLAIN: &[u8] = b"-._~!$'()*,;:@/?";

/// Why no link leads to a run that a command line leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its data are in a file, which is not part of a link")]
pub struct FileInLink;

impl CommandLine {
    /// Returns what is behind the `#` of a link to a page that opens where this command line does.
    ///
    /// # Errors
    /// Returns an error if the data are in a file.
    pub fn link(&self) -> Result<String, FileInLink> {
        let mut parts: Vec<(&str, Option<String>)> = Vec::new();
        if !self.observations.is_empty() {
            parts.push(("data", Some(self.observations.join(","))));
        }
        for word in &self.words {
            match word {
                Word::Plain(word) if word == "-" => {}
                Word::Plain(_) => return Err(FileInLink),
                // There is no header above numbers alone.
                Word::Option("no-header", _) => {}
                Word::Option("components", value) => parts.push(("k", value.clone())),
                Word::Option("keys", Some(keys)) => parts.push(("keys", Some(short(keys)))),
                Word::Option(name, value) => parts.push((name, value.clone())),
            }
        }
        let parts = in_short(parts);
        let written = parts.iter().map(|(name, value)| match value {
            None => (*name).to_owned(),
            Some(value) => format!("{name}={}", encoded(value)),
        });
        Ok(written.collect::<Vec<_>>().join("&"))
    }
}

/// Joins the three lists of θ₀ to one value, and leaves out the data that a page opens on anyway.
fn in_short(parts: Vec<(&str, Option<String>)>) -> Vec<(&str, Option<String>)> {
    let value =
        |name: &str| parts.iter().find(|(of, _)| *of == name).and_then(|(_, value)| value.clone());
    let lists = [value("weights"), value("means"), value("variances")];
    let theta = match lists {
        [Some(weights), Some(means), Some(variances)] => {
            Some(format!("{weights};{means};{variances}"))
        }
        _ => None,
    };
    let first = EXAMPLES.first().map(|example| example.name);
    let mut short = Vec::new();
    for (name, value) in parts {
        match name {
            "example" if value.as_deref() == first => {}
            "weights" if theta.is_some() => short.push(("theta", theta.clone())),
            "means" | "variances" if theta.is_some() => {}
            _ => short.push((name, value)),
        }
    }
    short
}

/// Returns keys without the blanks between them if each is a letter.
fn short(keys: &str) -> String {
    let are_letters = keys.split(' ').all(|key| key.chars().count() == 1);
    if are_letters { keys.replace(' ', "") } else { keys.to_owned() }
}

fn encoded(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        match byte {
            b' ' => text.push('+'),
            byte if byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) => {
                text.push(char::from(byte));
            }
            byte => text.extend(["%".to_owned(), format!("{byte:02X}")]),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::{Dataset, Request, Source, load};
    use crate::mixture::{Iterate, Sample, StartMethod, StopRule, Theta};
    use crate::timeline::{HalfStep, Origin, Run};

    const STOP: StopRule = StopRule { iterations: 1000, tolerance: Some(1e-9) };

    fn link(dataset: Dataset, theta: Theta, origin: Origin, at: HalfStep) -> String {
        let start = Iterate::start(theta, dataset.data()).unwrap();
        let mut run = Run::new(Arc::new(dataset), start, origin);
        while run.last().iteration() < at.iteration() {
            let next = run.last().next(run.data().data()).unwrap();
            run.push(next);
        }
        run.go_to(at);
        CommandLine::of(&run, STOP, &[STOP]).unwrap().link().unwrap()
    }

    #[test]
    fn a_link_is_as_short_as_it_can_be_read() {
        let example = |name: &str| load(&Request::new(Source::Example(name.into()))).unwrap();
        let homework = example("homework");
        let theta = homework.theta.clone().unwrap();
        assert_eq!(link(homework, theta, Origin::Data, HalfStep::theta(1)), "keys=em");
        let galaxies = example("galaxies");
        let start = StartMethod::KMeansPlusPlus.with_seed(7);
        let theta = start.theta(&galaxies.sample, 3).unwrap();
        let at = HalfStep::gamma(4);
        assert_eq!(
            link(galaxies, theta, Origin::Start(start), at),
            "example=galaxies&k=3&start=kmeans%2B%2B&seed=7&keys=g+%224%22+Enter+e"
        );
        let own = Dataset::new("typed", "x", Sample::new(vec![-1.0, 0.5, 7.0]).unwrap());
        let theta = Theta::from_lists(&[0.5, 0.5], &[1e-7, 2.0], &[1.0, 4.0]).unwrap();
        assert_eq!(
            link(own, theta, Origin::Given, HalfStep::theta(0)),
            "data=-1,0.5,7&theta=0.5,0.5;1e-7,2;1,4"
        );
    }
}
