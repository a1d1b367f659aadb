//! One presents, the others follow.

use std::sync::Arc;

use emstep::internals::app::{App, HostLimits, LessonScreen, Settings};
use emstep::internals::ssh::{ClassAccess, Limits};
use emstep::lesson::{BuiltIn, Player};
use emstep::timeline::{Origin, Run};

use crate::driver::{Driver, copy_of, seen_by_class};
use crate::harness::{Host, Seen, assert_shows, homework, key, keys, prove, stepper};

const LARGE: (u16, u16) = (120, 40);
const SMALL: (u16, u16) = (80, 24);
const TEACHER: u8 = 2;

/// What the presenter's own keys come to, without a server.
pub(crate) fn mirror(app: App) -> Driver {
    let mut local = Driver::homework();
    local.app = app.presenting();
    local
}

#[track_caller]
fn assert_follows(seen: &Seen, presenter: &Driver, size: (u16, u16)) {
    assert_shows(seen, &stepper(&seen_by_class(&presenter.app), size));
}

pub(crate) async fn settle(all: &mut [&mut Seen]) {
    for seen in all {
        seen.settle().await;
    }
}

fn in_lesson() -> App {
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let scene = screen.player().scene();
    let (dataset, start) = (Arc::clone(scene.dataset()), scene.run().iterates()[0].clone());
    let bounds = HostLimits { files: false, suspend: false, ..HostLimits::default() };
    App::new(Run::new(dataset, start, Origin::Given), Settings::default())
        .with_lesson(screen)
        .with_limits(bounds)
}

#[tokio::test(start_paused = true)]
async fn all_see_what_the_presenter_does_each_in_their_size() {
    let host = Host::open();
    let mut presenter = host.terminal("present", LARGE).await;
    let mut large = host.terminal("watch", LARGE).await;
    let mut small = host.terminal("watch", SMALL).await;
    let mut local = mirror(homework());
    for keys in ["e", "m", "e", "b", "Tab", "c"] {
        presenter.keys(if keys == "Tab" { "\t" } else { keys }).await;
        local.press(keys);
        settle(&mut [&mut presenter, &mut large, &mut small]).await;
        assert_follows(&large, &local, LARGE);
        assert_follows(&small, &local, SMALL);
    }
    // A latecomer sees where the others are, and not the way there.
    let mut late = host.terminal("watch", SMALL).await;
    late.settle().await;
    assert_follows(&late, &local, SMALL);
    assert!(late.bytes < small.bytes);
}

#[tokio::test(start_paused = true)]
async fn the_presenter_knows_how_many_follow() {
    let host = Host::open();
    let mut presenter = host.terminal("present", LARGE).await;
    presenter.sees("presenting · 0 follow").await;
    let first = host.terminal("watch", SMALL).await;
    presenter.sees("presenting · 1 follows").await;
    let mut second = host.terminal("watch", SMALL).await;
    presenter.sees("presenting · 2 follow").await;
    second.sees("following").await;
    second.keys("q").await;
    presenter.sees("presenting · 1 follows").await;
    first.drop_link().await;
    presenter.sees("presenting · 0 follow").await;
}

#[tokio::test(start_paused = true)]
async fn a_followers_keys_are_its_own() {
    let host = Host::open();
    let mut presenter = host.terminal("present", LARGE).await;
    let mut follower = host.terminal("watch", LARGE).await;
    let mut local = mirror(homework());
    presenter.keys("em").await;
    local.press("e m");
    settle(&mut [&mut presenter, &mut follower]).await;
    let before = presenter.text();
    follower.keys("nNcgtdbs\x10\x07\x1a\x1b[200~1 2 3\x1b[201~\re").await;
    follower.sees("you are following: f explores a copy of your own").await;
    settle(&mut [&mut presenter, &mut follower]).await;
    assert_eq!(presenter.text(), before);
    presenter.keys("e").await;
    local.press("e");
    settle(&mut [&mut presenter, &mut follower]).await;
    let mut other = host.terminal("watch", LARGE).await;
    other.settle().await;
    assert_follows(&other, &local, LARGE);
}

