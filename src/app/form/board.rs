//! Boards of what many starts came to, one of which can be opened as a run: the maxima of one K, or
//! the best of each K.

use crate::app::form::DialogEvent;
use crate::app::job::{BoardJob, BoardResult};
use crate::app::key::Key;
use crate::app::keymap::{self, BoardAction};
use crate::mixture::{
    Attempt, BootstrapPlan, LikelihoodRatio, Optimum, RestartPlan, RestartResult, Sample, ScanRow,
    TestError,
};
use crate::text::{counted, fixed, grouped};

/// A board, and how far it is computed.
#[derive(Clone, Debug)]
pub struct Board {
    job: BoardJob,
    row: usize,
    /// How many starts have come to an end, and of how many.
    progress: (usize, usize),
    result: Option<Result<BoardResult, String>>,
    test: Option<Test>,
    view: ScanView,
}

/// How a scan over K is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScanView {
    /// As a table, with a chart of BIC and ICL where there is room.
    #[default]
    Table,
    /// As a chart of BIC and ICL.
    Information,
    /// As a chart of AIC.
    Akaike,
    /// As a chart of ℓ.
    LogLikelihood,
}

impl ScanView {
    fn next(self) -> Self {
        match self {
            Self::Table => Self::Information,
            Self::Information => Self::Akaike,
            Self::Akaike => Self::LogLikelihood,
            Self::LogLikelihood => Self::Table,
        }
    }
}

/// A test of K against K + 1 components.
#[derive(Clone, Debug)]
pub struct Test {
    /// K.
    pub components: usize,
    /// Whether the variances are equal.
    pub equal_variances: bool,
    /// How many samples were drawn, and of how many.
    pub progress: (usize, usize),
    /// What it came to.
    pub ratio: Option<LikelihoodRatio>,
}

impl Test {
    /// Returns which K it is about, and how far it is or what it came to.
    pub fn sentence(&self) -> String {
        let (k, next) = (self.components, self.components + 1);
        let kind = if self.equal_variances { "equal σ²" } else { "free σ²" };
        let (done, of) = self.progress;
        let Some(ratio) = &self.ratio else {
            return format!("K = {k} against {next}, {kind}: {done} of {of} samples; Esc cancels");
        };
        let (statistic, p) = (fixed(ratio.statistic, 3), fixed(ratio.p_value(), 3));
        let mut samples = counted(ratio.samples.len(), "sample");
        if ratio.without_fit > 0 {
            samples = format!("{samples}, {} without a fit", grouped(ratio.without_fit as u64));
        }
        format!("K = {k} against {next}, {kind}: −2 ln λ = {statistic}, p = {p} ({samples})")
    }
}

/// How many samples a test draws.
const SAMPLES: usize = 99;

/// What a row of the board of restarts is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RestartRow<'a> {
    /// A maximum of ℓ.
    Maximum(&'a Optimum),
    /// Where ℓ does not fall in every direction.
    Saddle(&'a Optimum),
    /// A start from which there was no next θ.
    Failed(&'a Attempt),
    /// A start whose iterations ended before EM converged.
    Unfinished(&'a Attempt),
}

impl<'a> RestartRow<'a> {
    /// Returns the rows of a result.
    pub fn all(result: &'a RestartResult) -> Vec<Self> {
        let maxima = result.maxima.iter().map(Self::Maximum);
        let saddles = result.saddles.iter().map(Self::Saddle);
        let unfinished = result.unfinished.iter().map(Self::Unfinished);
        let failed = result.failed.iter().map(Self::Failed);
        maxima.chain(saddles).chain(unfinished).chain(failed).collect()
    }

    /// Returns the start that it is about; of several the one that came nearest.
    pub fn attempt(&self) -> &'a Attempt {
        match self {
            Self::Maximum(optimum) | Self::Saddle(optimum) => &optimum.best,
            Self::Failed(attempt) | Self::Unfinished(attempt) => attempt,
        }
    }

    /// Returns what it is called.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Maximum(optimum) => optimum.name(),
            Self::Saddle(_) => "saddle or ridge",
            Self::Failed(_) => "collapsed",
            Self::Unfinished(_) => "not converged",
        }
    }

    /// Returns how many iterations led there, with the longer steps after them.
    pub fn iterations(&self) -> String {
        let attempt = self.attempt();
        let iterations = grouped(attempt.iterations as u64);
        match attempt.further {
            0 => iterations,
            further => format!("{iterations} + {} SQUAREM", grouped(further as u64)),
        }
    }

    /// Returns how many starts came there.
    pub fn starts(&self) -> usize {
        match self {
            Self::Maximum(optimum) | Self::Saddle(optimum) => optimum.starts,
            Self::Failed(_) | Self::Unfinished(_) => 1,
        }
    }
}

impl Board {
    /// Returns the board of work of which nothing is done.
    pub(in crate::app) fn new(job: BoardJob) -> Self {
        let progress = (0, job.starts());
        Self { job, row: 0, progress, result: None, test: None, view: ScanView::Table }
    }

    /// Returns what is computed for it.
    pub fn job(&self) -> &BoardJob {
        &self.job
    }

