//! The lesson panel: the step's text, its question, what is being answered, and what was said of
//! it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::form::field;
use super::lines;
use super::prose;
use super::theme::{ColorDepth, Theme};
use crate::app::class::follower::{Ballot, Given};
use crate::app::lesson::{Input, LessonScreen};
use crate::app::{App, Poll, Role};
use crate::lesson::{
    Asked, Choice, EachQuestion, Judgement, Paragraph, Question, QuestionKind, QuestionState, Step,
    Verdict,
};
use crate::text;
use crate::text::{shortest, with_minus_signs};

/// What is said while an answer is being judged.
const CHECKING: &str = "checking …";

/// Returns the lesson's title and how far it has come.
pub(super) fn title(lesson: &LessonScreen) -> String {
    let player = lesson.player();
    let (step, steps) = (player.position() + 1, player.lesson().steps.len());
    format!("{}  {step} of {steps}", player.lesson().title)
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
    let mut page = Page::new(app, theme, area);
    if let Some(lesson) = app.lesson() {
        page.text(lesson.player().step());
    }
    page.paragraph(&ballot.question.text, theme.title());
    page.input(&ballot.question, &ballot.input, true);
    if is_judging {
        page.wrapped(CHECKING, theme.faint());
    } else if let Some(problem) = &ballot.problem {
        page.wrapped(&problem.to_string(), theme.error());
    }
    page.render(area, buffer)
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

/// Returns how many rows the lesson needs if they have this many cells.
pub(super) fn height(app: &App, lesson: &LessonScreen, answering: Answering, width: u16) -> u16 {
    let theme = Theme::new(ColorDepth::Mono);
    let mut page = Page::new(app, &theme, Rect { width, ..Rect::default() });
    page.step(lesson, answering);
    page.lines.len().try_into().unwrap_or(u16::MAX)
}

/// Draws the lesson into `area`; returns where the cursor is.
pub(super) fn draw(
    app: &App,
    lesson: &LessonScreen,
    answering: Answering,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut page = Page::new(app, theme, area);
    page.step(lesson, answering);
    page.render(area, buffer)
}

/// Draws the lesson with what a follower answered to its question, which stays last: once the class
/// sees the answers, with what it was judged.
pub(super) fn draw_given(
    app: &App,
    lesson: &LessonScreen,
    poll: &Poll,
    given: &Given,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let mut page = Page::new(app, theme, area);
    page.step(lesson, Answering::Elsewhere(""));
    let sent = if poll.is_open() { " (sent)" } else { "" };
    page.wrapped(
        &format!("Your answer: {}{sent}", poll.question.write(&given.vote.answer)),
        theme.accent(),
    );
    if !poll.is_open() {
        page.judgement(&given.judgement);
    }
    page.render(area, buffer);
}

struct Page<'a> {
    role: &'a Role,
    theme: &'a Theme,
    width: usize,
    lines: Vec<Line<'static>>,
    /// The cursor's column and line.
    cursor: Option<(usize, usize)>,
}

impl<'a> Page<'a> {
    fn new(app: &'a App, theme: &'a Theme, area: Rect) -> Self {
        let (role, width) = (app.role(), usize::from(area.width));
        Self { role, theme, width, lines: Vec::new(), cursor: None }
    }

    fn render(mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        // What was said last is at the end: if not everything fits, the beginning goes.
        let skip = self.lines.len().saturating_sub(usize::from(area.height));
        if skip > 0
            && let Some(first) = self.lines.get_mut(skip)
        {
            *first = Line::styled("…", self.theme.faint());
        }
        lines::draw_all(self.lines.drain(skip..), area, buffer);
        let (column, line) = self.cursor?;
        let y = area.y + u16::try_from(line.checked_sub(skip)?).ok()?;
        (y < area.bottom()).then(|| Position::new(area.x + column as u16, y))
    }

    fn step(&mut self, lesson: &LessonScreen, answering: Answering) {
        let player = lesson.player();
        self.text(player.step());
        for asked in player.asked() {
            self.question(asked, lesson, answering);
        }
        if player.step().questions.is_empty()
            && let Some(says) = lesson.says()
        {
            self.wrapped(&with_minus_signs(&says.to_string()), self.theme.notice());
        }
    }