#[tokio::test(start_paused = true)]
async fn f_explores_from_where_the_class_is_and_goes_back_to_it() {
    let host = Host::open();
    let mut presenter = host.terminal("present", LARGE).await;
    let mut follower = host.terminal("watch", LARGE).await;
    let mut local = mirror(homework());
    presenter.keys("em").await;
    local.press("e m");
    settle(&mut [&mut presenter, &mut follower]).await;
    let before = presenter.text();
    follower.keys("f").await;
    let mut own = Driver::homework();
    own.app = copy_of(&local.app);
    follower.settle().await;
    assert_shows(&follower, &stepper(&own.app, LARGE));
    follower.keys("eme").await;
    own.press("e m e");
    follower.settle().await;
    assert_shows(&follower, &stepper(&own.app, LARGE));
    presenter.settle().await;
    assert_eq!(presenter.text(), before);

    presenter.keys("p").await;
    local.press("p");
    settle(&mut [&mut presenter, &mut follower]).await;
    assert_shows(&follower, &stepper(&own.app, LARGE));
    follower.keys("f").await;
    follower.settle().await;
    assert_follows(&follower, &local, LARGE);
}

#[tokio::test(start_paused = true)]
async fn the_class_is_asked_answers_and_sees_the_answers() {
    let host = Host::with(Limits::default(), in_lesson());
    let mut presenter = host.terminal("present", LARGE).await;
    let mut first = host.terminal("watch", LARGE).await;
    let mut second = host.terminal("watch", SMALL).await;
    presenter.sees("presenting · 2 follow").await;
    presenter.keys("\r\x10").await;
    presenter.sees("The class answers: 0 so far").await;
    first.sees("The presenter asks").await;
    second.sees("The presenter asks").await;
    first.keys("-24.51\r").await;
    first.sees("sent: the answers come when the presenter shows them").await;
    presenter.sees("The class answers: 1 so far").await;
    second.keys("-15.46\r").await;
    presenter.sees("The class answers: 2 so far").await;
    presenter.sees("−15.46").await;
    // No one sees what the others answer before it is shown.
    settle(&mut [&mut first, &mut second]).await;
    assert!(!first.text().contains("−15.46"), "{}", first.text());
    // Who has answered is not asked again, and who comes now is.
    let mut late = host.terminal("watch", LARGE).await;
    late.sees("The presenter asks").await;
    presenter.keys("\x10").await;
    first.sees("−15.46").await;
    second.sees("−24.51").await;
    late.sees("voting is over").await;
    late.keys("1\r").await;
    presenter.keys("\x10").await;
    settle(&mut [&mut presenter, &mut first]).await;
    assert!(!first.text().contains("−15.46") && !presenter.text().contains("−15.46"));
}

#[tokio::test(start_paused = true)]
async fn formulas_are_judged_by_the_pool_and_counted_when_they_are() {
    let host = Host::with(Limits::default(), in_lesson());
    let mut presenter = host.terminal("present", LARGE).await;
    let mut followers = Vec::new();
    for _ in 0..4 {
        followers.push(host.terminal("watch", LARGE).await);
    }
    presenter.sees("presenting · 4 follow").await;
    presenter.keys("\r-24.51\r").await;
    presenter.sees("✓").await;
    presenter.keys("\r\x10").await;
    let answers = ["π_k N_k / Σ_j π_j N_j", "N_k π_k / (Σ_j N_j π_j)", "N_k", "N_k +"];
    for (follower, answer) in followers.iter_mut().zip(answers) {
        follower.sees("The presenter asks").await;
        follower.keys(answer).await;
        follower.keys("\r").await;
    }
    for follower in &mut followers[..3] {
        follower.sees("sent: the answers come when").await;
    }
    followers[3].sees("column 6: expected a number").await;
    presenter.sees("The class answers: 3 so far").await;
    presenter.keys("\x10").await;
    followers[1].sees("✓ right").await;
    followers[2].sees("✗ not right").await;
    host.counts("worker_queue", 0).await;
}

#[tokio::test(start_paused = true)]
async fn the_answer_of_who_leaves_does_not_count() {
    let host = Host::with(Limits::default(), in_lesson());
    let mut presenter = host.terminal("present", LARGE).await;
    let mut first = host.terminal("watch", LARGE).await;
    let mut second = host.terminal("watch", LARGE).await;
    presenter.sees("presenting · 2 follow").await;
    presenter.keys("\r\x10").await;
    for follower in [&mut first, &mut second] {
        follower.sees("The presenter asks").await;
        follower.keys("-24.51\r").await;
        follower.sees("sent: the answers come when").await;
    }
    presenter.sees("The class answers: 2 so far").await;
    first.drop_link().await;
    presenter.sees("presenting · 1 follows").await;
    presenter.sees("The class answers: 1 so far").await;
    second.keys("q").await;
    presenter.sees("The class answers: 0 so far").await;
    // Who comes again answers again.
    let mut again = host.terminal("watch", LARGE).await;
    again.sees("The presenter asks").await;
    again.keys("-15.46\r").await;
    presenter.sees("The class answers: 1 so far").await;
}

