//! The class is asked, and answers.

use insta::assert_snapshot;

use emstep::internals::app::{Effect, FollowerEffect, Info, Key, KeyCode, Message, Mode, Refusal};
use emstep::internals::text::with_minus_signs;
use emstep::lesson::{Answer, QuestionKind};

use super::{Class, follower_of, lesson, screen, text};
use crate::driver::{Driver, copy_of};
use crate::layout::panels;

#[test]
fn a_choice_is_put_to_the_class() {
    let mut class = Class::choice();
    class.present("^P");
    assert!(class.follower.open_ballot().is_some());
    assert_snapshot!("ballot_choice_120x40", class.screen(120, 40));
    assert_snapshot!("ballot_choice_80x24", class.screen(80, 24));
    assert_snapshot!("ballot_choice_40x12", class.screen(40, 12));
    class.press("2 Enter");
    assert_eq!(class.votes, [Answer::Choice(1)]);
    assert!(class.follower.ballot().is_none());
    class.publish();
    assert!(class.follower.ballot().is_none(), "no one votes twice");
    class.vote([0, 1, 1, 1, 0].map(Answer::Choice)).publish();
    assert_snapshot!("poll_presenter_120x40", class.presenter.screen(120, 40));
    assert_snapshot!("poll_presenter_80x24", class.presenter.screen(80, 24));
    assert!(class.presenter.screen(120, 40).contains("5 so far"));
    assert!(!class.screen(120, 40).contains("so far"), "{}", class.screen(120, 40));
    assert!(class.seen.visible_poll().is_none());
    class.present("^P");
    assert_snapshot!("poll_revealed_120x40", class.screen(120, 40));
    assert_snapshot!("poll_revealed_80x24", class.screen(80, 24));
    let tally = class.seen.visible_poll().unwrap().1.clone();
    class.vote([]).publish();
    assert_eq!(*class.seen.visible_poll().unwrap().1, tally, "voting is over");
    class.present("^P");
    assert!(class.seen.shared().poll().is_none());
    assert!(class.follower.is_plain(), "what was said of the poll is gone with it");
}

#[test]
fn a_text_that_is_no_number_is_refused_before_it_is_sent() {
    let mut class = Class::number();
    class.present("^P").write("x").press("Enter");
    assert!(class.votes.is_empty());
    assert!(class.follower.ballot().unwrap().problem.is_some());
    assert_snapshot!("ballot_number_80x24", class.screen(80, 24));
    class.press("^U").write("qf-0.5").press("Home Del Del Enter");
    assert_eq!(class.votes, [text("-0.5")]);
    let typed = ["0.455", ".455", "-24.5125", "1", "2", "3", "4", "5", "6"].map(text);
    class.vote(typed).present("^P");
    let screen = class.screen(120, 40);
    assert!(screen.contains("0.455") && screen.contains("others"), "{screen}");
}

#[test]
fn a_question_can_wait() {
    let mut class = Class::choice();
    class.present("^P").press("Esc");
    assert!(class.follower.ballot().is_some() && class.follower.open_ballot().is_none());
    assert!(class.screen(80, 24).contains("b takes it up"));
    class.present("Esc e").press("b 2 Enter");
    assert_eq!(class.votes.len(), 1);
    let mut class = Class::choice();
    class.press("f").present("^P");
    assert_eq!(class.notice(), Some(Info::Question { typed: false }.into()));
    assert!(class.screen(80, 24).contains("the presenter asks"));
    class.press("f");
    assert!(class.follower.open_ballot().is_some());
    class.present("^P");
    assert!(class.follower.ballot().is_none());
    assert_eq!(class.notice(), Some(Info::VotingOver.into()));
}

