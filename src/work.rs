//! Doing a job, all at once or a little at a time, without a thread.

pub(crate) mod effects;
mod pieces;
mod quick;
mod rebuild;

use std::mem;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use crate::app::begin::InitialTheta;
use crate::app::job::BoardResult;
use crate::app::job::{BoardJob, Check, SortBy};
use crate::app::rebuild::Rebuild;
use crate::app::{Job, JobOutput, LoadProgress};
use crate::data::{self, DataError, Dataset, GroupFits, GroupOf, Problem, Request, Stage};
use crate::explain::{ProfileProgress, SurfaceProgress};
use crate::lesson::{self, Judging, Question};
use crate::mixture::{
    Bootstrap, Iterate, Iterations, Method, Quantiles, Restarts, Scan, Stopped, missing_information,
};

pub use pieces::PiecewiseJobs;
pub use quick::QuickWork;
#[cfg(feature = "terminal")]
pub(crate) use quick::is_quickly_read;

/// Iterates are reported in batches of this much work, so that the screen follows and the inbox
/// stays short.
const BATCH: Duration = Duration::from_millis(30);

/// Receives the answers of a job, in their order. Breaking ends the job, and there are no more.
pub(crate) type Listener<'a> = &'a mut dyn FnMut(JobOutput) -> ControlFlow<()>;

/// Does `job` and gives `each` its answers in their order. Breaking in `each` ends the job.
pub fn run_job(job: &Job, each: Listener<'_>) {
    let mut work = RunningJob::new(job.clone());
    while work.step(each).is_continue() {}
}

/// Returns whether a job is done in pieces that take little time each, and not whole in one step.
pub fn is_done_in_pieces(job: &Job) -> bool {
    match job {
        Job::Judge { .. }
        | Job::Iterate { .. }
        | Job::Profile { .. }
        | Job::Surface { .. }
        | Job::Board { .. }
        | Job::Bootstrap(_)
        | Job::FitGroups(_) => true,
        Job::Load(_)
        | Job::Rebuild(_)
        | Job::Group(_)
        | Job::ListFolder(_)
        | Job::Summarize(_)
        | Job::Begin { .. }
        | Job::Compare { .. }
        | Job::Information { .. }
        | Job::Check(_)
        | Job::Quantiles { .. }
        | Job::Sort { .. } => false,
    }
}

/// Returns what a job says that came to nothing, for a reason outside of it; none if it can only be
/// done.
pub fn failed(job: &Job, why: &str) -> Option<JobOutput> {
    let unread = |request: &Request| DataError::unread(&request.source, why);
    match job {
        Job::Load(request) => Some(JobOutput::Loaded(Err(unread(request)))),
        Job::Summarize(table) => Some(JobOutput::Summarized(Box::new(Err(unread(table))))),
        Job::Rebuild(_) => Some(JobOutput::Rebuilt(Err(why.to_owned()))),
        _ => None,
    }
}

/// A job as far as it is done.
#[derive(Debug)]
pub(crate) struct RunningJob {
    remaining: Remaining,
    /// When an answer was given last.
    reported: Clock,
}

/// What is remaining of a job.
#[derive(Debug)]
enum Remaining {
    Load(Request),
    /// It is computed whole in one step, and can be cancelled within it.
    Rebuild(Box<Rebuild>),
    Group(GroupOf),
    ListFolder(String),
    Summarize(Request),
    Begin {
        dataset: Arc<Dataset>,
        from: InitialTheta,
        method: Method,
    },
    Compare {
        dataset: Arc<Dataset>,
        iterate: Iterate,
    },
    Information {
        dataset: Arc<Dataset>,
        iterate: Iterate,
    },
    Sort {
        dataset: Arc<Dataset>,
        by: SortBy,
    },
    Check(Box<Check>),
    Judge {
        question: Arc<Question>,
        answer: lesson::Answer,
        judging: Judging,
    },
    Iterations {
        dataset: Arc<Dataset>,
        iterations: Iterations,
        unreported: Vec<Iterate>,
    },
    Profile {
        dataset: Arc<Dataset>,
        progress: ProfileProgress,
    },
    Surface {
        dataset: Arc<Dataset>,
        progress: SurfaceProgress,
    },
    Restarts {
        dataset: Arc<Dataset>,
        restarts: Box<Restarts>,
    },
    Quantiles(Arc<Dataset>),
    Bootstrap(Box<Bootstrap>),
    FitGroups(Box<GroupFits>),
    Scan {
        dataset: Arc<Dataset>,
        scan: Box<Scan>,
    },
}