#[tokio::test(start_paused = true)]
async fn who_has_a_key_has_one_vote_in_however_many_sessions() {
    let entry = ClassAccess::Restricted {
        keys: Some(keys(&[key(1).public_key(), key(3).public_key()]).into()),
        password: None,
    };
    let presenters = keys(&[key(TEACHER).public_key()]);
    let host = Host::guarded(Limits::default(), in_lesson(), entry, presenters);
    let mut presenter = host.terminal("present", LARGE).await;
    let mut sessions = Vec::new();
    for owner in [1, 1, 3] {
        let mut handle = host.connect().await;
        assert!(prove(&mut handle, "watch", owner).await);
        sessions.push(Seen::open(handle, LARGE).await);
    }
    presenter.sees("presenting · 3 follow").await;
    presenter.keys("\r\x10").await;
    for (session, answer) in sessions.iter_mut().zip(["-1\r", "-2\r", "-3\r"]) {
        session.sees("The presenter asks").await;
        session.keys(answer).await;
        session.sees("sent: the answers come when").await;
    }
    presenter.sees("The class answers: 2 so far").await;
    presenter.settle().await;
    let text = presenter.text();
    assert!(!text.contains("−1 ") && text.contains("−2") && text.contains("−3"), "{text}");
    // The answer that counts is the last one of the sessions that are still there.
    let last = sessions.pop().unwrap();
    sessions.pop().unwrap().drop_link().await;
    presenter.sees("presenting · 2 follow").await;
    presenter.sees("−1 ").await;
    presenter.settle().await;
    assert!(presenter.text().contains("The class answers: 2 so far"), "{}", presenter.text());
    sessions.remove(0).drop_link().await;
    presenter.sees("The class answers: 1 so far").await;
    last.drop_link().await;
    presenter.sees("The class answers: 0 so far").await;
}

#[tokio::test(start_paused = true)]
async fn what_is_shown_stays_when_those_who_answered_leave() {
    let host = Host::with(Limits::default(), in_lesson());
    let mut presenter = host.terminal("present", LARGE).await;
    let mut first = host.terminal("watch", LARGE).await;
    let mut second = host.terminal("watch", LARGE).await;
    presenter.sees("presenting · 2 follow").await;
    presenter.keys("\r\x10").await;
    first.sees("The presenter asks").await;
    first.keys("-15.46\r").await;
    presenter.sees("The class answers: 1 so far").await;
    presenter.keys("\x10").await;
    second.sees("−15.46").await;
    first.drop_link().await;
    presenter.sees("presenting · 1 follows").await;
    settle(&mut [&mut presenter, &mut second]).await;
    for seen in [&presenter, &second] {
        assert!(seen.text().contains("−15.46"), "{}", seen.text());
    }
}

#[tokio::test(start_paused = true)]
async fn a_paste_is_taken_whole_or_refused_whole_over_ssh_too() {
    let host = Host::open();
    let mut alone = host.terminal("play", LARGE).await;
    alone.keys("g").await;
    alone.sees("go to iteration").await;
    alone.keys(&format!("\x1b[200~{}\x1b[201~", "7".repeat(6_012))).await;
    alone.sees("6012 characters; this field takes at most 4096").await;
    alone.keys("\x1b").await;
    alone.until(|text| !text.contains("go to iteration")).await;
    alone.keys("d").await;
    alone.sees("Data of a new run").await;
    alone.keys(&format!("\x1b[200~{}\x1b[201~", "7".repeat(300_000))).await;
    alone.sees("300,000 characters").await;
    // What was not finished is dropped, and said.
    alone.keys("\x1b[200~1 2 3").await;
    alone.sees("the paste did not end; its 5 characters were dropped").await;
    alone.keys("\x1b[200~1 2 3\x03").await;
    alone.ends().await;
}

/// A server whose teachers have a key; its code is for another one.
fn with_teachers() -> Host {
    let presenters = keys(&[key(TEACHER).public_key()]);
    Host::guarded(Limits::default(), homework(), ClassAccess::Open, presenters)
}

