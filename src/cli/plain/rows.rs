//! The responsibilities of some observations.

use std::ops::Range;

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use crate::lesson::Hidden;
use crate::report::Document;
use crate::report::solution::tables::gamma_tables;
use crate::spoken::state;
use crate::text::grouped;
use crate::text::sanitise::brief;

/// The most that are shown at a time: more than that is for a file.
const MOST: usize = 1000;

impl Stepper {
    /// Prints the responsibilities of a range of observations, or of the first ones.
    pub(super) fn rows(&self, range: &str) -> Done {
        let app = self.app()?;
        let run = app.study().run();
        if state::hides(app, &[Hidden::Responsibilities, Hidden::Counts]) {
            return Err(Failure::new("the responsibilities are hidden for now"));
        }
        if run.gamma().is_none() {
            return Err(Failure::new("there are no responsibilities before the first E-step: e"));
        }
        let known = run.data().sample.known_one_by_one();
        if known == 0 {
            let why = "the data are a condensed table: single observations are not known";
            return Err(Failure::new(why));
        }
        let rows = if range.is_empty() { 0..state::FEW.min(known) } else { read(range, known)? };
        let mut document = Document::default();
        for table in gamma_tables(run, rows) {
            document.push_table(table);
        }
        Ok(document)
    }
}

/// Reads an index, or the first and the last of a range, of this many observations.
fn read(range: &str, known: usize) -> Result<Range<usize>, Failure> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let (Some(first), Some(last)) = (index(first), index(last)) else {
        let range = brief(range);
        return Err(Failure::new(format!("'{range}' is not a range of indices, such as 0-9")));
    };
    if first > last {
        let why = format!("a range begins with the smaller index: rows {last}-{first}");
        return Err(Failure::new(why));
    }
    if last >= known {
        return Err(Failure::new(format!("i goes from 0 to {}", grouped(known as u64 - 1))));
    }
    let rows = first..last + 1;
    if rows.len() > MOST {
        let (count, most) = (grouped(rows.len() as u64), grouped(MOST as u64));
        return Err(Failure::new(format!("{count} observations: rows shows {most} at a time")));
    }
    Ok(rows)
}

/// Reads an index, as it is typed or as a table has it: `10,000`. One that is too large for any
/// data is nevertheless an index.
fn index(text: &str) -> Option<usize> {
    let digits = text.trim().replace(',', "");
    let is_index = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_index.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_of_the_indices_there_are() {
        assert_eq!(read("5", 8), Ok(5..6));
        assert_eq!(read("0 - 7", 8), Ok(0..8));
        assert_eq!(read("1,000-1,999", 5000), Ok(1000..2000));
        let says = |range| read(range, 5000).unwrap_err().to_string();
        assert_eq!(says("0-5000"), "i goes from 0 to 4999");
        assert_eq!(says("99999999999999999999999"), "i goes from 0 to 4999");
        assert_eq!(says("9-3"), "a range begins with the smaller index: rows 3-9");
        assert_eq!(says("0-1000"), "1001 observations: rows shows 1000 at a time");
        for range in ["-1", "1-", "-", "x", "1.5", "1-2-3", ",", "−1"] {
            let why = format!("'{range}' is not a range of indices, such as 0-9");
            assert_eq!(says(range), why);
        }
    }
}
