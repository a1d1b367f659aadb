//! One presents, two watch, and one of them comes late.

use crate::harness::{Server, assert_ends, sees, types, wait_same};

const SIZE: (u16, u16) = (100, 30);
const CLOSED: &str = "Connection to 127.0.0.1 closed.";

#[test]
fn the_class_sees_what_the_presenter_sees() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut early = server.client("watch", &[], SIZE);
    let mut presenter = server.presenter(SIZE);
    server.wait_counted("sessions{user=\"present\"}", 1);
    types(&mut presenter, "em", "−10.955912");
    sees(&mut early, "−10.955912");
    let mut late = server.client("watch", &[], SIZE);
    sees(&mut late, "−10.955912");
    wait_same(&mut late, &early);
    presenter.send("em");
    for client in [&mut presenter, &mut early, &mut late] {
        sees(client, "t = 2");
    }
    wait_same(&mut late, &early);

    // Who watches leaves for themselves, the presenter leaves the class where it was.
    early.send("q");
    assert_ends(&mut early, &[CLOSED], 0);
    presenter.send("q");
    presenter.wait_end();
    let shown = presenter.screen().contents();
    assert!(shown.contains("to present again") && shown.ends_with("after 0"), "{shown}");
    server.wait_counted("sessions{user=\"present\"}", 0);
    sees(&mut late, "t = 2");
    late.send("q");
    assert_ends(&mut late, &[CLOSED], 0);
}
