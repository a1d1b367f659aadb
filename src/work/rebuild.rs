//! Computes again what a saved session has: its lessons, its data and its runs.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::{BATCH, Clock, Listener, load};
use crate::app::JobOutput;
use crate::app::rebuild::{
    Rebuild, RebuildProgress, Rebuilt, SavedData, SavedFile, SavedRun, SavedSource,
};
use crate::data::Dataset;
use crate::lesson::{self, BuiltIn, Lesson};
use crate::text::sanitise::{visible, written_out};
use crate::timeline::Run;

/// Why nothing is computed: it is cancelled, or cannot be.
enum Stop {
    Cancelled,
    Failed(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

/// Computes what a session has, or says why not; breaks if it is cancelled.
pub(super) fn run(
    rebuild: &Rebuild,
    each: Listener<'_>,
) -> ControlFlow<(), Result<Rebuilt, String>> {
    match rebuilt(rebuild, each) {
        Ok(rebuilt) => ControlFlow::Continue(Ok(rebuilt)),
        // Much of what is said quotes the file.
        Err(Stop::Failed(why)) => ControlFlow::Continue(Err(written_out(&why))),
        Err(Stop::Cancelled) => ControlFlow::Break(()),
    }
}

fn rebuilt(rebuild: &Rebuild, each: Listener<'_>) -> Result<Rebuilt, Stop> {
    let mut notes = Vec::new();
    let lessons = rebuild.lessons.iter().map(|(name, file)| {
        let file = file.as_ref();
        lesson_of(name, file, rebuild, &mut notes).map(Arc::new)
    });
    let lessons: Vec<Arc<Lesson>> = lessons.collect::<Result<_, _>>()?;
    let mut data: Vec<Arc<Dataset>> = Vec::new();
    for saved in &rebuild.data {
        let dataset = dataset(saved, rebuild, &data, each)?;
        data.push(in_lesson(saved, &dataset, &lessons).unwrap_or(dataset));
    }
    let mut progress = RebuildProgress { done: 0, total: rebuild.iterations() };
    let mut studies = Vec::new();
    for study in &rebuild.studies {
        let mut runs = Vec::new();
        for (index, saved) in study.iter().enumerate() {
            let failed = |why: String| Stop::Failed(format!("run {}: {why}", index + 1));
            let dataset = data.get(saved.data).ok_or_else(|| {
                failed(format!("it is on data {}, and there are {}", saved.data, data.len()))
            })?;
            let run = saved.begin(dataset).map_err(failed)?;
            runs.push(saved.leave(iterated(run, saved, &mut progress, each)?));
        }
        studies.push(runs);
    }
    Ok(Rebuilt { studies, lessons, notes })
}

/// Returns a built-in lesson, or the one in a file.
fn lesson_of(
    name: &str,
    file: Option<&SavedFile>,
    rebuild: &Rebuild,
    notes: &mut Vec<String>,
) -> Result<Lesson, String> {
    let Some(file) = file else {
        let lesson = BuiltIn::named(name).and_then(|built_in| built_in.load().ok());
        return lesson.ok_or_else(|| format!("this emstep has no lesson '{}'", visible(name)));
    };
    let read = rebuild.files.read(file)?;
    if !read.is_as_saved {
        notes.push(format!(
            "{name}: changed since the session was saved; answers count where it asks the same"
        ));
    }
    lesson::load(name, &read.bytes).map_err(|mistakes| match &mistakes[..] {
        [first, ..] => format!("{}: {first}", written_out(&file.path)),
        [] => format!("{}: not a lesson", written_out(&file.path)),
    })
}

/// Returns a run as far as it was known. Where there is no next θ any more, it ends before.
fn iterated(
    mut run: Run<Arc<Dataset>>,
    saved: &SavedRun,
    progress: &mut RebuildProgress,
    each: Listener<'_>,
) -> Result<Run<Arc<Dataset>>, Stop> {
    let mut reported = Clock::start();
    let before = progress.done;
    while run.last().iteration() < saved.known {
        let Ok(next) = run.last().next(run.data().data()) else { break };
        run.push(next);
        progress.done += 1;
        if reported.is_past(BATCH) {
            reported = Clock::start();
            if each(JobOutput::Rebuilding(*progress)).is_break() {
                return Err(Stop::Cancelled);
            }
        }
    }
    progress.done = before.saturating_add(saved.known);
    Ok(run)
}

fn dataset(
    saved: &SavedData,
    rebuild: &Rebuild,
    known: &[Arc<Dataset>],
    each: Listener<'_>,
) -> Result<Arc<Dataset>, Stop> {
    if let Some(dataset) = saved.dataset() {
        let failed = |why| Stop::Failed(format!("the data '{}': {why}", saved.name));
        return dataset.map(Arc::new).map_err(failed);
    }
    match &saved.from {
        SavedSource::Group { table, group, key } => group_of(known, *table, Some((*group, key))),
        SavedSource::AllGroups { table } => group_of(known, *table, None),
        _ => {
            let paths = saved.files().iter().map(|file| rebuild.files.find(file));
            let paths = paths.collect::<Result<Vec<_>, _>>()?;
            let Some(request) = saved.request(paths) else {
                return Err(Stop::Failed(format!("the data '{}' are not there", saved.name)));
            };
            let mut loaded = None;
            let flow = load(&request, &mut |output| match output {
                JobOutput::Loaded(result) => {
                    loaded = Some(result);
                    ControlFlow::Continue(())
                }
                progress => each(progress),
            });
            let loaded = loaded.filter(|_| flow.is_continue()).ok_or(Stop::Cancelled)?;
            let dataset = loaded.map_err(|error| Stop::Failed(error.to_string()))?;
            Ok(renamed(dataset, &saved.name))
        }
    }
}

/// Returns data by the name that a person calls them: a file may be elsewhere now.
fn renamed(dataset: Arc<Dataset>, name: &str) -> Arc<Dataset> {
    match Arc::try_unwrap(dataset) {
        Ok(dataset) => Arc::new(dataset.called(name)),
        Err(shared) => shared,
    }
}

fn group_of(
    known: &[Arc<Dataset>],
    table: usize,
    wanted: Option<(usize, &String)>,
) -> Result<Arc<Dataset>, Stop> {
    let groups = known.get(table).and_then(|table| table.groups.as_ref());
    let found = groups.map(|groups| groups.with(wanted.map(|(group, _)| group)));
    let is_it = |key: Option<&str>| key == wanted.map(|(_, key)| key.as_str());
    if let Some(found) = found.filter(|found| is_it(found.key())) {
        return found.shared_dataset().map_err(|error| Stop::Failed(error.to_string()));
    }
    let key = wanted.map_or_else(String::new, |(_, key)| format!(" '{}'", visible(key)));
    Err(Stop::Failed(format!("data {table} have no group{key}")))
}

/// Returns the data as the step of a lesson has them: going back and forth in a lesson knows its
/// runs by their data.
fn in_lesson(
    saved: &SavedData,
    dataset: &Arc<Dataset>,
    lessons: &[Arc<Lesson>],
) -> Option<Arc<Dataset>> {
    let (lesson, step) = saved.lesson?;
    let own = lessons.get(lesson)?.steps.get(step)?.scene.dataset();
    let is_same = own.sample.values() == dataset.sample.values() && own.column == dataset.column;
    is_same.then(|| Arc::clone(own))
}
