//! What separates the cells of a table, from its beginning.

/// How Excel names the delimiter on a line of its own, as in `sep=;`.
pub(super) const DECLARED: &[u8] = b"sep=";

/// Returns the delimiter that the first line names.
pub(super) fn declared(head: &[u8]) -> Option<u8> {
    let (name, rest) = head.split_at_checked(DECLARED.len())?;
    let [delimiter, b'\n', ..] = rest else { return None };
    let can_be = delimiter.is_ascii_punctuation() || matches!(delimiter, b' ' | b'\t');
    (name.eq_ignore_ascii_case(DECLARED) && can_be && *delimiter != b'"').then_some(*delimiter)
}

/// What may be between cells. Of equals the last is taken: vertical bars are in text more often
/// than commas, these than semicolons, and these than tabs.
const DELIMITERS: [u8; 4] = [b'|', b',', b';', b'\t'];

/// How often each of [`DELIMITERS`] is in a row outside quotes.
type Counts = [usize; DELIMITERS.len()];

/// Returns the most frequent delimiter in the first line that is not empty, unless the next line
/// has another number of it and agrees with the first about another: `time; UTC,x` over `1,2` has
/// commas. What none of several rows below it has is a part of a name, as in `time; s`.
pub(super) fn likely(head: &[u8]) -> Option<u8> {
    let (mut first, rest) = counts(head)?;
    let rows = rest.split(|byte| *byte == b'\n').filter(|row| !row.is_empty());
    if rows.count() > 1 {
        for (count, delimiter) in first.iter_mut().zip(&DELIMITERS) {
            *count *= usize::from(rest.contains(delimiter));
        }
    }
    let most = |counts: Counts| {
        let (at, count) = counts.into_iter().enumerate().max_by_key(|(_, count)| *count)?;
        (count > 0).then_some(at)
    };
    let by_first = most(first)?;
    let agreed = counts(rest).filter(|(second, _)| second[by_first] != first[by_first]);
    let agreed = agreed.and_then(|(second, _)| {
        most(std::array::from_fn(|i| if first[i] == second[i] { first[i] } else { 0 }))
    });
    Some(DELIMITERS[agreed.unwrap_or(by_first)])
}

/// Counts the delimiters of the first row that is not empty; returns what is behind it too.
///
/// Beside semicolons, tabs or vertical bars, a comma between two digits is taken for a decimal
/// comma: counted as a delimiter it would cut `1,5;2,5` into numbers that were not written.
fn counts(text: &[u8]) -> Option<(Counts, &[u8])> {
    let mut counts = [0; DELIMITERS.len()];
    let mut decimal_commas = 0;
    let mut quoted = false;
    // A quote opens at the beginning of a cell, and again where it was doubled.
    let mut may_open = true;
    let start = text.iter().position(|byte| *byte != b'\n')?;
    let line = &text[start..];
    let mut end = line.len();
    for (i, &byte) in line.iter().enumerate() {
        if byte == b'"' && (quoted || may_open) {
            quoted = !quoted;
            may_open = !quoted;
        } else if !quoted {
            if byte == b'\n' {
                end = i;
                break;
            }
            let delimiter = DELIMITERS.iter().position(|delimiter| *delimiter == byte);
            may_open = delimiter.is_some();
            if let Some(delimiter) = delimiter {
                counts[delimiter] += 1;
                let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
                let between = digit(line.get(i.wrapping_sub(1))) && digit(line.get(i + 1));
                decimal_commas += usize::from(byte == b',' && between);
            }
        }
    }
    if counts[0] + counts[2] + counts[3] > 0 {
        counts[1] -= decimal_commas;
    }
    Some((counts, &line[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_most_frequent_outside_quotes() {
        for (head, expected) in [
            ("a,b,c;d\n;;;;", Some(b',')),
            ("a;b;c,d", Some(b';')),
            ("a\tb", Some(b'\t')),
            ("a,b;c", Some(b';')),
            ("a, b\tc", Some(b'\t')),
            ("\n\na;b", Some(b';')),
            ("\"a,b,c\";d", Some(b';')),
            ("\"a\"\",b,c\";d", Some(b';')),
            ("\"a,\nb,c\";d\n", Some(b';')),
            ("5\" pipe;6\" pipe,x;y", Some(b';')),
            ("1,5;2,5", Some(b';')),
            ("1,2,3", Some(b',')),
            ("time; UTC,x\n1,2", Some(b',')),
            ("time; UTC,x\n1;2", Some(b';')),
            ("a;b\n1,5", Some(b';')),
            ("a;b\n1,5;2,5", Some(b';')),
            ("a|b", Some(b'|')),
            ("a|b|c,d", Some(b'|')),
            ("a|b,c", Some(b',')),
            ("1|0,06", Some(b'|')),
            ("time; s\n1\n2\n5", None),
            ("cost|EUR\n1,5\n2,5", None),
            ("time; s,x\n1,2\n3,4", Some(b',')),
            ("a;b\n1\n2;3", Some(b';')),
            ("waiting", None),
            ("", None),
            ("\n", None),
        ] {
            assert_eq!(likely(head.as_bytes()), expected, "{head:?}");
        }
    }
}
