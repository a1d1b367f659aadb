use tokio::io::AsyncWriteExt;

use super::*;

const V4: u8 = 0x11;
const V6: u8 = 0x21;
const PROXY: u8 = 0x21;
const SSH: &[u8] = b"SSH-2.0-OpenSSH_10.0\r\n";

/// Returns a header with this command, family and rest.
fn header(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
    let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
    [&SIGNATURE[..], &[command, family], &length, rest].concat()
}

/// 192.0.2.7 port 40000 to 10.0.0.1 port 22.
fn v4_addresses() -> Vec<u8> {
    [&[192, 0, 2, 7, 10, 0, 0, 1][..], &40000_u16.to_be_bytes(), &22_u16.to_be_bytes()].concat()
}

/// [2001:db8::7] port 40000 to [::1] port 22.
fn v6_addresses() -> Vec<u8> {
    let from: std::net::Ipv6Addr = "2001:db8::7".parse().unwrap();
    let to = std::net::Ipv6Addr::LOCALHOST;
    let ports = [40000_u16.to_be_bytes(), 22_u16.to_be_bytes()].concat();
    [&from.octets()[..], &to.octets(), &ports].concat()
}

/// Returns what comes of the header, and what is left of the stream.
async fn read(bytes: &[u8]) -> (Result<Option<SocketAddr>, ProxyError>, Vec<u8>) {
    let mut rest = bytes;
    (read_header(&mut rest).await, rest.to_vec())
}

async fn address_then_ssh(header: Vec<u8>) -> Option<SocketAddr> {
    let (address, rest) = read(&[&header, SSH].concat()).await;
    assert_eq!(rest, SSH, "exactly the header is read");
    address.unwrap()
}

#[tokio::test]
async fn the_client_is_the_source_address() {
    let v4 = address_then_ssh(header(PROXY, V4, &v4_addresses())).await;
    assert_eq!(v4, Some("192.0.2.7:40000".parse().unwrap()));
    let v6 = address_then_ssh(header(PROXY, V6, &v6_addresses())).await;
    assert_eq!(v6, Some("[2001:db8::7]:40000".parse().unwrap()));
}

#[tokio::test]
async fn extensions_are_passed_over() {
    // A unique id, and then bytes that are no extension at all.
    for extensions in [&b"\x05\0\x04abcd"[..], b"\x05\xFF\xFFx"] {
        let rest = [&v4_addresses(), extensions].concat();
        let address = address_then_ssh(header(PROXY, V4, &rest)).await;
        assert_eq!(address, Some("192.0.2.7:40000".parse().unwrap()));
    }
}

#[tokio::test]
async fn a_load_balancer_may_speak_for_itself() {
    for (family, rest) in [(0x00, vec![]), (V4, v4_addresses()), (V4, vec![]), (0x7F, vec![1, 2])] {
        assert_eq!(address_then_ssh(header(LOCAL, family, &rest)).await, None, "{family:#x}");
    }
}

#[tokio::test]
async fn an_unknown_or_unix_client_has_no_address() {
    assert_eq!(address_then_ssh(header(PROXY, 0x00, &[])).await, None);
    assert_eq!(address_then_ssh(header(PROXY, 0x00, &[1, 2, 3])).await, None);
    assert_eq!(address_then_ssh(header(PROXY, 0x31, &[b'/'; 216])).await, None);
}

#[tokio::test]
async fn anything_but_tcp_is_malformed() {
    for (command, family, rest) in [
        (PROXY, 0x12, v4_addresses()),
        (PROXY, 0x22, v6_addresses()),
        (PROXY, 0x41, v4_addresses()),
        (PROXY, 0x10, v4_addresses()),
        (PROXY, V6, v4_addresses()),
        (PROXY, V4, vec![]),
        (PROXY, 0x31, vec![0; 100]),
        (0x22, V4, v4_addresses()),
        (0x31, V4, v4_addresses()),
        (0x10, V4, v4_addresses()),
    ] {
        let (result, _) = read(&[&header(command, family, &rest), SSH].concat()).await;
        let what = format!("{command:#x} {family:#x} {result:?}");
        assert!(matches!(result, Err(ProxyError::Malformed)), "{what}");
    }
}

#[tokio::test]
async fn the_length_is_bounded() {
    let longest = |more: usize| {
        let padding = vec![0; LONGEST - START - v4_addresses().len() + more];
        header(PROXY, V4, &[v4_addresses(), padding].concat())
    };
    assert!(address_then_ssh(longest(0)).await.is_some());
    let (result, rest) = read(&longest(1)).await;
    assert!(matches!(result, Err(ProxyError::TooLong(513))), "{result:?}");
    assert_eq!(rest.len(), LONGEST + 1 - START, "nothing is read beyond the length");
}

#[tokio::test]
async fn every_beginning_of_a_header_is_truncated() {
    let whole = header(PROXY, V6, &v6_addresses());
    for length in 0..whole.len() {
        let (result, _) = read(&whole[..length]).await;
        assert!(matches!(result, Err(ProxyError::Truncated)), "{length}: {result:?}");
    }
}

#[tokio::test]
async fn version_1_is_named() {
    for line in ["PROXY UNKNOWN\r\n", "PROXY TCP4 192.0.2.7 10.0.0.1 40000 22\r\n"] {
        let (result, _) = read(line.as_bytes()).await;
        assert!(result.unwrap_err().to_string().contains("version 1"), "{line}");
    }
}

#[tokio::test]
async fn something_else_is_refused_at_its_first_wrong_byte() {
    for other in [SSH, b"GET / HTTP/1.1\r\n\r\n", b"P\r\n\r\n", b"\r\n\r\n\0\r\nQUIT\r", &[0; 64]] {
        let (mut client, mut server) = tokio::io::duplex(64);
        client.write_all(other).await.unwrap();
        // The client waits for an answer, and so must not be waited for.
        let result = read_header(&mut server).await;
        assert!(matches!(result, Err(ProxyError::Missing)), "{other:?}: {result:?}");
    }
}

#[tokio::test]
async fn a_header_may_trickle_in() {
    let (mut client, mut server) = tokio::io::duplex(1);
    let sending = tokio::spawn(async move {
        for byte in [&header(PROXY, V4, &v4_addresses()), SSH].concat() {
            client.write_all(&[byte]).await.unwrap();
        }
    });
    let address = read_header(&mut server).await.unwrap();
    assert_eq!(address, Some("192.0.2.7:40000".parse().unwrap()));
    let mut rest = Vec::new();
    server.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, SSH);
    sending.await.unwrap();
}
