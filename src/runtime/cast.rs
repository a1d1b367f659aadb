//! A recording in the asciicast v2 format, which asciinema plays.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use serde_json::json;

use super::{codes, encode};

/// A recording, as far as it goes.
#[derive(Debug)]
pub(crate) struct Cast {
    out: String,
    shown: Buffer,
}

impl Cast {
    /// Begins a recording with an empty screen.
    pub(crate) fn new(size: Size, title: &str) -> Self {
        let header =
            json!({ "version": 2, "width": size.width, "height": size.height, "title": title });
        let mut cast = Self { out: format!("{header}\n"), shown: Buffer::empty(size.into()) };
        cast.write(Duration::ZERO, codes::enter());
        cast
    }

    /// Shows a frame of the recording's size, from this moment on.
    pub(crate) fn show(&mut self, at: Duration, frame: &Buffer) {
        let mut bytes = Vec::new();
        encode::encode(&mut bytes, self.shown.diff_iter(frame));
        self.write(at, codes::synchronized(&bytes));
        self.shown = frame.clone();
    }

    /// Ends the recording: the last frame stays until this moment.
    pub(crate) fn end(mut self, at: Duration) -> String {
        self.write(at, codes::synchronized(&[]));
        self.out
    }

    fn write(&mut self, at: Duration, bytes: Vec<u8>) {
        let codes = String::from_utf8(bytes).expect("codes and symbols are UTF-8");
        let event = json!([at.as_secs_f64(), "o", codes]);
        self.out.push_str(&event.to_string());
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use serde_json::Value;

    use super::*;

    #[test]
    fn a_terminal_that_plays_it_shows_the_frames() {
        let frames = [Buffer::with_lines(["θ₀  ", "e   "]), Buffer::with_lines(["γ₀  ", "  m "])];
        let mut cast = Cast::new(Size::new(4, 2), "a \"test\"");
        cast.show(Duration::ZERO, &frames[0]);
        cast.show(Duration::from_millis(1500), &frames[1]);
        let text = cast.end(Duration::from_secs(3));
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["version"], 2);
        assert_eq!((&lines[0]["width"], &lines[0]["height"]), (&json!(4), &json!(2)));
        let times: Vec<f64> = lines[1..].iter().map(|event| event[0].as_f64().unwrap()).collect();
        assert_eq!(times, [0.0, 0.0, 1.5, 3.0]);
        let (rows, columns) = (NonZeroU16::new(2).unwrap(), NonZeroU16::new(4).unwrap());
        let mut terminal = vt100::Parser::new(rows, columns, 0);
        for event in &lines[1..] {
            assert_eq!(event[1], "o");
            terminal.process(event[2].as_str().unwrap().as_bytes());
        }
        assert_eq!(terminal.screen().contents(), "γ₀\n  m");
        assert!(terminal.screen().hide_cursor());
    }
}
