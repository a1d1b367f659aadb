//! The lines around the panels: the title, and the line of a prompt.

use ratatui::text::{Line, Span};

use super::form::field;
use super::notice;
use super::theme::Theme;
use crate::app::keymap::Keymap;
use crate::app::{App, Asked, Prompt, Role};
use crate::data::GroupOf;
use crate::text;
use crate::text::sanitise::{clean, written_out};
use crate::text::{grouped, subscript};
use crate::timeline::{HalfStep, Origin, Phase, Run};

/// The cells that the names of the data and of their column get: the fewest, if need be, for what
/// comes next to be said in full.
const NAMES: [(usize, usize); 3] = [(24, 20), (16, 12), (10, 8)];
/// The first pairs of a title say what comes next in full.
const IN_FULL: usize = 5;
/// The most cells of the name of a group where there is no room for the data's.
const GROUP: usize = 16;

/// Returns the title: the data, n, K, the run, t, the phase, what comes next.
pub(super) fn title(app: &App, theme: &Theme, width: u16) -> Line<'static> {
    let width = usize::from(width);
    // Two blanks at least are between the two.
    let fits = |pair: &(String, String)| text::width(&pair.0) + text::width(&pair.1) + 2 <= width;
    let in_full = NAMES.iter().flat_map(|names| [true, false].map(|is_long| (*names, is_long)));
    let in_full = in_full
        .flat_map(|(names, is_long)| titles(app, names, is_long).into_iter().take(IN_FULL))
        .find(fits);
    let (left, right) = in_full.unwrap_or_else(|| {
        let pairs = titles(app, NAMES[0], false);
        let last = pairs[pairs.len() - 1].clone();
        pairs.into_iter().find(fits).unwrap_or(last)
    });
    let room = width.saturating_sub(text::width(&right));
    let left = text::left(&left, room);
    Line::from(vec![Span::styled(left, theme.title()), Span::styled(right, theme.accent())])
}

/// Returns the left and the right of the title, from the most to the least; the names in at most
/// this many cells.
fn titles(app: &App, names: (usize, usize), is_long: bool) -> [(String, String); 13] {
    let run = app.study().run();
    let data = run.data();
    let source = text::shorten_middle(&data.source, names.0);
    let column = match &data.source[..] {
        "homework" => String::new(),
        _ => format!(" {}", text::shorten_middle(&data.shown_column(), names.1)),
    };
    let n = data.size_of_table().unwrap_or_else(|| format!("n = {}", data.size()));
    // Of a group it is said which one, also where there is no room for the data's name.
    let group = data.groups.as_ref().and_then(GroupOf::key).map(written_out);
    let group =
        group.map_or_else(String::new, |key| format!("{} · ", text::shorten_middle(&key, GROUP)));
    let seed = match run.origin() {
        Origin::Start(start) => start.seed().map(|seed| format!(" · seed {seed}")),
        Origin::Gamma => Some(" · γ₀ given".to_owned()),
        Origin::Given
        | Origin::Data
        | Origin::Lesson
        | Origin::Truth
        | Origin::Edited
        | Origin::OtherRun
        | Origin::Adapted => None,
    };
    let size = format!("{n} · K = {}{}", run.components(), seed.unwrap_or_default());
    let condensed = condensed(app, is_long);
    // That nodes were summed is said before the data's name.
    let is_table = data.sample.summed().is_some();
    let nameless = match &condensed[..] {
        "" if !is_table => format!("{source} · {size}"),
        condensed => format!("{group}{n}{condensed}"),
    };
    let run_of = match app.study().timeline().runs().len() {
        1 => String::new(),
        runs => format!(" · run {}/{runs}", app.study().timeline().active() + 1),
    };
    let state = match app.waiting_for() {
        Some(work) => format!("{work} …  "),
        None if app.is_playing() => "playing  ".into(),
        None => String::new(),
    };
    let [next, short_next] = next(app);
    let (role, short) = role(app);
    let (t, path) = (format!("t = {}", grouped(run.cursor().iteration() as u64)), path(run));
    // What is on besides ordinary EM is said before the data's name.
    let method = run.method();
    let on = if method.is_ordinary() { String::new() } else { format!(" · {method}") };
    let size = format!("{size}{on}");
    let nameless = if on.is_empty() { nameless } else { format!("{group}{n}{condensed}{on}") };
    let of_n = if condensed.is_empty() && !is_table { &size } else { &n };
    let full = format!(" emstep  {source}{column} · {size}{condensed}{run_of}");
    // From the most to the least: what does not fit is left out whole, and the phase goes last.
    [
        (full.clone(), format!("{role}{state}{t}  {path}   {next} ")),
        (full, format!("{role}{state}{t}  {next} ")),
        (format!(" {source} · {size}{condensed}{run_of}"), format!("{role}{state}{t}  {next} ")),
        (format!(" {source} · {of_n}{condensed}"), format!("{role}{state}{t}  {next} ")),
        (format!(" {nameless}"), format!("{role}{state}{t}  {next} ")),
        (format!(" {nameless}"), format!("{role}{t}  {short_next} ")),
        (format!(" {nameless}"), format!("{short}{t}  {short_next} ")),
        (format!(" {source} · {size}"), format!("{role}{t}  {short_next} ")),
        (format!(" {source} · {size}"), format!("{short}{t}  {short_next} ")),
        (format!(" {source}"), format!("{short}{t} {short_next} ")),
        (String::new(), format!("{short}{t} {short_next} ")),
        (format!(" {source}"), format!("{t} {short_next} ")),
        (String::new(), format!("{t} {short_next}")),
    ]
}

