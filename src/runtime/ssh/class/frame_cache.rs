//! Frames that many followers are shown: drawn once for all windows of one size and theme.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use ratatui::layout::Size;

use super::packed_frame::PackedFrame;
use crate::view::theme::Theme;

/// What a frame depends on besides the presenter's state.
pub(super) type FrameKey = (Size, Theme);

/// The frames of the newest state that a follower was shown. It keeps none alive: a frame is here
/// as long as a session shows it.
#[derive(Debug, Default)]
pub struct FrameCache {
    serial: u64,
    frames: HashMap<FrameKey, Weak<PackedFrame>>,
    /// The codes that lead from the frame of an earlier state, by its number. There is at most one
    /// per client.
    codes: HashMap<(FrameKey, u64), Arc<[u8]>>,
}

impl FrameCache {
    /// Returns the frame of the state with this number, if it is here.
    pub fn get(&self, serial: u64, key: FrameKey) -> Option<Arc<PackedFrame>> {
        let frame = self.frames.get(&key).filter(|_| serial == self.serial);
        frame.and_then(Weak::upgrade)
    }

    /// Adds a frame of the state with this number and returns the one that is here then: another
    /// session may have drawn it meanwhile. Returns none if a newer state has been shown.
    pub fn insert(
        &mut self,
        serial: u64,
        key: FrameKey,
        frame: Arc<PackedFrame>,
    ) -> Option<Arc<PackedFrame>> {
        if serial < self.serial {
            return None;
        }
        if serial > self.serial {
            self.serial = serial;
            self.frames.clear();
            self.codes.clear();
        }
        if let Some(frame) = self.get(serial, key) {
            return Some(frame);
        }
        self.frames.retain(|_, frame| frame.strong_count() > 0);
        self.frames.insert(key, Arc::downgrade(&frame));
        Some(frame)
    }

    /// Returns the codes that lead from the frame of the state `from` to the one of the state `to`,
    /// if they are here.
    pub fn codes(&self, key: FrameKey, from: u64, to: u64) -> Option<Arc<[u8]>> {
        if to != self.serial {
            return None;
        }
        self.codes.get(&(key, from)).map(Arc::clone)
    }

    /// Adds the codes between two states' frames of one size, if `to` is the newest state: other
    /// sessions need the same ones.
    pub fn insert_codes(&mut self, key: FrameKey, from: u64, to: u64, codes: &Arc<[u8]>) {
        if from < to && to == self.serial {
            self.codes.insert((key, from), Arc::clone(codes));
        }
    }

    /// Returns how many frames and codes are here.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.frames.len() + self.codes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::ColorDepth;

    const MONO: Theme = Theme::new(ColorDepth::Mono);
    const KEY: FrameKey = (Size::new(4, 1), MONO);

    fn frame(text: &'static str) -> PackedFrame {
        PackedFrame::draw(KEY.0, |frame| frame.render_widget(text, frame.area()))
    }

    #[test]
    fn each_state_has_one_frame_and_an_older_one_none() {
        let mut cache = FrameCache::default();
        let [a, b, again] = ["a", "b", "b"].map(|text| Arc::new(frame(text)));
        let first = cache.insert(7, KEY, a).unwrap();
        assert!(Arc::ptr_eq(&first, &cache.get(7, KEY).unwrap()));
        assert_eq!(cache.get(9, KEY), None);
        let second = cache.insert(9, KEY, b).unwrap();
        assert_eq!((cache.get(8, KEY), cache.insert(8, KEY, Arc::clone(&again))), (None, None));
        // Two may draw the same at a time; one of the frames is shown to both.
        assert!(Arc::ptr_eq(&second, &cache.insert(9, KEY, again).unwrap()));
        assert_eq!(cache.codes(KEY, 7, 9), None);
        let codes: Arc<[u8]> = second.codes_after(Some(&first)).into();
        cache.insert_codes(KEY, 7, 9, &codes);
        assert!(Arc::ptr_eq(&codes, &cache.codes(KEY, 7, 9).unwrap()));
        // Codes to a state that is no longer the newest are of no use to anyone.
        cache.insert_codes(KEY, 6, 8, &codes);
        assert_eq!((cache.codes(KEY, 6, 8), cache.codes(KEY, 6, 9)), (None, None));
    }

    #[test]
    fn a_window_that_changes_its_size_leaves_nothing_behind() {
        let mut cache = FrameCache::default();
        let mut shown: Option<Arc<PackedFrame>> = None;
        for width in 1..500 {
            let frame = (Size::new(width, 1), MONO);
            let drawn = PackedFrame::draw(frame.0, |frame| frame.render_widget("x", frame.area()));
            let packed = cache.insert(3, frame, Arc::new(drawn)).unwrap();
            if let Some(before) = &shown {
                let codes = packed.codes_after(Some(before)).into();
                cache.insert_codes(frame, 3, 3, &codes);
            }
            shown = Some(packed);
            assert!(cache.len() <= 2, "{}", cache.len());
        }
    }
}
