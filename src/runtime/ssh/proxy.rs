use std::net::*;
use std::time::Duration;
use tokio::io::AsyncRead;
pub const WITHIN: Duration = Duration::from_secs(3);
#[derive(Clone, Debug)]
pub struct Trusted(Vec<ipnet::IpNet>);
impl Trusted {
    pub fn contains(&self, a: IpAddr) -> bool {
        self.0.iter().any(|n| n.contains(&a))
    }
}
impl std::str::FromStr for Trusted {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Ok(Self(vec![s.parse().map_err(|_| "no network".to_string())?]))
    }
}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct ProxyError;
pub async fn read_header(
    _: &mut (impl AsyncRead + Unpin),
) -> Result<Option<SocketAddr>, ProxyError> {
    Ok(None)
}
