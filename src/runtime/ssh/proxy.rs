//! The address of the client behind a load balancer: the PROXY protocol, version 2, before the first byte of SSH.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use proxy_header::{ParseConfig, ProxyHeader};
use tokio::io::{AsyncRead, AsyncReadExt};

/// How long a header may take.
pub const WITHIN: Duration = Duration::from_secs(3);

/// What every header begins with.
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";
/// The part of a header that is always there, in bytes; its last two tell the length of the rest.
const FIXED: usize = 16;
/// The longest header, in bytes.
const LONGEST: usize = 512;

/// Why there is no address.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// It does not begin like one.
    #[error("no PROXY header of version 2; HAProxy sends one with send-proxy-v2")]
    Signature,
    /// It is longer than one may be.
    #[error("a PROXY header of {0} bytes, more than {LONGEST}")]
    TooLong(usize),
    /// It says something that cannot be.
    #[error("a malformed PROXY header")]
    Malformed,
    /// It does not come.
    #[error("no PROXY header: {0}")]
    Read(#[from] std::io::Error),
}

/// Reads a header, and no byte more. None where the load balancer speaks for itself, as it does in health checks.
///
/// # Errors
/// [`ProxyError`]; what follows on the stream then means nothing.
pub async fn read_header(
    stream: &mut (impl AsyncRead + Unpin),
) -> Result<Option<SocketAddr>, ProxyError> {
    let mut header = [0; LONGEST];
    stream.read_exact(&mut header[..SIGNATURE.len()]).await?;
    if header[..SIGNATURE.len()] != SIGNATURE[..] {
        return Err(ProxyError::Signature);
    }
    stream.read_exact(&mut header[SIGNATURE.len()..FIXED]).await?;
    let length = FIXED + usize::from(u16::from_be_bytes([header[14], header[15]]));
    let rest = header.get_mut(FIXED..length).ok_or(ProxyError::TooLong(length))?;
    stream.read_exact(rest).await?;
    let config = ParseConfig { include_tlvs: false, allow_v1: false, allow_v2: true };
    let (header, _) =
        ProxyHeader::parse(&header[..length], config).map_err(|_| ProxyError::Malformed)?;
    Ok(header.proxied_address().map(|address| address.source))
}

/// The networks that may say for whom they connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted(Vec<IpNet>);

impl Trusted {
    /// Whether an address is in one of the networks.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

impl FromStr for Trusted {
    type Err = String;

    /// Networks such as 10.0.0.0/8, or single addresses, separated by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let network = |piece: &str| {
            let piece = piece.trim();
            let one = piece.parse::<IpAddr>().map(IpNet::from);
            one.or_else(|_| piece.parse::<IpNet>())
                .map_err(|_| format!("'{piece}' is no network; write 10.0.0.0/8 or fd00::/8"))
        };
        text.split(',').map(network).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    /// A header with this command and family, and this behind it.
    fn header(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
        [SIGNATURE, &[command, family][..], &length, rest].concat()
    }

    const V4: [u8; 12] = [192, 0, 2, 7, 10, 0, 0, 1, 0xd4, 0x31, 0, 22];

    async fn read(bytes: &[u8]) -> Result<Option<SocketAddr>, String> {
        read_header(&mut &bytes[..]).await.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn the_source_is_the_client() {
        let client = Ok(Some("192.0.2.7:54321".parse().unwrap()));
        assert_eq!(read(&header(0x21, 0x11, &V4)).await, client);
        // What else a load balancer tells is of no use here.
        let more = [&V4[..], &[0x04, 0, 3, 1, 2, 3]].concat();
        assert_eq!(read(&header(0x21, 0x11, &more)).await, client);
        let mut v6 = [0_u8; 36];
        (v6[0], v6[1], v6[15], v6[33]) = (0x20, 0x01, 9, 5);
        assert_eq!(read(&header(0x21, 0x21, &v6)).await, Ok(Some("[2001::9]:5".parse().unwrap())));
    }

    #[tokio::test]
    async fn a_health_check_has_no_client() {
        assert_eq!(read(&header(0x20, 0x00, &[])).await, Ok(None));
        assert_eq!(read(&header(0x21, 0x00, &[])).await, Ok(None));
        assert_eq!(read(&header(0x21, 0x31, &[0; 216])).await, Ok(None));
    }

    #[tokio::test]
    async fn what_is_no_header_is_refused() {
        let problem = async |bytes: &[u8]| read(bytes).await.unwrap_err();
        assert!(problem(b"PROXY TCP4 192.0.2.7 10.0.0.1 5 22\r\n").await.contains("version 2"));
        assert!(problem(b"SSH-2.0-OpenSSH_9.2\r\n").await.contains("version 2"));
        assert!(problem(&header(0x21, 0x11, &[0; 497])).await.contains("513 bytes"));
        assert!(problem(&header(0x21, 0x11, &V4[..11])).await.contains("malformed"));
        assert!(problem(&header(0x31, 0x11, &V4)).await.contains("malformed"));
        assert!(problem(&header(0x21, 0x11, &V4)[..20]).await.contains("no PROXY header"));
        assert!(problem(b"").await.contains("no PROXY header"));
    }

    #[tokio::test]
    async fn not_a_byte_of_ssh_is_taken_however_slowly_the_header_comes() {
        let (mut ours, mut theirs) = tokio::io::duplex(1);
        let writer = tokio::spawn(async move {
            let bytes = [&header(0x21, 0x11, &V4)[..], b"SSH"].concat();
            for byte in bytes {
                ours.write_all(&[byte]).await.unwrap();
            }
        });
        assert!(read_header(&mut theirs).await.unwrap().is_some());
        let mut rest = String::new();
        theirs.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "SSH");
        writer.await.unwrap();
    }

    #[test]
    fn networks_are_trusted_in_either_notation() {
        let trusted: Trusted = "10.0.0.0/8, 127.0.0.1,fd00::/8".parse().unwrap();
        for (address, expected) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("fd00::1", true),
            ("fe80::1", false),
        ] {
            assert_eq!(trusted.contains(address.parse().unwrap()), expected, "{address}");
        }
        for bad in ["", "10.0.0.0/33", "localhost", "10.0.0.0/8,"] {
            assert!(bad.parse::<Trusted>().unwrap_err().contains("10.0.0.0/8"), "{bad}");
        }
    }
}
