//! `emstep fit --export`, by the real binary.

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::assert::OutputAssertExt;

/// Runs a fit in a folder, and returns its code, the lines on standard error, and what it printed.
fn fit(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_emstep"));
    let run = command.current_dir(folder).arg("fit").args(arguments).assert();
    let output = run.get_output();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stderr), text(&output.stdout))
}

#[test]
fn the_end_of_a_name_says_the_format_and_the_name_which_figure() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["a.svg", "qq.SVG", "likelihood.png", "surface.pdf"];
    let exports: Vec<&str> = names.iter().flat_map(|name| ["--export", name]).collect();
    let (code, said, printed) = fit(folder.path(), &exports);
    assert_eq!(code, 0);
    assert!(printed.contains("observed rate of convergence"), "{printed}");
    let file = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let title = |name: &str| {
        let text = String::from_utf8(file(name)).unwrap();
        text.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().to_owned()
    };
    assert_eq!(title("a.svg"), "Density of x");
    assert_eq!(title("qq.SVG"), "Quantiles of x against those of the mixture");
    assert!(file("likelihood.png").starts_with(b"\x89PNG"));
    assert!(file("surface.pdf").starts_with(b"%PDF"));
    assert!(said.contains("qq written to qq.SVG"), "{said}");
    // With an option, the name does not matter; what is said with the file matters most.
    let (code, ..) = fit(folder.path(), &["--export", "bic.svg", "--figure", "responsibilities"]);
    assert_eq!((code, title("bic.svg").as_str()), (0, "Responsibilities over x"));
    let (code, ..) = fit(folder.path(), &["--export", "surface.svg", "--axes", "μ_2,variance1"]);
    assert_eq!((code, title("surface.svg").as_str()), (0, "ℓ over μ_2 and σ²_1"));
    let (code, ..) = fit(folder.path(), &["--export", "b.svg=qq", "--figure", "surface"]);
    assert_eq!((code, title("b.svg")), (0, title("qq.SVG")));
}

#[test]
fn a_figure_that_fails_takes_nothing_else_with_it() {
    let folder = tempfile::tempdir().unwrap();
    // They nearly fit, so that is found out at the end.
    let words = "-q --export a.svg --width 40 --export t.csv --export b.pdf -o trace.txt";
    let (code, said, _) = fit(folder.path(), &words.split(' ').collect::<Vec<_>>());
    assert_eq!(code, 1, "{said}");
    for (file, says) in [("a.svg", "does not fit"), ("b.pdf", "does not fit")] {
        let error = format!("emstep: error: {file}: ");
        assert!(said.lines().any(|line| line.starts_with(&error) && line.contains(says)), "{said}");
        assert!(!folder.path().join(file).exists());
    }
    for (file, begins) in [("t.csv", "t,"), ("trace.txt", "")] {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(!text.is_empty() && text.contains(begins), "{file}: {text}");
    }
}

#[test]
fn what_cannot_be_drawn_is_said_in_one_line_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("there.svg"), "mine").unwrap();
    fs::write(folder.path().join("x.csv"), "温\n1\n2\n3\n5\n9\n").unwrap();
    let refused = |arguments: &[&str], code: i32, says: &str| {
        let (found, said, _) = fit(folder.path(), arguments);
        let error = said.lines().find(|line| line.contains("error:")).unwrap_or(&said);
        assert_eq!(found, code, "{said}");
        assert!(error.contains(says), "{says:?} is not in {said:?}");
    };
    refused(&["--export", "a.gif"], 2, "for a figure, in .svg, .png or .pdf");
    refused(&["--export", "a.svg=pie"], 2, "'pie' is not a figure; choose from density");
    refused(&["--export", "a.csv", "--figure", "qq"], 2, "qq needs a file that ends in .svg");
    refused(&["--export", "there.svg"], 1, "there.svg: exists already; --force replaces it");
    refused(&["--export", "no/a.svg"], 1, "the folder no does not exist; create it first");
    refused(&["--export", "bic.svg"], 2, "bic needs a range of K, as in -k 1..8");
    let small = ["--export", "a.svg", "--width", "20"];
    refused(
        &small,
        1,
        "a.svg: the figure 'density' does not fit into 20 mm; give at least --width",
    );
    refused(&["--export", "a.svg", "--width", "5"], 2, "a number of millimetres from 20 to 1000");
    refused(&["--export", "a.png", "--dpi", "1"], 2, "a whole number from 30 to 2400");
    for figure in ["density", "qq", "likelihood", "responsibilities"] {
        let file = format!("{figure}.svg");
        let words = ["--export", &file, "--export", "b.csv", "--width", "25"];
        refused(&words, 1, &format!("{file}: the figure '{figure}' does not fit into 25 mm"));
        assert_eq!(fit(folder.path(), &words).2, "", "it is refused before the run");
    }
    let large = ["--export", "a.png", "--dpi", "2400", "--width", "1000"];
    refused(&large, 1, "a picture with 2400 dots per inch is too large; give a smaller --dpi");
    assert_eq!(fit(folder.path(), &large).2, "");
    refused(&["--export", "a.svg", "--figure", "pie"], 2, "pie");
    refused(&["--unit", "m"], 2, "--export");
    let surface = |axes| ["--export", "surface.svg", "--axes", axes];
    refused(&surface("mean1"), 2, "it takes two different numbers of θ, as in mean1,variance1");
    refused(&surface("weight1,weight2"), 1, "cannot be over π_1 and π_2 if K is 2");
    refused(&surface("mean1,mean3"), 1, "cannot be over μ_1 and μ_3 if K is 2; give other --axes");
    refused(&["--export", "qq.svg", "--axes", "mean1,mean2"], 2, "--axes needs the figure surface");
    let (code, said, _) = fit(folder.path(), &["x.csv", "-k", "1", "--export", "温.png"]);
    assert_eq!(code, 0);
    assert!(said.contains("温.png: the font of figures has no 温, so boxes are drawn"), "{said}");
    let mut files: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["there.svg", "x.csv", "温.png"]);
    assert_eq!(fs::read_to_string(folder.path().join("there.svg")).unwrap(), "mine");
}
