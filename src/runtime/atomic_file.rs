//! Files written whole or not at all: a reader finds the old content or the new one, also after a
//! crash.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::text::system_error;

/// What the name of a draft begins with, as long as it has one.
const PREFIX: &str = ".emstep-";
/// More symbolic links than this lead in a circle.
const MOST_LINKS: usize = 40;

/// Whether a file that was written would survive a crash.
#[derive(Debug)]
#[must_use]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix syncs a folder"))]
pub(crate) enum Saved {
    /// It would.
    Durably,
    /// It is there, but its name in the folder may not be on the disk yet.
    NotSynced(io::Error),
}

impl Saved {
    /// Returns why the file may not outlast a crash of the system; none if it does.
    pub(crate) fn warning(&self) -> Option<String> {
        match self {
            Self::Durably => None,
            Self::NotSynced(error) => Some(format!(
                "a crash of the system may undo it: its folder cannot be synced: {}",
                system_error(error)
            )),
        }
    }
}

/// Where a file is written, and what is there.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    old: Option<Metadata>,
}

impl Target {
    /// Returns where a path leads, through symbolic links, also to a file that is not there yet: a
    /// link stays, and leads to the new file.
    ///
    /// # Errors
    /// Returns an error if links lead in a circle, or the system does not tell.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(old) if old.is_file() => Ok(Self { path: fs::canonicalize(path)?, old: Some(old) }),
            Ok(old) => Ok(Self { path: path.to_owned(), old: Some(old) }),
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                    Ok(Self { path: end_of_links(path), old: None })
                }
                _ => Err(error),
            },
        }
    }

    /// Returns the path itself, where nothing is, not even a link.
    #[cfg(feature = "serve")]
    pub(crate) fn unfollowed(path: &Path) -> Self {
        Self { path: path.to_owned(), old: None }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what is there; it need not be a file.
    pub(crate) fn old(&self) -> Option<&Metadata> {
        self.old.as_ref()
    }

    /// Returns the folder that the file is in, or would be.
    pub(crate) fn folder(&self) -> &Path {
        folder(&self.path)
    }

    /// Returns it with what is there now.
    pub(crate) fn replacing(self, old: Metadata) -> Self {
        Self { old: Some(old), ..self }
    }

    /// Puts a file with what `write` writes in the place of the regular file that is there, with
    /// its owner and permissions; without one it is made, as by [`Target::create`].
    ///
    /// # Errors
    /// Returns an error if the new file cannot be written or cannot belong to the group that may
    /// read the old one; the old one is then as it was.
    pub(crate) fn write(
        self,
        mode: u32,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<Saved> {
        let mut draft = self.draft(mode)?;
        write(draft.content.file_mut())?;
        draft.finish()
    }

    /// Makes the file with what `write` writes; `mode` are its rights, as far as the umask lets
    /// them.
    ///
    /// # Errors
    /// Returns an error of kind [`io::ErrorKind::AlreadyExists`] if something is there, and any
    /// other if the file cannot be written; nothing of it is left then.
    pub(crate) fn create(
        self,
        mode: u32,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<Saved> {
        Self { old: None, ..self }.write(mode, write)
    }

    /// Returns a file that takes its place there when it is finished, and goes otherwise.
    ///
    /// # Errors
    /// Returns an error if no file can be made in the folder.
    pub(crate) fn draft(self, mode: u32) -> io::Result<Draft> {
        // Until it has the rights of the old one, it has none for others.
        let mode = if self.old.is_some() { 0o600 } else { mode };
        Ok(Draft { content: Content::new(self.folder(), mode)?, target: self })
    }
}

/// Returns where symbolic links lead, to what is not there.
fn end_of_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // The system has found that they lead in no circle, but they may change.
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&path) else { break };
        path = folder(&path).join(next);
    }
    path
}

/// Returns the folder of a path.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct Draft {
    content: Content,
    target: Target,
}

impl Draft {
    /// Gives the file its place.
    ///
    /// # Errors
    /// Returns an error of kind [`io::ErrorKind::AlreadyExists`] if something is there now and
    /// nothing was before, and any other if the file cannot be put there.
    pub(crate) fn finish(mut self) -> io::Result<Saved> {
        let Target { path, old } = &self.target;
        let file = self.content.file_mut();
        if let Some(old) = old {
            keep_owner(file, old)?;
            file.set_permissions(old.permissions())?;
        }
        // A name must not outlive its content.
        file.sync_all()?;
        match old {
            Some(_) => self.content.replace(path)?,
            None => self.content.create(path)?,
        }
        Ok(sync_folder(path))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.content.file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.file_mut().flush()
    }
}

