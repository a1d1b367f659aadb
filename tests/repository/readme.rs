//! The README tells the truth about the keys.

use emstep::app::keymap::{BALLOT, Binding, DESK, EXPLORER, FORM, STEPPING};

fn labels<A>(table: &'static [Binding<A>]) -> impl Iterator<Item = &'static str> {
    table.iter().flat_map(|binding| binding.label.split(' '))
}

#[test]
fn every_key_stands_in_the_readme() {
    let readme = include_str!("../../README.md");
    let keys = readme.split("### Keys").nth(1).and_then(|rest| rest.split("## ").next()).unwrap();
    let labels = labels(STEPPING).chain(labels(FORM));
    let class = self::labels(DESK).chain(self::labels(EXPLORER)).chain(self::labels(BALLOT));
    for key in labels.chain(class) {
        assert!(keys.contains(&format!("`{key}`")), "{key} is not in the README");
    }
}
