//! Pictures that many clients are shown: drawn once for all windows of one size and colour depth.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use ratatui::layout::Size;

use super::canvas::Picture;
use crate::view::theme::ColorDepth;

/// What a picture depends on besides the presenter's state.
pub type Frame = (Size, ColorDepth);

/// The pictures of the newest state that someone was shown.
#[derive(Debug, Default)]
pub struct Gallery {
    serial: u64,
    pictures: HashMap<Frame, Weak<Picture>>,
    /// The codes from the picture of an earlier state, by its number. There is at most one for each client.
    codes: HashMap<(Frame, u64), Arc<[u8]>>,
}

impl Gallery {
    /// The picture of the state with this number: the one that hangs here, else `draw`'s. None of a
    /// state that is older than one that hangs here already.
    pub fn picture(
        &mut self,
        serial: u64,
        frame: Frame,
        draw: impl FnOnce() -> Picture,
    ) -> Option<Arc<Picture>> {
        if serial < self.serial {
            return None;
        }
        if serial > self.serial {
            self.serial = serial;
            self.pictures.clear();
            self.codes.clear();
        }
        if let Some(picture) = self.pictures.get(&frame).and_then(Weak::upgrade) {
            return Some(picture);
        }
        let picture = Arc::new(draw());
        self.pictures.retain(|_, picture| picture.strong_count() > 0);
        self.pictures.insert(frame, Arc::downgrade(&picture));
        Some(picture)
    }

    /// The codes that lead from an earlier state's picture of the same size to `to`, which hangs here. None
    /// if no other client needs the same ones.
    pub fn codes(
        &mut self,
        frame: Frame,
        from: (u64, &Picture),
        to: &Picture,
    ) -> Option<Arc<[u8]>> {
        let (serial, before) = from;
        if serial >= self.serial || before.size() != to.size() {
            return None;
        }
        let codes = self.codes.entry((frame, serial));
        Some(Arc::clone(codes.or_insert_with(|| to.codes_after(Some(before)).into())))
    }

    /// How many pictures and codes are kept.
    #[cfg(test)]
    fn kept(&self) -> usize {
        self.pictures.len() + self.codes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = (Size::new(4, 1), ColorDepth::Mono);

    fn picture(text: &'static str) -> Picture {
        Picture::draw(FRAME.0, |frame| frame.render_widget(text, frame.area()))
    }

    #[test]
    fn each_state_is_drawn_once_and_an_older_one_never() {
        let mut gallery = Gallery::default();
        let mut drawn = 0;
        let mut hang = |gallery: &mut Gallery, serial| {
            gallery.picture(serial, FRAME, || {
                drawn += 1;
                picture(if serial == 7 { "a" } else { "b" })
            })
        };
        let first = hang(&mut gallery, 7).unwrap();
        assert!(Arc::ptr_eq(&first, &hang(&mut gallery, 7).unwrap()));
        let second = hang(&mut gallery, 9).unwrap();
        assert_eq!(hang(&mut gallery, 8), None);
        assert_eq!(drawn, 2);
        let codes = gallery.codes(FRAME, (7, &first), &second).unwrap();
        assert_eq!(codes[..], second.codes_after(Some(&first))[..]);
        assert!(Arc::ptr_eq(&codes, &gallery.codes(FRAME, (7, &first), &second).unwrap()));
    }

    #[test]
    fn a_window_that_changes_its_size_leaves_nothing_behind() {
        let mut gallery = Gallery::default();
        let mut shown: Option<Arc<Picture>> = None;
        for width in 1..500 {
            let frame = (Size::new(width, 1), ColorDepth::Mono);
            let draw = || Picture::draw(frame.0, |frame| frame.render_widget("x", frame.area()));
            let picture = gallery.picture(3, frame, draw).unwrap();
            if let Some(before) = &shown {
                assert_eq!(gallery.codes(frame, (3, before), &picture), None);
            }
            shown = Some(picture);
            assert!(gallery.kept() <= 2, "{}", gallery.kept());
        }
    }
}
