//! The fits of the groups of a condensed table: a row per group with its θ, or charts of θ over the
//! groups.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::board::mixture;
use super::group_charts::GroupCharts;
use super::progress;
use crate::app::form::groups::{GroupBoard, GroupView};
use crate::data::{Dataset, GroupFit, GroupOf};
use crate::mixture::{Component, Theta};
use crate::text::{self, counted, grouped, subscript};
use crate::view::number::{self, LONGEST, Scale};
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// Cells of a key at the most.
const LONGEST_KEY: usize = 20;
/// Cells between columns.
const GAP: usize = 2;
/// The rows above the fits, and those below them at the most.
const HEAD: u16 = 3;
const FOOT: usize = 3;

/// Returns the title of the box.
pub(in crate::view) fn title(board: &GroupBoard) -> String {
    let groups = board.plan().groups.groups().len();
    format!("EM on each of {}, from the same θ₀", counted(groups, "group"))
}

/// Returns what a group is called.
pub(super) fn name(group: &GroupOf) -> String {
    group.key().map_or_else(|| "all together".to_owned(), text::sanitise::brief)
}

/// Draws the board.
pub(in crate::view) fn draw(
    board: &GroupBoard,
    dataset: &Dataset,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let head = Rect { height: area.height.min(HEAD - 1), ..area };
    lines::draw_all(self::head(board, dataset, theme), head, buffer);
    let fits = board.fits();
    let (row, component) = (board.row(), board.component());
    let about = fits.get(row).map_or_else(Vec::new, |fit| about(fit, dataset));
    let wrap = |said: &String| text::wrap(said, usize::from(area.width).saturating_sub(2));
    let about: Vec<String> = about.iter().flat_map(wrap).take(FOOT).collect();
    let below = about.len() as u16 + 1;
    let between = area.height.saturating_sub(HEAD + below);
    let body = Rect { y: area.y + HEAD.min(area.height), height: between, ..area };
    match board.view() {
        GroupView::Table => GroupTable::new(fits, board, dataset, theme).draw(body, buffer),
        GroupView::Charts => {
            let groups = board.plan().groups.groups().len();
            GroupCharts { fits, groups, row, component, theme }.render(body, buffer);
        }
    }
    let foot = Rect { y: body.bottom() + 1, height: below, ..area }.intersection(area);
    let said = about.iter().map(|text| Line::styled(format!(" {text}"), theme.text()));
    lines::draw_all(said, foot, buffer);
}

/// Returns θ₀, and below it how far the fits are or what they came to.
fn head(board: &GroupBoard, dataset: &Dataset, theme: &Theme) -> Vec<Line<'static>> {
    let plan = board.plan();
    let method = match &plan.method {
        method if method.is_ordinary() => String::new(),
        method => format!("; {method}"),
    };
    let start = format!(" θ₀ = {}{method}", mixture(&plan.theta, dataset));
    let (done, of) = (board.fits().len(), plan.fits());
    let below = if done < of {
        let said = format!("{done} of {}; Esc cancels", counted(of, "fit"));
        Line::from(vec![
            Span::styled(" ", theme.notice()),
            Span::styled(progress::bar(done as f64 / of as f64), theme.accent()),
            Span::styled(said, theme.notice()),
        ])
    } else {
        Line::styled(format!(" {}", counts(board.fits())), theme.notice())
    };
    vec![Line::styled(start, theme.faint()), below]
}

/// Returns how many groups came to what.
fn counts(fits: &[GroupFit]) -> String {
    let count = |is_so: &dyn Fn(&GroupFit) -> bool| {
        fits.iter().filter(|fit| fit.group.key().is_some() && is_so(fit)).count()
    };
    let converged = count(&GroupFit::has_converged);
    let all = format!("{converged} of {} converged", counted(count(&|_| true), "group"));
    let others = [
        (count(&GroupFit::is_open), "not converged (!)"),
        (count(&|fit| fit.theta().is_none()), "without a fit"),
    ];
    let others = others.iter().filter(|(count, _)| *count > 0);
    let others = others.map(|(count, what)| format!("{count} {what}"));
    std::iter::once(all).chain(others).collect::<Vec<_>>().join(", ")
}

/// Returns what there is to say of a fit, and its θ.
fn about(fit: &GroupFit, dataset: &Dataset) -> Vec<String> {
    let size = format!("{}: {} observations", name(&fit.group), grouped(fit.group.count()));
    let Some(last) = fit.last() else {
        return vec![size, fit.problem().unwrap_or_default()];
    };
    let t = grouped(last.iteration() as u64);
    if let Some(problem) = fit.problem() {
        return vec![format!("{size}, t = {t}"), problem];
    }
    let ended = if fit.has_converged() { "converged at" } else { "not converged at" };
    let objective = last.method().objective();
    let value = number::log_likelihood(last.objective(), LONGEST);
    let mut said = format!("{size}, {ended} t = {t}, {} = {value}", objective.symbol());
    if let Some(range) = last.expectation().too_wide() {
        said = format!("{said}; bins too wide at {range}");
    }
    vec![said, mixture(last.theta(), dataset)]
}

