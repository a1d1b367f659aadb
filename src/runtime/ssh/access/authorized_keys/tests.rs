use std::fs;

use proptest::prelude::*;
use russh::keys::ssh_key::public::{
    DsaPublicKey, EcdsaPublicKey, Ed25519PublicKey, SkEcdsaSha2NistP256, SkEd25519,
};
use russh::keys::ssh_key::{HashAlg, Mpint, sec1::EncodedPoint};

use super::*;

/// As `ssh-keygen -t rsa -b 2048` and `ssh-keygen -t ecdsa` write them.
const RSA: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCs2YmRojDNtO7ZPq7jNxEG/c6ywC8PAE3AcfKIpDJuuZ4uOSdtuCQv7jein7xtA/Fwh90IaVnjO3fHyN6Ai55q+zX8TDgyWeQA/CQCEHuOn0x/3iGWq15RaJTZDBoBvRs5rFFIxWgaoXwbCDgXYogzxB6Sgud4cUJvSJnRzcgqGQnZlhcI9ndIcO8tgw/KIlKQq9nG9CnqK9wzuuc4mJ6IbECTTBpseJAQ3wHhTSpqgQVuhwiJXzs1UlRdlj0sENtKy996t8O6VWyYxEgWMK6lrRwom076HhE1eH/DY/ei3bIDemL5yHxVFb/1/7wPMqppAnRU/8WnjB9pv/pD0r9z c";
const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBIty01ylGYH7Nkysd7m7Ek4FP05xmCBbzjWJveo/Z9M914wh36DbwIv+DPbl4hg4E+xPdtRIXT6AbcKGK/2XZOc= c";

fn ed25519(seed: u8) -> PublicKey {
    KeyData::Ed25519(Ed25519PublicKey([seed; 32])).into()
}

fn rsa(bits: usize) -> PublicKey {
    let mut modulus = vec![0xff; bits.div_ceil(8)];
    modulus[0] >>= (8 - bits % 8) % 8;
    let number = Mpint::from_positive_bytes;
    KeyData::Rsa(RsaPublicKey::new(number(&[1, 0, 1]), number(&modulus)).unwrap()).into()
}

fn ecdsa(bytes: usize) -> PublicKey {
    let mut point = vec![7; 1 + 2 * bytes];
    point[0] = 4;
    KeyData::Ecdsa(EcdsaPublicKey::from_sec1_bytes(&point).unwrap()).into()
}

fn dsa() -> PublicKey {
    let number = || Mpint::from_positive_bytes(&[0x7f; 128]);
    let key = DsaPublicKey::new(number(), number(), number(), number()).unwrap();
    KeyData::Dsa(key).into()
}

fn line(key: &PublicKey) -> String {
    key.to_openssh().unwrap()
}

/// Returns why the only line of a file is skipped.
fn reason(line: &str) -> String {
    let keys = AuthorizedKeys::parse(line);
    assert!(keys.is_empty(), "{line}");
    assert_eq!(keys.skipped().len(), 1, "{line}");
    keys.skipped()[0].to_string()
}

#[test]
fn a_file_has_a_key_a_line_and_comments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authorized_keys");
    let text = format!(
        "\u{feff}# the class\r\n\r\n  \t{} Zo\u{eb} of row 3\r\n\n{RSA}\n{}",
        line(&ed25519(1)),
        line(&ed25519(2)),
    );
    fs::write(&path, &text).unwrap();
    let keys = AuthorizedKeys::read(&path).unwrap();
    assert_eq!(keys.skipped(), []);
    assert_eq!(keys.len(), 3);
    assert!(keys.contains(&ed25519(1)) && keys.contains(&ed25519(2)));
    assert!(keys.contains(&PublicKey::from_openssh(RSA).unwrap()));
    assert!(!keys.contains(&ed25519(3)));

    let mut latin = text.into_bytes();
    latin.extend(b" Zo\xeb");
    fs::write(&path, latin).unwrap();
    assert_eq!(AuthorizedKeys::read(&path).unwrap().len(), 3);
}

