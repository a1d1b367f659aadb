//! A θ₀ from a file: what `fit --format json` printed, or θ alone.

use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use super::unreadable;
use crate::mixture::Theta;

/// The θ that a file has. A type of its own, to be the value of an option.
#[derive(Clone, Debug)]
pub(super) struct ThetaFile {
    /// The file.
    pub(super) path: PathBuf,
    /// What it has.
    pub(super) theta: Theta,
}

/// What of the output of `fit` is read back.
#[derive(Deserialize)]
struct SavedFit {
    trace: Vec<SavedIterate>,
}

#[derive(Deserialize)]
struct SavedIterate {
    weights: Vec<f64>,
    means: Vec<f64>,
    variances: Vec<f64>,
}

/// Reads the θ that a file has.
///
/// # Errors
/// Returns an error if the file cannot be read, or if there is no θ in it.
pub(super) fn read_theta_file(path: &str) -> Result<ThetaFile, String> {
    let text = fs::read_to_string(path).map_err(|error| unreadable::why(&error))?;
    parse(&text).map(|theta| ThetaFile { path: path.into(), theta })
}

fn parse(text: &str) -> Result<Theta, String> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let is_fit = |line: &str| serde_json::from_str::<SavedFit>(line).is_ok();
    if lines().count() > 1 && lines().all(is_fit) {
        let runs = lines().count();
        return Err(format!("it has {runs} runs, a line each; keep one line of it"));
    }
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    if value.get("trace").is_none() {
        return serde_json::from_value(value)
            .map_err(|error| format!("it is neither the JSON of emstep fit nor a θ: {error}"));
    }
    let fit: SavedFit =
        serde_json::from_value(value).map_err(|error| format!("its trace has no θ: {error}"))?;
    let last = fit.trace.last().ok_or("its trace is empty")?;
    Theta::from_lists(&last.weights, &last.means, &last.variances)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_gives_its_last_theta_and_a_theta_itself() {
        let theta = Theta::from_lists(&[0.25, 0.75], &[1.0, 2.0], &[3.0, 4.0]).unwrap();
        let json = serde_json::to_string(&theta).unwrap();
        assert_eq!(parse(&json).unwrap(), theta);
        let first = r#"{"t": 0, "weights": [1], "means": [0], "variances": [1]}"#;
        assert_eq!(parse(&format!(r#"{{"trace": [{first}, {json}]}}"#)).unwrap(), theta);
    }

    #[test]
    fn several_fits_are_told_apart_from_one() {
        let fit = r#"{"trace": [{"weights": [1], "means": [0], "variances": [1]}]}"#;
        let said = parse(&format!("{fit}\n{fit}\n")).unwrap_err();
        assert_eq!(said, "it has 2 runs, a line each; keep one line of it");
        assert!(parse(&format!("{fit}\n")).is_ok());
        // As one fit may be written.
        let pretty = fit.replace(": ", ":\n");
        assert!(parse(&pretty).is_ok());
    }

    #[test]
    fn what_has_no_theta_says_why() {
        for (text, says) in [
            ("0.5", "neither the JSON of emstep fit nor a θ"),
            ("{", "it is not JSON"),
            (r#"{"trace": []}"#, "its trace is empty"),
            (r#"{"trace": [{"t": 0}]}"#, "missing field `weights`"),
            (r#"{"weights": [0.5], "means": [0], "variances": [1]}"#, "must sum to 1, not 0.5"),
            (r#"{"trace": [{"weights": [1], "means": [0], "variances": [0]}]}"#, "must be above 0"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
