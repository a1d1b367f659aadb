//! What a class answered to one question, counted.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::format::{Question, QuestionKind};
use super::judge::Verdict;
use super::question::Answer;
use crate::data::parse_number;
use crate::text::sanitise::{brief, clean};
use crate::text::shortest;

/// How many different answers have a bar of their own; the rarer ones share one.
const COMMONEST: usize = 6;

/// An answer with its verdict, which is found once: to judge a formula may take a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// what was answered
    pub answer: Answer,
    /// what it was judged
    pub verdict: Verdict,
}

impl Vote {
    /// Returns a vote for an answer with what it was judged.
    pub fn new(answer: Answer, verdict: Verdict) -> Self {
        Self { answer, verdict: kind(verdict) }
    }
}

/// Answers that are the same, and how many gave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// the answer, on one line
    pub label: String,
    /// how many gave it
    pub count: usize,
    /// what it was judged: right, right so far or wrong
    pub verdict: Verdict,
}

/// The answers of a class: every option of a choice in its order, else the commonest answers first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// the bars, from top to bottom
    pub bars: Vec<Bar>,
    /// how many answers are right
    pub right: usize,
    /// how many are right to the digits given, but the question asks for more
    pub coarse: usize,
    /// how many answers there are
    pub total: usize,
}

/// Returns the verdict of a bar: to what digits an answer is right makes no other bar.
fn kind(verdict: Verdict) -> Verdict {
    if verdict.is_right() { Verdict::Right } else { verdict }
}

impl Tally {
    /// Counts the votes; a choice of an option that there is not does not count.
    pub fn of(question: &Question, votes: &[Vote]) -> Self {
        let mut tally = Self::default();
        if let QuestionKind::Choice(options) = &question.kind {
            tally.bars.extend(options.iter().map(|option| Bar {
                label: brief(&option.text),
                count: 0,
                verdict: if option.hint.is_none() { Verdict::Right } else { Verdict::Wrong },
            }));
        }
        // Equal numbers are one answer, unless one is right to its digits and the other is not: 5
        // and 5.0 for 5.13.
        let mut groups: HashMap<(String, Verdict), (usize, String)> = HashMap::new();
        for Vote { answer, verdict } in votes {
            let verdict = *verdict;
            if verdict == Verdict::Unreadable {
                continue;
            }
            let is_choice = matches!(answer, Answer::Choice(_));
            if let Answer::Choice(index) = answer {
                let Some(bar) = tally.bars.get_mut(*index) else { continue };
                bar.count += 1;
            }
            tally.total += 1;
            tally.right += usize::from(verdict == Verdict::Right);
            tally.coarse += usize::from(verdict == Verdict::Coarse);
            if is_choice {
                continue;
            }
            // Long answers that begin alike are still different ones.
            let typed = clean(&question.write(answer));
            let group = groups.entry((name(question, answer), verdict)).or_default();
            group.0 += 1;
            if group.1.is_empty() || typed < group.1 {
                group.1 = typed;
            }
        }
        let is_twofold = |name: &str| groups.keys().filter(|(other, _)| other == name).count() > 1;
        let bars = groups.iter().map(|((name, verdict), (count, typed))| {
            let label = brief(if is_twofold(name) { typed } else { name });
            Bar { label, count: *count, verdict: *verdict }
        });
        tally.bars.extend(commonest(bars.collect()));
        tally
    }

    /// Has the right answer among the bars, also if no one gave it.
    pub fn reveal(&mut self, question: &Question) {
        if self.bars.iter().all(|bar| bar.verdict != Verdict::Right) {
            let label = brief(&question.solution());
            self.bars.insert(0, Bar { label, count: 0, verdict: Verdict::Right });
        }
    }

    /// Returns the index of the bar that counts a vote; none if it shares one with rarer answers.
    pub fn bar_of(&self, question: &Question, vote: &Vote) -> Option<usize> {
        let Vote { answer, verdict } = vote;
        if let Answer::Choice(index) = answer {
            return Some(*index).filter(|index| *index < self.bars.len());
        }
        let labels = [name(question, answer), clean(&question.write(answer))].map(|l| brief(&l));
        self.bars
            .iter()
            .position(|bar| bar.count > 0 && bar.verdict == *verdict && labels.contains(&bar.label))
    }
}

