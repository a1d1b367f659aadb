//! Manual pages and completions: what `man` and the shells make of them.

use std::path::Path;
use std::process::{Command, Output};

use crate::program::{EMSTEP, emstep, stderr, stdout};
use crate::programs::absent;

/// Returns what another program prints; none if it is not installed, which is said.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let bin = Path::new(EMSTEP).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let done = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", bin.display()))
        // A shell reads and writes nothing of the user's.
        .envs([("HOME", folder), ("XDG_CONFIG_HOME", folder), ("XDG_DATA_HOME", folder)])
        .output();
    let Ok(Output { status, stdout, stderr }) = done else {
        absent(program, "it is not installed");
        return None;
    };
    let errors = String::from_utf8_lossy(&stderr);
    assert!(status.success() && errors.is_empty(), "{program}: {status}: {errors}");
    Some(String::from_utf8(stdout).expect("UTF-8"))
}

fn folder_with_a_table() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let table = "id,waiting,waiting time,name\n1,79,80.5,a\n2,54,55.5,b\n";
    std::fs::write(folder.path().join("times.csv"), table).unwrap();
    folder
}

/// What each shell is asked: the command line, and what it offers.
const ASKED: [(&str, &[&str]); 6] = [
    ("emstep fit times.csv --column ", &["id", "waiting", "3"]),
    ("emstep fit --example pe", &["penguins", "pearson-crabs"]),
    ("emstep lesson home", &["homework"]),
    ("emstep sn", &["snapshot"]),
    ("emstep man sn", &["snapshot"]),
    ("emstep man lesson ex", &["export"]),
];

#[test]
fn bash_completes_by_its_script() {
    let folder = folder_with_a_table();
    for (line, offered) in ASKED {
        let script = format!(
            "source <(emstep completions bash)
             line='{line}'; COMP_WORDS=($line); [[ $line == *' ' ]] && COMP_WORDS+=('')
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) COMP_TYPE=9
             _emstep emstep \"${{COMP_WORDS[COMP_CWORD]}}\" ''
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let Some(found) = run("bash", &["--norc", "-c", &script], folder.path()) else { return };
        assert_eq!(found.lines().collect::<Vec<_>>(), offered, "{line}");
    }
}

#[test]
fn zsh_completes_by_its_script() {
    let folder = folder_with_a_table();
    for (line, offered) in ASKED {
        // What would be shown is printed instead.
        let script = format!(
            "autoload -Uz compinit; compinit -D; source <(emstep completions zsh)
             [[ $_comps[emstep] == _clap_dynamic_completer_emstep ]] || exit 9
             _describe() {{ print -l -- ${{(P)${{@[-1]}}}} }}
             line='{line}'; words=(${{=line}}); [[ $line == *' ' ]] && words+=('')
             CURRENT=$#words; _clap_dynamic_completer_emstep"
        );
        let Some(found) = run("zsh", &["-f", "-c", &script], folder.path()) else { return };
        let values = found.lines().map(|found| found.split(':').next().unwrap_or_default());
        assert_eq!(values.collect::<Vec<_>>(), offered, "{line}");
    }
}

#[test]
fn zsh_completes_at_the_first_time_from_a_folder_of_functions() {
    let folder = tempfile::tempdir().unwrap();
    emstep().args(["man", "--to"]).arg(folder.path()).assert().success();
    let script = "fpath=($PWD/completions $fpath); autoload -Uz compinit; compinit -u -D
         _describe() { print -l -- ${(P)${@[-1]}} }
         words=(emstep sn) CURRENT=2; $_comps[emstep]";
    let Some(found) = run("zsh", &["-f", "-c", script], folder.path()) else { return };
    assert!(found.starts_with("snapshot") && found.lines().count() == 1, "{found:?}");
}

#[test]
fn fish_completes_by_its_script() {
    let folder = folder_with_a_table();
    for (line, offered) in ASKED {
        let script = format!("emstep completions fish | source; complete -C '{line}'");
        let Some(found) = run("fish", &["-N", "-c", &script], folder.path()) else { return };
        let values = found.lines().map(|found| found.split('\t').next().unwrap_or_default());
        assert_eq!(values.collect::<Vec<_>>(), offered, "{line}");
    }
}

