use std::sync::{Arc, Barrier};

use proptest::prelude::*;

use super::*;
use crate::lesson::{Answer, BuiltIn, Player, Verdict};

fn player(name: &str) -> Player {
    Player::new(Arc::new(BuiltIn::named(name).unwrap().load().unwrap()))
}

/// Returns the homework at its first question.
fn asked() -> Player {
    let mut player = player("homework");
    player.next().unwrap();
    player
}

fn answer(player: &mut Player, text: &str) {
    let judgement = player.answer(&Answer::Text(text.to_owned())).unwrap();
    assert_ne!(judgement.verdict, Verdict::Unreadable);
}

fn said(path: &Path) -> String {
    let record = player("homework").record();
    RecordFile::new(path, &record.unanswered()).save(&record).unwrap_err().problem.to_string()
}

fn recorded(path: &Path) -> Vec<String> {
    let record = Record::from_json(&fs::read(path).unwrap()).unwrap();
    record.questions[0].tries.iter().map(|attempt| attempt.answer.clone()).collect()
}

#[test]
fn what_is_not_a_record_of_this_lesson_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let newer = String::from_utf8(player("homework").record().to_json().unwrap()).unwrap();
    let newer = newer.replace("\"format\": 1", "\"format\": 9");
    let bound = String::from_utf8(player("bound").record().to_json().unwrap()).unwrap();
    for (content, says) in [
        ("x,c\n1,2\n", "not the record of a lesson"),
        ("{}", "not the record of a lesson"),
        (&newer, "a record in format 9"),
        (&bound, "the record of another lesson, bound"),
    ] {
        fs::write(&path, content).unwrap();
        let said = said(&path);
        assert!(said.starts_with(says), "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
    assert!(said(folder.path()).starts_with("a folder, and a record must be"));
    assert!(said(Path::new("no/such/folder/file")).starts_with("its folder does not exist"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
}

#[test]
fn a_record_without_the_right_to_write_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let json = player("homework").record().to_json().unwrap();
    fs::write(&path, &json).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(said(&path).starts_with("you may not write to it; run chmod u+w"));
    assert_eq!(fs::read(&path).unwrap(), json);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_written() {
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::net::UnixListener;

    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("fifo");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &fifo,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    assert!(said(&fifo).starts_with("a FIFO"));
    assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());
    let socket = folder.path().join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    assert!(said(&socket).starts_with("a socket"));
    assert!(said(Path::new("/dev/null")).starts_with("a device"));
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    fs::write(&one, player("homework").record().to_json().unwrap()).unwrap();
    fs::hard_link(&one, &other).unwrap();
    assert!(said(&one).starts_with("has other names"));
    let circle = folder.path().join("circle");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    assert_eq!(said(&circle), "its symbolic links lead in a circle; choose another name");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_written_through() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    let (link, second) = (folder.path().join("link"), folder.path().join("second"));
    symlink("inner/target", &second).unwrap();
    symlink("second", &link).unwrap();
    let mut run = asked();
    // The first save makes the target, the second one adds to it.
    for text in ["-1", "-2"] {
        answer(&mut run, text);
        RecordFile::new(&link, &run.record().unanswered()).save(&run.record()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::symlink_metadata(&second).unwrap().is_symlink());
    }
    assert_eq!(recorded(&folder.path().join("inner/target")), ["-1", "-1", "-2"]);
}

#[test]
fn an_empty_file_becomes_a_record_and_a_removed_one_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "\n").unwrap();
    let mut first = asked();
    answer(&mut first, "-1");
    RecordFile::new(&path, &first.record().unanswered()).save(&first.record()).unwrap();
    let mut second = asked();
    let mut file = RecordFile::new(&path, &second.record().unanswered());
    answer(&mut second, "-2");
    file.save(&second.record()).unwrap();
    fs::remove_file(&path).unwrap();
    answer(&mut second, "-3");
    file.save(&second.record()).unwrap();
    assert_eq!(recorded(&path), ["-1", "-2", "-3"]);
}

