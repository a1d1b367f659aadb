//! The engines: found, filled with rows, asked.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use tempfile::TempDir;

/// The user that PostgreSQL runs as if the tests run as root, which it refuses: nobody.
const NOBODY: u32 = 65_534;

/// What `tests/engines/install` has installed.
pub(crate) fn installed(program: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
    target.join("engines/bin").join(program)
}

/// An engine that holds the rows.
pub(crate) trait Engine {
    /// Its name on the command line.
    fn dialect(&self) -> &'static str;
    /// The table, as `--table` takes it.
    fn table(&self) -> &'static str;
    /// Returns what it prints for a query: CSV with a header.
    fn run(&mut self, query: &str) -> String;
}

/// Says that an engine is not there, or fails if `EMSTEP_ENGINES` (a list, or `all`) asks for it.
pub(crate) fn absent(name: &str, why: &str) {
    let wanted = std::env::var("EMSTEP_ENGINES").unwrap_or_default();
    let is_wanted = wanted.split(',').any(|wanted| wanted == "all" || wanted == name);
    assert!(!is_wanted, "{name}: {why}; run tests/engines/install");
    eprintln!("{name} is not tested: {why}; tests/engines/install installs it");
}

fn answers(program: &Path, arguments: &[&str]) -> Result<(), String> {
    let found = Command::new(program).args(arguments).output();
    match found {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{} ends with {}", program.display(), output.status)),
        Err(error) => Err(format!("{}: {error}", program.display())),
    }
}

/// Gives a program its input, and returns its output.
fn piped(command: &mut Command, input: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("no panic").expect("the program reads its input");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.trim().is_empty(), "{command:?}: {stderr}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

pub(crate) struct DuckDb(TempDir);

impl DuckDb {
    pub(crate) fn with(rows: &Path) -> Result<Self, String> {
        answers(&installed("duckdb"), &["--version"])?;
        let duckdb = Self(TempDir::new().expect("a folder"));
        let types =
            "{'case': 'VARCHAR', 'x.y': 'DOUBLE', 'we\"ight': 'DOUBLE', 'größe': 'VARCHAR'}";
        let rows = rows.display();
        duckdb.ask(&format!(
            "CREATE TABLE \"t\"\"1.a b\" AS FROM read_csv('{rows}', header = true, \
             columns = {types}, quote = '\"', escape = '\"');"
        ));
        Ok(duckdb)
    }

    fn ask(&self, query: &str) -> String {
        let mut command = Command::new(installed("duckdb"));
        piped(command.arg(self.0.path().join("a.db")).arg("-csv"), query)
    }
}

impl Engine for DuckDb {
    fn dialect(&self) -> &'static str {
        "duckdb"
    }

    fn table(&self) -> &'static str {
        "\"t\"\"1.a b\""
    }

    fn run(&mut self, query: &str) -> String {
        self.ask(query)
    }
}

pub(crate) struct Sqlite {
    folder: TempDir,
    /// Whether its shell prints all digits, where the query does not ask for them.
    pub(crate) prints_all_digits: bool,
}

impl Sqlite {
    pub(crate) fn with(rows: &Path) -> Result<Self, String> {
        answers(Path::new("sqlite3"), &["--version"])?;
        let folder = TempDir::new().expect("a folder");
        let sqlite = Self { folder, prints_all_digits: false };
        let rows = rows.display();
        // What is not a number stays text in a REAL column: what is empty, NaN and ±∞. There is no
        // NaN in SQLite; ±∞ is what overflows.
        sqlite.ask(&format!(
            "CREATE TABLE \"t\"\"1.a b\" (\"case\" TEXT, \"x.y\" REAL, \"we\"\"ight\" REAL, \
             \"größe\" TEXT);\n.import --csv --skip 1 {rows} \"t\\\"1.a b\"\n\
             UPDATE \"t\"\"1.a b\" SET \"we\"\"ight\" = NULL WHERE \"we\"\"ight\" = '';\n\
             UPDATE \"t\"\"1.a b\" SET \"x.y\" = CASE \"x.y\" WHEN 'Infinity' THEN 9e999\n\
             WHEN '-Infinity' THEN -9e999 END WHERE \"x.y\" IN ('', 'Infinity', '-Infinity');"
        ));
        Ok(sqlite)
    }

    fn ask(&self, query: &str) -> String {
        let mut command = Command::new("sqlite3");
        command.args(["-batch", "-header"]).arg(self.folder.path().join("a.db"));
        if self.prints_all_digits {
            // As SQL, in which names are text.
            piped(command.arg("-quote"), query).replace('\'', "")
        } else {
            piped(command.arg("-csv"), query)
        }
    }
}

impl Engine for Sqlite {
    fn dialect(&self) -> &'static str {
        "sqlite"
    }

    fn table(&self) -> &'static str {
        "\"t\"\"1.a b\""
    }

    fn run(&mut self, query: &str) -> String {
        self.ask(query)
    }
}

/// A server on a socket in a folder of its own.
pub(crate) struct Postgres {
    folder: TempDir,
    is_root: bool,
    /// What a session asks for.
    pub(crate) options: &'static str,
}

