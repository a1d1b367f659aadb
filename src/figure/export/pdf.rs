//! A page as PDF. Labels are text, so that they can be searched and copied; fonts are embedded,
//! reduced to what the page needs.

use std::collections::{BTreeMap, BTreeSet};

use flate2::{Compress, Compression, FlushCompress};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::fonts;
use super::subset::subset;
use crate::figure::page::font::FontStyle;
use crate::figure::page::{Ink, Mark, Page, Path, Point, Segment, Stroke, Text};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENTS: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
/// The first object of the first font, and how many each has.
const FONTS: i32 = 6;
const OBJECTS: i32 = 5;
/// How glyphs are numbered: as in the font file.
const IDENTITY: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Returns a page as a PDF file.
pub fn pdf(page: &Page) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES).lang(TextStr("en"));
    pdf.pages(PAGES).kids([PAGE]).count(1);
    pdf.document_info(INFO).title(TextStr(&page.title)).creator(TextStr("emstep"));
    let fonts = fonts(page);
    let mut sheet = pdf.page(PAGE);
    sheet.media_box(Rect::new(0.0, 0.0, page.width as f32, page.height as f32));
    sheet.parent(PAGES).contents(CONTENTS);
    let mut resources = sheet.resources();
    let mut names = resources.fonts();
    for (index, (style, _)) in fonts.iter().enumerate() {
        names.pair(name_of(*style), font_object(index, 0));
    }
    names.finish();
    resources.finish();
    sheet.finish();
    let contents = compressed(&contents(page));
    pdf.stream(CONTENTS, &contents).filter(Filter::FlateDecode);
    for (index, (style, characters)) in fonts.iter().enumerate() {
        write_font(&mut pdf, index, *style, characters);
    }
    pdf.finish()
}

fn name_of(style: FontStyle) -> Name<'static> {
    match style {
        FontStyle::Regular => Name(b"F0"),
        FontStyle::Italic => Name(b"F1"),
    }
}

fn font_object(index: usize, object: i32) -> Ref {
    Ref::new(FONTS + OBJECTS * index as i32 + object)
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    // What cannot be compressed grows by less than this.
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 1000 + 64);
    let mut zlib = Compress::new(Compression::best(), true);
    let done = zlib.compress_vec(bytes, &mut out, FlushCompress::Finish);
    assert_eq!(done.ok(), Some(flate2::Status::StreamEnd), "there is room for all of it");
    out
}

fn write_font(pdf: &mut Pdf, index: usize, style: FontStyle, characters: &BTreeSet<char>) {
    let [outer, inner, descriptor, file, cmap] = [0, 1, 2, 3, 4].map(|i| font_object(index, i));
    let font = style.font();
    // Six letters before its name say that a font is reduced.
    let name = format!("EMSTEP+{}", style.post_script_name());
    let name = Name(name.as_bytes());
    pdf.type0_font(outer)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(inner)
        .to_unicode(cmap);
    let thousandth = 1000.0 / font.units() as f32;
    let glyphs: BTreeMap<u16, char> =
        characters.iter().map(|c| (font.glyph(*c).map_or(0, |glyph| glyph.0), *c)).collect();
    let mut cid = pdf.cid_font(inner);
    cid.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY);
    cid.font_descriptor(descriptor).default_width(1000.0);
    cid.cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid.widths();
    for (glyph, c) in &glyphs {
        widths.consecutive(*glyph, [(font.advance(*c) * 1000.0) as f32]);
    }
    widths.finish();
    cid.finish();
    let face = &font.face;
    let bounds = face.global_bounding_box();
    let unit = |value: i16| f32::from(value) * thousandth;
    let slant = if style == FontStyle::Italic { FontFlags::ITALIC } else { FontFlags::empty() };
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC | slant)
        .bbox(Rect::new(
            unit(bounds.x_min),
            unit(bounds.y_min),
            unit(bounds.x_max),
            unit(bounds.y_max),
        ))
        .italic_angle(face.italic_angle())
        .ascent(unit(face.ascender()))
        .descent(unit(face.descender()))
        .cap_height(face.capital_height().map_or(700.0, unit))
        .stem_v(80.0)
        .font_file2(file);
    let bytes = subset(font, characters);
    let packed = compressed(&bytes);
    pdf.stream(file, &packed)
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), bytes.len() as i32);
    let mut map = UnicodeCmap::new(Name(b"Custom"), IDENTITY);
    // The box is the glyph of several characters; what it is for is beside it (see write_text).
    for (glyph, c) in glyphs.iter().filter(|(glyph, _)| **glyph != 0) {
        map.pair(*glyph, *c);
    }
    pdf.cmap(cmap, &map.finish());
}

