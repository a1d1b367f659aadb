//! Whatever is wrong with the input is said in one line, with the exit code that tells whose it is:
//! 2 for the command line, 1 for the data.

use std::io::Write;

use assert_cmd::Command;

use crate::program::{EMSTEP, emstep, stderr, stdout};
use crate::programs::absent;

/// Runs it, holds the exit code and that there is one line on standard error and nothing on
/// standard output, and gives the line without what every error begins with.
fn refusal(args: &[&str], code: i32) -> String {
    refused(emstep().args(args), code)
}

fn refused(command: &mut Command, code: i32) -> String {
    let assert = command.assert().code(code);
    let said = stderr(&assert);
    assert_eq!(said.lines().count(), 1, "{command:?}: {said}");
    assert_eq!(stdout(&assert), "", "{command:?}");
    let said = said.trim_end().strip_prefix("emstep: error: ").map(str::to_owned);
    said.unwrap_or_else(|| panic!("{command:?}: {}", stderr(&assert)))
}

/// Arguments of the stepper or of emstep fit, and what is said of them.
const COMMAND_LINES: &[(&[&str], &str)] = &[
    (
        &["--means", "6,7", "--variances", "1"],
        "θ₀ needs one value per component in each list, but --means has 2, --variances has 1",
    ),
    (
        &["--weights", "1", "--means", "6,7", "--sds", "1,2"],
        "θ₀ needs one value per component in each list, but --weights has 1, --means has 2, --sds has 2",
    ),
    (
        &["--weights", "0.5,0.4", "--means", "6,7", "--variances", "1,4"],
        "the weights π must sum to 1, not 0.9",
    ),
    (
        &["--weights", "1.5,-0.5", "--means", "6,7", "--variances", "1,4"],
        "π_1 must be above 0 and at most 1, not 1.5",
    ),
    (
        &["--weights", "NaN,0.5", "--means", "6,7", "--variances", "1,4"],
        "π_1 must be above 0 and at most 1, not NaN",
    ),
    (&["--means", "6,nan", "--variances", "1,4"], "μ_2 must be a finite number, not NaN"),
    (&["--means", "6,inf", "--variances", "1,4"], "μ_2 must be a finite number, not inf"),
    (&["--means", "6,7", "--variances", "1,0"], "σ_2² must be above 0 and finite, not 0"),
    (&["--means", "6,7", "--variances", "-1,4"], "σ_1² must be above 0 and finite, not -1"),
    (&["--means", "6,7", "--variances", "1,NaN"], "σ_2² must be above 0 and finite, not NaN"),
    (
        &["--means", "6,7", "--sds", "1,-2"],
        "σ_2 must be above 0, and its square a finite number above 0, not -2.0",
    ),
    (
        &["--means", "6,7", "--sds", "1e200,2"],
        "σ_1 must be above 0, and its square a finite number above 0, not 1e200",
    ),
    (
        &["--means", "6,x", "--variances", "1,4"],
        "invalid value '6,x' for '--means <LIST>': 'x' is not a number",
    ),
    (
        &["--means", "6,", "--variances", "1,4"],
        "invalid value '6,' for '--means <LIST>': a number is missing; write 6,7 or, with a space, \"6, 7\"",
    ),
    (&["--means", "6,7"], "θ₀ needs --means and one of --variances or --sds"),
    (&["--sds", "6,7"], "θ₀ needs --means and one of --variances or --sds"),
    (&["--weights", "0.5,0.5"], "θ₀ needs --means and one of --variances or --sds"),
    (
        &["--means", "6,7", "--variances", "1,4", "--sds", "1,2"],
        "the argument '--variances <LIST>' cannot be used with '--sds <LIST>'",
    ),
    (&["--means", "6,7", "--variances", "1,4", "-k", "3"], "--components says 3, but θ₀ has 2"),
    (
        &["--means", "6,7", "--variances", "1,4", "--start", "quantile"],
        "the argument '--means <LIST>' cannot be used with '--start <HOW>'",
    ),
    (
        &["-k", "0"],
        "invalid value '0' for '--components <K>': K must be a whole number from 1 to 64",
    ),
    (
        &["-k", "65"],
        "invalid value '65' for '--components <K>': K must be a whole number from 1 to 64",
    ),
    (
        &["-k", "-1"],
        "invalid value '-1' for '--components <K>': K must be a whole number from 1 to 64",
    ),
    (
        &["-k", "NaN"],
        "invalid value 'NaN' for '--components <K>': K must be a whole number from 1 to 64",
    ),
    (
        &["--tolerance", "-1"],
        "invalid value '-1' for '--tolerance <T>': it must be a finite number, 0 or above",
    ),
    (
        &["--tolerance", "inf"],
        "invalid value 'inf' for '--tolerance <T>': it must be a finite number, 0 or above",
    ),
    (
        &["--tolerance", "NaN"],
        "invalid value 'NaN' for '--tolerance <T>': it must be a finite number, 0 or above",
    ),
    (
        &["--max-iterations", "0"],
        "invalid value '0' for '--max-iterations <N>': it must be a whole number, 1 or above",
    ),
    (
        &["a.csv", "--example", "homework"],
        "the argument '[DATA]...' cannot be used with '--example <NAME>'",
    ),
    (
        &["--mean", "6,7"],
        "unexpected argument '--mean' found; a similar argument exists: '--means'",
    ),
];

