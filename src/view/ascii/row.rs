//! A row of cells in ASCII. Spelled out, text is longer: what is between blanks takes the room of
//! the blanks around it, and columns keep their places as far as they can.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::{self, ascii};

/// What ends a text that is longer than its room.
const ELLIPSIS: &str = "...";
/// As many signs of a line in a row fill a border or an axis, fewer are a text.
const FILLING: usize = 3;

/// A row in ASCII.
pub(super) struct Fitted {
    pub cells: Vec<Cell>,
    /// Where the cell of each column went.
    pub columns: Vec<usize>,
    /// Whether nothing was cut.
    pub is_whole: bool,
}

/// Returns a row in ASCII.
pub(super) fn fit(row: &[Cell]) -> Fitted {
    let mut fitted =
        Fitted { cells: row.to_vec(), columns: (0..row.len()).collect(), is_whole: true };
    let mut start = 0;
    for end in 0..=row.len() {
        let fixed = row.get(end).map(|cell| fixed(cell.symbol()));
        if fixed == Some(None) {
            continue;
        }
        if row[start..end].iter().any(|cell| !cell.symbol().is_ascii()) {
            Segment::new(row, start, end).fit(&mut fitted);
        }
        if let Some(Some(stand_in)) = fixed {
            fitted.cells[end].set_char(stand_in);
        }
        start = end + 1;
    }
    fitted
}

/// Returns the stand-in of a cell that stays where it is: a part of a frame, an axis, a bar or a
/// curve.
fn fixed(symbol: &str) -> Option<char> {
    let mut chars = symbol.chars();
    let c = chars.next().filter(|_| chars.next().is_none())?;
    if let Some(curve) = super::of_curve(c) {
        return Some(curve);
    }
    let is_line = matches!(c, '\u{2500}'..='\u{257f}') && !"─━╌┄┆╱╲╳".contains(c);
    let is_fixed = is_line || matches!(c, '\u{2580}'..='\u{259f}' | '\u{2800}'..='\u{28ff}');
    is_fixed.then(|| ascii::spelled(symbol).chars().next().unwrap_or(' '))
}

/// Returns the fewest cells in which a text can be shown whole.
pub(in crate::view) fn least_width(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, text::width(text) as u16, 1));
    buffer.set_string(0, 0, text, Style::new());
    let mut segment = Segment::new(&buffer.content, 0, buffer.content.len());
    for operators in ["=~", "/|", ";", ",", "+-"] {
        segment.close_up(operators);
    }
    segment.needed()
}

/// A cluster of characters and what it becomes.
struct Cluster<'a> {
    column: usize,
    symbol: &'a str,
    piece: String,
}

/// What is between two fixed cells.
struct Segment<'a> {
    row: &'a [Cell],
    start: usize,
    end: usize,
    clusters: Vec<Cluster<'a>>,
    /// What is between wider gaps, as ranges of `clusters`.
    phrases: Vec<std::ops::Range<usize>>,
    /// The least cells between two phrases: two tell that they are two.
    apart: usize,
}

impl<'a> Segment<'a> {
    fn new(row: &'a [Cell], start: usize, end: usize) -> Self {
        let mut columns = Vec::new();
        let mut column = start;
        while column < end {
            columns.push(column);
            // A wide character covers the cell behind it.
            column += text::width(row[column].symbol()).max(1);
        }
        let symbols: Vec<&str> = columns.iter().map(|column| row[*column].symbol()).collect();
        let pieces = ascii::pieces(&symbols);
        let clusters: Vec<Cluster> = (columns.into_iter().zip(symbols).zip(pieces))
            .map(|((column, symbol), piece)| Cluster { column, symbol, piece })
            .collect();
        let phrases = phrases(&clusters);
        Self { row, start, end, clusters, phrases, apart: 2 }
    }

    fn room(&self) -> usize {
        self.end - self.start
    }

    fn length(&self, phrase: usize) -> usize {
        self.clusters[self.phrases[phrase].clone()].iter().map(|c| c.piece.len()).sum()
    }

