//! Tests of the data dialog.

use super::*;
use crate::app::key::KeyCode;
use crate::data::FolderEntry;

fn form() -> DataForm {
    let recent = RecentFiles::new(["/data/waits.csv".to_owned()]);
    DataForm::new(2, HostLimits::default(), recent)
}

fn entered(source: &str, components: &str) -> DialogEvent {
    let mut form = form();
    form.paste(Pasted::Text(source));
    form.key(Key::plain(KeyCode::BackTab));
    form.key(Key::ctrl('u'));
    form.paste(Pasted::Text(components));
    form.key(Key::plain(KeyCode::Enter))
}

#[test]
fn what_is_typed_is_points_an_example_or_a_file() {
    let load = |source| DialogEvent::Load(Request::new(source), 3);
    assert_eq!(entered("galaxies", "3"), load(Source::Example("galaxies".into())));
    assert_eq!(entered("1, 2 3.5", "3"), load(Source::Typed("1, 2 3.5".into())));
    assert_eq!(entered("1 2 x", "3"), load(Source::Typed("1 2 x".into())));
    assert_eq!(entered("[1, 2, 3]", "3"), load(Source::Typed("[1, 2, 3]".into())));
    assert_eq!(entered("c(1, 2)", "3"), load(Source::Typed("c(1, 2)".into())));
    assert_eq!(entered("0,5; 1,5", "3"), load(Source::Typed("0,5; 1,5".into())));
    assert_eq!(entered("~/waits.csv", "3"), load(Source::File("~/waits.csv".into())));
    assert_eq!(entered("waits.csv", "3"), load(Source::File("waits.csv".into())));
}

#[test]
fn what_is_wrong_is_said_and_the_dialog_stays() {
    let mut form = form();
    assert_eq!(form.key(Key::plain(KeyCode::Enter)), DialogEvent::Nothing);
    assert_eq!(form.error, Some(DataFormError::NothingToRead));
    form.key(Key::char('5'));
    assert_eq!(form.error, None);
    assert_eq!(entered("1 2", "0"), DialogEvent::Nothing);
    assert_eq!(entered("1 2", "65"), DialogEvent::Nothing);
    assert_eq!(entered("1 2", "two"), DialogEvent::Nothing);
}

#[test]
fn numbers_that_were_typed_beyond_the_end_are_not_cut() {
    let mut form = form();
    for c in "12345 ".chars().cycle().take(70_000) {
        form.key(Key::char(c));
    }
    let says = "70,000 characters typed; the field takes 65,536: shorten or clear it (^U)";
    for _ in 0..2 {
        assert_eq!(form.key(Key::plain(KeyCode::Enter)), DialogEvent::Nothing);
        assert_eq!(form.error.as_ref().unwrap().to_string(), says);
    }
    form.key(Key::ctrl('w'));
    let DialogEvent::Load(..) = form.key(Key::plain(KeyCode::Enter)) else {
        panic!("the cut number was deleted")
    };
}

#[test]
fn thousands_of_numbers_are_taken_whole() {
    let numbers: Vec<String> = (10_001..=15_000).map(|i| i.to_string()).collect();
    let DialogEvent::Load(Request { source: Source::Typed(typed), .. }, 2) =
        entered(&numbers.join("\n"), "2")
    else {
        panic!("the numbers are read as observations")
    };
    assert_eq!(typed, numbers.join(" "));
    let mut form = form();
    form.paste(Pasted::Text(&numbers.concat().repeat(3)));
    let error = form.error.as_ref().map(ToString::to_string);
    let says = "the pasted text has 75,000 characters; this field takes at most 65,536: nothing was pasted";
    assert_eq!(error.as_deref(), Some(says));
    assert_eq!(form.field(DataField::Source).text(), "");
}

fn load(source: Source) -> DialogEvent {
    DialogEvent::Load(Request::new(source), 2)
}

#[test]
fn what_is_chosen_in_the_list_is_read() {
    let mut data = form();
    let [down, up, enter] = [KeyCode::Down, KeyCode::Up, KeyCode::Enter].map(Key::plain);
    data.key(down);
    data.key(down);
    assert_eq!(data.chosen(), Some(1));
    assert_eq!(data.key(enter), load(Source::Example(EXAMPLES[1].name.into())));
    let mut data = form();
    for _ in 0..20 {
        data.key(down);
    }
    assert_eq!(data.key(enter), load(Source::File("/data/waits.csv".into())));
    let mut data = form();
    data.key(down);
    data.key(up);
    assert_eq!((data.chosen(), data.key(enter)), (None, DialogEvent::Nothing));
}

