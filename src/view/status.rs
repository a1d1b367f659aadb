//! The lines around the panels: the title, the line for the person, the hints.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::theme::Theme;
use crate::app::keymap::{self, Action, Binding};
use crate::app::{App, Asked, Mode, Prompt, Tone, subscript};
use crate::timeline::{HalfStep, Phase};

/// The data, n, K, the run, t, the phase, what comes next.
pub fn title(app: &App, theme: &Theme, width: u16) -> Line<'static> {
    let run = app.timeline().run();
    let data = run.data();
    let column =
        if data.source == "homework" { String::new() } else { format!(" {}", data.column) };
    let (source, n, components) = (&data.source, data.sample.len(), app.theta().len());
    let runs = app.timeline().runs().len();
    let run_of = match runs {
        1 => String::new(),
        _ => format!(" · run {}/{runs}", app.timeline().active() + 1),
    };
    let place = run.cursor();
    let (next, key) = match place.phase() {
        Phase::Theta => ("E-step", "e"),
        Phase::Gamma => ("M-step", "m"),
    };
    let state = match app.waiting_for() {
        Some(work) => format!("{work} …  "),
        None if app.is_playing() => "playing  ".into(),
        None => String::new(),
    };
    let (t, path) = (place.iteration(), path(place));
    // From the most to the least: what does not fit is left out whole, and the phase goes last.
    let pairs = [
        (
            format!(" emstep  {source}{column} · n = {n} · K = {components}{run_of}"),
            format!("{state}t = {t}  {path}   next: {next} ({key}) "),
        ),
        (
            format!(" emstep  {source}{column} · n = {n} · K = {components}{run_of}"),
            format!("{state}t = {t}  next: {next} ({key}) "),
        ),
        (format!(" {source} · n = {n} · K = {components}"), format!("t = {t}  next: {key} ")),
        (format!(" {source}"), format!("t = {t} next: {key} ")),
        (String::new(), format!("t = {t} next: {key}")),
    ];
    let count = |text: &str| text.chars().count();
    let width = width as usize;
    let [.., last] = &pairs;
    let fits = |pair: &&(String, String)| count(&pair.0) + count(&pair.1) < width;
    let (left, right) = pairs.iter().find(fits).unwrap_or(last).clone();
    let room = width.saturating_sub(count(&right));
    let gap = " ".repeat(room.saturating_sub(count(&left)));
    Line::from(vec![
        Span::styled(left, theme.title()),
        Span::raw(gap),
        Span::styled(right, theme.accent()),
    ])
}

/// The last half-steps, as in `θ₀ →E→ γ₀ →M→ θ₁`.
fn path(place: HalfStep) -> String {
    let name = |place: HalfStep| {
        let letter = if place.phase() == Phase::Theta { 'θ' } else { 'γ' };
        format!("{letter}{}", subscript(place.iteration()))
    };
    let mut path = name(place);
    let mut here = place;
    for _ in 0..2 {
        let Some(before) = here.previous() else { break };
        let step = if here.phase() == Phase::Theta { 'M' } else { 'E' };
        path = format!("{} →{step}→ {path}", name(before));
        here = before;
    }
    path
}

/// What the program has to say.
pub fn notice(app: &App, theme: &Theme) -> Line<'static> {
    match app.notice() {
        None => Line::default(),
        Some(notice) => {
            let (mark, style) = match notice.tone {
                Tone::Info => (" ", theme.notice()),
                Tone::Refused => (" ! ", theme.error()),
            };
            Line::styled(format!("{mark}{}", notice.text), style)
        }
    }
}

/// A question for a number, and where its cursor stands.
pub fn prompt(prompt: &Prompt, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let question = match prompt.asked {
        Asked::Iteration => " go to iteration t = ",
        Asked::Row => " go to observation i = ",
    };
    let column = question.chars().count() + prompt.field.cursor();
    let mut spans =
        vec![Span::styled(question, theme.title()), Span::raw(prompt.field.text().to_owned())];
    match &prompt.error {
        Some(error) => spans.push(Span::styled(format!("   {error}"), theme.error())),
        None => spans.push(Span::styled("   Enter goes there, Esc stays", theme.faint())),
    }
    Line::from(spans).render(area, buffer);
    (area.height > 0).then(|| Position::new(area.x.saturating_add(column as u16), area.y))
}

/// As many hints as fit, from the table of keys.
///
/// `folded`: one panel is shown at a time, so the key that turns to the next one comes early.
pub fn hints(app: &App, theme: &Theme, width: u16, folded: bool) -> Line<'static> {
    let width = width as usize;
    match app.mode() {
        Mode::Theta(_) => hints_of(keymap::FORM.iter(), theme, width),
        Mode::Answer(_) => hints_of(keymap::ANSWER.iter(), theme, width),
        Mode::Lesson => hints_of(keymap::LESSON.iter(), theme, width),
        Mode::Stepping if folded => {
            let (mut first, rest): (Vec<_>, Vec<_>) = (keymap::STEPPING.iter()).partition(|b| {
                matches!(b.action, Action::EStep | Action::MStep | Action::NextPanel)
            });
            first.extend(rest);
            hints_of(first.into_iter(), theme, width)
        }
        Mode::Stepping => hints_of(keymap::STEPPING.iter(), theme, width),
        Mode::Help(_) | Mode::Why(_) => {
            Line::from(vec![Span::styled(" q Esc", theme.key()), Span::raw(" close")])
        }
        Mode::Data(_) | Mode::Prompt(_) => Line::from(vec![
            Span::styled(" Enter", theme.key()),
            Span::raw(" accept  "),
            Span::styled("Esc", theme.key()),
            Span::raw(" cancel"),
        ]),
    }
}

fn hints_of<A: 'static>(
    bindings: impl Iterator<Item = &'static Binding<A>>,
    theme: &Theme,
    width: usize,
) -> Line<'static> {
    let mut spans = Vec::new();
    let mut used = 0;
    for binding in bindings.filter(|binding| !binding.hint.is_empty()) {
        let key = binding.label.split(' ').next().unwrap_or(binding.label);
        let (key, hint) = (format!(" {key} "), format!("{} ", binding.hint));
        let needed = key.chars().count() + hint.chars().count();
        if used + needed > width {
            continue;
        }
        used += needed;
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::raw(hint));
    }
    Line::from(spans)
}
