//! The form, key by key.

use proptest::prelude::*;

use super::*;
use crate::app::key::KeyCode;
use crate::mixture::{MAX_COMPONENTS, Sample};

fn form() -> ThetaForm {
    let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
    ThetaForm::new(&theta, 0, &theta, HostLimits::default())
}

fn type_text(form: &mut ThetaForm, text: &str) {
    form.key(Key::ctrl('u'));
    for c in text.chars() {
        form.key(Key::char(c));
    }
}

fn to(form: &mut ThetaForm, row: usize, column: Column) {
    (form.row, form.column) = (row, column);
}

#[test]
fn an_untouched_form_is_the_theta_it_was_filled_with() {
    let form = form();
    assert_eq!(form.theta().unwrap(), form.runs_start);
    assert_eq!(form.weight_sum(), Some(1.0));
}

#[test]
fn what_is_typed_replaces_the_number_of_a_field_that_was_come_to() {
    let mut form = form();
    let mut press = |keys: &[Key]| {
        for key in keys {
            form.key(*key);
        }
        let (row, column) = form.focus();
        form.field(row, column).text().to_owned()
    };
    let [tab, back, enter, left] =
        [KeyCode::Tab, KeyCode::BackTab, KeyCode::Enter, KeyCode::Left].map(Key::plain);
    let [up, backspace] = [KeyCode::ShiftUp, KeyCode::Backspace].map(Key::plain);
    assert_eq!(press(&[Key::char('.'), Key::char('2')]), ".2");
    // The weights do not add up to 1 yet, and the cursor stays where someone types.
    assert_eq!(press(&[enter, Key::char('5')]), ".25");
    assert_eq!(press(&[tab, Key::char('8')]), "8");
    assert_eq!(press(&[back, Key::char('1')]), "1");
    // To edit a number, it is gone into first.
    assert_eq!(press(&[tab, backspace, Key::char('9')]), "9");
    assert_eq!(press(&[tab, left, Key::char('3')]), "31");
    // A number that was moved is one that was filled in.
    press(&[up]);
    assert_eq!(press(&[Key::char('2')]), "2");
}

#[test]
fn problems_stand_at_their_field() {
    let mut form = form();
    to(&mut form, 1, Column::Spread);
    for (text, problem) in [
        ("-1", "σ² must be above 0"),
        ("0", "σ² must be above 0"),
        ("", "a number is missing"),
        ("4x", "'4x' is not a number"),
        ("1e-320", "σ² is beyond what a number holds"),
    ] {
        type_text(&mut form, text);
        let place = Some((1, Column::Spread));
        assert_eq!(
            form.theta().unwrap_err(),
            [FieldError { place, text: problem.into() }],
            "{text}"
        );
    }
    assert_eq!(form.key(Key::plain(KeyCode::Enter)), DialogEvent::Nothing);
    assert!(form.refused);
}

#[test]
fn weights_are_normalised_on_demand_only() {
    let mut form = form();
    type_text(&mut form, "1");
    assert_eq!(form.weight_sum(), Some(1.5));
    assert_eq!(form.theta().unwrap_err()[0].place, None);
    form.key(Key::ctrl('n'));
    let weights: Vec<f64> = form.theta().unwrap().weights().collect();
    assert_eq!(weights, [1.0 / 1.5, 0.5 / 1.5]);
}

#[test]
fn fractions_are_numbers() {
    let mut form = form();
    type_text(&mut form, "1/3");
    form.key(Key::plain(KeyCode::Down));
    type_text(&mut form, "2/3");
    assert_eq!(form.theta().unwrap().components()[0].weight(), 1.0 / 3.0);
}

#[test]
fn switching_the_spread_back_and_forth_loses_nothing() {
    let mut form = form();
    to(&mut form, 1, Column::Spread);
    type_text(&mut form, "2");
    form.key(Key::ctrl('t'));
    assert_eq!(form.field(1, Column::Spread).text(), "1.41421");
    assert_eq!(form.theta().unwrap().components()[1].variance(), 2.0);
    form.key(Key::ctrl('t'));
    assert_eq!(form.field(1, Column::Spread).text(), "2");
    form.key(Key::ctrl('t'));
    type_text(&mut form, "3");
    assert_eq!(form.theta().unwrap().components()[1].variance(), 9.0);
    type_text(&mut form, "-3");
    assert_eq!(form.theta().unwrap_err()[0].text, "σ must be above 0");
}

#[test]
fn components_come_and_go() {
    let mut form = form();
    form.key(Key::ctrl('o'));
    assert_eq!((form.len(), form.focus()), (3, (1, Column::Weight)));
    assert_eq!(form.field(1, Column::Mean).text(), "7");
    for _ in 0..5 {
        form.key(Key::ctrl('x'));
    }
    assert_eq!(form.len(), 1);
    for _ in 0..80 {
        form.key(Key::ctrl('o'));
    }
    assert_eq!(form.len(), MAX_COMPONENTS);
    form.key(Key::ctrl('r'));
    assert_eq!(form.theta().unwrap(), form.runs_start);
}

#[test]
fn a_pasted_list_fills_field_after_field() {
    let mut form = form();
    assert_eq!(form.paste(Pasted::Text("0.3, 1 2\n0.7;3;4")), DialogEvent::Edited);
    let expected = Theta::from_lists(&[0.3, 0.7], &[1.0, 3.0], &[2.0, 4.0]).unwrap();
    assert_eq!(form.theta().unwrap(), expected);
}

