//! A pasted table: which cell is which number.

use std::borrow::Cow;

use super::TableCell;
use crate::data::parse_number;
use crate::explain::Quantity;
use crate::explain::check::with_decimal_point;
use crate::mixture::Sample;
use crate::text::counted;

/// Why a text is not a table of γ or θ.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// There is nothing in it.
    #[error("the table is empty; paste γ (a row per observation) or θ (a row per component)")]
    Empty,
    /// A row has more or fewer cells than the first.
    #[error("line {line} has {cells}, but the first row has {first}; write every row with as many", cells = counted(*cells, "cell"))]
    Ragged {
        /// the line
        line: usize,
        /// how many cells it has
        cells: usize,
        /// how many the first row has
        first: usize,
    },
    /// The header names a column that is none of a table of γ or θ.
    #[error(
        "line {line}: '{name}' is no column of γ (gamma_1 to gamma_{components}) or θ (pi, mu, sigma2, sd, N); rename it, \
         or leave the column out"
    )]
    UnknownColumn {
        /// the line of the header
        line: usize,
        /// the name
        name: String,
        /// how many components there are
        components: usize,
    },
    /// The header has more or fewer names than the rows have cells.
    #[error("line {line} names {names}, but the rows have {cells}; name every column", names = counted(*names, "column"), cells = counted(*cells, "cell"))]
    Header {
        /// the line of the header
        line: usize,
        /// how many names it has
        names: usize,
        /// how many cells the rows have
        cells: usize,
    },
    /// It has the size of neither.
    #[error(
        "{} and {} of numbers: γ has {observations} and {components}, θ has {components} and π, μ, σ²; a header such \
         as pi,mu,sigma2 tells which column is which", counted(*rows, "row"), counted(*columns, "column")
    )]
    Size {
        /// rows of numbers
        rows: usize,
        /// columns of numbers
        columns: usize,
        /// how many observations there are
        observations: usize,
        /// how many components there are
        components: usize,
    },
    /// There are too many numbers.
    #[error(
        "the table has {cells} numbers; the most is {most}: leave out columns, with a header that names those that remain"
    )]
    TooLarge {
        /// how many there are
        cells: usize,
        /// how many there may be
        most: usize,
    },
}

/// What a column, or a row of a table on its side, holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// γ of a component.
    Gamma(usize),
    Weight,
    Mean,
    Variance,
    Sd,
    Count,
    /// An index, an observation, or a sum, which are not checked.
    Other,
    /// Nothing that is known.
    Unknown,
}

/// A row with its line.
struct Row<'a> {
    line: usize,
    cells: Vec<Cow<'a, str>>,
}

pub(super) fn parse(
    text: &str,
    sample: &Sample,
    components: usize,
) -> Result<Vec<TableCell>, TableError> {
    let mut rows = rows(text);
    let first = rows.first().ok_or(TableError::Empty)?;
    // A name in the first cell alone is that of a row. What begins like a number is none.
    let is_number =
        |cell: &Cow<str>| cell.starts_with(|c: char| c.is_numeric() || "+-−.".contains(c));
    let is_header = first.cells.iter().any(|cell| named(cell, components).is_some())
        && !first.cells.iter().any(is_number);
    let header = is_header.then(|| rows.remove(0));
    let first = rows.first().ok_or(TableError::Empty)?;
    let shape = Shape { sample, components };
    let width = first.cells.len();
    if let Some(row) = rows.iter().find(|row| row.cells.len() != width) {
        let (line, cells) = (row.line, row.cells.len());
        return Err(TableError::Ragged { line, cells, first: width });
    }
    if let Some(header) = &header {
        let names = shape.columns(header, &rows, width)?;
        if names.iter().any(|name| *name != Named::Other) {
            return shape.by_columns(&rows, &names);
        }
    }
    let names: Vec<Option<Named>> = rows.iter().map(|row| parameter(&row.cells[0])).collect();
    if names.iter().all(Option::is_some) && width == components + 1 {
        let names: Vec<Named> = names.into_iter().flatten().collect();
        return Ok(shape.by_rows(&rows, &names, 1));
    }
    shape.by_size(&rows, width)
}

/// The rows of a text, but for empty ones and rules.
fn rows(text: &str) -> Vec<Row<'_>> {
    let text = text.trim_start_matches('\u{feff}');
    let is_rule = |line: &str| {
        line.chars().all(|c| matches!(c, '-' | '=' | '+' | '|' | ':' | ' ' | '─' | '│' | '┼'))
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !is_rule(line.trim()));
    let lines: Vec<(usize, &str)> =
        lines.map(|(i, line)| (i + 1, line.trim_end_matches([' ', '\r']))).collect();
    let has = |c: char| lines.iter().any(|(_, line)| line.contains(c));
    let delimiter = ['\t', '|', '│', ';', ','].into_iter().find(|c| has(*c));
    lines
        .iter()
        .map(|(line, text)| {
            let cells: Vec<&str> = match delimiter {
                None => text.split_whitespace().collect(),
                Some(c @ ('|' | '│')) => {
                    // A bar at either end is a border.
                    let text = text.trim();
                    let text = text.strip_prefix(c).unwrap_or(text);
                    text.strip_suffix(c).unwrap_or(text).split(c).map(str::trim).collect()
                }
                Some(c) => text.split(c).map(|cell| cell.trim().trim_matches('"').trim()).collect(),
            };
            let cells = cells.into_iter().map(|cell| match with_decimal_point(cell) {
                Some(number) if delimiter != Some(',') => Cow::Owned(number),
                _ => Cow::Borrowed(cell),
            });
            Row { line: *line, cells: cells.collect() }
        })
        .collect()
}

