//! Just enough of an HTTP/1.1 server: keep-alive, bodies with a length.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::answers::Answers;
use crate::route::{Request, Router};
use crate::sts::Sts;

/// The longest request that is read. Those of a scan have a few kilobytes at most.
const REQUEST_MAX_BYTES: usize = 1 << 20;

/// What there is to answer from.
pub(crate) struct World {
    pub(crate) router: Router,
    /// The states that the estate of an account goes through, run by run.
    pub(crate) states: Vec<Answers>,
    pub(crate) sts: Sts,
    /// How long an answer takes. Those of STS take no time.
    pub(crate) delay: Duration,
}

/// Listens on the loopback until the process ends.
pub(crate) async fn serve(port: u16, world: Arc<World>) -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            // A client that hangs up has what it wanted.
            let _ = talk(stream, &world).await;
        });
    }
}

async fn talk(mut stream: TcpStream, world: &World) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer: Vec<u8> = Vec::with_capacity(8_192);
    loop {
        let head = loop {
            if let Some(end) = find(&buffer, b"\r\n\r\n") {
                break end + 4;
            }
            if buffer.len() > REQUEST_MAX_BYTES || stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        };
        let length = {
            let text = String::from_utf8_lossy(&buffer[..head]);
            header(&text, "content-length").and_then(|value| value.parse::<usize>().ok()).unwrap_or(0)
        };
        if length > REQUEST_MAX_BYTES {
            return Ok(());
        }
        while buffer.len() < head + length {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Ok(());
            }
        }
        let (status, kind, body) = answer(&buffer[..head], &buffer[head..head + length], world);
        // What is known at once about credentials was made anew, what is rendered is lent.
        if !world.delay.is_zero() && matches!(body, Cow::Borrowed(_)) {
            tokio::time::sleep(world.delay).await;
        }
        let reason = if status == 200 { "OK" } else { "Error" };
        let top = format!(
            "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nx-amzn-RequestId: bench\r\n\r\n",
            body.len()
        );
        // One packet where it fits: two small writes would cost two system calls.
        if body.len() < 16_384 {
            let mut whole = Vec::with_capacity(top.len() + body.len());
            whole.extend_from_slice(top.as_bytes());
            whole.extend_from_slice(&body);
            stream.write_all(&whole).await?;
        } else {
            stream.write_all(top.as_bytes()).await?;
            stream.write_all(&body).await?;
        }
        buffer.drain(..head + length);
    }
}

fn answer<'w>(head: &[u8], body: &[u8], world: &'w World) -> (u16, &'static str, Cow<'w, [u8]>) {
    let head = String::from_utf8_lossy(head);
    let mut first = head.lines().next().unwrap_or_default().split(' ');
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    // Credential=AKID/date/region/service/aws4_request
    let scope: Vec<&str> = header(&head, "authorization")
        .and_then(|value| value.split("Credential=").nth(1))
        .and_then(|value| value.split(',').next())
        .unwrap_or_default()
        .split('/')
        .collect();
    let part = |at: usize| scope.get(at).copied().unwrap_or_default();
    let json_target = header(&head, "x-amz-target");
    let request = Request { method, target, signing_name: part(3), region: part(2), json_target, body };
    if let Some((status, text)) = world.sts.answer(part(0), &request) {
        return (status, "text/xml", Cow::Owned(text.into_bytes()));
    }
    let answers = &world.states[world.sts.state(part(0), world.states.len())];
    let (status, kind, body) = match world.router.find(&request) {
        Some((service, operation)) => answers.find(service, &operation, &request),
        None => (400, "text/plain", &b"this call is not among those of the catalogue"[..]),
    };
    (status, kind, Cow::Borrowed(body))
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn find(buffer: &[u8], what: &[u8]) -> Option<usize> {
    buffer.windows(what.len()).position(|window| window == what)
}
