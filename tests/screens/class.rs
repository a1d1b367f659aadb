//! A class: one presents, the others follow, answer and explore.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::driver::{Driver, copy_of, key, left_to_class, seen_by_class};
use emstep::app::class::follower::{Follower, FollowerEffect};
use emstep::app::keymap::{BALLOT, FOLLOWER, LESSON, STEPPING};
use emstep::app::lesson::{Input, LessonScreen};
use emstep::app::{
    App, ClassEvent, Effect, HostLimits, Job, JobId, Key, KeyCode, Message, Mode, Plot, Role,
    Settings,
};
use emstep::lesson::{Answer, Kind, Lesson, Player, Record, Step, Vote};
use emstep::text::with_minus_signs;
use emstep::view;
use emstep::view::theme::{ColorDepth, Theme};
use emstep::work::effects::{self, Host};
use insta::assert_snapshot;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// One presenter and one desk that sees every state of it.
struct Room {
    presenter: Driver,
    seen: App,
    desk: Follower,
    votes: Vec<Answer>,
    has_left: bool,
}

impl Room {
    fn new(app: App) -> Self {
        let mut presenter = Driver::homework();
        presenter.app = app.presenting();
        presenter.send(Message::Class(ClassEvent::Followers(12)));
        let seen = seen_by_class(&presenter.app);
        let desk = follower_of(&seen);
        Self { presenter, seen, desk, votes: Vec::new(), has_left: false }
    }

    fn homework() -> Self {
        Self::new(Driver::homework().app)
    }

    /// A lesson at its first question of this kind, with a step before it.
    fn asking(wanted: impl Fn(&Kind) -> bool) -> Self {
        let mut room = Self::new(lesson(wanted));
        room.present("Enter");
        room
    }

    fn choice() -> Self {
        Self::asking(|kind| matches!(kind, Kind::Choice(_)))
    }

    fn number() -> Self {
        Self::asking(|kind| matches!(kind, Kind::Number(_)))
    }

    fn publish(&mut self) -> &mut Self {
        self.seen = seen_by_class(&self.presenter.app);
        self.desk.follow(Arc::clone(self.seen.shared()));
        self
    }

    fn present(&mut self, keys: &str) -> &mut Self {
        self.presenter.press(keys);
        self.publish()
    }

    /// These are all answers to the presenter's poll, if there is one.
    fn vote(&mut self, answers: impl IntoIterator<Item = Answer>) -> &mut Self {
        let poll = self.presenter.app.shared().poll();
        let Some(question) = poll.map(|poll| Arc::clone(&poll.question)) else { return self };
        let votes = answers.into_iter().map(|answer| {
            let verdict = question.judge(&answer).verdict;
            Vote::new(answer, verdict)
        });
        self.presenter.send(Message::Class(ClassEvent::Votes(votes.collect())));
        self
    }

    fn tell(&mut self, news: ClassEvent) -> &mut Self {
        self.presenter.send(Message::Class(news));
        self.publish()
    }

    fn send(&mut self, message: Message) -> &mut Self {
        let ControlFlow::Continue(()) = effects::send(self, message);
        self
    }

    fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            self.send(Message::Key(key(name)));
        }
        self
    }

    fn write(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Message::Key(Key::char(c)));
        }
        self
    }

    fn screen(&self, width: u16, height: u16) -> String {
        screen(&self.desk, width, height)
    }

    fn notice(&self) -> &str {
        self.desk.notice().map_or("", |notice| &notice.text)
    }
}

impl Host for Room {
    type End = Infallible;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        for effect in self.desk.update(message) {
            match effect {
                FollowerEffect::Vote { vote, .. } => self.votes.push(vote.answer),
                FollowerEffect::Quit => effects.push(Effect::Quit),
                FollowerEffect::App(effect) => effects.push(effect),
            }
        }
        effects
    }

    fn start(&mut self, _: JobId, job: Job) -> ControlFlow<Infallible, Option<Job>> {
        ControlFlow::Continue(Some(job))
    }

    fn cancel(&mut self, _: JobId) {}

    fn quit(&mut self) -> ControlFlow<Infallible> {
        self.has_left = true;
        ControlFlow::Continue(())
    }

    fn fail(&mut self, why: String) -> ControlFlow<Infallible> {
        panic!("{why}")
    }

    fn suspend(&mut self) -> ControlFlow<Infallible> {
        ControlFlow::Continue(())
    }

    fn hand_over(&mut self) -> ControlFlow<Infallible> {
        panic!("a desk presents nothing")
    }

    fn capture_mouse(&mut self, _: bool) -> ControlFlow<Infallible> {
        ControlFlow::Continue(())
    }

    fn record(&mut self, _: &Path, _: Box<Record>) -> Option<String> {
        panic!("a desk records nothing")
    }
}

