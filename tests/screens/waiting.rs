//! Steps that take long: what is possible meanwhile, and what becomes of their results.

use emstep::internals::app::Refusal;

use crate::driver::Driver;

#[test]
fn a_long_job_can_be_cancelled_and_blocks_nothing() {
    let mut driver = Driver::homework();
    driver.press("e m e m Home");
    driver.hold = true;
    driver.press("N");
    assert_eq!(driver.app.waiting_for(), Some("iterating"));
    driver.press("N");
    assert_eq!(driver.notice(), Some(Refusal::StillComputing.into()));
    driver.press("→ →");
    assert_eq!(driver.half_step(), "θ1", "what is known can be walked meanwhile");
    driver.press("Esc");
    assert_eq!((driver.app.waiting_for(), driver.cancelled.len()), (None, 1));
    driver.press("Home N").release();
    assert_eq!(driver.half_step(), "θ10");
}

#[test]
fn a_late_answer_is_dropped() {
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("N");
    let late = driver.held.pop_front().unwrap();
    driver.press("Esc");
    driver.held.push_back(late);
    driver.release();
    assert_eq!(driver.half_step(), "θ0");
    assert_eq!(driver.app.study().run().iterates().len(), 1);
}

#[test]
fn a_person_who_went_back_is_not_pulled_forward() {
    let mut driver = Driver::homework();
    driver.press("e m");
    driver.hold = true;
    driver.press("N Home").release();
    assert_eq!(driver.half_step(), "θ0");
    assert_eq!(driver.app.study().run().iterates().len(), 12);
}
