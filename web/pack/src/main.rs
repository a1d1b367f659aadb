//! Puts the page together: in pieces, for a site, and as one file that needs nothing else.
//!
//! Usage: `emstep-pack PAGE PROGRAM OUT`, with the folder of the page, the compiled program, and
//! the folder to write to.

mod module;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The modules of the page, each after those that it imports.
const MODULES: [&str; 18] = [
    "lines.js",
    "marks.js",
    "glyphs.js",
    "text.js",
    "screen.js",
    "keys.js",
    "data.js",
    "embed.js",
    "keybar.js",
    "live.js",
    "pointer.js",
    "scorm.js",
    "around.js",
    "storage.js",
    "failure.js",
    "downloads.js",
    "runner.js",
    "page.js",
];
/// Those of the workers that the program runs in.
const RUN: [&str; 2] = ["program.js", "worker.js"];
/// What starts the page in pieces.
const SITE: [&str; 2] = ["site.js", "start.js"];
/// What starts the page in one file: the program is in an element of it, compressed.
const SINGLE: &str = "single.js";
const STYLE: &str = "page.css";
/// What a site has besides, for a browser that installs it.
const INSTALLED: [&str; 2] = ["manifest.webmanifest", "icon.svg"];
/// Keeps the files of a site in the browser.
const WORKER: &str = "serviceworker.js";
/// A page with emstep in a frame.
const EXAMPLE: [&str; 3] = ["example.html", "example.js", "example.css"];
const PAGE: &str = "index.html";
const PROGRAM: &str = "emstep.wasm";

/// What stands for the style, the script and the policy in the page.
const STYLE_LINK: &str = r#"<link rel="stylesheet" href="page.css">"#;
const SCRIPT_LINK: &str = r#"<script src="start.js"></script>"#;
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                      style-src 'self'; connect-src 'self'; img-src 'self' blob:; \
                      font-src 'self'; manifest-src 'self'; worker-src 'self'";

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [page, program, out] = &arguments[..] else {
        eprintln!("usage: emstep-pack PAGE PROGRAM OUT");
        return ExitCode::from(2);
    };
    match pack(page, program, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("emstep-pack: {error}");
            ExitCode::FAILURE
        }
    }
}

fn pack(page: &Path, program: &Path, out: &Path) -> io::Result<()> {
    let read = |name: &str| read_text(&page.join(name));
    fs::create_dir_all(out)?;
    let write = |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes);
    let program = read_bytes(program).and_then(|module| {
        module::shortened(&module).map_err(|error| at(program, &io::Error::other(error)))
    })?;
    let html = read(PAGE)?;
    let mut site = vec![(PROGRAM, program.clone())];
    site.push((PAGE, html.replace("POLICY", POLICY).into_bytes()));
    for name in MODULES.iter().chain(&RUN).chain(&SITE).chain([&STYLE]).chain(&INSTALLED) {
        site.push((name, read(name)?.into_bytes()));
    }
    for (name, bytes) in &site {
        write(name, bytes)?;
    }
    write(WORKER, keeper(&read(WORKER)?, &site).as_bytes())?;
    for name in EXAMPLE {
        write(name, read(name)?.as_bytes())?;
    }
    let joined = |modules: Vec<&str>| {
        let texts = modules.into_iter().map(read).collect::<io::Result<Vec<_>>>();
        texts.map(|texts| joined(&texts))
    };
    let script = joined(MODULES.iter().chain([&SINGLE]).copied().collect())?;
    let worker = joined(RUN.to_vec())?;
    let single = single(&html, &read(STYLE)?, &script, &worker, &compressed(&program)?);
    write("emstep.html", single.as_bytes())
}

/// Returns the service worker that keeps these files: another one if any of them changes.
fn keeper(script: &str, files: &[(&str, Vec<u8>)]) -> String {
    let mut digest = Sha256::new();
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes] {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
    }
    let version = format!("{:x}", digest.finalize());
    let names: Vec<String> = files.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    script.replace("VERSION", &version[..16]).replace("/* FILES */", &names.join(", "))
}

