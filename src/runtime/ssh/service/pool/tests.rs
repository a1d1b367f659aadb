use super::*;
use crate::data::Dataset;
use crate::mixture::{Iterate, Sample, StopRule, Stopped, Theta};

fn run_of(iterations: usize) -> Job {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
    let from = Iterate::start(theta, &sample).unwrap();
    let dataset = Arc::new(Dataset::new("homework", "x", sample));
    Job::Iterate { dataset, from, rule: StopRule { iterations, tolerance: None } }
}

fn pool(workers: usize) -> (Arc<Pool>, Arc<Metrics>) {
    let metrics = Arc::new(Metrics::default());
    (Arc::new(Pool::new(workers, Arc::clone(&metrics))), metrics)
}

fn queued(metrics: &Metrics) -> String {
    let page = metrics.render();
    page.lines().find(|line| line.starts_with("emstep_worker_queue ")).unwrap().to_owned()
}

/// Waits for the last answer of a run.
async fn ends(events: &mut mpsc::UnboundedReceiver<JobEvent>) {
    loop {
        match events.recv().await.unwrap() {
            JobEvent::Output(_, JobOutput::Stopped(Stopped::IterationLimit)) => return,
            JobEvent::Output(_, JobOutput::Iterates(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_newcomer_does_not_wait_until_others_are_done() {
    let (pool, metrics) = pool(1);
    let mut endless: Vec<_> = (0..20).map(|_| SessionJobs::new(Arc::clone(&pool))).collect();
    for (jobs, _) in &mut endless {
        jobs.start(JobId(1), run_of(usize::MAX));
    }
    let (mut newcomer, mut events) = SessionJobs::new(Arc::clone(&pool));
    newcomer.start(JobId(1), run_of(1_000));
    ends(&mut events).await;
    drop(endless);
    let late = Instant::now() + Duration::from_secs(60);
    while queued(&metrics) != "emstep_worker_queue 0" {
        assert!(Instant::now() < late, "{}", queued(&metrics));
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn each_session_gets_its_share() {
    let (pool, _) = pool(1);
    let (mut greedy, mut of_greedy) = SessionJobs::new(Arc::clone(&pool));
    for id in 0..50 {
        greedy.start(JobId(id), run_of(usize::MAX));
    }
    let (mut modest, mut of_modest) = SessionJobs::new(Arc::clone(&pool));
    modest.start(JobId(1), run_of(usize::MAX));
    let mut told = [0_usize; 2];
    while told.iter().sum::<usize>() < 40 {
        tokio::select! {
            _ = of_greedy.recv() => told[0] += 1,
            _ = of_modest.recv() => told[1] += 1,
        }
    }
    assert!(told.iter().all(|told| *told >= 8), "{told:?}");
}

#[tokio::test]
async fn a_job_that_was_broken_off_leaves_its_place() {
    let (pool, metrics) = pool(1);
    let (mut other, _said) = SessionJobs::new(Arc::clone(&pool));
    other.start(JobId(1), run_of(usize::MAX));
    let (mut jobs, mut events) = SessionJobs::new(Arc::clone(&pool));
    for id in 1..100 {
        // As while a key is held: each plot replaces the one before.
        jobs.start(JobId(id), run_of(usize::MAX));
        jobs.cancel(JobId(id));
    }
    assert!(matches!(queued(&metrics).as_str(), "emstep_worker_queue 1" | "emstep_worker_queue 2"));
    jobs.start(JobId(100), run_of(3));
    ends(&mut events).await;
}
