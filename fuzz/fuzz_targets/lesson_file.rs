//! Whatever a lesson's file has in it: a lesson whose questions can be answered, or its mistakes
//! with their lines.
#![no_main]

mod shared;

use emstep::lesson::{Player, load};
use libfuzzer_sys::fuzz_target;
use shared::assert_one_line;

fuzz_target!(init: shared::compute_on_this_thread(), |bytes: &[u8]| {
    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
    match load("lesson", bytes) {
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            assert!(mistakes.is_sorted_by_key(|mistake| mistake.line));
            for mistake in mistakes {
                assert!((1..=lines).contains(&mistake.line), "{mistake}: there are {lines} lines");
                assert_one_line(&mistake.text);
            }
        }
        Ok(lesson) => {
            let mut player = Player::new(lesson.into());
            loop {
                while let Some(question) = player.open_question() {
                    let right = question.right_answer();
                    if let Some(right) = &right {
                        assert!(question.judge(right).verdict.is_right(), "{question:?}");
                    }
                    for (wrong, _) in question.wrong_answers() {
                        assert!(!question.judge(&wrong).verdict.is_right(), "{question:?}");
                    }
                    player.settle();
                }
                if player.next().is_err() {
                    break;
                }
            }
            assert!(player.is_done());
        }
    }
});
