//! Doing a job.

use std::mem;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::{Answer, Gauge, Job};
use crate::data::{self, Problem, Request, Stage};
use crate::explain::{Profile, Surface};
use crate::mixture::{self, Iterate, Sample, StopRule, Stopped};

/// Iterates are told in batches of this much work, so that the screen follows and the inbox stays
/// short.
const BATCH: Duration = Duration::from_millis(30);

/// Does `job` and gives `each` its answers in their order. Breaking off in `each` ends the job, and
/// nothing more is said.
pub fn perform(job: &Job, each: &mut dyn FnMut(Answer) -> ControlFlow<()>) {
    let _ = match job {
        Job::Load(request) => load(request, each),
        Job::Begin { dataset, from } => each(Answer::Begun(from.begin(dataset))),
        Job::Iterate { dataset, from, rule } => iterate(&dataset.sample, from, *rule, each),
        Job::Compare { dataset, iterate } => {
            each(Answer::Compared(iterate.departure(&dataset.sample)))
        }
        Job::Sort { dataset, by } => each(Answer::Sorted(by.rank(&dataset.sample))),
        Job::Profile { dataset, line, places } => {
            let mut due = now_and_then();
            Profile::compute(&dataset.sample, line, places, &mut |profile| {
                if due() || profile.is_complete {
                    each(Answer::Profile(profile.clone()))?;
                }
                ControlFlow::Continue(())
            })
        }
        Job::Surface { dataset, plane } => {
            let mut due = now_and_then();
            Surface::compute(&dataset.sample, plane, &mut |surface| {
                if due() || surface.is_complete() {
                    each(Answer::Surface(surface.clone()))?;
                }
                ControlFlow::Continue(())
            })
        }
    };
}

fn load(request: &Request, each: &mut dyn FnMut(Answer) -> ControlFlow<()>) -> ControlFlow<()> {
    let (start, mut due) = (Instant::now(), now_and_then());
    let loaded = data::load_watched(request, &mut |progress| {
        if due() || progress.stage != Stage::Reading {
            each(Answer::Loading(Gauge { progress, elapsed: start.elapsed() }))?;
        }
        ControlFlow::Continue(())
    });
    match loaded {
        Err(error) if matches!(error.fault.problem, Problem::Cancelled) => ControlFlow::Break(()),
        loaded => each(Answer::Loaded(loaded.map(Arc::new))),
    }
}

/// True once every [`BATCH`].
fn now_and_then() -> impl FnMut() -> bool {
    let mut told = Instant::now();
    move || {
        let due = told.elapsed() >= BATCH;
        if due {
            told = Instant::now();
        }
        due
    }
}

fn iterate(
    sample: &Sample,
    from: &Iterate,
    rule: StopRule,
    each: &mut dyn FnMut(Answer) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut batch = Vec::new();
    let mut told = Instant::now();
    let stopped = mixture::iterate(sample, from, rule, |iterate| {
        batch.push(iterate.clone());
        if told.elapsed() < BATCH {
            return ControlFlow::Continue(());
        }
        told = Instant::now();
        each(Answer::Iterates(mem::take(&mut batch)))
    });
    if stopped == Stopped::Cancelled {
        return ControlFlow::Break(());
    }
    if !batch.is_empty() {
        each(Answer::Iterates(batch))?;
    }
    each(Answer::Stopped(stopped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::effect::Beginning;
    use crate::data::{Dataset, LeftOut};
    use crate::mixture::Theta;

    fn homework() -> (Arc<Dataset>, Theta) {
        let dataset = Dataset {
            source: "homework".into(),
            column: "x".into(),
            sample: Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap(),
            left_out: LeftOut::default(),
            notes: Vec::new(),
            theta: None,
        };
        let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        (Arc::new(dataset), theta)
    }

    fn all_answers(job: &Job) -> Vec<Answer> {
        let mut answers = Vec::new();
        perform(job, &mut |answer| {
            answers.push(answer);
            ControlFlow::Continue(())
        });
        answers
    }

    fn run_of(iterations: usize) -> (Job, Arc<Dataset>, Iterate) {
        let (dataset, theta) = homework();
        let begun = all_answers(&Job::Begin {
            dataset: Arc::clone(&dataset),
            from: Beginning::Given(theta),
        });
        let [Answer::Begun(Ok(start))] = &begun[..] else { panic!("{begun:?}") };
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
        assert!(matches!(answers.pop(), Some(Answer::Stopped(Stopped::Iterations))));
        let told: Vec<_> = answers
            .into_iter()
            .flat_map(|answer| match answer {
                Answer::Iterates(iterates) => iterates,
                other => panic!("{other:?}"),
            })
            .collect();
        let mut expected = vec![start];
        for _ in 0..7 {
            expected.push(expected[expected.len() - 1].next(&dataset.sample).unwrap());
        }
        assert_eq!(told, expected[1..]);
    }

    #[test]
    fn breaking_off_ends_a_run_that_would_not_end_and_nothing_more_is_said() {
        let (job, ..) = run_of(usize::MAX);
        let mut answers = 0;
        perform(&job, &mut |answer| {
            assert!(matches!(answer, Answer::Iterates(_)));
            answers += 1;
            if answers == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(answers, 2);
    }
}
