//! The help: what the panel in focus shows, then every key, from the tables of keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::lines;
use super::theme::Theme;
use crate::app::form::field::EDITING;
use crate::app::keymap::{self, Action, Binding, LookAction};
use crate::app::{App, Panel, Role};
use crate::text;

/// Draws the help over `area`, scrolled down by `scroll` lines.
pub(super) fn draw(app: &App, scroll: usize, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    Clear.render(area, buffer);
    let (title, about) = about(app.looks().panel());
    let mut lines = of_role(app, theme);
    lines.push(Line::styled(title, theme.title()));
    let width = usize::from(area.width.saturating_sub(2));
    lines.extend(lines::paragraph(about, width, theme.text()));
    lines.push(Line::default());
    if app.study().dataset().data().condensed().is_some() {
        lines.push(Line::styled("Condensed data", theme.title()));
        lines.extend(lines::paragraph(CONDENSED, width, theme.text()));
        lines.push(Line::default());
    }
    lines.push(Line::styled("Keys", theme.title()));
    let stepping = keymap::STEPPING.iter().filter(|binding| app.offers(binding.action));
    lines.extend(stepping.map(|binding| match app.role() {
        // In a copy f goes back to the presenter.
        Role::Explorer if binding.action == Action::Look(LookAction::Staircase) => {
            labelled("F", binding.help, theme)
        }
        _ => key_line(binding, theme),
    }));
    lines.push(Line::default());
    lines.push(Line::styled("Keys in the θ₀ form", theme.title()));
    lines.extend(keymap::FORM.iter().map(|binding| key_line(binding, theme)));
    lines.push(Line::default());
    lines.push(Line::styled("Keys in my answer", theme.title()));
    lines.extend(keymap::ANSWER.iter().map(|binding| key_line(binding, theme)));
    lines.push(Line::default());
    lines.push(Line::styled("Keys in a lesson", theme.title()));
    let lesson = keymap::LESSON.iter().filter(|binding| app.offers_in_lesson(binding.action));
    lines.extend(lesson.map(|binding| key_line(binding, theme)));
    lines.push(Line::styled(format!("  in a field   {EDITING}"), theme.faint()));
    let mut lines: Vec<Line> = lines.into_iter().flat_map(|line| broken(line, width)).collect();
    let room = usize::from(area.height).saturating_sub(2).max(1);
    let most = lines.len().saturating_sub(room);
    let scroll = scroll.min(most);
    let more = if scroll < most { " ↓ more: j or PgDn " } else { "" };
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.accent())
        .title(Line::styled(" Help ", theme.title()))
        .title_bottom(Line::styled(more, theme.key()).right_aligned());
    let inner = block.inner(area);
    block.render(area, buffer);
    lines::draw_all(lines.drain(scroll..), inner, buffer);
}

/// Returns a line of the keys in as many lines as it takes, what follows under its text.
fn broken(line: Line<'static>, width: usize) -> Vec<Line<'static>> {
    if lines::width_of(&line) <= width || line.spans.len() < 2 {
        return vec![line];
    }
    let (head, rest) = line.spans.split_at(1);
    let indent = text::width(&head[0].content).min(width / 2);
    let rest: String = rest.iter().map(|span| span.content.as_ref()).collect();
    let words = text::wrap(&rest, width.saturating_sub(indent));
    let lines = words.into_iter().enumerate().map(|(i, words)| {
        let start = if i == 0 { text::left(&head[0].content, indent) } else { " ".repeat(indent) };
        Line::from(vec![Span::styled(start, head[0].style), Span::raw(words)])
    });
    lines.collect()
}

/// Returns the keys that someone has only in a class.
fn of_role(app: &App, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = match app.role() {
        Role::Alone | Role::Presenter(_) => return Vec::new(),
        Role::Explorer => {
            let mut lines = vec![Line::styled("Keys in a copy", theme.title())];
            lines.extend(keymap::EXPLORER.iter().map(|binding| key_line(binding, theme)));
            lines
        }
        Role::Follower => {
            let mut lines = vec![Line::styled("Keys while you follow", theme.title())];
            lines.extend(keymap::FOLLOWER.iter().map(|binding| key_line(binding, theme)));
            lines.push(Line::default());
            lines.push(Line::styled("Keys when the presenter asks", theme.title()));
            lines.extend(keymap::BALLOT.iter().map(|binding| key_line(binding, theme)));
            lines.push(Line::default());
            lines.push(Line::from("In a copy (f) all keys below work; f returns."));
            lines
        }
    };
    lines.push(Line::default());
    lines
}

fn key_line<A>(binding: &Binding<A>, theme: &Theme) -> Line<'static> {
    labelled(binding.label, binding.help, theme)
}

