//! The line that says how far `emstep condense` is.

use std::io::{ErrorKind, Write};
use std::thread::{JoinHandle, spawn};

use rustix::process::Signal;

use crate::is_cooked;
use crate::pty::{Pty, shell};
use crate::standard_input::fifo;

/// Feeds numbers until no one reads them any more.
fn feed(path: std::path::PathBuf) -> JoinHandle<()> {
    spawn(move || {
        let mut pipe = std::fs::OpenOptions::new().write(true).open(path).unwrap();
        let block: Vec<u8> = (0..8_192_u32).flat_map(|i| f64::from(i).to_le_bytes()).collect();
        let error = loop {
            if let Err(error) = pipe.write_all(&block) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    })
}

#[test]
fn a_line_says_how_far_it_is_and_is_gone_after_ctrl_c() {
    for columns in [80, 30] {
        let (folder, path) = fifo();
        let table = folder.path().join("sums.csv");
        let options = "--f64 --grid 4096,4096";
        let (data, to) = (path.display(), table.display());
        let script = format!("exec \"$0\" condense '{data}' {options} -o '{to}'");
        let mut pty = Pty::open(shell(&script), columns, 24);
        let feeding = feed(path);
        let is_shown = |pty: &Pty| pty.screen().contents().starts_with("condensing: ");
        pty.wait_until("the line", is_shown);
        let times = pty.sent("condensing: ");
        pty.wait_until("the next", |pty| pty.sent("condensing: ") > times + 1);
        let line = pty.screen().contents();
        assert_eq!(line.lines().count(), 1, "{line}");
        assert_eq!(line.ends_with(" rows/s"), columns == 80, "{line}");
        pty.send("\x03");
        assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::INT.as_raw()));
        assert_eq!(pty.screen().contents().trim(), "");
        assert_eq!(pty.screen().cursor_position(), (0, 0));
        assert!(is_cooked(&pty));
        feeding.join().unwrap();
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}
