//! Level lines of a function on a grid, by marching squares: the areas above a level, whose edges
//! are closed lines, and of these lines what is not the edge of the grid.

use std::collections::BTreeMap;

use super::super::page::Point;

/// A function on a grid: values row by row from the bottom; none where it has no value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) values: Vec<Option<f64>>,
}

/// The closed edge of an area above a level; positions count columns and rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Loop {
    pub(super) points: Vec<Point>,
    /// Whether the line from each point to the next is the edge of where there are values, and no
    /// level line.
    is_edge: Vec<bool>,
}

impl Loop {
    /// Returns the parts of it that are level lines.
    pub(super) fn lines(&self) -> Vec<Vec<Point>> {
        let n = self.points.len();
        let Some(start) = self.is_edge.iter().position(|is_edge| *is_edge) else {
            return vec![self.points.iter().chain(self.points.first()).copied().collect()];
        };
        let mut lines: Vec<Vec<Point>> = vec![Vec::new()];
        for i in (0..n).map(|i| (start + 1 + i) % n) {
            let line = lines.len() - 1;
            if self.is_edge[i] {
                lines.push(Vec::new());
            } else {
                if lines[line].is_empty() {
                    lines[line].push(self.points[i]);
                }
                lines[line].push(self.points[(i + 1) % n]);
            }
        }
        lines.retain(|line| line.len() > 1);
        lines
    }
}

/// An edge between two neighbours of the grid, which has one more row and column all around: from
/// this column and row to the right, or else upwards.
type Edge = (usize, usize, bool);

impl Grid {
    /// Returns the value at a column and row that count from 1; none outside.
    fn value(&self, column: usize, row: usize) -> Option<f64> {
        let is_inside = (1..=self.columns).contains(&column) && (1..=self.rows).contains(&row);
        let value = is_inside.then(|| self.values[(row - 1) * self.columns + column - 1]);
        value.flatten().filter(|value| value.is_finite())
    }

    /// Returns the edges of the areas where the function is at least `level`, these areas at the
    /// left.
    pub(super) fn above(&self, level: f64) -> Vec<Loop> {
        let mut next: BTreeMap<Edge, Edge> = BTreeMap::new();
        for row in 0..=self.rows {
            for column in 0..=self.columns {
                next.extend(self.crossings(column, row, level));
            }
        }
        let mut loops = Vec::new();
        while let Some((&first, _)) = next.first_key_value() {
            let mut found = Loop::default();
            let mut edge = first;
            while let Some(to) = next.remove(&edge) {
                let [(point, is_edge), (_, other_is_edge)] =
                    [edge, to].map(|edge| self.crossing(edge, level));
                found.points.push(point);
                found.is_edge.push(is_edge && other_is_edge);
                edge = to;
            }
            loops.push(found);
        }
        loops
    }

    /// Returns the lines through a cell: from one of its edges to another.
    fn crossings(&self, column: usize, row: usize, level: f64) -> Vec<(Edge, Edge)> {
        let corners =
            [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(dx, dy)| self.value(column + dx, row + dy));
        let is_above = corners.map(|value| value.is_some_and(|value| value >= level));
        let [bottom, left] = [(column, row, true), (column, row, false)];
        let [right, top] = [(column + 1, row, false), (column, row + 1, true)];
        let middle_is_above = || {
            let sum: Option<f64> = corners.into_iter().sum();
            sum.is_some_and(|sum| sum / 4.0 >= level)
        };
        match is_above {
            [false, false, false, false] | [true, true, true, true] => vec![],
            [true, false, false, false] => vec![(bottom, left)],
            [false, true, false, false] => vec![(right, bottom)],
            [false, false, true, false] => vec![(top, right)],
            [false, false, false, true] => vec![(left, top)],
            [true, true, false, false] => vec![(right, left)],
            [false, true, true, false] => vec![(top, bottom)],
            [false, false, true, true] => vec![(left, right)],
            [true, false, false, true] => vec![(bottom, top)],
            [true, true, true, false] => vec![(top, left)],
            [true, true, false, true] => vec![(right, top)],
            [true, false, true, true] => vec![(bottom, right)],
            [false, true, true, true] => vec![(left, bottom)],
            [true, false, true, false] if middle_is_above() => vec![(bottom, right), (top, left)],
            [true, false, true, false] => vec![(bottom, left), (top, right)],
            [false, true, false, true] if middle_is_above() => vec![(left, bottom), (right, top)],
            [false, true, false, true] => vec![(right, bottom), (left, top)],
        }
    }

    /// Returns where a level crosses an edge, and whether that is only because there are no values
    /// beyond.
    fn crossing(&self, (column, row, is_across): Edge, level: f64) -> (Point, bool) {
        let (dx, dy) = if is_across { (1, 0) } else { (0, 1) };
        let ends = (self.value(column, row), self.value(column + dx, row + dy));
        let (share, is_edge) = match ends {
            (Some(a), Some(b)) => (((level - a) / (b - a)).clamp(0.0, 1.0), false),
            (Some(_), None) => (0.0, true),
            (None, _) => (1.0, true),
        };
        let at = |start: usize, step: usize| start as f64 - 1.0 + share * step as f64;
        ((at(column, dx), at(row, dy)), is_edge)
    }