    /// Returns the cells between a phrase and the next one: a line needs no more than one.
    fn gap(&self, phrase: usize) -> usize {
        let Some(next) = self.phrases.get(phrase + 1) else { return 0 };
        let between = &self.clusters[self.phrases[phrase].end..next.start];
        if between.iter().all(|cluster| cluster.symbol == " ") { self.apart } else { 1 }
    }

    /// Returns the cells that are needed.
    fn needed(&self) -> usize {
        (0..self.phrases.len()).map(|phrase| self.length(phrase) + self.gap(phrase)).sum()
    }

    /// Takes blanks away until all fits, as far as they can be missed.
    fn squeeze(&mut self) {
        for operators in ["=~", "/|", ";", ",", "+-"] {
            if self.needed() <= self.room() {
                return;
            }
            self.close_up(operators);
        }
        if self.needed() > self.room() {
            self.apart = 1;
        }
    }

    fn fit(mut self, fitted: &mut Fitted) {
        self.squeeze();
        if self.needed() > self.room() {
            fitted.is_whole = false;
            self.cut(fitted);
            return;
        }
        self.clear(fitted);
        let mut least = self.start;
        let mut most = self.latest();
        most.reverse();
        for (phrase, clusters) in self.phrases.iter().enumerate() {
            let length = self.length(phrase);
            let first = self.clusters[clusters.start].column;
            let end = self.end_of(clusters.end - 1);
            // What has grown does so to its left if there is room and it ends in a column.
            let before = phrase.checked_sub(1).map(|p| self.end_of(self.phrases[p].end - 1));
            let grown = length.saturating_sub(end - first);
            let wanted = match before {
                Some(before)
                    if grown > 0 && first > before + grown && self.ends_in_column(phrase) =>
                {
                    first - grown
                }
                _ => first,
            };
            let at = wanted.max(least).min(most.pop().unwrap_or(wanted));
            self.put(clusters.clone(), at, fitted);
            // A blank between a text and a line stays.
            if end < self.end && self.row[end].symbol() == " " && at + length < self.end {
                fitted.cells[at + length] = self.row[end].clone();
            }
            let next = self.phrases.get(phrase + 1).map(|p| self.clusters[p.start].column);
            for column in end..next.unwrap_or(self.end) {
                fitted.columns[column] = (at + length + column - end).min(self.end - 1);
            }
            least = at + length + self.gap(phrase);
        }
    }

    /// Returns whether a phrase is a number, with or without its name, or the header of numbers:
    /// these end in one column, and texts begin in one.
    fn ends_in_column(&self, phrase: usize) -> bool {
        let clusters = &self.clusters[self.phrases[phrase].clone()];
        let mut words = clusters.rsplit(|cluster| cluster.symbol == " ");
        let last = words.next().and_then(|word| word.first()).map_or("", |first| first.symbol);
        let is_number = last.starts_with(|c: char| c.is_ascii_digit() || "+−×·".contains(c));
        is_number || words.next().is_none()
    }

    /// Returns the last column at which each phrase leaves room for those after it.
    fn latest(&self) -> Vec<usize> {
        let mut end = self.end;
        let mut latest: Vec<usize> = (0..self.phrases.len())
            .rev()
            .map(|phrase| {
                end -= self.length(phrase) + self.gap(phrase);
                end
            })
            .collect();
        latest.reverse();
        latest
    }

    fn end_of(&self, cluster: usize) -> usize {
        self.clusters.get(cluster + 1).map_or(self.end, |next| next.column)
    }

