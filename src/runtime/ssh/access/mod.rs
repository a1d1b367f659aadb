//! Who may log in, and as what: keys, the class's password, a presenter's code, and the files that
//! these are read from.

pub mod authorized_keys;
pub mod class_access;
pub mod code;
pub mod files;
pub mod host_key;
pub mod login_limiter;
pub mod password;
mod permissions;
pub mod policy;
pub mod role;
pub mod trusted_proxies;
pub mod watched_file;