impl Postgres {
    pub(crate) fn with(rows: &Path) -> Result<Self, String> {
        for program in ["initdb", "pg_ctl", "psql"] {
            answers(&program_of_postgres(program), &["--version"])?;
        }
        let folder = TempDir::new().expect("a folder");
        let id = Command::new("id").arg("-u").output().expect("id");
        let is_root = id.stdout == b"0\n";
        if is_root {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root gives it away");
        }
        let server = Self { folder, is_root, options: "" };
        server.administer("initdb", &["-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8"]);
        let options = format!(
            "-k {} -c listen_addresses= -c fsync=off -c max_connections=4",
            server.folder.path().display()
        );
        let log = server.folder.path().join("log");
        let log = log.to_str().expect("UTF-8");
        // pg_ctl waits until the server answers.
        server.administer("pg_ctl", &["-w", "-t", "120", "-l", log, "-o", &options, "start"]);
        let (readable, rows) = (fs::Permissions::from_mode(0o755), rows.display());
        fs::set_permissions(server.folder.path(), readable).expect("its own folder");
        server.ask(&format!(
            "CREATE TABLE \"t\"\"1.a b\" (\"case\" text, \"x.y\" double precision, \
             \"we\"\"ight\" double precision, \"größe\" text);\n\
             \\copy \"t\"\"1.a b\" FROM '{rows}' CSV HEADER\n"
        ));
        Ok(server)
    }

    /// Runs a program for the data folder, as a user that the server agrees to.
    fn administer(&self, program: &str, arguments: &[&str]) {
        let program = program_of_postgres(program);
        let mut command = if self.is_root {
            let mut command = Command::new("setpriv");
            let nobody = NOBODY.to_string();
            command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let data = self.folder.path().join("data");
        // The server keeps what it inherits, so that a pipe would never end.
        let status = command
            .arg("-D")
            .arg(data)
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{command:?}");
    }

    fn ask(&self, query: &str) -> String {
        let mut command = Command::new(program_of_postgres("psql"));
        let socket = self.folder.path();
        command.env("PGOPTIONS", self.options);
        command.args(["-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"]);
        piped(command.arg(socket).arg("postgres"), query)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.administer("pg_ctl", &["-w", "-m", "immediate", "stop"]);
    }
}

impl Engine for Postgres {
    fn dialect(&self) -> &'static str {
        "postgres"
    }

    fn table(&self) -> &'static str {
        "\"t\"\"1.a b\""
    }

    fn run(&mut self, query: &str) -> String {
        self.ask(query)
    }
}

/// Returns where a program is: Debian has those of the server beside the path.
fn program_of_postgres(program: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        versions.map(|version| version.path().join("bin").join(program)).collect();
    found.retain(|path| path.exists());
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(program))
}

/// One session in local mode.
pub(crate) struct Spark {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    folder: TempDir,
}

impl Spark {
    /// How often a session is begun: its Java does not always come up on a busy machine.
    const ATTEMPTS: usize = 3;

    pub(crate) fn with(rows: &Path) -> Result<Self, String> {
        answers(Path::new("java"), &["-version"])?;
        answers(&installed("python"), &["-c", "import pyspark"])?;
        let mut attempt = 1;
        loop {
            match Self::begin(rows) {
                Err(why) if attempt < Self::ATTEMPTS => eprintln!("attempt {attempt}: {why}"),
                begun => return begun,
            }
            attempt += 1;
        }
    }

    /// Begins a session that holds the rows, or returns what it says in place of that.
    fn begin(rows: &Path) -> Result<Self, String> {
        let folder = TempDir::new().expect("a folder");
        let errors = folder.path().join("errors");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engines/spark.py");
        let mut child = Command::new(installed("python"))
            .arg(script)
            .arg(rows)
            .arg(folder.path())
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&errors).expect("its own folder"))
            .spawn()
            .expect("python starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut spark = Self { child, input, output, folder };
        let said = spark.line();
        if said == "ready" {
            return Ok(spark);
        }
        let errors = fs::read(&errors).expect("its own folder");
        Err(format!("the session says '{said}': {}", String::from_utf8_lossy(&errors)))
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("UTF-8");
        line.trim_end().to_owned()
    }
}

impl Drop for Spark {
    fn drop(&mut self) {
        // At the end of its input the session ends.
        self.input = None;
        self.child.wait().expect("a child");
    }
}

impl Engine for Spark {
    fn dialect(&self) -> &'static str {
        "spark"
    }

    fn table(&self) -> &'static str {
        "select"
    }

    fn run(&mut self, query: &str) -> String {
        let file = |name| self.folder.path().join(name);
        let (pass, result) = (file("pass.sql"), file("result.csv"));
        fs::write(&pass, query).expect("its own folder");
        let input = self.input.as_mut().expect("open until it is dropped");
        writeln!(input, "{}\t{}", pass.display(), result.display()).expect("the session reads");
        let said = self.line();
        assert_eq!(said, "done", "{query}");
        fs::read_to_string(result).expect("the session wrote it")
    }
}