async fn teacher(host: &Host) -> Seen {
    let mut handle = host.connect().await;
    assert!(prove(&mut handle, "present", TEACHER).await);
    Seen::open(handle, LARGE).await
}

#[tokio::test(start_paused = true)]
async fn the_place_is_handed_over() {
    let host = with_teachers();
    let mut first = host.terminal("present", LARGE).await;
    let mut local = mirror(homework());
    first.keys("em").await;
    local.press("e m");
    first.settle().await;
    let mut second = teacher(&host).await;
    second.sees("present@127.0.0.1 presents already.").await;
    second.keys("em").await;
    second.keys("a").await;
    second.sees("Asked.").await;
    first.sees("present@127.0.0.1 asks to present: ^G hands over").await;
    first.keys("\x07").await;
    second.sees("presenting · 1 follows").await;
    first.sees("following").await;
    second.keys("e").await;
    local.press("e");
    settle(&mut [&mut first, &mut second]).await;
    assert_follows(&first, &local, LARGE);
    first.keys("m").await;
    first.sees("you are following").await;
}

#[tokio::test(start_paused = true)]
async fn who_asks_gets_the_place_when_it_comes_free() {
    for leaves in [true, false] {
        let host = with_teachers();
        let mut first = host.terminal("present", LARGE).await;
        let mut follower = host.terminal("watch", LARGE).await;
        first.keys("em").await;
        let mut local = mirror(homework());
        local.press("e m");
        let mut second = teacher(&host).await;
        second.sees("presents already").await;
        second.keys("a").await;
        first.sees("asks to present").await;
        if leaves {
            first.keys("q").await;
            first.ends().await;
        } else {
            first.drop_link().await;
        }
        second.sees("presenting · 1 follows").await;
        second.keys("e").await;
        local.press("e");
        settle(&mut [&mut second, &mut follower]).await;
        assert_follows(&follower, &local, LARGE);
    }
}

#[tokio::test(start_paused = true)]
async fn a_presenter_whose_link_stands_still_comes_back_at_once_to_a_full_class() {
    let limits = Limits { sessions: 1, ..Limits::default() };
    let presenters = keys(&[key(TEACHER).public_key()]);
    let host = Host::guarded(limits, homework(), ClassAccess::Open, presenters);
    // The one who is away takes nothing from the wire any more, and says nothing.
    let mut away = teacher(&host).await;
    away.sees("presenting").await;
    let mut follower = host.terminal("watch", LARGE).await;
    follower.sees("Density").await;
    let mut back = teacher(&host).await;
    back.sees("presenting").await;
    back.keys("em").await;
    follower.sees("−10.955912").await;
    // Another presenter has to ask.
    let mut other = host.terminal("present", LARGE).await;
    other.sees("presents already").await;
    back.settle().await;
    assert!(back.text().contains("presenting"), "{}", back.text());
}

#[tokio::test(start_paused = true)]
async fn a_request_ends_with_who_made_it() {
    let host = with_teachers();
    let mut first = host.terminal("present", LARGE).await;
    let mut second = teacher(&host).await;
    second.keys("a").await;
    first.sees("asks to present").await;
    second.drop_link().await;
    first.until(|screen| !screen.contains("asks to present")).await;
    // The newest request counts, and the older one may be made again.
    let mut second = teacher(&host).await;
    let mut third = teacher(&host).await;
    second.keys("a").await;
    second.sees("Asked.").await;
    third.keys("a").await;
    third.sees("Asked.").await;
    second.sees("ask to present").await;
    first.keys("q").await;
    third.sees("presenting · 0 follow").await;
    second.keys("q").await;
    second.ends().await;
    assert_eq!(second.status, Some(0));
}

#[tokio::test(start_paused = true)]
async fn a_presenter_who_comes_back_finds_everything_as_it_was() {
    let host = with_teachers();
    let mut first = teacher(&host).await;
    let mut follower = host.terminal("watch", LARGE).await;
    let mut local = mirror(homework());
    first.keys("emem").await;
    local.press("e m e m");
    first.settle().await;
    first.drop_link().await;
    follower.sees("waiting for a presenter").await;
    let mut again = teacher(&host).await;
    again.sees("presenting · 1 follows").await;
    again.keys("e").await;
    local.press("e");
    settle(&mut [&mut again, &mut follower]).await;
    assert_follows(&follower, &local, LARGE);
}
