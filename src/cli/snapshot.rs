//! Pictures of the screen after some keys, without a terminal.

use std::error::Error;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;

use super::arguments::{ModelArguments, of_model, or_session};
use super::complete;
use super::config::{Config, ConfigFile};
use super::keys::{KeyLeaves, press};
use super::lesson;
use super::lesson::LessonTask;
use super::look::{Color, GlyphArguments, ThemeChoice};
use super::plan::PlanError;
use super::session::Opened;
use crate::app::Preferences;
use crate::app::key_script::KeyScript;
use crate::runtime::output_file::{Existing, OutputFile};
use crate::runtime::{Cast, ColorChoice, Headless};
use crate::text::sanitise::clean;
use crate::view::picture::{self, Paper};
use crate::view::theme::{ColorDepth, Theme, ThemeName};

/// The most columns and rows of a picture.
const LARGEST: u16 = 500;
/// How much faster than other keys the characters of a text follow each other in a recording.
const TYPING: u32 = 10;
/// The pace of a recording if none is given.
const PACE: Duration = Duration::from_secs(1);

/// What `emstep snapshot` takes besides the data and θ₀.
#[derive(Debug, Args)]
#[command(mut_arg("data", or_session))]
pub(super) struct SnapshotArguments {
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    config: ConfigFile,
    /// Open with a lesson: its name, or a TOML file
    #[arg(long, value_name = "NAME|FILE", conflicts_with_all = of_model())]
    #[arg(add = ArgValueCompleter::new(complete::lessons))]
    lesson: Option<PathBuf>,
    /// The keys to press first, such as "e m Tab"
    ///
    /// With spaces between them, as in e m Tab ^P PgDn; text to type is in quotes: 'a "0.5" Enter'
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true)]
    #[arg(allow_hyphen_values = true, help_heading = "Picture")]
    keys: KeyScript,
    /// How large the screen is: columns x rows
    #[arg(long, value_name = "WxH", default_value = "100x30", value_parser = size)]
    #[arg(help_heading = "Picture")]
    size: Size,
    /// Where the picture goes, or - for text
    ///
    /// FILE.svg, FILE.html, FILE.txt, FILE.cast (a recording of all keys for asciinema), or - for
    /// text on standard output
    #[arg(long, value_name = "FILE", default_value = "-", help_heading = "Picture")]
    to: PathBuf,
    /// Replace the file if there is one
    #[arg(long, help_heading = "Picture")]
    force: bool,
    /// Dark text on white, in SVG and HTML
    ///
    /// Instead of light text on black: the theme light, unless --theme mono is given
    #[arg(long, help_heading = "Picture")]
    light: bool,
    /// The colours of the screen
    ///
    /// auto is light with --light and dark without it
    #[arg(long, value_name = "THEME", help_heading = "Picture")]
    theme: Option<ThemeChoice>,
    /// Show each key that is pressed, for a recording
    #[arg(long, help_heading = "Picture")]
    show_keys: bool,
    #[command(flatten)]
    glyphs: GlyphArguments,
    /// How many colours the screen uses
    ///
    /// auto and always are truecolor
    #[arg(long, value_name = "DEPTH", help_heading = "Picture")]
    color: Option<Color>,
    /// The time from key to key of a recording
    ///
    /// Such as 1s or 500ms [default: 1s]
    #[arg(long, value_name = "TIME", value_parser = pace, help_heading = "Picture")]
    pace: Option<Duration>,
}

/// What `emstep snapshot` is to do.
#[derive(Debug)]
pub struct SnapshotTask {
    opens: Opens,
    keys: KeyScript,
    size: Size,
    theme: Theme,
    /// Whether a theme without colours is on white.
    light: bool,
    show_keys: bool,
    preferences: Preferences,
    /// The file of settings that was read.
    settings_from: Option<PathBuf>,
    to: Target,
}

/// What the screen opens on.
#[derive(Debug)]
enum Opens {
    Opened(Opened),
    Lesson(PathBuf),
}

/// Where a picture goes, and as what.
#[derive(Debug)]
enum Target {
    Output,
    File { path: PathBuf, format: Format, existing: Existing },
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Text,
    Svg,
    Html,
    Cast { pace: Duration },
}

impl SnapshotArguments {
    pub(super) fn task(self) -> Result<SnapshotTask, PlanError> {
        let mut config = Config::read_only(&self.config)?;
        self.glyphs.set(&mut config);
        let values = &config.values;
        let pace = self.pace.unwrap_or(PACE);
        let to = if self.to == Path::new("-") {
            Target::Output
        } else {
            let format = match self.to.extension().and_then(OsStr::to_str) {
                Some("txt") => Format::Text,
                Some("svg") => Format::Svg,
                Some("html") => Format::Html,
                Some("cast") => Format::Cast { pace },
                _ => return Err(PlanError::PictureFormat(clean(&self.to.display().to_string()))),
            };
            let existing = if self.force { Existing::Replaced } else { Existing::Refused };
            Target::File { path: self.to, format, existing }
        };
        if self.pace.is_some() && !matches!(to, Target::File { format: Format::Cast { .. }, .. }) {
            return Err(PlanError::PaceWithoutCast);
        }
        let opens = match self.lesson {
            Some(lesson) => Opens::Lesson(lesson),
            None => Opens::Opened(self.model.session_or_plan(&values.settings())?),
        };
        let default = if self.light { ThemeName::Light } else { ThemeName::Dark };
        let name = self.theme.unwrap_or(values.theme).name().unwrap_or(default);
        if self.light && name == ThemeName::Dark {
            return Err(PlanError::DarkOnLight);
        }
        let depth = match self.color.unwrap_or(values.color).choice() {
            ColorChoice::Depth(depth) => depth,
            ColorChoice::Auto | ColorChoice::Always => ColorDepth::TrueColor,
        };
        // Whatever the locale: a picture is the same on every machine.
        let theme = Theme::named(name, depth).with_glyphs(values.glyphs().glyphs(true));
        let (keys, size, light) = (self.keys, self.size, self.light);
        let (show_keys, preferences) = (self.show_keys || values.show_keys.0, config.preferences());
        let settings_from = config.file_read().cloned();
        Ok(SnapshotTask {
            opens,
            keys,
            size,
            theme,
            light,
            show_keys,
            preferences,
            settings_from,
            to,
        })
    }
}

