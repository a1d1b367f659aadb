//! Tables against the observations that they were made of.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::grid::DEPTH;
use super::*;
use crate::mixture::sum::CompensatedSum;

/// Makes a table by the obvious loop, of cells at a depth, of the observations that `of` says.
fn table_of(
    grid: Grid,
    depth: u32,
    points: impl Iterator<Item = (f64, f64)>,
    is_weighted: bool,
) -> CondensedTable {
    let mut cells: BTreeMap<i64, (TableRow, [CompensatedSum; POWERS])> = BTreeMap::new();
    for (x, weight) in points {
        let bin = grid.cell_of(x, depth);
        let (row, sums) = cells.entry(bin).or_insert_with(|| {
            let sums = PowerSums::default();
            (TableRow { depth, bin, count: 0, sums, min: x, max: x }, Default::default())
        });
        (row.count, row.min, row.max) = (row.count + 1, row.min.min(x), row.max.max(x));
        let u = grid.u(x, depth);
        sums.iter_mut().zip(PowerSums::powers(u)).for_each(|(sum, power)| sum.add(weight * power));
    }
    let rows = cells.into_values().map(|(row, sums)| {
        let sums = PowerSums(sums.map(CompensatedSum::value));
        TableRow { sums, ..row }
    });
    CondensedTable::new(grid, is_weighted, rows.collect()).unwrap()
}

fn table(grid: Grid, values: &[f64]) -> CondensedTable {
    table_of(grid, DEPTH, values.iter().map(|x| (*x, 1.0)), false)
}

#[test]
fn a_table_says_as_much_as_its_observations() {
    for Shape { name, sample, mut theta } in shapes() {
        let Some(grid) = Grid::of(&sample) else { panic!("{name} has no grid") };
        let table = table(grid, sample.values());
        let condensed = Sample::condensed(&table).unwrap();
        assert_eq!((condensed.count(), condensed.total_weight()), (N as u64, N as f64), "{name}");
        assert_eq!(condensed.range(), sample.range(), "{name}");
        for t in 0..10 {
            let answer = e_step(&condensed, &theta).unwrap();
            if answer.too_wide().is_none() {
                let (of_l, of_statistics) = errors(&sample, &theta, &answer);
                assert!(
                    of_l < 1e-12 && of_statistics < 1e-12,
                    "{name} at θ_{t}: {of_l:e} {of_statistics:e}"
                );
            }
            theta = m_step(&answer).unwrap();
        }
    }
}

#[test]
fn pieces_of_a_table_add_up_to_the_whole() {
    let Shape { sample, theta, .. } = shapes().swap_remove(2);
    let grid = Grid::of(&sample).unwrap();
    let pieces = sample.values().chunks(30_001).map(|values| table(grid, values));
    let (both, whole) = (CondensedTable::sum(pieces).unwrap(), table(grid, sample.values()));
    let counts = |table: &CondensedTable| -> Vec<(i64, u64)> {
        table.rows().iter().map(|row| (row.bin, row.count)).collect()
    };
    assert_eq!(counts(&both), counts(&whole));
    for (row, of_whole) in both.rows().iter().zip(whole.rows()) {
        assert_eq!((row.min, row.max), (of_whole.min, of_whole.max));
        let (middle, half) = grid.bin(row.bin);
        assert!(middle - half <= row.min && row.max <= middle + half);
    }
    let answer = e_step(&Sample::condensed(&both).unwrap(), &theta).unwrap();
    assert_eq!(answer.total_weight, N as f64);
    let (of_l, of_statistics) = errors(&sample, &theta, &answer);
    assert!(of_l < 1e-12 && of_statistics < 1e-12, "{of_l:e} {of_statistics:e}");
    let elsewhere = Grid::new(grid.centre() + grid.scale(), grid.scale()).unwrap();
    let error = both.plus(&table(elsewhere, &[1.0])).unwrap_err().to_string();
    assert!(error.starts_with("the grids differ: "), "{error}");
    let weighted = table_of(grid, DEPTH, [(1.0, 2.0)].into_iter(), true);
    assert_eq!(both.plus(&weighted).unwrap_err(), TableError::Weights);
}