    /// Takes the blanks around operators away. A comma between digits keeps its blank, and a sign
    /// its number.
    fn close_up(&mut self, operators: &str) {
        for phrase in self.phrases.clone() {
            for i in phrase.start + 1..phrase.end.saturating_sub(1) {
                if self.clusters[i].piece != " " {
                    continue;
                }
                let [before, after] = [&self.clusters[i - 1], &self.clusters[i + 1]];
                let last = before.piece.chars().next_back().unwrap_or(' ');
                let next = after.piece.chars().next().unwrap_or(' ');
                let is_sign = |c: char| "+-".contains(c);
                let is_alone = |j: usize| {
                    let is_blank = |j: usize| self.clusters.get(j).is_none_or(|c| c.symbol == " ");
                    j > 0 && is_blank(j - 1) && is_blank(j + 1)
                };
                let closes = operators.contains(last) && (!is_sign(last) || is_alone(i - 1))
                    || !",;".contains(next)
                        && operators.contains(next)
                        && (!is_sign(next) || is_alone(i + 1));
                let in_number = last == ',' && next.is_ascii_digit();
                if closes && !in_number {
                    self.clusters[i].piece.clear();
                }
            }
        }
    }

    /// Fills the segment with what is around its phrases.
    fn clear(&self, fitted: &mut Fitted) {
        let is_phrase = |column: usize| {
            self.phrases
                .iter()
                .any(|p| (self.clusters[p.start].column..self.end_of(p.end - 1)).contains(&column))
        };
        for column in self.start..self.end {
            let gap = (column..self.end).find(|c| !is_phrase(*c));
            let gap = gap.or_else(|| (self.start..column).rev().find(|c| !is_phrase(*c)));
            let mut cell = gap.map_or_else(Cell::default, |gap| self.row[gap].clone());
            if !cell.symbol().is_ascii() {
                let stand_in = ascii::spelled(cell.symbol()).into_owned();
                cell.set_symbol(&stand_in);
            }
            fitted.cells[column] = cell;
        }
    }

    fn put(&self, clusters: std::ops::Range<usize>, mut at: usize, fitted: &mut Fitted) {
        for cluster in &self.clusters[clusters] {
            fitted.columns[cluster.column] = at.min(self.end - 1);
            for c in cluster.piece.chars() {
                if at < self.end {
                    fitted.cells[at] = self.row[cluster.column].clone();
                    fitted.cells[at].set_char(c);
                }
                at += 1;
            }
        }
    }

    /// Writes as much as there is room for: no number is cut in its middle.
    fn cut(&self, fitted: &mut Fitted) {
        self.clear(fitted);
        let mut shown: Vec<(char, usize)> = Vec::new();
        for clusters in &self.phrases {
            if !shown.is_empty() {
                shown.push((' ', self.clusters[clusters.start].column));
            }
            for cluster in &self.clusters[clusters.clone()] {
                fitted.columns[cluster.column] = (self.start + shown.len()).min(self.end - 1);
                shown.extend(cluster.piece.chars().map(|c| (c, cluster.column)));
            }
        }
        let whole: String = shown.iter().map(|(c, _)| *c).collect();
        let dots = &ELLIPSIS[..ELLIPSIS.len().min(self.room())];
        // One of the dots is what is cut for anyhow.
        let kept = text::cut(&whole, (self.room() + 1).saturating_sub(dots.len())).len();
        let last = shown.get(kept).or(shown.last()).map_or(self.start, |(_, column)| *column);
        let dots = dots.chars().map(|c| (c, last));
        let text = shown[..kept].iter().copied().chain(dots);
        for (column, (c, source)) in (self.start..self.end).zip(text) {
            fitted.cells[column] = self.row[source].clone();
            fitted.cells[column].set_char(c);
        }
    }
}

