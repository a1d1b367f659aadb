//! The lesson panel: the step's text, and below it, in a panel of its own, what is asked, what is
//! being answered, and what was said of it.

mod end;
mod list;
mod page;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use super::dialog::bordered;
use super::theme::{ColorDepth, Theme};
use crate::app::class::follower::{Ballot, Given};
use crate::app::keymap::Keymap;
use crate::app::lesson::{LessonScreen, LessonScroll};
use crate::app::{App, Mode, Poll, Role};
pub(super) use list::draw as draw_list;
use page::Page;

/// If not everything fits in fewer rows than this, what is asked has no panel of its own.
const LEAST_FOR_TWO: u16 = 12;
/// The rows that the text keeps if both panels have too much to show, with its border.
const LEAST_OF_TEXT: u16 = 5;
/// The rows of a border.
const BORDER: u16 = 2;

/// Returns the lesson's title and how far it has come.
pub(super) fn title(lesson: &LessonScreen) -> String {
    let player = lesson.player();
    let title = &player.lesson().title;
    if lesson.end().is_some() {
        return format!("{title}  the end");
    }
    format!("{title}  {} of {}", player.position() + 1, player.lesson().steps.len())
}

/// Whether the lesson's question can be answered where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answering {
    /// Here, and the keys go to it.
    Focused {
        /// whether what is there is being judged
        is_judging: bool,
    },
    /// Here, but the keys go elsewhere.
    Quiet,
    /// Not here, and why: no field is drawn that would look like the class's.
    Elsewhere(&'static str),
}

/// Returns where the lesson's question is answered, as this session sees it.
fn answering(app: &App) -> Answering {
    match app.role() {
        Role::Explorer => {
            Answering::Elsewhere("Answered in the class only; ⟦copy:f⟧ goes back to the presenter.")
        }
        Role::Follower if app.shared().open_poll().is_some() => {
            Answering::Elsewhere("The class is asked; ⟦follower:b⟧ takes up the question.")
        }
        Role::Alone | Role::Presenter(_) | Role::Follower if has_keys(app) => {
            Answering::Focused { is_judging: app.is_judging() }
        }
        Role::Alone | Role::Presenter(_) | Role::Follower => Answering::Quiet,
    }
}

fn has_keys(app: &App) -> bool {
    matches!(app.mode(), Mode::Lesson(_))
}

/// A panel of a lesson, with how far it is scrolled.
struct Part<'a> {
    page: Page<'a>,
    area: Rect,
    scrolled: Option<usize>,
}

impl Part<'_> {
    fn rows(&self) -> usize {
        usize::from(self.area.height.saturating_sub(BORDER))
    }

    /// Returns how many lines are above what is seen.
    fn offset(&self) -> usize {
        self.page.offset(self.scrolled, self.rows())
    }

    fn most(&self) -> usize {
        self.page.most(self.rows())
    }

    /// Draws it, with marks in its border where there is more; returns where the cursor is.
    fn draw(self, title: &str, marks: Marks, buffer: &mut Buffer) -> Option<Position> {
        let (offset, below) = (self.offset(), self.most() - self.offset());
        let Marks { focused, keymap, theme } = marks;
        Clear.render(self.area, buffer);
        let mut block = bordered(title, focused, theme, self.area.width);
        let mark = |mark: &str, key: &str, lines: usize| {
            let says =
                if focused { format!(" {mark} {key} ") } else { format!(" {mark} {lines} ") };
            Line::styled(keymap.fill(&says), theme.key()).right_aligned()
        };
        if offset > 0 {
            block = block.title_top(mark("▴", "⟦lesson:PgUp⟧", offset));
        }
        if below > 0 {
            block = block.title_bottom(mark("▾", "⟦lesson:PgDn⟧", below));
        }
        let inner = block.inner(self.area);
        block.render(self.area, buffer);
        self.page.draw(offset, inner, buffer)
    }
}

/// How the border of a panel is drawn.
#[derive(Clone, Copy)]
struct Marks<'a> {
    focused: bool,
    keymap: &'a Keymap,
    theme: &'a Theme,
}

/// The panels of a lesson in an area: its text, and what is asked if that has a panel of its own.
struct Parts<'a> {
    text: Part<'a>,
    answer: Option<Part<'a>>,
}

/// Returns the lines of the step's text or of the end, and of what is asked.
fn pages<'a>(app: &'a App, lesson: &LessonScreen, theme: &'a Theme, width: u16) -> [Page<'a>; 2] {
    let page = || Page::new(app, theme, width.saturating_sub(BORDER));
    let (mut text, mut answer) = (page(), page());
    if let Some(end) = lesson.end() {
        end::write(&mut text, lesson, end, theme);
        return [text, answer];
    }
    text.text(lesson.player().step());
    answer.questions(lesson, answering(app));
    [text, answer]
}