#[test]
fn elvish_completes_by_its_script() {
    let folder = folder_with_a_table();
    for (line, offered) in ASKED {
        let words = line.split(' ').map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        // Without a terminal elvish has no editor, whose table the script adds to.
        let script = format!(
            "var edit: = (ns [&completion:=(ns [&arg-completer=[&]])])
             eval (emstep completions elvish | slurp) &ns=(ns [&edit:=$edit:])
             $edit:completion:arg-completer[emstep] {words} | each {{|found| echo $found }}"
        );
        let Some(found) = run("elvish", &["-norc", "-c", &script], folder.path()) else { return };
        assert_eq!(found.lines().collect::<Vec<_>>(), offered, "{line}");
    }
}

#[test]
fn every_page_is_one_for_man() {
    let folder = tempfile::tempdir().unwrap();
    emstep().args(["man", "--to"]).arg(folder.path()).assert().success();
    let pages: Vec<_> = std::fs::read_dir(folder.path().join("man")).unwrap().collect();
    assert!(pages.len() > 10, "{}", pages.len());
    for page in pages {
        let path = page.unwrap().path();
        let file = path.to_str().unwrap();
        let Some(shown) = run("man", &["--warnings", "-l", file], folder.path()) else { return };
        assert!(shown.contains("DESCRIPTION"), "{file}");
    }
    let scripts = std::fs::read_dir(folder.path().join("completions")).unwrap().count();
    assert_eq!(scripts, 5, "a script per shell");
}

#[test]
fn a_page_has_the_keys_that_are_in_force() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("emstep")).unwrap();
    let settings = "[keys.stepper]\ne-step = \"f5\"\n";
    std::fs::write(folder.path().join("emstep/config.toml"), settings).unwrap();
    let page = |set: bool| {
        let mut man = emstep();
        man.arg("man");
        if set {
            man.env("XDG_CONFIG_HOME", folder.path());
        }
        stdout(&man.assert().success())
    };
    assert!(page(false).contains("\\fBe\\fR\n"));
    assert!(page(true).contains("\\fBF5\\fR\n") && !page(true).contains("\\fBe\\fR\n"));
}

#[test]
fn a_page_is_printed_by_the_words_of_its_command() {
    let page = |words: &[&str]| stdout(&emstep().arg("man").args(words).assert().success());
    assert!(page(&[]).contains(".SH KEYS"), "the program's page has its keys");
    assert!(page(&["fit"]).contains("EMSTEP-FIT"));
    assert!(page(&["lesson", "export"]).contains("EMSTEP-LESSON-EXPORT"));
    let unknown = emstep().args(["man", "fti"]).assert().code(1);
    assert_eq!(stderr(&unknown), "emstep: error: no command 'fti'; emstep --help lists them\n");
    let file = tempfile::NamedTempFile::new().unwrap();
    let refused = emstep().args(["man", "--to"]).arg(file.path()).assert().code(1);
    assert!(stderr(&refused).contains("the folder cannot be made"), "{}", stderr(&refused));
}

#[test]
fn pages_that_are_there_are_replaced_only_with_force() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir(path.join("man")).unwrap();
    std::fs::write(path.join("man/emstep-fit.1"), "mine").unwrap();
    let read = || std::fs::read_to_string(path.join("man/emstep-fit.1")).unwrap();
    let refused = emstep().args(["man", "--to"]).arg(path).assert().code(1);
    let says = "emstep-fit.1: exists already; --force replaces it\n";
    assert!(stderr(&refused).ends_with(says), "{}", stderr(&refused));
    assert_eq!(read(), "mine");
    // Nothing else was written either.
    assert_eq!(std::fs::read_dir(path.join("man")).unwrap().count(), 1);
    emstep().args(["man", "--force", "--to"]).arg(path).assert().success();
    assert!(read().contains("EMSTEP-FIT"));
}

#[test]
fn the_version_says_what_was_built() {
    let long = stdout(&emstep().arg("--version").assert().success());
    let mut lines = long.lines();
    let version = concat!("emstep ", env!("CARGO_PKG_VERSION"));
    assert!(lines.next().unwrap().starts_with(version), "{long}");
    assert!(lines.next().unwrap().starts_with("features: "), "{long}");
    assert_eq!(stdout(&emstep().arg("-V").assert().success()).trim(), version);
}
