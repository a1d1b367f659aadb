//! Who may log in, and as what. Nothing here knows a connection.

use std::sync::Arc;

use russh::keys::{Algorithm, PublicKey};
use russh::{MethodKind, MethodSet};

use super::authorized_keys::{AuthorizedKeys, algorithm_is_allowed};
use super::class_access::ClassAccess;
use super::code::PresenterCodes;
use super::password::Password;
use super::role::LoginRole;
use super::watched_file::WatchedFile;

/// Who may log in, and how they prove it.
#[derive(Debug)]
pub struct AccessPolicy {
    /// who may play and watch
    pub class: ClassAccess,
    /// the keys that may present; there may be none
    pub presenters: WatchedFile<AuthorizedKeys>,
    /// the codes by which a presenter logs in without a key
    pub codes: PresenterCodes,
}

impl AccessPolicy {
    /// Returns whether `role` needs no proof. To present always does.
    pub fn is_open_to(&self, role: LoginRole) -> bool {
        role != LoginRole::Present && matches!(self.class, ClassAccess::Open)
    }

    /// Returns whether `user`, whose name is no role, may log in to be told which names there are.
    /// Only if the class is open: elsewhere a stranger is told nothing.
    pub fn admits_unknown_user(&self, user: &str) -> bool {
        LoginRole::named(user).is_none() && matches!(self.class, ClassAccess::Open)
    }

    /// Returns whether `key` logs in as `role` by a signature of `algorithm`. This is asked of a
    /// key that is offered, and again of one that has proved itself. If no proof is needed, any key
    /// will do: some clients always send one.
    pub fn accepts_key(&self, role: LoginRole, key: &PublicKey, algorithm: &Algorithm) -> bool {
        if self.is_open_to(role) {
            return true;
        }
        if !algorithm_is_allowed(algorithm) {
            return false;
        }
        let has = |keys: Arc<AuthorizedKeys>| keys.contains(key);
        self.presenters.current().is_some_and(has)
            || role != LoginRole::Present && self.class_keys().is_some_and(has)
    }

    /// Returns whether `typed` logs in as `role`. To present takes a code, and not the class's
    /// password. If no proof is needed, any text will do, as for [`Self::accepts_key`].
    pub fn accepts_password(&self, role: LoginRole, typed: &str) -> bool {
        if role == LoginRole::Present {
            return self.codes.matching(typed).is_some();
        }
        self.is_open_to(role)
            || self.class_password().is_some_and(|password| password.matches(typed))
    }

    /// Returns the methods by which `role` can log in, which each rejection names. If there is
    /// none, as for a name that is no role, it is a key: then a client soon gives up and asks for
    /// no password in vain. An empty list says the opposite to OpenSSH, which tries all it can.
    pub fn methods(&self, role: Option<LoginRole>) -> MethodSet {
        let mut methods = MethodSet::empty();
        let Some(role) = role else {
            methods.push(MethodKind::PublicKey);
            return methods;
        };
        let is_presenting = role == LoginRole::Present;
        let class_has_keys = self.class_keys().is_some_and(|keys| !keys.is_empty());
        let has_presenters = self.presenters.current().is_some_and(|keys| !keys.is_empty());
        if has_presenters || !is_presenting && class_has_keys {
            methods.push(MethodKind::PublicKey);
        }
        let is_typing = match role {
            LoginRole::Present => true,
            LoginRole::Play | LoginRole::Watch => self.class_password().is_some(),
        };
        if is_typing {
            methods.push(MethodKind::Password);
        }
        if methods.is_empty() {
            methods.push(MethodKind::PublicKey);
        }
        methods
    }

    /// Returns the methods by which any role can log in.
    pub fn all_methods(&self) -> MethodSet {
        let mut all = MethodSet::empty();
        for method in LoginRole::ALL.iter().flat_map(|role| self.methods(Some(*role)).to_vec()) {
            all.push(method);
        }
        all
    }

    /// Reads files that have changed now, not when someone logs in next: then the log says at once
    /// what is wrong with them.
    pub fn reload(&self) {
        let _ = (self.presenters.current(), self.class_keys(), self.class_password());
    }

    fn class_keys(&self) -> Option<Arc<AuthorizedKeys>> {
        match &self.class {
            ClassAccess::Open => None,
            ClassAccess::Restricted { keys, .. } => keys.as_ref()?.current(),
        }
    }

    fn class_password(&self) -> Option<Arc<Password>> {
        match &self.class {
            ClassAccess::Open => None,
            ClassAccess::Restricted { password, .. } => password.as_ref()?.current(),
        }
    }
}

#[cfg(test)]
mod tests;
