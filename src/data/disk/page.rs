//! Files of a browser's page, by name, in a single folder. What is here has the shape of `std::fs`,
//! whose place it takes.

use std::ffi::OsString;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

/// What has the files that were given to the page.
pub trait PageFiles: Sync {
    /// Returns the names of the files.
    fn names(&self) -> Vec<String>;

    /// Returns how long a file is, in bytes, and when it was changed last, counted from the
    /// beginning of 1970; none if there is no file of this name.
    fn about(&self, name: &str) -> Option<(u64, Duration)>;

    /// Reads bytes of a file from an offset on, and returns how many; 0 at its end.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read.
    fn read(&self, name: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

static FILES: OnceLock<&'static dyn PageFiles> = OnceLock::new();

/// Says what has the files. What is said first counts.
pub fn provide_files(files: &'static dyn PageFiles) {
    FILES.get_or_init(|| files);
}

fn files() -> io::Result<&'static dyn PageFiles> {
    FILES.get().copied().ok_or_else(|| io::ErrorKind::NotFound.into())
}

fn name_of(path: &Path) -> io::Result<&str> {
    path.strip_prefix(".").unwrap_or(path).to_str().ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// An open file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    name: String,
    about: Metadata,
    at: u64,
}

/// What is known of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Metadata {
    length: u64,
    changed: Duration,
}

/// A file in the folder.
#[derive(Clone, Debug)]
pub(crate) struct DirEntry(String);

impl File {
    pub(crate) fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let about = metadata(&path)?;
        Ok(Self { name: name_of(path.as_ref())?.to_owned(), about, at: 0 })
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands in for the method of `std::fs`")]
    pub(crate) fn metadata(&self) -> io::Result<Metadata> {
        Ok(self.about)
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands in for the method of `std::fs`")]
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        Ok(self.clone())
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = files()?.read(&self.name, self.at, buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.about.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Metadata {
    pub(crate) fn len(&self) -> u64 {
        self.length
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands in for the method of `std::fs`")]
    pub(crate) fn modified(&self) -> io::Result<SystemTime> {
        Ok(SystemTime::UNIX_EPOCH + self.changed)
    }

    #[expect(clippy::unused_self, reason = "it stands in for the method of `std::fs`")]
    pub(crate) fn is_file(&self) -> bool {
        true
    }

    #[expect(clippy::unused_self, reason = "it stands in for the method of `std::fs`")]
    pub(crate) fn is_dir(&self) -> bool {
        false
    }
}

impl DirEntry {
    pub(crate) fn file_name(&self) -> OsString {
        self.0.clone().into()
    }

    pub(crate) fn path(&self) -> PathBuf {
        PathBuf::from(&self.0)
    }
}

pub(crate) fn metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    let about = files()?.about(name_of(path.as_ref())?);
    let (length, changed) = about.ok_or(io::ErrorKind::NotFound)?;
    Ok(Metadata { length, changed })
}

pub(crate) fn canonicalize(path: impl AsRef<Path>) -> io::Result<PathBuf> {
    metadata(&path).map(|_| path.as_ref().to_owned())
}

/// The only folder is the current one.
pub(crate) fn read_dir(
    path: impl AsRef<Path>,
) -> io::Result<impl Iterator<Item = io::Result<DirEntry>>> {
    if path.as_ref() != Path::new(".") {
        return Err(io::ErrorKind::NotFound.into());
    }
    let names = FILES.get().map(|files| files.names()).unwrap_or_default();
    Ok(names.into_iter().map(|name| Ok(DirEntry(name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One;

    impl PageFiles for One {
        fn names(&self) -> Vec<String> {
            vec!["a.csv".to_owned()]
        }

        fn about(&self, name: &str) -> Option<(u64, Duration)> {
            (name == "a.csv").then_some((6, Duration::from_secs(1)))
        }

        fn read(&self, _: &str, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            (&b"x\n1\n2\n"[offset as usize..]).read(buffer)
        }
    }

    #[test]
    fn files_are_read_as_those_of_a_system() {
        provide_files(&One);
        let mut file = File::open("a.csv").unwrap().try_clone().unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "x\n1\n2\n");
        assert_eq!(file.seek(SeekFrom::End(-4)).unwrap(), 2);
        assert!(file.seek(SeekFrom::Current(-3)).is_err());
        text.clear();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "1\n2\n");
        let about = file.metadata().unwrap();
        assert!(about.len() == 6 && about.is_file() && !about.is_dir());
        let changed = about.modified().unwrap();
        assert_eq!(changed.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs(), 1);
        let names = |folder| {
            read_dir(folder)
                .map(|entries| entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>())
        };
        assert_eq!(names(".").unwrap(), [PathBuf::from("a.csv")]);
        assert_eq!(read_dir(".").unwrap().next().unwrap().unwrap().file_name(), "a.csv");
        assert_eq!(names("..").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(File::open("b.csv").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(File::open("./a.csv").is_ok());
        assert!(canonicalize("b.csv").is_err() && canonicalize("a.csv").is_ok());
    }
}