/// It stays open while the presenter does other things, some of which have a line of their own.
#[test]
fn a_question_that_waits_covers_no_border() {
    let mut aside = Class::choice();
    aside.present("^P").press("Esc");
    let says = "the presenter's question is open";
    for keys in ["", "Esc g", "Esc c", "Esc M"] {
        aside.present(keys);
        for key in ["", "z"] {
            let screen = aside.press(key).screen(80, 24);
            assert!(panels(&screen).len() > 2, "{screen}");
            assert!(screen.contains("b answer the question"), "{screen}");
            let has_line = aside.seen.notice().is_none() || aside.notice().is_some();
            assert_eq!(screen.contains(says), has_line, "{screen}");
        }
        aside.press("f L Esc");
    }
    let mut copy = Class::choice();
    copy.press("f").present("^P").press("e");
    for key in ["e", "g", "Esc", "c", "m"] {
        let screen = copy.press(key).screen(80, 24);
        assert!(panels(&screen).len() > 2, "{screen}");
        assert!(screen.contains(says) || key != "Esc", "{screen}");
    }
}

#[test]
fn a_poll_ends_with_its_step_and_hides_the_solution_until_then() {
    let mut class = Class::choice();
    class.present("^P Enter");
    let player = class.presenter.app.lesson().unwrap().player();
    assert!(player.open_question().is_some(), "the presenter does not answer while the class does");
    class.present("PgUp");
    assert!(class.seen.shared().poll().is_none() && class.follower.ballot().is_none());
    class.present("PgDn ^P Esc ^P");
    assert!(!class.seen.shared().poll().unwrap().is_open(), "^P works in both");
    let mut alone = Driver::homework();
    alone.press("^P");
    assert_eq!(alone.notice(), Some(Refusal::OnlyPresenterAsks.into()));
    let mut class = Class::homework();
    class.present("^P");
    assert_eq!(class.presenter.notice(), Some(Refusal::NoOpenQuestion.into()));
}

#[test]
fn another_asking_of_the_same_number_is_another_poll() {
    let (mut class, mut other) = (Class::choice(), Class::choice());
    class.present("^P").press("2 Enter");
    other.present("^P");
    class.presenter.app = other.presenter.app.clone();
    class.publish();
    assert!(class.follower.open_ballot().is_some());
}

#[test]
fn an_answer_that_is_judged_when_voting_is_over_does_not_count() {
    let mut class = Class::number();
    class.present("^P").write("3");
    let enter = Message::Key(Key::plain(KeyCode::Enter));
    let mut sent = class.follower.update(enter);
    let Some(FollowerEffect::App(Effect::Start(id, job))) = sent.pop() else { panic!("{sent:?}") };
    assert!(class.screen(120, 40).contains("checking …"));
    class.present("^P");
    for answer in crate::driver::answers(&job) {
        class.send(Message::Output(id, answer));
    }
    assert_eq!((class.votes.len(), class.follower.given().is_some()), (0, false));
    assert!(class.screen(120, 40).contains("voting is over"));
}

#[test]
fn after_voting_nothing_is_marked_as_the_followers_choice() {
    let has_choice = |screen: String| (1..9).any(|i| screen.contains(&format!("▸ {i}")));
    let mut class = Class::choice();
    class.present("↓ ^P").press("3 Enter");
    for key in ["↓", "↑", "2"] {
        class.present(key);
        let lesson = class.screen(120, 40);
        assert!(!has_choice(lesson.clone()), "{lesson}");
        assert!(
            lesson.contains(" 1 ") && lesson.contains(" 2 "),
            "the options are there: {lesson}"
        );
        assert!(has_choice(class.presenter.screen(120, 40)));
    }
    // Shown, the presenter's choice is not taken for anyone else's either.
    class.present("^P ↓");
    assert!(!has_choice(class.screen(120, 40)), "{}", class.screen(120, 40));
    class.present("^P");
    let presenter = has_choice(class.presenter.screen(120, 40));
    assert_eq!(has_choice(class.screen(120, 40)), presenter, "the screen is the presenter's");
}

