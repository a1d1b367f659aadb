//! Names as other programs have them, for who reads JSON or CSV with code written for these.

use serde_json::{Map, Value};

/// Whose names the keys of JSON and the columns of CSV have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// this program's
    #[default]
    Emstep,
    /// those of scikit-learn's GaussianMixture
    Sklearn,
    /// those of the R package mclust
    Mclust,
    /// those of normalmixEM of the R package mixtools, which has σ in place of σ²
    Mixtools,
}

/// What is called otherwise, with the names of each. A name stays only where it means the same.
const TABLE: [(&str, [&str; 3]); 11] = [
    ("weights", ["weights_", "pro", "lambda"]),
    ("weight", ["weights_", "pro", "lambda"]),
    ("means", ["means_", "mean", "mu"]),
    ("mean", ["means_", "mean", "mu"]),
    ("variances", ["covariances_", "sigmasq", "sigma"]),
    ("variance", ["covariances_", "sigmasq", "sigma"]),
    ("components", ["n_components", "G", "k"]),
    ("log_likelihood", ["log_likelihood", "loglik", "loglik"]),
    ("iterations", ["n_iter_", "iterations", "iterations"]),
    ("parameters", ["parameters", "df", "parameters"]),
    ("seed", ["random_state", "seed", "seed"]),
];

impl Names {
    /// Returns whose they are.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Emstep => "emstep",
            Self::Sklearn => "sklearn",
            Self::Mclust => "mclust",
            Self::Mixtools => "mixtools",
        }
    }

    /// Returns what a key or a column is called.
    pub(super) fn of(self, name: &str) -> &str {
        let column = match self {
            Self::Emstep => return name,
            Self::Sklearn => 0,
            Self::Mclust => 1,
            Self::Mixtools => 2,
        };
        TABLE.iter().find(|(own, _)| *own == name).map_or(name, |(_, names)| names[column])
    }

    /// Returns what is written below the name of a variance.
    pub(super) fn spread(self, variance: f64) -> f64 {
        if self == Self::Mixtools { variance.sqrt() } else { variance }
    }

    /// Returns a document with its keys renamed, and what is under them converted.
    pub(super) fn rename(self, value: Value) -> Value {
        match value {
            Value::Object(object) => Value::Object(self.rename_keys(object)),
            Value::Array(list) => list.into_iter().map(|value| self.rename(value)).collect(),
            other => other,
        }
    }

    fn rename_keys(self, mut object: Map<String, Value>) -> Map<String, Value> {
        if self == Self::Mclust && object.contains_key("mclust_bic") {
            // Its criteria have the opposite sign, and the names of ours.
            for (own, its) in [("bic", "mclust_bic"), ("icl", "mclust_icl")] {
                if let Some(value) = object.remove(its) {
                    object.insert(own.to_owned(), value);
                }
            }
        }
        let renamed = object.into_iter().map(|(key, value)| match (key.as_str(), value) {
            // Of a table over K this is a word: free or equal.
            ("variances", Value::Array(list)) => {
                let spread = |value: Value| value.as_f64().map(|v| self.spread(v).into());
                let list = list.into_iter().filter_map(spread).collect();
                (self.of(&key).to_owned(), Value::Array(list))
            }
            ("variances", value) => (key, value),
            (_, value) => (self.of(&key).to_owned(), self.rename(value)),
        });
        renamed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_program_has_its_names_and_its_spread() {
        let own = json!({
            "components": 2,
            "trace": [{"t": 0, "weights": [1.0], "means": [0.5], "variances": [4.0]}],
            "scan": [{"variances": "free", "bic": 3.0, "mclust_bic": -3.0, "parameters": 2}],
        });
        assert_eq!(Names::Emstep.rename(own.clone()), own);
        let sklearn = Names::Sklearn.rename(own.clone());
        assert_eq!(sklearn["n_components"], 2);
        let row = json!({"t": 0, "weights_": [1.0], "means_": [0.5], "covariances_": [4.0]});
        assert_eq!(sklearn["trace"][0], row);
        let mclust = Names::Mclust.rename(own.clone());
        assert_eq!(mclust["trace"][0]["sigmasq"], json!([4.0]));
        assert_eq!(mclust["scan"][0], json!({"variances": "free", "bic": -3.0, "df": 2}));
        let mixtools = Names::Mixtools.rename(own);
        let row = json!({"t": 0, "lambda": [1.0], "mu": [0.5], "sigma": [2.0]});
        assert_eq!(mixtools["trace"][0], row);
    }
}
