use std::path::Path;

use super::*;

fn file(path: &Path, column: Option<&str>) -> Result<Dataset, String> {
    let source = Source::File(path.to_owned());
    load(&Request { column: column.map(str::to_owned), ..Request::new(source) })
        .map_err(|e| e.to_string())
}

#[test]
fn a_home_folder_is_written_with_a_tilde() {
    let path = Path::new("~/no such folder/of data.csv");
    let says = "~/no such folder/of data.csv: no such file; check its path";
    assert_eq!(file(path, None).unwrap_err(), says);
}

#[test]
fn a_file_is_read_and_called_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.csv");
    std::fs::write(&path, "waiting,n\n79,1\nNA,2\n54,3\n").unwrap();
    let dataset = file(&path, None).unwrap();
    assert_eq!(dataset.sample.values(), [79.0, 54.0]);
    assert_eq!(dataset.source, path.display().to_string());
    assert_eq!(dataset.left_out, LeftOut { na: 1, ..LeftOut::default() });
    assert_eq!(file(&path, Some("n")).unwrap().sample.values(), [1.0, 2.0, 3.0]);
}

#[test]
fn a_file_of_plain_numbers_is_known_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.F64");
    std::fs::write(&path, [79.0, 54.0].map(f64::to_le_bytes).concat()).unwrap();
    assert_eq!(file(&path, None).unwrap().sample.values(), [79.0, 54.0]);
    let says = file(&path, Some("1")).unwrap_err();
    assert!(says.ends_with("a .f64 file is one column without a name; leave the column out"));
    std::fs::write(&path, [0; 17]).unwrap();
    assert_eq!(
        file(&path, None).unwrap_err(),
        format!(
            "{}: 17 bytes are 2 numbers of 8 bytes and 1 over; it is cut off, or not a .f64 file",
            path.display()
        )
    );
}

/// Loads a file to which `change` is done when its beginning has been read.
fn changed_while_read(name: &str, change: impl Fn(&Path)) -> Result<Dataset, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, "12345.7\n".repeat(1 << 17)).unwrap();
    let request = Request::new(Source::File(path.clone()));
    let mut is_changed = false;
    let loaded = load_with_progress(&request, &mut |_| {
        if !std::mem::replace(&mut is_changed, true) {
            change(&path);
        }
        ControlFlow::Continue(())
    });
    loaded.map_err(|error| error.to_string().replace(&path.display().to_string(), name))
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    use std::fs::OpenOptions;
    use std::io::Write;

    let open = |path: &Path| OpenOptions::new().append(true).open(path).unwrap();
    let append = |path: &Path| open(path).write_all(b"1234567\n").unwrap();
    let cut = |path: &Path| open(path).set_len(1 << 16).unwrap();
    let cut_within_a_number = |path: &Path| open(path).set_len((1 << 16) + 3).unwrap();
    let age = |path: &Path| open(path).set_modified(std::time::UNIX_EPOCH).unwrap();
    let changes: [&dyn Fn(&Path); 4] = [&append, &cut, &cut_within_a_number, &age];
    for change in changes {
        for name in ["big.csv", "big.f64"] {
            let says = "changed while it was read; load it again when it is complete";
            let found = changed_while_read(name, change).unwrap_err();
            assert_eq!(found, format!("{name}: {says}"));
        }
    }
    assert_eq!(changed_while_read("big.csv", |_| {}).unwrap().sample.len(), 1 << 17);
    // Another file in its place leaves the one that is open as it was.
    let replace = |path: &Path| std::fs::remove_file(path).unwrap();
    if cfg!(unix) {
        assert_eq!(changed_while_read("big.csv", replace).unwrap().sample.len(), 1 << 17);
    }
}

#[test]
fn a_watcher_is_told_how_far_it_is_and_may_break_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    std::fs::write(&path, "1.5\n".repeat(1 << 16)).unwrap();
    let request = Request::new(Source::File(path));
    let mut told: Vec<Progress> = Vec::new();
    let loaded = load_with_progress(&request, &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(loaded.unwrap().sample.len(), 1 << 16);
    // Large data are ordered and condensed after they were read.
    let after = told.split_off(told.len() - 2);
    assert_eq!([after[0], after[1]].map(|p| p.stage), [Stage::Ordering, Stage::Condensing]);
    assert!(after.iter().all(|progress| progress.rows == 1 << 16));
    assert!(told.is_sorted_by_key(|progress| (progress.bytes_read, progress.rows)));
    let is_read = |p: &Progress| p.stage == Stage::Reading && p.bytes_total == Some(1 << 18);
    assert!(told.iter().all(is_read));
    let last = told[told.len() - 1];
    assert_eq!(last.bytes_read, 1 << 18);
    let loaded = load_with_progress(&request, &mut |progress| match progress.stage {
        Stage::Condensing => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    assert!(matches!(loaded.unwrap_err().fault.problem, Problem::Cancelled));
    let mut reads = 0;
    let loaded = load_with_progress(&request, &mut |_| {
        reads += 1;
        if reads == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(loaded.unwrap_err().fault.problem, Problem::Cancelled));
    assert_eq!(reads, 2);
}

#[test]
fn what_is_no_file_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    assert_eq!(
        file(path, None).unwrap_err(),
        format!("{}: a folder, not a file; name a CSV file in it", path.display())
    );
    let missing = path.join("new\nline.csv");
    assert_eq!(
        file(&missing, None).unwrap_err(),
        format!("{}/new line.csv: no such file; check its path", path.display())
    );
    assert_eq!(
        file(Path::new("galaxi"), None).unwrap_err(),
        "galaxi: no file or built-in data set of this name; did you mean --example galaxies?"
    );
    assert_eq!(
        file(Path::new("iris"), None).unwrap_err(),
        "iris: no such file; for the built-in data set use --example iris"
    );
}
