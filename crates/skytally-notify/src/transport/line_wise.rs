//! A connection that gives what it has read line by line.
//!
//! After STARTTLS, what came unencrypted must not be taken for the first words of the encrypted conversation: somebody between
//! the two could slip in answers. A reader on top that buffers more than one line would do just that. With this in between,
//! whatever follows the go-ahead is given to the TLS handshake, which refuses it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What is read from the connection at once, in bytes.
const BUFFER_BYTES: usize = 8 << 10;

/// The connection.
#[derive(Debug)]
pub(super) struct LineWise {
    inner: TcpStream,
    buffer: Vec<u8>,
    given: usize,
}

impl LineWise {
    pub(super) fn new(inner: TcpStream) -> Self {
        Self { inner, buffer: Vec::with_capacity(BUFFER_BYTES), given: 0 }
    }
}

impl AsyncRead for LineWise {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.given == this.buffer.len() {
            this.given = 0;
            this.buffer.resize(BUFFER_BYTES, 0);
            let mut read = ReadBuf::new(&mut this.buffer);
            let polled = Pin::new(&mut this.inner).poll_read(cx, &mut read);
            let filled = read.filled().len();
            this.buffer.truncate(if polled.is_ready() { filled } else { 0 });
            ready!(polled)?;
        }
        let rest = this.buffer.get(this.given..).unwrap_or_default();
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let count = line.min(out.remaining());
        out.put_slice(rest.get(..count).unwrap_or_default());
        this.given += count;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for LineWise {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, data)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for LineWise {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }
}