fn labelled(label: &str, help: &'static str, theme: &Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!("  {}", text::left(label, 11)), theme.key()),
        Span::raw(help),
    ])
}

/// What the title means if it says "condensed".
const CONDENSED: &str = "With 65,536 observations or more, a step does not go over all of them: the line is cut into bins that are \
     narrow where θ needs it, and in each bin up to four weighted points, the nodes, have the same count, mean, … up to the seventh power \
     as its observations. ℓ, N_k, μ and σ² are the same to twelve digits; C compares them with one exact pass. Rows of the table, the \
     histogram and the points are the observations themselves. If no bins are narrow enough, a step goes over all observations, and \
     the title says exact. --exact turns condensing off.";

/// Returns what a panel shows.
fn about(panel: Panel) -> (&'static str, &'static str) {
    match panel {
        Panel::Density => (
            "The density chart",
            "The mixture p(x; θ) = Σ π_k N(x; μ_k, σ²_k) is the solid line. Each weighted component \
             π_k N has its own colour, dashes and digit, and the θ before the last M-step is the faint \
             dotted line. The observations are below the axis, coloured by their responsibilities γ and \
             marked with the component that gets more of them (• if two digits have no room); many observations become a histogram. \
             The axes stay while you step: z Z zoom, , . pan, 0 fits them again, including the highest peak; \
             ▲ marks a curve that is cut off. \
             b, s and f draw a plot instead: ℓ and its bound F along one number of θ (they touch at the θ \
             that made γ, and for a mean or a weight the M-step goes to the maximum of F), ℓ over two numbers, both \
             after every step.",
        ),
        Panel::Theta => (
            "The θ panel",
            "π_k is a weight, μ_k a mean, σ²_k a variance and σ_k = √σ²_k a standard deviation. \
             Δ and the ratio compare with the θ before the last M-step: ×1.74 means that the variance \
             is 1.74 times what it was. If all observations share their leading digits, c is what is taken \
             off x and μ in the tables. The arrows choose a number here, and w says where it comes from.",
        ),
        Panel::Likelihood => (
            "The likelihood panel",
            "ℓ(θ) = Σ ln p(x_i; θ), in nats; EM never lets it fall. F is the lower bound that the current γ \
             gives: after an E-step F = ℓ, after an M-step F ≤ ℓ, and the gap between them is the \
             Kullback–Leibler divergence of γ from the new posterior. The bars are ℓ(θ_t), one per iteration. \
             The arrows choose a number here, and w says where it comes from.",
        ),
        Panel::Responsibilities => (
            "The responsibility table",
            "γ_ik is the share of observation x_i that component k takes: π_k N(x_i; μ_k, σ²_k) / p(x_i). \
             Each row sums to 1; \"more\" is the component with the larger share, and N_k = Σ_i γ_ik is the \
             number of observations that component k holds. The title says which θ the γ came from. \
             o sorts the rows by x or by their uncertainty −Σ_k γ_ik ln γ_ik, the largest first; i stays the index in the data. \
             The arrows choose a number here, and w says where it comes from.",
        ),
    }
}
