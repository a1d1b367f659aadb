//! What to type to log in.

use std::fmt;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use russh::keys::PrivateKey;
use tokio::net::TcpListener;

use crate::runtime::ssh::access::host_key::fingerprint;
use crate::runtime::ssh::access::policy::AccessPolicy;

/// The longest name of a host (RFC 1035).
const LONGEST_NAME: usize = 253;

/// The name or the address of a machine: nothing that a shell or a terminal would take for
/// something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

/// Neither the name of a host nor an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be the name of a host or an address, such as em.example.org or 192.0.2.7")]
pub struct InvalidHostName;

impl FromStr for HostName {
    type Err = InvalidHostName;

    fn from_str(text: &str) -> Result<Self, InvalidHostName> {
        let is_label = |label: &str| {
            let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            !label.is_empty() && !label.starts_with('-') && label.chars().all(is_plain)
        };
        let is_name = text.len() <= LONGEST_NAME
            && text.strip_suffix('.').unwrap_or(text).split('.').all(is_label);
        let is_host = is_name || text.parse::<IpAddr>().is_ok();
        is_host.then(|| Self(text.to_owned())).ok_or(InvalidHostName)
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The login address is too long for a QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the login address is too long for a QR code; --host NAME takes a shorter one")]
pub struct QrError(#[from] qrcode::types::QrError);

/// How to reach this server.
#[derive(Clone, Debug)]
pub struct ConnectionInfo {
    host: HostName,
    port: u16,
}

impl ConnectionInfo {
    /// Returns how to reach a server that listens on `address`, on a machine that is called `host`
    /// if that is known.
    pub fn new(host: Option<HostName>, address: SocketAddr) -> Self {
        let ip = address.ip().to_canonical();
        // Of the loopback addresses `localhost` is these two only.
        let is_localhost = ip == Ipv4Addr::LOCALHOST || ip == Ipv6Addr::LOCALHOST;
        let localhost = || HostName("localhost".to_owned());
        let host = match host {
            Some(host) => host,
            None if is_localhost => localhost(),
            None if ip.is_unspecified() => {
                machine_name().and_then(|name| name.parse().ok()).unwrap_or_else(localhost)
            }
            None => HostName(ip.to_string()),
        };
        Self { host, port: address.port() }
    }

    /// Returns what to type to log in as this user.
    pub fn command(&self, user: &str) -> String {
        format!("ssh -p {} {user}@{}", self.port, self.host)
    }

    /// Prints what students and the presenter type, and how they recognise the server.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub fn print(
        &self,
        access: &AccessPolicy,
        host_key: &PrivateKey,
        metrics: Option<&TcpListener>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let [watch, play, present] = ["watch", "play", "present"].map(|user| self.command(user));
        let width = present.len();
        writeln!(out, "follow the presenter     {watch:width$}   {}", access.class)?;
        writeln!(out, "a stepper of your own    {play:width$}   {}", access.class)?;
        let keys = match access.presenters.current().map_or(0, |keys| keys.len()) {
            0 => String::new(),
            1 => "your key, or ".to_owned(),
            keys => format!("one of {keys} keys, or "),
        };
        writeln!(
            out,
            "present                  {present}   {keys}once with the code {}",
            access.codes.first_code()
        )?;
        writeln!(out, "host key                 {}", fingerprint(host_key))?;
        if let Some(metrics) = metrics {
            writeln!(out, "metrics                  http://{}/metrics", metrics.local_addr()?)?;
        }
        Ok(())
    }

    /// Returns host and port as a URL has them.
    fn authority(&self) -> String {
        match self.host.0.parse::<Ipv6Addr>() {
            Ok(_) => format!("[{}]:{}", self.host, self.port),
            Err(_) => format!("{}:{}", self.host, self.port),
        }
    }

    /// Returns the login address as a QR code, drawn with block characters.
    ///
    /// # Errors
    /// Returns an error if the address is too long for one.
    pub fn qr_code(&self) -> Result<String, QrError> {
        let url = format!("ssh://watch@{}", self.authority());
        Ok(QrCode::new(url.as_bytes())?.render::<Dense1x2>().build())
    }
}

/// Returns what this machine is called, if that is known.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may not be known")]
fn machine_name() -> Option<String> {
    Some(rustix::system::uname().nodename().to_string_lossy().into_owned())
}

/// Returns what this machine is called, if that is known.
#[cfg(not(unix))]
fn machine_name() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection_info(host: Option<&str>, address: &str) -> ConnectionInfo {
        let host = host.map(|host| host.parse().unwrap());
        ConnectionInfo::new(host, address.parse().unwrap())
    }

    #[test]
    fn the_line_names_a_host_that_students_can_reach() {
        let line = |host, address: &str| connection_info(host, address).command("play");
        assert_eq!(line(None, "127.0.0.1:2222"), "ssh -p 2222 play@localhost");
        assert_eq!(line(None, "[::1]:2222"), "ssh -p 2222 play@localhost");
        assert_eq!(line(None, "[::ffff:127.0.0.1]:2222"), "ssh -p 2222 play@localhost");
        assert_eq!(line(None, "127.5.5.5:2222"), "ssh -p 2222 play@127.5.5.5");
        assert_eq!(line(None, "192.0.2.7:22"), "ssh -p 22 play@192.0.2.7");
        assert_eq!(line(None, "[2001:db8::7]:22"), "ssh -p 22 play@2001:db8::7");
        assert_eq!(line(Some("em.example"), "0.0.0.0:2222"), "ssh -p 2222 play@em.example");
        assert!(!line(None, "0.0.0.0:2222").contains("0.0.0.0"));
    }

    #[test]
    fn an_address_of_ipv6_has_brackets_in_a_url() {
        assert_eq!(connection_info(None, "[2001:db8::7]:22").authority(), "[2001:db8::7]:22");
        assert_eq!(connection_info(Some("em.example"), "[::]:22").authority(), "em.example:22");
    }

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for host in [
            "a",
            "em.example.org",
            "my_host",
            "em.example.org.",
            "192.0.2.7",
            "::1",
            "2001:db8::7",
            "héllo.de",
        ] {
            assert_eq!(host.parse::<HostName>().unwrap().to_string(), host);
        }
        let long = format!("{}a", "a.".repeat(127));
        assert!(long[..253].parse::<HostName>().is_ok());
        for bad in [
            "",
            " ",
            "a b",
            "-oProxyCommand=x",
            "a;reboot",
            "$(x)",
            "a..b",
            ".",
            "a..",
            "\u{1b}[2J",
            "user@host",
            "host:22",
            "[::1]",
            "a/b",
            "a\n",
            "a\u{202e}b",
            &long,
        ] {
            assert_eq!(bad.parse::<HostName>(), Err(InvalidHostName), "{bad:?}");
        }
    }

    #[test]
    fn the_qr_code_is_square() {
        let text = connection_info(None, "127.0.0.1:2222").qr_code().unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert!(lines.len() >= 17, "{text}");
        assert!(lines.iter().all(|line| (line.chars().count() / 2).abs_diff(lines.len()) <= 1));
    }
}
