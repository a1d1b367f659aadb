//! The protocol that the server speaks.

use std::borrow::Cow;
use std::time::Duration;

use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PrivateKey};
use russh::server::Config;
use russh::{MethodSet, Preferred, SshId, cipher, compression, kex, mac};

use crate::runtime::ssh::wire::early_disconnect;

/// Returns the protocol that the server speaks: nothing that is known to be weak, and no
/// compression.
pub(super) fn config(host_key: PrivateKey, methods: MethodSet) -> Config {
    Config {
        // For what is refused without asking the handler.
        methods,
        server_id: SshId::Standard(Cow::Borrowed(early_disconnect::VERSION)),
        // A wrong password is answered late by the handler; to offer a key is no guess.
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        keys: vec![host_key],
        // What a client types is short; its window is what it may send before it is read.
        window_size: 128 * 1024,
        maximum_packet_size: 32 * 1024,
        channel_buffer_size: 1,
        event_buffer_size: 1,
        // Offered keys count, and an agent offers all it has. Guesses are held back elsewhere.
        max_auth_attempts: 20,
        inactivity_timeout: None,
        keepalive_interval: Some(Duration::from_secs(30)),
        keepalive_max: 3,
        preferred: Preferred {
            kex: Cow::Borrowed(&[
                kex::MLKEM768X25519_SHA256,
                kex::CURVE25519,
                kex::CURVE25519_PRE_RFC_8731,
                kex::EXTENSION_SUPPORT_AS_SERVER,
                kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
            ]),
            // The host key is ed25519; the others are the user keys that are told to clients as
            // acceptable.
            key: Cow::Borrowed(&[
                Algorithm::Ed25519,
                Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
                Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
                Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
                Algorithm::SkEd25519,
                Algorithm::SkEcdsaSha2NistP256,
                Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
                Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
            ]),
            cipher: Cow::Borrowed(&[cipher::AES_256_GCM, cipher::AES_256_CTR, cipher::AES_128_CTR]),
            mac: Cow::Borrowed(&[mac::HMAC_SHA512_ETM, mac::HMAC_SHA256_ETM]),
            compression: Cow::Borrowed(&[compression::NONE]),
            ..Preferred::DEFAULT
        },
        ..Config::default()
    }
}