#[test]
fn a_command_line_that_is_wrong_in_itself() {
    for (args, expected) in COMMAND_LINES {
        assert_eq!(refusal(args, 2), *expected, "{args:?}");
        assert_eq!(refusal(&[&["fit"], *args].concat(), 2), *expected, "fit {args:?}");
    }
}

#[test]
fn more_components_than_a_mixture_may_have() {
    let list = vec!["1"; 65].join(",");
    let said = refusal(&["--means", &list, "--variances", &list], 2);
    assert_eq!(said, "K must be 1 to 64 components, not 65");
}

#[test]
fn options_of_one_front_door_only() {
    let starts = |args: &[&str], with: &str| {
        let said = refusal(args, 2);
        assert!(said.starts_with(with), "{args:?}: {said}");
    };
    starts(&["--steps", "3"], "--steps is an option of emstep fit; write emstep fit --steps …");
    starts(
        &["--format", "json"],
        "--format is an option of emstep fit, emstep check and emstep explain; put the command in \
         front of it",
    );
    let keys = "--keys is an option of the stepper, emstep explain and emstep snapshot, not of \
                emstep check; leave it out";
    starts(&["check", "--keys", "e"], keys);
    let decimals = "--decimals is an option of the stepper, emstep lesson and emstep config, not \
                    of emstep serve; leave it out";
    starts(&["serve", "--decimals", "3"], decimals);
    let of_fit = "--export is an option of emstep fit, not of emstep serve; leave it out";
    starts(&["serve", "--export", "x.csv"], of_fit);
    let export = ["lesson", "export", "homework"];
    let of_lesson = "--record is an option of emstep lesson, not of emstep lesson export; leave it";
    starts(&[&export[..], &["--record", "x"]].concat(), of_lesson);
    let of_others = "--color is an option of the stepper, emstep lesson, ";
    starts(&[&export[..], &["--color", "none"]].concat(), of_others);
    // What no command has is a typing mistake.
    starts(&["fit", "--toleranse", "1"], "unexpected argument '--toleranse' found; a similar");
    for steps in ["-1", "1e3", "2.5"] {
        let says = format!(
            "invalid value '{steps}' for '--steps <N>': it must be a whole number, 0 or above, in digits"
        );
        starts(&["fit", "--steps", steps], &says);
    }
    starts(
        &["--start", "kmeans++", "--seed", "-1"],
        "invalid value '-1' for '--seed <N>': it must be a whole number from 0 to 18446744073709551615",
    );
    starts(
        &["fit", "--steps", "1", "--tolerance", "1"],
        "the argument '--steps <N>' cannot be used with '--tolerance <T>'",
    );
    starts(&["fit", "--format", "xml"], "invalid value 'xml' for '--format <FORMAT>'");
    starts(&["--color", "7"], "invalid value '7' for '--color <DEPTH>'");
    starts(&["--example", "nobody"], "invalid value 'nobody' for '--example <NAME>'");
    starts(&["fit", "a.csv", "-"], "- is standard input, which cannot be read beside files");
    starts(&["a.csv", "--as-runs"], "--as-runs fits each of several files by itself");
    starts(
        &["fit", "a.csv", "b.csv", "--as-runs", "--format", "csv"],
        "--format csv is one table, and --as-runs makes several",
    );
    starts(
        &["check", "a.csv", "b.csv", "--as-runs", "--what", "ll", "--answer", "1"],
        "--as-runs makes several runs, and this command needs one",
    );
    starts(
        &["a.csv", "--delimiter", ",", "--decimal", ","],
        "--delimiter and --decimal are both ','; one character cannot be both",
    );
    starts(&["a.csv", "--delimiter", "xy"], "invalid value 'xy' for '--delimiter <CHAR>'");
    starts(&["a.csv", "--decimal", ";"], "invalid value ';' for '--decimal <MARK>'");
    starts(&["a.csv", "--skip", "-1"], "invalid value '-1' for '--skip <N>'");
    starts(&["--missing", "0"], "--missing says how a file is written; name one");
    starts(&["a.csv", "fit"], "the command fit comes before its options");
    starts(&["-k", "2", "fit"], "the command fit comes before its options");
}

