//! How long a run took, and how much memory it needed.

use std::fmt;

use serde::Serialize;

/// What a run cost. Times in seconds by the wall clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timings {
    /// Reading the data.
    pub load_s: f64,
    /// Condensing them; `None` if every observation was summed.
    pub condense_s: Option<f64>,
    /// An iteration, M and E: the median of the run's; `None` if there was none.
    pub iteration_s: Option<f64>,
    /// From before reading to after the last iteration.
    pub total_s: f64,
    /// The most memory that was in use, in bytes; `None` if the system does not tell.
    pub peak_bytes: Option<u64>,
    /// How many nodes stood for the observations at the last θ; `None` if every observation was
    /// summed.
    pub nodes: Option<usize>,
    /// How many threads there were.
    pub threads: usize,
}

impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_none = |seconds: Option<f64>| seconds.map_or("-".to_owned(), duration);
        writeln!(f, "load       {}", duration(self.load_s))?;
        writeln!(f, "condense   {}", or_none(self.condense_s))?;
        writeln!(f, "iteration  {} (median)", or_none(self.iteration_s))?;
        writeln!(f, "total      {}", duration(self.total_s))?;
        let memory = self
            .peak_bytes
            .map_or("-".to_owned(), |b| format!("{:.1} MiB", b as f64 / f64::from(1 << 20)));
        writeln!(f, "memory     {memory} at the most")?;
        let nodes =
            self.nodes.map_or("none: the data are not condensed".to_owned(), |n| n.to_string());
        writeln!(f, "nodes      {nodes}")?;
        write!(f, "threads    {}", self.threads)
    }
}

/// Three digits and the unit they read best in.
fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s => (s * 1e6, "µs"),
    };
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_three_digits_and_a_unit() {
        let said = [2.0, 0.123_4, 0.012_34, 4.2e-6].map(duration);
        assert_eq!(said, ["2.00 s", "123 ms", "12.3 ms", "4.20 µs"]);
    }

    #[test]
    fn what_was_not_done_is_a_dash_and_null() {
        let timings = Timings {
            load_s: 0.5,
            condense_s: None,
            iteration_s: None,
            total_s: 0.5,
            peak_bytes: None,
            nodes: None,
            threads: 2,
        };
        assert!(timings.to_string().contains("condense   -\niteration  - (median)"));
        let json = serde_json::to_value(&timings).unwrap();
        assert!(json["condense_s"].is_null() && json["nodes"].is_null());
        assert_eq!(json["threads"], 2);
    }
}
