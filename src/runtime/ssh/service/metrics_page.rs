//! The page of the counters over HTTP, for Prometheus.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::metrics::Metrics;

/// The longest request that is read, in bytes.
const REQUEST: usize = 4096;
/// How long a request and its answer may take.
const WITHIN: Duration = Duration::from_secs(2);
/// Requests at a time. One more takes the place of the one that has taken longest: a slow client
/// does not make others wait.
const AT_A_TIME: usize = 64;

/// Answers requests for the page, for ever.
pub(crate) async fn serve(listener: TcpListener, metrics: Arc<Metrics>) {
    let mut requests: VecDeque<JoinHandle<()>> = VecDeque::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                requests.retain(|request| !request.is_finished());
                if requests.len() >= AT_A_TIME
                    && let Some(longest) = requests.pop_front()
                {
                    longest.abort();
                }
                let metrics = Arc::clone(&metrics);
                requests.push_back(tokio::spawn(async move {
                    // Who does not take the answer does without it.
                    let _ = timeout(WITHIN, answer(stream, &metrics)).await;
                }));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a request for metrics");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    metrics: &Metrics,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < REQUEST {
        if stream.read_buf(&mut request).await? == 0 {
            break;
        }
    }
    stream.write_all(&response(&request, || metrics.render())).await?;
    stream.shutdown().await
}

/// Returns the answer to a request: the page for GET, its headers alone for HEAD.
fn response(request: &[u8], page: impl FnOnce() -> String) -> Vec<u8> {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let method = words.next().unwrap_or_default();
    // What a query asks for is the same page.
    let path = words.next().and_then(|target| target.split(|byte| *byte == b'?').next());
    let (status, body) = match (method, path) {
        (b"GET" | b"HEAD", Some(b"/metrics")) => ("200 OK", page()),
        (b"GET" | b"HEAD", _) => ("404 Not Found", "only /metrics is here\n".to_owned()),
        _ => (
            "405 Method Not Allowed\r\nAllow: GET, HEAD",
            "only GET and HEAD are understood\n".to_owned(),
        ),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    let body = if method == b"HEAD" { "" } else { &body };
    [head.as_bytes(), body.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn slow_clients_make_no_one_wait() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(serve(listener, Arc::default()));
        let mut slow = Vec::new();
        for _ in 0..2 * AT_A_TIME {
            slow.push(TcpStream::connect(address).await.unwrap());
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        // The newest of the slow ones is still heard out; the oldest is not.
        let mut byte = [0];
        assert_eq!(slow[0].read(&mut byte).await.unwrap_or(0), 0);
        let newest = slow.last_mut().unwrap();
        newest.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        assert_eq!(newest.read(&mut byte).await.unwrap(), 1);
        server.abort();
    }

    async fn ask(request: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(serve(listener, Arc::default()));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        server.abort();
        answer
    }

    #[tokio::test]
    async fn it_is_asked_for_over_http() {
        let answer = ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("emstep_panics_total 0\n"), "{answer}");
        assert!(ask("GET / HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404"));
        assert!(ask("POST /metrics HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 405"));
        assert!(ask(&"x".repeat(REQUEST)).await.starts_with("HTTP/1.1 405"));
        let head = ask("HEAD /metrics HTTP/1.1\r\n\r\n").await;
        assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    }

    /// Returns the status of an answer, its headers, and what comes after them.
    fn answer_to(request: &str) -> (String, Vec<String>, String) {
        let answer = response(request.as_bytes(), || "the page\n".to_owned());
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n").map(str::to_owned);
        (lines.next().unwrap(), lines.collect(), body.to_owned())
    }

    #[test]
    fn head_gives_the_headers_that_get_gives_and_nothing_more() {
        for target in ["/metrics", "/metrics?x=1", "/", "/metrics/", "*"] {
            let get = answer_to(&format!("GET {target} HTTP/1.1\r\n\r\n"));
            let head = answer_to(&format!("HEAD {target} HTTP/1.1\r\n\r\n"));
            let length = format!("Content-Length: {}", get.2.len());
            assert!(!get.2.is_empty() && get.1.contains(&length), "{get:?}");
            assert_eq!(head, (get.0, get.1, String::new()), "{target}");
        }
    }

    #[test]
    fn a_query_is_ignored_and_another_path_is_not_the_page() {
        for target in ["/metrics", "/metrics?", "/metrics?x=1", "/metrics?name[]=a&b=c?d"] {
            let (status, _, page) = answer_to(&format!("GET {target} HTTP/1.1\r\n\r\n"));
            assert_eq!((&*status, &*page), ("HTTP/1.1 200 OK", "the page\n"), "{target}");
        }
        for target in ["/", "/?/metrics", "?/metrics", "/metrics/", "/metrics/?x", "/metricsx", ""]
        {
            let (status, ..) = answer_to(&format!("GET {target} HTTP/1.1\r\n\r\n"));
            assert_eq!(status, "HTTP/1.1 404 Not Found", "{target}");
        }
        for request in ["POST /metrics HTTP/1.1\r\n\r\n", "head /metrics HTTP/1.1\r\n", "", "\r\n"]
        {
            let (status, headers, _) = answer_to(request);
            assert_eq!(status, "HTTP/1.1 405 Method Not Allowed", "{request:?}");
            assert_eq!(headers[0], "Allow: GET, HEAD");
        }
    }
}
