//! The files of the package, as they are in its folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What is built or found by a tool, not written by hand.
const NOT_OURS: [&str; 6] = [".git", "artifacts", "corpus", "coverage", "node_modules", "target"];

/// Every file below a folder of the package with one of these extensions (or, if it has none,
/// names): its path in the package, and its text.
pub(crate) fn below(folder: &str, extensions: &[&str]) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    collect(root, &root.join(folder), extensions, &mut found);
    assert!(!found.is_empty(), "{folder} has none of {extensions:?}");
    found
}

fn collect(root: &Path, folder: &Path, extensions: &[&str], found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let extension = path.extension().map_or(name, |extension| extension.to_str().unwrap());
        if path.is_dir() {
            if !NOT_OURS.contains(&name) {
                collect(root, &path, extensions, found);
            }
        } else if extensions.contains(&extension) {
            let key = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(key, fs::read_to_string(&path).unwrap());
        }
    }
}
