//! The menu of what can be copied: each thing with the very text that goes to the clipboard.

use std::sync::Arc;

use crate::app::form::DialogEvent;
use crate::app::key::Key;
use crate::app::keymap::{self, CopyAction};
use crate::app::preferences::Preferences;
use crate::app::settings::Settings;
use crate::data::Dataset;
use crate::explain::Quantity;
use crate::report::{self, CommandLine, DocumentFormat, NoCommandLine};
use crate::text::subscript;
use crate::timeline::Run;

/// How wide lines are that can be broken.
const COLUMNS: usize = 78;
/// How many lines `PgDn` scrolls.
const PAGE: usize = 10;

/// What is said of a θ₀ in options that is rounded there.
const LONGER_START: &str = "the means of this run's θ₀ have digits beyond these";
/// The same of another θ.
const LONGER: &str = "its means have digits beyond these";

type EmRun = Run<Arc<Dataset>>;

/// Something to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyItem {
    /// What it is.
    pub label: String,
    /// Its text, or why there is none.
    pub text: Result<String, String>,
    /// What is to be known of it; mostly nothing.
    pub note: &'static str,
}

/// The menu while it is open.
#[derive(Clone, Debug)]
pub struct CopyMenu {
    items: Vec<CopyItem>,
    chosen: usize,
    /// How far the text is scrolled down, in lines.
    scroll: usize,
    /// Whether the text fills the screen, without a border that a mouse would select with it.
    is_whole: bool,
}

impl CopyMenu {
    /// Returns the menu at the cursor of a run, for a number and an observation of it.
    pub(in crate::app) fn new(
        run: &EmRun,
        quantity: Quantity,
        row: usize,
        settings: &Settings,
        preferences: &Preferences,
    ) -> Self {
        let mut items = Vec::from_iter(link(run, settings, preferences));
        items.push(command_line(run, settings, preferences, COLUMNS));
        items.extend(of_number(run, quantity));
        items.extend(of_row(run, row));
        items.extend(of_theta(run));
        Self { items, chosen: 0, scroll: 0, is_whole: false }
    }

    /// Returns everything that can be copied; never nothing.
    pub fn items(&self) -> &[CopyItem] {
        &self.items
    }

    /// Returns which of the items is chosen.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// Returns the chosen item.
    pub fn item(&self) -> &CopyItem {
        &self.items[self.chosen]
    }

    /// Returns how far its text is scrolled down, in lines.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// Returns whether its text fills the screen.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Takes a key.
    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        let last = self.items.len() - 1;
        match keymap::find(keymap::COPY, key) {
            Some(CopyAction::Copy) => {
                if let Ok(text) = &self.item().text {
                    return DialogEvent::Copy(text.clone());
                }
            }
            Some(CopyAction::Whole) => self.is_whole = !self.is_whole,
            Some(CopyAction::Close) if self.is_whole => self.is_whole = false,
            Some(CopyAction::Close) => return DialogEvent::Close,
            Some(CopyAction::Up) => self.choose(self.chosen.saturating_sub(1)),
            Some(CopyAction::Down) => self.choose((self.chosen + 1).min(last)),
            Some(CopyAction::First) => self.choose(0),
            Some(CopyAction::Last) => self.choose(last),
            Some(CopyAction::PageUp) => self.scroll = self.scroll.saturating_sub(PAGE),
            Some(CopyAction::PageDown) => {
                let lines = self.item().text.as_ref().map_or(1, |text| text.lines().count());
                self.scroll = (self.scroll + PAGE).min(lines.saturating_sub(1));
            }
            None => {}
        }
        DialogEvent::Nothing
    }

    fn choose(&mut self, item: usize) {
        if item != self.chosen {
            (self.chosen, self.scroll) = (item, 0);
        }
    }
}

fn item(label: impl Into<String>, text: String) -> CopyItem {
    CopyItem { label: label.into(), text: Ok(text), note: "" }
}