/// Returns what a name in a header means; none if it is a number or empty.
fn named(cell: &str, components: usize) -> Option<Named> {
    let cell = cell.trim().to_lowercase();
    if cell.is_empty() || parse_number(&cell).is_some() {
        return None;
    }
    if let Some(parameter) = parameter(&cell) {
        return Some(parameter);
    }
    let is_gamma =
        cell.starts_with('γ') || cell.starts_with("gamma") || cell.starts_with("component");
    let digits: String = cell.chars().filter_map(digit).collect();
    let k: Option<usize> = digits.parse().ok();
    match k.and_then(|k| k.checked_sub(1)) {
        Some(k) if is_gamma && k < components => Some(Named::Gamma(k)),
        _ if is_beside(&cell) => Some(Named::Other),
        _ => Some(Named::Unknown),
    }
}

/// Returns whether a name is that of an index, of the observations, of a sum or of a component:
/// what may be beside γ or θ.
fn is_beside(cell: &str) -> bool {
    const BESIDE: [&str; 21] = [
        "i",
        "j",
        "k",
        "t",
        "id",
        "no",
        "nr",
        "row",
        "index",
        "obs",
        "observation",
        "x",
        "value",
        "data",
        "component",
        "cluster",
        "sum",
        "σ",
        "total",
        "px",
        "more",
    ];
    let name: String = cell.chars().filter(|c| c.is_alphanumeric() || *c == 'Σ').collect();
    let name = name.strip_suffix(['i', 'k']).filter(|rest| !rest.is_empty()).unwrap_or(&name);
    BESIDE.contains(&name)
}

/// A digit, also as a subscript.
fn digit(c: char) -> Option<char> {
    let subscript = u32::from(c).checked_sub(u32::from('₀')).filter(|d| *d < 10);
    subscript.and_then(|d| char::from_digit(d, 10)).or(c.is_ascii_digit().then_some(c))
}

/// The parameter of θ, or N, that a name means.
fn parameter(cell: &str) -> Option<Named> {
    let name: String =
        cell.to_lowercase().chars().filter(|c| !matches!(c, '_' | ' ' | '\u{302}')).collect();
    let name = name.strip_suffix('k').unwrap_or(&name);
    Some(match name.trim_end_matches(['^']) {
        "π" | "pi" | "weight" | "weights" => Named::Weight,
        "μ" | "µ" | "mu" | "mean" | "means" => Named::Mean,
        "σ²" | "σ^2" | "σ2" | "sigma2" | "sigma^2" | "sigma²" | "σk²" | "σ²k" | "var"
        | "variance" | "variances" | "s2" | "s^2" | "s²" | "sigmasq" | "sigmasquared" => {
            Named::Variance
        }
        "σ" | "sigma" | "sd" | "std" | "sds" => Named::Sd,
        "n" | "count" | "counts" => Named::Count,
        _ => return None,
    })
}

/// How large the tables are.
struct Shape<'a> {
    sample: &'a Sample,
    components: usize,
}

