use std::fs;

use russh::keys::ssh_key::public::{Ed25519PublicKey, KeyData};

use super::*;
use crate::runtime::ssh::access::class_access::AccessError;
use crate::runtime::ssh::access::watched_file::FromFile;

const PASSWORD: &str = "two words";
const ENTRANTS: [LoginRole; 2] = [LoginRole::Play, LoginRole::Watch];

/// A key of the class, one of a presenter and a stranger's.
const STUDENT: u8 = 1;
const TEACHER: u8 = 2;
const STRANGER: u8 = 3;

fn key(owner: u8) -> PublicKey {
    KeyData::Ed25519(Ed25519PublicKey([owner; 32])).into()
}

fn file(content: &str) -> tempfile::NamedTempFile {
    // Its owner's alone, as tempfile makes them.
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, content).unwrap();
    file
}

fn keys(owners: &[u8]) -> AuthorizedKeys {
    let lines: Vec<String> = owners.iter().map(|owner| key(*owner).to_openssh().unwrap()).collect();
    AuthorizedKeys::read(file(&lines.join("\n")).path()).unwrap()
}

fn password() -> Password {
    Password::read(file(PASSWORD).path()).unwrap()
}

fn access(class: ClassAccess, presenters: &[u8]) -> AccessPolicy {
    AccessPolicy {
        class,
        presenters: keys(presenters).into(),
        codes: PresenterCodes::new().unwrap(),
    }
}

fn guarded(by_keys: bool, by_password: bool) -> ClassAccess {
    ClassAccess::Restricted {
        keys: by_keys.then(|| keys(&[STUDENT]).into()),
        password: by_password.then(|| password().into()),
    }
}

fn knows(access: &AccessPolicy, role: LoginRole, owner: u8) -> bool {
    access.accepts_key(role, &key(owner), &Algorithm::Ed25519)
}

fn methods(access: &AccessPolicy, role: LoginRole) -> Vec<MethodKind> {
    access.methods(Some(role)).to_vec()
}

#[test]
fn roles_are_called_by_their_names() {
    for role in LoginRole::ALL {
        assert_eq!(LoginRole::named(&role.to_string()), Some(role));
    }
    for user in ["", "Play", "play ", "root", "presenter"] {
        assert_eq!(LoginRole::named(user), None, "{user}");
    }
}

#[test]
fn an_open_door_lets_in_all_but_presenters() {
    let access = access(ClassAccess::Open, &[]);
    assert!(ENTRANTS.into_iter().all(|role| access.is_open_to(role)));
    assert!(!access.is_open_to(LoginRole::Present));
    assert!(!knows(&access, LoginRole::Present, TEACHER));
    assert!(!access.accepts_password(LoginRole::Present, ""));
    assert_eq!(methods(&access, LoginRole::Present), [MethodKind::Password]);
}

#[test]
fn an_open_door_takes_any_proof_that_a_client_insists_on() {
    let access = access(ClassAccess::Open, &[TEACHER]);
    for role in ENTRANTS {
        assert!(knows(&access, role, STRANGER));
        assert!(access.accepts_password(role, "anything"));
    }
    assert!(!knows(&access, LoginRole::Present, STRANGER));
    assert!(!access.accepts_password(LoginRole::Present, "anything"));
}

#[test]
fn a_class_that_is_not_open_admits_no_one_without_proof() {
    for (by_keys, by_password) in [(true, false), (false, true), (true, true), (false, false)] {
        let access = access(guarded(by_keys, by_password), &[TEACHER]);
        assert!(!LoginRole::ALL.into_iter().any(|role| access.is_open_to(role)));
        assert!(!access.admits_unknown_user("root"));
    }
}

#[test]
fn a_name_that_is_no_role_is_heard_out_by_an_open_door_only() {
    let open = access(ClassAccess::Open, &[TEACHER]);
    assert!(open.admits_unknown_user("root") && open.admits_unknown_user(""));
    assert!(!LoginRole::ALL.into_iter().any(|role| open.admits_unknown_user(&role.to_string())));
    for access in [open, access(guarded(true, true), &[TEACHER])] {
        assert_eq!(access.methods(None).to_vec(), [MethodKind::PublicKey]);
    }
}

#[test]
fn keys_open_what_they_are_for() {
    let access = access(guarded(true, false), &[TEACHER]);
    for role in ENTRANTS {
        assert!(knows(&access, role, STUDENT));
        assert!(knows(&access, role, TEACHER));
        assert!(!knows(&access, role, STRANGER));
    }
    assert!(knows(&access, LoginRole::Present, TEACHER));
    assert!(!knows(&access, LoginRole::Present, STUDENT));
    assert!(!knows(&access, LoginRole::Present, STRANGER));
}

#[test]
fn a_presenters_key_opens_a_door_with_a_password() {
    let access = access(guarded(false, true), &[TEACHER]);
    for role in LoginRole::ALL {
        assert!(knows(&access, role, TEACHER));
        assert!(!knows(&access, role, STUDENT));
    }
}

