//! Steps through the homework by hand and prints every number: `cargo run --example step_by_hand`.

use std::error::Error;

use emstep::mixture::{Sample, Theta, e_step, lower_bound, m_step, responsibilities};

fn main() -> Result<(), Box<dyn Error>> {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
    let mut theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
    print_theta(0, &theta);

    for t in 0..3 {
        // E: how likely is it that each component has given each observation?
        println!("\nE-step {t}: γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i; θ)");
        for (i, x) in sample.values().iter().enumerate() {
            let gamma = responsibilities(*x, &theta);
            println!("  x_{i} = {x:>2}   γ = {:.6}  {:.6}", gamma[0], gamma[1]);
        }
        let expectation = e_step(&sample, &theta)?;
        println!("  ℓ = {:.6}", expectation.log_likelihood());
        for (k, statistics) in expectation.statistics().iter().enumerate() {
            println!("  N_{} = {:.6}", k + 1, statistics.weight());
        }

        // M: weights, means and variances with these responsibilities.
        println!("\nM-step {t}: π_k = N_k / n, μ_k = Σ γ x / N_k, σ_k² = Σ γ (x − μ_k)² / N_k");
        let next = m_step(&expectation)?;
        print_theta(t + 1, &next);

        // The bound touches ℓ at the old θ; the M-step raises it, and ℓ lies above it.
        let bound = lower_bound(&expectation, &theta, &next);
        let log_likelihood = e_step(&sample, &next)?.log_likelihood();
        println!("  F = {bound:.6}, and ℓ = {log_likelihood:.6} is not below it");
        theta = next;
    }
    Ok(())
}

fn print_theta(t: usize, theta: &Theta) {
    for (k, c) in theta.components().iter().enumerate() {
        let (pi, mu, variance, k) = (c.weight(), c.mean(), c.variance(), k + 1);
        println!("  θ_{t}: π_{k} = {pi:.6}  μ_{k} = {mu:.6}  σ_{k}² = {variance:.6}");
    }
}
