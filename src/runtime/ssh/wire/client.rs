//! What is sent to a client: one frame at a time, and at the end its own screen.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use russh::server::{Handle, Msg};
use russh::{ChannelWriteHalf, Disconnect};
use tokio::time::timeout;

use super::metered_stream::AbortHandle;
use crate::runtime::codes;

/// How long the answer to a frame is waited for. A client that never answers gets a frame as often
/// as this.
const ANSWER: Duration = Duration::from_secs(2);
/// How long the end of a session waits for a client to take what is left for it.
const FINISHING: Duration = Duration::from_secs(1);
/// How long a client has to close the connection itself. A disconnect that comes at once overtakes
/// what was sent last: the client drops them, and its terminal stays in the alternate screen.
const CLOSING: Duration = Duration::from_millis(2500);

/// What can be sent to a client.
pub(crate) struct Client {
    channel: ChannelWriteHalf<Msg>,
    handle: Handle,
    abort: Arc<AbortHandle>,
    /// Whether its terminal's window has a title of the program's while a session lasts.
    has_title: bool,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// The connection has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConnectionLost;

impl Client {
    /// Returns the client at the other end of this channel. With `has_title` its terminal's window
    /// has a title of the program's.
    pub(crate) fn new(
        channel: ChannelWriteHalf<Msg>,
        handle: Handle,
        abort: Arc<AbortHandle>,
        has_title: bool,
    ) -> Self {
        Self { channel, handle, abort, has_title }
    }

    /// Returns whether its terminal's window has a title of the program's.
    pub(crate) fn has_title(&self) -> bool {
        self.has_title
    }

    /// Sends a frame and waits until the client has it.
    ///
    /// SSH acknowledges nothing by itself, and what is in buffers on the way grows old there. So a
    /// request follows each frame that no client grants and every client answers (RFC 4254, section
    /// 4): when the answer comes, the frame has arrived.
    ///
    /// # Errors
    /// Returns an error if the connection has ended.
    pub(crate) async fn send_frame(&self, frame: Vec<u8>) -> Result<(), ConnectionLost> {
        self.channel.data_bytes(frame).await.map_err(|_| ConnectionLost)?;
        let arrived = self.handle.cancel_forward_tcpip(String::new(), 0);
        // No answer within the time is an answer too.
        let _ = timeout(ANSWER, arrived).await;
        Ok(())
    }

    /// Restores the client's terminal, writes these lines, and ends the connection. `is_frame_cut`
    /// says that a frame may have been sent in part.
    pub(crate) async fn close(&self, lines: &[String], status: u32, is_frame_cut: bool) {
        let mut bytes = Vec::new();
        if is_frame_cut {
            // Ends whatever sequence was under way.
            bytes.push(0x18);
            codes::end_synchronized(&mut bytes);
        }
        bytes.extend(codes::leave(self.has_title));
        for line in lines {
            bytes.extend(format!("{line}\r\n").into_bytes());
        }
        let finish = async {
            self.channel.data_bytes(bytes).await?;
            self.channel.exit_status(status).await?;
            self.channel.eof().await?;
            self.channel.close().await
        };
        // A client that does not take this in time, or has gone, is disconnected without it.
        let _ = timeout(FINISHING, finish).await;
        self.disconnect().await;
    }

    /// Ends the connection once the client has had time to do it itself.
    pub(crate) async fn disconnect(&self) {
        disconnect(&self.handle, &self.abort).await;
    }
}

/// Ends a connection once the client has had time to do it itself: first by a disconnect, then by
/// force.
pub(crate) async fn disconnect(handle: &Handle, abort: &AbortHandle) {
    if timeout(CLOSING, abort.ended()).await.is_ok() {
        return;
    }
    let goodbye = handle.disconnect(Disconnect::ByApplication, String::new(), "en".into());
    // Whatever becomes of it, the connection is ended next.
    let _ = timeout(FINISHING, async { (goodbye.await, abort.ended().await) }).await;
    abort.abort();
}
