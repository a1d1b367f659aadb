//! A server in this process, and clients that see what a person would.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;

use emstep::data::{self, Request, Source};
use emstep::internals::app::{App, HostLimits, Settings};
use emstep::internals::ssh::host_key;
use emstep::internals::ssh::{
    AccessPolicy, AuthorizedKeys, ClassAccess, ConnectionInfo, FromFile, Limits, PresenterCodes,
    Server, ServerState,
};
use emstep::internals::view::{self, ColorDepth, Theme};
use emstep::mixture::Iterate;
use emstep::timeline::{Origin, Run};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use russh::client::{self, AuthResult, Handle};
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh::{Channel, ChannelMsg, Disconnect, Error};
use tokio::io::DuplexStream;
use tokio::time::timeout;

/// Where the test's clients come from.
pub(crate) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// How long something may take that takes no time. The clock is paused: it jumps there when nothing
/// is left to happen.
const SOON: Duration = Duration::from_secs(3);

/// The homework, as a server offers it.
pub(crate) fn homework() -> App {
    let request = Request::new(Source::Example("homework".into()));
    let dataset = Arc::new(data::load(&request).unwrap());
    let start = Iterate::start(dataset.theta.clone().unwrap(), &dataset.sample).unwrap();
    let bounds =
        HostLimits { files: false, suspend: false, iterations: 1_000, ..HostLimits::default() };
    App::new(Run::new(dataset, start, Origin::Given), Settings::default()).with_limits(bounds)
}

/// A server that does not listen: streams are handed to it.
pub(crate) struct Host {
    pub server: Server,
    pub code: String,
    _folder: tempfile::TempDir,
}

impl Host {
    /// The homework for everyone, with limits that do not matter.
    pub(crate) fn open() -> Self {
        Self::with(Limits::default(), homework())
    }

    pub(crate) fn with(limits: Limits, app: App) -> Self {
        Self::guarded(limits, app, ClassAccess::Open, AuthorizedKeys::default())
    }

    pub(crate) fn guarded(
        limits: Limits,
        app: App,
        entry: ClassAccess,
        presenters: AuthorizedKeys,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let codes = PresenterCodes::new().unwrap();
        let shown = codes.first_code();
        let access = AccessPolicy { class: entry, presenters: presenters.into(), codes };
        let connection_info = ConnectionInfo::new(None, "127.0.0.1:2222".parse().unwrap());
        let (announce, _) = std::sync::mpsc::sync_channel(1);
        let state = ServerState::new(limits, access, None, connection_info, announce, app);
        let key = host_key::load_or_create(&folder.path().join("data")).unwrap();
        Self { server: Server::new(state, key), code: shown, _folder: folder }
    }

    /// The client's end of a new connection, before the first byte.
    pub(crate) fn stream(&self, from: IpAddr) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(16 * 1024);
        let server = self.server.clone();
        tokio::spawn(async move { server.serve_connection(theirs, from).await });
        ours
    }

    /// A connection on which SSH is spoken and no one has logged in.
    pub(crate) async fn connect(&self) -> Handle<Trusting> {
        self.connect_as(HERE, client::Config::default()).await
    }

    /// The same, from elsewhere or by a client that is set differently.
    pub(crate) async fn connect_as(
        &self,
        from: IpAddr,
        config: client::Config,
    ) -> Handle<Trusting> {
        client::connect_stream(Arc::new(config), self.stream(from), Trusting).await.unwrap()
    }

    /// What the server counts under this name, with its label where it has one.
    #[track_caller]
    pub(crate) fn counted(&self, name: &str) -> i64 {
        let page = self.server.state().metrics.render();
        let value =
            |line: &str| line.strip_prefix("emstep_")?.strip_prefix(name)?.trim().parse().ok();
        page.lines().find_map(value).unwrap_or_else(|| panic!("{name} is not in\n{page}"))
    }

    /// Waits until the server counts this many. What it waits for may happen on a thread, which the
    /// paused clock knows nothing of.
    pub(crate) async fn counts(&self, name: &str, value: i64) {
        let late = std::time::Instant::now() + Duration::from_secs(60);
        while self.counted(name) != value {
            assert!(std::time::Instant::now() < late, "{name} is {}", self.counted(name));
            tokio::task::yield_now().await;
        }
    }

    /// Waits until everyone has gone, and then some: what is left to happen happens.
    pub(crate) async fn is_left(&self) {
        let left = timeout(Duration::from_secs(60), self.server.wait_until_empty()).await;
        assert!(left.is_ok(), "a connection is left");
        assert_eq!(self.server.state().occupancy.sessions(), 0);
    }

    /// A connection of `user`, who needs no proof.
    pub(crate) async fn log_in(&self, user: &str) -> Handle<Trusting> {
        let mut handle = self.connect().await;
        assert!(handle.authenticate_none(user).await.unwrap().success(), "{user} is not let in");
        handle
    }

    /// The terminal of `user`, who needs no proof; `present` logs in with the code.
    pub(crate) async fn terminal(&self, user: &str, size: (u16, u16)) -> Seen {
        let mut handle = self.connect().await;
        let proof = match user {
            "present" => handle.authenticate_password(user, self.code.as_str()).await,
            _ => handle.authenticate_none(user).await,
        };
        assert!(matches!(proof, Ok(AuthResult::Success)), "{user}: {proof:?}");
        Seen::open(handle, size).await
    }
}

