//! Who comes in, and what is written down of who does not.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use emstep::internals::ssh::{AuthorizedKeys, ClassAccess, FromFile, Limits, Password};
use emstep::internals::text::clean;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::agent::AgentIdentity;
use russh::keys::ssh_key::private::RsaKeypair;
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKey};
use russh::{AgentAuthError, MethodKind, MethodSet, Signer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tracing::subscriber::DefaultGuard;

use crate::harness::{HERE, Host, Seen, Trusting, file, homework, key, keys, prove};

const STUDENT: u8 = 1;
const TEACHER: u8 = 2;
const STRANGER: u8 = 3;
const PASSWORD: &str = "two words";
const USERS: [&str; 3] = ["play", "watch", "present"];

fn guarded(entry: ClassAccess) -> Host {
    let presenters = keys(&[key(TEACHER).public_key()]);
    Host::guarded(Limits::default(), homework(), entry, presenters)
}

fn with_keys(students: &[&PublicKey]) -> ClassAccess {
    ClassAccess::Restricted { keys: Some(keys(students).into()), password: None }
}

fn with_password() -> ClassAccess {
    let password = Password::read(file(PASSWORD).path()).unwrap();
    ClassAccess::Restricted { keys: None, password: Some(password.into()) }
}

async fn comes_in_by_key(host: &Host, user: &str, owner: u8) -> bool {
    prove(&mut host.connect().await, user, owner).await
}

async fn comes_in_by(host: &Host, user: &str, password: &str) -> bool {
    host.connect().await.authenticate_password(user, password).await.unwrap().success()
}

/// What a client is told that it may try, when it asks.
async fn offered(handle: &mut Handle<Trusting>, user: &str) -> MethodSet {
    match handle.authenticate_none(user).await.unwrap() {
        AuthResult::Success => panic!("{user} is let in"),
        AuthResult::Failure { remaining_methods, .. } => remaining_methods,
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_opens_what_it_is_for() {
    let host = guarded(with_keys(&[key(STUDENT).public_key()]));
    for (owner, opens) in [
        (STUDENT, [true, true, false]),
        (TEACHER, [true, true, true]),
        (STRANGER, [false, false, false]),
    ] {
        for (user, is_in) in USERS.into_iter().zip(opens) {
            assert_eq!(comes_in_by_key(&host, user, owner).await, is_in, "{owner} as {user}");
        }
        assert!(!comes_in_by_key(&host, "root", owner).await);
    }
    let mut handle = host.connect().await;
    assert!(prove(&mut handle, "play", STUDENT).await);
    Seen::open(handle, (120, 40)).await.sees("Density").await;
}

#[tokio::test(start_paused = true)]
async fn a_file_without_a_key_admits_no_one() {
    let host =
        Host::guarded(Limits::default(), homework(), with_keys(&[]), AuthorizedKeys::default());
    for user in ["play", "watch"] {
        assert!(!comes_in_by_key(&host, user, STUDENT).await);
        assert!(!comes_in_by(&host, user, "").await);
        assert_eq!(
            offered(&mut host.connect().await, user).await.to_vec(),
            [MethodKind::PublicKey]
        );
    }
    assert!(comes_in_by(&host, "present", &host.code).await);
}

#[tokio::test(start_paused = true)]
async fn the_password_is_for_the_class_alone() {
    let host = guarded(with_password());
    for user in ["play", "watch"] {
        let mut handle = host.connect().await;
        assert!(offered(&mut handle, user).await.contains(&MethodKind::Password));
        for guess in ["", "two  words", "two words ", "two words\0", "TWO WORDS"] {
            assert!(!comes_in_by(&host, user, guess).await, "{guess:?}");
        }
        assert!(comes_in_by(&host, user, PASSWORD).await);
    }
    assert!(!comes_in_by(&host, "present", PASSWORD).await);
    assert!(!comes_in_by(&host, "root", PASSWORD).await);
}

#[tokio::test(start_paused = true)]
async fn no_one_presents_without_a_proof_and_the_code_is_one_once() {
    let host = Host::open();
    let mut handle = host.connect().await;
    offered(&mut handle, "present").await;
    assert!(!comes_in_by_key(&host, "present", STUDENT).await);
    assert!(!comes_in_by(&host, "present", "").await);
    assert!(!comes_in_by(&host, "play\0present", &host.code).await);
    assert!(comes_in_by(&host, "play", &host.code).await, "an open class takes any password");
    let as_typed = host.code.to_lowercase().replace('-', " ");
    assert!(comes_in_by(&host, "present", &as_typed).await);
    assert!(comes_in_by(&host, "present", &host.code).await, "nothing was opened yet");
    let mut presenter = host.terminal("present", (120, 40)).await;
    presenter.sees("to present again: ssh -p 2222 present@localhost, with the code ").await;
    assert!(!comes_in_by(&host, "present", &host.code).await);
    presenter.keys("q").await;
    presenter.ends().await;
    let text = presenter.text();
    let code = text.rsplit_once("with the code ").unwrap().1.trim();
    // The link may break as often as it likes.
    for _ in 0..3 {
        let mut handle = host.connect().await;
        assert!(handle.authenticate_password("present", code).await.unwrap().success());
        let mut again = Seen::open(handle, (120, 40)).await;
        again.sees("Density").await;
        again.drop_link().await;
    }
    assert!(!comes_in_by(&host, "present", &host.code).await);
}

#[tokio::test(start_paused = true)]
async fn the_code_is_good_after_it_was_refused_for_want_of_a_place() {
    let teachers = [2, 3, 4, 5];
    let known = teachers.map(key);
    let presenters = keys(&known.each_ref().map(PrivateKey::public_key));
    let host = Host::guarded(Limits::default(), homework(), ClassAccess::Open, presenters);
    let mut there = Vec::new();
    for teacher in teachers {
        let mut handle = host.connect().await;
        assert!(prove(&mut handle, "present", teacher).await);
        let mut seen = Seen::open(handle, (120, 40)).await;
        seen.sees(if there.is_empty() { "presenting" } else { "presents already" }).await;
        there.push(seen);
    }
    for _ in 0..2 {
        let mut refused = host.terminal("present", (120, 40)).await;
        refused.ends().await;
        let text = refused.text();
        assert!(text.contains("the server is full: 4 of 4, try again later"), "{text}");
        assert_eq!(refused.status, Some(1));
    }
    there.pop().unwrap().drop_link().await;
    let leaves = async {
        while host.server.state().occupancy.sessions() == teachers.len() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), leaves).await.expect("a place");
    let mut presenter = host.terminal("present", (120, 40)).await;
    presenter.sees("presents already").await;
    assert!(!comes_in_by(&host, "present", &host.code).await, "it has been used now");
    // The line that was covered while it waited.
    presenter.keys("a").await;
    there[0].sees("asks to present").await;
    there[0].keys("\x07").await;
    presenter.sees("to present again: ").await;
    presenter.keys("q").await;
    presenter.ends().await;
    assert!(presenter.text().contains("to present again: "), "{}", presenter.text());
}

/// Signs nothing, and remembers that it was asked to: the server would take the key.
#[derive(Default)]
struct Asked(bool);

impl Signer for Asked {
    type Error = AgentAuthError;

    async fn auth_sign(
        &mut self,
        _: &AgentIdentity,
        _: Option<HashAlg>,
        _: Vec<u8>,
    ) -> Result<Vec<u8>, AgentAuthError> {
        self.0 = true;
        Err(AgentAuthError::Send(russh::SendError {}))
    }
}

/// Whether the server asks for a signature by this key and algorithm.
async fn is_asked_for(host: &Host, key: &PublicKey, hash: Option<HashAlg>) -> bool {
    let mut asked = Asked::default();
    let mut handle = host.connect().await;
    let _ = handle.authenticate_publickey_with("play", key.clone(), hash, &mut asked).await;
    asked.0
}

#[tokio::test(start_paused = true)]
async fn rsa_proves_with_sha_2_and_not_with_sha_1() {
    let rsa = RsaKeypair::random(&mut ChaCha8Rng::seed_from_u64(1), 2048).unwrap();
    let rsa = Arc::new(PrivateKey::from(rsa));
    let host = guarded(with_keys(&[rsa.public_key()]));
    for (hash, is_good) in
        [(Some(HashAlg::Sha256), true), (Some(HashAlg::Sha512), true), (None, false)]
    {
        assert_eq!(is_asked_for(&host, rsa.public_key(), hash).await, is_good, "{hash:?}");
        let proof = PrivateKeyWithHashAlg::new(Arc::clone(&rsa), hash);
        let result = host.connect().await.authenticate_publickey("play", proof).await;
        assert_eq!(result.is_ok_and(|result| result.success()), is_good, "{hash:?}");
    }
    assert!(!is_asked_for(&host, key(STRANGER).public_key(), None).await);
}

#[tokio::test(start_paused = true)]
async fn an_agent_may_have_other_keys_but_not_any_number() {
    let host = guarded(with_keys(&[key(STUDENT).public_key()]));
    let mut handle = host.connect().await;
    for owner in 10..15 {
        assert!(!prove(&mut handle, "play", owner).await);
    }
    assert_eq!(host.counted("rejects_total{reason=\"auth\"}"), 0);
    assert!(prove(&mut handle, "play", STUDENT).await);

    let mut handle = host.connect().await;
    for owner in 10..30 {
        prove(&mut handle, "play", owner).await;
    }
    assert!(!prove(&mut handle, "play", STUDENT).await, "it has had its attempts");
    drop(handle);
    // To offer a key is no guess: it keeps no one out, neither here nor elsewhere.
    for owner in 11..40 {
        comes_in_by_key(&host, "play", owner).await;
    }
    assert!(comes_in_by_key(&host, "play", STUDENT).await);
    assert_eq!(host.counted("rejects_total{reason=\"auth\"}"), 0);
}

/// What is written down on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn begin() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone());
        (log, tracing::subscriber::set_default(lines.finish()))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// That each line is short and shows all that is in it.
    fn assert_clean(&self) {
        let text = self.text();
        for line in text.lines() {
            let is_plain = line.chars().all(|c| c == ' ' || !clean(&c.to_string()).is_empty());
            assert!(is_plain, "{line:?}");
            assert!(line.chars().count() < 400, "{line}");
        }
    }
}

/// Moves the cursor, reorders, hides, breaks the line, and is long.
fn nasty() -> String {
    format!("eve\x1b[2J\x07\u{9b}31m\u{202e}live\u{200b}\u{2066}\r\n{}", "long".repeat(4000))
}

#[tokio::test(start_paused = true)]
async fn nothing_that_a_client_names_reaches_the_log_as_it_is() {
    let (log, _guard) = Log::begin();
    let nasty = nasty();
    for host in [Host::open(), guarded(with_password())] {
        let mut handle = host.connect().await;
        let is_open = handle.authenticate_none(nasty.as_str()).await.unwrap().success();
        if is_open {
            let channel = handle.channel_open_session().await.unwrap();
            channel.request_subsystem(true, nasty.as_str()).await.unwrap();
        }
        assert!(!comes_in_by(&host, &nasty, &nasty).await);
        comes_in_by_key(&host, &nasty, STRANGER).await;
        host.is_left().await;
    }
    assert!(log.text().contains("eve[2J"), "{}", log.text());
    log.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn no_secret_reaches_the_log() {
    let (log, _guard) = Log::begin();
    let host = guarded(with_password());
    assert!(comes_in_by(&host, "play", PASSWORD).await);
    assert!(!comes_in_by(&host, "watch", "a slip of it").await);
    assert!(comes_in_by(&host, "present", &host.code).await);
    host.is_left().await;
    let text = log.text();
    assert_eq!(text.matches("logged in").count(), 2, "{text}");
    for secret in [PASSWORD, "slip", &host.code, &host.code.replace('-', "")] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn asking_without_end_does_not_fill_the_log() {
    let (log, _guard) = Log::begin();
    let host = Host::open();
    let seen = host.terminal("play", (80, 24)).await;
    for port in 0..300 {
        assert!(seen.handle.tcpip_forward("", port).await.is_err());
    }
    assert_eq!(host.counted("rejects_total{reason=\"request\"}"), 300);
    assert_eq!(log.text().matches("port forwarding").count(), 16);
}

/// A first packet of SSH, with nothing secret yet.
fn packet(payload: &[u8]) -> Vec<u8> {
    let padding = 8 - (5 + payload.len()) % 8 + 8;
    let mut packet = u32::try_from(1 + payload.len() + padding).unwrap().to_be_bytes().to_vec();
    packet.push(u8::try_from(padding).unwrap());
    packet.extend(payload);
    packet.resize(packet.len() + padding, 0);
    packet
}

#[tokio::test(start_paused = true)]
async fn what_a_client_speaks_reaches_the_log_in_short() {
    let (log, _guard) = Log::begin();
    let host = Host::open();
    let mut stream = host.stream(HERE);
    stream.write_all(b"SSH-2.0-\x1b[2Jx\r\n").await.unwrap();
    let mut hello = vec![20];
    hello.extend([7; 16]);
    for _ in 0..10 {
        let names = format!("made\x07up\u{7f},{}", "x".repeat(900));
        hello.extend(u32::try_from(names.len()).unwrap().to_be_bytes());
        hello.extend(names.as_bytes());
    }
    hello.extend([0; 5]);
    stream.write_all(&packet(&hello)).await.unwrap();
    let mut heard = Vec::new();
    let answered = stream.read_to_end(&mut heard);
    tokio::time::timeout(Duration::from_secs(5), answered).await.expect("the end").unwrap();
    host.is_left().await;
    assert!(log.text().contains("disconnected"), "{}", log.text());
    log.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn who_fails_is_told_the_ways_there_are_and_no_others() {
    let listed = |result: AuthResult| match result {
        AuthResult::Success => panic!("let in"),
        AuthResult::Failure { remaining_methods, .. } => remaining_methods.to_vec(),
    };
    let student = key(STUDENT);
    for (entry, methods) in [
        (with_password(), vec![MethodKind::PublicKey, MethodKind::Password]),
        (with_keys(&[student.public_key()]), vec![MethodKind::PublicKey]),
    ] {
        let host = guarded(entry);
        let mut handle = host.connect().await;
        assert_eq!(offered(&mut handle, "play").await.to_vec(), methods);
        let wrong = handle.authenticate_password("play", "wrong").await.unwrap();
        assert_eq!(listed(wrong), methods);
        let stranger = PrivateKeyWithHashAlg::new(Arc::new(key(STRANGER)), None);
        assert_eq!(listed(handle.authenticate_publickey("play", stranger).await.unwrap()), methods);
        // A way that the server does not know, and that it did not offer.
        match handle.authenticate_keyboard_interactive_start("play", None).await.unwrap() {
            KeyboardInteractiveAuthResponse::Failure { remaining_methods, .. } => {
                assert_eq!(remaining_methods.to_vec(), methods);
            }
            other => panic!("{other:?}"),
        }
    }
}
