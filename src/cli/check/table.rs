//! A table of γ or of θ: the table again with a mark at each number, then what is wrong first, and
//! what follows from it.

use std::error::Error;
use std::io::{self, Write};

use serde_json::{Map, Value};

use super::{CheckFormat, Keys, Scenes, described, gradescope, judged};
use crate::explain::check::{CellVerdict, CheckReport, Correctness, Table, TableCell};
use crate::text;
use crate::text::sanitise::brief;

/// Checks a table that was read as `text`, and returns whether every number is right.
pub(super) fn check(
    scenes: &mut Scenes,
    text: &str,
    after: &Keys,
    format: CheckFormat,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let scene = scenes.after(after)?;
    let (run, sample) = (scene.run(), &scene.dataset().sample);
    let table = Table::parse(text, sample, run.components())?;
    let verdicts = table.check(run, sample)?;
    let cells: Vec<(&TableCell, &CellVerdict)> = table.cells.iter().zip(&verdicts).collect();
    match format {
        CheckFormat::Text => write_text(&cells, out)?,
        CheckFormat::Json => {
            let cells = cells.iter().map(|(cell, verdict)| object(cell, verdict, after));
            writeln!(out, "{}", Value::Array(cells.map(Value::Object).collect()))?;
        }
        CheckFormat::Gradescope => {
            let tests = cells.iter().map(|(cell, verdict)| test(cell, verdict)).collect();
            writeln!(out, "{}", gradescope::results(tests))?;
        }
    }
    out.flush()?;
    Ok(verdicts.iter().all(is_right))
}

fn is_right(verdict: &CellVerdict) -> bool {
    matches!(verdict, CellVerdict::Right(_))
}

fn object(cell: &TableCell, verdict: &CellVerdict, after: &Keys) -> Map<String, Value> {
    let (what, answer) = (cell.quantity.to_string(), brief(&cell.text));
    let mut object = described(&what, &after.0, &answer);
    object.insert("line".into(), cell.line.into());
    object.insert("column".into(), cell.column.into());
    object.insert("cell".into(), verdict.name().into());
    match (verdict.report(), verdict) {
        (Some(report), _) => object.extend(judged(report)),
        (None, CellVerdict::Unreadable(why)) => {
            object.insert("verdict".into(), "unreadable".into());
            object.insert("reason".into(), why.as_str().into());
        }
        (None, _) => _ = object.insert("verdict".into(), "blank".into()),
    }
    object
}

fn test(cell: &TableCell, verdict: &CellVerdict) -> gradescope::Test {
    let name = cell.quantity.to_string();
    let (answer, written) = (brief(&cell.text), verdict.report().map(gradescope::output));
    let output = match verdict {
        CellVerdict::Blank => "blank".to_owned(),
        CellVerdict::Unreadable(why) => why.clone(),
        CellVerdict::Follows(_) => format!("{answer}: follows from the first wrong number"),
        _ => format!("{answer}: {}", written.unwrap_or_default()),
    };
    let correctness = verdict.report().map_or(Correctness::Wrong, |report| report.verdict);
    gradescope::Test { name, correctness, output }
}

/// The mark at a number.
fn mark(verdict: &CellVerdict) -> &'static str {
    match verdict {
        CellVerdict::Blank => "·",
        CellVerdict::Unreadable(_) => "?",
        CellVerdict::Right(_) => "✓",
        CellVerdict::First(_) => "✗ first",
        CellVerdict::Follows(_) => "↳",
        CellVerdict::Independent(_) => "✗",
    }
}

fn write_text(cells: &[(&TableCell, &CellVerdict)], out: &mut impl Write) -> io::Result<()> {
    let shown: Vec<String> = cells
        .iter()
        .map(|(cell, verdict)| format!("{} {}", brief(&cell.text), mark(verdict)))
        .collect();
    let width = |column: usize| {
        let of_column = cells.iter().zip(&shown).filter(|((cell, _), _)| cell.column == column);
        of_column.map(|(_, text)| text::width(text)).max().unwrap_or(0)
    };
    let mut line = None;
    for ((cell, _), text) in cells.iter().zip(&shown) {
        if line != Some(cell.line) {
            if line.is_some() {
                writeln!(out)?;
            }
            write!(out, "{:>4}", cell.line)?;
            line = Some(cell.line);
        }
        write!(out, "  {text}{}", " ".repeat(width(cell.column) - text::width(text)))?;
    }
    writeln!(out)?;
    for (cell, verdict) in cells {
        let (name, answer) = (cell.quantity, brief(&cell.text));
        match verdict {
            CellVerdict::First(report) => {
                write!(out, "first wrong: {name} = {answer}: ")?;
                write_report(report, out)?;
            }
            CellVerdict::Independent(report) => {
                write!(out, "also wrong: {name} = {answer}: ")?;
                write_report(report, out)?;
            }
            CellVerdict::Follows(_) => {
                writeln!(out, "{name} = {answer} follows from what was wrong before it")?;
            }
            CellVerdict::Unreadable(why) => writeln!(out, "{name}: {why}")?,
            CellVerdict::Blank | CellVerdict::Right(_) => {}
        }
    }
    let right = cells.iter().filter(|(_, verdict)| is_right(verdict)).count();
    writeln!(out, "{right} of {} right", cells.len())
}

fn write_report(report: &CheckReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", report.summary())?;
    for slip in &report.slips {
        writeln!(out, "  {}: {}", slip.id, slip.text)?;
    }
    Ok(())
}
