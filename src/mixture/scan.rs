//! A scan over K: for each number of components the best of several starts, with the criteria.

use super::bootstrap::{BootstrapPlan, TestError};
use super::criteria::Criteria;
use super::data::Data;
use super::grouped::Bin;
use super::method::Method;
use super::restarts::{
    Attempt, LIKELIHOOD_WITHIN, Optimum, Outcomes, RestartPlan, RestartResult, Restarts,
};
use super::sample::Sample;
use super::theta::MAX_COMPONENTS;

/// Which K are tried, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScanPlan {
    /// The smallest K.
    pub first: usize,
    /// The largest K.
    pub last: usize,
    /// The starts of each K, whatever its own K is. Each is fitted with free and with equal
    /// variances, unless the method has equal ones or fixes some.
    pub restarts: RestartPlan,
}

impl ScanPlan {
    /// Returns the starts of each fit, by ascending K, and of one K with free variances first.
    pub fn fits(&self) -> Vec<RestartPlan> {
        let all = self.first.max(1)..=self.last.min(MAX_COMPONENTS);
        let of = |components| {
            let plan = RestartPlan { components, ..self.restarts };
            let equal = Method { equal_variances: true, ..plan.method };
            // One component has one variance, and equal ones cannot be fixed in part.
            let is_both = !plan.method.equal_variances
                && plan.method.fixed_variances.is_empty()
                && components > 1;
            let equal = is_both.then_some(RestartPlan { method: equal, ..plan });
            std::iter::once(plan).chain(equal)
        };
        all.flat_map(of).collect()
    }

    /// Returns how many starts there are in all.
    pub fn starts(&self) -> usize {
        self.fits().len() * self.restarts.starts
    }
}

/// The best of several starts for one K.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanRow {
    /// K.
    pub components: usize,
    /// Whether all components have one variance.
    pub equal_variances: bool,
    /// The highest maximum with its criteria, or why there is none.
    pub fit: Result<ScanFit, String>,
    /// How many starts came to what.
    pub outcomes: Outcomes,
}

impl ScanRow {
    /// Returns the K of a row whose ℓ is above this one's although its mixtures are special cases
    /// of this row's: then no start of this row came to its highest maximum.
    pub fn beaten_by(&self, rows: &[Self]) -> Option<usize> {
        let fit = self.fit.as_ref().ok()?;
        let last = &fit.best.last;
        if !last.method().objective().is_log_likelihood() {
            return None;
        }
        let is_special = |row: &&Self| {
            let has_constraints = row.equal_variances || row.components == 1;
            row.components <= self.components && (has_constraints || !self.equal_variances)
        };
        let least = LIKELIHOOD_WITHIN * last.expectation().total_weight();
        let excess = |row: &Self| {
            let other = row.fit.as_ref().ok()?.best.log_likelihood();
            Some(other - last.log_likelihood()).filter(|excess| *excess > least)
        };
        let above = rows.iter().filter(is_special).filter(|row| excess(row).is_some());
        above.map(|row| row.components).max()
    }

    /// Returns whether this is the fit of one component more with the same kind of variances. One
    /// component is of either kind.
    pub fn is_next_of(&self, row: &Self) -> bool {
        let is_same_kind = self.equal_variances == row.equal_variances || row.components == 1;
        self.components == row.components + 1 && is_same_kind
    }

    /// Returns the test of this fit against that of one component more, by samples such as this
    /// one.
    ///
    /// # Errors
    /// Returns an error if one of the two has no fit, or if the sample's weights are not whole.
    pub fn against(
        &self,
        next: &Self,
        restarts: RestartPlan,
        sample: &Sample,
        samples: usize,
    ) -> Result<BootstrapPlan, TestError> {
        let observations = BootstrapPlan::observations(sample)?;
        let (Ok(fit), Ok(wider)) = (&self.fit, &next.fit) else { return Err(TestError::NoFit) };
        Ok(BootstrapPlan {
            null: fit.best.theta().clone(),
            statistic: 2.0 * (wider.best.log_likelihood() - fit.best.log_likelihood()),
            observations,
            bins: sample.bins().map(<[Bin]>::to_vec),
            samples,
            restarts: RestartPlan { method: **wider.best.last.method(), ..restarts },
        })
    }
}

/// The best fit of one K: its highest maximum, unless a start is higher already that had not
/// converged; if there is neither, the highest saddle.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanFit {
    /// The start that came nearest to it.
    pub best: Attempt,
    /// How many starts reached it.
    pub starts: usize,
    /// Whether EM converged to a maximum there.
    pub is_maximum: bool,
    /// ℓ weighed against the number of parameters.
    pub criteria: Criteria,
}

