//! Who may play and watch.

use std::fmt;
use std::net::IpAddr;

use super::authorized_keys::AuthorizedKeys;
use super::password::Password;
use super::watched_file::WatchedFile;

/// Who may play and watch.
#[derive(Debug)]
pub enum ClassAccess {
    /// Everyone who can reach the server.
    Open,
    /// Anyone who has one of these keys or knows the password; presenters alone if there is
    /// neither.
    Restricted {
        /// the keys of the class
        keys: Option<WatchedFile<AuthorizedKeys>>,
        /// the password of the class
        password: Option<WatchedFile<Password>>,
    },
}

impl fmt::Display for ClassAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "everyone",
            Self::Restricted { keys: Some(_), password: Some(_) } => "with a key or the password",
            Self::Restricted { keys: Some(_), password: None } => "with a key",
            Self::Restricted { keys: None, password: Some(_) } => "with the password",
            Self::Restricted { keys: None, password: None } => "presenters alone",
        })
    }
}

/// Why it is not clear who may log in. The message is one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// Others can reach the server, and it is not said who of them may log in.
    #[error(
        "others can reach {0}: say who may come in, by --authorized-keys FILE or --password-file FILE, \
         or let everyone in by --open"
    )]
    Unguarded(IpAddr),
    /// Everyone, and only some.
    #[error("--open lets everyone in: leave it out, or --authorized-keys and --password-file")]
    Contradiction,
}

impl ClassAccess {
    /// Returns who may play and watch on a server that listens on `listen`: everyone if `open` says
    /// so, or if only this machine can reach it and no keys or password are given.
    ///
    /// # Errors
    /// Returns an error if that is not clear.
    pub fn for_address(
        listen: IpAddr,
        open: bool,
        keys: Option<WatchedFile<AuthorizedKeys>>,
        password: Option<WatchedFile<Password>>,
    ) -> Result<Self, AccessError> {
        let is_guarded = keys.is_some() || password.is_some();
        match (is_guarded, open) {
            (true, true) => Err(AccessError::Contradiction),
            (true, false) => Ok(Self::Restricted { keys, password }),
            (false, true) => Ok(Self::Open),
            (false, false) if listen.to_canonical().is_loopback() => Ok(Self::Open),
            (false, false) => Err(AccessError::Unguarded(listen)),
        }
    }
}
