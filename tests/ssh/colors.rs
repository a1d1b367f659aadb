//! The colours of each client's own terminal.

use emstep::internals::view::{self, ColorDepth, Theme, ThemeName};

use crate::class::{mirror, settle};
use crate::driver::{Driver, seen_by_class};
use crate::harness::{Host, Seen, assert_shows, drawn, homework};

const SMALL: (u16, u16) = (80, 24);

/// What the class sees in this theme.
#[track_caller]
fn assert_follows_in(theme: ThemeName, seen: &Seen, presenter: &Driver) {
    let app = seen_by_class(&presenter.app);
    let theme = Theme::named(theme, ColorDepth::Ansi256);
    assert_shows(seen, &drawn(SMALL, |frame| view::draw(&app, &theme, frame)));
}

#[tokio::test(start_paused = true)]
async fn each_has_the_theme_of_their_own_terminal() {
    let host = Host::open();
    let mut presenter = host.terminal("present", SMALL).await;
    let mut dark = host.terminal("watch", SMALL).await;
    let mut light = host.terminal("watch", SMALL).await;
    let mut other = host.terminal("watch", SMALL).await;
    let mut local = mirror(homework());
    for seen in [&mut dark, &mut light] {
        seen.sees("next: E-step").await;
    }
    // In pieces, and while keys of others come.
    for piece in ["\x1b]11;rgb:ff", "ff/ffff/ff", "ff\x1b\\"] {
        light.keys(piece).await;
        dark.keys("\x1b]11;rgb:0000/0000/0000\x07").await;
    }
    for keys in ["", "e", "m", "e"] {
        presenter.keys(keys).await;
        local.press(keys);
        settle(&mut [&mut presenter, &mut dark, &mut light, &mut other]).await;
        assert_follows_in(ThemeName::Dark, &dark, &local);
        assert_follows_in(ThemeName::Light, &light, &local);
        assert_follows_in(ThemeName::Dark, &other, &local);
    }
    // A follower's key is for that follower alone, and so is the presenter's.
    other.keys("TT").await;
    presenter.keys("T").await;
    settle(&mut [&mut other, &mut presenter, &mut dark]).await;
    assert_follows_in(ThemeName::Contrast, &other, &local);
    assert_follows_in(ThemeName::Dark, &dark, &local);
    presenter.sees("theme: light").await;
    for keys in ["m", "e"] {
        presenter.keys(keys).await;
        local.press(keys);
        settle(&mut [&mut presenter, &mut dark, &mut light, &mut other]).await;
        assert_follows_in(ThemeName::Dark, &dark, &local);
        assert_follows_in(ThemeName::Light, &light, &local);
        assert_follows_in(ThemeName::Contrast, &other, &local);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_too_late_changes_nothing() {
    let host = Host::open();
    let mut presenter = host.terminal("present", SMALL).await;
    let mut late = host.terminal("watch", SMALL).await;
    settle(&mut [&mut presenter, &mut late]).await;
    // The clock has gone on by more than the deadline.
    late.keys("\x1b]11;rgb:ffff/ffff/ffff\x07").await;
    late.settle().await;
    assert_follows_in(ThemeName::Dark, &late, &mirror(homework()));
}
