//! Results that are written for the screen, each by a thread of its own, so that no key waits for a
//! disk, and one can be cancelled.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::write_ready;
use crate::app::{ExportOrder, SaveError};
use crate::results::{prepared, said_of};
use crate::runtime::output_file::OutputFile;
use crate::text::sanitise::clean;

/// The result that is being written. It is cancelled when this is dropped: nothing is left of a
/// file that is not finished.
#[derive(Debug, Default)]
pub(in crate::runtime) struct Exporter {
    /// How many there were.
    count: u64,
    current: Option<Arc<Cancellation>>,
    /// Those that were cancelled, and whose threads may not have noticed.
    cancelled: Vec<Arc<Cancellation>>,
}

/// What became of a result.
#[derive(Debug)]
pub(in crate::runtime) struct ExportDone {
    number: u64,
    /// What is said of it.
    pub(in crate::runtime) result: Result<String, SaveError>,
}

impl Exporter {
    /// Starts to write a result in the place of the one that is being written; `say` is told what
    /// becomes of it, unless it is cancelled.
    ///
    /// # Errors
    /// Returns an error if there is no thread for it.
    pub(in crate::runtime) fn start(
        &mut self,
        order: ExportOrder,
        say: impl FnOnce(ExportDone) + Send + 'static,
    ) -> io::Result<()> {
        self.cancel();
        // A thread that has ended has dropped its end.
        self.cancelled.retain(|cancellation| Arc::strong_count(cancellation) > 1);
        self.count += 1;
        let (number, cancellation) = (self.count, Arc::new(Cancellation::default()));
        self.current = Some(Arc::clone(&cancellation));
        thread::Builder::new().name("export".into()).spawn(move || {
            let result = write_through(&order, &cancellation);
            if !cancellation.is_cancelled() {
                say(ExportDone { number, result });
            }
        })?;
        Ok(())
    }

    /// Cancels what is being written.
    pub(in crate::runtime) fn cancel(&mut self) {
        if let Some(cancellation) = self.current.take() {
            cancellation.cancel();
            self.cancelled.push(cancellation);
        }
    }

    /// Returns whether this is what is being waited for; then it no longer is.
    pub(in crate::runtime) fn takes(&mut self, done: &ExportDone) -> bool {
        let is_it = self.current.is_some() && done.number == self.count;
        if is_it {
            self.current = None;
        }
        is_it
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.cancel();
        for cancellation in &self.cancelled {
            // A file that is not finished is removed before the program ends.
            drop(cancellation.hold_writing());
        }
    }
}

/// Whether a file may be written, and whether one is.
#[derive(Debug, Default)]
struct Cancellation {
    is_cancelled: AtomicBool,
    is_writing: Mutex<()>,
}

impl Cancellation {
    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }

    fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::SeqCst);
    }

    /// Waits until no file is being written, and keeps others from it.
    fn hold_writing(&self) -> MutexGuard<'_, ()> {
        self.is_writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a result and returns what is said of it.
///
/// # Errors
/// Returns an error if it is not written.
pub(in crate::runtime) fn write(order: &ExportOrder) -> Result<String, SaveError> {
    write_through(order, &Cancellation::default())
}

