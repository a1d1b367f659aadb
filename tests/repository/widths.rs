//! Comments and documents are at most 100 columns wide, so that they can be read beside each other.

use crate::files;

const WIDEST: usize = 100;
/// A table's row is one line.
const WIDEST_ROW: usize = 120;

/// What a line is in: how its text begins, and what a comment begins with, if only comments count.
#[derive(Clone, Copy)]
enum Language {
    Rust,
    Markdown,
    /// Comments begin with #.
    Other,
}

/// The numbers of the lines that are too wide. Code blocks are left alone, and so is a line that no
/// blank could break.
fn too_wide(text: &str, language: Language) -> Vec<usize> {
    let mut in_code = false;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some(words) = prose(line, language) else { continue };
        if words.starts_with("```") {
            in_code = !in_code;
        }
        let widest = if words.starts_with('|') { WIDEST_ROW } else { WIDEST };
        let is_wide = line.chars().count() > widest;
        if is_wide && !in_code && !cannot_be_broken(line, words) {
            found.push(index + 1);
        }
    }
    found
}

/// What a line of a comment or document says; none of code.
fn prose(line: &str, language: Language) -> Option<&str> {
    let line = line.trim();
    match language {
        Language::Rust => line.strip_prefix("//").map(|rest| rest.trim_start_matches(['/', '!'])),
        Language::Markdown => Some(line),
        Language::Other => line.strip_prefix('#'),
    }
    .map(str::trim_start)
}

/// Whether a line is one word, which may be the target of a link after its name.
fn cannot_be_broken(line: &str, words: &str) -> bool {
    let longest = words.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    let indent = line.chars().count() - words.chars().count();
    let is_target = words.starts_with('[') && words.split_whitespace().count() == 2;
    indent + longest > WIDEST || (is_target && words.contains("]: "))
}

#[test]
fn comments_and_documents_are_at_most_100_columns_wide() {
    let kinds: [(&[&str], Language); 3] = [
        (&["rs"], Language::Rust),
        (&["md"], Language::Markdown),
        (&["toml", "yml", "py", "sh", "check", "make", "run", "short", "long"], Language::Other),
    ];
    let mut found = Vec::new();
    for (extensions, language) in kinds {
        for (path, text) in files::below("", extensions) {
            found
                .extend(too_wide(&text, language).into_iter().map(|line| format!("{path}:{line}")));
        }
    }
    assert!(found.is_empty(), "too wide:\n{}", found.join("\n"));
}

#[test]
fn what_is_too_wide_is_found() {
    let words = |count| "ab ".repeat(count).trim_end().to_owned();
    let (fits, wide) = (words(33), words(34));
    for language in [Language::Rust, Language::Markdown, Language::Other] {
        let mark = match language {
            Language::Rust => "//",
            Language::Markdown => "",
            Language::Other => "#",
        };
        assert_eq!(too_wide(&format!("{mark}{fits}\n{mark} {wide}\n"), language), [2]);
    }
    assert_eq!(too_wide(&format!("    /// {wide}"), Language::Rust), [1]);
    assert_eq!(too_wide(&format!("call(); // {wide}"), Language::Rust), [0; 0], "rustfmt's task");
    assert_eq!(too_wide(&format!("```\n{wide}\n```\n{wide}"), Language::Markdown), [4]);
    assert_eq!(too_wide(&format!("| {wide} |\n| {wide} {fits} |"), Language::Markdown), [2]);
    let link = format!("[a]: https://example.org/{}", "x".repeat(70));
    assert_eq!(too_wide(&link, Language::Markdown), [0; 0]);
    let long = "x".repeat(120);
    assert_eq!(too_wide(&format!("- {long}\n- {wide}"), Language::Markdown), [2]);
}