pub fn lesson(wanted: impl Fn(&Kind) -> bool) -> App {
    let is_wanted = |step: &Step| step.question.as_ref().is_some_and(|q| wanted(&q.kind));
    let lessons = emstep::lesson::BUILT_IN.iter().map(|lesson| lesson.load().unwrap());
    let place = |lesson: Lesson| {
        lesson.steps.iter().skip(1).position(is_wanted).map(|before| (lesson, before))
    };
    let (mut lesson, before) = lessons.into_iter().find_map(place).expect("such a question");
    lesson.steps.drain(..before);
    lesson.steps[0].question = None;
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    App::new(run, Settings::default()).with_lesson(screen).with_record(Some("answers.json".into()))
}

/// A follower who has just come in.
pub fn follower_of(seen: &App) -> Follower {
    Follower::new(Arc::clone(seen.shared()), HostLimits::default())
}

pub fn screen(desk: &Follower, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let theme = Theme::new(ColorDepth::Ansi256);
    terminal.draw(|frame| view::draw_follower(desk, &theme, frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y| -> String { (0..width).map(|x| buffer[(x, y)].symbol()).collect() };
    (0..height).map(|y| row(y).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn text(text: &str) -> Answer {
    Answer::Text(text.into())
}

#[test]
fn a_desk_shows_what_the_presenter_does() {
    let mut room = Room::homework();
    room.present("e m e Tab Tab");
    let screen = room.screen(120, 40);
    assert_snapshot!("class_follower_120x40", screen);
    assert_snapshot!("class_follower_80x24", room.screen(80, 24));
    assert_snapshot!("class_presenter_80x24", room.presenter.screen(80, 24));
    assert!(room.desk.is_plain());
    let mut alone = Driver::homework();
    alone.app = room.seen.clone();
    assert_eq!(alone.screen(120, 40), screen, "one frame serves all desks");
    for key in ["e", "d", "^Z", "L", "^P", "^G", "Tab", "Esc"] {
        room.press(key);
        assert_eq!(room.notice(), "you are following: f explores a copy of your own", "{key}");
    }
    assert!(room.screen(120, 40).contains("you are following"));
    room.press("q");
    assert!(room.has_left);
}

#[test]
fn what_concerns_the_presenter_alone_is_not_shown() {
    let mut room = Room::homework();
    room.present("e e");
    assert!(room.presenter.notice().contains("already inferred"));
    assert_eq!(room.seen.notice(), None);
    room.present("c");
    assert!(room.seen.notice().is_some_and(|notice| notice.text.contains("converged")));
    room.present("Space M");
    assert!(room.presenter.app.is_playing() && room.presenter.app.has_mouse());
    assert!(!room.seen.is_playing() && !room.seen.has_mouse());
    assert_eq!(room.seen.tick_every(), None);
    room.present("?");
    assert!(matches!(room.seen.mode(), Mode::Stepping));
    room.present("Esc Space");
    room.presenter.hold = true;
    room.present("< N");
    assert!(room.presenter.app.waiting_for().is_some());
    assert_eq!(room.seen.waiting_for(), None);
}

#[test]
fn a_copy_starts_where_the_presenter_is_and_goes_its_own_way() {
    let mut room = Room::homework();
    room.present("e m Tab ↓ b").press("f");
    assert!(!room.desk.is_following());
    let own = room.desk.app();
    assert_eq!(own.study().theta(), room.seen.study().theta());
    assert_eq!(own.looks().panel(), room.seen.looks().panel());
    assert_eq!(own.looks().plots().open(), Some(Plot::Bound));
    assert!(own.looks().plots().profile().is_some(), "the picture is computed for the copy");
    room.press("e m e m t Esc");
    assert_eq!(room.desk.app().study().run().cursor().iteration(), 3);
    assert_eq!(room.presenter.place(), "θ1");
    assert_snapshot!("class_explorer_120x40", room.screen(120, 40));
    assert_snapshot!("class_explorer_80x24", room.screen(80, 24));
    room.press("F");
    assert_eq!(room.desk.app().looks().plots().open(), Some(Plot::Staircase));
    room.present("Esc r").press("f");
    assert!(room.desk.is_plain());
    assert!(Arc::ptr_eq(room.desk.app().shared(), room.seen.shared()));
    assert_eq!(room.seen.study().run().cursor().iteration(), 0);
}

#[test]
fn in_a_field_f_is_a_letter() {
    let mut room = Room::homework();
    room.press("f d f");
    assert!(matches!(room.desk.app().mode(), Mode::Data(_)));
    room.press("Esc f");
    assert!(room.desk.is_following());
}

#[test]
fn a_copy_that_is_left_leaves_nothing_running_and_its_late_answers_mean_nothing() {
    let mut room = Room::homework();
    let galaxies = Driver::example("galaxies", 3);
    room.presenter.app = galaxies.app.presenting();
    room.publish().press("f M");
    let started = |effects: Vec<FollowerEffect>| {
        let ids = effects.into_iter().filter_map(|effect| match effect {
            FollowerEffect::App(Effect::Start(id, _)) => Some(id),
            _ => None,
        });
        ids.collect::<Vec<_>>()
    };
    let first = started(room.desk.update(Message::Key(Key::char('c'))));
    assert_eq!(first.len(), 1);
    let left = room.desk.update(Message::Key(Key::char('f')));
    let is_cancelled = |effect: &FollowerEffect| matches!(effect, FollowerEffect::App(Effect::Cancel(id)) if *id == first[0]);
    assert!(left.iter().any(is_cancelled), "{left:?}");
    assert!(left.iter().any(|e| matches!(e, FollowerEffect::App(Effect::Mouse(false)))));
    room.press("f");
    let second = started(room.desk.update(Message::Key(Key::char('c'))));
    assert_ne!(first, second);
}

#[test]
fn an_answer_that_is_judged_when_voting_is_over_does_not_count() {
    let mut room = Room::number();
    room.present("^P").write("3");
    let enter = Message::Key(Key::plain(KeyCode::Enter));
    let mut sent = room.desk.update(enter);
    let Some(FollowerEffect::App(Effect::Start(id, job))) = sent.pop() else { panic!("{sent:?}") };
    assert!(room.screen(120, 40).contains("checking …"));
    room.present("^P");
    for answer in crate::driver::answers(&job) {
        room.send(Message::Answer(id, answer));
    }
    assert_eq!((room.votes.len(), room.desk.given().is_some()), (0, false));
    assert!(room.screen(120, 40).contains("voting is over"));
}

#[test]
fn a_choice_is_put_to_the_class() {
    let mut room = Room::choice();
    room.present("^P");
    assert!(room.desk.open_ballot().is_some());
    assert_snapshot!("class_ballot_choice_120x40", room.screen(120, 40));
    assert_snapshot!("class_ballot_choice_80x24", room.screen(80, 24));
    assert_snapshot!("class_ballot_choice_40x12", room.screen(40, 12));
    room.press("2 Enter");
    assert_eq!(room.votes, [Answer::Choice(1)]);
    assert!(room.desk.ballot().is_none());
    room.publish();
    assert!(room.desk.ballot().is_none(), "nobody votes twice");
    room.vote([0, 1, 1, 1, 0].map(Answer::Choice)).publish();
    assert_snapshot!("class_poll_presenter_120x40", room.presenter.screen(120, 40));
    assert_snapshot!("class_poll_presenter_80x24", room.presenter.screen(80, 24));
    assert!(room.presenter.screen(120, 40).contains("5 so far"));
    assert!(!room.screen(120, 40).contains("so far"), "{}", room.screen(120, 40));
    assert!(room.seen.visible_poll().is_none());
    room.present("^P");
    assert_snapshot!("class_poll_revealed_120x40", room.screen(120, 40));
    assert_snapshot!("class_poll_revealed_80x24", room.screen(80, 24));
    let tally = room.seen.visible_poll().unwrap().1.clone();
    room.vote([]).publish();
    assert_eq!(*room.seen.visible_poll().unwrap().1, tally, "voting is over");
    room.present("^P");
    assert!(room.seen.shared().poll().is_none());
    assert!(room.desk.is_plain(), "what was said of the poll is gone with it");
}

#[test]
fn a_number_that_is_none_is_refused_at_the_desk() {
    let mut room = Room::number();
    room.present("^P").write("x").press("Enter");
    assert!(room.votes.is_empty());
    assert!(room.desk.ballot().unwrap().problem.is_some());
    assert_snapshot!("class_ballot_number_80x24", room.screen(80, 24));
    room.press("^U").write("qf?-0.5").press("Home Del Del Del Enter");
    assert_eq!(room.votes, [text("-0.5")]);
    let typed = ["0.455", ".455", "-24.5125", "1", "2", "3", "4", "5", "6"].map(text);
    room.vote(typed).present("^P");
    let screen = room.screen(120, 40);
    assert!(screen.contains("0.455") && screen.contains("others"), "{screen}");
}

#[test]
fn a_question_can_wait() {
    let mut room = Room::choice();
    room.present("^P").press("Esc");
    assert!(room.desk.ballot().is_some() && room.desk.open_ballot().is_none());
    assert!(room.screen(80, 24).contains("b takes it up"));
    room.present("Esc e").press("b 2 Enter");
    assert_eq!(room.votes.len(), 1);
    let mut room = Room::choice();
    room.press("f").present("^P");
    assert!(room.notice().contains("the teacher asks"));
    assert!(room.screen(80, 24).contains("the teacher asks"));
    room.press("f");
    assert!(room.desk.open_ballot().is_some());
    room.present("^P");
    assert!(room.desk.ballot().is_none());
    assert_eq!(room.notice(), "voting is over");
}

#[test]
fn a_poll_ends_with_its_step_and_hides_the_solution_until_then() {
    let mut room = Room::choice();
    room.present("^P Enter");
    let player = room.presenter.app.lesson().unwrap().player();
    assert!(player.open_question().is_some(), "the presenter does not answer while the class does");
    room.present("PgUp");
    assert!(room.seen.shared().poll().is_none() && room.desk.ballot().is_none());
    room.present("PgDn ^P Esc ^P");
    assert!(!room.seen.shared().poll().unwrap().is_open(), "^P works in both");
    let mut alone = Driver::homework();
    alone.press("^P");
    assert!(alone.notice().contains("presenter"));
    let mut room = Room::homework();
    room.present("^P");
    assert!(room.presenter.notice().contains("open question of a lesson"));
}

#[test]
fn another_asking_of_the_same_number_is_another_poll() {
    let (mut room, mut other) = (Room::choice(), Room::choice());
    room.present("^P").press("2 Enter");
    other.present("^P");
    room.presenter.app = other.presenter.app.clone();
    room.publish();
    assert!(room.desk.open_ballot().is_some());
}

#[test]
fn the_presenter_hands_over_to_who_asks() {
    let mut room = Room::homework();
    room.present("^G");
    assert_eq!(room.presenter.handed_over, 0);
    assert_eq!(room.presenter.notice(), "no one asks to present");
    room.tell(ClassEvent::Asks(Some("an\u{1b}[2Jna\n".into())));
    room.present("e e");
    let screen = room.presenter.screen(80, 24);
    assert!(screen.contains("asks to present: ^G hands over"), "{screen}");
    assert!(!screen.contains('\u{1b}'));
    assert!(matches!(room.seen.role(), Role::Follower));
    for keys in ["^G", "d ^G", "Esc t ^G", "Esc g ^G", "Esc ? ^G"] {
        room.presenter.handed_over = 0;
        room.present(keys);
        assert_eq!(room.presenter.handed_over, 1, "{keys}");
    }
    assert!(!room.presenter.screen(80, 24).is_empty());
}

#[test]
fn what_a_presenter_was_doing_ends_for_the_class_when_they_leave() {
    for (keys, doing) in [
        ("d 1 Space 2 Enter", "reading"),
        ("t ^U 1 Backspace 0 . 5", "computing"),
        ("b", "computing"),
        ("s", "computing"),
        ("o", "sorting"),
        ("g 7", "go to iteration"),
    ] {
        let mut presenter = Driver::homework();
        presenter.app = presenter.app.presenting();
        presenter.press("e m");
        presenter.hold = true;
        presenter.press(keys);
        for (width, height) in [(80, 24), (120, 40)] {
            let shown = |app: &App| screen(&follower_of(app), width, height);
            let left = shown(&left_to_class(&presenter.app));
            assert!(!left.contains(doing), "{keys}:\n{left}");
            assert!(!left.contains("by x"), "{keys}:\n{left}");
            assert!(left.contains("waiting for a presenter"), "{left}");
        }
        // Anyone who goes on from there has it computed.
        let mut next = Driver::homework();
        next.app = copy_of(&left_to_class(&presenter.app)).presenting();
        next.press("n");
        assert!(matches!(next.app.mode(), Mode::Stepping));
        assert!(!next.screen(120, 40).contains(doing), "{keys}");
    }
}

#[test]
fn after_voting_nothing_is_marked_as_the_followers_choice() {
    let has_choice = |screen: String| (1..9).any(|i| screen.contains(&format!("▸ {i}")));
    let mut room = Room::choice();
    room.present("↓ ^P").press("3 Enter");
    for key in ["↓", "↑", "2"] {
        room.present(key);
        let lesson = room.screen(120, 40);
        assert!(!has_choice(lesson.clone()), "{lesson}");
        assert!(
            lesson.contains(" 1 ") && lesson.contains(" 2 "),
            "the options are there: {lesson}"
        );
        assert!(has_choice(room.presenter.screen(120, 40)));
    }
    // Shown, the presenter's choice is not taken for anybody else's either.
    room.present("^P ↓");
    assert!(!has_choice(room.screen(120, 40)), "{}", room.screen(120, 40));
    room.present("^P");
    let presenter = has_choice(room.presenter.screen(120, 40));
    assert_eq!(has_choice(room.screen(120, 40)), presenter, "the screen is the presenter's");
}

#[test]
fn a_class_waits_for_who_presents() {
    let seen = seen_by_class(&Driver::homework().app);
    assert_snapshot!("class_waiting_80x24", screen(&follower_of(&seen), 80, 24));
    let left = left_to_class(&Driver::homework().app.presenting());
    assert!(!left.shared().is_presented());
}

#[test]
fn news_concern_the_presenter_alone() {
    let mut room = Room::homework();
    room.press("f").send(Message::Class(ClassEvent::Asks(Some("eve".into()))));
    assert!(matches!(room.desk.app().role(), Role::Explorer));
    let mut alone = Driver::homework();
    alone.send(Message::Class(ClassEvent::Followers(3)));
    assert!(matches!(alone.app.role(), Role::Alone));
}

#[test]
fn the_help_has_the_keys_of_the_seat() {
    let mut room = Room::homework();
    room.press("?");
    assert_snapshot!("class_help_80x24", room.screen(80, 24));
    room.press("q").present("e");
    assert!(room.desk.is_plain() && !room.has_left);
    room.present("?");
    assert!(room.presenter.screen(120, 140).contains("^P"));
    let mut alone = Driver::homework();
    alone.press("?");
    assert!(!alone.screen(120, 140).contains("^P"));
}

#[derive(Clone, Debug)]
enum Event {
    Present(Key),
    Follower(Key),
    Paste(&'static str),
    Publish,
    Votes(Vec<u8>),
    Tick,
}

fn event() -> impl Strategy<Value = Event> {
    let mut keys: Vec<Key> = STEPPING.iter().flat_map(|b| b.keys).copied().collect();
    keys.extend(LESSON.iter().flat_map(|b| b.keys));
    keys.extend(FOLLOWER.iter().flat_map(|b| b.keys));
    keys.extend(BALLOT.iter().flat_map(|b| b.keys));
    keys.extend("0123456789.-".chars().map(Key::char));
    keys.push(Key::plain(KeyCode::Backspace));
    let mut often = vec![Key::char('f'), Key::ctrl('p'), Key::plain(KeyCode::Enter)];
    often.extend(keys.clone());
    prop_oneof![
        8 => prop::sample::select(often.clone()).prop_map(Event::Present),
        8 => prop::sample::select(often).prop_map(Event::Follower),
        1 => prop::sample::select(vec!["0.5", "1 2 3", "x"]).prop_map(Event::Paste),
        4 => Just(Event::Publish),
        1 => prop::collection::vec(0u8..6, 0..9).prop_map(Event::Votes),
        1 => Just(Event::Tick),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The panels of a copy show what the presenter's do at that moment.
    #[test]
    fn a_copy_shows_the_same_numbers(
        keys in prop::collection::vec(
            prop::sample::select(vec!["n", "n", "N", "p", "c", "r", "Tab", "↓", "x", "v", "z", "f", "b", "s", "<"]),
            0..25,
        ),
    ) {
        let mut room = Room::homework();
        room.present(&keys.join(" "));
        let panels = |screen: String| {
            let lines: Vec<String> = screen.lines().map(str::to_owned).collect();
            lines[1..lines.len() - 2].to_vec()
        };
        let before = panels(room.screen(120, 40));
        room.press("f");
        prop_assert_eq!(panels(room.screen(120, 40)), before);
    }

    #[test]
    fn whatever_happens_a_desk_that_follows_shows_the_presenter(
        events in prop::collection::vec(event(), 1..60),
        kind in 0usize..4,
        (width, height) in (1u16..130, 1u16..45),
    ) {
        let mut room = match kind {
            0 => Room::homework(),
            1 => Room::choice(),
            2 => Room::number(),
            _ => Room::asking(|kind| matches!(kind, Kind::Each(_))),
        };
        for event in events {
            match event {
                Event::Present(key) => { room.presenter.send(Message::Key(key)); }
                Event::Follower(key) => { room.send(Message::Key(key)); }
                Event::Paste(text) => { room.send(Message::Paste(text.into())); }
                Event::Publish => { room.publish(); }
                Event::Tick => { room.send(Message::Tick); room.presenter.tick(); }
                Event::Votes(votes) => {
                    let votes = votes.iter().map(|vote| match vote {
                        0..3 => Answer::Choice(usize::from(*vote)),
                        _ => text(&vote.to_string()),
                    });
                    room.vote(votes);
                }
            }
            let app = room.desk.app();
            prop_assert_eq!(room.desk.is_following(), Arc::ptr_eq(app.shared(), room.seen.shared()));
            let is_follower = matches!(app.role(), Role::Follower);
            prop_assert!(is_follower || matches!(app.role(), Role::Explorer));
            prop_assert_eq!(is_follower, room.desk.is_following());
            if room.desk.is_plain() {
                let mut shared = Driver::homework();
                shared.app = room.seen.clone();
                prop_assert_eq!(room.screen(width, height), shared.screen(width, height));
            }
            room.presenter.screen(width, height);
        }
        room.screen(width, height);
    }
}

#[test]
fn the_solution_is_shown_to_all_and_an_own_answer_stays() {
    let mut room = Room::number();
    room.present("^P").write("3").press("Enter");
    assert!(room.screen(120, 40).contains("Your answer: 3 (sent)"), "{}", room.screen(120, 40));
    assert!(!room.desk.is_plain());
    room.vote([text("3"), text("7")]).present("^P");
    let player = room.presenter.app.lesson().unwrap().player();
    let solution = with_minus_signs(&player.solution().unwrap());
    let explanation = player.explanation()[0].split(' ').next().unwrap().to_owned();
    let silent = follower_of(&room.seen);
    for (width, height) in [(120, 40), (100, 30), (80, 24)] {
        let (own, other) = (room.screen(width, height), screen(&silent, width, height));
        for seen in [&own, &other, &room.presenter.screen(width, height)] {
            assert!(seen.contains(&format!("✓ {solution}")), "nobody had it: {seen}");
            assert!(seen.contains("0 of 2 right"), "{seen}");
        }
        assert!(own.contains("Your answer: 3") && own.contains("not right"), "{own}");
        assert!(own.contains("◂ yours"), "{own}");
        assert!(!other.contains("yours") && !other.contains("Your answer"), "{other}");
    }
    let seen = screen(&silent, 120, 40);
    assert!(seen.contains(&format!("The solution: {solution}")), "{seen}");
    assert!(seen.contains(&explanation), "{seen}");
    assert!(room.seen.hides().is_empty(), "what was covered is seen");
    room.present("^P");
    assert!(room.desk.is_plain() && room.desk.given().is_none());
}

#[test]
fn who_learns_alone_and_a_class_are_judged_alike() {
    let mut room = Room::number();
    let solution = room.presenter.app.lesson().unwrap().player().open_question().unwrap();
    let solution: f64 = solution.solution().replace('\u{2212}', "-").parse().unwrap();
    let coarse = format!("{solution:.0}");
    room.present("^P").write(&coarse).press("Enter");
    room.vote([text(&coarse)]).present("^P");
    let class = room.screen(120, 40);
    let mut alone = Driver::homework();
    alone.app = lesson(|kind| matches!(kind, Kind::Number(_)));
    alone.press("Enter").write(&coarse).press("Enter");
    let says = "Right so far; please give";
    assert!(alone.screen(120, 40).contains(says), "{}", alone.screen(120, 40));
    assert!(class.contains(says), "{class}");
    assert!(class.contains("0 of 1 right, 1 right so far"), "{class}");
}

#[test]
fn a_class_question_is_answered_in_the_class_alone() {
    let mut room = Room::number();
    room.present("^P").press("Esc f b e m c L");
    assert!(room.desk.open_ballot().is_some(), "L leads back to the class's question");
    room.write("-3").press("Enter");
    assert_eq!(room.votes, [text("-3")]);

    // In a field of a copy f is a letter, and nothing says otherwise.
    let mut room = Room::number();
    room.press("f d f");
    assert!(room.screen(120, 40).contains("Esc, f back to the teacher"));
    room.present("^P");
    assert!(room.notice().contains("Esc, then L"), "{}", room.notice());
    room.press("Esc");
    assert!(room.screen(120, 40).contains("exploring · f back to the teacher"));
    assert!(room.screen(80, 24).contains("L goes back to answer it"), "{}", room.screen(80, 24));
    room.press("L");
    assert!(room.desk.open_ballot().is_some());

    // Without a poll the lesson is not answered in a copy either.
    let mut room = Room::number();
    room.press("f");
    assert!(room.screen(120, 40).contains("Answered in the class only"));
    room.press("L");
    assert!(room.desk.is_following());
    let mut copy = Driver::homework();
    copy.app = copy_of(&room.seen);
    copy.press("L");
    assert!(matches!(copy.app.mode(), Mode::Stepping));
    assert!(copy.notice().contains("in the class only"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever a follower types while the class is asked: it goes into the class's field, or into
    /// one that is visibly the follower's own, or nowhere.
    #[test]
    fn what_is_typed_in_a_poll_reaches_the_class_or_is_visibly_private(
        before in prop::collection::vec(key_of_a_follower(), 0..8),
        after in prop::collection::vec(key_of_a_follower(), 1..30),
    ) {
        let mut room = Room::number();
        for key in before {
            room.send(Message::Key(key));
        }
        room.present("^P");
        for key in after {
            let typed = |room: &Room| room.desk.open_ballot().and_then(|b| b.input.answer());
            let (was_open, text_before) = (room.desk.open_ballot().is_some(), typed(&room));
            let votes = room.votes.len();
            room.send(Message::Key(key));
            let seen = room.screen(80, 24);
            if let Some(own) = room.desk.own() {
                prop_assert!(!matches!(own.mode(), Mode::Lesson(_)));
                prop_assert!(seen.contains("exploring"), "{}", seen);
                prop_assert!(!seen.contains("The teacher asks"), "{}", seen);
                let is_empty = own.lesson().is_none_or(|lesson| match lesson.input() {
                    Input::Text(field) => field.text().is_empty(),
                    _ => true,
                });
                prop_assert!(is_empty, "nothing is typed into the lesson of a copy");
            } else if room.desk.open_ballot().is_some() {
                prop_assert!(seen.contains("The teacher asks"), "{}", seen);
            }
            // A digit that was typed into the class's field is still there.
            if let (true, KeyCode::Char('0'..='9')) = (was_open, key.code) {
                prop_assert_ne!(&typed(&room), &text_before);
            } else if !was_open && room.desk.open_ballot().is_some() {
                prop_assert_eq!(room.votes.len(), votes, "to open a field types nothing");
            }
            if room.votes.len() > votes {
                prop_assert!(was_open);
                prop_assert_eq!(room.votes.last(), text_before.as_ref());
            }
        }
    }
}

fn key_of_a_follower() -> impl Strategy<Value = Key> {
    let mut keys: Vec<Key> = "fbLemcadtgqw?0123456789-. ".chars().map(Key::char).collect();
    keys.extend([KeyCode::Esc, KeyCode::Enter, KeyCode::Tab, KeyCode::Backspace].map(Key::plain));
    // Who has left types nothing more.
    keys.retain(|key| *key != Key::char('q'));
    prop::sample::select(keys)
}

#[test]
fn whoever_takes_the_place_is_told_that_the_class_sees_it() {
    let mut presenter = Driver::homework();
    presenter.app = presenter.app.presenting();
    presenter.press("e");
    let mut next = Driver::homework();
    next.app = copy_of(&left_to_class(&presenter.app)).presenting();
    assert_eq!(next.notice(), "the class follows you from here");
    assert!(matches!(next.app.role(), Role::Presenter(_)));
}
