//! Numbers with a decimal comma, in answers from files whose cells are not separated by commas.

/// Returns a number with a point in the place of its decimal comma; none if the text is no such
/// number. A comma that groups thousands is not told from one: 1,234 is read as 1.234.
pub fn with_decimal_point(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once(',')?;
    let digits = whole.trim_start_matches(['-', '+', '\u{2212}']);
    let are_digits = digits.bytes().all(|b| b.is_ascii_digit());
    let is_number = are_digits && rest.starts_with(|c: char| c.is_ascii_digit());
    let is_fraction = rest.bytes().all(|b| b.is_ascii_digit() || b"eE+-".contains(&b));
    (is_number && is_fraction).then(|| format!("{whole}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_with_one_comma_has_a_decimal_comma() {
        for (text, number) in [("-24,51", "-24.51"), (",5", ".5"), ("1,5e-3", "1.5e-3")] {
            assert_eq!(with_decimal_point(text).as_deref(), Some(number));
        }
        for text in ["2,2,2,1,1", "24.51", "1,", "N(x, 1)", "1,234.5", "a,5", "1, 2"] {
            assert_eq!(with_decimal_point(text), None, "{text}");
        }
    }
}