    /// Returns the row that is chosen, counted from 0.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Returns how many starts have come to an end, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        self.progress
    }

    /// Returns what was computed, or why it could not be; none as long as it is computed.
    pub fn result(&self) -> Option<&Result<BoardResult, String>> {
        self.result.as_ref()
    }

    /// Shows how many starts have come to an end.
    pub(in crate::app) fn set_progress(&mut self, done: usize) {
        match &mut self.test {
            Some(test) => test.progress.0 = done,
            None => self.progress.0 = done,
        }
    }

    /// Shows what was computed.
    pub(in crate::app) fn set_result(&mut self, result: Result<BoardResult, String>) {
        self.result = Some(result);
    }

    /// Returns the test that was asked for last.
    pub fn test(&self) -> Option<&Test> {
        self.test.as_ref()
    }

    /// Returns how a scan is shown.
    pub fn view(&self) -> ScanView {
        self.view
    }

    /// Returns whether the rows are of different K: one can be tested against the next, and they
    /// can be shown as a chart.
    pub fn is_scan(&self) -> bool {
        matches!(self.job, BoardJob::Scan(_))
    }

    /// Begins to test the chosen row.
    ///
    /// # Errors
    /// Returns an error if there is nothing to test it against, or no samples can be drawn.
    pub(in crate::app) fn start_test(
        &mut self,
        sample: &Sample,
    ) -> Result<BootstrapPlan, TestError> {
        let (BoardJob::Scan(plan), Some(Ok(BoardResult::Scan(rows)))) = (&self.job, &self.result)
        else {
            return Err(TestError::NoFit);
        };
        let row = rows.get(self.row).ok_or(TestError::NoFit)?;
        let all: Vec<&ScanRow> = rows.iter().filter(|next| next.is_next_of(row)).collect();
        // One component is of either kind, and tested against the one and then the other.
        let is_after = |test: &Test| {
            test.components == row.components && test.ratio.is_some() && !test.equal_variances
        };
        let skipped = usize::from(all.len() > 1 && self.test.as_ref().is_some_and(is_after));
        let next = all.get(skipped).ok_or(TestError::NoFit)?;
        let plan = row.against(next, plan.restarts, sample, SAMPLES)?;
        let (components, equal_variances) = (row.components, next.equal_variances);
        let progress = (0, SAMPLES);
        self.test = Some(Test { components, equal_variances, progress, ratio: None });
        Ok(plan)
    }

    /// Shows what the test came to.
    pub(in crate::app) fn set_test(&mut self, ratio: LikelihoodRatio) {
        if let Some(test) = &mut self.test {
            test.ratio = Some(ratio);
        }
    }

    /// Returns how many rows it has.
    pub fn rows(&self) -> usize {
        match &self.result {
            Some(Ok(BoardResult::Restarts(result))) => RestartRow::all(result).len(),
            Some(Ok(BoardResult::Scan(rows))) => rows.len(),
            Some(Err(_)) | None => 0,
        }
    }

    /// Returns what Enter asks for.
    fn open(&self) -> DialogEvent {
        match (&self.job, &self.result) {
            (BoardJob::Restarts(plan), Some(Ok(BoardResult::Restarts(result)))) => {
                let row = RestartRow::all(result).into_iter().nth(self.row);
                let RestartPlan { components, method, .. } = *plan;
                row.map_or(DialogEvent::Nothing, |row| {
                    DialogEvent::OpenStart(row.attempt().start, components, method)
                })
            }
            (BoardJob::Scan(_), Some(Ok(BoardResult::Scan(rows)))) => {
                let row = rows.get(self.row);
                let fit = row.and_then(|row| Some((row, row.fit.as_ref().ok()?)));
                fit.map_or(DialogEvent::Nothing, |(row, fit)| {
                    DialogEvent::OpenStart(fit.best.start, row.components, **fit.best.last.method())
                })
            }
            _ => DialogEvent::Nothing,
        }
    }

    /// Takes a key.
    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        let last = self.rows().saturating_sub(1);
        match keymap::find(keymap::BOARD, key) {
            Some(BoardAction::Open) => return self.open(),
            Some(BoardAction::Test) if self.is_scan() => return DialogEvent::Test,
            Some(BoardAction::Chart) if self.is_scan() => self.view = self.view.next(),
            Some(BoardAction::Close) => return DialogEvent::Close,
            Some(BoardAction::Up) => self.row = self.row.saturating_sub(1),
            Some(BoardAction::Down) => self.row = (self.row + 1).min(last),
            Some(BoardAction::First) => self.row = 0,
            Some(BoardAction::Last) => self.row = last,
            Some(BoardAction::Test | BoardAction::Chart) | None => {}
        }
        DialogEvent::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;
    use crate::mixture::{Method, Sample, StartMethod, StopRule, restarts};

    #[test]
    fn a_board_opens_the_start_of_the_row_that_is_chosen() {
        let sample = Sample::new(vec![0.0, 0.4, 1.0, 1.3, 2.0, 50.0]).unwrap();
        let rule = StopRule { iterations: 1000, tolerance: Some(1e-9) };
        let plan = RestartPlan {
            components: 3,
            from: StartMethod::RandomObservations,
            seed: 1,
            starts: 20,
            rule,
            method: Method::default(),
        };
        let result = restarts(&sample, plan).unwrap();
        let rows: Vec<_> = RestartRow::all(&result).iter().map(|row| row.attempt().start).collect();
        let mut board = Board::new(BoardJob::Restarts(plan));
        let enter = Key::plain(KeyCode::Enter);
        assert_eq!(board.key(enter), DialogEvent::Nothing);
        board.set_progress(7);
        assert_eq!(board.progress(), (7, 20));
        board.set_result(Ok(BoardResult::Restarts(std::sync::Arc::new(result.clone()))));
        assert_eq!(board.key(enter), DialogEvent::OpenStart(rows[0], 3, Method::default()));
        board.key(Key::plain(KeyCode::End));
        assert_eq!(board.row(), rows.len() - 1);
        assert_eq!(
            board.key(enter),
            DialogEvent::OpenStart(rows[rows.len() - 1], 3, Method::default())
        );
        assert_eq!(board.key(Key::char('q')), DialogEvent::Close);
    }
}
