//! Whatever is pressed, pasted, clicked on and answered: the state machine goes on and can be
//! drawn.
#![no_main]

#[path = "../../tests/harness/driver.rs"]
mod driver;
mod shared;
mod starts;

use std::sync::LazyLock;

use driver::Driver;
use emstep::internals::app::{Key, KeyCode, Message};
use emstep::internals::view::{self, ColorDepth, Pointer, Theme};
use libfuzzer_sys::fuzz_target;
use ratatui::layout::{Position, Size};
use starts::STARTS;

/// The most frames of an input: one takes as long as a thousand keys.
const MOST_FRAMES: usize = 2;

/// The most plots of ℓ, which take as long.
const MOST_PLOTS: usize = 2;

/// Keys that are no characters; the byte 0x80 is the first of them.
const NAMED: [KeyCode; 14] = [
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Insert,
    KeyCode::Delete,
    KeyCode::BackTab,
    KeyCode::F(1),
    KeyCode::ShiftUp,
    KeyCode::ShiftDown,
];
/// What the bytes behind them do.
const TICK: u8 = 0x90;
const PASTE: u8 = 0x91;
const CLICK: u8 = 0x92;
const DRAW: u8 = 0x93;
const HOLD: u8 = 0x94;
const RELEASE: u8 = 0x95;
const LONG_PASTE: u8 = 0x96;
const TROUBLE: u8 = 0x97;
const ALT: u8 = 0x98;

/// What a byte below 0x80 is as a key; none for Ctrl-C, which only ends the input early.
fn key(byte: u8) -> Option<Key> {
    Some(match byte {
        0x03 => return None,
        b'\t' => Key::plain(KeyCode::Tab),
        b'\r' | b'\n' => Key::plain(KeyCode::Enter),
        0x1b => Key::plain(KeyCode::Esc),
        0x7f => Key::plain(KeyCode::Backspace),
        0..0x20 => Key::ctrl(char::from(byte | 0x60)),
        _ => Key::char(char::from(byte)),
    })
}

/// The bytes of an input that are left.
struct Script<'b>(&'b [u8]);

impl Script<'_> {
    fn byte(&mut self) -> Option<u8> {
        self.0.split_off_first().copied()
    }

    /// A text whose length comes first.
    fn text(&mut self) -> Option<String> {
        let length = usize::from(self.byte()?).min(self.0.len());
        let text = self.0.split_off(..length)?;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    /// The character that begins with this byte, if it is one.
    fn char(&mut self, first: u8) -> Option<char> {
        let length = first.leading_ones() as usize;
        let rest = self.0.get(..length.saturating_sub(1))?;
        let c = str::from_utf8(&[&[first], rest].concat()).ok()?.chars().next()?;
        self.0 = &self.0[rest.len()..];
        Some(c)
    }

    fn size(&mut self) -> Option<Size> {
        let (width, height) = (self.byte()? % 140 + 1, self.byte()? % 50 + 1);
        Some(Size::new(width.into(), height.into()))
    }
}

/// Does what the next byte says; none at the end.
fn step(
    script: &mut Script,
    driver: &mut Driver,
    size: &mut Size,
    frames: &mut usize,
) -> Option<()> {
    let byte = script.byte()?;
    let message = match byte {
        0..0x80 => key(byte).map(Message::Key),
        TICK => Some(Message::Tick),
        PASTE => Some(Message::Paste(script.text()?)),
        LONG_PASTE => Some(Message::LongPaste { characters: usize::from(script.byte()?) << 12 }),
        TROUBLE => Some(Message::RuntimeFailed(format!("{} of them", script.byte()?))),
        ALT => key(script.byte()?).map(|key| Message::Key(Key { alt: true, ..key })),
        CLICK => {
            let pointer = [Pointer::Pressed, Pointer::Dragged, Pointer::Released];
            let pointer = pointer[usize::from(script.byte()? % 3)];
            let at = Position::new(script.byte()?.into(), script.byte()?.into());
            view::pointed_at(&driver.app, &driver.theme, *size, pointer, at)
        }
        DRAW => {
            *size = script.size()?;
            *frames += 1;
            if *frames <= MOST_FRAMES {
                driver.buffer(size.width, size.height, ColorDepth::Mono);
            }
            None
        }
        HOLD => {
            driver.hold = !driver.hold;
            None
        }
        RELEASE => {
            driver.release();
            None
        }
        0xc2.. => script.char(byte).map(|c| Message::Key(Key::char(c))),
        _ => {
            let code = NAMED.get(usize::from(byte - 0x80));
            code.map(|code| {
                let theme = Theme::new(ColorDepth::Mono);
                view::message_of(&driver.app, &theme, *size, Key::plain(*code))
            })
        }
    };
    if let Some(message) = message {
        driver.send(message);
    }
    Some(())
}

fuzz_target!(
    init: {
        shared::compute_on_this_thread();
        LazyLock::force(&STARTS);
    },
    |bytes: &[u8]| {
        let mut script = Script(bytes);
        let Some(choice) = script.byte() else { return };
        let mut driver = Driver::of(STARTS[usize::from(choice) % STARTS.len()].clone());
        driver.plots = MOST_PLOTS;
        let (mut size, mut frames) = (Size::new(120, 40), 0);
        while !driver.quit && step(&mut script, &mut driver, &mut size, &mut frames).is_some() {}
        driver.check();
    }
);