#[test]
fn a_known_key_with_a_weak_algorithm_is_unknown() {
    let access = access(guarded(true, false), &[TEACHER]);
    for algorithm in [Algorithm::Rsa { hash: None }, Algorithm::Dsa] {
        for role in LoginRole::ALL {
            assert!(!access.accepts_key(role, &key(TEACHER), &algorithm));
        }
    }
}

#[test]
fn the_password_is_for_the_class_and_the_code_for_one_presenter() {
    let access = access(guarded(true, true), &[]);
    let code = access.codes.first_code();
    for role in ENTRANTS {
        assert!(access.accepts_password(role, PASSWORD));
        assert!(!access.accepts_password(role, "two w0rds"));
        assert!(!access.accepts_password(role, &code));
    }
    assert!(!access.accepts_password(LoginRole::Present, PASSWORD));
    assert!(access.accepts_password(LoginRole::Present, &code));
    assert!(access.codes.spend());
    assert!(!access.accepts_password(LoginRole::Present, &code));
    assert!(access.accepts_password(LoginRole::Present, &access.codes.return_code()));
}

#[test]
fn no_password_is_accepted_where_there_is_none() {
    for class in [guarded(true, false), guarded(false, false)] {
        let access = access(class, &[TEACHER]);
        for role in LoginRole::ALL {
            assert!(!access.accepts_password(role, ""));
            assert!(!access.accepts_password(role, PASSWORD));
        }
    }
}

#[test]
fn methods_are_those_that_could_do() {
    use MethodKind::{Password, PublicKey};

    let by_keys = access(guarded(true, false), &[]);
    assert_eq!(methods(&by_keys, LoginRole::Play), [PublicKey]);
    assert_eq!(methods(&by_keys, LoginRole::Present), [Password]);

    let by_password = access(guarded(false, true), &[]);
    assert_eq!(methods(&by_password, LoginRole::Watch), [Password]);

    let by_both = access(guarded(true, true), &[TEACHER]);
    assert_eq!(methods(&by_both, LoginRole::Play), [PublicKey, Password]);
    assert_eq!(methods(&by_both, LoginRole::Present), [PublicKey, Password]);

    let no_one =
        access(ClassAccess::Restricted { keys: Some(keys(&[]).into()), password: None }, &[]);
    assert_eq!(methods(&no_one, LoginRole::Play), [PublicKey]);
    assert_eq!(methods(&no_one, LoginRole::Present), [Password]);
}

#[test]
fn only_this_machine_needs_no_guard() {
    for (address, is_open) in [
        ("127.0.0.1", true),
        ("127.8.8.8", true),
        ("::1", true),
        ("::ffff:127.0.0.1", true),
        ("0.0.0.0", false),
        ("::", false),
        ("192.168.1.2", false),
        ("::ffff:192.168.1.2", false),
        ("fe80::1", false),
    ] {
        let address = address.parse().unwrap();
        let class = ClassAccess::for_address(address, false, None, None);
        assert_eq!(matches!(class, Ok(ClassAccess::Open)), is_open, "{address}");
        let class = ClassAccess::for_address(address, true, None, None);
        assert!(matches!(class, Ok(ClassAccess::Open)), "{address}");
    }
}

#[test]
fn keys_or_a_password_guard_any_address() {
    for address in ["127.0.0.1", "0.0.0.0"] {
        let address = address.parse().unwrap();
        for (by_keys, by_password) in [(true, false), (false, true), (true, true)] {
            let keys = || by_keys.then(|| AuthorizedKeys::default().into());
            let password = || by_password.then(|| password().into());
            let class = ClassAccess::for_address(address, false, keys(), password()).unwrap();
            assert!(matches!(class, ClassAccess::Restricted { keys, password }
                if keys.is_some() == by_keys && password.is_some() == by_password));
            let error = ClassAccess::for_address(address, true, keys(), password()).unwrap_err();
            assert_eq!(error, AccessError::Contradiction);
        }
    }
}

#[test]
fn errors_are_one_line_with_the_options_there_are() {
    let address = "0.0.0.0".parse().unwrap();
    for error in [AccessError::Unguarded(address), AccessError::Contradiction] {
        let text = error.to_string();
        assert_eq!(text.lines().count(), 1);
        for option in ["--authorized-keys", "--password-file", "--open"] {
            assert!(text.contains(option), "{text}");
        }
    }
    let text = AccessError::Unguarded(address).to_string();
    assert!(text.starts_with("others can reach 0.0.0.0: "));
    assert!(text.contains("--authorized-keys FILE") && text.contains("--password-file FILE"));
}

#[test]
fn debug_shows_no_secret() {
    let access = access(guarded(true, true), &[TEACHER]);
    let text = format!("{access:?}");
    assert!(!text.contains(PASSWORD));
    assert!(!text.contains(&format!("{:?}", access.codes.first_code())));
    assert!(text.contains("Password { .. }") && text.contains("PresenterCodes { is_spent"));
}
