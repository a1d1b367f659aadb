//! The fits of the groups of a condensed table: a row per group with its θ, or charts of θ over the
//! groups.

use std::ops::Range;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::board::{mixture, mixture_in};
use super::group_charts::GroupCharts;
use super::progress;
use crate::app::form::groups::{GroupBoard, GroupView};
use crate::data::{Dataset, GroupFit, GroupOf, said_of_groups};
use crate::mixture::{Component, Theta};
use crate::text::{self, counted, grouped, subscript};
use crate::view::number::{self, LONGEST, Scale};
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// Cells of a key at the most.
const LONGEST_KEY: usize = 20;
/// Cells of t, and of π, μ and σ² of a component, at the least: so that columns seldom move when
/// other rows come into sight.
const ITERATIONS: usize = 4;
const PARAMETERS: [usize; 3] = [6, 6, 6];
/// Cells between columns.
const GAP: usize = 2;
/// The rows above the fits, and those below them at the most.
const HEAD: u16 = 3;
const FOOT: usize = 3;
/// The rows of fits at the least, before there are rows above and below them: of the table, and of
/// the charts.
const LEAST: [u16; 2] = [4, 7];

/// Returns the title of the box.
pub(in crate::view) fn title(board: &GroupBoard) -> String {
    let groups = board.plan().groups.groups().len();
    format!("Fits of {}, all from the same θ₀", counted(groups, "group"))
}

/// Returns what a group is called.
pub(super) fn name(group: &GroupOf) -> String {
    group.key().map_or_else(|| "all together".to_owned(), text::sanitise::written_out)
}

/// Draws the board.
pub(in crate::view) fn draw(
    board: &GroupBoard,
    dataset: &Dataset,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (fits, row) = (board.fits(), board.row());
    let about = fits.get(row).map_or_else(Vec::new, |fit| about(fit, dataset, area.width));
    // In a low window the rows come first, then what is said of the chosen one.
    let least = LEAST[usize::from(board.view() == GroupView::Charts)];
    let head_height = if area.height >= HEAD + least { HEAD } else { 0 };
    let below = about.len() as u16 + 1;
    let below = if area.height >= head_height + least + below { below } else { 0 };
    let between = area.height - head_height - below;
    let body = Rect { y: area.y + head_height, height: between, ..area };
    let head = Rect { height: head_height.saturating_sub(1), ..area };
    lines::draw_all(self::head(board, dataset, theme, area.width), head, buffer);
    match board.view() {
        GroupView::Table => {
            let shown = GroupTable::new(board, dataset, theme).draw(body, buffer);
            scroll::say(&shown, fits.len(), area, theme, buffer);
        }
        GroupView::Charts => GroupCharts { board, theme }.render(body, buffer),
    }
    let foot = Rect { y: body.bottom() + 1, height: below.saturating_sub(1), ..area };
    let foot = foot.intersection(area);
    let said = about.iter().map(|text| Line::styled(format!(" {text}"), theme.text()));
    lines::draw_all(said, foot, buffer);
}

/// Returns θ₀, and below it how far the fits are or what they came to.
fn head(board: &GroupBoard, dataset: &Dataset, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let plan = board.plan();
    let method = match &plan.method {
        method if method.is_ordinary() => String::new(),
        method => format!("; {method}"),
    };
    let name = " θ₀ = ";
    let room = usize::from(width).saturating_sub(theme.width(name) + text::width(&method));
    let start = format!("{name}{}{method}", mixture_in(room, &plan.theta, dataset, theme));
    let (done, of) = (board.fits().len(), plan.fits());
    let below = if board.is_complete() {
        let said = said_of_groups(board.fits().iter().map(Arc::as_ref));
        Line::styled(format!(" {said}"), theme.notice())
    } else {
        let said = format!("{done} of {}; Esc cancels", counted(of, "fit"));
        Line::from(vec![
            Span::styled(" ", theme.notice()),
            Span::styled(progress::bar(done as f64 / of as f64), theme.accent()),
            Span::styled(said, theme.notice()),
        ])
    };
    vec![Line::styled(start, theme.faint()), below]
}

/// Returns what there is to say of a fit, and its θ, in as many lines as there is room for; what is
/// left out is marked.
fn about(fit: &GroupFit, dataset: &Dataset, width: u16) -> Vec<String> {
    let width = usize::from(width).saturating_sub(2);
    let [said, more] = said_of(fit, dataset);
    let mut lines: Vec<String> = [said, more].iter().flat_map(|s| text::wrap(s, width)).collect();
    if lines.len() > FOOT {
        lines.truncate(FOOT);
        let whole = lines[FOOT - 1].rsplit_once(" + ").map(|(whole, _)| format!("{whole} + …"));
        if let Some(whole) = whole {
            lines[FOOT - 1] = whole;
        }
    }
    lines
}

fn said_of(fit: &GroupFit, dataset: &Dataset) -> [String; 2] {
    let one = if fit.observations == 1 { "observation" } else { "observations" };
    let size = format!("{}: {} {one}", name(&fit.group), grouped(fit.observations));
    let Some(last) = fit.last() else {
        return [size, fit.problem().unwrap_or_default()];
    };
    let t = grouped(last.iteration() as u64);
    if let Some(problem) = fit.problem() {
        return [format!("{size}, t = {t}"), problem];
    }
    let ended = if fit.has_converged() { "converged at" } else { "not converged at" };
    let objective = last.method().objective();
    let value = number::log_likelihood(last.objective(), LONGEST);
    let mut said = format!("{size}, {ended} t = {t}, {} = {value}", objective.symbol());
    if let Some(wide) = fit.too_wide() {
        said = format!("{said}; {wide}");
    }
    [said, mixture(last.theta(), dataset)]
}