/// Returns the command line that opens the stepper at the cursor of a run, in lines of at most this
/// many columns.
pub(crate) fn command_line(
    run: &EmRun,
    settings: &Settings,
    preferences: &Preferences,
    columns: usize,
) -> CopyItem {
    let line = line(run, settings, preferences);
    let is_rounded = line.as_ref().is_ok_and(CommandLine::is_rounded);
    let note = if is_rounded { LONGER_START } else { "" };
    let text = line.map(|line| line.text(columns)).map_err(|why| {
        format!("No command line leads to this run: {why}. Save the session instead.")
    });
    CopyItem { label: "command line that opens the stepper here".to_owned(), text, note }
}

/// Returns a link to the page that the program runs in, which opens it at the cursor of a run;
/// nothing if it runs elsewhere.
fn link(run: &EmRun, settings: &Settings, preferences: &Preferences) -> Option<CopyItem> {
    let address = preferences.address.as_ref()?;
    let line = line(run, settings, preferences);
    let is_rounded = line.as_ref().is_ok_and(CommandLine::is_rounded);
    let link = line.map_err(|why| why.to_string());
    let link = link.and_then(|line| line.link().map_err(|why| why.to_string()));
    let text = link
        .map(|fragment| format!("{address}#{fragment}"))
        .map_err(|why| format!("No link leads to this run: {why}. Save the session instead."));
    let note = if is_rounded { LONGER_START } else { "" };
    Some(CopyItem { label: "link that opens this page here".to_owned(), text, note })
}

fn line(
    run: &EmRun,
    settings: &Settings,
    preferences: &Preferences,
) -> Result<CommandLine, NoCommandLine> {
    // It leads there with a person's settings, and without them too.
    let own = Settings::default().to_convergence();
    let usual = [own, preferences.stop.unwrap_or(own)];
    CommandLine::of(run, settings.to_convergence(), &usual)
}

/// Returns a number with all digits, and where it comes from; nothing if there is no such number
/// yet.
fn of_number(run: &EmRun, quantity: Quantity) -> Vec<CopyItem> {
    let value = quantity.value(run, &run.data().sample);
    let name = quantity.symbol_under(run.method().objective());
    let Some((value, document)) = value.zip(report::explanation(run, quantity)) else {
        return Vec::new();
    };
    let of = |format| document.text(format);
    vec![
        item(format!("{name}, all digits"), report::number(value)),
        item(format!("where {name} comes from, as text"), of(DocumentFormat::Text)),
        item(format!("where {name} comes from, as LaTeX"), of(DocumentFormat::LatexPart)),
    ]
}

/// Returns an observation and its responsibilities, between tabs as a spreadsheet takes them;
/// nothing if its γ are not known.
fn of_row(run: &EmRun, row: usize) -> Option<CopyItem> {
    let sample = &run.data().sample;
    if sample.bins().is_some() || sample.summed().is_some() {
        return None;
    }
    let x = *sample.values().get(row)?;
    let gamma = run.gamma()?.rows.row(sample, row)?.clone();
    let numbers = [x].into_iter().chain(gamma).map(report::number);
    let cells: Vec<String> = [row.to_string()].into_iter().chain(numbers).collect();
    Some(item(format!("i, x and γ of observation {row}"), cells.join("\t")))
}

