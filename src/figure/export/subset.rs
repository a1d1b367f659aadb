//! A font reduced to the glyphs of a figure, for embedding: the others are there, but empty, so
//! that glyphs keep their numbers and a program finds them by their characters as before.

use std::collections::BTreeSet;

use ttf_parser::{GlyphId, Tag};

use crate::figure::page::font::Font;

/// The tables that are kept, by their names.
const TABLES: [&[u8; 4]; 10] =
    [b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post"];
/// Where `head` has the checksum of the whole file, and what all of it then sums to.
const ADJUSTMENT: usize = 8;
const WHOLE: u32 = 0xB1B0_AFBA;
/// Flags of a component of a glyph that is made of others.
const WORDS: u16 = 0x1;
const SCALE: u16 = 0x8;
const MORE: u16 = 0x20;
const TWO_SCALES: u16 = 0x40;
const MATRIX: u16 = 0x80;

/// Returns a font file in which only these characters can be seen.
pub(super) fn subset(font: &Font, characters: &BTreeSet<char>) -> Vec<u8> {
    let glyphs = Glyphs::of(font);
    let wanted = characters.iter().filter_map(|c| font.glyph(*c)).map(|GlyphId(glyph)| glyph);
    let kept = glyphs.with_parts(wanted.chain([0]));
    let (mut outlines, mut offsets) = (Vec::new(), Vec::new());
    for glyph in 0..glyphs.count() {
        offsets.extend(((outlines.len() / 2) as u16).to_be_bytes());
        if kept.contains(&glyph) {
            outlines.extend_from_slice(glyphs.outline(glyph));
            // Offsets count in pairs of bytes.
            outlines.resize(outlines.len().next_multiple_of(2), 0);
        }
    }
    offsets.extend(((outlines.len() / 2) as u16).to_be_bytes());
    let table = |tag: &[u8; 4]| match tag {
        b"glyf" => outlines.clone(),
        b"loca" => offsets.clone(),
        _ => raw(font, tag).to_vec(),
    };
    assembled(TABLES.map(|tag| (*tag, table(tag))).into())
}

fn raw(font: &Font, tag: &[u8; 4]) -> &'static [u8] {
    font.face.raw_face().table(Tag::from_bytes(tag)).unwrap_or(&[])
}

/// The outlines of a font.
struct Glyphs {
    outlines: &'static [u8],
    /// Where each begins, and the last ends, in pairs of bytes: the fonts in `assets/fonts` have
    /// the short form.
    offsets: Vec<usize>,
}

impl Glyphs {
    fn of(font: &Font) -> Self {
        let offsets = raw(font, b"loca").chunks_exact(2);
        let offsets = offsets.map(|pair| usize::from(u16::from_be_bytes([pair[0], pair[1]])) * 2);
        Self { outlines: raw(font, b"glyf"), offsets: offsets.collect() }
    }

    fn count(&self) -> u16 {
        (self.offsets.len() - 1) as u16
    }

    fn outline(&self, glyph: u16) -> &'static [u8] {
        let glyph = usize::from(glyph);
        &self.outlines[self.offsets[glyph]..self.offsets[glyph + 1]]
    }

    /// Returns the glyphs with those that they are made of.
    fn with_parts(&self, wanted: impl IntoIterator<Item = u16>) -> BTreeSet<u16> {
        let mut kept = BTreeSet::new();
        let mut open: Vec<u16> = wanted.into_iter().collect();
        while let Some(glyph) = open.pop() {
            if kept.insert(glyph) {
                open.extend(parts(self.outline(glyph)));
            }
        }
        kept
    }
}

