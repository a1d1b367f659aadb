//! The dialog that exports results: what it asks for, and what it refuses.

use emstep::data::{Request, Source, load};
use emstep::internals::app::{
    CONTENTS, HostLimits, InitialTheta, Message, Mode, SaveError, Settings, StartOptions,
};
use emstep::internals::figure::Figure;
use emstep::internals::report::{FigureFormat, FileContent};
use emstep::internals::view::{Characters, ColorDepth, Glyphs, Marker, Theme, ThemeName};
use emstep::mixture::{Bin, Grouped, Sample, Start};
use emstep::report::{ExportContent, FileFormat};

use crate::driver::{Driver, copy_of};

fn is_open(driver: &Driver) -> bool {
    matches!(driver.app.mode(), Mode::Export(_))
}

/// What is wrong, as the dialog says it.
fn wrong(driver: &Driver) -> String {
    let Mode::Export(form) = driver.app.mode() else { panic!("no dialog: {}", driver.says()) };
    form.error.as_ref().map_or_else(String::new, ToString::to_string)
}

#[test]
fn a_result_is_exported_up_to_the_cursor() {
    let mut driver = Driver::homework();
    driver.press("e m e m e m p p X Enter");
    assert_eq!(driver.says(), "written to homework-trace.csv");
    assert!(!is_open(&driver));
    let order = driver.exports.pop().expect("a result");
    assert!(!order.replaces && order.path.to_str() == Some("homework-trace.csv"));
    let FileContent::Numbers(export) = order.content else { panic!("{:?}", order.content) };
    assert_eq!((export.content(), export.format()), (ExportContent::Trace, FileFormat::Csv));
    let report = order.report().unwrap();
    assert_eq!(report.last().iteration(), 2, "θ₃ is not where the cursor is");
    assert_eq!(report.termination().message, "stopped after 2 iterations, as asked for");
    driver.press("X");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("Export θ₀ to θ₂ of run 1"), "{screen}");
    assert!(screen.contains("to export the run up to θ₃: Esc, End, X"), "{screen}");
    driver.press("Esc End X");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("Export θ₀ to θ₃ of run 1") && !screen.contains("up to θ"), "{screen}");
}

#[test]
fn the_dialog_says_which_gamma_is_written() {
    let mut driver = Driver::homework();
    driver.press("e m X");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("γ of each observation, at θ₁"), "the screen still has γ₀: {screen}");
    assert!(screen.contains("k with the largest γ, at θ₁"), "{screen}");
}

#[test]
fn in_a_low_window_the_file_and_what_enter_does_come_first() {
    for (columns, rows) in [(20, 5), (20, 6), (30, 8)] {
        let mut driver = Driver::homework();
        driver.press("X").write("a.csv");
        let screen = driver.screen(columns, rows);
        assert!(screen.contains(" a.csv"), "{screen}");
        let exists = SaveError::Exists("a.csv".into());
        driver.send(Message::Exported(Err(exists)));
        let screen = driver.screen(columns, rows);
        assert!(screen.contains(" a.csv"), "{screen}");
        let words = screen.replace(['\n', '│'], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        assert!(words.join(" ").contains("Enter again replaces it"), "{screen}");
    }
}

#[test]
fn a_run_that_has_converged_at_the_cursor_says_so() {
    let mut driver = Driver::homework();
    driver.press("c X").write("a.json").press("Enter");
    let order = driver.exports.pop().unwrap();
    assert!(order.report().unwrap().has_converged());
    driver.press("e m X").write("b.json").press("Enter");
    let order = driver.exports.pop().unwrap();
    assert!(!order.report().unwrap().has_converged(), "it was stepped further");
}

#[test]
fn the_choice_and_the_end_of_the_name_say_what_is_written() {
    let mut driver = Driver::homework();
    driver.press("e m X ↓ ↓ ↓ ↓ ↓").write("~/out/density.pdf").press("Enter");
    let order = driver.exports.pop().unwrap();
    assert_eq!(order.content, FileContent::Figure(Figure::Density, FigureFormat::Pdf));
    assert_eq!(order.path.to_str(), Some("~/out/density.pdf"));
    // Whatever is chosen, Enter writes what is suggested.
    for row in 0..CONTENTS.len() {
        driver.press("X").press(&"↓ ".repeat(row)).press("Enter");
        assert!(driver.says().starts_with("written to homework-"), "{}", driver.says());
    }
    assert_eq!(driver.exports.len(), CONTENTS.len());
    driver.press("X").write("a.svg").press("Enter");
    assert!(wrong(&driver).starts_with("trace can only be written as .csv, .json, .md or .tex"));
    assert_eq!(driver.exports.len(), CONTENTS.len());
    driver.press("↑ ↓");
    assert_eq!(wrong(&driver), "");
    // So does its whole name, if it is that of a result.
    driver.press("^U").write("labels.csv");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("▸labels"), "seen before anything is written: {screen}");
    driver.press("Enter");
    let FileContent::Numbers(export) = driver.exports.pop().unwrap().content else {
        panic!("numbers")
    };
    assert_eq!(export.content(), ExportContent::Labels);
}