/// Draws the screen after the keys and writes it to the file, or as text to `out`. What is wrong
/// with a lesson's file goes to `say`, a line at a time.
///
/// # Errors
/// Returns an error if there is nothing to open, a key leaves the program, or the picture cannot be
/// written.
pub fn snapshot(
    task: &SnapshotTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    let to = match &task.to {
        Target::Output => None,
        Target::File { path, format, existing } => Some((
            OutputFile::beside(path, *existing, task.opens.files().chain(&task.settings_from))?,
            *format,
        )),
    };
    let app = match &task.opens {
        Opens::Opened(opened) => opened.stepper()?,
        Opens::Lesson(name) => {
            let open = LessonTask::Open { lesson: name.clone(), record: None };
            lesson(&open, out, &mut say)?.ok_or("a lesson was not opened")?
        }
    };
    let app = app.with_preferences(task.preferences.clone());
    let mut screen = Headless::new(app, task.theme, task.show_keys);
    match to {
        None => {
            write!(out, "{}", picture::plain(&task.last_frame(&mut screen)?))?;
            out.flush()?;
        }
        Some((file, format)) => {
            let content = match format {
                Format::Text => picture::plain(&task.last_frame(&mut screen)?),
                Format::Svg => {
                    let frame = task.last_frame(&mut screen)?;
                    picture::svg(&frame, task.paper(screen.theme()), &task.title())
                }
                Format::Html => {
                    let frame = task.last_frame(&mut screen)?;
                    picture::html(&frame, task.paper(screen.theme()), &task.title())
                }
                Format::Cast { pace } => task.recording(&mut screen, pace)?,
            };
            // Those of a session's data, and those that keys have opened.
            file.check_not_read(&screen.files_read())?;
            file.write(|file| file.write_all(content.as_bytes()))?.tell(&mut say);
        }
    }
    Ok(())
}

impl Opens {
    /// Returns the files that are read.
    fn files(&self) -> Box<dyn Iterator<Item = &PathBuf> + '_> {
        match self {
            Self::Opened(opened) => opened.files(),
            Self::Lesson(path) => Box::new(std::iter::once(path)),
        }
    }
}

impl SnapshotTask {
    fn last_frame(&self, screen: &mut Headless) -> Result<Buffer, KeyLeaves> {
        press(&self.keys, screen, self.size, |_, _| {})?;
        Ok(screen.draw(self.size))
    }

    fn recording(&self, screen: &mut Headless, pace: Duration) -> Result<String, KeyLeaves> {
        let mut cast = Cast::new(self.size, &self.title());
        let mut now = Duration::ZERO;
        cast.show(now, &screen.draw(self.size));
        press(&self.keys, screen, self.size, |screen, is_text| {
            now += if is_text { pace / TYPING } else { pace };
            cast.show(now, &screen.draw(self.size));
        })?;
        Ok(cast.end(now + pace))
    }

    /// Returns what a theme, the last one if a key changed it, is drawn on.
    fn paper(&self, theme: Theme) -> Paper {
        match theme.name() {
            ThemeName::Light | ThemeName::Contrast => Paper::Light,
            ThemeName::Mono if self.light => Paper::Light,
            ThemeName::Mono | ThemeName::Dark => Paper::Dark,
        }
    }

    fn title(&self) -> String {
        let keys: Vec<&str> = self.keys.0.iter().map(|typed| typed.written.as_str()).collect();
        if keys.is_empty() {
            "emstep".to_owned()
        } else {
            format!("emstep after the keys {}", keys.join(" "))
        }
    }
}

fn size(text: &str) -> Result<Size, String> {
    let side = |text: &str| text.parse().ok().filter(|side| (1..=LARGEST).contains(side));
    let sides = text.split_once('x').and_then(|(w, h)| Some(Size::new(side(w)?, side(h)?)));
    sides.ok_or_else(|| {
        format!("it must be columns x rows, such as 100x30, each from 1 to {LARGEST}")
    })
}

fn pace(text: &str) -> Result<Duration, String> {
    let milliseconds = match text.strip_suffix("ms") {
        Some(count) => count.parse().ok(),
        None => text.strip_suffix('s').and_then(|count| {
            let seconds: f64 = count.parse().ok()?;
            (seconds.is_finite()).then_some((seconds * 1000.0).round() as u64)
        }),
    };
    let milliseconds = milliseconds.filter(|count| (1..=3_600_000).contains(count));
    let pace = milliseconds.map(Duration::from_millis);
    pace.ok_or_else(|| "it must be a time such as 1s, 0.5s or 500ms, up to an hour".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_paces_are_read_or_refused() {
        assert_eq!(size("120x40"), Ok(Size::new(120, 40)));
        for text in ["120", "0x3", "3x0", "501x1", "x", "-1x3", "1x2x3"] {
            assert!(size(text).unwrap_err().contains("100x30"), "{text}");
        }
        for (text, milliseconds) in [("1s", 1000), ("0.25s", 250), ("40ms", 40)] {
            assert_eq!(pace(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in ["1", "0s", "-1s", "NaNs", "infs", "1.5ms", "9999999s"] {
            assert!(pace(text).is_err(), "{text}");
        }
    }
}
