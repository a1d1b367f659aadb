//! Writes the completions and man pages of a release into a folder.
//!
//! ```sh
//! cargo run --example pages -- FOLDER
//! ```

use std::{env, fs, io, path::PathBuf};

use clap_complete::{Shell, generate_to};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("say which folder"))?;
    let (completions, pages) =
        (PathBuf::from(&folder).join("completions"), PathBuf::from(&folder).join("man"));
    fs::create_dir_all(&completions)?;
    fs::create_dir_all(&pages)?;
    for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
        generate_to(shell, &mut emstep::internals::cli::command(), "emstep", &completions)?;
    }
    clap_mangen::generate_to(emstep::internals::cli::command(), &pages)
}