#[test]
fn a_surface_is_over_the_numbers_that_the_plot_shows() {
    let mut driver = Driver::homework();
    driver.press("e m s ↑ Esc X ↑ ↑ ↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓ Enter");
    let order = driver.exports.pop().unwrap();
    assert_eq!(order.content, FileContent::Figure(Figure::Surface, FigureFormat::Svg));
    let names =
        [order.plane.0, order.plane.1].map(|c| format!("{:?} {}", c.parameter, c.component));
    assert_ne!(names[1], "Mean 1", "{names:?}");
}

#[test]
fn a_file_that_is_there_is_replaced_only_after_a_second_enter() {
    let mut driver = Driver::homework();
    driver.press("X Enter X Enter");
    assert_eq!(wrong(&driver), "homework-trace.csv exists; Enter again replaces it");
    assert!(driver.screen(80, 24).contains("homework-trace.csv exists; Enter again replaces it"));
    assert_eq!(driver.exports.len(), 1);
    driver.press("Enter");
    assert!(driver.exports.last().unwrap().replaces && driver.exports.len() == 2);
    driver.press("X Enter ↓ ↑ Enter");
    assert!(wrong(&driver).contains("exists"), "something else was looked at in between");
    assert_eq!(driver.exports.len(), 2);
}

#[test]
fn the_dialog_stays_until_the_file_is_written_and_esc_cancels_it() {
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("X Enter");
    assert!(driver.screen(80, 24).contains("writing … (Esc cancels)"));
    driver.press("Enter").write("q");
    assert!(is_open(&driver) && driver.exports.len() == 1 && !driver.quit);
    let full = SaveError::Failed("a.csv: cannot be written: the disk is full".into());
    driver.send(Message::Exported(Err(full)));
    assert_eq!(wrong(&driver), "a.csv: cannot be written: the disk is full");
    driver.press("Esc X").write("b.csv").press("Enter Esc");
    assert!(!is_open(&driver));
    assert_eq!(
        (driver.cancelled_exports, driver.says().as_str()),
        (1, "cancelled; nothing was written")
    );
    // What comes late is said, but closes nothing.
    driver.press("B").send(Message::Exported(Ok("trace written to a.csv".into())));
    assert_eq!(driver.says(), "trace written to a.csv");
    assert!(matches!(driver.app.mode(), Mode::Runs(_)));
}

#[test]
fn what_a_lesson_or_a_cover_hides_is_not_exported() {
    let mut driver = Driver::homework();
    driver.press("e m 2 → H X");
    assert_eq!(driver.says(), "a number is covered, and this may show it; H shows the number");
    driver.press("H X");
    assert!(is_open(&driver));
    let mut driver = Driver::homework();
    driver.press("L Enter");
    let mut hidden = 0;
    for _ in 0..12 {
        driver.press("Esc");
        let asks = !driver.app.hides().is_empty();
        driver.press("X");
        assert_ne!(is_open(&driver), asks, "{}", driver.says());
        hidden += usize::from(asks);
        driver.press(if asks { "L PgDn" } else { "Esc L PgDn" });
    }
    assert!(hidden > 0, "the lesson asks something");
}

