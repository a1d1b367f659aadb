//! The address of the client behind a load balancer: the PROXY protocol, version 2.
//!
//! <https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt>

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use proxy_header::{ParseConfig, Protocol, ProxyHeader};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::text::system_error;

/// How long a header may take.
pub(crate) const WITHIN: Duration = Duration::from_secs(3);

/// The longest header that is read, in bytes. The addresses take 52; the rest is for extensions.
const LONGEST: usize = 512;
/// The signature, the command, the family and the length of the rest.
const START: usize = 16;
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";
const VERSION_1: &[u8] = b"PROXY";
/// Version 2, sent by the load balancer for itself, such as a health check.
const LOCAL: u8 = 0x20;

/// Why a connection has no PROXY header that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// The connection broke.
    #[error("the connection broke in the PROXY header: {}", system_error(.0))]
    Read(#[source] io::Error),
    /// It ended before the header did.
    #[error("the connection ended in the PROXY header")]
    Truncated,
    /// Something else came, such as SSH itself.
    #[error("no PROXY header; let the load balancer send one (in HAProxy: send-proxy-v2)")]
    Missing,
    /// The header is of version 1.
    #[error("a PROXY header of version 1; only version 2 is read (in HAProxy: send-proxy-v2)")]
    Version1,
    /// The header is longer than 512 bytes.
    #[error("a PROXY header of {0} bytes; at most {LONGEST} are read")]
    TooLong(usize),
    /// The header contradicts itself, or is for something other than TCP.
    #[error("a PROXY header that cannot be read; only TCP over IPv4 or IPv6 is")]
    Malformed,
}

impl From<io::Error> for ProxyError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ => Self::Read(error),
        }
    }
}

/// Reads exactly the header, so that what follows is still to be read. Returns the client's
/// address; `None` where the load balancer speaks for itself or does not know, and the connection's
/// own counts. The caller stops after `WITHIN`.
///
/// # Errors
/// As [`ProxyError`] says; the connection is then of no use.
pub async fn read_header(
    stream: &mut (impl AsyncRead + Unpin),
) -> Result<Option<SocketAddr>, ProxyError> {
    let mut header = [0; LONGEST];
    read_start(stream, &mut header[..START]).await?;
    let rest = usize::from(u16::from_be_bytes([header[14], header[15]]));
    let length = START + rest;
    let header = header.get_mut(..length).ok_or(ProxyError::TooLong(length))?;
    stream.read_exact(&mut header[START..]).await?;
    // Whatever such a header says of addresses is to be ignored, by the standard, and the crate
    // looks at it.
    if header[12] == LOCAL {
        return Ok(None);
    }
    let config = ParseConfig { include_tlvs: false, allow_v1: false, allow_v2: true };
    let (parsed, _) = ProxyHeader::parse(header, config).map_err(|_| ProxyError::Malformed)?;
    match parsed.proxied_address() {
        None => Ok(None),
        Some(address) if address.protocol == Protocol::Stream => Ok(Some(address.source)),
        Some(_) => Err(ProxyError::Malformed),
    }
}

/// Fills `start`, and stops at the first byte that does not fit: an SSH client may send less than
/// this and wait.
async fn read_start(
    stream: &mut (impl AsyncRead + Unpin),
    start: &mut [u8],
) -> Result<(), ProxyError> {
    let mut read = 0;
    while read < start.len() {
        match stream.read(&mut start[read..]).await? {
            0 => return Err(ProxyError::Truncated),
            more => read += more,
        }
        let seen = &start[..read.min(SIGNATURE.len())];
        if seen.starts_with(VERSION_1) {
            return Err(ProxyError::Version1);
        }
        if !SIGNATURE.starts_with(seen) && !VERSION_1.starts_with(seen) {
            return Err(ProxyError::Missing);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
