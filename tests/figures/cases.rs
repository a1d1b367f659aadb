//! Data and runs that figures are drawn of.

use std::ops::ControlFlow;
use std::process::Command;

use emstep::data::{Dataset, Request, Simulation, Source, load};
use emstep::internals::figure;
use emstep::mixture::{
    Iterate, Method, RestartPlan, Sample, ScanPlan, ScanRow, Start, StartMethod, StopRule, Theta,
    iterate, scan,
};

/// Data with a run of EM on them.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) dataset: Dataset,
    pub(crate) trace: Vec<Iterate>,
    pub(crate) scan: Option<Vec<ScanRow>>,
}

impl Case {
    pub(crate) fn new(name: &'static str, dataset: Dataset, theta: Theta, steps: usize) -> Self {
        let first = Iterate::start(theta, dataset.data()).unwrap();
        let mut trace = vec![first.clone()];
        let rule = StopRule { iterations: steps, tolerance: Some(1e-9) };
        iterate(dataset.data(), &first, rule, |next| {
            trace.push(next.clone());
            ControlFlow::Continue(())
        });
        Self { name, dataset, trace, scan: None }
    }

    fn from_start(name: &'static str, dataset: Dataset, components: usize, steps: usize) -> Self {
        let theta = Start::Quantile.theta(&dataset.sample, components).unwrap();
        Self::new(name, dataset, theta, steps)
    }

    pub(crate) fn source(&self) -> figure::Source<'_> {
        figure::Source { dataset: &self.dataset, trace: &self.trace, scan: self.scan.as_deref() }
    }
}

pub(crate) fn example(name: &str) -> Dataset {
    load(&Request::new(Source::Example(name.into()))).unwrap()
}

fn typed(column: &str, values: Vec<f64>) -> Dataset {
    Dataset::new("typed", column, Sample::new(values).unwrap())
}

/// Returns numbers between 0 and 1 that look random.
fn noise(n: u32) -> impl Iterator<Item = f64> {
    (0..n).map(|i| f64::from(i.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24))
}

pub(crate) fn homework() -> Case {
    let dataset = example("homework");
    let theta = dataset.theta.clone().unwrap();
    Case::new("homework", dataset, theta, 50)
}

pub(crate) fn old_faithful() -> Case {
    Case::from_start("old-faithful", example("old-faithful"), 2, 1000)
}

pub(crate) fn galaxies() -> Case {
    let dataset = example("galaxies");
    let rule = StopRule { iterations: 1000, tolerance: Some(1e-6) };
    let from = StartMethod::RandomObservations;
    let method = Method::default();
    let restarts = RestartPlan { components: 1, from, seed: 1, starts: 4, rule, method };
    let rows = scan(dataset.data(), ScanPlan { first: 1, last: 6, restarts });
    Case { scan: Some(rows), ..Case::from_start("galaxies", dataset, 4, 300) }
}

fn condensed() -> Case {
    let folder = tempfile::tempdir().unwrap();
    let [data, table] = ["latency.csv", "table.csv"].map(|name| folder.path().join(name));
    let rows: Vec<String> = noise(20_000)
        .zip(noise(40_000).skip(7))
        .map(|(a, b)| (40.0 * a * b + if a > 0.6 { 55.0 } else { 20.0 }).to_string())
        .collect();
    std::fs::write(&data, format!("latency [ms]\n{}\n", rows.join("\n"))).unwrap();
    let emstep = env!("CARGO_BIN_EXE_emstep");
    let run = Command::new(emstep).arg("condense").arg(&data).arg("-o").arg(&table).output();
    let run = run.unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let dataset = load(&Request::new(Source::File(table))).unwrap();
    assert!(dataset.sample.summed().is_some());
    Case::from_start("condensed", dataset, 2, 60)
}

pub(crate) fn grouped() -> Case {
    Case::from_start("grouped", example("pearson-crabs"), 2, 300)
}

pub(crate) fn simulated() -> Case {
    let mixture = "0.3 N(0,1) + 0.5 N(4,2) + 0.2 N(9,0.5)".to_owned();
    let count = 6000.try_into().unwrap();
    let simulation = Simulation { mixture, count, seed: 3 };
    let dataset = load(&Request::new(Source::Simulated(simulation))).unwrap();
    Case::from_start("simulated", dataset, 3, 60)
}

fn twelve() -> Case {
    let mixture: Vec<String> = (0..12)
        .map(|k| format!("{} N({},{})", 1.0 / 12.0, 4 * k, 0.4 + 0.1 * f64::from(k % 3)))
        .collect();
    let count = 240.try_into().unwrap();
    let simulation = Simulation { mixture: mixture.join(" + "), count, seed: 5 };
    let dataset = load(&Request::new(Source::Simulated(simulation))).unwrap();
    let theta = dataset.truth.clone().unwrap();
    Case::new("twelve", dataset, theta, 20)
}

fn large() -> Case {
    let values = noise(300).zip(noise(900).skip(13));
    let values = values.map(|(a, b)| 1e9 + a + b + if a > 0.5 { 4.0 } else { 0.0 }).collect();
    Case::from_start("large", typed("time (s)", values), 2, 100)
}

fn outlier() -> Case {
    let mut values: Vec<f64> = noise(150).zip(noise(400).skip(9)).map(|(a, b)| a - b).collect();
    values.push(1e4);
    Case::from_start("outlier", typed("height", values), 2, 100)
}

fn tiny() -> Case {
    let values = noise(60).map(|a| 3e-7 * a * a).collect();
    Case::from_start("tiny", typed("current (A)", values), 2, 60)
}

fn one() -> Case {
    Case::from_start("one", example("iris"), 1, 5)
}

fn names() -> Case {
    let values = noise(90).map(|a| 10.0 * a).collect();
    Case::from_start("names", typed("Länge & <Höhe> μ 温 (µm/s²)", values), 3, 30)
}

pub(crate) fn all() -> Vec<Case> {
    vec![
        homework(),
        old_faithful(),
        galaxies(),
        grouped(),
        condensed(),
        simulated(),
        twelve(),
        large(),
        outlier(),
        tiny(),
        one(),
        names(),
    ]
}