/// A file that has no place yet.
#[derive(Debug)]
enum Content {
    /// It has no name: however the process ends, nothing is left of it.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// It has a name of its own, and is removed when this is dropped.
    Named(NamedTempFile),
}

impl Content {
    fn new(folder: &Path, mode: u32) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = unnamed::open(folder, mode) {
            return Ok(Self::Unnamed(file));
        }
        Self::named(folder, mode)
    }

    fn named(folder: &Path, mode: u32) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
        #[cfg(not(unix))]
        let _ = mode;
        builder.tempfile_in(folder).map(Self::Named)
    }

    fn file_mut(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file,
            Self::Named(file) => file.as_file_mut(),
        }
    }

    fn replace(self, path: &Path) -> io::Result<()> {
        match self {
            // A name can be given to it, but not that of another file: for a moment it has its own.
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => {
                let link = |name: &Path| unnamed::link(&file, name);
                Builder::new().prefix(PREFIX).make_in(folder(path), link)?.persist(path)?;
            }
            Self::Named(file) => {
                file.persist(path)?;
            }
        }
        Ok(())
    }

    fn create(self, path: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => unnamed::link(&file, path)?,
            Self::Named(file) => {
                file.persist_noclobber(path)?;
            }
        }
        Ok(())
    }
}

/// Files without a name.
#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open as open_at};

    /// Where a process finds the files that it has open: what a name is given by.
    const OPEN_FILES: &str = "/proc/self/fd";

    /// Returns a file in a folder, if its file system has files without a name.
    pub(super) fn open(folder: &Path, mode: u32) -> Option<File> {
        if !Path::new(OPEN_FILES).is_dir() {
            return None;
        }
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        open_at(folder, flags, Mode::from_raw_mode(mode)).ok().map(File::from)
    }

    /// Gives a file its name, if no other has it.
    pub(super) fn link(file: &File, path: &Path) -> io::Result<()> {
        let open = format!("{OPEN_FILES}/{}", file.as_raw_fd());
        Ok(linkat(CWD, open, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
}

/// What is said of a file that was protected.
pub(crate) const PROTECTED: &str = "you may not write to it; run chmod u+w on it";

/// Returns whether a file was protected on purpose: it has no right to be written, which would keep
/// no one from putting another in its place, and the superuser from nothing.
pub(crate) fn is_protected(about: &Metadata) -> bool {
    about.permissions().readonly()
}

/// Returns why a file cannot be written and what to do; its name goes before it.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "permission denied; choose another folder"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; make room, or choose another folder"
        }
        io::ErrorKind::FileTooLarge => "longer than a file may be here (ulimit -f)",
        io::ErrorKind::InvalidFilename => "its name is too long; choose a shorter one",
        _ if is_circle(error) => "its symbolic links lead in a circle; choose another name",
        kind => {
            // With the name that the file had while it was made.
            let has_name = error.get_ref().is_some() && kind != io::ErrorKind::Other;
            return if has_name { io::Error::from(kind).to_string() } else { system_error(error) };
        }
    }
    .to_owned()
}

#[cfg(unix)]
fn is_circle(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_circle(_error: &io::Error) -> bool {
    false
}

/// Gives the file the group of the old one, whose permissions it gets, and its owner if that is
/// allowed: only the superuser can give a file away.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let new = file.metadata()?;
    if new.gid() != old.gid() {
        match fchown(file, None, Some(old.gid())) {
            Err(error) if old.mode() & 0o070 != 0 => return Err(error),
            _ => {}
        }
    }
    if new.uid() != old.uid() {
        // Only the superuser may; anyone else keeps the new file as their own.
        let _ = fchown(file, Some(old.uid()), None);
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Makes the new name itself last.
#[cfg(unix)]
fn sync_folder(path: &Path) -> Saved {
    match File::open(folder(path)).and_then(|folder| folder.sync_all()) {
        // Some file systems have nothing to do there, and say so.
        Err(error) if error.kind() != io::ErrorKind::InvalidInput => Saved::NotSynced(error),
        _ => Saved::Durably,
    }
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> Saved {
    Saved::Durably
}

#[cfg(test)]
mod tests;
