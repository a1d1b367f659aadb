//! Sessions that did not end cleanly, and what is said of those that cannot be opened.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{RecoveryFile, located, read_session};
use crate::app::opening::OpenedSession;
use crate::text::counted;

/// What was looked for after a crash.
#[derive(Debug, Default)]
pub(crate) struct FoundSessions {
    /// The newest one that can be opened, if there is one.
    pub(super) newest: Option<LeftSession>,
    /// What is to be said of those before it that cannot, which are put aside.
    pub(super) troubles: Vec<String>,
}

/// A session that did not end cleanly.
#[derive(Debug)]
pub(super) struct LeftSession {
    pub(super) file: RecoveryFile,
    pub(super) session: OpenedSession,
    /// When it was kept last, if the system tells.
    kept: Option<SystemTime>,
}

impl LeftSession {
    /// Returns what a person may recognise it by: its file, data and runs, and its age.
    pub(super) fn about(&self) -> String {
        let about = self.session.session.about();
        // A clock that was put back says nothing of it.
        match self.kept.and_then(|kept| kept.elapsed().ok()) {
            Some(age) => format!("{about}, kept {}", ago(age)),
            None => about,
        }
    }
}

/// Returns how long ago something was, in the largest unit.
fn ago(time: Duration) -> String {
    const UNITS: [(&str, u64); 3] = [("day", 86_400), ("hour", 3600), ("minute", 60)];
    let of = |(unit, seconds): (&str, u64)| match time.as_secs() / seconds {
        0 => None,
        count => Some(counted(usize::try_from(count).unwrap_or(usize::MAX), unit) + " ago"),
    };
    UNITS.into_iter().find_map(of).unwrap_or_else(|| "just now".to_owned())
}

impl FoundSessions {
    /// Looks in a folder.
    pub(super) fn in_folder(folder: &Path) -> Self {
        let mut troubles = Vec::new();
        for file in RecoveryFile::left_over(folder) {
            let path = file.path().to_owned();
            match read_session(&path) {
                Ok(session) => {
                    let kept = fs::metadata(&path).and_then(|file| file.modified()).ok();
                    let session = OpenedSession { session, path, is_own: false };
                    return Self { newest: Some(LeftSession { file, session, kept }), troubles };
                }
                Err(error) => {
                    let why = located(&file.put_aside(), &error);
                    troubles.push(format!("{why}; it was kept after a crash, and stays there"));
                }
            }
        }
        Self { newest: None, troubles }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A session in format 1, which every later version has to open.
    const SESSION: &[u8] = include_bytes!("../../../tests/screens/sessions/format-1.emstep");

    /// Keeps texts as processes would that end without a word, oldest first.
    fn leave(folder: &Path, texts: &[&[u8]]) {
        for text in texts {
            let _ = RecoveryFile::new(folder).unwrap().keep(text).unwrap();
        }
    }

    #[test]
    fn what_cannot_be_opened_hides_nothing_and_is_said_once() {
        let folder = tempfile::tempdir().unwrap();
        let newer = b"{\"format\": 9, \"program\": \"7.0\"}".as_slice();
        leave(folder.path(), &[SESSION, b"{\"format\": 1,\n\"data\": 7}", newer]);
        let FoundSessions { newest, troubles } = FoundSessions::in_folder(folder.path());
        let left = newest.unwrap();
        assert_eq!(left.about(), "homework, 2 runs, kept just now");
        assert!(troubles[0].contains("written by emstep 7.0 in format 9"), "{troubles:?}");
        assert!(troubles[1].contains(".emstep, line 2: damaged: "), "{troubles:?}");
        drop(left);
        // They are where it was said that they are, and not said again.
        for trouble in &troubles {
            let path = trouble.split_once(".emstep").unwrap().0.to_owned() + ".emstep";
            assert!(Path::new(&path).is_file(), "{path}");
        }
        let FoundSessions { newest, troubles } = FoundSessions::in_folder(folder.path());
        assert!(troubles.is_empty());
        newest.unwrap().file.remove();
        let FoundSessions { newest, troubles } = FoundSessions::in_folder(folder.path());
        assert!(newest.is_none() && troubles.is_empty());
        assert_eq!(fs::read_dir(folder.path().join("aside")).unwrap().count(), 2);
    }

    #[test]
    fn a_time_is_said_in_its_largest_unit() {
        let said = |seconds| ago(Duration::from_secs(seconds));
        assert_eq!(said(59), "just now");
        assert_eq!(said(60), "1 minute ago");
        assert_eq!(said(7199), "1 hour ago");
        assert_eq!(said(7200), "2 hours ago");
        assert_eq!(said(400_000), "4 days ago");
    }
}
