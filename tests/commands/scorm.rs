//! `emstep lesson export --format scorm`: the package, read again as a platform does.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use roxmltree::Document;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{emstep, stderr, stdout};

const SHORT: &str = r#"
title = "Above & <below>"
about = "a step"
[data]
points = [-1, 0, 4]
means = [0, 4]
variances = [1, 1]
[[step]]
text = "</script><!-- Press {key:e-step}. -->"
"#;

/// A folder with the page in it, as web/build makes it: in one file.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let html = include_str!("../../web/page/index.html");
    let link = r#"<script src="start.js"></script>"#;
    assert!(html.contains(link));
    let program = r#"<script type="application/gzip" id="program">AGFzbQ==</script>"#;
    let page = html.replace(link, program);
    let path = folder.path().join("emstep.html");
    fs::write(&path, page).unwrap();
    (folder, path)
}

fn export(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = emstep();
    command.current_dir(folder).args(["lesson", "export", "--format", "scorm"]).args(arguments);
    command
}

/// The files of a zip, found by its directory at the end, as the format's description has them.
fn unzipped(bytes: &[u8]) -> Vec<(String, String)> {
    let short = |at: usize| usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()));
    let long = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let end = bytes.len() - 22;
    assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
    let (count, mut entry) = (short(end + 10), long(end + 16) as usize);
    assert_eq!(entry + long(end + 12) as usize, end);
    let mut files = Vec::new();
    for _ in 0..count {
        assert_eq!(&bytes[entry..entry + 4], b"PK\x01\x02");
        let name = &bytes[entry + 46..entry + 46 + short(entry + 28)];
        let (sum, deflated, size) = (long(entry + 16), long(entry + 20), long(entry + 24));
        let at = long(entry + 42) as usize;
        assert_eq!(&bytes[at..at + 4], b"PK\x03\x04");
        assert_eq!(bytes[at + 4..at + 30], bytes[entry + 6..entry + 32], "both say the same");
        let begin = at + 30 + short(at + 26) + short(at + 28);
        let mut text = String::new();
        let mut inflated = DeflateDecoder::new(&bytes[begin..begin + deflated as usize]);
        inflated.read_to_string(&mut text).unwrap();
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        assert_eq!((crc.sum(), crc.amount()), (sum, size));
        files.push((String::from_utf8(name.to_vec()).unwrap(), text));
        entry += 46 + short(entry + 28) + short(entry + 30) + short(entry + 32);
    }
    assert_eq!(entry, end);
    files
}

/// The manifest, and the page that the platform opens.
fn unpacked(path: &Path) -> (String, String) {
    let files = unzipped(&fs::read(path).unwrap());
    let [(manifest, xml), (page, html)] = &files[..] else { panic!("{files:?}") };
    assert_eq!((&manifest[..], &page[..]), ("imsmanifest.xml", "index.html"));
    (xml.clone(), html.clone())
}

