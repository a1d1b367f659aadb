//! Tables of what many starts, several K or the groups of a table come to.

use std::sync::Arc;

use super::Controls;
use crate::app::App;
use crate::app::form::board::{Board, RestartRow};
use crate::app::form::groups::GroupBoard;
use crate::app::job::{BoardJob, BoardResult};
use crate::data::{Dataset, GroupFit, said_of_groups};
use crate::explain::number::{self, LONGEST, Scale};
use crate::mixture::{Iterate, RestartPlan, RestartResult, ScanPlan, ScanRow, Theta, lowest_bic};
use crate::report::Document;
use crate::report::document::Table;
use crate::text::sanitise::written_out;
use crate::text::{counted, grouped};

/// Returns the table of a board of starts, or why there is none; none as long as it is computed.
pub(crate) fn of_starts<'a>(
    board: &'a Board,
    app: &App,
    controls: Controls,
) -> Option<Result<Document, &'a str>> {
    let dataset = app.study().dataset();
    match (board.job(), board.result()?) {
        (BoardJob::Restarts(plan), Ok(BoardResult::Restarts(result))) => {
            let mut document = restarts(plan, result, dataset);
            document.paragraph(goes_on(
                app,
                controls,
                "open 1 opens row 1 as a run.",
                "⟦board:Enter⟧ opens the chosen row as a run.",
            ));
            Some(Ok(document))
        }
        (BoardJob::Scan(plan), Ok(BoardResult::Scan(rows))) => {
            let mut document = scan(plan, rows, dataset);
            document.paragraph(goes_on(
                app,
                controls,
                "open 1 opens row 1 as a run, test 1 tests it against one component more.",
                "⟦board:Enter⟧ opens the chosen row as a run, ⟦board:b⟧ tests it against one \
                 component more.",
            ));
            Some(Ok(document))
        }
        (_, Err(problem)) => Some(Err(problem)),
        (_, Ok(_)) => None,
    }
}

/// Returns what can be done with a row.
fn goes_on(app: &App, controls: Controls, by_command: &str, by_key: &str) -> String {
    match controls {
        Controls::Commands => by_command.to_owned(),
        Controls::Keys => app.shared().keymap().fill(by_key),
    }
}

fn restarts(plan: &RestartPlan, result: &RestartResult, dataset: &Dataset) -> Document {
    let RestartPlan { components, from, seed, starts, method, .. } = plan;
    let last = seed.wrapping_add(starts.saturating_sub(1) as u64);
    let mut document = Document::default();
    document.paragraph(format!(
        "K = {components} from {}, {from}, seeds {seed} to {last}: {}.",
        counted(*starts, "start"),
        result.summary()
    ));
    let name = method.objective().symbol();
    let row = |(index, row): (usize, &RestartRow)| {
        let attempt = row.attempt();
        let seed = attempt.start.seed().map(|seed| seed.to_string()).unwrap_or_default();
        vec![
            (index + 1).to_string(),
            row.name().to_owned(),
            number::log_likelihood(attempt.last.objective(), LONGEST),
            row.starts().to_string(),
            seed,
            row.iterations(),
        ]
    };
    let all = RestartRow::all(result);
    let rows = all.iter().enumerate().map(row).collect();
    push_table(&["row", "what", name, "starts", "seed", "t"], rows, &mut document);
    let notes = all.iter().map(|row| match row.attempt().failure() {
        Some(error) => Some(error.to_string()),
        None => Some(said_of_theta(row.attempt().theta(), dataset)),
    });
    push_notes(notes, &mut document);
    document
}

