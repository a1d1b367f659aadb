use std::sync::Arc;
#[derive(Debug, Default)]
pub struct Metrics;
#[derive(Clone, Copy, Debug)]
pub enum Reject {
    Full,
    FullAddress,
    Blocked,
    Auth,
    Grace,
    Proxy,
    Request,
    Accept,
}
impl Metrics {
    pub fn received(&self, _: usize) {}
    pub fn sent(&self, _: usize) {}
    pub fn queued(&self, _: i64) {}
    pub fn coalesced(&self) {}
    pub fn drawn(&self) {}
    pub fn panicked(&self) {}
    pub fn reject(&self, _: Reject) {}
    pub fn session(self: &Arc<Self>, _: super::door::Role) -> impl Drop + use<> {
        G
    }
    pub fn connection(self: &Arc<Self>) -> impl Drop + use<> {
        G
    }
}
pub struct G;
impl Drop for G {
    fn drop(&mut self) {}
}
pub async fn serve(_: tokio::net::TcpListener, _: Arc<Metrics>) {}
