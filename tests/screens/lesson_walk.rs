//! Each lesson at 80×24, by someone who presses only the keys that its texts name, answers every
//! question right and reads on: every number that a text mentions is then on the screen outside of
//! the lesson's own panels, or follows from such numbers as the text says.

mod numbers;
mod panels;

use std::fmt::Write;
use std::sync::Arc;

use emstep::internals::app::{App, LessonScreen, Mode, Settings};
use emstep::lesson::{
    Answer, BUILT_IN, Named, NamedKey, Paragraph, Player, Question, QuestionKind, load,
};

use crate::driver::Driver;
use numbers::{Number, follows, numbers};
use panels::parted;

/// Numbers that texts mention though they are not on the screen, and why. One that needs no excuse
/// any more is a mistake.
const NOT_SHOWN: &[(&str, &[&str], &str)] = &[
    (
        "homework",
        &["10.305", "8.430", "2.824", "1.707", "1.247"],
        "what the learner has just computed, the logarithms of which ℓ is the sum",
    ),
    ("bound", &["26.45", "1.942"], "the parts of F, which w on F shows"),
    ("bound", &["11.079494"], "covered, since ℓ − F is asked for"),
    (
        "my-ll-fell",
        &["11.079494", "11.207513", "11.681096", "13.213057"],
        "what a program with a mistake prints",
    ),
    (
        "my-ll-fell",
        &["9.338665", "10.186369", "77.166221", "79.186851"],
        "what a program with a mistake prints",
    ),
    ("local-optima", &["7,000"], "exp(8.9), rounded down"),
    ("local-optima", &["18", "25"], "a count of runs that were made elsewhere"),
    ("collapse", &["2 · 10¹⁹"], "an exponent that no computer reaches"),
    ("collapse", &["16.084", "16.170"], "observations further down in the table"),
    ("collapse", &["10⁻⁶"], "reg_covar of scikit-learn"),
    (
        "how-many",
        &["489.5", "462.1", "441.6", "443.4", "484.7", "450.1", "422.4", "416.9"],
        "BIC and AIC of the runs in the table",
    ),
    ("density-is-not-probability", &["100", "10,000"], "centimetres in a metre, and its square"),
    ("density-is-not-probability", &["8.465259"], "ℓ of the homework in centimetres"),
    ("density-is-not-probability", &["0.68"], "a number of every Gaussian"),
    ("when-to-stop", &["10"], "the factor that a digit is"),
    ("when-to-stop", &["0.658"], "a rate that the step before computes"),
    ("when-to-stop", &["10⁻⁶", "0.99"], "examples to think of"),
    ("when-to-stop", &["10⁻³", "10⁻⁵", "10⁻⁹"], "the tolerances of programs"),
    ("when-to-stop", &["15"], "where the rule is met, four iterations later"),
    ("when-to-stop", &["5 · 10⁻³²⁴", "745", "746"], "the limits of a double"),
];
/// Numbers that an earlier step of the lesson showed, and that the screen cannot show again.
const SHOWN_EARLIER: &[(&str, &[&str], &str)] = &[
    ("my-ll-fell", &["10.955912", "24.512532"], "ℓ(θ₁) and ℓ(θ₀) of another run"),
    ("labels", &["24.51"], "ℓ(θ₀) of another run"),
];

/// What a mark at the edge of a panel says if there is more to read below.
const MORE: &str = "▾ PgDn";

