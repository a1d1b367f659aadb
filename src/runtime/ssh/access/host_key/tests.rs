use std::fs;
use std::sync::Barrier;
use std::thread;

use super::*;

/// As `ssh-keygen -t ed25519` writes it with the passphrase `abc`.
const ENCRYPTED: &str = "\
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABCUVROWa4
vzja71qR1CoKNxAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIM+LVMtLWsoEcPmx
NrT+ECn9GYBaZ4iTqDvmpMNnQ7zwAAAAkPXloX7V3i+gz7xfcFLyMpqqsva6i/YM/AGccA
BriQH4aM3728XmXdlMnFUGDRU2P3+233N+lCxAxi86+xQXEz5R4EsXvBwcZstSpN+1Wew1
eQL2+VZsgzCVrTRC4YaSGj6sc6Ml+Y08J+KgZkturJxXLE7hY2RlIHXCE5MCF7Z25z07oz
SAhSSUrT9KKIecnQ==
-----END OPENSSH PRIVATE KEY-----
";
/// As `ssh-keygen -t ecdsa` writes it.
const ECDSA: &str = "\
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS
1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQSLctNcpRmB+zZMrHe5uxJOBT9OcZgg
W841ib3qP2fTPdeMId+g28CL/gz25eIYOBPsT3bUSF0+gG3Chiv9l2TnAAAAoFsrd2ZbK3
dmAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBIty01ylGYH7Nkys
d7m7Ek4FP05xmCBbzjWJveo/Z9M914wh36DbwIv+DPbl4hg4E+xPdtRIXT6AbcKGK/2XZO
cAAAAgFwVK+hUayIGKnkCId52kxImp23GtPH9EwiHG9gcFm4cAAAABYwECAwQFBgc=
-----END OPENSSH PRIVATE KEY-----
";

/// A key whose kind is called ecdsa-sha2, return, ESC [2Jp256.
const MISNAMED: &str = "\
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAIwAAABNlY2RzYS
1zaGEyDRtbMkpwMjU2AAAACG5pc3RwMjU2AAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
-----END OPENSSH PRIVATE KEY-----
";

/// Returns a file of the key's name, its owner's alone.
fn folder_with(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    fs::write(&path, content).unwrap();
    set_mode(&path, 0o600);
    (folder, path)
}

fn set_mode(path: &Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(not(unix))]
    let _ = (path, mode);
}

#[test]
fn the_first_start_makes_the_key_and_later_ones_find_it() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("data/emstep");
    let first = load_or_create(&folder).unwrap();
    assert_eq!(first, load_or_create(&folder).unwrap());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    let other = load_or_create(&above.path().join("other")).unwrap();
    assert_ne!(fingerprint(&first), fingerprint(&other));
}

#[test]
fn a_fingerprint_is_as_ssh_shows_it() {
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
    let shown = fingerprint(&key);
    assert_eq!(shown.len(), "SHA256:".len() + 43);
    assert_eq!(shown, key.public_key().fingerprint(HashAlg::Sha256).to_string());
    assert!(shown.starts_with("SHA256:"));
}

#[cfg(unix)]
#[test]
fn the_key_and_its_folder_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("data/emstep");
    load_or_create(&folder).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join(NAME)), 0o600);
}

#[test]
fn servers_that_start_at_once_end_with_one_key() {
    const SERVERS: usize = 8;
    for _ in 0..25 {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("emstep");
        let start = Barrier::new(SERVERS);
        let keys: Vec<PrivateKey> = thread::scope(|scope| {
            let servers: Vec<_> = (0..SERVERS)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        load_or_create(&folder).unwrap()
                    })
                })
                .collect();
            servers.into_iter().map(|server| server.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
    }
}

#[test]
fn creating_leaves_a_key_that_is_there_by_then() {
    let (folder, path) = folder_with(b"another server was first");
    create(folder.path(), &path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"another server was first");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    load_or_create(folder.path()).unwrap();
    let path = folder.path().join(NAME);
    for mode in [0o640, 0o604] {
        set_mode(&path, mode);
        let error = load_or_create(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with(&format!("; run chmod 600 {}", path.display())), "{error}");
    }
    set_mode(&path, 0o600);
    assert!(load_or_create(folder.path()).is_ok());
}

#[test]
fn what_is_no_key_is_refused_and_stays() {
    let good = PrivateKey::from(Ed25519Keypair::from_seed(&[1; 32]));
    let good = good.to_openssh(LineEnding::LF).unwrap();
    for content in [b"", &b"key\n"[..], &[0xff; 99], &good.as_bytes()[..good.len() / 2]] {
        let (folder, path) = folder_with(content);
        let error = load_or_create(folder.path()).unwrap_err();
        assert!(matches!(error, HostKeyError::Broken { .. }), "{error}");
        assert_eq!(error.to_string().lines().count(), 1);
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[test]
fn what_the_file_says_is_safe_to_print() {
    let error = parse(MISNAMED.as_bytes(), Path::new(NAME)).unwrap_err().to_string();
    assert!(error.contains("'ecdsa-sha2 <U+001B>"), "{error}");
    assert!(!error.chars().any(char::is_control), "{error}");
}

#[test]
fn a_key_with_a_passphrase_is_refused() {
    let (folder, path) = folder_with(ENCRYPTED.as_bytes());
    let error = load_or_create(folder.path()).unwrap_err();
    assert!(matches!(error, HostKeyError::Encrypted { .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), ENCRYPTED.as_bytes());
}

#[test]
fn a_key_of_another_kind_is_refused() {
    let (folder, _path) = folder_with(ECDSA.as_bytes());
    let error = load_or_create(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with(": a key of kind ecdsa-sha2-nistp256; the server's is ssh-ed25519"));
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_an_error_and_no_endless_try() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join(NAME)).unwrap();
    let error = load_or_create(folder.path()).unwrap_err();
    assert!(matches!(error, HostKeyError::File(FileError::NotFound { .. })), "{error}");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("file");
    fs::write(&folder, "").unwrap();
    let error = load_or_create(&folder).unwrap_err().to_string();
    assert!(error.starts_with(&folder.display().to_string()), "{error}");
}

#[test]
fn the_default_folder_is_the_programs_own() {
    let folder = default_folder().unwrap();
    assert!(folder.is_absolute() && folder.ends_with("emstep"));
}
