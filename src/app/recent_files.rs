//! The files that were opened before, the last one first.

/// As many are kept.
const MOST: usize = 10;

/// The paths of files that were opened before, each once, the last one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentFiles(Vec<String>);

impl RecentFiles {
    /// Returns these, as far as as many are kept.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        Self(paths.into_iter().take(MOST).collect())
    }

    /// Returns the paths, the last one first.
    pub fn paths(&self) -> &[String] {
        &self.0
    }

    /// Puts a path in front.
    pub fn add(&mut self, path: String) {
        self.0.retain(|other| *other != path);
        self.0.insert(0, path);
        self.0.truncate(MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_there_once_and_the_last_one_first() {
        let mut recent = RecentFiles::default();
        for i in 0..12 {
            recent.add(format!("/{i}"));
        }
        recent.add("/5".to_owned());
        assert_eq!(recent.paths().len(), MOST);
        assert_eq!(&recent.paths()[..3], ["/5", "/11", "/10"]);
        assert_eq!(recent.paths().iter().filter(|path| *path == "/5").count(), 1);
    }
}
