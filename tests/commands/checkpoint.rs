//! `emstep condense --checkpoint`: after a kill the same command goes on to the same table.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::condense::{csv, draws, f64_bytes};
use crate::program::{EMSTEP, emstep, stderr, stdout};

const N: usize = 1_000_000;

struct Run {
    data: String,
    options: Vec<String>,
    checkpoint: PathBuf,
}

impl Run {
    fn new(folder: &Path, data: &str, options: &[&str]) -> Self {
        let checkpoint = folder.join("checkpoint");
        let options = options.iter().map(ToString::to_string).collect();
        Self { data: data.to_owned(), options, checkpoint }
    }

    fn arguments(&self) -> Vec<String> {
        let checkpoint = self.checkpoint.display().to_string();
        let all =
            ["condense", &self.data, "--checkpoint", &checkpoint, "--checkpoint-every", "50000"];
        all.iter().map(ToString::to_string).chain(self.options.iter().cloned()).collect()
    }

    /// Begins to condense what comes on a pipe.
    fn begin(&self) -> Child {
        let mut command = Command::new(EMSTEP);
        command.args(self.arguments()).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Feeds bytes to a run that waits for more then, and ends it by a signal once it has a
    /// checkpoint.
    fn end_by(&self, signal: &str, bytes: &[u8]) -> ExitStatus {
        let mut child = self.begin();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(bytes).unwrap();
        while !self.checkpoint.exists() {
            assert_eq!(child.try_wait().unwrap(), None, "it has ended by itself");
            std::thread::yield_now();
        }
        let kill = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let ended = child.wait_with_output().unwrap();
        drop(pipe);
        assert_eq!(ended.stdout, b"");
        ended.status
    }

    fn finish(&self, bytes: &[u8]) -> (String, String) {
        let assert = emstep().args(self.arguments()).write_stdin(bytes).assert().success();
        assert!(!self.checkpoint.exists(), "the checkpoint is still there");
        (stdout(&assert), stderr(&assert))
    }
}

fn whole(arguments: &[&str], bytes: &[u8]) -> String {
    stdout(&emstep().arg("condense").args(arguments).write_stdin(bytes).assert().success())
}

#[cfg(unix)]
#[test]
fn a_run_that_was_killed_goes_on_to_the_same_table() {
    use std::os::unix::process::ExitStatusExt;

    let values = draws(N);
    let table = csv(&values);
    // From a quote on, rows are read one by one.
    let quoted = table.replacen("a,", "\"a, b\",", 1);
    let quoted_later = {
        let (first, later) = table.split_at(table.len() / 3);
        format!("{first}{}", later.replacen("\na,", "\n\"a, b\",", 1))
    };
    let dos = table.replace('\n', "\r\n");
    let grid: &[&str] = &["--grid", "2,4"];
    let f64_grid: &[&str] = &["--grid", "2,4", "--f64"];
    let groups: &[&str] = &["--grid", "2,4", "--group-by", "name"];
    let of_groups = table.replace("a,0", "b,0").replace("a,1", "c,1");
    for (bytes, options) in [
        (of_groups.into_bytes(), groups),
        (f64_bytes(&values), f64_grid),
        (table.clone().into_bytes(), grid),
        (quoted.into_bytes(), grid),
        (quoted_later.into_bytes(), grid),
        (dos.into_bytes(), grid),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let expected = whole(&[&["-"], options].concat(), &bytes);
        let run = Run::new(folder.path(), "-", options);
        for (signal, number) in [("-KILL", 9), ("-INT", 2), ("-TERM", 15)] {
            // A pipe that is held open half-way: the run cannot end by itself.
            let ended = run.end_by(signal, &bytes[..bytes.len() * 4 / 5]);
            assert_eq!(ended.signal(), Some(number));
            let (found, said) = run.finish(&bytes);
            assert!(said.contains("going on after "), "{said}");
            assert!(found == expected, "{options:?} {signal}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_passed_over_up_to_where_it_goes_on() {
    let values = draws(N);
    for (name, bytes) in [("x.f64", f64_bytes(&values)), ("x.csv", csv(&values).into_bytes())] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join(name);
        fs::write(&data, &bytes).unwrap();
        let is_f64: &[&str] = if name == "x.f64" { &["--f64"] } else { &[] };
        let options = [&["--grid", "2,4"], is_f64].concat();
        // What a pipe began, the same data in a file end.
        let from_pipe = Run::new(folder.path(), "-", &options);
        from_pipe.end_by("-KILL", &bytes[..bytes.len() / 2]);
        let path = data.display().to_string();
        let (found, said) = Run::new(folder.path(), &path, &options).finish(b"");
        assert!(said.contains("going on after "), "{said}");
        let expected = whole(&[&[path.as_str()], &options[..]].concat(), b"");
        assert!(found == expected, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_checkpoint_of_something_else_is_refused() {
    let bytes = f64_bytes(&draws(N));
    let folder = tempfile::tempdir().unwrap();
    let run = Run::new(folder.path(), "-", &["--grid", "2,4", "--f64"]);
    run.end_by("-KILL", &bytes[..bytes.len() / 2]);
    let saved = fs::read(&run.checkpoint).unwrap();
    let says = |run: &Run, bytes: &[u8]| {
        let assert = emstep().args(run.arguments()).write_stdin(bytes).assert().failure();
        let said = stderr(&assert);
        let errors: Vec<&str> = said.lines().filter(|line| line.contains("error: ")).collect();
        assert_eq!(errors.len(), 1, "{said}");
        errors[0].to_owned()
    };
    let begins = "standard input: not the data that the checkpoint is of: they begin otherwise; \
                  delete the checkpoint to begin anew";
    let mut other = bytes.clone();
    other[80] ^= 1;
    assert!(says(&run, &other).ends_with(begins));
    let header = saved.splitn(3, |byte| *byte == b'\n').nth(1).unwrap();
    let header: serde_json::Value = serde_json::from_slice(header).unwrap();
    let mut other = bytes.clone();
    other[header["mark"]["bytes"].as_u64().unwrap() as usize - 9] ^= 1;
    assert!(says(&run, &other).contains("they differ just before where it was to go on"));
    assert!(says(&run, &bytes[..1 << 17]).contains("they end before what was taken in does"));
    let other = Run::new(folder.path(), "-", &["--grid", "2,8", "--f64"]);
    let said = says(&other, &bytes);
    assert!(said.contains("another command: --grid was 2.0,4.0, and is 2.0,8.0; "), "{said}");
    for (text, says_of_it) in [
        (&b"emstep checkpoint 2\n{}\n"[..], "is a checkpoint of format 2, and this program has"),
        (b"x\n1\n", "is not a checkpoint, or it is damaged"),
        (&saved[..saved.len() - 1], "is not a checkpoint, or it is damaged"),
    ] {
        fs::write(&run.checkpoint, text).unwrap();
        assert!(says(&run, &bytes).contains(says_of_it));
        // Nothing is lost of it.
        assert_eq!(fs::read(&run.checkpoint).unwrap(), text);
    }
    fs::write(&run.checkpoint, &saved).unwrap();
    run.finish(&bytes);
}
