//! Whatever a load balancer sends before SSH: an address, none, or an error, and never a byte too
//! many is read.
#![no_main]

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use emstep::internals::ssh::{ProxyError, TrustedProxies, read_header};
use libfuzzer_sys::fuzz_target;
use tokio::io::AsyncReadExt;

type Read = Result<Option<SocketAddr>, ProxyError>;

/// Reads a header that comes in two parts; returns how many bytes were taken, too.
fn read(first: &[u8], second: &[u8]) -> (Read, usize) {
    let (mut left, mut right) = (first, second);
    let read = {
        let mut stream = (&mut left).chain(&mut right);
        let reading = pin!(read_header(&mut stream));
        // All bytes are there.
        match reading.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(read) => read,
            Poll::Pending => panic!("waits for bytes that are there"),
        }
    };
    (read, first.len() - left.len() + second.len() - right.len())
}

/// The source that a header of version 2 names, by the standard.
fn source(header: &[u8]) -> SocketAddr {
    let port = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
    if header[13] == 0x11 {
        let address: [u8; 4] = header[16..20].try_into().expect("four bytes");
        SocketAddr::new(IpAddr::from(address), port(24))
    } else {
        let address: [u8; 16] = header[16..32].try_into().expect("sixteen bytes");
        SocketAddr::new(IpAddr::from(address), port(48))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((cut, stream)) = bytes.split_first() else { return };
    let (first, second) = stream.split_at(usize::from(*cut).min(stream.len()));
    let (whole, taken) = read(stream, &[]);
    let (in_parts, taken_in_parts) = read(first, second);
    assert_eq!(format!("{whole:?}"), format!("{in_parts:?}"));
    assert!(taken <= 512 && taken_in_parts <= 512);
    if let Ok(address) = whole {
        assert_eq!(taken, taken_in_parts);
        assert_eq!(taken, 16 + usize::from(u16::from_be_bytes([stream[14], stream[15]])));
        if let Some(address) = address {
            assert_eq!(address, source(stream));
        }
    }
    // As the option names them.
    if let Ok(text) = str::from_utf8(stream)
        && let Ok(trusted) = text.parse::<TrustedProxies>()
    {
        trusted.contains(IpAddr::from([10, 0, 0, 1]));
    }
});
