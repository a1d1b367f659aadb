//! Who may log in, and as what: keys, the class's password, a presenter's code, and the files that
//! these are read from.

pub(crate) mod authorized_keys;
pub(crate) mod class_access;
pub(crate) mod code;
pub(crate) mod files;
pub(crate) mod host_key;
pub(crate) mod login_limiter;
pub(crate) mod password;
mod permissions;
pub(crate) mod policy;
pub(crate) mod role;
pub(crate) mod trusted_proxies;
pub(crate) mod watched_file;