/// Returns bytes in gzip's format, which browsers can read by themselves.
fn compressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Returns the page in one file, with the program as it is compressed.
fn single(html: &str, style: &str, script: &str, worker: &str, program: &[u8]) -> String {
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; style-src 'sha256-{}'; \
         img-src blob:; worker-src blob:",
        hash(script),
        hash(style)
    );
    let code = format!(
        "<script type=\"application/gzip\" id=\"program\">{}</script>\n\
         <script type=\"text/plain\" id=\"worker\">{worker}</script>\n\
         <script type=\"module\">{script}</script>",
        STANDARD.encode(program)
    );
    // One file has no others beside it, such as an icon.
    let own = |line: &&str| !line.starts_with("<link ") || line.starts_with(STYLE_LINK);
    let html: String = html.split_inclusive('\n').filter(own).collect();
    html.replace("POLICY", &policy)
        .replace(STYLE_LINK, &format!("<style>{style}</style>"))
        .replace(SCRIPT_LINK, &code)
}

/// Returns modules as one: what one imports from another is there already.
fn joined(modules: &[String]) -> String {
    let lines = modules.iter().flat_map(|module| module.lines());
    let own = lines.filter(|line| !line.starts_with("import "));
    own.map(|line| line.strip_prefix("export ").unwrap_or(line).to_owned() + "\n").collect()
}

/// Returns the hash of a script or a style, as a policy names it.
fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

fn read_text(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| at(path, &error))
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path).map_err(|error| at(path, &error))
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn modules_are_joined_without_what_they_import() {
        let modules = ["// a\nexport function a() {}\n", "import { a } from \"./a.js\";\n\na();\n"];
        let joined = joined(&modules.map(str::to_owned));
        assert_eq!(joined, "// a\nfunction a() {}\n\na();\n");
    }

    #[test]
    fn one_file_allows_its_own_script_and_style_only() {
        let html = format!("<meta content=\"POLICY\">{STYLE_LINK}{SCRIPT_LINK}");
        let page = single(&html, "body {}", "start();\n", "work();\n", b"gzip");
        assert!(page.contains("<style>body {}</style>") && page.contains(">Z3ppcA==</script>"));
        assert!(page.contains("id=\"worker\">work();\n</script>"));
        assert!(page.contains(&format!("'sha256-{}' 'wasm-unsafe-eval'", hash("start();\n"))));
        assert!(!page.contains("POLICY") && !page.contains("unsafe-inline"));
    }

    #[test]
    fn the_program_is_compressed_as_a_browser_unpacks_it() {
        let program = b"\0asm".repeat(1000);
        let bytes = compressed(&program).unwrap();
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut read).unwrap();
        assert!(read == program && bytes.len() < 100);
    }

    #[test]
    fn one_file_links_to_no_other() {
        let html = format!("<link rel=\"icon\" href=\"icon.svg\">\n{STYLE_LINK}\n{SCRIPT_LINK}\n");
        let page = single(&html, "", "", "", b"");
        assert!(!page.contains("icon.svg") && page.contains("<style></style>"), "{page}");
    }

    #[test]
    fn a_service_worker_is_another_one_when_a_file_changes() {
        let script = "VERSION [/* FILES */]";
        let of = |bytes: &[u8]| keeper(script, &[("a.js", bytes.to_vec()), ("b.js", vec![])]);
        assert!(of(b"1").ends_with(r#" ["a.js", "b.js"]"#));
        assert_eq!(of(b"1"), of(b"1"));
        assert_ne!(of(b"1"), of(b"2"));
        let moved = keeper(script, &[("a.js", vec![]), ("b.js", b"1".to_vec())]);
        assert_ne!(of(b"1"), moved);
    }
}
