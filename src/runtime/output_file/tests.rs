use std::fs;

use super::*;

#[test]
fn a_file_is_written_over_another_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sums.csv");
    for text in ["first", "second"] {
        let file = OutputFile::new(&path, Existing::Replaced).unwrap();
        let _ = file.write(|file| file.write_all(text.as_bytes())).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let file = OutputFile::new(&path, Existing::Replaced).unwrap();
    let failed = file.write(|_| Err(io::ErrorKind::StorageFull.into())).unwrap_err();
    let says = "sums.csv: cannot be written: the disk is full; make room, or choose another";
    assert!(failed.to_string().contains(says), "{failed}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "second");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_is_kept_where_it_would_be_refused_also_if_it_appears_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sums.csv");
    let file = OutputFile::new(&path, Existing::Refused).unwrap();
    fs::write(&path, "mine").unwrap();
    let says = |error: OutputFileError| {
        assert!(error.to_string().ends_with("sums.csv: exists already; --force replaces it"));
    };
    says(file.write(|file| file.write_all(b"new")).unwrap_err());
    says(OutputFile::new(&path, Existing::Refused).unwrap_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let [path, link] = ["sums.csv", "link.csv"].map(|name| folder.path().join(name));
    fs::write(&path, "old").unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let file = OutputFile::new(&link, Existing::Replaced).unwrap();
    let _ = file.write(|file| file.write_all(b"new")).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_yet_is_followed_and_a_circle_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [path, link, circle] =
        ["sums.csv", "link.csv", "circle.csv"].map(|name| folder.path().join(name));
    for existing in [Existing::Refused, Existing::Replaced] {
        std::os::unix::fs::symlink("sums.csv", &link).unwrap();
        let file = OutputFile::new(&link, existing).unwrap();
        assert!(is_one_file(&link, &path));
        let _ = file.write(|file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::remove_file(&path).unwrap();
        fs::remove_file(&link).unwrap();
    }
    std::os::unix::fs::symlink("none/sums.csv", &link).unwrap();
    std::os::unix::fs::symlink("circle.csv", &circle).unwrap();
    for (path, says) in [
        (&link, "/none does not exist; create it first"),
        (&circle, "its symbolic links lead in a circle; choose another name"),
    ] {
        let failed = OutputFile::new(path, Existing::Replaced).unwrap_err().to_string();
        assert!(failed.ends_with(says), "{failed}");
    }
}

#[test]
fn what_is_written_bit_by_bit_is_there_when_it_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    fs::write(&path, "old").unwrap();
    let draft = || {
        let mut draft = OutputFile::new(&path, Existing::Replaced).unwrap().draft();
        draft.write_all(b"first").unwrap();
        draft.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        draft.write_all(b", second").unwrap();
        draft
    };
    drop(draft());
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let written = draft().finish().unwrap();
    written.tell(&mut |line| panic!("{line}"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "first, second");
    // What has nothing to say is an empty file.
    let empty = OutputFile::new(&path, Existing::Replaced).unwrap().draft();
    let _ = empty.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "");
}

#[test]
fn a_folder_that_cannot_be_synced_is_said_and_is_no_failure() {
    let saved = Saved::NotSynced(io::ErrorKind::PermissionDenied.into());
    let mut said = Vec::new();
    let written = Written { name: "sums.csv".to_owned(), saved };
    written.tell(&mut |line| said.push(line.to_owned()));
    let says = "sums.csv: written, but a crash of the system may undo it: its folder cannot be \
                synced: permission denied";
    assert_eq!(said, [says]);
}

#[test]
fn a_file_that_is_named_twice_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| OutputFile::new(&folder.path().join(name), Existing::Refused).unwrap();
    OutputFile::check_all(&[file("a.csv"), file("b.csv")]).unwrap();
    let twice = OutputFile::check_all(&[file("a.csv"), file("./a.csv")]).unwrap_err();
    assert!(twice.to_string().ends_with("a.csv: is named twice; give each file a name of its own"));
}

#[test]
fn a_file_that_cannot_be_made_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let says = |path: &Path| OutputFile::new(path, Existing::Replaced).unwrap_err().to_string();
    assert!(says(folder.path()).ends_with(": a folder, not a file; name a file in it"));
    let missing = folder.path().join("no/sums.csv");
    assert!(says(&missing).contains("/no/sums.csv: the folder "), "{}", says(&missing));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_protected_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sums.csv");
    fs::write(&path, "mine").unwrap();
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    let refused = OutputFile::new(&path, Existing::Replaced).unwrap_err().to_string();
    let says = "sums.csv: you may not write to it; run chmod u+w on it, or give another name";
    assert!(refused.ends_with(says), "{refused}");
    let saved = OutputFile::asked_for(&path, true, &[]).unwrap_err();
    assert_eq!(saved, SaveError::Failed(refused));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}