/// The fits as a table.
struct GroupTable<'a> {
    fits: &'a [Arc<GroupFit>],
    row: usize,
    theme: &'a Theme,
    /// The component that is shown first, and how many there are.
    component: usize,
    components: usize,
    /// How the numbers are written: to the digits of this θ.
    scale: Scale,
    theta: &'a Theta,
}

/// The cells of a row: before θ, and for each component.
struct Cells {
    first: [String; 3],
    components: Vec<[String; 3]>,
}

impl<'a> GroupTable<'a> {
    fn new(board: &'a GroupBoard, dataset: &Dataset, theme: &'a Theme) -> Self {
        let fits = board.fits();
        let theta = fits.iter().find_map(|fit| fit.theta()).unwrap_or(&board.plan().theta);
        let scale = Scale::of(dataset.digits(), theta);
        let (row, component) = (board.row(), board.component());
        Self { fits, row, theme, component, components: theta.len(), scale, theta }
    }

    /// Draws the table; returns the fits in sight.
    fn draw(&self, area: Rect, buffer: &mut Buffer) -> Range<usize> {
        if area.height == 0 || self.fits.is_empty() {
            return 0..0;
        }
        // In a row there is room for the chosen fit alone.
        let header = u16::from(area.height > 1);
        let room = usize::from(area.height - header);
        let first = scroll::window(self.fits.len(), self.row, room);
        let in_sight = self.fits.iter().skip(first).take(room);
        let rows: Vec<Cells> = in_sight.clone().map(|fit| self.cells(fit)).collect();
        let head = self.header();
        let widths = self.widths(rows.iter().chain([&head]));
        let shown = self.shown(&widths, usize::from(area.width));
        let written = |cells: &Cells| written(cells, &widths, shown.clone());
        let line = Line::styled(written(&head), self.theme.faint());
        lines::draw(line, Rect { height: header, ..area }, buffer);
        let ys = area.y + header..;
        for (((i, cells), fit), y) in (first..).zip(&rows).zip(in_sight).zip(ys) {
            let style = if i == self.row { self.theme.selected() } else { self.theme.text() };
            let said = fit.problem().map(|problem| format!("  {problem}")).unwrap_or_default();
            let line = Line::styled(format!("{}{said}", written(cells)), style);
            lines::draw(line, Rect { y, height: 1, ..area }, buffer);
        }
        scroll::shown(first, self.fits.len(), room)
    }

    fn header(&self) -> Cells {
        let name = |k: usize| ["π", "μ", "σ²"].map(|of| format!("{of}{}", subscript(k + 1)));
        Cells {
            first: ["group", "count", "t  "].map(str::to_owned),
            components: (0..self.components).map(name).collect(),
        }
    }

    fn cells(&self, fit: &GroupFit) -> Cells {
        let t = match fit.last() {
            None => String::new(),
            Some(last) => {
                let is_marked = fit.is_unfinished() || fit.too_wide().is_some();
                let mark = if is_marked { '!' } else { ' ' };
                format!("{} {mark}", grouped(last.iteration() as u64))
            }
        };
        let key = text::shorten_middle(&name(&fit.group), LONGEST_KEY);
        let components = fit.theta().map_or(&[][..], Theta::components);
        let components = components.iter().enumerate().map(|(k, c)| self.component(k, c));
        Cells { first: [key, grouped(fit.observations), t], components: components.collect() }
    }

    fn component(&self, k: usize, component: &Component) -> [String; 3] {
        [
            number::share(component.weight(), 3, LONGEST),
            self.scale.mean_at(component.mean(), self.theta, k),
            self.scale.variance(component.variance(), 0, LONGEST),
        ]
    }

    /// Returns how wide each column is: as these rows ask for, and that of the keys as all do.
    fn widths<'c>(&self, rows: impl Iterator<Item = &'c Cells>) -> Widths {
        let keys = self.fits.iter().map(|fit| text::width(&name(&fit.group)).min(LONGEST_KEY));
        let mut widths = Widths {
            first: [keys.max().unwrap_or(0), 0, ITERATIONS],
            components: vec![PARAMETERS; self.components],
        };
        let widen = |widths: &mut [usize; 3], cells: &[String; 3]| {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(text::width(cell));
            }
        };
        for row in rows {
            widen(&mut widths.first, &row.first);
            for (widths, cells) in widths.components.iter_mut().zip(&row.components) {
                widen(widths, cells);
            }
        }
        widths
    }

    /// Returns which components there is room for, from the first that was asked for: one at the
    /// least.
    fn shown(&self, widths: &Widths, width: usize) -> Range<usize> {
        let room = width.saturating_sub(widths.first.iter().map(|width| width + GAP).sum());
        let first = self.component.min(self.components - 1);
        let needed = |to: &usize| -> usize {
            widths.components[first..*to].iter().flatten().map(|width| width + GAP).sum()
        };
        let last = (first + 1..=self.components).take_while(|to| needed(to) <= room).last();
        first..last.unwrap_or(first + 1)
    }
}

/// Cells of each column.
struct Widths {
    first: [usize; 3],
    components: Vec<[usize; 3]>,
}

/// Returns the cells side by side: the key at the left, numbers at the right of their columns.
fn written(cells: &Cells, widths: &Widths, shown: Range<usize>) -> String {
    let mut line = format!(" {}", text::left(&cells.first[0], widths.first[0]));
    let first = cells.first.iter().zip(&widths.first).skip(1);
    let of = |k: usize| Some((cells.components.get(k)?, &widths.components[k]));
    let components = shown.filter_map(of).flat_map(|(cells, widths)| cells.iter().zip(widths));
    for (cell, width) in first.chain(components) {
        line.push_str(&" ".repeat(GAP));
        line.push_str(&text::right(cell, *width));
    }
    line
}
