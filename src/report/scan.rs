//! A scan over K as a table, and for JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::number_format::with_places;
use super::restarts::mixture;
use crate::mixture::{LikelihoodRatio, Method, Outcomes, ScanPlan, ScanRow, Theta, lowest_bic};

/// A scan over K.
#[derive(Debug)]
pub(super) struct ScanReport {
    pub plan: ScanPlan,
    pub rows: Vec<ScanRow>,
    /// Tests of K against K + 1, if they were asked for.
    pub tests: Vec<(bool, LikelihoodRatio)>,
}

/// A fit of a scan, as an object of JSON.
#[derive(Serialize)]
pub(super) struct ScanObject {
    components: usize,
    variances: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    outcomes: OutcomeCounts,
    #[serde(flatten)]
    fit: Option<FitObject>,
    /// The K of a row whose ℓ is higher although its mixtures are special cases of this row's.
    #[serde(skip_serializing_if = "Option::is_none")]
    beaten_by: Option<usize>,
}

/// How many starts came to what.
#[derive(Serialize)]
struct OutcomeCounts {
    converged: usize,
    saddles: usize,
    collapsed: usize,
    not_converged: usize,
}

impl From<Outcomes> for OutcomeCounts {
    fn from(Outcomes { converged, saddles, collapsed, unfinished }: Outcomes) -> Self {
        Self { converged, saddles, collapsed, not_converged: unfinished }
    }
}

#[derive(Serialize)]
struct FitObject {
    log_likelihood: f64,
    parameters: usize,
    aic: f64,
    bic: f64,
    icl: f64,
    mclust_bic: f64,
    mclust_icl: f64,
    starts: usize,
    converged: bool,
    seed: Option<u64>,
    iterations: usize,
    theta: Theta,
}

/// A test of a scan, as an object of JSON.
#[derive(Serialize)]
pub(super) struct TestObject {
    components: usize,
    against: usize,
    variances: &'static str,
    statistic: f64,
    samples: usize,
    without_fit: usize,
    p_value: f64,
}

fn variances(are_equal: bool) -> &'static str {
    if are_equal { "equal" } else { "free" }
}

impl ScanObject {
    pub(super) fn all(report: &ScanReport) -> Vec<Self> {
        report.rows.iter().map(|row| Self::new(row, &report.rows)).collect()
    }

    fn new(row: &ScanRow, rows: &[ScanRow]) -> Self {
        let fit = row.fit.as_ref().ok().map(|fit| FitObject {
            log_likelihood: fit.best.log_likelihood(),
            parameters: fit.criteria.parameters,
            aic: fit.criteria.aic(),
            bic: fit.criteria.bic(),
            icl: fit.criteria.icl(),
            mclust_bic: -fit.criteria.bic(),
            mclust_icl: -fit.criteria.icl(),
            starts: fit.starts,
            converged: fit.is_maximum,
            seed: fit.best.start.seed(),
            iterations: fit.best.iterations,
            theta: fit.best.theta().clone(),
        });
        let (components, variances) = (row.components, variances(row.equal_variances));
        let (message, outcomes) = (row.fit.as_ref().err().cloned(), row.outcomes.into());
        let beaten_by = row.beaten_by(rows);
        Self { components, variances, message, outcomes, fit, beaten_by }
    }
}

impl TestObject {
    pub(super) fn all(report: &ScanReport) -> Vec<Self> {
        let test = |(are_equal, ratio): &(bool, LikelihoodRatio)| Self {
            components: ratio.components,
            against: ratio.components + 1,
            variances: variances(*are_equal),
            statistic: ratio.statistic,
            samples: ratio.samples.len(),
            without_fit: ratio.without_fit,
            p_value: ratio.p_value(),
        };
        report.tests.iter().map(test).collect()
    }
}

/// Returns what the criteria are not, if θ is not where ℓ alone is highest.
fn caveat(method: &Method) -> Option<String> {
    let of_likelihood = Method {
        equal_variances: method.equal_variances,
        fixed_weights: method.fixed_weights,
        fixed_means: method.fixed_means,
        fixed_variances: method.fixed_variances,
        acceleration: method.acceleration,
        ..Method::default()
    };
    (*method != of_likelihood).then(|| {
        format!(
            "with {method} a fit is not where ℓ is highest, as AIC, BIC and ICL suppose: take them \
             as a guide"
        )
    })
}

/// The columns of [`cells`] that have words.
pub(super) const WORDS: [usize; 2] = [1, 8];

/// Returns the table as rows of cells, the header first.
pub(super) fn cells(report: &ScanReport) -> Vec<Vec<String>> {
    let header = ["K", "variances", "ℓ", "p", "AIC", "BIC", "ICL", "starts", "note"];
    let best = lowest_bic(&report.rows);
    let row = |(i, row): (usize, &ScanRow)| {
        let begin = [row.components.to_string(), variances(row.equal_variances).to_owned()];
        let fit = match &row.fit {
            Err(problem) => {
                let empty = std::iter::repeat_n(String::new(), 6);
                return begin.into_iter().chain(empty).chain([problem.clone()]).collect();
            }
            Ok(fit) => fit,
        };
        let c = &fit.criteria;
        let number = |x: f64| with_places(x, 4);
        let numbers = [
            number(c.log_likelihood),
            c.parameters.to_string(),
            number(c.aic()),
            number(c.bic()),
            number(c.icl()),
            fit.starts.to_string(),
        ];
        let beaten = row.beaten_by(&report.rows).map(|k| format!("K = {k} has a higher ℓ"));
        let notes: Vec<String> = [
            (best == Some(i)).then(|| "lowest BIC".to_owned()),
            (!fit.is_maximum).then(|| "not converged".to_owned()),
            beaten,
        ]
        .into_iter()
        .flatten()
        .collect();
        begin.into_iter().chain(numbers).chain([notes.join("; ")]).collect()
    };
    let header = header.map(str::to_owned).to_vec();
    std::iter::once(header).chain(report.rows.iter().enumerate().map(row)).collect()
}

