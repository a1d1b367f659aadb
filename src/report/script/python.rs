//! A script for Python with scikit-learn.

use std::fmt::Write;

use super::{Fit, ScriptData, TableLayout, listed, quoted};
use crate::data::{Charset, DecimalMark, Delimiter};

pub(super) fn script(fit: &Fit, data: &ScriptData) -> String {
    let mut text = fit.head("scikit-learn");
    if matches!(data, ScriptData::Table(layout) if layout.is_gzip) {
        text.push_str("import gzip\n");
    }
    text.push_str("import warnings\n\nimport numpy as np\n");
    if matches!(data, ScriptData::Table(_)) {
        text.push_str("import pandas as pd\n");
    }
    text.push_str("from sklearn.exceptions import ConvergenceWarning\n");
    text.push_str("from sklearn.mixture import GaussianMixture\n\n");
    match data {
        ScriptData::Inline => {
            let values = listed(fit.values.iter().copied(), "    ");
            let _ = writeln!(text, "x = np.array([{values}])");
        }
        ScriptData::Table(layout) => text.push_str(&table(layout)),
        ScriptData::Binary { path } => {
            let path = quoted(path);
            let _ = writeln!(text, "x = np.fromfile({path}, dtype=\"<f8\")\nx = x[~np.isnan(x)]");
        }
    }
    let (components, iterations) = (fit.theta.len(), fit.iterations);
    let (less, more) = match fit.distance() {
        None => ("", ""),
        Some(mean) => {
            let _ = writeln!(
                text,
                "# Far from 0, scikit-learn loses the last digits of variances: x - far is fitted.\n\
                 far = {mean:?}"
            );
            (" - far", " + far")
        }
    };
    let weights = listed(fit.theta.weights(), "        ");
    let means: Vec<String> =
        fit.theta.means().map(|mean| format!("[{:?}{less}]", mean + 0.0)).collect();
    let means = means.join(", ");
    let precision = |variance: &f64| format!("1 / {variance:?}");
    let (kind, precisions, variance) = if fit.equal_variances {
        ("tied", format!("[{}]", precision(&fit.variances()[0])), "fit.covariances_[0, 0]")
    } else {
        let each = fit.variances();
        let each: Vec<String> = each.iter().map(|v| format!("[[{}]]", precision(v))).collect();
        ("full", each.join(", "), "fit.covariances_[k, 0, 0]")
    };
    let fitted = if less.is_empty() { "x" } else { "(x - far)" };
    let n = fit.values.len();
    let _ = write!(
        text,
        "assert len(x) == {n}, f\"{{len(x)}} observations, not {n}\"\n
# After exactly these iterations it has not converged by its own test.
warnings.simplefilter(\"ignore\", ConvergenceWarning)
fit = GaussianMixture(
    n_components={components},
    covariance_type=\"{kind}\",
    weights_init=[{weights}],
    means_init=[{means}],
    precisions_init=[{precisions}],
    reg_covar=0,
    tol=0,
    max_iter={iterations},
).fit({fitted}.reshape(-1, 1))

print(\"component,weight,mean,variance\")
for k in range({components}):
    theta = fit.weights_[k], fit.means_[k, 0]{more}, {variance}
    print(k + 1, *map(float, theta), sep=\",\")
"
    );
    text
}

fn table(layout: &TableLayout) -> String {
    let TableLayout { path, skip, column, .. } = layout;
    let delimiter = match layout.delimiter {
        None => "\"\\x1f\"".to_owned(),
        Some(Delimiter::Blanks) => "r\"\\s+\"".to_owned(),
        Some(Delimiter::Byte(byte)) => quoted(&char::from(byte).to_string()),
    };
    let encoding = match layout.charset {
        Charset::Utf8 => "utf-8-sig",
        Charset::Utf16 => "utf-16",
        Charset::Latin1 => "cp1252",
    };
    // What the end of its name says need not be so.
    let open = if layout.is_gzip { "gzip.open" } else { "open" };
    let comment = layout.comment.map(|mark| format!(", comment={}", quoted(&mark.to_string())));
    // Lines are skipped before pandas reads, which counts a quoted title of two lines as one.
    let mut text = format!(
        "with {open}({path}, \"rt\", encoding=\"{encoding}\", newline=\"\") as file:
    for _ in range({skip}):
        file.readline()
    cells = pd.read_csv(
        file, sep={delimiter}, header=None, usecols=[{column}], dtype=str,
        keep_default_na=False, skipinitialspace=True{comment}
    )[{column}].str.strip()
",
        path = quoted(path),
        comment = comment.unwrap_or_default()
    );
    if !layout.missing.is_empty() {
        let marks: Vec<String> = layout.missing.iter().map(|mark| quoted(mark)).collect();
        let _ = writeln!(text, "cells = cells[~cells.isin([{}])]", marks.join(", "));
    }
    if let Some(mark) = layout.group {
        let (mark, is_regex) = if mark.is_whitespace() {
            ("r\"\\s\"".to_owned(), "True")
        } else {
            (quoted(&mark.to_string()), "False")
        };
        let _ = writeln!(text, "cells = cells.str.replace({mark}, \"\", regex={is_regex})");
    }
    if layout.decimal == DecimalMark::Comma {
        text.push_str("cells = cells.str.replace(\",\", \".\", regex=False)\n");
    }
    text.push_str("# What is not a number is a missing observation.\n");
    text.push_str("x = pd.to_numeric(cells, errors=\"coerce\").dropna().to_numpy()\n");
    text
}
