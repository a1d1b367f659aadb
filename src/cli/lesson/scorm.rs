//! A lesson as a SCORM 1.2 package: a zip of the browser page, which opens on the lesson, and of
//! the manifest that a learning platform reads.

use std::io;

use serde::Serialize;

use super::zip::Zip;
use crate::lesson::Lesson;

/// What the page has in its head; the element with the lesson comes behind it.
const TITLE: &str = "<title>emstep</title>";
/// What only the page in one file has: the program.
const PROGRAM: &str = r#" id="program">"#;
/// What the element with the lesson begins with.
const ELEMENT: &str = r#"<script type="application/json" id="lesson">"#;
/// The version of SCORM.
const VERSION: &str = "1.2";
/// The file that the platform opens.
const LAUNCH: &str = "index.html";
/// The file that the platform reads.
const MANIFEST: &str = "imsmanifest.xml";

/// How many questions have to be answered right, in percent, unless it is said.
pub(super) const MASTERY: u8 = 50;

/// Why a page does not become a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotThePage {
    /// It is something else.
    #[error("not the page of emstep; web/build makes it: target/web/emstep.html")]
    Other,
    /// It needs the files beside it.
    #[error("the page in pieces, which needs the files beside it; name emstep.html")]
    InPieces,
    /// There is a lesson in it.
    #[error("the page of a package, with a lesson in it; name emstep.html as web/build makes it")]
    OfPackage,
}

/// What the element in the page says of the lesson.
#[derive(Debug, Serialize)]
struct Embedded<'a> {
    /// The name of a built-in lesson, or of the file.
    name: &'a str,
    /// What is in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// To whom the score is told.
    scorm: &'static str,
}

/// A lesson for a package.
#[derive(Debug)]
pub(super) struct Package<'a> {
    pub(super) lesson: &'a Lesson,
    /// The name of a built-in lesson, or of the file.
    pub(super) name: &'a str,
    /// What is in the file; none of a built-in lesson, which the page has.
    pub(super) text: Option<&'a str>,
    /// How many questions have to be answered right, in percent.
    pub(super) mastery: u8,
}

impl Package<'_> {
    /// Returns how many questions it asks.
    pub(super) fn questions(&self) -> usize {
        self.lesson.steps.iter().map(|step| step.questions.len()).sum()
    }

    /// Returns the page that opens on the lesson.
    ///
    /// # Errors
    /// Returns an error if it is not the page in one file.
    pub(super) fn page(&self, page: &str) -> Result<String, NotThePage> {
        let (before, after) = page.split_once(TITLE).ok_or(NotThePage::Other)?;
        if !after.contains(PROGRAM) {
            return Err(NotThePage::InPieces);
        }
        if after.contains(ELEMENT) {
            return Err(NotThePage::OfPackage);
        }
        let embedded = Embedded { name: self.name, text: self.text, scorm: VERSION };
        // A string that is written as JSON: this cannot fail.
        let json = serde_json::to_string(&embedded).unwrap_or_default();
        // Nothing in it ends the element, or begins a comment in it.
        let json = json.replace('<', "\\u003c");
        Ok(format!("{before}{TITLE}\n{ELEMENT}{json}</script>{after}"))
    }

    /// Returns the zip of this page. The same lesson and page always make the same bytes.
    ///
    /// # Errors
    /// Returns an error if it is larger than a zip can be.
    pub(super) fn zip(&self, page: &str) -> io::Result<Vec<u8>> {
        let mut zip = Zip::default();
        zip.add(MANIFEST, self.manifest().as_bytes())?;
        zip.add(LAUNCH, page.as_bytes())?;
        zip.finish()
    }

    /// Returns what the platform reads: one organization with one item, the lesson.
    fn manifest(&self) -> String {
        let identifier = identifier(self.name);
        let title = escaped(&self.lesson.title);
        // Without questions there is no score: the lesson is completed at its end.
        let mastery = match self.questions() {
            0 => String::new(),
            _ => format!("        <adlcp:masteryscore>{}</adlcp:masteryscore>\n", self.mastery),
        };
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{identifier}" version="1.0"
    xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>{VERSION}</schemaversion>
  </metadata>
  <organizations default="emstep">
    <organization identifier="emstep">
      <title>{title}</title>
      <item identifier="lesson" identifierref="page" isvisible="true">
        <title>{title}</title>
{mastery}      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="{LAUNCH}">
      <file href="{LAUNCH}"/>
    </resource>
  </resources>
</manifest>
"#
        )
    }
}

/// Returns what XML takes for an identifier.
fn identifier(name: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
    format!("emstep-{}", name.chars().map(sign).collect::<String>())
}

/// Escapes what has a meaning in XML, and leaves out what XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}