/// Returns the phrases: what is apart from the rest by more than a blank, or by a line.
fn phrases(clusters: &[Cluster]) -> Vec<std::ops::Range<usize>> {
    let mut is_gap: Vec<bool> = clusters.iter().map(|cluster| cluster.symbol == " ").collect();
    let is_line = |cluster: &Cluster| matches!(cluster.symbol, "─" | "━");
    let mut at = 0;
    for run in clusters.chunk_by(|a, b| is_line(a) == is_line(b)) {
        if is_line(&run[0]) && run.len() >= FILLING {
            is_gap[at..at + run.len()].fill(true);
        }
        at += run.len();
    }
    let mut phrases: Vec<std::ops::Range<usize>> = Vec::new();
    for i in (0..clusters.len()).filter(|i| !is_gap[*i]) {
        match phrases.last_mut() {
            // A blank between two words.
            Some(last) if last.end == i || last.end + 1 == i && clusters[i - 1].symbol == " " => {
                last.end = i + 1;
            }
            _ => phrases.push(i..i + 1),
        }
    }
    phrases
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(text: &str, width: u16) -> Vec<Cell> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        buffer.set_string(0, 0, text, Style::new());
        buffer.content
    }

    fn fitted(text: &str, width: u16) -> (String, bool) {
        let fitted = fit(&row(text, width));
        let shown: String = fitted.cells.iter().map(Cell::symbol).collect();
        (shown.trim_end().to_owned(), fitted.is_whole)
    }

    #[test]
    fn longer_text_takes_the_room_of_blanks() {
        for (text, expected) in [
            // Numbers stay below their headers, which grow to the left.
            ("k     π_k     μ_k    σ_k²", "k    pi_k    mu_k   var_k"),
            ("θ₁  change since θ₀         │", "theta1  change since theta0 |"),
            ("╭ 2 θ₁  since θ₀ ─────────────╮", "+ 2 theta1  since theta0 -----+"),
            ("ℓ −10.955912      Δℓ +13.556620", "ll -10.955912 delta_ll +13.556620"),
            ("  trace  ℓ, F of θ  ", "  trace  ll, F of theta"),
            ("  θ₀  π₁ 0.5     F ℓ 0.25", "  theta0  pi1 0.5  F ll 0.25"),
            ("0.3┤    ⡠⠤⢄   μ₁  ⠱", "0.3+    ***   mu1 *"),
            ("────μ₂──────μ₁───", "----mu2----mu1---"),
        ] {
            let width = expected.chars().count().max(text.chars().count()) as u16;
            assert_eq!(fitted(text, width), (expected.into(), true), "{text}");
        }
    }

    #[test]
    fn formulas_close_up_before_anything_is_cut() {
        let text = "μ_k = Σ_i γ_ik x_i / N_k";
        assert_eq!(fitted(text, 40).0, "mu_k = sum_i gamma_ik x_i / N_k");
        assert_eq!(fitted(text, 30).0, "mu_k=sum_i gamma_ik x_i / N_k");
        assert_eq!(least_width(text), 27);
        assert_eq!(fitted(text, 27), ("mu_k=sum_i gamma_ik x_i/N_k".into(), true));
        assert_eq!(fitted("n = 1, 234 (θ − μ)", 21), ("n=1, 234 (theta - mu)".into(), true));
        assert_eq!(fitted("x = 1 −2 θ − 3", 15), ("x=1 -2 theta-3".into(), true));
        assert!(!fitted(text, 24).1);
        let (cut, is_whole) = fitted("θ = −12.345678 here", 16);
        assert_eq!((&*cut, is_whole), ("theta=...", false));
    }

    #[test]
    fn the_cursor_goes_where_its_cell_goes() {
        let fitted = fit(&row(" π_1 = 0.5   ", 16));
        assert_eq!((fitted.columns[1], fitted.columns[7], fitted.columns[10]), (1, 8, 11));
    }

    proptest! {
        #[test]
        fn any_row_becomes_ascii_of_its_width(text in "[γθσ²_ki0-9=−· │─⠤█温…/,x]{0,40}", width in 0..50u16) {
            let row = row(&text, width);
            let fitted = fit(&row);
            prop_assert_eq!(fitted.cells.len(), row.len());
            prop_assert!(fitted.cells.iter().all(|cell| cell.symbol().is_ascii() && cell.symbol().len() == 1));
            prop_assert!(fitted.columns.iter().all(|column| *column < row.len()));
            // It is as it is from then on.
            let again = fit(&fitted.cells);
            prop_assert_eq!(again.cells, fitted.cells);
        }
    }
}