#[test]
fn a_path_is_completed_and_folders_are_opened() {
    let mut data = form();
    assert_eq!(data.paste(Pasted::Text("d/w")), DialogEvent::ListFolder("d/".into()));
    assert_eq!(data.key(Key::char('a')), DialogEvent::Nothing, "it was asked already");
    let entry = |name: &str, is_folder| FolderEntry { name: name.into(), is_folder };
    let entries = vec![entry("waits", true), entry("walks.csv", false)];
    let folder = "d/".to_owned();
    data.take_folder(FolderListing { folder, entries, is_cut: false, problem: None });
    // Both go on with "wa"; so Tab is for the next field.
    data.key(Key::plain(KeyCode::Tab));
    assert_eq!(data.focus(), DataField::Column);
    data.key(Key::plain(KeyCode::BackTab));
    data.key(Key::char('l'));
    data.key(Key::plain(KeyCode::Tab));
    assert_eq!(data.field(DataField::Source).text(), "d/walks.csv");
    assert_eq!(data.key(Key::plain(KeyCode::Enter)), load(Source::File("d/walks.csv".into())));
    data.key(Key::ctrl('u'));
    data.paste(Pasted::Text("d/w"));
    data.key(Key::plain(KeyCode::Down));
    let opened = data.key(Key::plain(KeyCode::Enter));
    assert_eq!(opened, DialogEvent::ListFolder("d/waits/".into()));
}

#[test]
fn a_host_without_files_lists_none() {
    let limits = HostLimits { files: false, ..HostLimits::default() };
    let mut data = DataForm::new(2, limits, RecentFiles::new(["/a.csv".to_owned()]));
    assert_eq!(data.choices().len(), EXAMPLES.len());
    assert_eq!(data.paste(Pasted::Text("/etc/")), DialogEvent::Nothing);
}

#[test]
fn how_a_file_is_written_is_asked_and_said_as_on_the_command_line() {
    let mut data = form();
    assert!(!data.fields().contains(&DataField::Written), "nothing is named");
    data.paste(Pasted::Text("a.csv"));
    assert!(data.fields().contains(&DataField::Written));
    let [tab, enter] = [KeyCode::Tab, KeyCode::Enter].map(Key::plain);
    data.key(tab);
    data.key(tab);
    assert_eq!(data.focus(), DataField::Written);
    data.paste(Pasted::Text("--decimal , skip 2 --missing -999"));
    let dialect = read_options("--decimal , --skip 2 --missing -999").unwrap();
    let request = Request { dialect, ..Request::new(Source::File("a.csv".into())) };
    assert_eq!(data.key(enter), DialogEvent::Load(request.clone(), 2));
    // The columns are those of a file that is written so.
    data.key(Key::plain(KeyCode::BackTab));
    assert_eq!(data.columns.list().map(|_| data.focus()), Some(DataField::Column));
    data.key(tab);
    data.key(Key::char(' '));
    data.paste(Pasted::Text("--skip x"));
    assert_eq!(data.key(enter), DialogEvent::Nothing);
    let says =
        "how the file is written: --skip x: it must be a whole number, 0 or above, in digits";
    assert_eq!(data.error.as_ref().unwrap().to_string(), says);
    // Of data that are in no file nothing is said.
    let mut data = form();
    data.paste(Pasted::Text("a.csv"));
    data.key(tab);
    data.key(tab);
    data.paste(Pasted::Text("--header"));
    data.key(tab);
    data.key(tab);
    data.key(Key::ctrl('u'));
    data.paste(Pasted::Text("galaxies"));
    assert_eq!(data.key(enter), DialogEvent::Nothing);
    let says = "--header says how a file is written; these data are not in one";
    assert_eq!(data.error.as_ref().unwrap().to_string(), says);
}

#[test]
fn several_files_are_named_one_after_the_other() {
    let files = |paths: &[&str]| load(Source::Files(paths.iter().map(Into::into).collect()));
    assert_eq!(entered("a.csv b.csv", "2"), files(&["a.csv", "b.csv"]));
    assert_eq!(entered("'my a.csv' d/b.txt.gz", "2"), files(&["my a.csv", "d/b.txt.gz"]));
    assert_eq!(entered("my file.csv", "2"), load(Source::File("my file.csv".into())));
}
