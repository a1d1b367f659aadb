//! Verdicts as Gradescope's autograder reads them, from `/autograder/results/results.json`.

use serde_json::{Value, json};

use crate::explain::check::{CheckReport, Correctness};

/// An answer as a test.
pub(super) struct Test {
    /// What was asked.
    pub name: String,
    /// What the answer is.
    pub correctness: Correctness,
    /// What the student reads.
    pub output: String,
}

/// The points of an answer, and of one that is close: the method is right.
const POINTS: f64 = 1.0;
const POINTS_IF_CLOSE: f64 = 0.5;

/// Returns the whole file: a test for each answer, a point each.
pub(super) fn results(tests: Vec<Test>) -> Value {
    let tests = tests.into_iter().enumerate().map(|(index, test)| {
        let score = match test.correctness {
            Correctness::Right | Correctness::Rounded => POINTS,
            Correctness::Close => POINTS_IF_CLOSE,
            Correctness::Wrong => 0.0,
        };
        let status = if test.correctness.is_right() { "passed" } else { "failed" };
        json!({
            "number": (index + 1).to_string(),
            "name": test.name,
            "score": score,
            "max_score": POINTS,
            "status": status,
            "output": test.output,
            "output_format": "text",
            "visibility": "visible",
        })
    });
    let tests: Vec<Value> = tests.collect();
    json!({"visibility": "visible", "tests": tests})
}

/// Returns what a student reads about an answer: the verdict, then every mistake that gives it.
pub(super) fn output(report: &CheckReport) -> String {
    let slips = report.slips.iter().map(|slip| format!("\n{}", slip.text));
    report.summary() + &slips.collect::<String>()
}
