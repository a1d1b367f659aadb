//! A page as PNG: drawn by tiny-skia, letters as the outlines of their font.

use png::{BitDepth, ColorType, Encoder, PixelDimensions, Unit};
use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};
use ttf_parser::{GlyphId, OutlineBuilder};

use crate::figure::page::{Ink, Mark, Page, Path, Point, Segment, Text};

/// Points and metres per inch.
const POINTS_PER_INCH: f64 = 72.0;
const METRES_PER_INCH: f64 = 0.0254;

/// The most dots of a picture: each takes seven bytes while it is drawn.
const MOST_DOTS: f64 = 1.5e8;

/// Returns whether a page with `dpi` dots per inch would be too large to draw.
pub(crate) fn is_too_large(page: &Page, dpi: u32) -> bool {
    let scale = f64::from(dpi) / POINTS_PER_INCH;
    page.width * scale * page.height * scale > MOST_DOTS
}

/// Returns a page as a PNG file with `dpi` dots per inch; none if it would be too large to draw.
pub fn png(page: &Page, dpi: u32) -> Option<Vec<u8>> {
    let scale = f64::from(dpi) / POINTS_PER_INCH;
    let pixels = |points: f64| (points * scale).round() as u32;
    if is_too_large(page, dpi) {
        return None;
    }
    let mut pixmap = Pixmap::new(pixels(page.width), pixels(page.height))?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let scaled = Transform::from_scale(scale as f32, scale as f32);
    for mark in &page.marks {
        match mark {
            Mark::Shape { path, fill, stroke } => {
                let Some(path) = outline(path) else { continue };
                if let Some(ink) = fill {
                    pixmap.fill_path(&path, &paint(*ink), FillRule::Winding, scaled, None);
                }
                if let Some(stroke) = stroke {
                    let line = Stroke {
                        width: stroke.width as f32,
                        line_cap: LineCap::Butt,
                        line_join: LineJoin::Round,
                        dash: dash(stroke.dashes),
                        ..Stroke::default()
                    };
                    pixmap.stroke_path(&path, &paint(stroke.ink), &line, scaled, None);
                }
            }
            Mark::Text(text) => draw_text(&mut pixmap, text, scaled),
        }
    }
    encode(&pixmap, dpi)
}

fn encode(pixmap: &Pixmap, dpi: u32) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let per_metre = (f64::from(dpi) / METRES_PER_INCH).round() as u32;
    let dims = PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter };
    encoder.set_pixel_dims(Some(dims));
    // The page is white and opaque, so that nothing is lost without the fourth channel.
    let colors: Vec<u8> =
        pixmap.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&colors).ok()?;
    writer.finish().ok()?;
    Some(file)
}

fn paint(Ink(red, green, blue): Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn dash(lengths: &[f64]) -> Option<StrokeDash> {
    // An odd list is gone through twice.
    let times = if lengths.len().is_multiple_of(2) { 1 } else { 2 };
    StrokeDash::new(lengths.repeat(times).iter().map(|length| *length as f32).collect(), 0.0)
}

fn outline(path: &Path) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    let at = |(x, y): Point| (x as f32, y as f32);
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => builder.move_to(at(to).0, at(to).1),
            Segment::Line(to) => builder.line_to(at(to).0, at(to).1),
            Segment::Curve(a, b, to) => {
                let ((a, b), (c, d), (x, y)) = (at(a), at(b), at(to));
                builder.cubic_to(a, b, c, d, x, y);
            }
            Segment::Close => builder.close(),
        }
    }
    builder.finish()
}

fn draw_text(pixmap: &mut Pixmap, text: &Text, scaled: Transform) {
    let turned = if text.is_upright { -90.0 } else { 0.0 };
    let (x, y) = text.at;
    let placed =
        scaled.pre_translate(x as f32, y as f32).pre_concat(Transform::from_rotate(turned));
    for (run, (start, drop)) in text.placed_runs() {
        let font = run.style.font();
        let size = text.size * run.level.scale();
        let mut x = start;
        for c in run.text.chars() {
            let mut builder = Letter(PathBuilder::new());
            font.face.outline_glyph(font.glyph(c).unwrap_or(GlyphId(0)), &mut builder);
            if let Some(path) = builder.0.finish() {
                let unit = (size / font.units()) as f32;
                let there = placed.pre_translate(x as f32, drop as f32).pre_scale(unit, -unit);
                pixmap.fill_path(&path, &paint(text.ink), FillRule::Winding, there, None);
            }
            x += font.advance(c) * size;
        }
    }
}

/// The outline of a letter.
struct Letter(PathBuilder);

impl OutlineBuilder for Letter {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}