/// Returns what an answer is called: numbers that are equal have one name, however they are typed.
fn name(question: &Question, vote: &Answer) -> String {
    let text = question.write(vote);
    match &question.kind {
        QuestionKind::Number(_) => parse_number(text.trim()).map_or(text, shortest),
        _ => clean(&text),
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Right | Verdict::Rounded => 0,
        Verdict::Coarse => 1,
        Verdict::Close => 2,
        Verdict::Wrong | Verdict::Unreadable => 3,
    }
}

fn commonest(mut bars: Vec<Bar>) -> Vec<Bar> {
    bars.sort_by(|a, b| {
        let key = |bar: &Bar| (Reverse(bar.count), rank(bar.verdict));
        key(a).cmp(&key(b)).then_with(|| a.label.cmp(&b.label))
    });
    let rest = bars.split_off(bars.len().min(COMMONEST));
    for (verdict, label) in [
        (Verdict::Right, "others that are right"),
        (Verdict::Coarse, "others that are right so far"),
        (Verdict::Close, "others that are close"),
        (Verdict::Wrong, "others"),
    ] {
        let count: usize = rest.iter().filter(|bar| bar.verdict == verdict).map(|b| b.count).sum();
        if count > 0 {
            bars.push(Bar { label: label.into(), count, verdict });
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::BuiltIn;
    use proptest::prelude::*;

    fn question(wanted: impl Fn(&QuestionKind) -> bool) -> Question {
        let lessons = crate::lesson::BUILT_IN.iter().map(BuiltIn::load);
        let steps = lessons.flat_map(|lesson| lesson.unwrap().steps);
        steps.flat_map(|step| step.questions).find(|question| wanted(&question.kind)).unwrap()
    }

    fn text(text: &str) -> Answer {
        Answer::Text(text.into())
    }

    fn counted(question: &Question, answers: &[Answer]) -> Tally {
        let votes: Vec<Vote> = answers.iter().map(|answer| vote(question, answer)).collect();
        Tally::of(question, &votes)
    }

    fn vote(question: &Question, answer: &Answer) -> Vote {
        Vote::new(answer.clone(), question.judge(answer).verdict)
    }

    fn shown(tally: &Tally) -> Vec<(&str, usize, bool)> {
        tally
            .bars
            .iter()
            .map(|bar| (bar.label.as_str(), bar.count, bar.verdict == Verdict::Right))
            .collect()
    }

    #[test]
    fn every_option_of_a_choice_has_a_bar() {
        let question = question(|kind| matches!(kind, QuestionKind::Choice(_)));
        let QuestionKind::Choice(options) = &question.kind else { unreachable!() };
        let tally = counted(&question, &[Answer::Choice(1), Answer::Choice(1), Answer::Choice(99)]);
        let counts: Vec<usize> = tally.bars.iter().map(|bar| bar.count).collect();
        assert_eq!((tally.total, counts.len()), (2, options.len()));
        assert_eq!((counts[0], counts[1]), (0, 2));
        for (bar, option) in tally.bars.iter().zip(options) {
            assert_eq!(bar.verdict == Verdict::Right, option.hint.is_none());
        }
    }

    #[test]
    fn equal_numbers_are_one_bar_however_they_are_typed() {
        let question = question(|kind| matches!(kind, QuestionKind::Number(_)));
        let votes = ["0.455", ".455", " 0.4550", "-3", "\u{2212}3", "x", "0", "-0"].map(text);
        let tally = counted(&question, &votes);
        assert_eq!(tally.total, 7);
        assert_eq!(shown(&tally)[0], ("0.455", 3, false));
        assert!(shown(&tally).contains(&("\u{2212}3", 2, false)));
        assert!(shown(&tally).contains(&("0", 2, false)));
    }

    #[test]
    fn rare_answers_share_a_bar_and_right_ones_are_not_hidden_in_it() {
        let question = question(|kind| matches!(kind, QuestionKind::Number(_)));
        let mut votes: Vec<Answer> = (1..=8).map(|i| text(&format!("{i}00"))).collect();
        votes.extend((1..=7).map(|i| text(&format!("{i}00"))));
        votes.push(text(&question.solution()));
        let tally = counted(&question, &votes);
        assert_eq!(tally.bars.len(), COMMONEST + 2);
        let [.., right, others] = &shown(&tally)[..] else { unreachable!() };
        assert_eq!((*right, *others), (("others that are right", 1, true), ("others", 3, false)));
        assert_eq!((tally.right, tally.total), (1, 16));
    }

    #[test]
    fn formulas_are_right_where_they_equal_the_truth() {
        let question = question(|kind| matches!(kind, QuestionKind::Formula(_)));
        let solution = question.solution();
        let same = format!("({solution})");
        let votes = [text(&solution), text(&same), text("1"), text("1"), text("1"), text("?(")];
        let tally = counted(&question, &votes);
        assert_eq!((tally.right, tally.total), (2, 5));
        assert_eq!(shown(&tally)[0], ("1", 3, false));
        assert_eq!(tally.bars.iter().filter(|bar| bar.verdict == Verdict::Right).count(), 2);
    }

    #[test]
    fn long_answers_that_begin_alike_are_not_one() {
        let question = question(|kind| matches!(kind, QuestionKind::Formula(_)));
        let votes = [format!("{}2", "1 + ".repeat(20)), format!("{}3", "1 + ".repeat(20))];
        let tally = counted(&question, &votes.map(Answer::Text));
        assert_eq!(tally.bars.len(), 2);
        assert!(tally.bars.iter().all(|bar| bar.count == 1 && bar.label.ends_with('…')));
    }

    #[test]
    fn an_assignment_is_one_answer() {
        let question = question(|kind| matches!(kind, QuestionKind::Each(_)));
        let QuestionKind::Each(each) = &question.kind else { unreachable!() };
        let mut wrong = each.correct.clone();
        wrong[0] = (wrong[0] + 1) % each.options.len();
        let votes = [each.correct.clone(), wrong.clone(), wrong, Vec::new()].map(Answer::Each);
        let tally = counted(&question, &votes);
        assert_eq!((tally.right, tally.total, tally.bars.len()), (1, 3, 2));
        assert_eq!((tally.bars[0].count, tally.bars[0].verdict), (2, Verdict::Wrong));
    }

    #[test]
    fn a_class_is_judged_as_who_learns_alone() {
        let question = question(|kind| matches!(kind, QuestionKind::Number(_)));
        // ℓ(θ₀) of the homework, −24.512532, to two decimals.
        let votes = ["-24.5", "-24.5", "-24.51", "-24.50", "-25", "-15.46"].map(text);
        let mut tally = counted(&question, &votes);
        for answer in &votes {
            let vote = vote(&question, answer);
            let bar = &tally.bars[tally.bar_of(&question, &vote).unwrap()];
            assert_eq!(bar.verdict, kind(question.judge(answer).verdict), "{vote:?}");
        }
        assert_eq!((tally.right, tally.coarse, tally.total), (1, 3, 6));
        let labels: Vec<&str> = tally.bars.iter().map(|bar| bar.label.as_str()).collect();
        assert!(labels.contains(&"-24.5") && labels.contains(&"-24.50"), "{labels:?}");
        let before = tally.clone();
        tally.reveal(&question);
        assert_eq!(tally, before, "who is right shows what is");
        let mut tally = counted(&question, &[text("3")]);
        tally.reveal(&question);
        assert_eq!(shown(&tally), [("-24.512532", 0, true), ("3", 1, false)]);
        let mut tally = counted(&question, &[]);
        tally.reveal(&question);
        assert_eq!(tally.bars.len(), 1);
    }

    proptest! {
        /// No vote is lost or counted twice, and the order of votes does not matter.
        #[test]
        fn bars_sum_to_the_votes(mut votes in prop::collection::vec(0u8..20, 0..40)) {
            let question = question(|kind| matches!(kind, QuestionKind::Number(_)));
            let answers = |votes: &[u8]| votes.iter().map(|v| text(&v.to_string())).collect::<Vec<_>>();
            let tally = counted(&question, &answers(&votes));
            prop_assert_eq!(tally.total, votes.len());
            prop_assert_eq!(tally.bars.iter().map(|bar| bar.count).sum::<usize>(), votes.len());
            votes.reverse();
            prop_assert_eq!(counted(&question, &answers(&votes)), tally);
        }
    }
}
