//! Fits a column of a CSV file and prints θ:
//! `cargo run --example fit_column -- assets/data/old_faithful.csv eruptions_min`.

use std::error::Error;
use std::path::PathBuf;

use emstep::data::{Request, Source, load};
use emstep::mixture::{Start, StopRule, fit, labels};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("which file? fit_column FILE.csv [COLUMN [K]]")?;
    let column = arguments.next();
    let components: usize = arguments.next().map_or(Ok(2), |k| k.parse())?;

    let source = Source::File(PathBuf::from(path));
    let dataset = load(&Request { column, ..Request::new(source) })?;
    let rule = StopRule { iterations: 1000, tolerance: Some(1e-9) };

    // EM finds a maximum near its start: a few starts, and the best of them.
    let starts = (1..=5).map(|seed| Start::KMeansPlusPlus { seed });
    let mut best = fit(dataset.data(), components, Start::Quantile, rule)?;
    for start in starts {
        let other = fit(dataset.data(), components, start, rule)?;
        if other.has_converged() && other.log_likelihood > best.log_likelihood {
            best = other;
        }
    }

    println!("{} ({}): n = {}", dataset.source, dataset.column, dataset.sample.len());
    let mut counts = vec![0; components];
    for label in labels(&dataset.sample, &best.theta) {
        counts[label] += 1;
    }
    for (k, c) in best.theta.components().iter().enumerate() {
        let (pi, mu, sd, count) = (c.weight(), c.mean(), c.sd(), counts[k]);
        println!(
            "component {}: π = {pi:.4}, μ = {mu:.4}, σ = {sd:.4}; {count} observations",
            k + 1
        );
    }
    let outcome = if best.has_converged() { "converged" } else { "did not converge" };
    println!("ℓ = {:.4}; {outcome} after {} iterations", best.log_likelihood, best.iterations);
    Ok(())
}
