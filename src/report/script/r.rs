//! A script for R with mclust.

use std::fmt::Write;

use super::{Fit, ScriptData, TableLayout, listed, quoted};
use crate::data::{Charset, DecimalMark, Delimiter};

pub(super) fn script(fit: &Fit, data: &ScriptData) -> String {
    let mut text = fit.head("mclust");
    text.push_str("suppressPackageStartupMessages(library(mclust))\n\n");
    match data {
        ScriptData::Inline => {
            let _ = writeln!(text, "x <- c({})", listed(fit.values.iter().copied(), "  "));
        }
        ScriptData::Table(layout) => text.push_str(&table(layout)),
        ScriptData::Binary { path } => {
            let path = quoted(path);
            let _ = writeln!(
                text,
                "x <- readBin({path}, \"double\", n = file.size({path}) / 8, endian = \"little\")\n\
                 x <- x[!is.nan(x)]"
            );
        }
    }
    let (n, components, iterations) = (fit.values.len(), fit.theta.len(), fit.iterations);
    let model = if fit.equal_variances { "E" } else { "V" };
    let (less, more) = match fit.distance() {
        None => ("", ""),
        Some(mean) => {
            let _ = writeln!(
                text,
                "# Far from 0, mclust loses the last digits of variances: x - far is fitted.\n\
                 far <- {mean:?}"
            );
            (" - far", " + far")
        }
    };
    let [weights, means, variances] =
        [fit.theta.weights().collect(), fit.theta.means().collect(), fit.variances()]
            .map(|numbers: Vec<f64>| listed(numbers, "    "));
    let _ = write!(
        text,
        "stopifnot(length(x) == {n})

fit <- em(
  data = x{less},
  modelName = \"{model}\",
  parameters = list(
    pro = c({weights}),
    mean = c({means}){less},
    variance = list(modelName = \"{model}\", d = 1, G = {components}, sigmasq = c({variances}))
  ),
  control = emControl(eps = 0, tol = c(0, 0), itmax = c({iterations}, {iterations})),
  warn = FALSE
)

theta <- fit$parameters
sigmasq <- rep_len(theta$variance$sigmasq, {components})
cat(\"component,weight,mean,variance\\n\")
cat(sprintf(\"%d,%.17g,%.17g,%.17g\\n\", seq_len({components}), theta$pro, theta$mean{more}, sigmasq), sep = \"\")
"
    );
    text
}

fn table(layout: &TableLayout) -> String {
    let TableLayout { path, skip, column, .. } = layout;
    let delimiter = match layout.delimiter {
        None => "\"\\x1f\"".to_owned(),
        Some(Delimiter::Blanks) => "\"\"".to_owned(),
        Some(Delimiter::Byte(byte)) => quoted(&char::from(byte).to_string()),
    };
    let encoding = match layout.charset {
        Charset::Utf8 => "UTF-8-BOM",
        Charset::Utf16 => "UTF-16",
        Charset::Latin1 => "CP1252",
    };
    let comment = layout.comment.map(|mark| mark.to_string()).unwrap_or_default();
    let mut text = format!(
        "cells <- read.table(
  {path}, sep = {delimiter}, header = FALSE, skip = {skip}, quote = \"\\\"\", comment.char = {comment},
  colClasses = \"character\", na.strings = character(), fill = TRUE, strip.white = TRUE,
  fileEncoding = \"{encoding}\"
)[[{}]]
",
        column + 1,
        path = quoted(path),
        comment = quoted(&comment)
    );
    if !layout.missing.is_empty() {
        let marks: Vec<String> = layout.missing.iter().map(|mark| quoted(mark)).collect();
        let _ = writeln!(text, "cells <- cells[!cells %in% c({})]", marks.join(", "));
    }
    if let Some(mark) = layout.group {
        let (mark, is_fixed) = if mark.is_whitespace() {
            ("\"[[:space:]\\u00a0\\u202f]\"".to_owned(), "FALSE")
        } else {
            (quoted(&mark.to_string()), "TRUE")
        };
        let _ = writeln!(text, "cells <- gsub({mark}, \"\", cells, fixed = {is_fixed})");
    }
    if layout.decimal == DecimalMark::Comma {
        text.push_str("cells <- sub(\",\", \".\", cells, fixed = TRUE)\n");
    }
    text.push_str("# What is not a number is a missing observation.\n");
    text.push_str("x <- suppressWarnings(as.numeric(cells))\nx <- x[!is.na(x)]\n");
    text
}
