use super::*;

fn full(file: &mut File) -> io::Result<()> {
    file.write_all(b"half of")?;
    Err(io::ErrorKind::StorageFull.into())
}

fn to(path: &Path) -> Target {
    Target::of(path).unwrap()
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn what_fails_half_way_leaves_the_old_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let failed = to(&path).create(0o666, full).unwrap_err();
    assert_eq!(failed.kind(), io::ErrorKind::StorageFull);
    assert_eq!(count(folder.path()), 0);
    fs::write(&path, "old").unwrap();
    to(&path).write(0o666, full).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(count(folder.path()), 1);
}

#[test]
fn a_new_file_is_never_written_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let late = to(&path);
    let _ = to(&path).create(0o600, |file| file.write_all(b"first")).unwrap();
    for target in [late, to(&path)] {
        let failed = target.create(0o600, |file| file.write_all(b"second")).unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::AlreadyExists);
    }
    assert_eq!(fs::read(&path).unwrap(), b"first");
    assert_eq!(count(folder.path()), 1);
}

/// Every kind of draft that there is on this system.
fn drafts(target: impl Fn() -> Target) -> Vec<Draft> {
    let named = Content::named(target().folder(), 0o600).unwrap();
    vec![target().draft(0o600).unwrap(), Draft { content: named, target: target() }]
}

#[test]
fn a_draft_with_a_name_and_one_without_come_to_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for number in 0..2 {
        for old in [None, Some("old")] {
            let _ = fs::remove_file(&path);
            if let Some(old) = old {
                fs::write(&path, old).unwrap();
            }
            let mut draft = drafts(|| to(&path)).swap_remove(number);
            draft.write_all(b"new").unwrap();
            assert_eq!(fs::read(&path).ok().as_deref(), old.map(str::as_bytes));
            let saved = draft.finish().unwrap();
            assert!(matches!(saved, Saved::Durably), "{saved:?}");
            assert_eq!(fs::read(&path).unwrap(), b"new");
            assert_eq!(count(folder.path()), 1);
        }
        // One that took its place meanwhile stays.
        fs::remove_file(&path).unwrap();
        let draft = drafts(|| to(&path)).swap_remove(number);
        fs::write(&path, "mine").unwrap();
        assert_eq!(draft.finish().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_is_killed_leaves_no_draft() {
    let folder = tempfile::tempdir().unwrap();
    let mut draft = to(&folder.path().join("file")).draft(0o600).unwrap();
    draft.write_all(b"half of").unwrap();
    draft.flush().unwrap();
    // Where a file has to have a name, what is left can be told by it.
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    match &draft.content {
        Content::Unnamed(_) => assert_eq!(names.count(), 0),
        Content::Named(_) => {
            assert!(names.into_iter().all(|name| name.to_str().unwrap().starts_with(PREFIX)));
        }
    }
}

#[cfg(unix)]
#[test]
fn the_rights_of_a_file_stay() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for mode in [0o640, 0o600, 0o664] {
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        for mut draft in drafts(|| to(&path)) {
            draft.write_all(b"new").unwrap();
            let _ = draft.finish().unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_whatever_it_leads_to() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let [file, link, second, circle] =
        ["file", "link", "second", "circle"].map(|name| folder.path().join(name));
    symlink("file", &link).unwrap();
    symlink(&link, &second).unwrap();
    symlink("circle", &circle).unwrap();
    // Nothing is there at first, then a file.
    for text in ["first", "second"] {
        let _ = to(&second).write(0o600, |file| file.write_all(text.as_bytes())).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
        assert_eq!(to(&second).path(), fs::canonicalize(&file).unwrap());
    }
    for link in [&link, &second] {
        assert!(fs::symlink_metadata(link).unwrap().is_symlink());
    }
    let says = why(&Target::of(&circle).unwrap_err());
    assert_eq!(says, "its symbolic links lead in a circle; choose another name");
}

#[test]
fn what_the_system_says_is_said_in_words() {
    let says = |kind: io::ErrorKind| why(&kind.into());
    assert_eq!(says(io::ErrorKind::PermissionDenied), "permission denied; choose another folder");
    let full = "the disk is full; make room, or choose another folder";
    assert_eq!(says(io::ErrorKind::StorageFull), full);
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("x".repeat(300));
    assert_eq!(why(&Target::of(&long).unwrap_err()), "its name is too long; choose a shorter one");
    // The name that a file has while it is made says nothing to anyone.
    let none = Content::named(&folder.path().join("none"), 0o600).unwrap_err();
    assert_eq!(why(&none), "entity not found");
}

#[test]
fn what_is_not_synced_is_said() {
    assert_eq!(Saved::Durably.warning(), None);
    let said = Saved::NotSynced(io::ErrorKind::PermissionDenied.into()).warning().unwrap();
    assert!(said.starts_with("a crash of the system may undo it: "), "{said}");
}
