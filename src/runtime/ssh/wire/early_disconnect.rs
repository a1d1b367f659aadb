//! Why a client is refused before SSH has begun, in a form that it shows.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// SSH_MSG_DISCONNECT (RFC 4253, section 11.1).
const DISCONNECT: u8 = 1;
/// SSH_DISCONNECT_TOO_MANY_CONNECTIONS.
const TOO_MANY_CONNECTIONS: u32 = 12;
/// What a packet's length is a multiple of before there are keys.
const BLOCK: usize = 8;
/// The least padding of a packet.
const PADDING: usize = 4;
/// How long a client has to read it and to close the connection.
const READING: Duration = Duration::from_secs(2);

/// What this server calls itself, as its first line.
pub(crate) const VERSION: &str = concat!("SSH-2.0-emstep_", env!("CARGO_PKG_VERSION"));

/// Sends a client the reason why it is refused, and waits until it closes the connection: to close
/// it while there is something to be read makes the system discard what was sent.
pub(crate) async fn send<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, line: &str) {
    // A client that has gone, or takes longer, does without the reason.
    let _ = timeout(READING, async {
        stream.write_all(&message(line)).await?;
        stream.shutdown().await?;
        let mut unread = [0; 512];
        while stream.read(&mut unread).await? > 0 {}
        Ok::<(), std::io::Error>(())
    })
    .await;
}

/// Returns a line, which a verbose client shows, the server's version, and a disconnect with the
/// line as its reason, which every client shows. SSH allows that before keys are exchanged.
fn message(line: &str) -> Vec<u8> {
    let mut payload = vec![DISCONNECT];
    payload.extend(TOO_MANY_CONNECTIONS.to_be_bytes());
    for text in [line, "en"] {
        payload.extend((text.len() as u32).to_be_bytes());
        payload.extend(text.as_bytes());
    }
    let unpadded = size_of::<u32>() + 1 + payload.len();
    let padding = BLOCK - (unpadded + PADDING) % BLOCK + PADDING;
    let length = 1 + payload.len() + padding;
    let mut bytes = format!("emstep: {line}\r\n{VERSION}\r\n").into_bytes();
    bytes.extend((length as u32).to_be_bytes());
    bytes.push(padding as u8);
    bytes.extend(payload);
    bytes.extend(std::iter::repeat_n(0, padding));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packet_is_as_the_protocol_has_it() {
        for length in 0..40 {
            let line = "x".repeat(length);
            let bytes = message(&line);
            let head = format!("emstep: {line}\r\n{VERSION}\r\n");
            let packet = &bytes[head.len()..];
            assert_eq!(&bytes[..head.len()], head.as_bytes());
            assert_eq!(packet.len() % BLOCK, 0);
            let number =
                |at: usize| u32::from_be_bytes(packet[at..at + 4].try_into().unwrap()) as usize;
            assert_eq!(number(0), packet.len() - 4);
            let padding = usize::from(packet[4]);
            assert!((PADDING..256).contains(&padding));
            assert_eq!((packet[5], number(6), number(10)), (DISCONNECT, 12, length));
            assert_eq!(&packet[14..14 + length], line.as_bytes());
            assert_eq!(packet.len(), 14 + length + 4 + 2 + padding);
        }
    }
}
