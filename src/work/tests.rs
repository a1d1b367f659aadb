use super::*;
use crate::app::begin::InitialTheta;
use crate::data::Dataset;
use crate::mixture::{Method, Sample, StopRule, Stopped, Theta};
use crate::timeline::Beginning;

fn homework() -> (Arc<Dataset>, Theta) {
    let dataset =
        Dataset::new("homework", "x", Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap());
    let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
    (Arc::new(dataset), theta)
}

fn all_answers(job: &Job) -> Vec<JobOutput> {
    let mut answers = Vec::new();
    run_job(job, &mut |answer| {
        answers.push(answer);
        ControlFlow::Continue(())
    });
    answers
}

fn run_of(iterations: usize) -> (Job, Arc<Dataset>, Iterate) {
    let (dataset, theta) = homework();
    let begun = all_answers(&Job::Begin {
        dataset: Arc::clone(&dataset),
        from: InitialTheta::Given(theta),
        method: Method::default(),
    });
    let [JobOutput::Begun(Ok(Beginning::Theta(start)))] = &begun[..] else { panic!("{begun:?}") };
    let rule = StopRule { iterations, tolerance: None };
    let job = Job::Iterate { dataset: Arc::clone(&dataset), from: start.clone(), rule };
    (job, dataset, start.clone())
}

#[test]
fn beginning_gives_theta_zero_and_its_e_step() {
    let (_, _, start) = run_of(0);
    assert!((start.log_likelihood() - -24.512_532_330_086_678).abs() < 1e-12);
}

#[test]
fn iterating_gives_every_iterate_once_and_then_says_why_it_stopped() {
    let (job, dataset, start) = run_of(7);
    let mut answers = all_answers(&job);
    assert!(matches!(answers.pop(), Some(JobOutput::Stopped(Stopped::IterationLimit))));
    let reported: Vec<_> = answers
        .into_iter()
        .flat_map(|answer| match answer {
            JobOutput::Iterates(iterates) => iterates,
            other => panic!("{other:?}"),
        })
        .collect();
    let mut expected = vec![start];
    for _ in 0..7 {
        expected.push(expected[expected.len() - 1].next(&dataset.sample).unwrap());
    }
    assert_eq!(reported, expected[1..]);
}

#[test]
fn a_formula_is_compared_with_one_slip_at_a_time_and_judged_as_at_once() {
    let lessons = lesson::BUILT_IN.iter().map(|lesson| lesson.load().unwrap());
    let questions = lessons.flat_map(|lesson| lesson.steps).flat_map(|step| step.questions);
    let mut formulas = 0;
    for question in questions {
        let lesson::QuestionKind::Formula(formula) = &question.kind else { continue };
        formulas += 1;
        let slips = formula.wrong.len();
        for (text, steps) in [("1 + 1".to_owned(), 2 + slips), (question.solution(), 1)] {
            let answer = lesson::Answer::Text(text);
            let question = Arc::new(question.clone());
            let expected = question.judge(&answer);
            let mut work = RunningJob::new(Job::Judge { question, answer });
            let mut answers = Vec::new();
            let mut taken = 1;
            let listen = &mut |answer| {
                answers.push(answer);
                ControlFlow::Continue(())
            };
            while work.step(listen).is_continue() {
                taken += 1;
            }
            assert_eq!(taken, steps);
            assert!(matches!(&answers[..], [JobOutput::Judged(judged)] if *judged == expected));
        }
    }
    assert!(formulas > 0);
}

#[test]
fn breaking_off_ends_a_run_that_would_not_end_and_nothing_more_is_said() {
    let (job, ..) = run_of(usize::MAX);
    let mut answers = 0;
    run_job(&job, &mut |answer| {
        assert!(matches!(answer, JobOutput::Iterates(_)));
        answers += 1;
        if answers == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(answers, 2);
}
