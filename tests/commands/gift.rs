//! GIFT as a parser of its published grammar reads it (GIFT.pegjs of GIFT-grammar-PEG.js): what the
//! grammar has no rule for is an error, and nothing of a file is left over.

use emstep::lesson::{BUILT_IN, QuestionKind};

use crate::program::{emstep, stdout};

/// What a file is made of.
#[derive(Debug)]
enum Item {
    Category,
    Question { title: String, format: String, stem: String, answers: Answers },
}

#[derive(Debug)]
enum Answers {
    Matching(Vec<(String, String)>),
    Choices(Vec<Choice<String>>),
    Numerical(Vec<Choice<(f64, f64)>>),
    Essay,
}

#[derive(Debug)]
struct Choice<T> {
    is_right: bool,
    weight: Option<f64>,
    text: T,
}

/// The rules of the grammar, by its names.
struct Grammar {
    text: Vec<char>,
    at: usize,
}

impl Grammar {
    fn questions(text: &str) -> Result<Vec<Item>, String> {
        let mut grammar = Self { text: text.chars().collect(), at: 0 };
        let mut items = Vec::new();
        loop {
            grammar.blank_lines_and_comments();
            if grammar.at == grammar.text.len() {
                return Ok(items);
            }
            let item = grammar.category().or_else(|| grammar.question());
            items.push(item.ok_or_else(|| grammar.left_over())?);
        }
    }

    fn left_over(&self) -> String {
        let line = self.text[..self.at].iter().filter(|c| **c == '\n').count() + 1;
        let rest: String = self.text[self.at..].iter().take(60).collect();
        format!("line {line}: no rule for {rest:?}")
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn is_next(&self, literal: &str) -> bool {
        literal.chars().enumerate().all(|(i, c)| self.text.get(self.at + i) == Some(&c))
    }

    fn takes(&mut self, literal: &str) -> bool {
        let is_next = self.is_next(literal);
        self.at += if is_next { literal.chars().count() } else { 0 };
        is_next
    }

    /// Goes back if a rule does not hold.
    fn attempt<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.at;
        let taken = rule(self);
        if taken.is_none() {
            self.at = before;
        }
        taken
    }

    fn line(&mut self) {
        while self.peek().is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    /// `__`
    fn blank_lines_and_comments(&mut self) {
        loop {
            if self.takes("//") {
                self.line();
            } else if !self.peek().is_some_and(|c| c.is_ascii_whitespace()) {
                return;
            } else {
                self.at += 1;
            }
        }
    }

    /// `BlankLines`: the end of a line, and a line without anything.
    fn is_blank_line(&self) -> bool {
        let rest = &self.text[self.at..];
        let after = rest.iter().skip(1).find(|c| !matches!(c, ' ' | '\t'));
        rest.first() == Some(&'\n') && matches!(after, Some('\n'))
    }

    /// `QuestionSeparator`
    fn is_separator(&self) -> bool {
        let rest = &self.text[self.at..];
        rest.is_empty() || rest == ['\n'] || self.is_blank_line()
    }

    /// `_`
    fn spaces(&mut self) {
        while match self.peek() {
            Some(' ' | '\t') => true,
            Some('\n') => !self.is_blank_line(),
            _ => false,
        } {
            self.at += 1;
        }
    }

    fn category(&mut self) -> Option<Item> {
        self.attempt(|grammar| {
            (grammar.takes("$CATEGORY:")).then_some(())?;
            grammar.line();
            grammar.is_separator().then_some(Item::Category)
        })
    }

    fn question(&mut self) -> Option<Item> {
        self.attempt(|grammar| {
            let title = grammar.title()?;
            grammar.spaces();
            let format = grammar.format().unwrap_or_else(|| "moodle".to_owned());
            let stem = grammar.text(false)?;
            grammar.takes("{").then_some(())?;
            grammar.spaces();
            let answers = grammar.answers()?;
            grammar.spaces();
            if grammar.takes("####") {
                grammar.text(false)?;
            }
            grammar.spaces();
            (grammar.takes("}") && grammar.is_separator()).then_some(())?;
            Some(Item::Question { title, format, stem, answers })
        })
    }

    fn title(&mut self) -> Option<String> {
        self.takes("::").then_some(())?;
        let title = self.text(false)?;
        self.takes("::").then_some(title)
    }

    fn format(&mut self) -> Option<String> {
        let formats = ["html", "markdown", "plain", "moodle"];
        let format = formats.into_iter().find(|format| self.takes(&format!("[{format}]")));
        format.map(str::to_owned)
    }

    /// `RichText`; up to `->` in the left of a pair.
    fn text(&mut self, is_left: bool) -> Option<String> {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            match c {
                '\\' => {
                    self.at += 1;
                    // A backslash before any other character is itself.
                    let escaped = self.peek().filter(|c| "\\:~=#[]{}".contains(*c));
                    text.push(escaped.unwrap_or('\\'));
                    if escaped.is_none() {
                        continue;
                    }
                }
                '=' | '~' | '#' | '{' | '}' | ':' => break,
                '-' if is_left && self.is_next("->") => break,
                _ if self.is_separator() => break,
                c => text.push(c),
            }
            self.at += 1;
        }
        (!text.is_empty()).then(|| text.trim().to_owned())
    }