/// Writes a result, unless it is cancelled, and returns what is said of it.
fn write_through(order: &ExportOrder, cancellation: &Cancellation) -> Result<String, SaveError> {
    let file = OutputFile::asked_for(&order.path, order.replaces, &order.read)?;
    prepared(order, |ready| {
        let writing = cancellation.hold_writing();
        if cancellation.is_cancelled() {
            return Err(SaveError::Failed("cancelled".to_owned()));
        }
        let written = write_ready(ready, file, &|| !cancellation.is_cancelled());
        let written = written.map_err(|error| error.of_file_asked_for(&order.path))?;
        drop(writing);
        let mut said = said_of(ready, &clean(&order.path.display().to_string()));
        said.extend(written.warning());
        Ok(said.join("; "))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::mpsc;

    use super::*;
    use crate::data::{Dataset, Request, Source, load};
    use crate::explain::{Coordinate, Parameter};
    use crate::mixture::{Iterate, Start};
    use crate::report::ExportContent;
    use crate::report::export::{Content, Figure};
    use crate::results::data_hash::data_hashes;
    use crate::timeline::{HalfStep, Origin, Run};

    /// A result of two iterations on these data.
    fn order(dataset: Dataset, components: usize, content: Content, path: &Path) -> ExportOrder {
        let theta = Start::Quantile.theta(&dataset.sample, components).unwrap();
        let start = Iterate::start(theta, dataset.data()).unwrap();
        let mut run = Run::new(Arc::new(dataset), start, Origin::Start(Start::Quantile));
        for _ in 0..2 {
            let next = run.last().next(run.data().data()).unwrap();
            run.push(next);
        }
        run.go_to(HalfStep::theta(2));
        let mean = Coordinate::new(Parameter::Mean, 0);
        let plane = (mean, Coordinate::new(Parameter::Variance, 0));
        let content = content.in_file(path).unwrap();
        let (path, tolerance) = (path.to_owned(), 1e-9);
        let provenance = run.data().provenance.clone();
        let files = provenance.iter().flat_map(|from| &from.files);
        let read = files.map(|file| file.path.clone()).collect();
        let replaces = false;
        ExportOrder { path, content, replaces, run, tolerance, plane, provenance, read }
    }

    fn homework() -> Dataset {
        load(&Request::new(Source::Example("homework".into()))).unwrap()
    }

    const TRACE: Content = Content::Numbers(ExportContent::Trace);

    #[test]
    fn a_file_that_is_there_is_replaced_only_if_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let mut order = order(homework(), 2, TRACE, &path);
        assert_eq!(write(&order), Err(SaveError::Exists(path.clone())));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        order.replaces = true;
        let says = format!("trace written to {}", path.display());
        assert_eq!(write(&order), Ok(says));
        assert!(fs::read_to_string(&path).unwrap().starts_with("t,component,weight"));
    }

    #[test]
    fn what_cannot_be_written_is_said_as_by_the_command() {
        let folder = tempfile::tempdir().unwrap();
        let says = |path: &Path| {
            let mut order = order(homework(), 2, TRACE, Path::new("a.csv"));
            order.path = path.to_owned();
            let error = write(&order).unwrap_err().to_string();
            assert!(!error.contains("--") && !error.contains('\n'), "{error}");
            error
        };
        assert!(says(folder.path()).ends_with(": a folder, not a file; name a file in it"));
        let missing = says(&folder.path().join("no/a.csv"));
        assert!(missing.ends_with(" does not exist; create it first"));
        #[cfg(unix)]
        assert_eq!(says(Path::new("/dev/null")), "/dev/null: not a plain file; name another one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn data_are_neither_replaced_by_what_is_made_of_them_nor_hashed_once_they_changed() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("x.csv");
        fs::write(&data, "x\n1\n2\n7\n9\n").unwrap();
        let read = || load(&Request::new(Source::File(data.clone()))).unwrap();
        let mut replacing = order(read(), 2, TRACE, &data);
        replacing.replaces = true;
        let error = write(&replacing).unwrap_err().to_string();
        assert!(error.contains("is one of the inputs"), "{error}");
        let json = folder.path().join("a.json");
        let mut order = order(read(), 2, TRACE, &json);
        write(&order).unwrap();
        let text = fs::read_to_string(&json).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let hashed = data_hashes(order.provenance.as_ref()).unwrap().files;
        assert_eq!(document["data"]["files"][0]["sha256"], hashed[0].sha256);
        assert_eq!(document["data"]["files"][0]["path"], hashed[0].path);
        fs::write(&data, "x\n1\n2\n7\n9\n10\n").unwrap();
        order.replaces = true;
        let error = write(&order).unwrap_err().to_string();
        assert!(error.contains("x.csv: changed or removed since it was read"), "{error}");
        assert_eq!(fs::read_to_string(&json).unwrap(), text);
    }

    #[test]
    fn a_surface_of_one_component_is_over_its_two_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.svg");
        let galaxies = load(&Request::new(Source::Example("galaxies".into()))).unwrap();
        let surface = order(galaxies, 1, Content::Figure(Figure::Surface), &path);
        assert!(write(&surface).unwrap().starts_with("surface written to "));
        assert!(fs::read_to_string(&path).unwrap().contains("<svg"));
    }

    #[test]
    fn a_cancelled_result_leaves_nothing_and_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let order = order(homework(), 2, TRACE, &folder.path().join("a.csv"));
        let cancellation = Cancellation::default();
        cancellation.cancel();
        assert!(write_through(&order, &cancellation).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let (sender, inbox) = mpsc::channel();
        let mut exporter = Exporter::default();
        let say = move |done| sender.send(done).unwrap();
        exporter.start(order.clone(), say.clone()).unwrap();
        let done = inbox.recv().unwrap();
        assert!(done.result.is_ok() && exporter.takes(&done) && !exporter.takes(&done));
        exporter.start(order, say.clone()).unwrap();
        exporter.cancel();
        // Its thread drops its end of the inbox, whether it had noticed in time or not.
        drop(say);
        while let Ok(late) = inbox.recv() {
            assert!(!exporter.takes(&late));
        }
    }
}