    fn question(&mut self, asked: Asked, lesson: &LessonScreen, answering: Answering) {
        let question = asked.question;
        self.paragraph(&question.text, self.theme.title());
        let is_open = asked.outcome == QuestionState::Open;
        if is_open {
            match answering {
                Answering::Focused { .. } => self.input(question, lesson.input(), true),
                Answering::Quiet => self.input(question, lesson.input(), false),
                Answering::Elsewhere(why) => {
                    self.options(question);
                    self.wrapped(why, self.theme.faint());
                }
            }
        }
        if is_open && answering == (Answering::Focused { is_judging: true }) {
            self.wrapped(CHECKING, self.theme.faint());
        } else if let Some(judgement) = asked.feedback {
            self.judgement(judgement);
        }
        let last = lesson.player().last_asked();
        if last.is_some_and(|last| std::ptr::eq(last.question, question))
            && let Some(says) = lesson.says()
        {
            self.wrapped(&with_minus_signs(&says.to_string()), self.theme.notice());
        }
        self.lines.push(Line::default());
        if let Some(solution) = asked.solution() {
            let solution = with_minus_signs(&solution);
            self.wrapped(&format!("The solution: {solution}"), self.theme.title());
        }
        self.paragraphs(asked.explanation(), self.theme.text());
    }

    fn judgement(&mut self, judgement: &Judgement) {
        let (text, style) = match judgement.verdict {
            Verdict::Right => ("✓ right", self.theme.title()),
            Verdict::Rounded => ("✓ right, to the digits given", self.theme.title()),
            Verdict::Coarse => ("≈ not yet", self.theme.notice()),
            Verdict::Close => ("≈ close", self.theme.notice()),
            Verdict::Wrong => ("✗ not right", self.theme.error()),
            Verdict::Unreadable => ("I cannot read this", self.theme.notice()),
        };
        self.wrapped(text, style);
        for says in &judgement.says {
            self.wrapped(&with_minus_signs(says), self.theme.text());
        }
    }

    fn input(&mut self, question: &Question, input: &Input, focused: bool) {
        match (input, &question.kind) {
            (Input::Text(field), _) => {
                let room = self.width.saturating_sub(4);
                let (text, cursor) = field::visible(field, focused, room);
                if focused {
                    self.cursor = Some((2 + cursor, self.lines.len()));
                }
                let style = self.theme.accent().add_modifier(Modifier::UNDERLINED);
                let text = Span::styled(text::left(&text, room), style);
                self.lines.push(Line::from(vec![Span::raw("  "), text]));
            }
            (Input::Choice(chosen), QuestionKind::Choice(options)) => {
                self.choice(options, Some(*chosen));
            }
            (Input::Each(chosen, focus), QuestionKind::Each(each)) => {
                let chosen = chosen.iter().map(|option| each.options[*option].as_str());
                self.each(each, chosen, Some(*focus));
            }
            _ => {}
        }
    }

    /// What there is to choose from, with nothing chosen.
    fn options(&mut self, question: &Question) {
        match &question.kind {
            QuestionKind::Choice(options) => self.choice(options, None),
            QuestionKind::Each(each) => self.each(each, std::iter::repeat(""), None),
            QuestionKind::Number(_) | QuestionKind::Formula(_) => {}
        }
    }

    fn choice(&mut self, options: &[Choice], chosen: Option<usize>) {
        for (i, option) in options.iter().enumerate() {
            let (mark, style) = self.mark(chosen == Some(i));
            let lines = text::wrap(&option.text, self.width.saturating_sub(4));
            for (row, line) in lines.iter().enumerate() {
                let start = if row == 0 { format!("{mark} {}", i + 1) } else { "   ".into() };
                self.lines.push(Line::styled(format!("{start} {line}"), style));
            }
        }
    }

    fn each<'b>(
        &mut self,
        each: &EachQuestion,
        chosen: impl Iterator<Item = &'b str>,
        focus: Option<usize>,
    ) {
        let numbers: Vec<String> = each.observations.iter().map(|x| shortest(*x)).collect();
        let widest = numbers.iter().map(|x| text::width(x)).max().unwrap_or(0).max(8);
        for (i, (x, option)) in numbers.iter().zip(chosen).enumerate() {
            let (mark, style) = self.mark(focus == Some(i));
            let line = format!("{mark} x_{i} = {} {option}", text::left(x, widest));
            self.lines.push(Line::styled(line, style));
        }
    }

    fn mark(&self, here: bool) -> (char, Style) {
        if here { ('▸', self.theme.accent()) } else { (' ', self.theme.text()) }
    }

    /// The text of a step, as who looks reads it.
    fn text(&mut self, step: &Step) {
        let for_class = step.class_text.as_ref().filter(|_| self.role.reads_class_text());
        self.paragraphs(for_class.unwrap_or(&step.text), self.theme.text());
    }

    fn paragraphs(&mut self, paragraphs: &[Paragraph], style: Style) {
        for paragraph in paragraphs {
            self.paragraph(paragraph, style);
            self.lines.push(Line::default());
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph, style: Style) {
        self.lines.extend(prose::lines(paragraph, self.role, self.width, style));
    }

    /// A text, broken between words.
    fn wrapped(&mut self, text: &str, style: Style) {
        for line in text::wrap(text, self.width) {
            self.lines.push(Line::styled(line, style));
        }
    }
}