/// Returns the table together with a refinement of what θ and the next ones need.
fn refined(table: &CondensedTable, values: &[f64], thetas: &[Theta]) -> Option<CondensedTable> {
    let plan = Condensed::of_table(table).unwrap().refinement(thetas)?;
    let is_in = |x: &&f64| {
        plan.cells.iter().any(|(depth, number)| table.grid().cell_of(**x, *depth) == *number)
    };
    let points = values.iter().filter(is_in).map(|x| (*x, 1.0));
    let parts = table_of(table.grid(), plan.depth, points, false);
    assert_eq!(parts.rows().iter().map(|row| row.count).sum::<u64>(), plan.count);
    Some(table.plus(&parts).unwrap())
}

#[test]
fn a_refinement_makes_a_narrow_component_exact() {
    // At 1:10⁶ the bins say nothing of where EM would go next.
    for (ratio, iterations) in [(1e3, 5), (1e4, 5), (1e6, 1)] {
        let mut random = ChaCha8Rng::seed_from_u64(8);
        let sds = [1.0, 1.0 / ratio];
        let values: Vec<f64> = (0..N).map(|_| two(&mut random, 0.7, [0.0, 0.4], sds)).collect();
        let variances = [1.0, 2.0 / (ratio * ratio)];
        let theta = Theta::from_lists(&[0.5; 2], &[0.1, 0.4], &variances).unwrap();
        let sample = Sample::new(values).unwrap();
        let coarse = table(Grid::of(&sample).unwrap(), sample.values());
        let answer = e_step(&Sample::condensed(&coarse).unwrap(), &theta).unwrap();
        let too_wide = answer.too_wide().expect("the bins are too wide");
        assert!(too_wide.from <= 0.4 && 0.4 <= too_wide.to && too_wide.count > 0, "{too_wide}");
        // The path that EM takes on what is there says which cells the next θ need.
        let mut path = vec![theta.clone()];
        for _ in 1..iterations {
            let last = &path[path.len() - 1];
            let answer = e_step(&Sample::condensed(&coarse).unwrap(), last).unwrap();
            path.push(m_step(&answer).unwrap());
        }
        let table = refined(&coarse, sample.values(), &path).unwrap();
        let condensed = Sample::condensed(&table).unwrap();
        assert_eq!(condensed.count(), N as u64);
        let mut theta = theta;
        for t in 0..iterations {
            let answer = e_step(&condensed, &theta).unwrap();
            assert_eq!(answer.too_wide(), None, "1:{ratio} at θ_{t}");
            let (of_l, of_statistics) = errors(&sample, &theta, &answer);
            assert!(
                of_l < 1e-12 && of_statistics < 1e-12,
                "1:{ratio} at θ_{t}: {of_l:e} {of_statistics:e}"
            );
            theta = m_step(&answer).unwrap();
        }
        // A refinement alone, or one of other data, is none.
        let parts: Vec<TableRow> =
            table.rows().iter().copied().filter(|row| row.depth > DEPTH).collect();
        let alone = CondensedTable::new(table.grid(), false, parts.clone()).unwrap();
        let error = Sample::condensed(&alone).unwrap_err();
        assert!(matches!(error, TableError::NoParent { .. }), "{error}");
        let cut = CondensedTable::new(table.grid(), false, parts[1..].to_vec()).unwrap();
        let error = Sample::condensed(&coarse.plus(&cut).unwrap()).unwrap_err();
        assert!(matches!(error, TableError::Refinement { .. }), "{error}");
    }
}

