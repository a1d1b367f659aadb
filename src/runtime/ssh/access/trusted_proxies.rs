//! Load balancers that may tell the address of a client.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};

/// Load balancers whose headers are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A text that is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address or network; write for example 10.0.0.5, 10.0.0.0/8 or fd00::/8")]
pub struct InvalidNetwork(String);

impl TrustedProxies {
    /// Returns whether this is the address of one of them. An IPv4 address is the same written as
    /// IPv6.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|net| net.contains(&address))
    }
}

impl FromStr for TrustedProxies {
    type Err = InvalidNetwork;

    /// Reads networks or single addresses, separated by commas.
    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let net = |close: &str| parse_net(close).ok_or_else(|| InvalidNetwork(close.to_owned()));
        text.split(',').map(|close| net(close.trim())).collect::<Result<_, _>>().map(Self)
    }
}

impl FromIterator<TrustedProxies> for TrustedProxies {
    fn from_iter<I: IntoIterator<Item = Self>>(all: I) -> Self {
        Self(all.into_iter().flat_map(|trusted| trusted.0).collect())
    }
}

fn parse_net(text: &str) -> Option<IpNet> {
    let net = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => text.parse().ok()?,
    };
    // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
    match net {
        IpNet::V6(v6) => match (v6.addr().to_ipv4_mapped(), v6.prefix_len().checked_sub(96)) {
            (Some(v4), Some(length)) => Ipv4Net::new(v4, length).ok().map(IpNet::V4),
            _ => Some(net),
        },
        IpNet::V4(_) => Some(net),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trusted_networks_and_addresses() {
        let trusted = |text: &str, address: &str| {
            text.parse::<TrustedProxies>().unwrap().contains(address.parse().unwrap())
        };
        assert!(trusted("10.0.0.0/8", "10.200.0.1"));
        assert!(!trusted("10.0.0.0/8", "11.0.0.1"));
        assert!(trusted("192.0.2.1, fd00::/8", "192.0.2.1"));
        assert!(trusted("192.0.2.1, fd00::/8", "fd12::1"));
        assert!(!trusted("192.0.2.1, fd00::/8", "192.0.2.2"));
        // One network however it is written.
        assert!(trusted("10.0.0.0/8", "::ffff:10.1.2.3"));
        assert!(trusted("::ffff:10.0.0.0/104", "10.1.2.3"));
        assert!(!trusted("::ffff:10.0.0.0/104", "11.1.2.3"));
        assert!(!trusted("::/0", "10.1.2.3"));
        assert!(!TrustedProxies::default().contains("127.0.0.1".parse().unwrap()));
        let several: TrustedProxies = ["10.0.0.1", "10.0.0.2"]
            .iter()
            .map(|text| text.parse::<TrustedProxies>().unwrap())
            .collect();
        assert_eq!(several, "10.0.0.1,10.0.0.2".parse().unwrap());
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["", "10.0.0.0/33", "proxy.example", "10.0.0.0/8,", "10.0.0/8", "::1/129"] {
            assert!(wrong.parse::<TrustedProxies>().is_err(), "{wrong:?}");
        }
        let error = "10.0.0.1,lb1".parse::<TrustedProxies>().unwrap_err();
        let text = "\"lb1\" is not an address or network; write for example 10.0.0.5, 10.0.0.0/8 or fd00::/8";
        assert_eq!(error.to_string(), text);
    }
}