/// What the page is told of the lesson.
fn embedded(page: &str) -> Value {
    let (_, rest) = page.split_once(r#"<script type="application/json" id="lesson">"#).unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_package_has_a_manifest_of_scorm_1_2() {
    let (folder, page) = folder();
    let said = export(folder.path(), &["homework", "--page", "emstep.html"]).assert().success();
    let said = stdout(&said);
    assert!(
        said.starts_with("homework.zip: ") && said.ends_with("; passed with 50 % right\n"),
        "{said}"
    );
    let (manifest, launch) = unpacked(&folder.path().join("homework.zip"));

    let document = Document::parse(&manifest).unwrap();
    let root = document.root_element();
    let (imscp, adlcp) = (
        "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
        "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    );
    assert!(root.has_tag_name((imscp, "manifest")));
    assert_eq!(root.attribute("identifier"), Some("emstep-homework"));
    let all = |name| root.descendants().filter(move |node| node.has_tag_name((imscp, name)));
    let text = |name| all(name).next().and_then(|node| node.text());
    assert_eq!((text("schema"), text("schemaversion")), (Some("ADL SCORM"), Some("1.2")));
    let organizations = all("organizations").next().unwrap();
    let organization = all("organization").next().unwrap();
    assert_eq!(organizations.attribute("default"), organization.attribute("identifier"));
    let [item] = all("item").collect::<Vec<_>>()[..] else { panic!("{manifest}") };
    let [resource] = all("resource").collect::<Vec<_>>()[..] else { panic!("{manifest}") };
    assert_eq!(item.attribute("identifierref"), resource.attribute("identifier"));
    assert_eq!(resource.attribute((adlcp, "scormtype")), Some("sco"));
    assert_eq!(resource.attribute("type"), Some("webcontent"));
    assert_eq!(resource.attribute("href"), Some("index.html"));
    let mastery = item.children().find(|node| node.has_tag_name((adlcp, "masteryscore"))).unwrap();
    assert_eq!(mastery.text(), Some("50"));
    assert_eq!(text("title"), Some("The homework"));

    // A built-in lesson is in the page; the rest of it is as it was.
    assert_eq!(embedded(&launch), serde_json::json!({ "name": "homework", "scorm": "1.2" }));
    let (before, rest) = launch.split_once("\n<script type=\"application/json\"").unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    assert_eq!(format!("{before}{after}"), fs::read_to_string(page).unwrap());
}

#[test]
fn a_lesson_in_a_file_travels_along() {
    let (folder, _) = folder();
    fs::write(folder.path().join("my lesson.toml"), SHORT).unwrap();
    let arguments = ["my lesson.toml", "--page", "emstep.html", "--output", "out.zip"];
    let said = stdout(&export(folder.path(), &arguments).assert().success());
    assert_eq!(said, "out.zip: no questions; completed at the end of the lesson\n");
    let (manifest, launch) = unpacked(&folder.path().join("out.zip"));
    let told = embedded(&launch);
    assert_eq!((&told["name"], &told["text"]), (&"my lesson.toml".into(), &SHORT.into()));
    let document = Document::parse(&manifest).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("identifier"), Some("emstep-my-lesson.toml"));
    let titles = root.descendants().filter(|node| node.tag_name().name() == "title");
    assert!(titles.into_iter().all(|title| title.text() == Some("Above & <below>")));
    assert!(!manifest.contains("masteryscore"), "{manifest}");
}

#[test]
fn the_same_lesson_and_page_make_the_same_bytes() {
    let (folder, _) = folder();
    let package = |to: &str| {
        let arguments = ["bound", "--page", "emstep.html", "--mastery", "80", "-o", to];
        export(folder.path(), &arguments).assert().success()
    };
    package("a.zip");
    package("b.zip");
    let [a, b] = ["a.zip", "b.zip"].map(|name| fs::read(folder.path().join(name)).unwrap());
    assert!(a == b);
    assert!(unpacked(&folder.path().join("a.zip")).0.contains(">80</adlcp:masteryscore>"));
    assert!(package("-").get_output().stdout == a, "- is standard output");
}

#[test]
fn what_is_in_the_way_is_said_in_one_line() {
    let (folder, _) = folder();
    let refused = |arguments: &[&str], says: &str| {
        let said = stderr(&export(folder.path(), arguments).assert().code(1));
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(says), "{said}");
    };
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let page = ["--page", "emstep.html"];
    refused(&[&["homewrk"], &page[..]].concat(), "did you mean homework?");
    refused(&["homework", "--page", "none.html"], "none.html: no such file");
    write("other.html", "<!doctype html><title>x</title>");
    refused(&["homework", "--page", "other.html"], "other.html: not the page of emstep; ");
    write("pieces.html", include_str!("../../web/page/index.html"));
    refused(&["homework", "--page", "pieces.html"], "pieces.html: the page in pieces, ");
    write("homework.zip", "mine");
    refused(&[&["homework"], &page[..]].concat(), "homework.zip: exists already; --force");
    assert_eq!(fs::read(folder.path().join("homework.zip")).unwrap(), b"mine");
    let force = [&["homework", "--force"], &page[..]].concat();
    export(folder.path(), &force).assert().success();
    let (_, launch) = unpacked(&folder.path().join("homework.zip"));
    write("packed.html", &launch);
    refused(&["bound", "--page", "packed.html"], "packed.html: the page of a package, ");
    refused(
        &["bound", "--page", "emstep.html", "--force", "-o", "emstep.html"],
        "one of the inputs",
    );
}

#[test]
fn questions_are_written_to_a_file_too() {
    let (folder, _) = folder();
    let mut command = emstep();
    command.current_dir(folder.path());
    let assert = command.args(["lesson", "export", "homework", "--format", "gift", "-o", "x.gift"]);
    assert_eq!(stdout(&assert.assert().success()), "");
    let printed = emstep().args(["lesson", "export", "homework", "--format", "gift"]).assert();
    let written = fs::read_to_string(folder.path().join("x.gift")).unwrap();
    assert_eq!(written, stdout(&printed.success()));
}
