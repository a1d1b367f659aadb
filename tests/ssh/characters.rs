//! The characters that a client's terminal shows.

use crate::harness::{Host, Seen};

const SIZE: (u16, u16) = (80, 24);

#[tokio::test(start_paused = true)]
async fn a_client_that_sends_its_locale_is_obeyed() {
    for (variables, is_ascii) in [
        (&[][..], false),
        (&[("LANG", "C.UTF-8")], false),
        (&[("LC_ALL", "C"), ("LANG", "C.UTF-8")], true),
        (&[("LANG", "de_DE")], true),
    ] {
        let host = Host::open();
        let handle = host.log_in("play").await;
        let told = (u32::from(SIZE.0), u32::from(SIZE.1));
        let mut seen = Seen::open_with(handle, told, SIZE, variables).await;
        seen.sees("Density").await;
        seen.keys("em").await;
        seen.sees(if is_ascii { "ll -10.955912" } else { "ℓ −10.955912" }).await;
        assert_eq!(seen.is_ascii, is_ascii, "{variables:?}");
    }
}