/// Returns what draws the page. PDF counts from the lower left corner.
fn contents(page: &Page) -> Vec<u8> {
    let mut content = Content::new();
    let up = |(x, y): Point| (x as f32, (page.height - y) as f32);
    content.set_line_join(pdf_writer::types::LineJoinStyle::RoundJoin);
    for mark in &page.marks {
        match mark {
            Mark::Shape { path, fill, stroke } => {
                if let Some(ink) = fill {
                    let [red, green, blue] = shares(*ink);
                    content.set_fill_rgb(red, green, blue);
                }
                if let Some(stroke) = stroke {
                    set_stroke(&mut content, stroke);
                }
                trace(&mut content, path, up);
                match (fill, stroke) {
                    (Some(_), Some(_)) => content.fill_nonzero_and_stroke(),
                    (Some(_), None) => content.fill_nonzero(),
                    (None, Some(_)) => content.stroke(),
                    (None, None) => content.end_path(),
                };
            }
            Mark::Text(text) => write_text(&mut content, text, up),
        }
    }
    content.finish().into_vec()
}

fn shares(Ink(red, green, blue): Ink) -> [f32; 3] {
    [red, green, blue].map(|part| f32::from(part) / 255.0)
}

fn set_stroke(content: &mut Content, Stroke { ink, width, dashes }: &Stroke) {
    let [red, green, blue] = shares(*ink);
    content.set_stroke_rgb(red, green, blue).set_line_width(*width as f32);
    content.set_dash_pattern(dashes.iter().map(|length| *length as f32), 0.0);
}

fn trace(content: &mut Content, path: &Path, up: impl Fn(Point) -> (f32, f32)) {
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => content.move_to(up(to).0, up(to).1),
            Segment::Line(to) => content.line_to(up(to).0, up(to).1),
            Segment::Curve(a, b, to) => {
                let ((a, b), (c, d), (x, y)) = (up(a), up(b), up(to));
                content.cubic_to(a, b, c, d, x, y)
            }
            Segment::Close => content.close_path(),
        };
    }
}

fn write_text(content: &mut Content, text: &Text, up: impl Fn(Point) -> (f32, f32)) {
    let [red, green, blue] = shares(text.ink);
    content.begin_text().set_fill_rgb(red, green, blue);
    for (run, (along, drop)) in text.placed_runs() {
        let (x, y) = text.at;
        let (matrix, at) = if text.is_upright {
            ([0.0, 1.0, -1.0, 0.0], (x + drop, y - along))
        } else {
            ([1.0, 0.0, 0.0, 1.0], (x + along, y + drop))
        };
        let ((x, y), [a, b, c, d]) = (up(at), matrix);
        let size = (text.size * run.level.scale()) as f32;
        content.set_font(name_of(run.style), size).set_text_matrix([a, b, c, d, x, y]);
        let font = run.style.font();
        let glyphs = run.text.chars().map(|c| font.glyph(c).map_or(0, |glyph| glyph.0));
        let codes: Vec<u8> = glyphs.flat_map(u16::to_be_bytes).collect();
        if run.text.chars().all(|c| font.glyph(c).is_some()) {
            content.show(Str(&codes));
        } else {
            let mut span = content.begin_marked_content_with_properties(Name(b"Span"));
            span.properties().actual_text(TextStr(&run.text));
            span.finish();
            content.show(Str(&codes));
            content.end_marked_content();
        }
    }
    content.end_text();
}
