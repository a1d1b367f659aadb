//! The whole screen.
//!
//! ```text
//!  emstep  homework · 5 observations · 2 Gaussians      θ₀ →E→ γ₀ →M→ θ₁    next: E-step (e)
//! ╭ Density p(x; θ₁) ────────────────────────────╮╭ θ₁  change since θ₀ ────────────────────────╮
//! │ the mixture, its components, the previous θ, ││ π, μ, σ², σ per component, which variance   │
//! │ the observations under them                  ││ grew                                        │
//! │                                              │╰─────────────────────────────────────────────╯
//! │                                              │╭ ℓ  log-likelihood ──────────────────────────╮
//! │                                              ││ ℓ, Δℓ, F, gap; chart; half-steps            │
//! ╰──────────────────────────────────────────────╯╰─────────────────────────────────────────────╯
//! ╭ Responsibilities γ (from θ₀) ────────────────╮╭ Next: E-step (e) ───────────────────────────╮
//! │ a row per observation                        ││ the formulas, or "Where does it come from?" │
//! ╰──────────────────────────────────────────────╯╰─────────────────────────────────────────────╯
//!  a line for the person
//!  e E-step  m M-step  …
//! ```
//!
//! Smaller windows show the formulas of one step only, then lose the second column, and then show
//! one panel at a time. A lesson takes the top of the right column.

mod derivation;
mod panels;
mod pointer;
mod titles;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::Modifier;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::class::poll;
use super::dialog::{FRAMED, bordered, cleared, dialog};
use super::form::{self, loading};
use super::layout::{self, PlacedPanel, ScreenLayout};
use super::panel::checklist;
use super::theme::Theme;
use super::{ascii, hints, lesson, lines, menu, notice, status};
use crate::app::keymap::{self, LessonAction};
use crate::app::lesson::LessonScroll;
use crate::app::opening::Program;
use crate::app::{App, Key, Message, Mode, Panel, Role, derivation};
use crate::explain::Quantity;
use crate::text;
use panels::Panels;
pub use pointer::{Pointer, pointed_at};

/// Draws the screen of a program.
pub fn draw_program(program: &Program, theme: &Theme, frame: &mut Frame) {
    match program {
        Program::Opening(opening) => loading::draw(opening, theme, frame),
        Program::Open(app) => draw(app, theme, frame),
    }
}