#[test]
fn equal_and_lone_observations_are_known_exactly() {
    // As narrow as it gets, no cell is too wide for what is known.
    let values: Vec<f64> = (0..6000).map(|i| [0.1, 0.3, 2.0][i % 3]).chain([7.7, 9.9]).collect();
    let sample = Sample::new(values).unwrap();
    let condensed = Sample::condensed(&table(Grid::new(0.0, 1.0).unwrap(), sample.values()));
    let theta = Theta::from_lists(&[0.5; 2], &[0.1, 2.0], &[1e-20, 4.0]).unwrap();
    let answer = e_step(&condensed.unwrap(), &theta).unwrap();
    assert_eq!(answer.too_wide(), None);
    let exact = e_step(&sample, &theta).unwrap();
    assert!((answer.log_likelihood / exact.log_likelihood - 1.0).abs() < 1e-14);
    for (mine, exact) in answer.statistics.iter().zip(&exact.statistics) {
        assert!((mine.weight() / exact.weight() - 1.0).abs() < 1e-13, "{mine:?} {exact:?}");
        assert!((mine.mean() / exact.mean() - 1.0).abs() < 1e-13, "{mine:?} {exact:?}");
    }
}

/// The most observations of a table.
const MOST: u64 = 1_000_000_000_000_000_000;

fn row() -> (Grid, TableRow) {
    let grid = Grid::new(4.5, 2.0).unwrap();
    let table = table(grid, &[5.0001, 5.0002, 5.0003, 5.0004]);
    assert_eq!(table.rows().len(), 1);
    (grid, table.rows()[0])
}

/// Changes a row, and returns what is then said of it.
fn says(change: impl Fn(&mut TableRow)) -> String {
    let (grid, mut row) = row();
    change(&mut row);
    let good = table(grid, &[1.0, 9.0]);
    let rows = good.rows().iter().copied().chain([row]).collect();
    let error = CondensedTable::new(grid, false, rows).unwrap_err();
    assert_eq!(error.row(), Some(2), "{error}");
    error.to_string()
}

#[test]
fn what_contradicts_itself_is_refused() {
    let bin = row().1.bin;
    assert_eq!(says(|row| row.depth = 48), "depth 48: cells have a depth of 11 to 47");
    assert!(says(|row| row.bin = 1 << 17).starts_with("there is no bin 131072 at depth 11"));
    assert!(says(|row| row.bin = i64::MIN).starts_with("there is no bin -9223372036854775808"));
    assert!(says(|row| row.count = 0).starts_with(&format!("bin {bin} has n = 0")));
    for (change, what) in [
        ((|row| row.count = 5) as fn(&mut TableRow), "n is 5 and s0 4 without weights"),
        (|row| row.sums.0[2] = 4.1, "s2 is 4.1 and s0 4, not s0 ≥ s2 ≥ s4 ≥ s6 ≥ 0"),
        (|row| row.sums.0[6] = -0.1, "s6 is -0.1"),
        (|row| row.sums.0[4] = row.sums.0[2] + 0.1, "s4 is "),
        (|row| row.sums.0[3] = 4.5, "|s3| is beyond s2"),
        (|row| row.sums.0[1] = f64::NAN, "s1 is NaN"),
        (|row| row.sums.0[7] = f64::INFINITY, "s7 is inf"),
        (|row| row.sums.0[0] = 0.0, "s0, the sum of the weights, is 0"),
        (|row| (row.min, row.max) = (row.max, row.min), "its least x is 5.0004 and its largest"),
        (|row| row.max = row.min, "the mean that s1/s0 gives is not between"),
    ] {
        let says = says(change);
        let starts = format!("bin {bin}: {what}");
        assert!(says.starts_with(&starts), "{says}\n{starts}");
        assert!(says.ends_with("which no observations have; make the table again"), "{says}");
    }
    // Each number is possible alone.
    for (change, what) in [
        ((|row| row.sums.0[2] = row.sums.0[1] * row.sums.0[1] / 4.0) as fn(&mut TableRow), "small"),
        (|row| row.sums.0[2] = 3.9, "large"),
    ] {
        let says = says(change);
        assert!(says.contains(&format!(": s2 is too {what} for ")), "{says}");
    }
    let (grid, many) = row();
    let count = MOST;
    let sums = PowerSums(many.sums.0.map(|sum| sum / 4.0 * count as f64));
    let many = TableRow { count, sums, ..many };
    let table = CondensedTable::new(grid, false, vec![many]).unwrap();
    assert_eq!(table.plus(&table).unwrap_err(), TableError::TooMany);
    let next = TableRow { bin: many.bin + 1, ..many };
    let error = CondensedTable::new(grid, false, vec![many, next]).unwrap_err();
    assert!(error.row().is_some() || error == TableError::TooMany, "{error}");
    let outside = says(|row| row.max = 5.01);
    assert!(outside.contains("its largest x, 5.01, lies in bin "), "{outside}");
    let (grid, row) = row();
    let twice = CondensedTable::new(grid, false, vec![row, row]).unwrap_err();
    assert_eq!(twice, TableError::Duplicate { row: 1, first: 0, bin });
    assert_eq!(CondensedTable::new(grid, false, Vec::new()).unwrap_err(), TableError::Empty);
}

