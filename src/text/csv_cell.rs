//! Text as a cell of a CSV file.

/// Returns a text as a cell, in quotes if a reader could take it for something else without them.
pub(crate) fn csv_cell(text: &str) -> String {
    let is_edged = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    if is_edged || text.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn cells_that_could_be_taken_for_something_else_are_quoted() {
        for plain in ["", "a", "a b", "−1.5", "'", "ñ"] {
            assert_eq!(csv_cell(plain), plain);
        }
        for text in ["a,b", "a;b", "a\tb", "a\nb", " a", "a ", "\r"] {
            assert_eq!(csv_cell(text), format!("\"{text}\""));
        }
        assert_eq!(csv_cell("a\"b"), "\"a\"\"b\"");
    }
}
