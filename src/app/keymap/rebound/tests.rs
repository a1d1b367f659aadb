use super::*;

fn row(table: &str, action: &str) -> &'static Row {
    rows_of(table).find(|row| row.action == action).unwrap()
}

fn keymap(changes: &[(&str, &str, &[&str])]) -> Keymap {
    let mut keymap = Keymap::default();
    for (table, action, keys) in changes {
        let keys: Vec<Key> = keys.iter().map(|key| key.parse().unwrap()).collect();
        keymap.change(row(table, action), &keys).unwrap();
    }
    keymap
}

#[test]
fn every_row_has_a_name_of_its_own_and_labels_are_its_keys() {
    let mut names = std::collections::HashSet::new();
    for row in rows().iter().filter(|row| row.is_open()) {
        assert!(names.insert((row.table, &row.action)), "{}.{}", row.table, row.action);
    }
    for binding in keymap::STEPPING {
        assert_eq!(labels(binding.keys), binding.label);
    }
    for binding in keymap::FORM {
        assert_eq!(labels(binding.keys), binding.label);
    }
    for (names, table) in [(&EVERYWHERE[..], STEPPER), (&IN_DERIVATION, STEPPER)] {
        assert!(names.iter().all(|name| row(table, name).is_open()));
    }
}

#[test]
fn keys_change_places() {
    let keymap = keymap(&[("stepper", "e-step", &["m"]), ("stepper", "m-step", &["e", "x"])]);
    let stepper = |key| keymap.translate(None, Key::char(key), |_| false);
    assert_eq!(stepper('m'), Some(Key::char('e')));
    assert_eq!(stepper('e'), Some(Key::char('m')));
    assert_eq!(stepper('n'), Some(Key::char('n')), "an unchanged key");
    assert_eq!(keymap.fill("press ⟦e⟧ or ⟦n⟧, ⟦copy:f⟧ goes back"), "press m or n, f goes back");
    let outside = "⟦ does nothing; ⟦e⟧ and ⟦x.csv⟧";
    assert_eq!(keymap.fill(outside), "⟦ does nothing; m and ⟦x.csv⟧", "what is no key stays");
    assert_eq!(keymap.clash().map(|clash| clash.other.action.as_str()), Some("read-off"));
}

#[test]
fn what_a_sentence_says_of_an_action_without_a_key_is_left_out() {
    let keymap = keymap(&[("stepper", "save", &[]), ("stepper", "m-step", &[])]);
    let lost = "60 half-steps of run 1 are not saved: ⟦W⟧ saves them, ⟦q⟧ again quits";
    assert_eq!(keymap.fill(lost), "60 half-steps of run 1 are not saved: q again quits");
    assert_eq!(keymap.fill("the M-step comes next (⟦m⟧)"), "the M-step comes next");
    assert_eq!(keymap.fill("⟦m⟧ takes θ on"), "m-step (no key) takes θ on");
}

#[test]
fn a_key_that_was_left_means_nothing_and_one_that_is_typed_is_itself() {
    let keymap = keymap(&[("stepper", "e-step", &["^K"])]);
    assert_eq!(keymap.translate(None, Key::char('e'), |_| false), None);
    assert_eq!(keymap.translate(Some("theta"), Key::char('e'), is_letter), Some(Key::char('e')));
    assert_eq!(keymap.translate(None, Key::ctrl('k'), |_| false), Some(Key::char('e')));
    let in_form = keymap.translate(Some("theta"), Key::ctrl('k'), is_letter);
    assert_eq!(in_form, Some(Key::ctrl('k')), "it types no e");
    assert!(keymap.clash().is_none());
}

#[test]
fn what_is_open_keeps_its_own_keys_from_those_of_the_stepper() {
    // V compares in the table of runs; the stepper's V is elsewhere now.
    let keymap = keymap(&[("stepper", "two-runs", &["&"])]);
    let in_runs = |key| keymap.translate(Some("runs"), Key::char(key), |_| false);
    assert_eq!((in_runs('V'), in_runs('&')), (Some(Key::char('V')), Some(Key::char('&'))));
    let closed = self::keymap(&[("derivation", "close", &["x"])]);
    let in_derivation = |key| closed.translate(Some("derivation"), key, |_| false);
    assert_eq!(in_derivation(Key::char('x')), Some(Key::char('q')));
    assert_eq!(in_derivation(Key::char('q')), None);
    let escape = Key::plain(KeyCode::Esc);
    assert_eq!(in_derivation(escape), Some(escape), "it stays");
    assert_eq!(closed.label(&keymap::DERIVATION[1]), "Esc x");
}

#[test]
fn some_keys_cannot_be_had() {
    let change = |table, action, key: &str| {
        Keymap::default().change(row(table, action), &[key.parse().unwrap()])
    };
    let says = |refused: Result<(), KeyRefused>| refused.unwrap_err().to_string();
    assert!(says(change("stepper", "e-step", "Esc")).starts_with("Esc stays what it is"));
    assert!(says(change("theta", "normalise", "n")).starts_with("n is typed here"));
    assert!(says(change("stepper", "e-step", "Shift-Up")).contains("θ₀ form only"));
    assert_eq!(change("theta", "nudge-up", "Shift-Up"), Ok(()));
}

#[test]
fn a_key_may_mean_two_things_only_where_they_are_apart() {
    let clash = |changes: &[(&str, &str, &[&str])]| {
        keymap(changes).clash().map(|clash| format!("{}.{}", clash.other.table, clash.other.action))
    };
    assert_eq!(clash(&[("runs", "compare", &["e"])]), None);
    assert_eq!(clash(&[("runs", "compare", &["T"])]).as_deref(), Some("stepper.theme"));
    assert_eq!(clash(&[("derivation", "close", &["e"])]).as_deref(), Some("stepper.e-step"));
    assert_eq!(clash(&[("stepper", "help", &["V"])]).as_deref(), Some("stepper.two-runs"));
    assert_eq!(clash(&[("stepper", "staircase", &["f"])]), None, "it was its own before");
    assert_eq!(clash(&[("queue", "ask", &["e"])]), None);
}
