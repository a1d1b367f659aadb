//! What the server writes down.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::fmt;

/// Sends what is to be written down to this file, at its end, or to standard error. A panic is
/// written down too.
///
/// # Errors
/// Where the file cannot be opened.
pub fn begin(file: Option<&Path>) -> io::Result<()> {
    let lines = fmt().with_ansi(false).with_target(false);
    let begun = match file {
        None => tracing::subscriber::set_global_default(lines.with_writer(io::stderr).finish()),
        Some(path) => {
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
            let file = Mutex::new(options.open(path)?);
            tracing::subscriber::set_global_default(lines.with_writer(file).finish())
        }
    };
    begun.map_err(io::Error::other)?;
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!(panic = panic.to_string(), "an error in the program");
    }));
    Ok(())
}