    fn answers(&mut self) -> Option<Answers> {
        if let Some(pairs) = self.attempt(Self::pairs) {
            return Some(Answers::Matching(pairs));
        }
        if let Some(choices) = self.attempt(|grammar| grammar.choices(|it| it.text(false))) {
            return Some(Answers::Choices(choices));
        }
        if !self.is_next("####") && self.takes("#") {
            return self.choices(Self::number_with_range).map(Answers::Numerical);
        }
        Some(Answers::Essay)
    }

    fn pairs(&mut self) -> Option<Vec<(String, String)>> {
        let mut pairs = Vec::new();
        loop {
            self.spaces();
            if !self.takes("=") {
                return (!pairs.is_empty()).then_some(pairs);
            }
            let left = self.text(true)?;
            self.takes("->").then_some(())?;
            pairs.push((left, self.text(false)?));
        }
    }

    fn choices<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<Choice<T>>> {
        let mut choices = Vec::new();
        loop {
            self.spaces();
            let is_right = self.takes("=");
            if !is_right && !self.takes("~") {
                return (!choices.is_empty()).then_some(choices);
            }
            let weight = if self.takes("%") {
                let weight = self.number()?;
                self.takes("%").then_some(())?;
                Some(weight)
            } else {
                None
            };
            let text = one(self)?;
            self.spaces();
            if !self.is_next("####") && self.takes("#") {
                self.text(false)?;
            }
            choices.push(Choice { is_right, weight, text });
        }
    }

    /// `NumberWithRange`
    fn number_with_range(&mut self) -> Option<(f64, f64)> {
        let number = self.number()?;
        self.takes(":").then_some(())?;
        Some((number, self.number()?))
    }

    /// `Number`: a sign, digits, and a point with digits; no exponent.
    fn number(&mut self) -> Option<f64> {
        let start = self.at;
        if matches!(self.peek(), Some('+' | '-')) {
            self.at += 1;
        }
        self.digits()?;
        if self.takes(".") {
            self.digits()?;
        }
        self.text[start..self.at].iter().collect::<String>().parse().ok()
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

#[test]
fn every_lesson_follows_the_grammar_of_gift() {
    for built_in in &BUILT_IN {
        let lesson = built_in.load().unwrap();
        let words = ["lesson", "export", &lesson.name, "--format", "gift"];
        let text = stdout(&emstep().args(words).assert().success());
        let items =
            Grammar::questions(&text).unwrap_or_else(|why| panic!("{}: {why}", lesson.name));
        assert!(matches!(items.first(), Some(Item::Category)), "{}", lesson.name);
        let asked: Vec<_> = lesson.steps.iter().flat_map(|step| &step.questions).collect();
        assert_eq!(items.len() - 1, asked.len(), "{}", lesson.name);
        for (item, question) in items[1..].iter().zip(asked) {
            let Item::Question { title, format, stem, answers } = item else { panic!("{item:?}") };
            assert!(title.starts_with(&lesson.title) && format == "plain", "{title} {format}");
            let words = question.text.plain();
            assert!(stem.replace("\\n", "\n").contains(words.trim()), "{stem}\n{words}");
            check_answers(answers, &question.kind);
        }
    }
}

fn check_answers(answers: &Answers, kind: &QuestionKind) {
    match (answers, kind) {
        (Answers::Numerical(choices), QuestionKind::Number(_)) => {
            let [right, wrong @ ..] = &choices[..] else { panic!("{answers:?}") };
            assert!(right.is_right && right.weight.is_none() && right.text.1 > 0.0, "{right:?}");
            assert!(wrong.iter().all(|wrong| wrong.weight == Some(0.0)), "{wrong:?}");
            assert!(wrong.iter().all(|wrong| wrong.text.0 != right.text.0), "{answers:?}");
        }
        (Answers::Choices(choices), QuestionKind::Choice(options)) => {
            let texts: Vec<&str> = choices.iter().map(|choice| choice.text.as_str()).collect();
            let wanted: Vec<&str> = options.iter().map(|option| option.text.trim()).collect();
            assert_eq!(texts, wanted);
            assert_eq!(choices.iter().filter(|choice| choice.is_right).count(), 1);
            assert!(choices.iter().all(|choice| choice.weight.is_none()));
        }
        (Answers::Matching(pairs), QuestionKind::Each(each)) => {
            assert_eq!(pairs.len(), each.observations.len());
            assert!(pairs.iter().all(|(x, option)| !x.is_empty() && !option.is_empty()));
        }
        (Answers::Essay, QuestionKind::Formula(_)) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_of_the_grammar_is_told() {
    for (text, line) in [
        ("::a:: b {=1 = 2\n\n", 1),
        ("// c\n\n::a:: b {#\n=1e5:2}\n\n", 3),
        ("::a:: b : c {=1 ~2}\n\n", 1),
        ("::a:: b {#\n\n=1:2}\n\n", 1),
    ] {
        let why = Grammar::questions(text).unwrap_err();
        assert!(why.starts_with(&format!("line {line}: ")), "{why}");
    }
}
