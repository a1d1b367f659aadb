//! The list of recent files, kept from one session to the next in the user's folder for states.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::atomic_file::{Target, folder, why};
use super::state_folder::state_folder;
use crate::app::recent_files::RecentFiles;

/// The list, and where it is kept.
pub(super) struct KeptFiles {
    /// `None` if the system has no folder for it: then the list lasts as long as the session.
    path: Option<PathBuf>,
    files: RecentFiles,
    /// Whether it was said that the list cannot be kept.
    is_told: bool,
}

impl KeptFiles {
    /// Returns the list of the user who runs the program.
    pub(super) fn of_user() -> Self {
        Self::at(state_folder().map(|folder| folder.join("recent.json")))
    }

    /// Returns the list that is kept in this file. A file that is not there, or is none of ours, is
    /// an empty list.
    fn at(path: Option<PathBuf>) -> Self {
        let text = path.as_ref().and_then(|path| fs::read(path).ok());
        let files = text.and_then(|text| serde_json::from_slice::<Vec<String>>(&text).ok());
        Self { path, files: RecentFiles::new(files.unwrap_or_default()), is_told: false }
    }

    pub(super) fn files(&self) -> &RecentFiles {
        &self.files
    }

    /// Puts a file in front, and keeps the list. Returns why that is not possible, once.
    pub(super) fn remember(&mut self, file: &Path) -> Option<String> {
        // What is not Unicode could not be shown, nor typed.
        let absolute = std::path::absolute(file).ok()?.into_os_string().into_string().ok()?;
        if absolute.chars().any(char::is_control) {
            return None;
        }
        self.files.add(absolute);
        let error = self.save().err()?;
        let was_told = std::mem::replace(&mut self.is_told, true);
        (!was_told).then(|| format!("the list of recent files cannot be kept: {}", why(&error)))
    }

    fn save(&self) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        fs::create_dir_all(folder(path))?;
        let text = serde_json::to_vec(self.files.paths())?;
        // Whether it would survive a crash does not matter here.
        Target::of(path)?.write(0o600, |file| file.write_all(&text)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_there_again_in_the_next_session() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/emstep/recent.json");
        let mut kept = KeptFiles::at(Some(path.clone()));
        assert_eq!(kept.remember(Path::new("/a.csv")), None);
        assert_eq!(kept.remember(Path::new("b.csv")), None);
        let again = KeptFiles::at(Some(path.clone()));
        assert_eq!(again.files(), kept.files());
        let here = std::env::current_dir().unwrap().join("b.csv").display().to_string();
        assert_eq!(again.files().paths(), [here.as_str(), "/a.csv"]);
        fs::write(&path, "not a list").unwrap();
        assert_eq!(KeptFiles::at(Some(path)).files().paths(), [""; 0]);
    }

    #[test]
    fn a_list_that_cannot_be_kept_is_said_once_and_lasts_for_the_session() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let mut kept = KeptFiles::at(Some(file.join("recent.json")));
        assert!(kept.remember(Path::new("/a.csv")).is_some());
        assert_eq!(kept.remember(Path::new("/b.csv")), None);
        assert_eq!(kept.files().paths(), ["/b.csv", "/a.csv"]);
    }
}
