//! Whatever a condensed table has in it: sums that an E-step can be made of, or one line that says
//! what is wrong.
#![no_main]

mod shared;

use emstep::data::read_table_text;
use emstep::mixture::{Sample, Theta, e_step};
use libfuzzer_sys::fuzz_target;
use shared::assert_one_line;

fuzz_target!(init: shared::compute_on_this_thread(), |bytes: &[u8]| {
    let tables = match read_table_text(bytes, "table") {
        Ok(tables) => tables,
        Err(error) => return assert_one_line(&error.to_string()),
    };
    let rows = tables.whole.rows();
    assert!(rows.iter().all(|row| row.count > 0 && row.min <= row.max));
    if let Some(groups) = &tables.groups {
        groups.iter().for_each(|(key, _)| assert_one_line(key));
    }
    let sample = match Sample::condensed(&tables.whole) {
        Ok(sample) => sample,
        Err(error) => return assert_one_line(&error.to_string()),
    };
    let (min, max) = sample.range();
    let spread = (max / 2.0 - min / 2.0).max(1e-100);
    let theta = Theta::from_lists(&[0.5; 2], &[min, max], &[spread * spread; 2]);
    let Ok(theta) = theta else { return };
    if let Ok(expectation) = e_step(&sample, &theta) {
        let n: f64 = expectation.statistics().iter().map(|s| s.weight()).sum();
        assert!(expectation.log_likelihood().is_finite());
        assert!((n / sample.total_weight() - 1.0).abs() < 1e-6, "{n}");
    }
});