#[test]
fn a_pasted_list_with_more_numbers_than_fields_is_refused_whole() {
    for (tabs, numbers, says) in [
        (0, "0.3 1 2 0.7 3 4 99", "has 7 numbers; 6 fields are left"),
        (4, "1 2 3", "has 3 numbers; 2 fields are left"),
        (5, "1, 2", "has 2 numbers; 1 field is left"),
    ] {
        let mut form = form();
        for _ in 0..tabs {
            form.key(Key::plain(KeyCode::Tab));
        }
        let before = format!("{form:?}");
        let DialogEvent::Refused(why) = form.paste(Pasted::Text(numbers)) else {
            panic!("{numbers}")
        };
        let why = why.to_string();
        assert!(why.contains(says) && why.ends_with("nothing was pasted"), "{why}");
        assert_eq!(format!("{form:?}"), before);
    }
}

#[test]
fn fields_are_walked_in_a_ring() {
    let mut form = form();
    for _ in 0..6 {
        form.key(Key::plain(KeyCode::Tab));
    }
    assert_eq!(form.focus(), (0, Column::Weight));
    form.key(Key::plain(KeyCode::BackTab));
    assert_eq!(form.focus(), (1, Column::Spread));
}

#[test]
fn a_nudge_goes_to_the_next_round_number_and_the_theta_stays_one() {
    let mut form = form();
    let nudge = |form: &mut ThetaForm, up: bool| {
        let code = if up { KeyCode::ShiftUp } else { KeyCode::ShiftDown };
        form.key(Key::plain(code))
    };
    assert_eq!(nudge(&mut form, true), DialogEvent::Edited);
    let weights: Vec<f64> = form.theta().unwrap().weights().collect();
    assert_eq!(weights, [0.51, 0.49]);
    to(&mut form, 0, Column::Mean);
    nudge(&mut form, false);
    assert_eq!(form.field(0, Column::Mean).text(), "5.9");
    to(&mut form, 1, Column::Spread);
    assert_eq!(form.key(Key::plain(KeyCode::PageUp)), DialogEvent::Edited);
    assert_eq!(form.field(1, Column::Spread).text(), "4.1");
    to(&mut form, 0, Column::Mean);
    type_text(&mut form, "x");
    assert_eq!(nudge(&mut form, true), DialogEvent::Nothing, "there is no number to move");
    assert_eq!(form.field(0, Column::Mean).text(), "x");
}

#[test]
fn the_only_weight_is_1() {
    let theta = Theta::from_lists(&[1.0], &[6.0], &[1.0]).unwrap();
    let mut form = ThetaForm::new(&theta, 0, &theta, HostLimits::default());
    assert_eq!(form.key(Key::plain(KeyCode::ShiftDown)), DialogEvent::Nothing);
    assert_eq!(form.theta().unwrap(), theta);
}

/// Some θ, as it is given or as an M-step makes it, whose means have more digits than an `f64`.
fn any_theta() -> impl Strategy<Value = Theta> {
    let component = (0.01..1.0, -1e3..1e3, (-6.0..6.0).prop_map(|e: f64| 10_f64.powf(e)));
    let components = prop::collection::vec(component, 1..6);
    (components, prop::collection::vec(-1e3..1e3, 2..20), any::<bool>()).prop_map(
        |(raw, values, steps)| {
            let total: f64 = raw.iter().map(|(weight, ..)| weight).sum();
            let components: Vec<Component> =
                raw.iter().map(|&(w, m, v)| Component::new(w / total, m, v)).collect();
            let theta = Theta::new(components).unwrap();
            let sample = Sample::new(values).unwrap();
            let next = Iterate::start(theta.clone(), &sample).unwrap().next(&sample);
            next.ok().filter(|_| steps).map_or(theta, |next| next.theta().clone())
        },
    )
}

proptest! {
    #[test]
    fn a_form_in_which_nothing_is_edited_gives_back_the_same_bits(
        theta in any_theta(),
        moves in prop::collection::vec(0..6_usize, 0..12),
    ) {
        let mut form = ThetaForm::new(&theta, 3, &theta, HostLimits::default());
        for key in moves {
            form.key([
                Key::plain(KeyCode::Tab), Key::plain(KeyCode::Down), Key::ctrl('t'),
                Key::plain(KeyCode::Home), Key::ctrl('r'), Key::plain(KeyCode::BackTab),
            ][key]);
        }
        prop_assert_eq!(form.theta().unwrap(), theta.clone());
        prop_assert_eq!(form.key(Key::plain(KeyCode::Enter)), DialogEvent::StartRun(theta));
    }

    #[test]
    fn editing_one_field_changes_no_other(theta in any_theta(), k in 0..5_usize) {
        let mut form = ThetaForm::new(&theta, 3, &theta, HostLimits::default());
        let k = k.min(theta.len() - 1);
        to(&mut form, k, Column::Spread);
        type_text(&mut form, "2.5");
        let typed = form.theta().unwrap();
        for (j, (now, before)) in typed.components().iter().zip(theta.components()).enumerate() {
            let expected = if j == k { before.with_variance(2.5) } else { *before };
            prop_assert_eq!(*now, expected);
        }
    }

    #[test]
    fn no_nudge_leaves_the_thetas(
        theta in any_theta(),
        nudges in prop::collection::vec((0..5_usize, 0..3_usize, any::<bool>()), 0..60),
    ) {
        let mut form = ThetaForm::new(&theta, 3, &theta, HostLimits::default());
        for (k, column, up) in nudges {
            to(&mut form, k.min(theta.len() - 1), COLUMNS[column]);
            form.key(Key::plain(if up { KeyCode::ShiftUp } else { KeyCode::ShiftDown }));
            prop_assert!(form.theta().is_ok(), "{:?}", form.theta());
        }
    }
}
