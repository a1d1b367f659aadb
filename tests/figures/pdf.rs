//! PDF, as poppler reads it.

use std::path::Path;
use std::process::Command;

use emstep::internals::figure::{Figure, draw, pdf};

use crate::programs::absent;
use crate::{cases, options};

/// Runs one of poppler's programs on a file; none if it is not installed.
fn poppler(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let Ok(run) = Command::new(program).args(arguments).arg(file).arg("-").output() else {
        absent("poppler", &format!("{program} is not installed"));
        return None;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(String::from_utf8(run.stdout).unwrap())
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_label_can_be_searched_and_fonts_are_embedded() {
    let folder = tempfile::tempdir().unwrap();
    let case = cases::galaxies();
    for figure in Figure::ALL {
        let page = draw(&case.source(), &options(figure, 120.0)).unwrap();
        let file = folder.path().join(format!("{figure}.pdf"));
        std::fs::write(&file, pdf(&page)).unwrap();
        crate::keep(&format!("{figure}.pdf"), &pdf(&page));
        // In the order in which it is drawn; indices may be words of their own.
        let Some(found) = poppler("pdftotext", &["-raw"], &file) else { return };
        let found = without_blanks(&found);
        for text in page.texts().filter(|text| !text.is_upright) {
            let label = without_blanks(&text.label.text());
            assert!(found.contains(&label), "{figure}: {label} is not in {found}");
        }
        let run = Command::new("pdffonts").arg(&file).output().unwrap();
        let fonts = String::from_utf8(run.stdout).unwrap();
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty(), "{fonts}");
        for row in rows {
            // name, type, encoding, embedded, subset, with a table of characters
            assert!(row.contains("EMSTEP+EmstepSans"), "{row}");
            let words: Vec<&str> = row.split_whitespace().collect();
            let end = words.len() - 5;
            assert_eq!(words[end..end + 3], ["yes", "yes", "yes"], "{row}");
        }
        let run = Command::new("pdfinfo").arg(&file).output().unwrap();
        let info = String::from_utf8(run.stdout).unwrap();
        let size = info.lines().find(|line| line.starts_with("Page size")).unwrap();
        assert!(size.contains("340.157 x"), "{size}");
        assert!(!info.contains("CreationDate"), "{info}");
    }
}

#[test]
fn what_the_font_lacks_is_found_by_its_characters() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = cases::galaxies();
    case.dataset.column = "温度 x".to_owned();
    let page = draw(&case.source(), &options(Figure::Density, 120.0)).unwrap();
    assert_eq!(page.missing(), "度温");
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, pdf(&page)).unwrap();
    let Some(found) = poppler("pdftotext", &["-raw"], &file) else { return };
    assert!(found.contains("温度"), "{found}");
    assert!(!found.contains("温温") && !found.contains("度度"), "{found}");
}
