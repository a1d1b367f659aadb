//! Steps that cover what is asked later, ask several questions, and move on.

use std::sync::Arc;

use emstep::lesson::{Answer, Hidden, NamedKey, Paragraph, Player, QuestionState, load};

fn player(steps: &str) -> Player {
    let head = "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"homework\"\n";
    let lesson = load("l", format!("{head}{steps}").as_bytes());
    Player::new(Arc::new(lesson.unwrap_or_else(|mistakes| panic!("{mistakes:?}"))))
}

fn number(what: &str, more: &str) -> String {
    format!("[[step.number]]\nquestion = \"{what}?\"\nexplain = \"e\"\nwhat = \"{what}\"\n{more}\n")
}

fn choice(more: &str) -> String {
    let options = "option = [{ text = \"a\", right = true }, { text = \"b\", hint = \"h\" }]";
    format!("[[step.choice]]\nquestion = \"which?\"\nexplain = \"e\"\n{options}\n{more}\n")
}

fn settle(player: &mut Player) {
    let right = player.open_question().unwrap().right_answer().unwrap();
    assert!(player.answer(&right).unwrap().verdict.is_right());
}

#[test]
fn what_a_later_step_asks_for_is_covered_from_the_first_step_that_shows_it() {
    const TEXT: &str = "[[step]]\ntext = \"x\"\n";
    let asks = |what: &str, more: &str| format!("[[step]]\n{}", number(what, more));
    let covered = [Hidden::LogLikelihood, Hidden::Bound];
    let mut lesson = player(&format!("{TEXT}{TEXT}{}", asks("ll", "")));
    assert_eq!(lesson.hides(), covered);
    lesson.next().unwrap();
    lesson.next().unwrap();
    assert_eq!(lesson.hides(), covered);
    settle(&mut lesson);
    assert_eq!(lesson.hides(), []);
    lesson.back().unwrap();
    assert_eq!(lesson.hides(), [], "it was seen");
    for (steps, hides) in [
        // The stepper goes elsewhere before it is asked.
        (format!("{TEXT}[[step]]\ntext = \"x\"\nkeys = \"em\"\n{}", asks("ll", "")), vec![]),
        (format!("{TEXT}{TEXT}keys = \"em\"\n{TEXT}keys = \"r\"\n{}", asks("ll", "")), vec![]),
        // An E-step leaves ℓ as it is, and F is not known yet.
        (
            format!("{TEXT}[[step]]\nkeys = \"e\"\n{}", number("ll", "")),
            vec![Hidden::LogLikelihood],
        ),
        (format!("{TEXT}{}", asks("mu[1]", "")), vec![Hidden::Theta]),
        (format!("{TEXT}{}", asks("mu[1]", "after = \"em\"")), vec![]),
        (format!("{TEXT}{}", asks("ll", "cover = false")), vec![]),
        (format!("{TEXT}{}", asks("ll - 1", "")), covered.to_vec()),
        (format!("{TEXT}{}", asks("ll", "cover = [\"density\"]")), covered.to_vec()),
        (format!("{TEXT}cover = [\"theta\"]\n{TEXT}"), vec![Hidden::Theta]),
    ] {
        assert_eq!(player(&steps).hides(), hides, "{steps}");
    }
}

#[test]
fn a_step_asks_its_questions_in_the_order_of_the_file_and_then_moves_on() {
    let steps = format!(
        "[[step]]\ncover = [\"density\"]\n{}{}{}[[step]]\ntext = \"{{ll@1:2}} {{ll:2}}\"\n",
        choice("then = \"em\""),
        number("ll", ""),
        choice(""),
    );
    let mut lesson = player(&steps);
    let at = |player: &Player| player.scene().run().cursor().iteration();
    let texts = |player: &Player| -> Vec<String> {
        player.asked().map(|asked| asked.question.text.plain()).collect()
    };
    assert_eq!((at(&lesson), texts(&lesson)), (0, vec!["which?".to_owned()]));
    assert_eq!(lesson.hides(), [Hidden::Density]);
    settle(&mut lesson);
    assert!(lesson.was_moved());
    assert_eq!((at(&lesson), texts(&lesson)), (1, vec!["which?".to_owned(), "ll?".to_owned()]));
    // ℓ(θ₁) is what it asks for.
    assert!(
        lesson.answer(&Answer::Text("-24.51".into())).unwrap().verdict
            == emstep::lesson::Verdict::Wrong
    );
    settle(&mut lesson);
    assert!(!lesson.was_moved());
    assert_eq!(
        lesson.next().map_err(|stays| stays.to_string()),
        Err("answer the question first".into())
    );
    settle(&mut lesson);
    assert_eq!(lesson.hides(), []);
    assert!(lesson.asked().all(|asked| asked.outcome == QuestionState::Right));
    lesson.next().unwrap();
    assert_eq!((at(&lesson), lesson.step().text[0].plain().as_str()), (1, "−24.51 −10.96"));
    let record = lesson.record();
    let tries: Vec<(usize, usize)> =
        record.questions.iter().map(|q| (q.step, q.tries.len())).collect();
    assert_eq!(tries, [(1, 1), (1, 2), (1, 1)]);
}

#[test]
fn an_explanation_has_the_numbers_after_its_keys_and_those_that_were_asked_for() {
    let asks = "[[step]]\n[step.number]\nquestion = \"q\"\nwhat = \"ll\"\nafter = \"em\"\n\
                then = \"emem\"\nexplain = \"{ll@after:2} {ll:2} {ll@t0:2} *{key:back}*\"\n";
    let lesson = player(asks);
    let explain = &lesson.step().questions[0].explain[0];
    assert_eq!(explain.text(|_| "p".to_owned()), "−10.96 −10.75 −24.51 p");
    assert_eq!(explain.keys().collect::<Vec<_>>(), [NamedKey::Back]);
    let pieces = Paragraph::pieces(explain, |_| "p".to_owned());
    assert_eq!(pieces.iter().map(|piece| piece.is_strong).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_formula_can_be_asked_for_any_number_of_components_and_observations() {
    let asks = "[[step]]\n[step.formula]\nquestion = \"BIC?\"\nexplain = \"e\"\nsymbols = [\"ll\", \"K\", \"n\"]\n\
                truth = \"-2*ll + (3*K-1)*ln(n)\"\nvary = [\"K\", \"n\"]\n";
    let lesson = player(asks);
    let is_right = |text: &str| {
        lesson.open_question().unwrap().judge(&Answer::Text(text.into())).verdict.is_right()
    };
    for wrong in
        ["-2*ll + 5*ln(n)", "-2*ll + (3*K-1)*ln(5)", "2*ll + (3K-1) ln(n)", "-2*ll + 3*K*ln(n)"]
    {
        assert!(!is_right(wrong), "{wrong}");
    }
    for right in ["(3K-1) ln(n) - 2 ll", "-2ℓ + (K - 1 + 2K) ln(n)"] {
        assert!(is_right(right), "{right}");
    }
}
