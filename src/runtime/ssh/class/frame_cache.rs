//! Pictures that many clients are shown: drawn once for all windows of one size and colour depth.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use ratatui::layout::Size;

use super::packed_frame::Picture;
use crate::view::theme::ColorDepth;

/// What a picture depends on besides the presenter's state.
pub type Frame = (Size, ColorDepth);

/// The pictures of the newest state that someone was shown.
#[derive(Debug, Default)]
pub struct Gallery {
    serial: u64,
    pictures: HashMap<Frame, Weak<Picture>>,
    /// The codes from the picture of an earlier state, by its number. There is at most one for each
    /// client.
    codes: HashMap<(Frame, u64), Arc<[u8]>>,
}

impl Gallery {
    /// Returns the picture of the state with this number, if it hangs here.
    pub fn find(&self, serial: u64, frame: Frame) -> Option<Arc<Picture>> {
        let picture = self.pictures.get(&frame).filter(|_| serial == self.serial);
        picture.and_then(Weak::upgrade)
    }

    /// Hangs a picture of the state with this number, unless that is older than what hangs here,
    /// and returns the one that hangs here then: someone else may have drawn it meanwhile.
    pub fn hang(
        &mut self,
        serial: u64,
        frame: Frame,
        picture: Arc<Picture>,
    ) -> Option<Arc<Picture>> {
        if serial < self.serial {
            return None;
        }
        if serial > self.serial {
            self.serial = serial;
            self.pictures.clear();
            self.codes.clear();
        }
        if let Some(picture) = self.find(serial, frame) {
            return Some(picture);
        }
        self.pictures.retain(|_, picture| picture.strong_count() > 0);
        self.pictures.insert(frame, Arc::downgrade(&picture));
        Some(picture)
    }

    /// Returns the codes that lead from the picture of the state `from` to the one of the state
    /// `to`, if they are kept here.
    pub fn codes(&self, frame: Frame, from: u64, to: u64) -> Option<Arc<[u8]>> {
        if to != self.serial {
            return None;
        }
        self.codes.get(&(frame, from)).map(Arc::clone)
    }

    /// Keeps the codes between two states' pictures of one size, if `to` is what hangs here: others
    /// need the same ones.
    pub fn keep_codes(&mut self, frame: Frame, from: u64, to: u64, codes: &Arc<[u8]>) {
        if from < to && to == self.serial {
            self.codes.insert((frame, from), Arc::clone(codes));
        }
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
    fn each_state_has_one_picture_and_an_older_one_none() {
        let mut gallery = Gallery::default();
        let [a, b, again] = ["a", "b", "b"].map(|text| Arc::new(picture(text)));
        let first = gallery.hang(7, FRAME, a).unwrap();
        assert!(Arc::ptr_eq(&first, &gallery.find(7, FRAME).unwrap()));
        assert_eq!(gallery.find(9, FRAME), None);
        let second = gallery.hang(9, FRAME, b).unwrap();
        assert_eq!(
            (gallery.find(8, FRAME), gallery.hang(8, FRAME, Arc::clone(&again))),
            (None, None)
        );
        // Two may draw the same at a time; one of the pictures is shown to both.
        assert!(Arc::ptr_eq(&second, &gallery.hang(9, FRAME, again).unwrap()));
        assert_eq!(gallery.codes(FRAME, 7, 9), None);
        let codes: Arc<[u8]> = second.codes_after(Some(&first)).into();
        gallery.keep_codes(FRAME, 7, 9, &codes);
        assert!(Arc::ptr_eq(&codes, &gallery.codes(FRAME, 7, 9).unwrap()));
        // Codes to a state that is no longer the newest are of no use to anyone.
        gallery.keep_codes(FRAME, 6, 8, &codes);
        assert_eq!((gallery.codes(FRAME, 6, 8), gallery.codes(FRAME, 6, 9)), (None, None));
    }

    #[test]
    fn a_window_that_changes_its_size_leaves_nothing_behind() {
        let mut gallery = Gallery::default();
        let mut shown: Option<Arc<Picture>> = None;
        for width in 1..500 {
            let frame = (Size::new(width, 1), ColorDepth::Mono);
            let drawn = Picture::draw(frame.0, |frame| frame.render_widget("x", frame.area()));
            let picture = gallery.hang(3, frame, Arc::new(drawn)).unwrap();
            if let Some(before) = &shown {
                let codes = picture.codes_after(Some(before)).into();
                gallery.keep_codes(frame, 3, 3, &codes);
            }
            shown = Some(picture);
            assert!(gallery.kept() <= 2, "{}", gallery.kept());
        }
    }
}
