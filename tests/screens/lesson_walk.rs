//! Each lesson at 80×24, by someone who presses only what its text says: every number that a text
//! mentions is then on the screen, outside of the lesson's own panels.

mod numbers;

use std::fmt::Write;
use std::sync::Arc;

use emstep::internals::app::{App, LessonScreen, Settings};
use emstep::lesson::{Answer, BUILT_IN, Paragraph, Player, Question, QuestionKind, load};

use crate::driver::Driver;
use numbers::{Number, numbers};

/// What a text mentions though it is not on the screen: numbers that are given, and those that a
/// reader computes from what is there. Each with its lesson.
const NOT_SHOWN: &[(&str, &str, &str)] = &[];
/// The lessons whose numbers are all there.
const WALKED: &[&str] = &[];

struct Walk {
    lesson: String,
    driver: Driver,
    /// What was on the screen in this step so far, and what the step has said.
    seen: Vec<Number>,
    said: Vec<Number>,
    missing: Vec<String>,
    excused: Vec<&'static str>,
}

impl Walk {
    fn of(name: &str, toml: &str) -> Self {
        let lesson = load(name, toml.as_bytes()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
        let run = screen.player().scene().run().clone();
        let mut driver = Driver::of(App::new(run, Settings::default()).with_lesson(screen));
        driver.size = Some((80, 24).into());
        // Plots of the first step are computed as soon as anything happens.
        driver.tick();
        let (seen, said) = (Vec::new(), Vec::new());
        Self {
            lesson: name.to_owned(),
            driver,
            seen,
            said,
            missing: Vec::new(),
            excused: Vec::new(),
        }
    }

    fn player(&self) -> &Player {
        self.driver.app.lesson().expect("a lesson").player()
    }

    fn look(&mut self) {
        let screen = self.driver.screen(80, 24);
        self.seen.extend(numbers(&without_lesson(&screen, &self.player().lesson().title)));
    }

    /// Presses the keys that texts name, each of which has to do something.
    fn press_keys(&mut self, paragraphs: &[Paragraph]) {
        for named in paragraphs.iter().flat_map(Paragraph::keys) {
            let key = self.driver.app.role().key(named);
            let before = self.driver.screen(80, 24);
            self.driver.press(&key);
            if self.driver.screen(80, 24) == before {
                self.miss(&format!("the key {key} does nothing"));
            }
            self.look();
        }
    }

    fn miss(&mut self, what: &str) {
        let step = self.player().position();
        let line = self.player().step().line;
        self.missing.push(format!("{}, step {} (line {line}): {what}", self.lesson, step + 1));
    }

    /// Looks for the numbers of texts.
    fn find(&mut self, what: &str, texts: &[String]) {
        for number in texts.iter().flat_map(|text| numbers(text)) {
            let is_there = |others: &[Number]| others.iter().any(|other| number.rounds(other));
            if is_there(&self.seen) || is_there(&self.said) {
                continue;
            }
            let excuse = NOT_SHOWN
                .iter()
                .find(|(lesson, written, _)| *lesson == self.lesson && *written == number.written);
            match excuse {
                Some((_, written, _)) => self.excused.push(written),
                None => {
                    self.miss(&format!("{} in the {what} is not on the screen", number.written));
                }
            }
        }
        self.said.extend(texts.iter().flat_map(|text| numbers(text)));
    }

    fn step(&mut self) {
        (self.seen, self.said) = (Vec::new(), Vec::new());
        self.look();
        let text = self.player().step().text.clone();
        self.press_keys(&text);
        self.find("text", &plain(&text));
        while let Some(question) = self.player().open_question().cloned() {
            self.press_keys(std::slice::from_ref(&question.text));
            self.look();
            self.find("question", &plain(std::slice::from_ref(&question.text)));
            self.said.extend(given(&question).iter().flat_map(|text| numbers(text)));
            self.answer(&question);
            self.look();
            self.press_keys(&question.explain);
            self.find("explanation", &plain(&question.explain));
        }
    }

    fn answer(&mut self, question: &Question) {
        let lesson = self.player().position();
        match question.right_answer().expect("an answer") {
            Answer::Text(text) => self.driver.write(&text),
            Answer::Choice(option) => self.driver.press(&(option + 1).to_string()),
            Answer::Each(options) => {
                let digits: Vec<String> = options.iter().map(|k| (k + 1).to_string()).collect();
                self.driver.press(&digits.join(" "))
            }
        };
        let open = self.player().asked().count();
        self.driver.press("Enter");
        let is_settled =
            self.player().asked().count() > open || self.player().open_question().is_none();
        assert!(is_settled, "{}, step {}: {}", self.lesson, lesson + 1, self.driver.screen(80, 24));
    }

    /// Goes through all steps. Returns what is missing.
    fn walk(mut self) -> (Vec<String>, Vec<&'static str>) {
        let steps = self.player().lesson().steps.len();
        for step in 0..steps {
            assert_eq!(self.player().position(), step, "{}", self.driver.screen(80, 24));
            self.step();
            self.driver.press("Esc L Enter");
        }
        (self.missing, self.excused)
    }
}

fn plain(paragraphs: &[Paragraph]) -> Vec<String> {
    paragraphs.iter().map(Paragraph::plain).collect()
}

/// Returns what a question says beside its text.
fn given(question: &Question) -> Vec<String> {
    match &question.kind {
        QuestionKind::Choice(options) => options.iter().map(|option| option.text.clone()).collect(),
        _ => vec![question.solution()],
    }
}

/// Returns a screen without the panels of the lesson.
fn without_lesson(screen: &str, title: &str) -> String {
    let mut cells: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let at = |cells: &[Vec<char>], x: usize, y: usize| {
        cells.get(y).and_then(|row| row.get(x)).copied().unwrap_or(' ')
    };
    for y in 0..cells.len() {
        for x in 0..cells[y].len() {
            if !"┌╭┏╔".contains(cells[y][x]) {
                continue;
            }
            let end = (x + 1..cells[y].len()).find(|x| "┐╮┓╗".contains(cells[y][*x]));
            let bottom = (y + 1..cells.len()).find(|y| "└╰┗╚".contains(at(&cells, x, *y)));
            let (Some(end), Some(bottom)) = (end, bottom) else { continue };
            let top: String = cells[y][x..end].iter().collect();
            if top.contains(title) || top.contains("Your answer") {
                for row in &mut cells[y..=bottom] {
                    let last = (end + 1).min(row.len());
                    row[x.min(last)..last].fill(' ');
                }
            }
        }
    }
    let mut text = String::new();
    for row in cells {
        let _ = writeln!(text, "{}", row.into_iter().collect::<String>());
    }
    text
}

#[test]
fn every_number_of_a_lesson_is_on_the_screen_when_it_is_mentioned() {
    let mut report = String::new();
    let mut failed = Vec::new();
    let mut excused = Vec::new();
    for built_in in &BUILT_IN {
        let (missing, used) = Walk::of(built_in.name, built_in.toml).walk();
        excused.extend(used.into_iter().map(|written| (built_in.name, written)));
        if WALKED.contains(&built_in.name) && !missing.is_empty() {
            failed.push(built_in.name);
        }
        for line in missing {
            let _ = writeln!(report, "{line}");
        }
    }
    // Shown with --nocapture while lessons are written.
    eprintln!("{report}");
    assert!(failed.is_empty(), "{failed:?}\n{report}");
    for (lesson, written, why) in NOT_SHOWN {
        assert!(
            excused.contains(&(lesson, written)),
            "{lesson}: {written} ({why}) needs no excuse"
        );
    }
}