    /// Returns the grid with `times` as many intervals, smooth between (Catmull & Rom), or straight
    /// next to where there are no values.
    pub(super) fn finer(&self, times: usize) -> Self {
        let (columns, rows) = ((self.columns - 1) * times + 1, (self.rows - 1) * times + 1);
        let at = |i: usize| {
            let (column, row) = (i % columns, i / columns);
            self.between(
                (column / times, row / times),
                [column, row].map(|n| (n % times) as f64 / times as f64),
            )
        };
        Self { columns, rows, values: (0..columns * rows).map(at).collect() }
    }

    fn between(&self, (column, row): (usize, usize), [right, up]: [f64; 2]) -> Option<f64> {
        let value = |dx: isize, dy: isize| {
            let clamped =
                |n: usize, d: isize, last: usize| n.saturating_add_signed(d).min(last - 1) + 1;
            self.value(clamped(column, dx, self.columns), clamped(row, dy, self.rows))
        };
        let line = |dy: isize| {
            let of = |dx| value(dx, dy);
            match (of(-1), of(0), of(1), of(2)) {
                (_, Some(b), _, _) if right == 0.0 => Some(b),
                (Some(a), Some(b), Some(c), Some(d)) => Some(smooth([a, b, c, d], right)),
                (_, Some(b), Some(c), _) => Some(b + right * (c - b)),
                _ => None,
            }
        };
        match (line(-1), line(0), line(1), line(2)) {
            (_, Some(b), _, _) if up == 0.0 => Some(b),
            (Some(a), Some(b), Some(c), Some(d)) => Some(smooth([a, b, c, d], up)),
            (_, Some(b), Some(c), _) => Some(b + up * (c - b)),
            _ => None,
        }
    }
}

/// Returns the value between the second and the third of four, by the curve of Catmull & Rom, but
/// not beyond these two: it must not make hills that are not there.
fn smooth([a, b, c, d]: [f64; 4], t: f64) -> f64 {
    let value = b + 0.5
        * t
        * ((c - a) + t * ((2.0 * a - 5.0 * b + 4.0 * c - d) + t * (3.0 * (b - c) + d - a)));
    value.clamp(b.min(c), b.max(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(columns: usize, rows: usize, f: impl Fn(f64, f64) -> Option<f64>) -> Grid {
        let at = |i: usize| f((i % columns) as f64, (i / columns) as f64);
        Grid { columns, rows, values: (0..columns * rows).map(at).collect() }
    }

    /// The area within a loop, positive if it is at the left.
    fn area(points: &[Point]) -> f64 {
        let next = points.iter().cycle().skip(1);
        points.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0
    }

    #[test]
    fn the_area_above_a_level_of_a_cone_is_a_disc() {
        let cone = grid(41, 41, |x, y| Some(-(x - 20.0).hypot(y - 20.0)));
        let loops = cone.above(-10.0);
        assert_eq!(loops.len(), 1);
        let disc = std::f64::consts::PI * 100.0;
        assert!((area(&loops[0].points) / disc - 1.0).abs() < 0.01);
        assert_eq!(loops[0].lines().len(), 1);
        let finer = cone.finer(3).above(-10.0);
        assert!((area(&finer[0].points) / (9.0 * disc) - 1.0).abs() < 0.005);
        // A hole turns the other way.
        let pit = grid(41, 41, |x, y| Some((x - 20.0).hypot(y - 20.0)));
        let loops = pit.above(10.0);
        let areas: f64 = loops.iter().map(|found| area(&found.points)).sum();
        assert!((areas / (1600.0 - disc) - 1.0).abs() < 0.01, "{areas}");
    }

    #[test]
    fn the_edge_of_the_grid_is_no_level_line() {
        let slope = grid(5, 4, |x, _| Some(x));
        let loops = slope.above(1.5);
        assert_eq!(loops.len(), 1);
        assert!((area(&loops[0].points) - 2.5 * 3.0).abs() < 1e-12, "{loops:?}");
        let lines = loops[0].lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        let is_level = |(x, y): &Point| *x == 1.5 || [0.0, 3.0].contains(y);
        assert!(lines[0].iter().all(is_level), "{lines:?}");
        // Everything is above: there is no line.
        let all: Vec<_> = slope.above(-1.0).iter().flat_map(Loop::lines).collect();
        assert!(all.is_empty(), "{all:?}");
    }

    #[test]
    fn where_there_are_no_values_there_is_no_area() {
        let half = grid(5, 5, |x, _| (x < 2.5).then_some(1.0));
        let loops = half.above(0.0);
        assert!((area(&loops[0].points) - 8.0).abs() < 1e-12, "{loops:?}");
        assert!(loops[0].lines().is_empty());
        assert!(half.finer(2).values.iter().flatten().all(|value| *value == 1.0));
    }
}