impl RunningJob {
    /// Returns a job of which nothing is done.
    pub(crate) fn new(job: Job) -> Self {
        let remaining = match job {
            Job::Iterate { dataset, from, rule } => {
                let iterations = Iterations::new(from, rule);
                Remaining::Iterations { dataset, iterations, unreported: Vec::new() }
            }
            Job::Profile { dataset, line, positions } => {
                Remaining::Profile { dataset, progress: ProfileProgress::new(line, positions) }
            }
            Job::Surface { dataset, plane } => {
                let progress = SurfaceProgress::new(plane, dataset.data());
                Remaining::Surface { dataset, progress }
            }
            Job::Board { dataset, job } => match *job {
                BoardJob::Scan(plan) => {
                    Remaining::Scan { dataset, scan: Box::new(Scan::new(plan)) }
                }
                BoardJob::Restarts(plan) => {
                    Remaining::Restarts { dataset, restarts: Box::new(Restarts::new(plan)) }
                }
            },
            Job::Bootstrap(plan) => Remaining::Bootstrap(Box::new(Bootstrap::new(*plan))),
            Job::FitGroups(plan) => Remaining::FitGroups(Box::new(GroupFits::new(*plan))),
            Job::Quantiles { dataset } => Remaining::Quantiles(dataset),
            Job::Load(request) => Remaining::Load(request),
            Job::Rebuild(rebuild) => Remaining::Rebuild(rebuild),
            Job::Group(group) => Remaining::Group(group),
            Job::ListFolder(folder) => Remaining::ListFolder(folder),
            Job::Summarize(table) => Remaining::Summarize(table),
            Job::Begin { dataset, from, method } => Remaining::Begin { dataset, from, method },
            Job::Compare { dataset, iterate } => Remaining::Compare { dataset, iterate },
            Job::Information { dataset, iterate } => Remaining::Information { dataset, iterate },
            Job::Sort { dataset, by } => Remaining::Sort { dataset, by },
            Job::Check(check) => Remaining::Check(check),
            Job::Judge { question, answer } => {
                Remaining::Judge { question, answer, judging: Judging::default() }
            }
        };
        Self { remaining, reported: Clock::start() }
    }

