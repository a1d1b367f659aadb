//! Pictures of every view, in each size that counts and each theme: they are kept in `pictures/`
//! and drawn again here. `INSTA_UPDATE=always cargo test --test screens` writes them anew.

mod ascii;
mod changed_keys;
mod kinds;
mod picture;
mod stage;
mod views;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ratatui::layout::Size;

use stage::Stage;
use views::views;

const SIZES: [Size; 3] = [Size::new(80, 24), Size::new(100, 30), Size::new(120, 40)];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens/gallery/pictures")
}

/// The names of the pictures that are kept.
fn kept() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).expect("the pictures");
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn every_view_looks_as_it_did() {
    let renews = std::env::var_os("INSTA_UPDATE").is_some_and(|how| how == "always");
    let (mut drawn, mut stale) = (BTreeSet::new(), Vec::new());
    for view in views() {
        for size in SIZES {
            let stage = Stage::of(view, size);
            let frames = picture::THEMES.map(|(theme, _)| stage.draw(size, theme));
            let name = format!("{}_{}x{}.svg", view.name, size.width, size.height);
            let picture = picture::picture(view.name, &frames);
            let path = folder().join(&name);
            if fs::read_to_string(&path).ok().as_ref() != Some(&picture) {
                if renews {
                    fs::write(path, picture).unwrap();
                } else {
                    stale.push(name.clone());
                }
            }
            assert!(drawn.insert(name), "two views are called {}", view.name);
        }
    }
    for name in kept().difference(&drawn).filter(|_| renews) {
        fs::remove_file(folder().join(name)).unwrap();
    }
    assert!(
        stale.is_empty(),
        "these pictures have changed: {}\nINSTA_UPDATE=always writes them anew; look at them",
        stale.join(" ")
    );
    assert_eq!(kept(), drawn, "there are no other pictures");
}

#[test]
fn the_views_show_all_there_is() {
    let mut seen = BTreeSet::new();
    for view in views() {
        let stage = Stage::of(view, SIZES[0]);
        seen.extend(stage.app().map(kinds::seen).into_iter().flatten());
    }
    let missing: Vec<_> = kinds::all().difference(&seen).copied().collect();
    assert!(missing.is_empty(), "no view shows: {missing:?}");
}