impl ScanFit {
    fn of(data: Data, result: &RestartResult) -> Result<Self, String> {
        let highest = result.maxima.first();
        let is_higher = |attempt: &&Attempt| {
            let more = |optimum: &Optimum| attempt.last.objective() - optimum.best.last.objective();
            let n = attempt.last.expectation().total_weight();
            highest.is_none_or(|optimum| more(optimum) / n > LIKELIHOOD_WITHIN)
        };
        let unfinished = result.unfinished.first().filter(is_higher);
        let of_optimum = |optimum: &Optimum| (optimum.best.clone(), optimum.starts);
        let (best, starts) = (unfinished.map(|attempt| (attempt.clone(), 1)))
            .or_else(|| highest.or(result.saddles.first()).map(of_optimum))
            .ok_or_else(|| {
                let starts = result.starts();
                format!("all {starts} starts collapsed; try a variance floor or a prior on σ²")
            })?;
        let criteria = Criteria::of(data, &best.last).map_err(|error| error.to_string())?;
        let is_maximum = unfinished.is_none() && highest.is_some();
        Ok(Self { best, starts, is_maximum, criteria })
    }
}

/// A scan as far as it is done.
#[derive(Clone, Debug)]
pub struct Scan {
    plan: ScanPlan,
    /// The fits that are to be done, the next one last.
    left: Vec<RestartPlan>,
    current: Option<Restarts>,
    rows: Vec<ScanRow>,
}

impl Scan {
    /// Returns a scan of which nothing is done.
    pub fn new(plan: ScanPlan) -> Self {
        let mut left = plan.fits();
        left.reverse();
        Self { plan, left, current: None, rows: Vec::new() }
    }

    /// Returns the plan.
    pub fn plan(&self) -> &ScanPlan {
        &self.plan
    }

    /// Returns what is known already, by ascending K.
    pub fn rows(&self) -> &[ScanRow] {
        &self.rows
    }

    /// Returns how many starts have come to an end.
    pub fn done(&self) -> usize {
        let current = self.current.as_ref().map_or(0, Restarts::done);
        self.rows.len() * self.plan.restarts.starts + current
    }

    /// Goes on a little; returns whether everything is done.
    pub fn advance(&mut self, data: Data) -> bool {
        if self.current.is_none() {
            let Some(plan) = self.left.pop() else { return true };
            self.current = Some(Restarts::new(plan));
        }
        let Some(current) = &mut self.current else { return true };
        let plan = *current.plan();
        let (fit, outcomes) = match current.advance(data) {
            Ok(None) => return false,
            Err(error) => (Err(error.to_string()), Outcomes::default()),
            Ok(Some(result)) => (ScanFit::of(data, result), result.outcomes()),
        };
        let (components, equal_variances) = (plan.components, plan.method.equal_variances);
        self.rows.push(ScanRow { components, equal_variances, fit, outcomes });
        self.current = None;
        self.left.is_empty()
    }
}

/// Tries every K of a plan, and returns what each came to.
pub fn scan<'a>(data: impl Into<Data<'a>>, plan: ScanPlan) -> Vec<ScanRow> {
    let data = data.into();
    let mut scan = Scan::new(plan);
    while !scan.advance(data) {}
    scan.rows
}

