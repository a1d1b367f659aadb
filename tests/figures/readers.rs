//! What other programs find in a figure.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Group, Node, Options, TextChunk, Tree, fontdb};

/// Returns an SVG as resvg reads it with the fonts that are embedded in it, and no others. resvg
/// itself does not look for fonts there.
fn read(text: &str) -> Tree {
    let document = roxmltree::Document::parse(text).unwrap();
    let mut fonts = fontdb::Database::new();
    let style = document.descendants().find(|node| node.has_tag_name("style")).unwrap();
    let faces = style.text().unwrap_or_default().split("@font-face").skip(1);
    for face in faces {
        let between = |from: &str, to: &str| {
            let rest = face.split_once(from).unwrap_or_else(|| panic!("{from} is not in {face}")).1;
            rest.split_once(to).unwrap_or_else(|| panic!("{to} is not in {rest}")).0
        };
        let data = decoded_base64(between("src:url(data:font/ttf;base64,", ")"));
        let [id] = fonts.load_font_source(fontdb::Source::Binary(Arc::new(data)))[..] else {
            panic!("one font in {face}")
        };
        let font = fonts.face(id).unwrap();
        assert_eq!(font.families[0].0, between("font-family:'", "'"));
        let is_slanted = font.style == fontdb::Style::Italic;
        assert_eq!(is_slanted, between("font-style:", ";") == "italic");
    }
    Tree::from_str(text, &Options { fontdb: Arc::new(fonts), ..Options::default() }).unwrap()
}

fn decoded_base64(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => panic!("{c} is no digit of base64"),
    };
    assert_eq!(text.len() % 4, 0);
    let text = text.trim_end_matches('=').as_bytes();
    let word = |chunk: &[u8]| {
        let word = chunk.iter().fold(0_u32, |word, c| word << 6 | u32::from(digit(*c)));
        let word = word << (6 * (4 - chunk.len()));
        word.to_be_bytes()[1..chunk.len()].to_vec()
    };
    text.chunks(4).flat_map(word).collect()
}

/// An SVG as resvg reads it.
pub(crate) struct Drawing {
    pub(crate) width: f32,
    /// Each label, with left, top, right and bottom of what is drawn, in points.
    pub(crate) texts: Vec<(String, [f32; 4])>,
}

impl Drawing {
    pub(crate) fn read(text: &str) -> Self {
        // No number of it is missing.
        let document = roxmltree::Document::parse(text).unwrap();
        for node in document.descendants() {
            for attribute in node.attributes() {
                let value = attribute.value();
                assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
            }
        }
        let view_box = document.root_element().attribute("viewBox").unwrap();
        let width: f32 = view_box.split(' ').nth(2).unwrap().parse().unwrap();
        let tree = read(text);
        let mut texts = Vec::new();
        collect(tree.root(), width / tree.size().width(), &mut texts);
        Self { width, texts }
    }
}

fn collect(group: &Group, scale: f32, texts: &mut Vec<(String, [f32; 4])>) {
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, scale, texts),
            Node::Text(text) => {
                let area = text.flattened().abs_bounding_box();
                let label = text.chunks().iter().map(TextChunk::text).collect();
                let sides = [area.left(), area.top(), area.right(), area.bottom()];
                texts.push((label, sides.map(|side| side * scale)));
            }
            _ => {}
        }
    }
}

/// Returns red, green and blue of every pixel of an SVG.
pub(crate) fn rasterised(text: &str, width: u32, height: u32) -> Vec<u8> {
    let tree = read(text);
    let mut pixmap = Pixmap::new(width, height).unwrap();
    let scale = width as f32 / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect()
}

/// Returns what a PNG says of itself, and red, green and blue of every pixel.
pub(crate) fn decoded(file: &[u8]) -> (png::Info<'static>, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    (reader.info().clone(), pixels)
}
