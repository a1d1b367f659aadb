//! The README tells the truth about the keys.

use emstep::app::keymap::{FORM, STEPPING};

#[test]
fn every_key_stands_in_the_readme() {
    let readme = include_str!("../README.md");
    let keys = readme.split("### Keys").nth(1).and_then(|rest| rest.split("## ").next()).unwrap();
    let labels = STEPPING.iter().map(|b| b.label).chain(FORM.iter().map(|b| b.label));
    for key in labels.flat_map(|label| label.split(' ')) {
        assert!(keys.contains(&format!("`{key}`")), "{key} is not in the README");
    }
}
