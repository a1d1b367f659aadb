//! What can be chosen in the data dialog: built-in data sets, files that were opened before, and
//! files whose path begins as typed.

use crate::data::{EXAMPLES, FolderListing, begins_with_number};

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A built-in data set.
    Example {
        /// its name
        name: &'static str,
        /// a line about it
        about: &'static str,
    },
    /// A file that was opened before, by its path.
    Recent(String),
    /// A folder, by its path as typed, which ends in a separator.
    Folder(String),
    /// A file, by its path as typed.
    File(String),
}

impl Choice {
    /// Returns what is typed to choose it.
    pub fn typed(&self) -> &str {
        match self {
            Self::Example { name, .. } => name,
            Self::Recent(path) | Self::Folder(path) | Self::File(path) => path,
        }
    }
}

/// Returns what may be meant by what is typed so far: nothing if these are observations.
pub(super) fn choices(
    typed: &str,
    recent: &[String],
    listing: Option<&FolderListing>,
) -> Vec<Choice> {
    if begins_with_number(typed) {
        return Vec::new();
    }
    let examples = EXAMPLES.iter().filter(|example| example.name.starts_with(typed));
    let examples =
        examples.map(|example| Choice::Example { name: example.name, about: example.about });
    let words = typed.to_lowercase();
    let recent = recent.iter().filter(|path| path.to_lowercase().contains(&words));
    let recent = recent.cloned().map(Choice::Recent);
    let listed = listing.filter(|listing| folder_of(typed) == Some(&listing.folder));
    let files = listed.map_or_else(Vec::new, |listing| files(typed, listing));
    examples.chain(recent).chain(files).collect()
}

/// Returns the files and folders of a listing whose path begins as typed; hidden ones only if a dot
/// was typed.
fn files(typed: &str, listing: &FolderListing) -> Vec<Choice> {
    let folder = &listing.folder;
    let begun = typed[folder.len()..].to_lowercase();
    let is_meant = |name: &str| {
        let is_hidden = name.starts_with('.') && !begun.starts_with('.');
        !is_hidden && name.to_lowercase().starts_with(&begun)
    };
    let meant = listing.entries.iter().filter(|entry| is_meant(&entry.name));
    meant
        .map(|entry| {
            let name = &entry.name;
            if entry.is_folder {
                return Choice::Folder(format!("{folder}{name}/"));
            }
            // Typed alone, these would be read as something else.
            let is_other = EXAMPLES.iter().any(|example| example.name == name.as_str())
                || begins_with_number(name)
                || name.starts_with('~');
            let here = if folder.is_empty() && is_other { "./" } else { "" };
            Choice::File(format!("{here}{folder}{name}"))
        })
        .collect()
}

/// Returns the folder that a path names up to its last separator; empty for the current one. None
/// if what is typed is no path.
pub(super) fn folder_of(typed: &str) -> Option<&str> {
    if typed.is_empty() || begins_with_number(typed) {
        return None;
    }
    let end = typed.rfind(std::path::is_separator).map_or(0, |at| at + 1);
    Some(&typed[..end])
}

/// Returns what is typed as far as all files and folders agree on how it goes on; none if they do
/// not.
pub(super) fn completed(typed: &str, choices: &[Choice]) -> Option<String> {
    if typed == "~" {
        return Some("~/".to_owned());
    }
    let paths =
        choices.iter().filter(|choice| matches!(choice, Choice::Folder(_) | Choice::File(_)));
    let common = paths.map(|choice| choice.typed().to_owned()).reduce(|common, path| {
        let same = common.chars().zip(path.chars()).take_while(|(a, b)| a == b);
        same.map(|(c, _)| c).collect()
    })?;
    (common.chars().count() > typed.chars().count()).then_some(common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::FolderEntry;

    fn listing(folder: &str, names: &[&str]) -> FolderListing {
        let entry = |name: &&str| match name.strip_suffix('/') {
            Some(name) => FolderEntry { name: name.to_owned(), is_folder: true },
            None => FolderEntry { name: (*name).to_owned(), is_folder: false },
        };
        let entries = names.iter().map(entry).collect();
        FolderListing { folder: folder.to_owned(), entries, is_cut: false, problem: None }
    }

    fn typed(choices: &[Choice]) -> Vec<&str> {
        choices.iter().map(Choice::typed).collect()
    }

    #[test]
    fn everything_that_begins_as_typed_can_be_chosen() {
        let recent = ["/tmp/Iris data.csv".to_owned(), "/tmp/b.csv".to_owned()];
        assert_eq!(choices("", &recent, None).len(), EXAMPLES.len() + 2);
        assert_eq!(typed(&choices("iris", &recent, None)), ["iris", "/tmp/Iris data.csv"]);
        assert_eq!(choices("-1 0 4", &recent, None), []);
        let here = listing("", &["iris", "iris.csv", "Irises/", ".iris", "other", "2.csv"]);
        assert_eq!(
            typed(&choices("iris", &[], Some(&here))),
            ["iris", "./iris", "iris.csv", "Irises/"]
        );
        let there = listing("~/d/", &[".a", "a b.csv", "c/"]);
        assert_eq!(typed(&choices("~/d/", &[], Some(&there))), ["~/d/a b.csv", "~/d/c/"]);
        assert_eq!(typed(&choices("~/d/.", &[], Some(&there))), ["~/d/.a"]);
        assert_eq!(choices("~/e", &[], Some(&there)), []);
    }

    #[test]
    fn a_path_goes_on_as_far_as_all_agree() {
        let there = listing("d/", &["wait-1.csv", "wait-2.csv", "other/"]);
        let go_on = |typed: &str| completed(typed, &choices(typed, &[], Some(&there)));
        assert_eq!(go_on("d/w").as_deref(), Some("d/wait-"));
        assert_eq!(go_on("d/wait-"), None);
        assert_eq!(go_on("d/o").as_deref(), Some("d/other/"));
        assert_eq!(go_on("d/x"), None);
        assert_eq!(go_on("~").as_deref(), Some("~/"));
        assert_eq!(folder_of("d/w"), Some("d/"));
        assert_eq!((folder_of("w"), folder_of(""), folder_of("1 2")), (Some(""), None, None));
    }
}