#[test]
fn an_empty_file_admits_no_one() {
    for text in ["", "\n\n", "# no one\n"] {
        let keys = AuthorizedKeys::parse(text);
        assert!(keys.is_empty() && keys.skipped().is_empty());
        assert!(!keys.contains(&ed25519(1)));
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    let error = AuthorizedKeys::read(&path).unwrap_err().to_string();
    assert_eq!(error, format!("{}: no such file; check its path", path.display()));
    fs::write(&path, vec![b'#'; LONGEST + 1]).unwrap();
    assert!(matches!(AuthorizedKeys::read(&path), Err(FileError::TooLong { .. })));
}

#[test]
fn a_private_key_is_refused_and_its_public_key_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("id");
    let body = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n".repeat(5);
    for first in [
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\r",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----",
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
        "PuTTY-User-Key-File-3: ssh-ed25519",
        "\u{feff}\n# mine\n\n  -----BEGIN EC PRIVATE KEY-----",
    ] {
        fs::write(&path, format!("{first}\n{body}")).unwrap();
        let error = AuthorizedKeys::read(&path).unwrap_err().to_string();
        let file = path.display();
        let line =
            format!("{file}: a private key; the public key is wanted here, usually {file}.pub");
        assert_eq!(error, line, "{first}");
    }
    // A comment may say anything, and a key in the file is none the worse for what is after it.
    for text in ["# -----BEGIN OPENSSH PRIVATE KEY-----\n{}", "{} -----BEGIN PRIVATE KEY-----"] {
        fs::write(&path, text.replace("{}", &line(&ed25519(1)))).unwrap();
        assert!(AuthorizedKeys::read(&path).unwrap().contains(&ed25519(1)), "{text}");
    }
}

#[test]
fn the_comment_is_no_part_of_a_key() {
    let mut key = ed25519(1);
    key.set_comment("home");
    let keys = AuthorizedKeys::parse(&line(&key));
    key.set_comment("school");
    assert!(keys.contains(&key));
    let twice = format!("{}\n{} again\n", line(&key), line(&ed25519(1)));
    assert_eq!(AuthorizedKeys::parse(&twice).len(), 1);
}

#[test]
fn strong_keys_of_each_kind_are_taken() {
    let point = EncodedPoint::from_bytes(ecdsa(32).key_data().ecdsa().unwrap().as_sec1_bytes());
    let sk_ecdsa = SkEcdsaSha2NistP256::new(point.unwrap(), "ssh:");
    let sk_ed25519 = SkEd25519::new(Ed25519PublicKey([9; 32]), "ssh:");
    for key in [
        ed25519(1),
        ecdsa(32),
        ecdsa(48),
        ecdsa(66),
        PublicKey::from_openssh(ECDSA).unwrap(),
        KeyData::SkEcdsaSha2NistP256(sk_ecdsa).into(),
        KeyData::SkEd25519(sk_ed25519).into(),
        rsa(2048),
        rsa(4096),
    ] {
        let keys = AuthorizedKeys::parse(&line(&key));
        assert!(keys.contains(&key), "{} {:?}", line(&key), keys.skipped());
    }
}

#[test]
fn a_security_key_is_good_for_its_application_only() {
    let key = |application| {
        KeyData::SkEd25519(SkEd25519::new(Ed25519PublicKey([9; 32]), application)).into()
    };
    let keys = AuthorizedKeys::parse(&line(&key("ssh:")));
    assert!(!keys.contains(&key("ssh:other")));
}

#[test]
fn short_rsa_keys_are_skipped() {
    for bits in [1024, 2040, 2047] {
        let key = rsa(bits);
        assert_eq!(
            reason(&line(&key)),
            format!("line 1: an RSA key of {bits} bits; at least 2048 are wanted")
        );
        assert!(!AuthorizedKeys::parse(&line(&key)).contains(&key));
    }
}