impl Shape<'_> {
    fn size(&self, rows: usize, columns: usize) -> TableError {
        let (observations, components) = (self.sample.known_one_by_one(), self.components);
        TableError::Size { rows, columns, observations, components }
    }

    /// Returns what the columns are, as the header says.
    fn columns(&self, header: &Row, rows: &[Row], width: usize) -> Result<Vec<Named>, TableError> {
        let mut names = Vec::with_capacity(width);
        for cell in &header.cells {
            match named(cell, self.components).unwrap_or(Named::Other) {
                Named::Unknown => {
                    let (line, name) = (header.line, cell.to_string());
                    let components = self.components;
                    return Err(TableError::UnknownColumn { line, name, components });
                }
                name => names.push(name),
            }
        }
        // A table with names of rows may have none for their column.
        if names.len() + 1 == width && self.is_lead(rows, 0) {
            names.insert(0, Named::Other);
        }
        if names.len() != width {
            let (line, names) = (header.line, names.len());
            return Err(TableError::Header { line, names, cells: width });
        }
        Ok(names)
    }

    /// Returns whether a column has names or indices of rows, or the observations.
    fn is_lead(&self, rows: &[Row], column: usize) -> bool {
        let number = |row: &Row| parse_number(&row.cells[column]);
        let is = |value: &dyn Fn(usize) -> f64| {
            rows.iter().enumerate().all(|(i, row)| {
                number(row).is_some_and(|x| (x - value(i)).abs() < 1e-6 * value(i).abs().max(1.0))
            })
        };
        let observation = |i: usize| self.sample.values().get(i).copied().unwrap_or(f64::NAN);
        is(&|i| i as f64)
            || is(&|i| i as f64 + 1.0)
            || is(&observation)
            || rows.iter().all(|row| number(row).is_none())
    }

    /// A row per observation or component, as the header says.
    fn by_columns(&self, rows: &[Row], names: &[Named]) -> Result<Vec<TableCell>, TableError> {
        let is_gamma = names.iter().any(|name| matches!(name, Named::Gamma(_)));
        let wanted = if is_gamma { self.sample.known_one_by_one() } else { self.components };
        // Below γ there may be N.
        let counts = is_gamma && rows.len() == wanted + 1;
        if rows.len() != wanted && !counts {
            let columns = names.iter().filter(|name| **name != Named::Other).count();
            return Err(self.size(rows.len(), columns));
        }
        let cell = |(r, row): (usize, &Row), (c, name): (usize, &Named)| {
            let quantity = match *name {
                Named::Gamma(k) if r == wanted => Quantity::Count(k),
                Named::Gamma(component) => Quantity::Gamma { observation: r, component },
                other => theta(other, r)?,
            };
            Some(made(row, c, quantity))
        };
        let cells = rows.iter().enumerate().flat_map(|row| {
            let (r, row) = row;
            names.iter().enumerate().filter_map(move |column| cell((r, row), column))
        });
        Ok(cells.collect())
    }

    /// A row per parameter, whose component are the columns from `first` on.
    fn by_rows(&self, rows: &[Row], names: &[Named], first: usize) -> Vec<TableCell> {
        let cells = rows.iter().zip(names).flat_map(|(row, name)| {
            (0..self.components).filter_map(move |k| Some(made(row, first + k, theta(*name, k)?)))
        });
        cells.collect()
    }

    /// Without a header: by the number of rows and columns.
    fn by_size(&self, rows: &[Row], width: usize) -> Result<Vec<TableCell>, TableError> {
        const THETA: [Named; 3] = [Named::Weight, Named::Mean, Named::Variance];
        let (n, components) = (self.sample.known_one_by_one(), self.components);
        let number = |row: &Row, c: usize| parse_number(&row.cells[c]);
        // Indices or the observations may come before the numbers.
        let leads = |columns: usize| {
            width >= columns
                && width - columns <= 2
                && (0..width - columns).all(|c| self.is_lead(rows, c))
        };
        let is_gamma = rows.len() == n && leads(components);
        let is_theta = rows.len() == components && leads(THETA.len());
        // As many observations as components, and as many as parameters: γ adds up to 1.
        let adds_up = |row: &Row| {
            let shares = (width - components..width).map(|c| number(row, c));
            shares.sum::<Option<f64>>().is_some_and(|sum| (sum - 1.0).abs() < 0.05)
        };
        if is_gamma && (!is_theta || rows.iter().all(adds_up)) {
            let names = (0..width)
                .map(|c| (c + components).checked_sub(width).map_or(Named::Other, Named::Gamma));
            return self.by_columns(rows, &names.collect::<Vec<_>>());
        }
        // With as many components as parameters: only one way the weights add up to 1.
        let sum = |cells: &mut dyn Iterator<Item = Option<f64>>| cells.sum::<Option<f64>>();
        let is_one = |sum: Option<f64>| sum.is_some_and(|sum| (sum - 1.0).abs() < 0.02);
        let on_its_side = width == THETA.len()
            && is_one(sum(&mut (0..width).map(|c| number(&rows[0], c))))
            && !is_one(sum(&mut rows.iter().map(|row| number(row, 0))));
        if is_theta && !on_its_side {
            let names = (0..width)
                .map(|c| (c + THETA.len()).checked_sub(width).map_or(Named::Other, |c| THETA[c]));
            return self.by_columns(rows, &names.collect::<Vec<_>>());
        }
        if rows.len() == THETA.len() && width == components {
            return Ok(self.by_rows(rows, &THETA, 0));
        }
        Err(self.size(rows.len(), width))
    }
}

/// The number of a component that a parameter is.
fn theta(name: Named, k: usize) -> Option<Quantity> {
    Some(match name {
        Named::Weight => Quantity::Weight(k),
        Named::Mean => Quantity::Mean(k),
        Named::Variance => Quantity::Variance(k),
        Named::Sd => Quantity::Sd(k),
        Named::Count => Quantity::Count(k),
        Named::Gamma(_) | Named::Other | Named::Unknown => return None,
    })
}

fn made(row: &Row, column: usize, quantity: Quantity) -> TableCell {
    let text = row.cells[column].to_string();
    TableCell { line: row.line, column: column + 1, quantity, text }
}