fn scan(plan: &ScanPlan, rows: &[ScanRow], dataset: &Dataset) -> Document {
    let ScanPlan { first, last, restarts: RestartPlan { from, seed, starts, .. } } = plan;
    let mut document = Document::default();
    document.paragraph(format!(
        "K from {first} to {last}, each the best of {}: {from}, from seed {seed} on.",
        counted(*starts, "start")
    ));
    document.paragraph("The lower AIC, BIC and ICL, the better.");
    let row = |(index, row): (usize, &ScanRow)| {
        let kind = if row.equal_variances { "equal" } else { "free" };
        let names = [(index + 1).to_string(), row.components.to_string(), kind.to_owned()];
        let numbers = row.fit.as_ref().map_or_else(
            |_| Default::default(),
            |fit| {
                let c = &fit.criteria;
                [
                    number::criterion(c.log_likelihood),
                    c.parameters.to_string(),
                    number::criterion(c.aic()),
                    number::criterion(c.bic()),
                    number::criterion(c.icl()),
                    format!("{} of {}", fit.starts, row.outcomes.starts()),
                ]
            },
        );
        names.into_iter().chain(numbers).collect()
    };
    let header = ["row", "K", "σ²", "ℓ", "p", "AIC", "BIC", "ICL", "starts"];
    push_table(&header, rows.iter().enumerate().map(row).collect(), &mut document);
    let notes = rows.iter().map(|row| match &row.fit {
        Err(problem) => Some(problem.clone()),
        Ok(fit) => {
            let beaten = row.beaten_by(rows).map(|k| format!("K = {k} has a higher ℓ"));
            beaten.or((!fit.is_maximum).then(|| "not converged".to_owned()))
        }
    });
    push_notes(notes, &mut document);
    if let Some((index, fit)) =
        lowest_bic(rows).and_then(|best| Some((best, rows[best].fit.as_ref().ok()?)))
    {
        let theta = mixture(fit.best.theta(), dataset);
        document.paragraph(format!("The lowest BIC is that of row {}: {theta}.", index + 1));
    }
    document
}

/// Returns the fits of groups that there are so far.
pub(crate) fn of_groups(board: &GroupBoard, app: &App, controls: Controls) -> Document {
    let dataset = app.study().dataset();
    let (plan, fits) = (board.plan(), board.fits());
    let mut document = Document::default();
    let method =
        if plan.method.is_ordinary() { String::new() } else { format!(", {}", plan.method) };
    document.paragraph(format!("All from θ₀ = {}{method}.", mixture(&plan.theta, dataset)));
    document.paragraph(format!("{}.", said_of_groups(fits.iter().map(Arc::as_ref))));
    let row = |(index, fit): (usize, &Arc<GroupFit>)| {
        let group = fit.group.key().map_or_else(|| "all together".to_owned(), written_out);
        let value = |last: &Iterate| number::log_likelihood(last.objective(), LONGEST);
        vec![
            (index + 1).to_string(),
            group,
            grouped(fit.observations),
            fit.last().map(|last| grouped(last.iteration() as u64)).unwrap_or_default(),
            fit.last().map(value).unwrap_or_default(),
        ]
    };
    let name = plan.method.objective().symbol();
    let rows = fits.iter().enumerate().map(row).collect();
    push_table(&["row", "group", "n", "t", name], rows, &mut document);
    let thetas = fits.iter().map(|fit| Some(said_of_theta(fit.theta()?, dataset)));
    push_notes(thetas, &mut document);
    let notes = fits.iter().map(|fit| {
        let unfinished = fit.is_unfinished().then(|| "not converged".to_owned());
        fit.problem().or(unfinished).or(fit.too_wide())
    });
    push_notes(notes, &mut document);
    document.paragraph(goes_on(
        app,
        controls,
        "open 1 opens row 1 as a run.",
        "⟦groups:Enter⟧ opens the chosen row as a run.",
    ));
    document
}

fn mixture(theta: &Theta, dataset: &Dataset) -> String {
    Scale::of(dataset.digits(), theta).mixture(theta)
}

/// Returns what is too wide for a column.
fn said_of_theta(theta: &Theta, dataset: &Dataset) -> String {
    format!("θ = {}", mixture(theta, dataset))
}

/// Says what there is to say of rows, in a sentence for all of which it is the same.
fn push_notes(notes: impl Iterator<Item = Option<String>>, document: &mut Document) {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for (index, note) in notes.enumerate() {
        let Some(note) = note else { continue };
        let row = (index + 1).to_string();
        match said.iter_mut().find(|(of_others, _)| *of_others == note) {
            Some((_, rows)) => rows.push(row),
            None => said.push((note, vec![row])),
        }
    }
    for (note, rows) in said {
        let noun = if rows.len() == 1 { "Row" } else { "Rows" };
        document.paragraph(format!("{noun} {}: {note}.", rows.join(", ")));
    }
}

fn push_table(header: &[&str], rows: Vec<Vec<String>>, document: &mut Document) {
    let header = header.iter().map(|name| (*name).to_owned()).collect();
    document.push_table(Table { header, rows });
}
