//! Counts and lists as words of a sentence, and what joins words.

use super::number::grouped;
use super::sanitise::brief_name;

/// A blank at which a line is not broken: what is joined by it stays together.
pub(crate) const JOINT: char = '\u{a0}';

/// Returns how many of something there are: `1 step`, `12,345 steps`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {one}{plural}", grouped(count as u64))
}

/// Returns `column waiting`; a column without a name is called `column 2` already.
pub(crate) fn of_column(name: &str) -> String {
    let name = brief_name(name);
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if name.strip_prefix("column ").is_some_and(is_number) {
        return name;
    }
    format!("column {name}")
}

/// Returns ` and 2 more`; nothing for none.
pub(crate) fn and_more(count: usize) -> String {
    if count == 0 { String::new() } else { format!(" and {count} more") }
}

/// Returns `a, b and c`; the first ten of a long list.
pub(crate) fn list(names: &[String]) -> String {
    const MOST: usize = 10;
    match names {
        [] => "none".to_owned(),
        [only] => only.clone(),
        _ if names.len() > MOST => {
            format!("{}{}", names[..MOST].join(", "), and_more(names.len() - MOST))
        }
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_a_name_is_not_a_column_twice() {
        let names = ["waiting", "2", "column 2", "column two"].map(of_column);
        assert_eq!(names, ["column waiting", "column 2", "column 2", "column column two"]);
    }

    #[test]
    fn a_long_list_is_cut() {
        let names = |n: usize| (1..=n).map(|i| format!("c{i}")).collect::<Vec<_>>();
        assert_eq!(list(&names(1)), "c1");
        assert_eq!(list(&names(3)), "c1, c2 and c3");
        assert_eq!(list(&names(10)), "c1, c2, c3, c4, c5, c6, c7, c8, c9 and c10");
        assert_eq!(list(&names(12)), "c1, c2, c3, c4, c5, c6, c7, c8, c9, c10 and 2 more");
    }
}