/// Returns whether nodes of condensed data were summed, or where the bins of a condensed table are
/// too wide; nothing of data that are not condensed.
fn condensed(app: &App, is_long: bool) -> String {
    let run = app.study().run();
    let fill = |text: &str| app.shared().keymap().fill(text);
    // What was given is summed as it is.
    let Some(current) = run.current() else { return String::new() };
    if run.data().sample.summed().is_some() {
        // That the data are condensed is said with their size.
        return match current.expectation().too_wide() {
            None => String::new(),
            Some(range) if is_long => fill(&format!(" · bins too wide at {range} (⟦C⟧)")),
            Some(_) => fill(" · bins too wide (⟦C⟧)"),
        };
    }
    match current.expectation().nodes() {
        Some(nodes) => format!(" · condensed: {} nodes", grouped(nodes as u64)),
        None if app.study().sums_all_as_hard_em() => " · exact, as hard EM is".into(),
        // Nodes would not have been fewer by far, or the bins not as fine as a σ.
        None if run.data().data().condensed().is_some() => " · exact".into(),
        None => String::new(),
    }
}

/// Returns what comes next, at length and in a word. A follower has no keys to continue with.
fn next(app: &App) -> [String; 2] {
    let (step, key) = match app.study().run().cursor().phase() {
        Phase::Theta => ("E-step", "⟦e⟧"),
        Phase::Gamma => ("M-step", "⟦m⟧"),
    };
    let key = app.shared().keymap().fill(key);
    let follows = matches!(app.role(), Role::Follower);
    match app.study().has_converged_here() {
        true if follows => ["converged".into(), "converged".into()],
        true => [format!("converged ({key} continues)"), "converged".into()],
        false if follows => [format!("next: {step}"), format!("next: {}", &step[..1])],
        false => [format!("next: {step} ({key})"), format!("next: {key}")],
    }
}

/// Returns what someone is in a class, at length and in a word; each with blanks after it.
fn role(app: &App) -> (String, String) {
    let (long, short) = match app.role() {
        Role::Alone => return (String::new(), String::new()),
        Role::Presenter(presenter) => {
            let followers = presenter.followers();
            let follow = if followers == 1 { "follows" } else { "follow" };
            (format!("presenting · {followers} {follow}"), "presenting")
        }
        Role::Follower => ("following · read-only".into(), "following"),
        // In a field f is a letter.
        Role::Explorer if app.mode().takes_text() => (
            app.shared().keymap().fill("exploring · Esc, ⟦copy:f⟧ back to the presenter"),
            "exploring",
        ),
        Role::Explorer => {
            (app.shared().keymap().fill("exploring · ⟦copy:f⟧ back to the presenter"), "exploring")
        }
    };
    (format!("{long}   "), format!("{short}  "))
}

/// Returns the last half-steps, as in `θ₀ →E→ γ₀ →M→ θ₁`.
fn path<D>(run: &Run<D>) -> String {
    let name = |step: HalfStep| {
        let letter = if step.phase() == Phase::Theta { 'θ' } else { 'γ' };
        format!("{letter}{}", subscript(step.iteration()))
    };
    let mut here = run.cursor();
    let mut path = name(here);
    for _ in 0..2 {
        let Some(before) = run.before(here) else { break };
        let step = if here.phase() == Phase::Theta { 'M' } else { 'E' };
        path = format!("{} →{step}→ {path}", name(before));
        here = before;
    }
    path
}

/// Returns a question: what is said above it, as what is wrong with what was typed if that does not
/// fit beside it, the question itself, and where the cursor is.
pub(super) fn prompt(
    prompt: &Prompt,
    (keymap, theme): (&Keymap, &Theme),
    width: u16,
) -> (Vec<Line<'static>>, Line<'static>, usize) {
    let question = match &prompt.asked {
        Asked::Iteration => " go to iteration t = ".to_owned(),
        Asked::Row(_) | Asked::RowOrPosition(_) => " go to observation i = ".to_owned(),
        Asked::Edit(row) => format!(" x_{row} becomes "),
        Asked::SaveTo(_) => " save to ".to_owned(),
        Asked::Reopen(_) => " reopen it? ".to_owned(),
    };
    let start = text::width(&question);
    let room = usize::from(width).saturating_sub(start);
    let (typed, at) = field::visible(&prompt.field, true, room);
    let left = room.saturating_sub(text::width(&typed));
    let mut spans = vec![Span::styled(question, theme.title()), Span::raw(typed)];
    let hint = match &prompt.asked {
        Asked::RowOrPosition(_) => "   p0 is the top row; Enter goes there, Esc stays".to_owned(),
        Asked::Iteration | Asked::Row(_) => "   Enter goes there, Esc stays".to_owned(),
        Asked::Edit(_) => keymap.fill("   a number; +7 adds one, - removes this one; ⟦u⟧ undoes"),
        Asked::SaveTo(target) if prompt.field.text().is_empty() => {
            format!("{}   Enter saves, Esc cancels", clean(&target.suggestion))
        }
        Asked::SaveTo(_) => "   Enter saves, Esc cancels".to_owned(),
        Asked::Reopen(_) => "   Enter opens it, - and Enter discards it, Esc keeps it".to_owned(),
    };
    let mut above = Vec::new();
    match prompt.error.as_ref().map(ToString::to_string) {
        Some(error) if text::width(&error) + 3 <= left => {
            spans.push(Span::styled(format!("   {error}"), theme.error()));
        }
        Some(error) => above = notice::wrapped(" ! ", &error, theme.error(), width),
        None => spans.push(Span::styled(hint, theme.faint())),
    }
    above.splice(0..0, notice::offer(prompt, theme.notice(), width));
    (above, Line::from(spans), start + at)
}