#[test]
fn the_solution_is_shown_to_all_and_an_own_answer_stays() {
    let mut class = Class::number();
    class.present("^P").write("3").press("Enter");
    assert!(class.screen(120, 40).contains("Your answer: 3 (sent)"), "{}", class.screen(120, 40));
    assert!(!class.follower.is_plain());
    class.vote([text("3"), text("7")]).present("^P");
    let player = class.presenter.app.lesson().unwrap().player();
    let solution = with_minus_signs(&player.solution().unwrap());
    let explanation = player.explanation()[0].plain().split(' ').next().unwrap().to_owned();
    let silent = follower_of(&class.seen);
    for (width, height) in [(120, 40), (100, 30), (80, 24)] {
        let (own, other) = (class.screen(width, height), screen(&silent, width, height));
        for seen in [&own, &other, &class.presenter.screen(width, height)] {
            assert!(seen.contains(&format!("✓ {solution}")), "no one had it: {seen}");
            assert!(seen.contains("0 of 2 right"), "{seen}");
        }
        assert!(own.contains("Your answer: 3") && own.contains("not right"), "{own}");
        assert!(own.contains("◂ yours"), "{own}");
        assert!(!other.contains("yours") && !other.contains("Your answer"), "{other}");
    }
    let seen = screen(&silent, 120, 40);
    assert!(seen.contains(&format!("The solution: {solution}")), "{seen}");
    assert!(seen.contains(&explanation), "{seen}");
    assert!(class.seen.hides().is_empty(), "what was covered is seen");
    class.present("^P");
    assert!(class.follower.is_plain() && class.follower.given().is_none());
}

#[test]
fn who_learns_alone_and_a_class_are_judged_alike() {
    let mut class = Class::number();
    let solution = class.presenter.app.lesson().unwrap().player().open_question().unwrap();
    let solution: f64 = solution.solution().replace('\u{2212}', "-").parse().unwrap();
    let coarse = format!("{solution:.0}");
    class.present("^P").write(&coarse).press("Enter");
    class.vote([text(&coarse)]).present("^P");
    let in_class = class.screen(120, 40);
    let mut alone = Driver::of(lesson(|kind| matches!(kind, QuestionKind::Number(_))));
    alone.press("Enter").write(&coarse).press("Enter");
    let says = "Right so far; please give";
    assert!(alone.screen(120, 40).contains(says), "{}", alone.screen(120, 40));
    assert!(in_class.contains(says), "{in_class}");
    assert!(in_class.contains("0 of 1 right, 1 right so far"), "{in_class}");
}

#[test]
fn a_class_question_is_answered_in_the_class_alone() {
    let mut class = Class::number();
    class.present("^P").press("Esc f b e m c L");
    assert!(class.follower.open_ballot().is_some(), "L leads back to the class's question");
    class.write("-3").press("Enter");
    assert_eq!(class.votes, [text("-3")]);

    // In a field of a copy f is a letter, and nothing says otherwise.
    let mut class = Class::number();
    class.press("f d f");
    assert!(class.screen(120, 40).contains("Esc, f back to the presenter"));
    class.present("^P");
    assert_eq!(class.notice(), Some(Info::Question { typed: true }.into()));
    class.press("Esc");
    assert!(class.screen(120, 40).contains("exploring · f back to the presenter"));
    assert!(class.screen(80, 24).contains("L goes back to answer it"), "{}", class.screen(80, 24));
    class.press("L");
    assert!(class.follower.open_ballot().is_some());

    // Without a poll the lesson is not answered in a copy either.
    let mut class = Class::number();
    class.press("f");
    assert!(class.screen(120, 40).contains("Answered in the class only"));
    class.press("L");
    assert!(class.follower.is_following());
    let mut copy = Driver::of(copy_of(&class.seen));
    copy.press("L");
    assert!(matches!(copy.app.mode(), Mode::Stepping));
    assert_eq!(copy.notice(), Some(Refusal::AnsweredInClassOnly.into()));
}