    /// Does a little more: an iteration, a point or a row of a plot, a comparison of formulas,
    /// and the whole of any other job. Breaks if that was the last of it, or if `each` does.
    pub(crate) fn step(&mut self, each: Listener<'_>) -> ControlFlow<()> {
        let is_due = self.reported.is_past(BATCH);
        let mut say = |answer| {
            self.reported = Clock::start();
            each(answer)
        };
        let is_complete = match &mut self.remaining {
            Remaining::Load(request) => {
                load(request, &mut say)?;
                true
            }
            Remaining::Rebuild(rebuild) => {
                let result = rebuild::run(rebuild, &mut say)?;
                last(JobOutput::Rebuilt(result.map(Box::new)), &mut say)?
            }
            Remaining::Group(group) => last(JobOutput::Loaded(group.shared_dataset()), &mut say)?,
            Remaining::ListFolder(folder) => {
                last(JobOutput::Folder(data::list_folder(folder)), &mut say)?
            }
            Remaining::Summarize(table) => {
                last(JobOutput::Summarized(Box::new(data::summarize(table))), &mut say)?
            }
            Remaining::Begin { dataset, from, method } => {
                last(JobOutput::Begun(from.begin_by(method, dataset)), &mut say)?
            }
            Remaining::Compare { dataset, iterate } => {
                last(JobOutput::Compared(iterate.discrepancy(&dataset.sample)), &mut say)?
            }
            Remaining::Information { dataset, iterate } => {
                let found = missing_information(dataset.data(), iterate);
                last(JobOutput::Information(found), &mut say)?
            }
            Remaining::Sort { dataset, by } => {
                last(JobOutput::Sorted(by.rank(&dataset.sample)), &mut say)?
            }
            Remaining::Check(check) => last(JobOutput::Checked(check.report()), &mut say)?,
            Remaining::Judge { question, answer, judging } => {
                let judgement = judging.step(question, answer);
                let is_complete = judgement.is_some();
                if let Some(judgement) = judgement {
                    say(JobOutput::Judged(judgement))?;
                }
                is_complete
            }
            Remaining::Iterations { dataset, iterations, unreported } => {
                let stopped = match iterations.next(dataset.data()) {
                    Ok(iterate) => {
                        unreported.push(iterate.clone());
                        None
                    }
                    Err(stopped) => Some(stopped),
                };
                iterated(stopped, is_due, unreported, &mut say)?
            }
            Remaining::Quantiles(dataset) => {
                last(JobOutput::Quantiles(Quantiles::of(&dataset.sample)), &mut say)?
            }
            Remaining::Bootstrap(bootstrap) => {
                let ratio = bootstrap.advance();
                let is_complete = ratio.is_some();
                let done = JobOutput::BoardProgress(bootstrap.progress().0);
                say(ratio.map_or(done, JobOutput::Tested))?;
                is_complete
            }
            Remaining::FitGroups(fits) => {
                let is_complete = fits.advance();
                fitted(fits, is_complete, is_due, &mut say)?;
                is_complete
            }
            Remaining::Restarts { dataset, restarts } => {
                let result = match restarts.advance(dataset.data()) {
                    Ok(result) => {
                        result.map(|result| Ok(BoardResult::Restarts(Arc::new(result.clone()))))
                    }
                    Err(error) => Some(Err(error.to_string())),
                };
                board(result, is_due, restarts.done(), &mut say)?
            }
            Remaining::Scan { dataset, scan } => {
                let is_complete = scan.advance(dataset.data());
                let rows = is_complete.then(|| BoardResult::Scan(Arc::new(scan.rows().to_vec())));
                board(rows.map(Ok), is_due, scan.done(), &mut say)?
            }
            Remaining::Profile { dataset, progress } => {
                progress.next_position(dataset.data());
                if is_due || progress.is_complete() {
                    say(JobOutput::Profile(progress.profile()))?;
                }
                progress.is_complete()
            }
            Remaining::Surface { dataset, progress } => {
                progress.next_row(dataset.data());
                if let Some(surface) = progress.known()
                    && (is_due || progress.is_complete())
                {
                    say(JobOutput::Surface(surface.clone()))?;
                }
                progress.is_complete()
            }
        };
        if is_complete { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Says the only answer of a job, of which nothing remains then.
fn last(answer: JobOutput, say: Listener<'_>) -> ControlFlow<(), bool> {
    say(answer)?;
    ControlFlow::Continue(true)
}

/// Says which iterates there are, if that is due or the last of them is there, and why no more
/// follow. Returns whether none do.
fn iterated(
    stopped: Option<Stopped>,
    is_due: bool,
    unreported: &mut Vec<Iterate>,
    say: Listener<'_>,
) -> ControlFlow<(), bool> {
    if !unreported.is_empty() && (is_due || stopped.is_some()) {
        say(JobOutput::Iterates(mem::take(unreported)))?;
    }
    let is_complete = stopped.is_some();
    if let Some(stopped) = stopped {
        say(JobOutput::Stopped(stopped))?;
    }
    ControlFlow::Continue(is_complete)
}

/// Says which fits of groups are done, if that is due or they are the last.
fn fitted(
    fits: &mut GroupFits,
    are_last: bool,
    is_due: bool,
    say: Listener<'_>,
) -> ControlFlow<()> {
    if are_last || (is_due && fits.has_new()) {
        say(JobOutput::GroupFits { fits: fits.take_new(), are_last })?;
    }
    ControlFlow::Continue(())
}

/// Says what a board shows if it is known, else, if that is due, how many starts have come to an
/// end. Returns whether it is known.
fn board(
    result: Option<Result<BoardResult, String>>,
    is_due: bool,
    done: usize,
    each: Listener<'_>,
) -> ControlFlow<(), bool> {
    let is_complete = result.is_some();
    match result {
        Some(result) => each(JobOutput::Board(result))?,
        None if is_due => each(JobOutput::BoardProgress(done))?,
        None => {}
    }
    ControlFlow::Continue(is_complete)
}

fn load(request: &Request, each: Listener<'_>) -> ControlFlow<()> {
    let (start, mut reported) = (Clock::start(), Clock::start());
    let loaded = data::load_with_progress(request, &mut |progress| {
        if reported.is_past(BATCH) || progress.stage != Stage::Reading {
            reported = Clock::start();
            each(JobOutput::Loading(LoadProgress { progress, elapsed: start.elapsed() }))?;
        }
        ControlFlow::Continue(())
    });
    match loaded {
        Err(error) if matches!(error.fault.problem, Problem::Cancelled) => ControlFlow::Break(()),
        loaded => each(JobOutput::Loaded(loaded.map(Arc::new))),
    }
}

/// What says how much time has gone by. The standard library has no clock in a browser's page;
/// there every wait is over at once.
#[derive(Clone, Copy, Debug)]
struct Clock {
    #[cfg(not(target_family = "wasm"))]
    start: std::time::Instant,
}

impl Clock {
    fn start() -> Self {
        Self {
            #[cfg(not(target_family = "wasm"))]
            start: std::time::Instant::now(),
        }
    }

    /// Returns how much time has gone by; in a browser's page none.
    fn elapsed(self) -> Duration {
        #[cfg(not(target_family = "wasm"))]
        return self.start.elapsed();
        #[cfg(target_family = "wasm")]
        Duration::ZERO
    }

    fn is_past(self, wait: Duration) -> bool {
        cfg!(target_family = "wasm") || self.elapsed() >= wait
    }
}

#[cfg(test)]
mod tests;
