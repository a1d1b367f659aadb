//! A value from a file, read again when the file changes.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A value that is read from a file.
pub trait FromFile: Sized {
    /// Why the file cannot be used.
    type Error: Display;

    /// Reads the value.
    ///
    /// # Errors
    /// Returns an error, of one line, if the file cannot be used.
    fn read(path: &Path) -> Result<Self, Self::Error>;

    /// Logs what is wrong with parts of the file.
    fn log_problems(&self, _path: &Path) {}
}

/// A value from a file, as the file has it now. If the file cannot be used any more there is none:
/// someone who removes a file of keys wants no one to log in by them.
#[derive(Debug)]
pub struct WatchedFile<T> {
    /// None for a value that comes from no file.
    path: Option<PathBuf>,
    loaded: Mutex<Loaded<T>>,
}

#[derive(Debug)]
struct Loaded<T> {
    value: Option<Arc<T>>,
    stamp: Option<Stamp>,
}

/// What differs once a file was written, replaced, or given other permissions.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    #[cfg(unix)]
    file: (u64, u64),
    length: u64,
    #[cfg(unix)]
    changed: (i64, i64),
    #[cfg(not(unix))]
    changed: std::time::SystemTime,
    /// Mode and owner of the folders that lead there.
    #[cfg(unix)]
    folders: Box<[(u32, u32)]>,
}

impl Stamp {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let metadata = std::fs::metadata(path).ok()?;
        let folders = super::permissions::folders_above(path).ok()?;
        Some(Self {
            file: (metadata.dev(), metadata.ino()),
            length: metadata.len(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            folders: folders.iter().map(|(_, folder)| (folder.mode(), folder.uid())).collect(),
        })
    }

    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self { length: metadata.len(), changed: metadata.modified().ok()? })
    }
}

impl<T: FromFile> WatchedFile<T> {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// Returns an error if it cannot be used.
    pub fn read(path: &Path) -> Result<Self, T::Error> {
        let stamp = Stamp::of(path);
        let value = T::read(path)?;
        value.log_problems(path);
        let loaded = Loaded { value: Some(Arc::new(value)), stamp };
        Ok(Self { path: Some(path.to_owned()), loaded: Mutex::new(loaded) })
    }

    /// Reads the file at `path` if there is one, now or later.
    pub fn read_if_there(path: &Path) -> Self {
        let file = Self {
            path: Some(path.to_owned()),
            loaded: Mutex::new(Loaded { value: None, stamp: None }),
        };
        // Read now, so that the log says at once what is wrong with it.
        let _ = file.current();
        file
    }

    /// Returns the value that the file has now; none if it is gone or cannot be used.
    pub fn current(&self) -> Option<Arc<T>> {
        let mut loaded = self.loaded();
        if let Some(path) = &self.path {
            let stamp = Stamp::of(path);
            if stamp != loaded.stamp {
                *loaded = Loaded { value: read(path, stamp.as_ref()), stamp };
            }
        }
        loaded.value.clone()
    }

    /// The value is whole at any time.
    fn loaded(&self) -> MutexGuard<'_, Loaded<T>> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a file that has changed, and logs that.
fn read<T: FromFile>(path: &Path, stamp: Option<&Stamp>) -> Option<Arc<T>> {
    let file = path.display();
    if stamp.is_none() {
        tracing::warn!(%file, "the file is gone, so it lets no one in");
        return None;
    }
    match T::read(path) {
        Ok(value) => {
            tracing::info!(%file, "read");
            value.log_problems(path);
            Some(Arc::new(value))
        }
        Err(error) => {
            tracing::warn!(%error, "the file cannot be used, so it lets no one in");
            None
        }
    }
}

impl<T> From<T> for WatchedFile<T> {
    fn from(value: T) -> Self {
        let loaded = Loaded { value: Some(Arc::new(value)), stamp: None };
        Self { path: None, loaded: Mutex::new(loaded) }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::runtime::ssh::access::files;

    #[derive(Debug, PartialEq)]
    struct Text(String);

    impl FromFile for Text {
        type Error = String;

        fn read(path: &Path) -> Result<Self, String> {
            let text = files::read(path, 99).map_err(|error| error.to_string())?;
            let text = String::from_utf8(text).unwrap();
            if text == "bad" { Err("bad".to_owned()) } else { Ok(Self(text)) }
        }
    }

    fn text(file: &WatchedFile<Text>) -> Option<String> {
        file.current().map(|text| text.0.clone())
    }

    #[test]
    fn what_is_kept_is_what_the_file_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert!(WatchedFile::<Text>::read(&path).is_err());
        fs::write(&path, "bad").unwrap();
        assert_eq!(WatchedFile::<Text>::read(&path).unwrap_err(), "bad");
        fs::write(&path, "one").unwrap();
        let file = WatchedFile::<Text>::read(&path).unwrap();
        assert!(Arc::ptr_eq(&file.current().unwrap(), &file.current().unwrap()));
        fs::write(&path, "two words").unwrap();
        assert_eq!(text(&file).as_deref(), Some("two words"));
        // Replaced by another file of the same length.
        fs::write(folder.path().join("new"), "two wor__").unwrap();
        fs::rename(folder.path().join("new"), &path).unwrap();
        assert_eq!(text(&file).as_deref(), Some("two wor__"));
        fs::write(&path, "bad").unwrap();
        assert_eq!(text(&file), None);
        fs::remove_file(&path).unwrap();
        assert_eq!(text(&file), None);
        fs::write(&path, "again").unwrap();
        assert_eq!(text(&file).as_deref(), Some("again"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_replace_is_used_no_more() {
        use std::os::unix::fs::PermissionsExt;

        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("above/folder");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("file");
        fs::write(&path, "safe").unwrap();
        let file = WatchedFile::<Text>::read(&path).unwrap();
        for weak in [&folder, folder.parent().unwrap(), top.path()] {
            for (mode, expected) in [(0o777, None), (0o700, Some("safe"))] {
                fs::set_permissions(weak, fs::Permissions::from_mode(mode)).unwrap();
                assert_eq!(text(&file).as_deref(), expected, "{} {mode:o}", weak.display());
            }
        }
    }

    #[test]
    fn a_file_may_come_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let file = WatchedFile::<Text>::read_if_there(&path);
        assert_eq!(text(&file), None);
        fs::write(&path, "here").unwrap();
        assert_eq!(text(&file).as_deref(), Some("here"));
    }

    #[test]
    fn what_is_in_no_file_stays() {
        assert_eq!(text(&Text("fixed".into()).into()).as_deref(), Some("fixed"));
    }
}
