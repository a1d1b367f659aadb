//! What is said of a form: what is wrong with it, what there is to choose from, what came of it.

use super::sentence;
use crate::app::form::export::CONTENTS;
use crate::app::form::theta::{Column, Spread, ThetaForm};
use crate::explain::check::CheckReport;
use crate::report::Document;
use crate::report::export::Content;
use crate::text::component;

/// Returns what came of an answer that was checked.
pub(crate) fn checked(report: &CheckReport) -> Document {
    let mut document = Document::default();
    let summary = report.summary();
    // The mistakes end the sentence, one after the other.
    let opening = summary.strip_suffix(" …").and_then(|opening| opening.split_once(". "));
    match opening {
        Some((verdict, opening)) => {
            document.paragraph(sentence(verdict));
            for slip in &report.slips {
                document.paragraph(sentence(&format!("{opening} {}", slip.text)));
            }
        }
        None => document.paragraph(sentence(&summary)),
    }
    document
}

/// Returns the first thing that is wrong with what the θ₀ form holds.
pub(crate) fn problem(form: &ThetaForm) -> String {
    let problems = form.theta().err().unwrap_or_default();
    let Some(problem) = problems.into_iter().next() else {
        return "this is not a θ₀".to_owned();
    };
    let Some((k, column)) = problem.place else {
        return match form.weight_sum() {
            Some(sum) => format!("the weights add up to {sum}; make them add up to 1"),
            None => problem.text,
        };
    };
    let name = match (column, form.spread()) {
        (Column::Weight, _) => "weight",
        (Column::Mean, _) => "mean",
        (Column::Spread, Spread::Variance) => "variance",
        (Column::Spread, Spread::Sd) => "standard deviation",
    };
    format!("{name} of component {}: {}", component(k), problem.text)
}

/// Returns what can be exported, a sentence each.
pub(crate) fn contents() -> Document {
    let mut document = Document::default();
    for content in CONTENTS {
        let kind = match content {
            Content::Numbers(_) => "numbers",
            Content::Figure(_) => "a figure",
        };
        let (name, ends) = (content.name(), content.ends());
        document.paragraph(format!("{name}: {kind}, in a file that ends in {ends}."));
    }
    document
}
