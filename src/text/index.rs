//! Indices: the t of θ_t, the k of a component, the i and k of γ_ik.

/// Returns a count in subscript digits, as in θ₁₂.
pub(crate) fn subscript(t: usize) -> String {
    let digit = |c: char| char::from_u32('₀' as u32 + (c as u32 - '0' as u32));
    t.to_string().chars().filter_map(digit).collect()
}

/// Returns a count in superscript digits, as in 10¹².
pub(crate) fn superscript(exponent: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |c: char| c.to_digit(10).map(|digit| DIGITS[digit as usize]);
    exponent.to_string().chars().filter_map(digit).collect()
}

/// Returns what component `k` (counted from 0) is called wherever it is named: 1, 2, …, 64.
pub(crate) fn component(k: usize) -> String {
    (k + 1).to_string()
}

/// Returns the subscripts of observation `i` and component `k` (from 0), as in γ₂₁, with a comma
/// where the digits would run together, as in γ₁₂,₁ and γ₀,₁₀.
pub(crate) fn double_index(i: usize, k: usize) -> String {
    let comma = if i > 9 || k > 8 { "," } else { "" };
    format!("{}{comma}{}", subscript(i), subscript(k + 1))
}

/// Returns `i1` for any observation and component `k` (from 0), as in γ_i1, with the same comma:
/// γ_i,10.
pub(crate) fn index_text(k: usize) -> String {
    let comma = if k > 8 { "," } else { "" };
    format!("i{comma}{}", component(k))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_never_run_together() {
        assert_eq!(subscript(1024), "₁₀₂₄");
        assert_eq!(double_index(2, 0), "₂₁");
        assert_eq!(double_index(0, 9), "₀,₁₀");
        assert_eq!(double_index(1, 10), "₁,₁₁");
        assert_eq!(double_index(11, 0), "₁₁,₁");
        assert_eq!((index_text(8), index_text(9)), ("i9".into(), "i,10".into()));
        let all: std::collections::BTreeSet<String> =
            (0..200).flat_map(|i| (0..64).map(move |k| double_index(i, k))).collect();
        assert_eq!(all.len(), 200 * 64);
    }
}