/// Writes a row per K and kind of variances, with all digits.
pub(super) fn write_csv(report: &ScanReport, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "components",
        "variances",
        "log_likelihood",
        "parameters",
        "aic",
        "bic",
        "icl",
        "starts",
        "converged",
        "seed",
        "iterations",
        "message",
    ])?;
    for object in ScanObject::all(report) {
        let begin = [object.components.to_string(), object.variances.to_owned()];
        let of_fit = object.fit.map_or_else(
            || vec![String::new(); 9],
            |fit| {
                let [ell, aic, bic, icl] =
                    [fit.log_likelihood, fit.aic, fit.bic, fit.icl].map(|x| format!("{x:?}"));
                let seed = fit.seed.map(|seed| seed.to_string()).unwrap_or_default();
                let [parameters, starts, iterations] =
                    [fit.parameters, fit.starts, fit.iterations].map(|count| count.to_string());
                let converged = fit.converged.to_string();
                vec![ell, parameters, aic, bic, icl, starts, converged, seed, iterations]
            },
        );
        let message = [object.message.unwrap_or_default()];
        csv.write_record(begin.iter().chain(&of_fit).chain(&message))?;
    }
    csv.flush()
}

/// Returns which K were tried, and from where.
pub(super) fn summary(plan: &ScanPlan) -> String {
    let ScanPlan { first, last, restarts } = plan;
    let (starts, from, seed) = (restarts.starts, restarts.from, restarts.seed);
    format!("K = {first} to {last}, each the best of {starts} starts: {from}, seed {seed} on")
}

/// Prints a row per K and kind of variances, and what the signs mean.
pub(super) fn write(report: &ScanReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", summary(&report.plan))?;
    writeln!(
        out,
        "the lower AIC, BIC and ICL, the better, as in scikit-learn; mclust prints -BIC, -ICL"
    )?;
    writeln!(
        out,
        "best: starts at this maximum; open: starts at a saddle or ridge, or not converged"
    )?;
    if let Some(caveat) = caveat(&report.plan.restarts.method) {
        writeln!(out, "{caveat}")?;
    }
    writeln!(out)?;
    let best = lowest_bic(&report.rows);
    writeln!(
        out,
        "  K  variances              ℓ  parameters           AIC           BIC           ICL  best  converged  collapsed  open"
    )?;
    for (i, row) in report.rows.iter().enumerate() {
        let (k, kind) = (row.components, variances(row.equal_variances));
        match &row.fit {
            Err(problem) => writeln!(out, "{k:>3}  {kind:<9}  {problem}")?,
            Ok(fit) => {
                let c = &fit.criteria;
                let mark = match (best == Some(i), fit.is_maximum) {
                    (true, true) => "  ◂ lowest BIC",
                    (true, false) => "  ◂ lowest BIC, not converged",
                    (false, true) => "",
                    (false, false) => "  not converged",
                };
                let beaten = row.beaten_by(&report.rows).map(|other| {
                    format!("  ! K = {other} has a higher ℓ: more --restarts are needed")
                });
                let beaten = beaten.unwrap_or_default();
                let (ell, p, of) = (c.log_likelihood, c.parameters, fit.starts);
                let (aic, bic, icl) = (c.aic(), c.bic(), c.icl());
                let Outcomes { converged, saddles, collapsed, unfinished } = row.outcomes;
                let open = saddles + unfinished;
                writeln!(
                    out,
                    "{k:>3}  {kind:<9}  {ell:>13.4}  {p:>10}  {aic:>12.4}  {bic:>12.4}  {icl:>12.4}  {of:>4}  {converged:>9}  {collapsed:>9}  {open:>4}{mark}{beaten}"
                )?;
            }
        }
    }
    for (are_equal, ratio) in &report.tests {
        let (k, kind) = (ratio.components, variances(*are_equal));
        let (samples, p) = (ratio.samples.len(), ratio.p_value());
        // What rounding leaves of no difference has no sign.
        let statistic = if ratio.statistic.abs() < 5e-5 { 0.0 } else { ratio.statistic };
        let without = match ratio.without_fit {
            0 => String::new(),
            some => format!("; {some} more had no fit of {k} or {}", k + 1),
        };
        writeln!(
            out,
            "\nK = {k} against {}, {kind} variances: −2 ln λ = {statistic:.4}, p = {p:.4} ({samples} bootstrap samples{without})",
            k + 1
        )?;
    }
    if let Some(fit) = best.and_then(|best| report.rows[best].fit.as_ref().ok()) {
        writeln!(out, "\nlowest BIC: {}", mixture(fit.best.theta()))?;
    }
    writeln!(out)
}