#[test]
fn what_could_not_be_saved_is_saved_with_the_next_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let mut run = asked();
    let mut file = RecordFile::new(&path, &run.record().unanswered());
    answer(&mut run, "-1");
    file.save(&run.record()).unwrap();
    let good = fs::read(&path).unwrap();
    fs::write(&path, "something else").unwrap();
    answer(&mut run, "-2");
    file.save(&run.record()).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), b"something else");
    fs::write(&path, good).unwrap();
    answer(&mut run, "-3");
    file.save(&run.record()).unwrap();
    assert_eq!(recorded(&path), ["-1", "-2", "-3"]);
}

#[test]
fn programs_that_write_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for writer in 1..=4 {
            let (path, start) = (&path, &start);
            scope.spawn(move || {
                let mut run = asked();
                let mut file = RecordFile::new(path, &run.record().unanswered());
                start.wait();
                for i in 1..=5 {
                    answer(&mut run, &format!("-{writer}.{i}"));
                    file.save(&run.record()).unwrap();
                }
            });
        }
    });
    let mut found = recorded(&path);
    found.sort();
    let all = (1..=4).flat_map(|writer| (1..=5).map(move |i| format!("-{writer}.{i}")));
    assert_eq!(found, all.collect::<Vec<_>>());
}

/// What one of two runs does, or what happens to their file.
#[derive(Clone, Debug)]
enum Event {
    Answer(usize, u8),
    Save(usize),
    Restart(usize),
    Remove,
    Spoil,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => (0usize..2, 0u8..100).prop_map(|(who, x)| Event::Answer(who, x)),
        4 => (0usize..2).prop_map(Event::Save),
        2 => (0usize..2).prop_map(Event::Restart),
        1 => Just(Event::Spoil),
        1 => Just(Event::Remove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No sequence of runs, together or one after the other, loses an answer or writes one twice,
    /// whatever fails on the way.
    #[test]
    fn no_sequence_of_runs_loses_an_answer(events in prop::collection::vec(event(), 1..40)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let lesson = Arc::clone(asked().lesson());
        let start = || {
            let mut run = Player::new(Arc::clone(&lesson));
            run.next().unwrap();
            let file = RecordFile::new(&path, &run.record().unanswered());
            (run, file)
        };
        let mut runs = [start(), start()];
        let mut given: Vec<String> = Vec::new();
        for event in events {
            match event {
                Event::Answer(who, x) => {
                    let text = format!("-{x}.{}", given.len());
                    answer(&mut runs[who].0, &text);
                    given.push(text);
                }
                Event::Save(who) => {
                    let (run, file) = &mut runs[who];
                    file.save(&run.record()).unwrap();
                }
                // A session saves before it ends.
                Event::Restart(who) => {
                    let (run, file) = &mut runs[who];
                    file.save(&run.record()).unwrap();
                    runs[who] = start();
                }
                // The program that saved last has all that was in the file.
                Event::Remove => {
                    let (run, file) = &mut runs[0];
                    file.save(&run.record()).unwrap();
                    fs::remove_file(&path).unwrap();
                    file.save(&run.record()).unwrap();
                }
                Event::Spoil => {
                    let before = fs::read(&path).ok();
                    fs::write(&path, "[1, 2]").unwrap();
                    for (run, file) in &mut runs {
                        prop_assert!(file.save(&run.record()).is_err());
                    }
                    prop_assert_eq!(fs::read(&path).unwrap(), b"[1, 2]");
                    match before {
                        Some(before) => fs::write(&path, before).unwrap(),
                        None => fs::remove_file(&path).unwrap(),
                    }
                }
            }
        }
        for (run, file) in &mut runs {
            file.save(&run.record()).unwrap();
        }
        let mut found = recorded(&path);
        found.sort();
        given.sort();
        prop_assert_eq!(found, given);
    }
}