/// The key of the user with this number.
pub(crate) fn key(owner: u8) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[owner; 32]))
}

/// A file with these keys.
pub(crate) fn keys(keys: &[&PublicKey]) -> AuthorizedKeys {
    let lines: Vec<String> = keys.iter().map(|key| key.to_openssh().unwrap()).collect();
    AuthorizedKeys::read(file(&lines.join("\n")).path()).unwrap()
}

/// A file with this in it, its owner's alone.
pub(crate) fn file(content: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, content).unwrap();
    file
}

/// Tries to log in with a key.
pub(crate) async fn prove(handle: &mut Handle<Trusting>, user: &str, owner: u8) -> bool {
    let key = PrivateKeyWithHashAlg::new(Arc::new(key(owner)), None);
    handle.authenticate_publickey(user, key).await.is_ok_and(|result| result.success())
}

/// A client that takes every host key.
#[derive(Default)]
pub(crate) struct Trusting;

impl client::Handler for Trusting {
    type Error = Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Error> {
        Ok(true)
    }
}

/// How many bytes of what came are kept.
const LAST: usize = 1 << 16;

/// What the person at a client's terminal sees.
pub(crate) struct Seen {
    pub handle: Handle<Trusting>,
    pub channel: Channel<client::Msg>,
    pub terminal: vt100::Parser,
    pub status: Option<u32>,
    pub is_closed: bool,
    /// All bytes that came.
    pub bytes: usize,
    /// What of them the last messages brought.
    pub last: Vec<u8>,
    /// Whether all of them were ASCII.
    pub is_ascii: bool,
    /// What came, in its order.
    pub heard: Vec<Heard>,
}

/// Something that a server says of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    Data,
    Status,
    Eof,
    Close,
}

impl Seen {
    /// Asks for a terminal and the stepper.
    pub(crate) async fn open(handle: Handle<Trusting>, size: (u16, u16)) -> Self {
        let told = (u32::from(size.0), u32::from(size.1));
        Self::open_told(handle, told, size).await
    }

    /// The same, where the server is told another size than is looked at.
    pub(crate) async fn open_told(
        handle: Handle<Trusting>,
        told: (u32, u32),
        size: (u16, u16),
    ) -> Self {
        Self::open_with(handle, told, size, &[]).await
    }