/// Draws the whole screen.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let [title, body, message, bottom] = rows(app, area);
    let buffer = frame.buffer_mut();
    ascii::drawn(theme, title, buffer, |title, buffer| {
        lines::draw(status::title(app, theme, title.width), title, buffer);
        None
    });
    let layout = layout(app, body);
    let panels = Panels::new(app, theme);
    let is_folded = layout.is_folded();
    if let Some(area) = layout.numbers {
        // Where both share a box, it says which components are in sight.
        let theta = layout.panels.iter().find(|placed| placed.panel == Panel::Theta);
        let part = theta.and_then(|placed| panels.parts_shown(PlacedPanel { area, ..*placed }));
        let part = part.map(|part| Line::styled(part, theme.faint()).right_aligned());
        let block = bordered("ℓ, F, θ", false, theme, area.width);
        block.title_bottom(part.unwrap_or_default()).render(area, buffer);
    }
    for place in &layout.panels {
        panels.draw(*place, is_folded, buffer);
    }
    if let Some(corner) = layout.formulas {
        panels.corner(corner, buffer);
    }
    if let Some(area) = layout.checklist {
        ascii::framed(theme, area, buffer, |area, buffer| {
            checklist::draw(app, theme, area, buffer);
            None
        });
    }
    let in_lesson = layout.lesson.and_then(|area| draw_lesson(app, theme, area, buffer));
    let in_dialog = match app.mode() {
        Mode::Stepping | Mode::Lesson(_) | Mode::Prompt(_) => None,
        mode => {
            let area = dialog_area(mode, [title, body, message], layout.dialog);
            ascii::framed(theme, area, buffer, |area, buffer| draw_dialog(&panels, area, buffer))
        }
    };
    let has_no_corner = !layout.formulas.is_some_and(derivation::is_for_derivations);
    ascii::finish(theme, buffer);
    let in_prompt = ascii::drawn(theme, above(bottom, area), buffer, |part, buffer| {
        let [message, area] = [message, area].map(|rows| Rect { width: part.width, ..rows });
        draw_messages(&panels, message, area, has_no_corner, buffer)
    });
    let beside = draw_key(app, theme, bottom, buffer);
    ascii::drawn(theme, beside, buffer, |beside, buffer| {
        lines::draw(hints::hints(app, theme, beside.width, is_folded), beside, buffer);
        None
    });
    ascii::finish(theme, buffer);
    theme.paint(buffer);
    let cursor = in_dialog.or(in_prompt).or(in_lesson);
    if let Some(cursor) = cursor.filter(|cursor| area.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// Returns the title, the panels, the lines for the person and the hints, from top to bottom. What
/// stays there after the next key covers no panel.
pub(super) fn rows(app: &App, area: Rect) -> [Rect; 4] {
    layout::rows(area, notice::lasting(app, area.width))
}

/// Returns what of an area is above its last line.
fn above(bottom: Rect, area: Rect) -> Rect {
    Rect { height: area.height - bottom.height.min(area.height), ..area }
}

/// Returns where everything goes in a body; a lesson gets the rows that its text needs.
pub(super) fn layout(app: &App, body: Rect) -> ScreenLayout {
    ScreenLayout::of(app, body, |width| {
        lesson::heights(app, width).map(|height| height.saturating_add(poll::height(app)))
    })
}

/// Draws the key that was pressed last at the right end of the line of hints, if keys are shown.
/// Returns what is left for the hints.
fn draw_key(app: &App, theme: &Theme, line: Rect, buffer: &mut Buffer) -> Rect {
    let Some((key, times)) = app.shown_keys().last() else { return line };
    let again = if times > 1 { format!("×{times} ") } else { String::new() };
    let shown = format!(" {key} {again}");
    let width = text::width(&shown) as u16;
    if width > line.width {
        return line;
    }
    let end = Rect { x: line.right() - width, width, ..line };
    let style = theme.selected().add_modifier(Modifier::BOLD);
    lines::draw(Line::styled(shown, style), end, buffer);
    Rect { width: line.width - width, ..line }
}

/// Draws the lesson, and below it what the class answered; returns where the cursor is.
fn draw_lesson(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let lesson = app.lesson()?;
    let (area, answers) = poll::split(app, area);
    let draw = |area: Rect, buffer: &mut Buffer| lesson::draw(app, lesson, theme, area, buffer);
    let cursor = ascii::framed(theme, area, buffer, draw);
    if let Some((answers, area)) = answers {
        let inner = cleared(&poll::title(answers), false, theme, area, buffer);
        poll::draw(answers, None, theme, inner, buffer);
    }
    cursor
}

/// Returns where a dialog opens: in a part of the body if there is room for what it asks for, and
/// from the title to the line for the person if the body is low.
fn dialog_area(mode: Mode, [title, body, message]: [Rect; 3], part: Rect) -> Rect {
    if body.height < FRAMED {
        let height = title.height + body.height + message.height;
        return Rect { height, ..title };
    }
    match mode {
        Mode::Theta(_) => part,
        Mode::Data(_) if form::data::fits(part) => part,
        Mode::Answer(_) if form::answer::fits(part) => part,
        _ => body,
    }
}

/// Draws what is open in front of the panels into its area; returns where the cursor is.
fn draw_dialog(panels: &Panels, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let (app, theme) = (panels.app, panels.theme);
    match app.mode() {
        Mode::Stepping | Mode::Lesson(_) | Mode::Prompt(_) => None,
        Mode::Menu(open) => menu::draw(open, app.sections(), theme, area, buffer),
        Mode::Derivation(open) => {
            panels.whole_derivation(open, area, buffer);
            None
        }
        Mode::Lessons(list) => {
            let inner = dialog("Lessons", theme, area, buffer);
            lesson::draw_list(list, theme, inner, buffer);
            None
        }
        Mode::Theta(form) => {
            let inner = dialog(&form::theta::title(form), theme, area, buffer);
            let current = app.study().run().current_or_first();
            form::theta::draw(form, current, (app.shared().keymap(), theme), inner, buffer)
        }
        Mode::Data(form) => {
            let inner = dialog("Data of a new run", theme, area, buffer);
            form::data::draw(form, theme, inner, buffer)
        }
        Mode::Runs(list) => {
            let inner = dialog("Runs", theme, area, buffer);
            form::runs::draw(list, app.study().timeline(), theme, inner, buffer);
            None
        }
        Mode::Copy(menu) => {
            form::copy::draw(menu, (app.shared().keymap(), theme), area, buffer);
            None
        }
        Mode::Constraints(form) => {
            let inner = dialog("Constraints and priors", theme, area, buffer);
            let first = app.study().run().first().iteration();
            form::constraints::draw((form, first), theme, inner, buffer);
            None
        }
        Mode::Export(form) => {
            let timeline = app.study().timeline();
            let (number, run) = (timeline.active() + 1, timeline.run());
            let inner = dialog(&form::export::title(number, run), theme, area, buffer);
            let keymap = app.shared().keymap();
            form::export::draw((form, run), (keymap, theme), inner, buffer)
        }
        Mode::Board(board) => {
            let study = app.study();
            let inner = dialog(&form::board::title(board), theme, area, buffer);
            form::board::draw(board, study.dataset(), theme, inner, buffer);
            None
        }
        Mode::Groups(board) => {
            let dataset = app.study().dataset();
            let inner = dialog(&form::groups::title(board), theme, area, buffer);
            form::groups::draw(board, dataset, theme, inner, buffer);
            None
        }
        Mode::Answer(form) => {
            let title = if matches!(app.role(), Role::Explorer) {
                "My answer, in my copy: the class does not see it"
            } else {
                "My answer"
            };
            let inner = dialog(title, theme, area, buffer);
            let study = app.study();
            let known = form.known().and_then(|known| derivation(known, study.run()));
            let derivation = known.as_ref();
            let keymap = app.shared().keymap();
            form::answer::AnswerView { form, study, derivation, keymap, theme }.draw(inner, buffer)
        }
    }
}

/// Draws the lines below the panels: what the program has to say and the prompt, or else, if the
/// panels have no room for it, where the selected number comes from. Returns where the prompt's
/// cursor is.
fn draw_messages(
    panels: &Panels,
    row: Rect,
    area: Rect,
    has_no_corner: bool,
    buffer: &mut Buffer,
) -> Option<Position> {
    let (app, theme) = (panels.app, panels.theme);
    let mut lines = notice::lines(app, theme, row);
    let mut cursor = None;
    if let Mode::Prompt(prompt) = app.mode() {
        let keys_and_colors = (app.shared().keymap(), theme);
        let (error, line, column) = status::prompt(prompt, keys_and_colors, area.width);
        lines.extend(error);
        lines.push(line);
        // In a low window the question is worth more than the beginning of what is said of it.
        lines.drain(..lines.len().saturating_sub(notice::most(area).into()));
        let bottom = if row.is_empty() { area.bottom() } else { row.bottom() };
        cursor = Some(Position::new(area.x.saturating_add(column as u16), bottom - 1));
    }
    let short = has_no_corner && matches!(app.mode(), Mode::Stepping);
    if lines.is_empty() && short && !row.is_empty() {
        lines.extend(panels.short_derivation(area.width));
    }
    if lines.is_empty() && is_new(app) && !row.is_empty() {
        lines.push(hints::first_steps(app, theme, area.width));
    }
    notice::draw(&lines, row, area, buffer);
    cursor
}

/// Returns whether someone looks at the stepper who has not pressed a key yet.
fn is_new(app: &App) -> bool {
    let has_keys = matches!(app.role(), Role::Alone | Role::Presenter(_));
    app.session().is_untouched() && has_keys && matches!(app.mode(), Mode::Stepping)
}

/// Returns the message of a key on a screen of this size: the keys to the next step of a lesson and
/// back scroll it as long as there is something to scroll.
pub fn message_of(app: &App, theme: &Theme, size: Size, key: Key) -> Message {
    scrolled(app, theme, size, key).map_or(Message::Key(key), Message::ScrollLesson)
}

fn scrolled(app: &App, theme: &Theme, size: Size, key: Key) -> Option<LessonScroll> {
    let Mode::Lesson(lesson) = app.mode() else { return None };
    let own = app.shared().keymap().in_table("lesson", key)?;
    let is_down = match keymap::find(keymap::LESSON, own)? {
        LessonAction::Next => true,
        LessonAction::Previous => false,
        _ => return None,
    };
    let [_, body, ..] = rows(app, Rect::from((Position::ORIGIN, size)));
    let (area, _) = poll::split(app, layout(app, body).lesson?);
    lesson::scrolled(app, lesson, theme, (area, is_down))
}

/// Returns what is at a cell of a screen of this size: the panel, and the number if there is one.
/// `None` if there is no panel, or while a form or the help is open.
pub fn quantity_at(
    app: &App,
    theme: &Theme,
    size: Size,
    cell: Position,
) -> Option<(Panel, Option<Quantity>)> {
    if !matches!(app.mode(), Mode::Stepping | Mode::Lesson(_)) {
        return None;
    }
    let [_, body, ..] = rows(app, Rect::from((Position::ORIGIN, size)));
    let placed = *layout(app, body).panels.iter().find(|placed| placed.area.contains(cell))?;
    let panels = Panels::new(app, theme);
    let (inner, here) = panels.source(placed, size, cell);
    let mut numbers = panels.numbers(placed.panel, inner).into_iter();
    let number = numbers.find(|(area, _)| area.contains(here)).map(|(_, quantity)| quantity);
    Some((placed.panel, number))
}