#[test]
fn a_start_that_the_data_do_not_give() {
    assert_eq!(
        refusal(&["fit", "--start", "kmeans++", "-k", "6"], 1),
        "k-means++ needs 6 distinct values for K = 6, but the data have 5; take a smaller K"
    );
    let said = refusal(&["fit", "--means", "1e200", "--variances", "1e-300"], 1);
    assert!(said.starts_with("ln p(x_"), "{said}");
}

#[test]
fn data_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.to_str().expect("a plain path").to_owned()
    };
    let missing = folder.path().join("missing.csv").to_str().expect("a plain path").to_owned();
    let a_folder = folder.path().to_str().expect("a plain path").to_owned();
    let broken = file("broken.csv", b"waiting \xC3\xA9\n1\n2\n3\xE9\n");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    (0..999).for_each(|i| writeln!(encoder, "{}", i * i % 1009).expect("memory"));
    let whole = encoder.finish().expect("memory");
    let gzipped = file("cut.csv.gz", &whole[..whole.len() / 2]);
    let empty = file("empty.csv", b"");
    let words = file("words.csv", b"name,colour\nanna,red\nbo,blue\n");
    let good = file("good.csv", b"name,waiting\nanna,1\nbo,2\n");
    let typo = file("typo.csv", b"name,waiting\na,1\nb,2\nc,3\nd,4\ne,5\nf,abc\n");
    let infinite = file("infinite.csv", b"waiting\n1\n-inf\n");
    let cut = file("cut.f64", &[0; 20]);
    let hole = file("hole.f64", &[1.0, f64::NEG_INFINITY].map(f64::to_le_bytes).concat());
    let numbers = file("numbers.f64", &[1.0, 2.0].map(f64::to_le_bytes).concat());
    let table: &[(&[&str], &[&str])] = &[
        (&[&cut], &["20 bytes are 2 numbers of 8 bytes and 4 over"]),
        (&[&hole], &["index 1: '-inf' is not a finite number"]),
        (&[&numbers, "-c", "x"], &["leave the column out"]),
        (&[&missing], &[]),
        (&[&a_folder], &[]),
        (&[&broken], &["line 4", "UTF-8"]),
        (&[&gzipped], &["its gzip data end too early: it is cut off"]),
        (&[&good, "--skip", "9"], &["--skip 9 leaves nothing: there are 3 lines"]),
        (&[&good, "--no-header", "-c", "waiting"], &["no column 'waiting'"]),
        (&[&numbers, "--decimal", ","], &["--decimal"]),
        (&[&empty], &[]),
        (&[&words], &["numeric"]),
        (&[&good, "-c", "nobody"], &["nobody"]),
        (&[&good, "-c", "3"], &["3"]),
        (&[&typo, "-c", "waiting"], &["line 7, column waiting: 'abc' is not a number"]),
        (&[&infinite], &["line 3", "-inf"]),
    ];
    for (args, parts) in table {
        let said = refusal(&[&["fit"], *args].concat(), 1);
        for part in [&[args[0]], *parts].concat() {
            assert!(said.contains(part), "{args:?}: {said}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;

    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "1\n2\n").expect("a file");
    std::fs::set_permissions(file.path(), PermissionsExt::from_mode(0o000)).expect("permissions");
    let path = file.path().to_str().expect("a plain path");
    let mut command = emstep();
    if std::fs::File::open(file.path()).is_ok() {
        // Root may read everything, unless that is taken away from it.
        if std::process::Command::new("setpriv").arg("--version").output().is_err() {
            return absent("setpriv", "it is not installed, and root may read every file");
        }
        command = Command::new("setpriv");
        command.env("LC_ALL", "C.UTF-8").arg("--bounding-set=-dac_override,-dac_read_search");
        command.arg(EMSTEP);
    }
    let says = format!("{path}: permission denied; ask for the right to read it, or copy it");
    assert_eq!(refused(command.args(["fit", path]), 1), says);
}