/// Returns the glyphs that an outline is made of, if it is made of others.
fn parts(outline: &[u8]) -> Vec<u16> {
    let word = |at: usize| {
        let bytes = outline.get(at..at + 2)?;
        Some(u16::from_be_bytes([bytes[0], bytes[1]]))
    };
    let mut found = Vec::new();
    if word(0).is_none_or(|contours| contours < 0x8000) {
        return found;
    }
    let mut at = 10;
    while let (Some(flags), Some(glyph)) = (word(at), word(at + 2)) {
        found.push(glyph);
        at += if flags & WORDS == 0 { 6 } else { 8 };
        at += match flags {
            flags if flags & SCALE != 0 => 2,
            flags if flags & TWO_SCALES != 0 => 4,
            flags if flags & MATRIX != 0 => 8,
            _ => 0,
        };
        if flags & MORE == 0 {
            break;
        }
    }
    found
}

/// Returns a file of tables, which are in the order of their names.
fn assembled(mut tables: Vec<([u8; 4], Vec<u8>)>) -> Vec<u8> {
    for (tag, table) in &mut tables {
        if tag == b"head" {
            table[ADJUSTMENT..ADJUSTMENT + 4].fill(0);
        }
    }
    let count = tables.len() as u16;
    let entries = count.ilog2();
    let range = 16 << entries;
    let mut file = 0x0001_0000_u32.to_be_bytes().to_vec();
    for number in [count, range, entries as u16, 16 * count - range] {
        file.extend(number.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    let mut head = 0;
    for (tag, table) in &tables {
        if tag == b"head" {
            head = offset;
        }
        file.extend(tag);
        for number in [checksum(table), offset as u32, table.len() as u32] {
            file.extend(number.to_be_bytes());
        }
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in &tables {
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    let adjustment = WHOLE.wrapping_sub(checksum(&file));
    file[head + ADJUSTMENT..head + ADJUSTMENT + 4].copy_from_slice(&adjustment.to_be_bytes());
    file
}

fn checksum(table: &[u8]) -> u32 {
    let word = |bytes: &[u8]| {
        let mut word = [0; 4];
        word[..bytes.len()].copy_from_slice(bytes);
        u32::from_be_bytes(word)
    };
    table.chunks(4).map(word).fold(0, u32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use ttf_parser::{Face, OutlineBuilder};

    use super::*;
    use crate::figure::page::font::FontStyle;

    #[derive(Default, PartialEq, Debug)]
    struct Steps(Vec<(f32, f32)>);

    impl OutlineBuilder for Steps {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push((x, y));
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push((x, y));
        }
        fn quad_to(&mut self, a: f32, b: f32, x: f32, y: f32) {
            self.0.extend([(a, b), (x, y)]);
        }
        fn curve_to(&mut self, a: f32, b: f32, c: f32, d: f32, x: f32, y: f32) {
            self.0.extend([(a, b), (c, d), (x, y)]);
        }
        fn close(&mut self) {}
    }

    #[test]
    fn what_is_kept_looks_the_same_and_nothing_else_is_there() {
        for style in [FontStyle::Regular, FontStyle::Italic] {
            let font = style.font();
            // é is made of e and an accent.
            let kept: BTreeSet<char> =
                "aéμ7é".chars().filter(|c| font.glyph(*c).is_some()).collect();
            let file = subset(font, &kept);
            assert!(file.len() < font.face.raw_face().data.len() / 2, "{}", file.len());
            let small = Face::parse(&file, 0).unwrap();
            for c in ('\u{20}'..'\u{17f}').chain(['μ', 'σ']) {
                let Some(glyph) = font.glyph(c) else { continue };
                let (mut before, mut after) = (Steps::default(), Steps::default());
                font.face.outline_glyph(glyph, &mut before);
                small.outline_glyph(glyph, &mut after);
                assert_eq!(small.glyph_hor_advance(glyph), font.face.glyph_hor_advance(glyph));
                if kept.contains(&c) {
                    assert_eq!(after, before, "{c}");
                    assert!(!after.0.is_empty());
                } else if c != 'e' && c != '´' {
                    assert!(after.0.is_empty(), "{c}");
                }
            }
            assert_eq!(checksum(&file), WHOLE);
        }
    }
}