proptest! {
    /// Two points for each cell have its sums up to the third power, as far as f64 holds x.
    #[test]
    fn the_points_have_the_sums_of_the_cells(
        values in prop::collection::vec(
            prop_oneof![-50.0..50.0f64, 3.0..3.001f64, (0..9_i32).prop_map(f64::from)],
            1..300,
        ),
        centre in -3.0..3.0f64,
    ) {
        let grid = Grid::new(centre, 0.7).unwrap();
        let table = table(grid, &values);
        let sample = Sample::condensed(&table).unwrap();
        prop_assert!(sample.values().is_sorted());
        let total: f64 = sample.weights().unwrap().iter().sum();
        prop_assert!((total - values.len() as f64).abs() < 1e-9);
        for power in 1..=3 {
            let of_points: f64 = (sample.values().iter().zip(sample.weights().unwrap()))
                .map(|(x, w)| w * x.powi(power)).sum();
            let (exact, scale) = (
                values.iter().map(|x| x.powi(power)).sum::<f64>(),
                values.iter().map(|x| x.abs().powi(power)).sum::<f64>(),
            );
            prop_assert!((of_points - exact).abs() <= 1e-11 * (scale + 1.0), "{of_points} {exact}");
        }
    }

    /// Whatever a table holds, an E-step is of finite numbers, and near that of the observations.
    #[test]
    fn any_table_has_an_e_step(
        values in prop::collection::vec(
            prop_oneof![-1e3..1e3f64, 0.0..1e-3f64, Just(0.0), -1e9..1e9f64],
            2..60,
        ),
        means in (-10.0..10.0f64, -10.0..10.0f64),
        sds in (-4.0..4.0f64, -4.0..4.0f64),
        scale in -20..20_i32,
    ) {
        let grid = Grid::new(0.0, 2.0_f64.powi(scale)).unwrap();
        let sample = Sample::new(values).unwrap();
        let condensed = Sample::condensed(&table(grid, sample.values())).unwrap();
        let variances = [sds.0, sds.1].map(|log| 10.0_f64.powf(2.0 * log));
        let theta = Theta::from_lists(&[0.4, 0.6], &[means.0, means.1], &variances).unwrap();
        let (answer, exact) = (e_step(&condensed, &theta).unwrap(), e_step(&sample, &theta).unwrap());
        prop_assert!(answer.log_likelihood().is_finite());
        if answer.too_wide().is_none() {
            let share = (answer.log_likelihood() - exact.log_likelihood()).abs()
                / super::scale(&sample, &theta);
            prop_assert!(share < 1e-12, "{share:e}");
        }
    }
}
