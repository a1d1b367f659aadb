//! What a mistyped name may mean.

/// Returns the name that is most like `typed`: it has the same letters but for a few, or begins
/// with it.
pub(crate) fn similar<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let length = typed.chars().count();
    let distance = |name: &str| match strsim::osa_distance(&typed, &name.to_lowercase()) {
        slips if slips * 3 <= length.max(3) => Some(slips),
        _ if length >= 3 && name.starts_with(&typed) => Some(length),
        _ => None,
    };
    let near = names.into_iter().filter_map(|name| Some((distance(name)?, name)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_or_the_beginning_is_enough() {
        let names = ["fit", "check", "lesson", "old-faithful", "galaxies"];
        for (typed, name) in [
            ("fti", Some("fit")),
            ("chekc", Some("check")),
            ("lessons", Some("lesson")),
            ("Galaxi", Some("galaxies")),
            ("old", Some("old-faithful")),
            ("x", None),
            ("times", None),
            ("", None),
        ] {
            assert_eq!(similar(typed, names), name, "{typed}");
        }
    }
}
