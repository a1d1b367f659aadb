//! What is typed at the local terminal.

#[cfg(not(unix))]
pub(crate) use portable::watch;
#[cfg(unix)]
pub(crate) use unix::watch;

#[cfg(unix)]
mod unix {
    use std::io;
    use std::os::fd::OwnedFd;
    use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
    use std::thread;
    use std::time::Instant;

    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::{Errno, read};

    use crate::runtime::Event;
    use crate::runtime::colors::ANSWER_WITHIN;
    use crate::runtime::hangup::keys_terminal;
    use crate::runtime::input::InputDecoder;

    /// What was read at once, or why nothing can be read any more.
    type Bytes = io::Result<Vec<u8>>;

    /// Reads the terminal in two threads that nothing waits for: one is blocked until the next
    /// byte, and the other knows how long a sequence may take. So a terminal that cannot be polled
    /// (macOS's `/dev/tty`) works too. `expects_answer` says that the terminal is asked a question.
    pub(crate) fn watch(inbox: Sender<Event>, expects_answer: bool) -> io::Result<()> {
        let terminal = keys_terminal()?;
        let (sender, bytes) = mpsc::channel();
        thread::Builder::new().name("terminal".into()).spawn(move || {
            while let Some(read) = next_bytes(&terminal) {
                let failed = read.is_err();
                if sender.send(read).is_err() || failed {
                    return;
                }
            }
        })?;
        thread::Builder::new().name("input".into()).spawn(move || {
            let expected = expects_answer.then(|| Instant::now() + ANSWER_WITHIN);
            decode(&bytes, &inbox, expected);
        })?;
        Ok(())
    }

    /// Returns what is typed next; none once the terminal has gone, which `hangup` says.
    ///
    /// Nothing is read before it is there, if that can be known: a read that still waits while
    /// the program is being stopped could take what is typed next, which is for the shell.
    fn next_bytes(terminal: &OwnedFd) -> Option<Bytes> {
        let mut bytes = [0; 4096];
        loop {
            let mut fds = [PollFd::new(terminal, PollFlags::IN)];
            let is_readable = match poll(&mut fds, None) {
                Ok(_) => fds[0].revents() == PollFlags::IN,
                Err(Errno::INTR) => continue,
                Err(_) => false,
            };
            match read(terminal, &mut bytes) {
                // Another program has changed how the terminal is read.
                Ok(0) | Err(Errno::AGAIN) if is_readable => {}
                Ok(0) | Err(Errno::AGAIN) => return None,
                Err(Errno::INTR) => {}
                Ok(count) => return Some(Ok(bytes[..count].to_vec())),
                Err(error) => return Some(Err(error.into())),
            }
        }
    }

    /// Bytes to events, until the terminal or the inbox has gone. An answer of the terminal is
    /// expected until then.
    fn decode(bytes: &Receiver<Bytes>, inbox: &Sender<Event>, expected: Option<Instant>) {
        let mut input = InputDecoder::default();
        input.expect_answer(expected.is_some());
        loop {
            if expected.is_some_and(|until| Instant::now() >= until) {
                input.expect_answer(false);
            }
            let next = match input.waits() {
                None => bytes.recv().map_err(RecvTimeoutError::from),
                Some(wait) => bytes.recv_timeout(wait),
            };
            let mut events = Vec::new();
            let mut take = |typed| events.push(Event::Input(typed));
            match next {
                Ok(Ok(bytes)) => input.feed(&bytes, &mut take),
                Ok(Err(error)) => events.push(Event::Failed(error)),
                Err(RecvTimeoutError::Timeout) => input.flush(&mut take),
                Err(RecvTimeoutError::Disconnected) => return,
            }
            for event in events {
                if inbox.send(event).is_err() {
                    return;
                }
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::app::{Key, KeyCode};
        use crate::runtime::input::InputEvent;

        fn keys(inbox: &Receiver<Event>) -> Vec<Key> {
            let key = |event| match event {
                Event::Input(InputEvent::Key(key)) => Some(key),
                Event::Input(InputEvent::Background(_)) => None,
                _ => panic!("this is not a key"),
            };
            inbox.iter().filter_map(key).collect()
        }

        #[test]
        fn an_escape_becomes_a_key_by_waiting_and_a_reply_in_pieces_none() {
            let (sender, bytes) = mpsc::channel();
            let (events, inbox) = mpsc::channel();
            let decoder = thread::spawn(move || decode(&bytes, &events, None));
            sender.send(Ok(b"\x1b".to_vec())).unwrap();
            let Ok(Event::Input(InputEvent::Key(key))) = inbox.recv() else { panic!("no key") };
            assert_eq!(key, Key::plain(KeyCode::Esc));
            for piece in ["e\x1b", "]11;rgb:ffff/ff", "ff/ffff\x1b", "\\m"] {
                sender.send(Ok(piece.as_bytes().to_vec())).unwrap();
            }
            drop(sender);
            decoder.join().unwrap();
            assert_eq!(keys(&inbox), [Key::char('e'), Key::char('m')]);
        }

        #[test]
        fn a_terminal_that_cannot_be_read_is_told_once() {
            let (sender, bytes) = mpsc::channel();
            let (events, inbox) = mpsc::channel();
            sender.send(Err(io::ErrorKind::PermissionDenied.into())).unwrap();
            drop(sender);
            decode(&bytes, &events, None);
            drop(events);
            assert!(matches!(inbox.recv(), Ok(Event::Failed(_))));
            assert!(inbox.recv().is_err());
        }
    }
}

#[cfg(not(unix))]
mod portable {
    use std::io;
    use std::sync::mpsc::Sender;
    use std::thread;

    use crossterm::event::{self, Event as ConsoleEvent, MouseButton, MouseEventKind};

    use crate::app::{Key, KeyCode};
    use crate::runtime::Event;
    use crate::runtime::input::InputEvent;

    /// Reads the console, which gives events and not bytes, in a thread that nothing waits for.
    pub(crate) fn watch(inbox: Sender<Event>, _: bool) -> io::Result<()> {
        thread::Builder::new().name("input".into()).spawn(move || {
            loop {
                let event = match event::read() {
                    Ok(event) => translate(event),
                    Err(error) => Some(Event::Failed(error)),
                };
                let failed = matches!(event, Some(Event::Failed(_)));
                if event.is_some_and(|event| inbox.send(event).is_err()) || failed {
                    return;
                }
            }
        })?;
        Ok(())
    }

    fn translate(event: ConsoleEvent) -> Option<Event> {
        let typed = match event {
            // Releases, and keys that the stepper has no name for, are ignored.
            ConsoleEvent::Key(key) => InputEvent::Key(Key::try_from(key).ok()?),
            ConsoleEvent::Paste(text) => InputEvent::Paste(text),
            ConsoleEvent::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => {
                    InputEvent::Click { column: mouse.column, row: mouse.row }
                }
                MouseEventKind::Drag(MouseButton::Left) => {
                    InputEvent::Drag { column: mouse.column, row: mouse.row }
                }
                MouseEventKind::Up(MouseButton::Left) => {
                    InputEvent::Release { column: mouse.column, row: mouse.row }
                }
                MouseEventKind::ScrollUp => InputEvent::Key(Key::plain(KeyCode::Up)),
                MouseEventKind::ScrollDown => InputEvent::Key(Key::plain(KeyCode::Down)),
                _ => return None,
            },
            ConsoleEvent::Resize(..) => return Some(Event::Resized),
            ConsoleEvent::FocusGained | ConsoleEvent::FocusLost => return None,
        };
        Some(Event::Input(typed))
    }
}