fn of_theta(run: &EmRun) -> Option<CopyItem> {
    let theta = run.current()?.theta();
    let name = format!("θ{}, all digits, as options", subscript(run.cursor().iteration()));
    let note = if theta.has_longer_means() { LONGER } else { "" };
    Some(CopyItem { note, ..item(name, report::theta_options(theta, COLUMNS)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;
    use crate::data::{Request, Source, load};
    use crate::mixture::Iterate;
    use crate::timeline::{HalfStep, Origin};

    fn run(half_steps: &[HalfStep]) -> EmRun {
        let dataset = load(&Request::new(Source::Example("homework".into()))).unwrap();
        let theta = dataset.theta.clone().unwrap();
        let start = Iterate::start(theta, dataset.data()).unwrap();
        let mut run = Run::new(Arc::new(dataset), start, Origin::Data);
        for half_step in half_steps {
            if half_step.iteration() > run.last().iteration() {
                let next = run.last().next(run.data().data()).unwrap();
                run.push(next);
            }
            run.go_to(*half_step);
        }
        run
    }

    fn menu(half_steps: &[HalfStep], quantity: Quantity) -> CopyMenu {
        let run = run(half_steps);
        CopyMenu::new(&run, quantity, 3, &Settings::default(), &Preferences::default())
    }

    #[test]
    fn what_there_is_can_be_copied_with_all_digits() {
        let menu = menu(&[HalfStep::gamma(0)], Quantity::LogLikelihood);
        let texts: Vec<&str> =
            menu.items().iter().map(|item| item.text.as_deref().unwrap()).collect();
        assert_eq!(texts[0], "emstep --example=homework --keys=e");
        let value: f64 = texts[1].parse().unwrap();
        assert!((value - -24.512_532).abs() < 1e-6, "{value}");
        assert!(texts[2].contains("ℓ(θ₀)") || texts[2].contains("ℓ ="), "{}", texts[2]);
        assert!(texts[3].contains(r"\ell"), "{}", texts[3]);
        let row: Vec<f64> = texts[4].split('\t').map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(&row[..2], [3.0, 5.0]);
        assert!((row[2] + row[3] - 1.0).abs() < 1e-15);
        assert_eq!(texts[5], "--weights=0.5,0.5 --means=6,7 --variances=1,4");
    }

    #[test]
    fn a_command_line_leads_there_with_a_persons_settings_and_without_them() {
        let line = |settings: &Settings, preferences: &Preferences| {
            let run = run(&[]);
            command_line(&run, settings, preferences, COLUMNS).text.unwrap()
        };
        let (own, none) = (Settings::default(), Preferences::default());
        assert_eq!(line(&own, &none), "emstep --example=homework");
        let coarse = Settings { tolerance: 1e-3, max_iterations: 7, ..own };
        let all = "emstep --example=homework --tolerance=0.001 --max-iterations=7";
        let mine = Preferences { stop: Some(coarse.to_convergence()), ..none.clone() };
        // As the settings have it, and against them.
        assert_eq!(line(&coarse, &mine), all);
        assert_eq!(line(&coarse, &none), all);
        let all = "emstep --example=homework --tolerance=1e-9 --max-iterations=1000";
        assert_eq!(line(&own, &mine), all);
    }

    #[test]
    fn what_is_not_there_yet_is_not_in_the_menu() {
        let menu = menu(&[], Quantity::Gamma { observation: 3, component: 0 });
        let labels: Vec<&str> = menu.items().iter().map(|item| &*item.label).collect();
        assert_eq!(labels.len(), 2, "{labels:?}");
    }

    #[test]
    fn enter_copies_what_is_chosen_and_the_text_scrolls() {
        let mut menu = menu(&[HalfStep::gamma(0)], Quantity::LogLikelihood);
        let press = |menu: &mut CopyMenu, code| menu.key(Key::plain(code));
        press(&mut menu, KeyCode::Down);
        press(&mut menu, KeyCode::Down);
        press(&mut menu, KeyCode::PageDown);
        let lines = menu.item().text.as_ref().unwrap().lines().count();
        assert_eq!(menu.scroll(), 10.min(lines - 1));
        let text = menu.item().text.clone().unwrap();
        assert_eq!(press(&mut menu, KeyCode::Enter), DialogEvent::Copy(text));
        menu.key(Key::char('v'));
        assert!(menu.is_whole());
        assert_eq!(press(&mut menu, KeyCode::Esc), DialogEvent::Nothing);
        assert!(!menu.is_whole());
        press(&mut menu, KeyCode::End);
        assert_eq!((menu.chosen(), menu.scroll()), (5, 0));
        assert_eq!(press(&mut menu, KeyCode::Esc), DialogEvent::Close);
    }
}
