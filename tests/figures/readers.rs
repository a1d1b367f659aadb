//! What other programs find in a figure.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Group, Node, Options, TextChunk, Tree, fontdb};

const FONTS: [&[u8]; 2] = [
    include_bytes!("../../assets/fonts/figure-regular.ttf"),
    include_bytes!("../../assets/fonts/figure-italic.ttf"),
];

static READER: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    Options { fontdb: Arc::new(fonts), ..Options::default() }
});

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
        let tree = Tree::from_str(text, &READER).unwrap();
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
    let tree = Tree::from_str(text, &READER).unwrap();
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
