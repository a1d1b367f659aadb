//! What to type to come in.

use std::io::{self, Write};
use std::net::SocketAddr;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use russh::keys::PrivateKey;
use tokio::net::TcpListener;

use super::ServeError;
use super::door::Door;
use super::host_key::fingerprint;

/// The way to this server.
#[derive(Clone, Debug)]
pub struct Invitation {
    host: String,
    port: u16,
}

impl Invitation {
    /// The way to a server that listens on `address`, on a machine that is called `host` where that
    /// is known.
    pub fn new(host: Option<&str>, address: SocketAddr) -> Self {
        let ip = address.ip();
        let host = match host {
            Some(host) => host.to_owned(),
            None if ip.is_loopback() => "localhost".to_owned(),
            None if ip.is_unspecified() => {
                let name = rustix::system::uname();
                name.nodename().to_string_lossy().into_owned()
            }
            None => ip.to_string(),
        };
        Self { host, port: address.port() }
    }

    /// What to type to come in as this user.
    pub fn line(&self, user: &str) -> String {
        format!("ssh -p {} {user}@{}", self.port, self.host)
    }

    /// Prints what students and the presenter have to type, and how they know the server.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn print(
        &self,
        door: &Door,
        host_key: &PrivateKey,
        metrics: Option<&TcpListener>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let [watch, play, present] = ["watch", "play", "present"].map(|user| self.line(user));
        let width = present.len();
        writeln!(out, "follow the presenter     {watch:width$}   {}", door.entry)?;
        writeln!(out, "a stepper of one's own   {play:width$}   {}", door.entry)?;
        let keys = match door.presenters.current().map_or(0, |keys| keys.len()) {
            0 => String::new(),
            1 => "your key, or ".to_owned(),
            keys => format!("one of {keys} keys, or "),
        };
        writeln!(
            out,
            "present                  {present}   {keys}once with the code {}",
            door.codes.first()
        )?;
        writeln!(out, "host key                 {}", fingerprint(host_key))?;
        if let Some(metrics) = metrics {
            writeln!(out, "metrics                  http://{}/metrics", metrics.local_addr()?)?;
        }
        Ok(())
    }

    /// Prints the way into the class as a QR code.
    ///
    /// # Errors
    /// Where it is too long for one or cannot be written.
    pub fn print_qr(&self, out: &mut impl Write) -> Result<(), ServeError> {
        let way = format!("ssh://watch@{}:{}", self.host, self.port);
        let code = QrCode::new(way.as_bytes()).map_err(|_| ServeError::Qr)?;
        writeln!(out, "{}", code.render::<Dense1x2>().build())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_a_host_that_students_can_reach() {
        let line =
            |host, address: &str| Invitation::new(host, address.parse().unwrap()).line("play");
        assert_eq!(line(None, "127.0.0.1:2222"), "ssh -p 2222 play@localhost");
        assert_eq!(line(None, "192.0.2.7:22"), "ssh -p 22 play@192.0.2.7");
        assert_eq!(line(Some("em.example"), "0.0.0.0:2222"), "ssh -p 2222 play@em.example");
        assert!(!line(None, "0.0.0.0:2222").contains("0.0.0.0"));
    }

    #[test]
    fn the_qr_code_is_square() {
        let mut out = Vec::new();
        Invitation { host: "localhost".into(), port: 2222 }.print_qr(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert!(lines.len() >= 17, "{text}");
        assert!(lines.iter().all(|line| (line.chars().count() / 2).abs_diff(lines.len()) <= 1));
    }
}