/// Returns the index of the row whose BIC is the lowest, if any has one.
pub fn lowest_bic(rows: &[ScanRow]) -> Option<usize> {
    let bic = |row: &ScanRow| row.fit.as_ref().map_or(f64::INFINITY, |fit| fit.criteria.bic());
    let indices = (0..rows.len()).filter(|i| rows[*i].fit.is_ok());
    indices.min_by(|a, b| bic(&rows[*a]).total_cmp(&bic(&rows[*b])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Sample, StartMethod, StopRule, responsibilities};

    fn plan(first: usize, last: usize) -> ScanPlan {
        let rule = StopRule { iterations: 3000, tolerance: Some(1e-9) };
        let (from, method) = (StartMethod::RandomObservations, Method::default());
        let restarts = RestartPlan { components: 1, from, seed: 1, starts: 8, rule, method };
        ScanPlan { first, last, restarts }
    }

    fn two_groups() -> Sample {
        let draw = |i: u32| 6.0 * f64::from(i % 2) + (f64::from(i) * 0.37).sin() * 2.0;
        Sample::new((0..300).map(draw).collect()).unwrap()
    }

    #[test]
    fn equal_variances_come_after_free_ones_and_one_component_has_one() {
        let rows = scan(&two_groups(), plan(1, 3));
        let kinds: Vec<_> = rows.iter().map(|row| (row.components, row.equal_variances)).collect();
        assert_eq!(kinds, [(1, false), (2, false), (2, true), (3, false), (3, true)]);
        let parameters: Vec<_> =
            rows.iter().map(|row| row.fit.as_ref().unwrap().criteria.parameters).collect();
        assert_eq!(parameters, [2, 5, 4, 8, 6]);
    }

    #[test]
    fn the_criteria_are_those_of_their_formulas() {
        let sample = two_groups();
        for row in scan(&sample, plan(2, 3)) {
            let ScanFit { best, criteria, .. } = row.fit.unwrap();
            let (p, ell) = (criteria.parameters as f64, best.log_likelihood());
            assert!((criteria.aic() - (2.0 * p - 2.0 * ell)).abs() < 1e-9);
            assert!((criteria.bic() - (p * 300_f64.ln() - 2.0 * ell)).abs() < 1e-9);
            let certainty: f64 = (sample.values().iter())
                .map(|x| responsibilities(*x, best.theta()).into_iter().fold(0.0, f64::max).ln())
                .sum();
            let icl = criteria.bic() - 2.0 * certainty;
            assert!((criteria.icl() - icl).abs() < 1e-8 * icl.abs(), "{} {icl}", criteria.icl());
        }
    }

    #[test]
    fn starts_that_have_not_converged_are_told_apart() {
        let rule = StopRule { iterations: 2, tolerance: Some(1e-12) };
        let plan = plan(2, 2);
        let restarts = RestartPlan { rule, ..plan.restarts };
        // Annealed EM has no longer steps to go on with, and is hot yet.
        let cooling = crate::mixture::Cooling { temperature: 8.0, rate: 0.9 };
        let assignment = crate::mixture::Assignment::Annealed(cooling);
        let method = Method { assignment, ..Method::default() };
        let restarts = RestartPlan { method, ..restarts };
        let rows = scan(&two_groups(), ScanPlan { restarts, ..plan });
        assert!(rows.iter().all(|row| row.fit.as_ref().is_ok_and(|fit| !fit.is_maximum)));
        assert!(rows.iter().all(|row| row.outcomes.unfinished == 8));
        let rows = scan(&two_groups(), self::plan(2, 2));
        assert!(rows.iter().all(|row| row.fit.as_ref().is_ok_and(|fit| fit.is_maximum)));
    }

    #[test]
    fn threads_and_the_other_k_change_nothing() {
        let sample = two_groups();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| scan(&sample, plan(1, 3)))
        };
        let one = with(1);
        assert_eq!(with(2), one);
        assert_eq!(with(8), one);
        assert_eq!(scan(&sample, plan(3, 3)), one[3..]);
    }

    #[test]
    fn a_k_that_the_data_do_not_give_says_why() {
        let rows = scan(&Sample::new(vec![1.0, 2.0, 3.0]).unwrap(), plan(1, 4));
        assert_eq!(lowest_bic(&rows), Some(0));
        let problem = rows[rows.len() - 1].fit.as_ref().unwrap_err();
        assert!(problem.contains("need 4 distinct values"), "{problem}");
    }

    #[test]
    fn a_row_below_a_special_case_of_its_own_needs_more_starts() {
        let values = (0..60).map(|i| f64::from(i % 3) * 9.0 + 0.7 * f64::from(i % 7)).collect();
        let rows = scan(&Sample::new(values).unwrap(), plan(1, 3));
        let row = |k: usize, equal: bool| {
            rows.iter().find(|row| row.components == k && row.equal_variances == equal).unwrap()
        };
        assert_eq!(row(3, false).beaten_by(&rows), None);
        // With the fit of K = 1 instead of its own, K = 3 would be lower than K = 2.
        let mut worse = rows.clone();
        let low = ScanRow { components: 3, ..row(1, false).clone() };
        let at = rows.iter().position(|r| r.components == 3 && !r.equal_variances).unwrap();
        worse[at] = low.clone();
        assert_eq!(low.beaten_by(&worse), Some(3), "by equal variances of its own K");
        worse.retain(|row| row.components < 3 || *row == low);
        assert_eq!(low.beaten_by(&worse), Some(2));
        // Free variances are no special case of equal ones.
        let equal = ScanRow { equal_variances: true, ..low };
        let free_only = [row(2, false).clone(), equal.clone()];
        assert_eq!(equal.beaten_by(&free_only), None);
        assert_eq!(equal.beaten_by(&[row(1, false).clone(), equal.clone()]), None);
    }
}
