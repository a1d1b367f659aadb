//! A connection that can be aborted, whatever the protocol above it waits for.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{oneshot, watch};

use crate::runtime::ssh::service::metrics::Metrics;

/// The stream below SSH: it counts bytes, and after [`AbortHandle::abort`] it only fails.
#[derive(Debug)]
pub(crate) struct MeteredStream<S> {
    stream: S,
    abort: oneshot::Receiver<()>,
    is_aborted: bool,
    metrics: Arc<Metrics>,
    /// Dropped with the stream, which tells [`AbortHandle::ended`].
    _is_open: watch::Sender<()>,
}

/// Aborts the connection that it was made with, which goes on if this is dropped.
#[derive(Debug)]
pub(crate) struct AbortHandle {
    sender: Mutex<Option<oneshot::Sender<()>>>,
    is_open: watch::Receiver<()>,
}

impl AbortHandle {
    /// Waits until the connection has ended.
    pub(crate) async fn ended(&self) {
        let mut is_open = self.is_open.clone();
        while is_open.changed().await.is_ok() {}
    }

    /// Ends the connection at once: what is being read or written fails.
    pub(crate) fn abort(&self) {
        if let Some(sender) = self.sender.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // If there is no receiver, the connection has ended.
            let _ = sender.send(());
        }
    }
}

impl<S> MeteredStream<S> {
    /// Returns the metered stream, and what aborts it.
    pub(crate) fn new(stream: S, metrics: Arc<Metrics>) -> (Self, Arc<AbortHandle>) {
        let (sender, abort) = oneshot::channel();
        let (open, is_open) = watch::channel(());
        let guard = Self { stream, abort, is_aborted: false, metrics, _is_open: open };
        (guard, Arc::new(AbortHandle { sender: Mutex::new(Some(sender)), is_open }))
    }

    /// Returns an error once the connection is aborted. Until then the task is woken when it is.
    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        if !self.is_aborted
            && let Poll::Ready(asked) = Pin::new(&mut self.abort).poll(context)
        {
            // A dropped sender asks for nothing any more; polling it again would panic.
            match asked {
                Ok(()) => self.is_aborted = true,
                Err(_) => self.abort = oneshot::channel().1,
            }
        }
        if self.is_aborted { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for MeteredStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(context)?;
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.metrics.received(buffer.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for MeteredStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(context)?;
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.metrics.sent(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn aborting_ends_what_waits_to_be_read_or_written() {
        for writes in [false, true] {
            let (_client, server) = tokio::io::duplex(8);
            let (mut guard, abort) = MeteredStream::new(server, Arc::default());
            let waiting = tokio::spawn(async move {
                if writes {
                    guard.write_all(&[0; 100]).await.map(|()| 0)
                } else {
                    guard.read(&mut [0; 8]).await
                }
            });
            tokio::task::yield_now().await;
            assert!(!waiting.is_finished());
            abort.abort();
            let error = waiting.await.unwrap().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::ConnectionAborted);
        }
    }

    #[tokio::test]
    async fn a_connection_outlives_what_could_have_aborted_it() {
        let (mut client, server) = tokio::io::duplex(8);
        let (mut guard, abort) = MeteredStream::new(server, Arc::default());
        drop(abort);
        for byte in *b"ab" {
            client.write_u8(byte).await.unwrap();
            assert_eq!(guard.read_u8().await.unwrap(), byte);
        }
    }
}
