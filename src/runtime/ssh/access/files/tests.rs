use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;

#[test]
fn a_file_may_be_as_long_as_the_limit_and_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "12345").unwrap();
    assert_eq!(read(&path, 5).unwrap(), b"12345");
    assert!(matches!(read(&path, 4), Err(FileError::TooLong { most: 4, .. })));
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = read(&folder.path().join("new\nline"), 9).unwrap_err();
    assert!(matches!(error, FileError::NotFound { .. }));
    let shown_folder = folder.path().display();
    assert_eq!(error.to_string(), format!("{shown_folder}/new line: no such file; check its path"));
    let error = read(folder.path(), 9).unwrap_err();
    assert!(matches!(error, FileError::NotRegular { .. }));
    let error = read(&folder.path().join("file/file"), 9).unwrap_err();
    assert!(matches!(error, FileError::NotFound { .. }));
}

#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    mknodat(CWD, &path, FileType::Fifo, Mode::from(0o600), 0).unwrap();
    for read in [read, read_secret, read_private] {
        let error = read(&path, 9).unwrap_err();
        assert!(matches!(error, FileError::NotRegular { .. }), "{error}");
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_others_can_change_is_refused_with_the_command_that_helps() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    fs::write(&path, "keys").unwrap();
    for mode in [0o600, 0o644, 0o444] {
        set_mode(&path, mode);
        assert_eq!(read(&path, 9).unwrap(), b"keys", "{mode:o}");
    }
    for mode in [0o664, 0o646, 0o666, 0o1666] {
        set_mode(&path, mode);
        let error = read(&path, 9).unwrap_err().to_string();
        assert!(error.ends_with(&format!("; run chmod go-w {}", path.display())), "{error}");
    }
}

#[test]
fn a_folder_that_others_can_write_to_is_refused_however_far_above() {
    let top = tempfile::tempdir().unwrap();
    let above = top.path().join("above");
    let folder = above.join("folder");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("secret");
    fs::write(&path, "secret").unwrap();
    set_mode(&path, 0o600);
    for weak in [top.path(), &above, &folder] {
        for (mode, is_fine) in [
            (0o755, true),
            (0o775, false),
            (0o757, false),
            (0o777, false),
            (0o1777, true),
            (0o2770, false),
            (0o700, true),
        ] {
            set_mode(weak, mode);
            for content in [read(&path, 9), read_secret(&path, 9)] {
                match content {
                    Ok(content) => assert!(is_fine && content == b"secret", "{mode:o}"),
                    Err(error) => {
                        let (file, weak) = (path.display(), weak.display());
                        let expected = format!(
                            "{file}: other users can write to {weak}; run chmod go-w {weak}"
                        );
                        assert!(!is_fine && error.to_string() == expected, "{mode:o}: {error}");
                    }
                }
            }
            // Of the key that the server shows it is the file alone that counts.
            assert_eq!(read_private(&path, 9).unwrap(), b"secret");
        }
    }
}

#[test]
fn of_a_link_the_folders_count_that_lead_to_its_target() {
    let folder = tempfile::tempdir().unwrap();
    let [safe, weak] = ["safe", "weak"].map(|name| folder.path().join(name));
    for (folder, link, target) in [(&safe, "to_weak", "../weak"), (&weak, "to_safe", "../safe")] {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("keys"), "keys").unwrap();
        std::os::unix::fs::symlink(Path::new(target).join("keys"), folder.join(link)).unwrap();
    }
    set_mode(&weak, 0o777);
    assert_eq!(read(&weak.join("to_safe"), 9).unwrap(), b"keys");
    let error = read(&safe.join("to_weak"), 9).unwrap_err();
    assert!(matches!(&error, FileError::WritableFolder { folder, .. } if *folder == shown(&weak)));
}

#[test]
fn what_belongs_to_another_user_is_refused_with_the_command_that_helps() {
    let file = || "a/keys".to_owned();
    let error = FileError::NotOwn { file: file(), user: 1000 };
    assert_eq!(error.to_string(), "a/keys: owned by another user; run chown 1000 a/keys");
    let error = FileError::NotOwnFolder { file: file(), folder: "/a".to_owned(), user: 1000 };
    let line = "a/keys: /a is owned by another user; run chown 1000 /a";
    assert_eq!(error.to_string(), line);
    if !rustix::process::geteuid().is_root() {
        // Only the superuser can give a file away.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let path = inside.join("keys");
    fs::write(&path, "keys").unwrap();
    let give = |path: &Path, user| std::os::unix::fs::chown(path, Some(user), None).unwrap();
    for given in [&path, &inside, folder.path()] {
        give(given, 65534);
        let error = read(&path, 9).unwrap_err().to_string();
        assert!(error.ends_with(&format!("; run chown 0 {}", given.display())), "{error}");
        give(given, 0);
        assert_eq!(read(&path, 9).unwrap(), b"keys");
    }
}

#[test]
fn a_secret_is_read_only_where_it_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    fs::write(&path, "secret").unwrap();
    for read in [read_secret, read_private] {
        for mode in [0o600, 0o400, 0o700] {
            set_mode(&path, mode);
            assert_eq!(read(&path, 9).unwrap(), b"secret", "{mode:o}");
        }
        for mode in [0o640, 0o604, 0o620, 0o602, 0o644] {
            set_mode(&path, mode);
            let error = read(&path, 9).unwrap_err();
            assert!(matches!(error, FileError::NotPrivate { .. }), "{mode:o}");
            assert!(error.to_string().ends_with(&format!("chmod 600 {}", path.display())));
        }
    }
}
