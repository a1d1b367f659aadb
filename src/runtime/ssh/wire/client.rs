//! What goes to a client: one frame at a time, and at the end its own screen back.

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
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How long a client has to close the connection itself. A disconnect that comes at once overtakes
/// the last words: the client drops them, and its terminal stays in the alternate screen.
const CLOSING: Duration = Duration::from_millis(2500);

/// The way to a client.
pub struct Client {
    channel: ChannelWriteHalf<Msg>,
    handle: Handle,
    abort: Arc<AbortHandle>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// The client takes nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLost;

impl Client {
    /// The client at the other end of this channel.
    pub fn new(channel: ChannelWriteHalf<Msg>, handle: Handle, abort: Arc<AbortHandle>) -> Self {
        Self { channel, handle, abort }
    }

    /// Sends a frame and waits until the client has it.
    ///
    /// SSH acknowledges nothing by itself, and what is in buffers on the way grows old there. So a
    /// request follows each frame that no client grants and every client answers (RFC 4254, section
    /// 4): when the answer comes, the frame has arrived.
    ///
    /// # Errors
    /// Where the connection has ended.
    pub async fn show(&self, frame: Vec<u8>) -> Result<(), ConnectionLost> {
        self.channel.data_bytes(frame).await.map_err(|_| ConnectionLost)?;
        let arrived = self.handle.cancel_forward_tcpip(String::new(), 0);
        // No answer within the time is an answer too.
        let _ = timeout(ANSWER, arrived).await;
        Ok(())
    }

    /// Gives the client's terminal back, says what there is to say, and ends the connection.
    /// `is_cut` where a frame may have stopped in the middle.
    pub async fn close(&self, lines: &[String], status: u32, is_cut: bool) {
        let mut bytes = Vec::new();
        if is_cut {
            // Ends whatever sequence was under way.
            bytes.push(0x18);
            codes::end_synchronized(&mut bytes);
        }
        bytes.extend(codes::leave());
        for line in lines {
            bytes.extend(format!("{line}\r\n").into_bytes());
        }
        let words = async {
            self.channel.data_bytes(bytes).await?;
            self.channel.exit_status(status).await?;
            self.channel.eof().await?;
            self.channel.close().await
        };
        let _ = timeout(LAST_WORDS, words).await;
        self.disconnect().await;
    }

    /// Ends the connection once the client has had time to do it itself.
    pub async fn disconnect(&self) {
        disconnect(&self.handle, &self.abort).await;
    }
}

/// Ends a connection: asks for it when the client has had time to do it itself, then does not ask.
pub async fn disconnect(handle: &Handle, abort: &AbortHandle) {
    if timeout(CLOSING, abort.ended()).await.is_ok() {
        return;
    }
    let goodbye = handle.disconnect(Disconnect::ByApplication, String::new(), "en".into());
    let _ = timeout(LAST_WORDS, async { (goodbye.await, abort.ended().await) }).await;
    abort.abort();
}
