//! Lines of a lesson: what is said and asked, what is being answered, and what was said of it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::Answering;
use crate::app::keymap::Keymap;
use crate::app::lesson::{Input, LessonScreen};
use crate::app::{App, Role};
use crate::lesson::{
    Asked, Choice, EachQuestion, Judgement, Paragraph, Question, QuestionKind, QuestionState, Step,
    Verdict,
};
use crate::text;
use crate::text::{shortest, with_minus_signs};
use crate::view::form::field;
use crate::view::lines;
use crate::view::prose;
use crate::view::theme::Theme;

/// What is said while an answer is being judged.
pub(super) const CHECKING: &str = "checking …";
/// What is there for an observation before a component was chosen.
const NOT_CHOSEN: &str = "·";

/// Lines as wide as a panel, and the ones among them that are to be seen first.
pub(super) struct Page<'a> {
    /// Whose keys are named.
    role: &'a Role,
    keymap: &'a Keymap,
    theme: &'a Theme,
    width: usize,
    lines: Vec<Line<'static>>,
    /// The cursor's column and line.
    cursor: Option<(usize, usize)>,
    /// The line that is being answered, and the last line of what was said of the answer.
    in_sight: Option<(usize, usize)>,
    /// The line of the question that was settled last.
    settled: Option<usize>,
}

impl<'a> Page<'a> {
    pub(super) fn new(app: &'a App, theme: &'a Theme, width: u16) -> Self {
        Self {
            role: app.role(),
            keymap: app.shared().keymap(),
            theme,
            width: usize::from(width),
            lines: Vec::new(),
            cursor: None,
            in_sight: None,
            settled: None,
        }
    }

    /// Returns how many lines it has.
    pub(super) fn height(&self) -> usize {
        self.lines.len()
    }

    /// Returns how many lines are above the window of `rows` rows: as far as it is scrolled, else
    /// so far that what is being answered is seen, with what was said of it if there is room, or
    /// the question that was settled.
    pub(super) fn offset(&self, scrolled: Option<usize>, rows: usize) -> usize {
        let first = scrolled.unwrap_or_else(|| {
            let Some((answered, said)) = self.in_sight else { return self.settled.unwrap_or(0) };
            let last = if said - answered < rows { said } else { answered };
            (last + 1).saturating_sub(rows)
        });
        first.min(self.most(rows))
    }

    /// Returns the furthest that it can be scrolled in a window of `rows` rows.
    pub(super) fn most(&self, rows: usize) -> usize {
        self.lines.len().saturating_sub(rows)
    }

    /// Draws the lines from `first` on; returns where the cursor is.
    pub(super) fn draw(
        mut self,
        first: usize,
        area: Rect,
        buffer: &mut Buffer,
    ) -> Option<Position> {
        let cursor = self.cursor.take();
        lines::draw_all(self.lines.into_iter().skip(first), area, buffer);
        let (column, line) = cursor?;
        let y = area.y + u16::try_from(line.checked_sub(first)?).ok()?;
        (y < area.bottom()).then(|| Position::new(area.x + column as u16, y))
    }

    /// The lines of another page come below, after an empty one.
    pub(super) fn append(&mut self, other: Self) {
        if !self.lines.is_empty() && !other.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let above = self.lines.len();
        self.cursor = other.cursor.map(|(column, line)| (column, above + line));
        self.in_sight = other.in_sight.map(|(from, to)| (above + from, above + to));
        self.settled = other.settled.map(|line| above + line);
        self.lines.extend(other.lines);
    }

    /// An answer to a poll, or to the step's questions, is being judged.
    pub(super) fn checking(&mut self) {
        self.wrapped(CHECKING, self.theme.faint());
        self.said();
    }

    /// Something is said of what is being answered.
    pub(super) fn remark(&mut self, text: &str, style: Style) {
        self.wrapped(&with_minus_signs(text), style);
        self.said();
    }

    /// All that has been said up to here belongs to the line that is being answered.
    fn said(&mut self) {
        let last = self.lines.len().saturating_sub(1);
        self.in_sight = Some(self.in_sight.map_or((last, last), |(answered, _)| (answered, last)));
    }

    /// The questions of a step up to the open one, with all that was answered and said.
    pub(super) fn questions(&mut self, lesson: &LessonScreen, answering: Answering) {
        for (index, asked) in lesson.player().asked().enumerate() {
            if index > 0 {
                self.lines.push(Line::default());
            }
            self.question(asked, lesson, answering);
        }
        if let Some(says) = lesson.says() {
            self.remark(&says.to_string(), self.theme.notice());
        }
    }

    fn question(&mut self, asked: Asked, lesson: &LessonScreen, answering: Answering) {
        let question = asked.question;
        let here = self.lines.len();
        self.paragraph(&question.text, self.theme.title());
        if asked.outcome != QuestionState::Open {
            self.settled = Some(here);
            return self.settled(asked);
        }
        match answering {
            Answering::Focused { .. } => self.input(question, lesson.input(), true),
            Answering::Quiet => self.input(question, lesson.input(), false),
            Answering::Elsewhere(why) => {
                self.options(question);
                self.wrapped(why, self.theme.faint());
            }
        }
        if answering == (Answering::Focused { is_judging: true }) {
            self.checking();
        } else if let Some(judgement) = asked.feedback {
            self.judgement(judgement);
        }
    }