/// The fits as a table.
struct GroupTable<'a> {
    fits: &'a [GroupFit],
    row: usize,
    theme: &'a Theme,
    /// The component that is shown first, and those that have columns.
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
    fn new(
        fits: &'a [GroupFit],
        board: &'a GroupBoard,
        dataset: &Dataset,
        theme: &'a Theme,
    ) -> Self {
        let theta = fits.iter().find_map(GroupFit::theta).unwrap_or(&board.plan().theta);
        let scale = Scale::of(dataset.digits(), theta);
        let (row, component) = (board.row(), board.component());
        Self { fits, row, theme, component, components: theta.len(), scale, theta }
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let room = usize::from(area.height - 1);
        let first = scroll::window(self.fits.len(), self.row, room);
        let rows: Vec<Cells> = self.fits.iter().map(|fit| self.cells(fit)).collect();
        let head = self.header();
        let widths = widths(rows.iter().chain([&head]), self.components);
        let shown = self.shown(&widths, usize::from(area.width));
        let written = |cells: &Cells| written(cells, &widths, shown.clone());
        let line = Line::styled(written(&head), self.theme.faint());
        lines::draw(line, Rect { height: 1, ..area }, buffer);
        let in_sight = rows.iter().zip(self.fits).enumerate().skip(first).take(room);
        for ((i, (cells, fit)), y) in in_sight.zip(area.y + 1..) {
            let style = if i == self.row { self.theme.selected() } else { self.theme.text() };
            let said = fit.problem().map(|problem| format!("  {problem}")).unwrap_or_default();
            let line = Line::styled(format!("{}{said}", written(cells)), style);
            lines::draw(line, Rect { y, height: 1, ..area }, buffer);
        }
    }

    fn header(&self) -> Cells {
        let name = |k: usize| ["π", "μ", "σ²"].map(|of| format!("{of}{}", subscript(k + 1)));
        Cells {
            first: ["group", "n", "t  "].map(str::to_owned),
            components: (0..self.components).map(name).collect(),
        }
    }

    fn cells(&self, fit: &GroupFit) -> Cells {
        let t = match fit.last() {
            Some(last) if fit.is_open() => format!("{} !", grouped(last.iteration() as u64)),
            Some(last) => format!("{}  ", grouped(last.iteration() as u64)),
            None => String::new(),
        };
        let key = text::shorten_middle(&name(&fit.group), LONGEST_KEY);
        let components = fit.theta().map_or(&[][..], Theta::components);
        let components = components.iter().enumerate().map(|(k, c)| self.component(k, c));
        Cells { first: [key, grouped(fit.group.count()), t], components: components.collect() }
    }

    fn component(&self, k: usize, component: &Component) -> [String; 3] {
        [
            number::share(component.weight(), 3, LONGEST),
            self.scale.mean_at(component.mean(), self.theta, k),
            self.scale.variance(component.variance(), 0, LONGEST),
        ]
    }

    /// Returns which components there is room for, from the first that was asked for: as many as
    /// fit, and one at the least.
    fn shown(&self, widths: &Widths, width: usize) -> std::ops::Range<usize> {
        let room = width.saturating_sub(widths.first.iter().map(|width| width + GAP).sum());
        let mut first = self.component.min(self.components - 1);
        let needed = |from: usize, to: usize| -> usize {
            widths.components[from..to].iter().flatten().map(|width| width + GAP).sum()
        };
        // What is left of the last component is filled with those before it.
        while first > 0 && needed(first - 1, self.components) <= room {
            first -= 1;
        }
        let fits = |to: &usize| needed(first, *to) <= room;
        let last = (first + 1..=self.components).take_while(fits).last();
        first..last.unwrap_or(first + 1)
    }
}

/// Cells of each column.
struct Widths {
    first: [usize; 3],
    components: Vec<[usize; 3]>,
}

fn widths<'a>(rows: impl Iterator<Item = &'a Cells>, components: usize) -> Widths {
    let mut widths = Widths { first: [0; 3], components: vec![[0; 3]; components] };
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

/// Returns the cells side by side: the key at the left, numbers at the right of their columns.
fn written(cells: &Cells, widths: &Widths, shown: std::ops::Range<usize>) -> String {
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