    /// The same, where the client sends variables of its environment.
    pub(crate) async fn open_with(
        handle: Handle<Trusting>,
        (columns, rows): (u32, u32),
        size: (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let channel = handle.channel_open_session().await.unwrap();
        channel.request_pty(false, "xterm-256color", columns, rows, 0, 0, &[]).await.unwrap();
        for (name, value) in variables {
            channel.set_env(false, *name, *value).await.unwrap();
        }
        channel.request_shell(false).await.unwrap();
        let terminal = vt100::Parser::new(rows_of(size.1), rows_of(size.0), 0);
        Self {
            handle,
            channel,
            terminal,
            status: None,
            is_closed: false,
            bytes: 0,
            last: Vec::new(),
            is_ascii: true,
            heard: Vec::new(),
        }
    }

    /// Types keys as a terminal sends them.
    pub(crate) async fn keys(&mut self, keys: &str) {
        self.channel.data(keys.as_bytes()).await.unwrap();
    }

    pub(crate) async fn resize(&mut self, size: (u16, u16)) {
        self.terminal.screen_mut().set_size(rows_of(size.1), rows_of(size.0));
        let (columns, rows) = (u32::from(size.0), u32::from(size.1));
        self.channel.window_change(columns, rows, 0, 0).await.unwrap();
    }

    /// Takes one message in; false where none came soon.
    pub(crate) async fn take(&mut self) -> bool {
        match timeout(SOON, self.channel.wait()).await {
            Err(_) => false,
            Ok(message) => self.hear(message),
        }
    }

    fn hear(&mut self, message: Option<ChannelMsg>) -> bool {
        match message {
            None => self.is_closed = true,
            Some(message) => match message {
                ChannelMsg::Data { data } | ChannelMsg::ExtendedData { data, .. } => {
                    self.bytes += data.len();
                    self.last.drain(..self.last.len().saturating_sub(LAST));
                    self.last.extend_from_slice(&data);
                    self.is_ascii &= data.is_ascii();
                    self.terminal.process(&data);
                    self.heard.push(Heard::Data);
                }
                ChannelMsg::ExitStatus { exit_status } => {
                    self.status = Some(exit_status);
                    self.heard.push(Heard::Status);
                }
                ChannelMsg::Eof => self.heard.push(Heard::Eof),
                ChannelMsg::Close => {
                    self.is_closed = true;
                    self.heard.push(Heard::Close);
                }
                _ => {}
            },
        }
        !self.is_closed
    }

    /// Takes in what comes until the session ends, however long that takes.
    pub(crate) async fn ends(&mut self) {
        loop {
            let message = self.channel.wait().await;
            if !self.hear(message) {
                return;
            }
        }
    }

    /// Looks until `is_there`.
    pub(crate) async fn until(&mut self, is_there: impl Fn(&str) -> bool) {
        while !is_there(&self.text()) {
            assert!(self.take().await, "it never came:\n{}", self.text());
        }
    }

    /// Looks until `text` is on the screen.
    pub(crate) async fn sees(&mut self, text: &str) {
        self.until(|screen| screen.contains(text)).await;
    }

    /// Looks until nothing more comes.
    pub(crate) async fn settle(&mut self) {
        while self.take().await {}
    }

    pub(crate) fn text(&self) -> String {
        self.terminal.screen().contents()
    }

    /// Whether the terminal is as it was before the stepper opened.
    pub(crate) fn is_restored(&self) -> bool {
        let screen = self.terminal.screen();
        !screen.alternate_screen()
            && !screen.bracketed_paste()
            && !screen.hide_cursor()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    pub(crate) async fn drop_link(self) {
        let _ = self.handle.disconnect(Disconnect::ByApplication, "", "en").await;
    }
}

fn rows_of(side: u16) -> NonZeroU16 {
    NonZeroU16::new(side).unwrap()
}

/// What `draw` draws on a screen of this size.
pub(crate) fn drawn(size: (u16, u16), draw: impl FnOnce(&mut ratatui::Frame)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(draw).unwrap();
    terminal.backend().buffer().clone()
}

/// What the stepper looks like in 256 colours.
pub(crate) fn stepper(app: &App, size: (u16, u16)) -> Buffer {
    drawn(size, |frame| view::draw(app, &Theme::new(ColorDepth::Ansi256), frame))
}

/// That a terminal shows exactly this, colours and all.
#[track_caller]
pub(crate) fn assert_shows(seen: &Seen, expected: &Buffer) {
    for (i, cell) in expected.content.iter().enumerate() {
        let (x, y) = expected.pos_of(i);
        let shown = seen.terminal.screen().cell(y, x).unwrap();
        let text = if shown.contents().is_empty() { " " } else { shown.contents() };
        if !shown.is_wide_continuation() {
            assert_eq!(text, cell.symbol(), "at {x}, {y} of\n{}", seen.text());
        }
        let is_blank = cell.symbol() == " ";
        assert_eq!(shown.bgcolor(), color(cell.bg), "background at {x}, {y}");
        assert_eq!(shown.inverse(), cell.modifier.contains(Modifier::REVERSED), "at {x}, {y}");
        if !is_blank {
            assert_eq!(shown.fgcolor(), color(cell.fg), "colour at {x}, {y}");
            assert_eq!(shown.bold(), cell.modifier.contains(Modifier::BOLD), "at {x}, {y}");
        }
    }
}

fn color(color: Color) -> vt100::Color {
    match color {
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        Color::Reset => vt100::Color::Default,
        other => panic!("no colour of the 256: {other:?}"),
    }
}