#[test]
fn dsa_and_unknown_kinds_are_skipped() {
    assert!(reason(&line(&dsa())).starts_with("line 1: keys of kind ssh-dss are not taken"));
    let base64 = line(&ed25519(1)).replace("ssh-ed25519 ", "");
    for text in [
        "ssh-ed25519",
        "hello",
        "ssh-ed25519 !!!!",
        "ssh-ed25519 AAAA",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        &base64,
        &format!("ssh-rsa {base64}"),
        &format!("ssh-ed25519-cert-v01@openssh.com {base64}"),
        &format!("ssh-ed25519 {base64}AAAA"),
    ] {
        assert_eq!(reason(text), "line 1: no public key of a kind that is taken here");
    }
}

#[test]
fn harmless_options_keep_the_key() {
    let key = ed25519(1);
    for options in [
        "restrict",
        "restrict,pty",
        "No-Port-Forwarding,no-X11-forwarding,no-agent-forwarding",
        "no-touch-required",
        r#"environment="NAME=with, \"quotes\" and blanks""#,
        r#"permitopen="localhost:80",tunnel="0""#,
    ] {
        for blank in [" ", "\t", "  "] {
            let keys = AuthorizedKeys::parse(&format!("{options}{blank}{} c", line(&key)));
            assert!(keys.contains(&key), "{options}: {:?}", keys.skipped());
        }
    }
}

#[test]
fn options_that_may_limit_a_key_leave_it_out() {
    let key = line(&ed25519(1));
    for (options, name) in [
        (r#"from="10.0.0.0/8""#, "from"),
        (r#"command="echo hello there""#, "command"),
        ("cert-authority", "cert-authority"),
        (r#"restrict,expiry-time="20300101""#, "expiry-time"),
        (r#"principals="a,b",pty"#, "principals"),
        ("verify-required", "verify-required"),
        ("no-such-option", "no-such-option"),
        ("pty,,restrict", ""),
        (r#"environment="a=b",from="*.example""#, "from"),
        (r#"environment="a\",pty",FROM="x""#, "FROM"),
        (r#"pty",from=x,""#, r#"pty",from"#),
    ] {
        let said = reason(&format!("{options} {key}"));
        assert!(said.starts_with(&format!("line 1: the option '{name}' ")), "{said}");
    }
    assert_eq!(
        reason(&format!(r#"from="10.0.0.1 {key}"#)),
        "line 1: no public key of a kind that is taken here"
    );
}

#[test]
fn a_reason_has_the_lines_number_and_no_control_characters() {
    let text = format!("# one\n\n\u{1b}[31mfrom=x {}\n", line(&ed25519(1)));
    assert_eq!(
        reason(&text),
        "line 3: the option '[31mfrom' is not kept here, so the key is left out"
    );
}

#[test]
fn sha_1_and_dsa_prove_nothing() {
    let allowed = |name: &str| algorithm_is_allowed(&Algorithm::new(name).unwrap());
    for name in [
        "ssh-ed25519",
        "sk-ssh-ed25519@openssh.com",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "rsa-sha2-256",
        "rsa-sha2-512",
    ] {
        assert!(allowed(name), "{name}");
    }
    for name in ["ssh-rsa", "ssh-dss", "ssh-made-up@example.com"] {
        assert!(!allowed(name), "{name}");
    }
    assert!(!algorithm_is_allowed(&Algorithm::Rsa { hash: None }));
    assert!(algorithm_is_allowed(&Algorithm::Rsa { hash: Some(HashAlg::Sha256) }));
}

proptest! {
    #[test]
    fn any_text_is_read(text in r#"([ -~\t\n"\\,=\u{e9}]|ssh-ed25519 |from=|pty,){0,60}"#) {
        let keys = AuthorizedKeys::parse(&text);
        prop_assert!(keys.is_empty());
    }

    /// However its options are written, a key with `from=` outside quotes opens nothing.
    #[test]
    fn from_is_never_lost(before in "(pty,|restrict,|environment=\"[a-z ,=]{0,9}\",){0,4}",
                          after in "(,pty|,environment=\"[a-z ,=]{0,9}\"){0,3}") {
        let text = format!("{before}from=\"10.0.0.1\"{after} {}", line(&ed25519(1)));
        prop_assert!(AuthorizedKeys::parse(&text).is_empty());
    }
}