#[test]
fn where_no_files_are_written_that_is_said() {
    let mut driver = Driver::homework();
    let limits = HostLimits { saving: false, ..HostLimits::default() };
    driver.app = driver.app.with_limits(limits);
    driver.press("X");
    let says = "no files are written here; emstep on your own machine exports results";
    assert_eq!(driver.says(), says);
    let offered = |driver: &Driver| {
        let sections = driver.app.sections();
        sections.iter().flat_map(|section| &section.items).any(|item| item.label == "X")
    };
    assert!(!offered(&driver), "the menu has no such key");
    assert!(offered(&Driver::homework()));
    let mut copy = Driver::of(copy_of(&driver.app).with_limits(limits));
    copy.press("X");
    assert_eq!(copy.says(), says);
}

#[test]
fn before_the_first_theta_there_is_nothing_to_export() {
    let mut driver = Driver::with_gamma();
    driver.press("X");
    assert!(driver.says().starts_with("there is no θ yet: γ₀ was given"), "{}", driver.says());
    driver.press("m X Enter");
    let order = driver.exports.pop().expect("a result");
    assert_eq!(order.report().unwrap().trace().len(), 1, "from θ₁ on");
    driver.press("X");
    assert!(driver.screen(80, 24).contains("Export θ₁ of run 1"));
}

#[test]
fn grouped_data_have_no_labels() {
    let bin = |lower, upper, count| Bin { lower, upper, count };
    let grouped = Grouped::new(&[bin(0.0, 1.0, 3.0), bin(1.0, 2.0, 5.0)]).unwrap();
    let dataset = emstep::data::Dataset::new("a.csv", "x", Sample::grouped(grouped));
    let options = StartOptions { components: Some(2), ..StartOptions::default() };
    let from = options.initial_theta(&dataset, &Settings::default());
    let mut driver = Driver::new(dataset, &from);
    driver.press("X ↓ ↓ ↓ Enter");
    assert!(
        wrong(&driver).starts_with("grouped data have no single observations, and so no labels")
    );
    driver.press("↓ Enter");
    assert_eq!(driver.says(), "written to a-posterior.csv");
}

#[test]
fn the_dialog_at_every_size() {
    let mut driver = Driver::homework();
    driver.press("e m X");
    insta::assert_snapshot!("export_80x24", driver.screen(80, 24));
    driver.press("↓ ↓").write("γ of mine.svg");
    insta::assert_snapshot!("export_mismatch_80x24", driver.screen(80, 24));
    driver.press("Enter");
    insta::assert_snapshot!("export_40x12", driver.screen(40, 12));
    for (width, height) in [(1, 1), (12, 5), (20, 8), (40, 12), (80, 24), (200, 60)] {
        driver.buffer(width, height, ColorDepth::Mono);
    }
    // What is chosen is seen without colours, at the lower end of the list too.
    driver.press("↓ ↓ ↓ ↓ ↓ ↓ ↓");
    assert!(driver.screen(40, 12).contains("▸qq"), "{}", driver.screen(40, 12));
    let ascii = Glyphs::new(Characters::Ascii, Marker::Braille);
    driver.theme = Theme::named(ThemeName::Mono, ColorDepth::Mono).with_glyphs(ascii);
    let screen = driver.screen(80, 24);
    assert!(screen.is_ascii() && screen.contains("responsibilities"), "{screen}");
}

#[test]
fn the_files_of_every_run_are_kept_from_an_export() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, "x\n1\n2\n7\n9\n").unwrap();
    let dataset = load(&Request::new(Source::File(path.clone()))).unwrap();
    let from = InitialTheta::FromData { start: Start::Quantile, components: 2 };
    let mut driver = Driver::new(dataset, &from);
    // The data of the second run are in no file.
    driver.press("A").write("+8").press("Enter e m X Enter");
    let order = driver.exports.pop().expect("a result");
    assert!(order.provenance.is_none());
    assert_eq!(order.read, [path]);
}