/// Returns the rows that the lesson takes with its borders if it is this wide: so that what is
/// asked is whole, and so that all of it is.
pub(super) fn heights(app: &App, width: u16) -> [u16; 2] {
    let Some(lesson) = app.lesson() else { return [0; 2] };
    let theme = Theme::new(ColorDepth::Mono);
    let [text, answer] = pages(app, lesson, &theme, width).map(|page| match page.height() {
        0 => 0,
        height => height.try_into().unwrap_or(u16::MAX).saturating_add(BORDER),
    });
    [text.min(LEAST_OF_TEXT).saturating_add(answer), text.saturating_add(answer)]
}

/// Divides the area of a lesson.
fn parts<'a>(app: &'a App, lesson: &LessonScreen, theme: &'a Theme, area: Rect) -> Parts<'a> {
    let scroll = lesson.scroll();
    let [mut text, answer] = pages(app, lesson, theme, area.width);
    let of_text = scroll.map(|scroll| scroll.text);
    let wanted = |page: &Page| (page.height() as u16).saturating_add(BORDER);
    let fits = wanted(&text).saturating_add(wanted(&answer)) <= area.height;
    let has_room = fits || area.height >= LEAST_FOR_TWO;
    if answer.height() == 0 || text.height() == 0 || !has_room {
        text.append(answer);
        return Parts { text: Part { page: text, area, scrolled: of_text }, answer: None };
    }
    let least = wanted(&text).min(LEAST_OF_TEXT);
    let below = wanted(&answer).max(area.height.saturating_sub(wanted(&text)));
    let below = below.min(area.height - least);
    let above = area.height - below;
    let of_answer = scroll.map(|scroll| scroll.answer);
    let area_of_answer = Rect { y: area.y + above, height: below, ..area };
    Parts {
        text: Part { page: text, area: Rect { height: above, ..area }, scrolled: of_text },
        answer: Some(Part { page: answer, area: area_of_answer, scrolled: of_answer }),
    }
}

/// Draws the lesson into `area`; returns where the cursor is.
pub(super) fn draw(
    app: &App,
    lesson: &LessonScreen,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let Parts { text, answer } = parts(app, lesson, theme, area);
    let marks = Marks { focused: has_keys(app), keymap: app.shared().keymap(), theme };
    let in_text = text.draw(&title(lesson), marks, buffer);
    // What a follower sees there is the presenter's.
    let asked = match app.role() {
        Role::Follower | Role::Explorer => "The question",
        Role::Alone | Role::Presenter(_) => "Your answer",
    };
    let in_answer = answer.and_then(|answer| answer.draw(asked, marks, buffer));
    in_answer.or(in_text)
}

/// Returns how far the lesson in this area is scrolled by a page; none if there is nothing to
/// scroll. Its text is scrolled down first, and then what is asked.
pub(super) fn scrolled(
    app: &App,
    lesson: &LessonScreen,
    theme: &Theme,
    (area, is_down): (Rect, bool),
) -> Option<LessonScroll> {
    let Parts { text, answer } = parts(app, lesson, theme, area);
    let mut scroll =
        LessonScroll { text: text.offset(), answer: answer.as_ref().map_or(0, Part::offset) };
    let mut all = vec![(&mut scroll.text, &text)];
    if let Some(answer) = &answer {
        all.push((&mut scroll.answer, answer));
    }
    if !is_down {
        all.reverse();
    }
    for (offset, part) in all {
        // A line is seen twice, so that the reader finds the place again.
        let page = part.rows().saturating_sub(1).max(1);
        let to =
            if is_down { (*offset + page).min(part.most()) } else { offset.saturating_sub(page) };
        if to != *offset {
            *offset = to;
            return Some(scroll);
        }
    }
    None
}

/// Draws what the class is asked, with what this follower answers, into `area`; returns where the
/// cursor is. The step's text is above it if the lesson is there.
pub(super) fn draw_ballot(
    ballot: &Ballot,
    is_judging: bool,
    app: &App,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut page = Page::new(app, theme, area.width);
    if let Some(lesson) = app.lesson() {
        page.text(lesson.player().step());
        page.space();
    }
    let question = page.height();
    page.paragraph(&ballot.question.text, theme.title());
    page.input(&ballot.question, &ballot.input, true);
    if is_judging {
        page.checking();
    } else if let Some(problem) = &ballot.problem {
        page.remark(&problem.to_string(), theme.error());
    }
    // All that one may choose from comes before the text above the question.
    let rows = usize::from(area.height);
    let first = page.offset(None, rows).max(question.min(page.most(rows)));
    page.draw(first, area, buffer)
}

/// Draws the lesson with what a follower answered to its question, which stays last: once the class
/// sees the answers, with what it was judged.
pub(super) fn draw_given(
    app: &App,
    poll: &Poll,
    given: &Given,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let Some(lesson) = app.lesson() else { return };
    let mut page = Page::new(app, theme, area.width);
    page.text(lesson.player().step());
    page.space();
    page.questions(lesson, Answering::Elsewhere(""));
    let sent = if poll.is_open() { " (sent)" } else { "" };
    let answer = poll.question.write(&given.vote.answer);
    page.remark(&format!("Your answer: {answer}{sent}"), theme.accent());
    if !poll.is_open() {
        page.judgement(&given.judgement);
    }
    let first = page.most(usize::from(area.height));
    page.draw(first, area, buffer);
}
