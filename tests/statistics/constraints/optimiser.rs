//! A numerical optimiser (Nelder & Mead 1965) that knows nothing of EM, over the parameters that
//! constraints leave free.

use emstep::mixture::{ComponentSet, Method, Theta};

/// The parameters of a mixture that are free, as numbers that may be anything.
pub(super) struct Free<'a> {
    pub method: &'a Method,
    /// Where what is fixed comes from.
    pub theta_0: &'a Theta,
}

impl Free<'_> {
    fn is_free(set: ComponentSet, k: usize) -> bool {
        !set.contains(k)
    }

    /// Returns how many variances may vary.
    fn variances(&self) -> Vec<usize> {
        let k = self.theta_0.len();
        let free: Vec<usize> =
            (0..k).filter(|k| Self::is_free(self.method.fixed_variances, *k)).collect();
        if self.method.equal_variances { free.into_iter().take(1).collect() } else { free }
    }

    /// Returns the free numbers of a θ.
    pub(super) fn numbers(&self, theta: &Theta) -> Vec<f64> {
        let (m, k) = (self.method, theta.len());
        let floor = m.variance_floor.unwrap_or(0.0);
        let components = theta.components();
        let weights = (0..k)
            .filter(|k| Self::is_free(m.fixed_weights, *k))
            .map(|k| components[k].weight().ln());
        let means =
            (0..k).filter(|k| Self::is_free(m.fixed_means, *k)).map(|k| components[k].mean());
        let variances = self
            .variances()
            .into_iter()
            .map(|k| (components[k].variance() - floor).max(0.0).sqrt());
        weights.chain(means).chain(variances).collect()
    }

    /// Returns the θ of free numbers; none if it is not one.
    pub(super) fn theta(&self, numbers: &[f64]) -> Option<Theta> {
        let (m, k) = (self.method, self.theta_0.len());
        let mut numbers = numbers.iter().copied();
        let mut components = self.theta_0.components().to_vec();
        let free: Vec<usize> = (0..k).filter(|k| Self::is_free(m.fixed_weights, *k)).collect();
        let shares: Vec<f64> = free.iter().filter_map(|_| numbers.next()).map(f64::exp).collect();
        let rest: f64 = free.iter().map(|k| components[*k].weight()).sum();
        let total: f64 = shares.iter().sum();
        for (k, share) in free.iter().zip(&shares) {
            components[*k] = components[*k].with_weight(rest * share / total);
        }
        for k in (0..k).filter(|k| Self::is_free(m.fixed_means, *k)) {
            components[k] = components[k].with_mean(numbers.next()?);
        }
        let floor = m.variance_floor.unwrap_or(0.0);
        for k in self.variances() {
            let root = numbers.next()?;
            components[k] = components[k].with_variance(floor + root * root);
            if m.equal_variances {
                for j in 0..components.len() {
                    components[j] = components[j].with_variance(floor + root * root);
                }
            }
        }
        Theta::new(components).ok()
    }
}

/// Returns the highest value of `f` that Nelder and Mead's simplex finds near `start`, and where.
pub(super) fn maximise(f: impl Fn(&[f64]) -> f64, start: &[f64], steps: usize) -> (Vec<f64>, f64) {
    let n = start.len();
    let at = |x: Vec<f64>| {
        let value = f(&x);
        (x, if value.is_nan() { f64::NEG_INFINITY } else { value })
    };
    let mut simplex = vec![at(start.to_vec())];
    for i in 0..n {
        let mut x = start.to_vec();
        x[i] += 0.05 * x[i].abs().max(0.2);
        simplex.push(at(x));
    }
    let between = |a: &[f64], b: &[f64], part: f64| -> Vec<f64> {
        a.iter().zip(b).map(|(a, b)| a + part * (b - a)).collect()
    };
    for _ in 0..steps {
        simplex.sort_by(|a, b| b.1.total_cmp(&a.1));
        let centre: Vec<f64> =
            (0..n).map(|i| simplex[..n].iter().map(|p| p.0[i]).sum::<f64>() / n as f64).collect();
        let worst = simplex[n].clone();
        let reflected = at(between(&centre, &worst.0, -1.0));
        simplex[n] = if reflected.1 > simplex[0].1 {
            let further = at(between(&centre, &worst.0, -2.0));
            if further.1 > reflected.1 { further } else { reflected }
        } else if reflected.1 > simplex[n - 1].1 {
            reflected
        } else {
            let nearer = at(between(&centre, &worst.0, 0.5));
            if nearer.1 > worst.1 {
                nearer
            } else {
                let best = simplex[0].0.clone();
                for point in &mut simplex[1..] {
                    *point = at(between(&best, &point.0, 0.5));
                }
                continue;
            }
        };
    }
    simplex.sort_by(|a, b| b.1.total_cmp(&a.1));
    simplex.swap_remove(0)
}
