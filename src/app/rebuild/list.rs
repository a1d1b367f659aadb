//! The data sets of a session, each once.

use std::sync::Arc;

use super::{SavedData, SavedSource, SessionFiles};
use crate::data::{Dataset, GroupOf, Provenance, Source};
use crate::lesson::Lesson;
use crate::text::grouped;

/// The most observations that are written into a session's file.
const MOST_INLINE: usize = 1 << 20;

/// The data sets of a session, in the order in which they are met.
pub(in crate::app) struct DataList<'a> {
    files: &'a dyn SessionFiles,
    lessons: Vec<&'a Lesson>,
    known: Vec<Arc<Dataset>>,
    saved: Vec<SavedData>,
}

impl<'a> DataList<'a> {
    /// Returns the list of a session with these lessons that has no data yet.
    pub(in crate::app) fn new(files: &'a dyn SessionFiles, lessons: Vec<&'a Lesson>) -> Self {
        Self { files, lessons, known: Vec::new(), saved: Vec::new() }
    }

    /// Returns the forms of the data sets.
    pub(in crate::app) fn into_saved(self) -> Vec<SavedData> {
        self.saved
    }

    /// Returns the number of a data set, which is added if it is new. `all` are the data sets of
    /// the same study: one of them is the table that a group is of.
    ///
    /// # Errors
    /// Returns an error if the data can neither be read again nor be written into a file.
    pub(in crate::app) fn number_of<'d>(
        &mut self,
        dataset: &Arc<Dataset>,
        mut all: impl Iterator<Item = &'d Arc<Dataset>>,
    ) -> Result<usize, String> {
        if let Some(number) = self.known.iter().position(|known| Arc::ptr_eq(known, dataset)) {
            return Ok(number);
        }
        let mut saved = match (&dataset.provenance, &dataset.groups) {
            (Some(read), _) => self.of_read(dataset, read)?,
            (None, Some(group)) => {
                let is_table = |other: &&Arc<Dataset>| {
                    let same = other.groups.as_ref().is_some_and(|it| it.is_of_same_table(group));
                    same && other.provenance.is_some()
                };
                let table = all.find(is_table).map(Arc::clone);
                let table = table.ok_or_else(|| unsaved(dataset, "its table is not there"))?;
                let table = self.number_of(&table, std::iter::empty())?;
                SavedData::named(dataset, group_of(group, table))
            }
            (None, None) => inline(dataset)?,
        };
        saved.lesson = self.in_lesson(dataset);
        self.known.push(Arc::clone(dataset));
        self.saved.push(saved);
        Ok(self.saved.len() - 1)
    }

    fn of_read(&self, dataset: &Dataset, read: &Provenance) -> Result<SavedData, String> {
        let request = &read.request;
        let (column, roles) = (request.column.clone(), request.roles.clone());
        let from = match &request.source {
            Source::Example(name) => SavedSource::Example { name: name.clone(), column, roles },
            Source::Typed(text) => SavedSource::Typed(text.clone()),
            Source::Simulated(simulation) => SavedSource::Simulated {
                mixture: simulation.mixture.clone(),
                count: simulation.count,
                seed: simulation.seed,
            },
            Source::Stdin => return inline(dataset),
            Source::File(_) | Source::Files(_) => {
                // A pipe cannot be read twice.
                if read.files.iter().any(|file| file.stamp.is_none()) {
                    return inline(dataset);
                }
                let files =
                    read.files.iter().map(|file| self.files.describe(&file.path, file.stamp));
                match files.collect::<Result<_, _>>() {
                    Ok(files) => {
                        let dialect = request.dialect.clone();
                        SavedSource::Files { files, column, dialect, roles }
                    }
                    // What was read is still here.
                    Err(problem) => return inline(dataset).map_err(|_| problem),
                }
            }
        };
        Ok(SavedData::named(dataset, from))
    }

    /// Returns which step of which lesson brings the data, if one does.
    fn in_lesson(&self, dataset: &Arc<Dataset>) -> Option<(usize, usize)> {
        let mut lessons = self.lessons.iter().enumerate();
        lessons.find_map(|(number, lesson)| {
            let is_it = |step: &crate::lesson::Step| Arc::ptr_eq(step.scene.dataset(), dataset);
            lesson.steps.iter().position(is_it).map(|step| (number, step))
        })
    }
}

fn group_of(group: &GroupOf, table: usize) -> SavedSource {
    match (group.index(), group.key()) {
        (Some(index), Some(key)) => SavedSource::Group { table, group: index, key: key.to_owned() },
        _ => SavedSource::AllGroups { table },
    }
}

fn inline(dataset: &Dataset) -> Result<SavedData, String> {
    if dataset.sample.len() > MOST_INLINE {
        let most = grouped(MOST_INLINE as u64);
        return Err(unsaved(dataset, &format!("of more than {most} observations")));
    }
    SavedData::inline(dataset).ok_or_else(|| unsaved(dataset, "a condensed table"))
}

fn unsaved(dataset: &Dataset, why: &str) -> String {
    format!("{} cannot be saved: {why}, and not in a file; open it from a file", dataset.source)
}