struct Walk {
    lesson: String,
    driver: Driver,
    /// What was on the screen in this step so far, and what the step has said that is so.
    seen: Vec<Number>,
    said: Vec<Number>,
    /// What was on the screen in earlier steps.
    earlier: Vec<Number>,
    missing: Vec<String>,
    excused: Vec<(&'static str, &'static str)>,
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
        let (seen, said, earlier) = (Vec::new(), Vec::new(), Vec::new());
        let (missing, excused) = (Vec::new(), Vec::new());
        Self { lesson: name.to_owned(), driver, seen, said, earlier, missing, excused }
    }

    fn player(&self) -> &Player {
        self.driver.app.lesson().expect("a lesson").player()
    }

    /// Looks at the screen; returns what the lesson's panels say.
    fn look(&mut self) -> String {
        let (elsewhere, lesson) =
            parted(&self.driver.screen(80, 24), &self.player().lesson().title);
        self.seen.extend(numbers(&elsewhere));
        lesson
    }

    /// Reads the lesson's panels to their ends: every number of these texts is there.
    fn read(&mut self, what: &str, texts: &[String]) {
        let mut page = self.look();
        let mut read = page.clone();
        while page.contains(MORE) {
            self.driver.press("PgDn");
            let next = self.look();
            assert_ne!(next, page, "PgDn does not scroll");
            page = next;
            read.push_str(&page);
        }
        let read = numbers(&read);
        for number in texts.iter().flat_map(|text| numbers(text)) {
            if !read.iter().any(|other| other.written == number.written) {
                self.miss(&format!("{} in the {what} cannot be read", number.written));
            }
        }
    }

    /// Presses the keys that texts name, each of which has to do something, and closes again what
    /// they open.
    fn press_keys(&mut self, paragraphs: &[Paragraph]) {
        for text in plain(paragraphs) {
            if let Some(word) = unnamed_key(&text) {
                self.miss(&format!("press {word:?} is not a key that follows the reader"));
            }
        }
        for named in paragraphs.iter().flat_map(Paragraph::keys) {
            let app = &self.driver.app;
            let key = app.role().key(named, app.shared().keymap());
            let before = self.driver.screen(80, 24);
            self.driver.press(&key);
            if self.driver.screen(80, 24) == before {
                self.miss(&format!("the key {key} does nothing"));
            }
            self.look();
            if !matches!(self.driver.app.mode(), Mode::Lesson(_)) {
                self.driver.press("Esc");
            }
        }
    }

    fn miss(&mut self, what: &str) {
        let step = self.player().position();
        let line = self.player().step().line;
        self.missing.push(format!("{}, step {} (line {line}): {what}", self.lesson, step + 1));
    }

    /// Looks for the numbers of texts.
    fn find(&mut self, what: &str, texts: &[String]) {
        for text in texts {
            for number in numbers(text) {
                if !self.is_there(&number) && !follows(text, &number) {
                    match self.excuse(&number) {
                        Some(excuse) => self.excused.push(excuse),
                        None => self.miss(&format!(
                            "{} in the {what} is not on the screen",
                            number.written
                        )),
                    }
                }
                self.said.push(number);
            }
        }
    }

    fn is_there(&self, number: &Number) -> bool {
        self.seen.iter().chain(&self.said).any(|other| number.rounds(other))
    }

    fn excuse(&self, number: &Number) -> Option<(&'static str, &'static str)> {
        let was_shown = self.earlier.iter().any(|other| number.rounds(other));
        let earlier = SHOWN_EARLIER.iter().filter(|_| was_shown);
        let of_lesson = NOT_SHOWN.iter().chain(earlier).filter(|(name, ..)| *name == self.lesson);
        let mut excuses =
            of_lesson.flat_map(|(name, all, _)| all.iter().map(|written| (*name, *written)));
        excuses.find(|(_, written)| *written == number.written)
    }

    fn step(&mut self) {
        self.earlier.append(&mut self.seen);
        self.said.clear();
        let text = self.player().step().text.clone();
        self.read("text", &plain(&text));
        self.press_keys(&text);
        self.find("text", &plain(&text));
        while let Some(question) = self.player().open_question().cloned() {
            let asked = std::slice::from_ref(&question.text);
            self.read("question", &plain(asked));
            self.press_keys(asked);
            self.find("question", &plain(asked));
            self.answer(&question);
            let explain = plain(&question.explain);
            self.read("explanation", &explain);
            self.press_keys(&question.explain);
            self.said.extend(solution(&question));
            self.find("explanation", &explain);
            self.find("right option", &right_option(&question));
        }
    }

    fn answer(&mut self, question: &Question) {
        match question.right_answer().expect("an answer") {
            Answer::Text(text) => self.driver.write(&text),
            Answer::Choice(option) => self.driver.press(&(option + 1).to_string()),
            Answer::Each(options) => {
                let digits: Vec<String> = options.iter().map(|k| (k + 1).to_string()).collect();
                self.driver.press(&digits.join(" "))
            }
        };
        let asked = |player: &Player| {
            let open = player.open_question().is_some();
            player.asked().count() - usize::from(open)
        };
        let settled = asked(self.player());
        self.driver.press("Enter");
        assert_eq!(asked(self.player()), settled + 1, "{}", self.driver.screen(80, 24));
    }

    /// Goes through all steps, to the end screen.
    fn walk(mut self) -> Self {
        let steps = self.player().lesson().steps.len();
        for step in 0..steps {
            assert_eq!(self.player().position(), step, "{}", self.driver.screen(80, 24));
            self.step();
            self.driver.press("Enter");
        }
        let screen = self.driver.screen(80, 24);
        assert!(self.driver.app.lesson().is_some_and(|lesson| lesson.end().is_some()), "{screen}");
        let results = self.player().results();
        assert!(!results.is_empty());
        let all = format!("{0} of {0} questions right at the first try", results.len());
        let (_, read) = parted(&screen, &self.player().lesson().title);
        assert!(read.contains(&all), "{screen}");
        self
    }
}

fn plain(paragraphs: &[Paragraph]) -> Vec<String> {
    paragraphs.iter().map(Paragraph::plain).collect()
}

/// Returns the first thing that a text says to press other than by a key's name.
fn unnamed_key(plain: &str) -> Option<&str> {
    let words: Vec<&str> = plain.split_whitespace().collect();
    let says = |word: &str| ["press", "Press", "pressing"].contains(&word);
    let pressed = words.windows(2).filter(|pair| says(pair[0])).map(|pair| pair[1]);
    let mut keys = pressed.map(|word| word.trim_end_matches(|c: char| c.is_ascii_punctuation()));
    keys.find(|key| NamedKey::named(key).is_err())
}

/// Returns the numbers of what was typed, which stays in sight.
fn solution(question: &Question) -> Vec<Number> {
    match &question.kind {
        QuestionKind::Choice(_) => Vec::new(),
        _ => numbers(&question.solution()),
    }
}

fn right_option(question: &Question) -> Vec<String> {
    match &question.kind {
        QuestionKind::Choice(_) => vec![question.solution()],
        _ => Vec::new(),
    }
}

#[test]
fn every_number_of_a_lesson_is_on_the_screen_when_it_is_mentioned() {
    let walks: Vec<Walk> =
        BUILT_IN.iter().map(|lesson| Walk::of(lesson.name, lesson.toml).walk()).collect();
    let mut report = String::new();
    for line in walks.iter().flat_map(|walk| &walk.missing) {
        let _ = writeln!(report, "{line}");
    }
    let excused: Vec<_> = walks.iter().flat_map(|walk| &walk.excused).collect();
    for (lesson, all, why) in NOT_SHOWN.iter().chain(SHOWN_EARLIER) {
        for written in all.iter().filter(|written| !excused.contains(&&(*lesson, **written))) {
            let _ = writeln!(report, "{lesson}: {written} ({why}) needs no excuse");
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
