//! Opens the screen.

use emstep::app::App;
use emstep::runtime::{self, Ending};
use emstep::view::theme::Theme;

fn main() -> color_eyre::Result<Ending> {
    runtime::install_reports()?;
    let theme = Theme { depth: runtime::color_depth() };
    match runtime::run(App::default(), Vec::new(), theme) {
        Err(error) if error.is::<runtime::NoTerminal>() => {
            eprintln!("emstep: {error}");
            std::process::exit(1);
        }
        ending => ending,
    }
}
