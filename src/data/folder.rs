//! What is in a folder, for someone who types a path.

use std::path::{Path, PathBuf};

use super::disk;
use super::fault::Problem;
use super::source::at_home;

/// As many entries of a folder are listed.
const MOST: usize = 10_000;

/// What is in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderListing {
    /// The folder as it was typed, up to its last separator; empty for the current one.
    pub folder: String,
    /// What is in it, by name. Names that cannot be typed are left out.
    pub entries: Vec<FolderEntry>,
    /// Whether there is more than is listed.
    pub is_cut: bool,
    /// Why it cannot be listed.
    pub problem: Option<String>,
}

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderEntry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder itself.
    pub is_folder: bool,
}

/// Lists a folder as it was typed: empty for the current one, and `~` for the home folder.
pub fn list_folder(typed: &str) -> FolderListing {
    let (entries, problem) = match entries_of(typed) {
        Ok(entries) => (entries, None),
        Err(problem) => (Vec::new(), Some(problem.to_string())),
    };
    let is_cut = entries.len() > MOST;
    let mut listing = FolderListing { folder: typed.to_owned(), entries, is_cut, problem };
    listing.entries.truncate(MOST);
    listing.entries.sort();
    listing
}

fn entries_of(typed: &str) -> Result<Vec<FolderEntry>, Problem> {
    let folder = if typed.is_empty() { PathBuf::from(".") } else { at_home(Path::new(typed))? };
    let entries = disk::read_dir(folder).map_err(|error| Problem::from_io(&error))?;
    let mut listed = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Problem::from_io(&error))?;
        let name = entry.file_name().into_string().ok();
        let Some(name) = name.filter(|name| !name.chars().any(char::is_control)) else { continue };
        // What a link leads to counts; one that leads nowhere is no folder.
        listed.push(FolderEntry { name, is_folder: entry.path().is_dir() });
        if listed.len() > MOST {
            break;
        }
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_is_listed_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", ".hidden"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("more")).unwrap();
        let typed = format!("{}/", folder.path().display());
        let listing = list_folder(&typed);
        let entries: Vec<_> =
            listing.entries.iter().map(|entry| (entry.name.as_str(), entry.is_folder)).collect();
        assert_eq!(
            entries,
            [(".hidden", false), ("a.csv", false), ("b.csv", false), ("more", true)]
        );
        assert_eq!((listing.folder, listing.is_cut, listing.problem), (typed, false, None));
        assert!(list_folder("").entries.iter().any(|entry| entry.name == "Cargo.toml"));
    }

    #[test]
    fn what_cannot_be_listed_is_said() {
        let listing = list_folder("no such folder/");
        assert_eq!(listing.entries, []);
        assert!(listing.problem.is_some());
    }
}