    /// What was answered and why it is right, or the solution, with the explanation.
    fn settled(&mut self, asked: Asked) {
        if let Some(solution) = asked.solution() {
            if let Some(judgement) = asked.feedback {
                self.judgement(judgement);
            }
            let solution = with_minus_signs(&solution);
            self.wrapped(&format!("The solution: {solution}"), self.theme.title());
        } else if let Some(answer) = asked.answer() {
            let is_rounded = asked.feedback.is_some_and(|f| f.verdict == Verdict::Rounded);
            let right = if is_rounded { "✓ right, to the digits given:" } else { "✓ right:" };
            let answer = with_minus_signs(answer);
            self.wrapped(&format!("{right} {answer}"), self.theme.title());
        }
        self.in_sight = None;
        self.lines.push(Line::default());
        self.paragraphs(asked.explanation(), self.theme.text());
    }

    /// What an answer was judged.
    pub(super) fn judgement(&mut self, judgement: &Judgement) {
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
        self.said();
    }

    /// What is being answered, and how.
    pub(super) fn input(&mut self, question: &Question, input: &Input, focused: bool) {
        match (input, &question.kind) {
            (Input::Text(field), _) => {
                let room = self.width.saturating_sub(4);
                let (text, cursor) = field::visible(field, focused, room);
                if focused {
                    self.cursor = Some((2 + cursor, self.lines.len()));
                }
                let style = self.theme.accent().add_modifier(Modifier::UNDERLINED);
                let text = Span::styled(text::left(&text, room), style);
                self.answered_here();
                self.lines.push(Line::from(vec![Span::raw("  "), text]));
            }
            (Input::Choice(chosen), QuestionKind::Choice(options)) => {
                if focused {
                    let how = format!("↑ ↓ or 1–{} choose", options.len());
                    self.wrapped(&how, self.theme.faint());
                }
                self.choice(options, *chosen);
            }
            (Input::Each(chosen, focus), QuestionKind::Each(each)) => {
                if focused {
                    let options = each.options.len();
                    let how = format!("↑ ↓ observation, 1–{options} or ← → answer");
                    self.wrapped(&how, self.theme.faint());
                }
                let name = |option: &Option<usize>| option.map(|option| &each.options[option][..]);
                let chosen = chosen.iter().map(|option| name(option).unwrap_or(NOT_CHOSEN));
                self.each(each, chosen, Some(*focus));
            }
            _ => {}
        }
    }

    /// The next line is the one that is being answered.
    fn answered_here(&mut self) {
        self.in_sight = Some((self.lines.len(), self.lines.len()));
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
            let text = self.theme.spelled(&option.text);
            let lines = text::wrap(&text, self.width.saturating_sub(4));
            for (row, line) in lines.iter().enumerate() {
                let start = if row == 0 { format!("{mark} {}", i + 1) } else { "   ".into() };
                self.lines.push(Line::styled(format!("{start} {line}"), style));
            }
            if chosen == Some(i) {
                self.said();
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
            if focus == Some(i) {
                self.answered_here();
            }
            let line = format!("{mark} x_{i} = {} {option}", text::left(x, widest));
            self.lines.push(Line::styled(line, style));
        }
    }

    fn mark(&self, here: bool) -> (char, Style) {
        if here { ('▸', self.theme.accent()) } else { (' ', self.theme.text()) }
    }

    /// Paragraphs, an empty line between two.
    pub(super) fn paragraphs(&mut self, paragraphs: &[Paragraph], style: Style) {
        for (index, paragraph) in paragraphs.iter().enumerate() {
            if index > 0 {
                self.lines.push(Line::default());
            }
            self.paragraph(paragraph, style);
        }
    }

    /// A paragraph with its emphasis, broken between words.
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph, style: Style) {
        self.lines.extend(prose::lines(
            paragraph,
            |key| self.role.key(key, self.keymap),
            self.width,
            (self.theme, style),
        ));
    }

    /// Returns what a paragraph says, with the keys of who reads it.
    pub(super) fn words(&self, paragraph: &Paragraph) -> String {
        paragraph.text(|key| self.role.key(key, self.keymap))
    }

    /// The text of a step, as the one who looks reads it.
    pub(super) fn text(&mut self, step: &Step) {
        let for_class = step.class_text.as_ref().filter(|_| self.role.reads_class_text());
        self.paragraphs(for_class.unwrap_or(&step.text), self.theme.text());
    }

    /// A text, broken between words.
    pub(super) fn wrapped(&mut self, text: &str, style: Style) {
        for line in text::wrap(&self.theme.spelled(&self.keymap.fill(text)), self.width) {
            self.lines.push(Line::styled(line, style));
        }
    }

    /// A paragraph after a mark; further lines begin below the text.
    pub(super) fn hanging(&mut self, mark: &str, text: &str, style: Style) {
        let [mark, text] = [mark, text].map(|text| self.theme.spelled(text));
        let indent = " ".repeat(text::width(&mark).min(self.width / 2));
        for line in text::wrap_after(&text, self.width, &mark, &indent) {
            self.lines.push(Line::styled(line, style));
        }
    }

    /// An empty line.
    pub(super) fn space(&mut self) {
        self.lines.push(Line::default());
    }
}
