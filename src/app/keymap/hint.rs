//! Texts that name keys, with the keys as they are now. A hint at a key that a person took away is
//! left out: what would be left of it helps no one.

/// A piece of a text.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// What stays as it is.
    Text(String),
    /// A key, as it is written.
    Key(String),
    /// A key that was taken away from the action of this name.
    Gone(String),
}

/// Marks a key that was taken away; no text has such a character.
const GONE: char = '\0';
/// What is between the parts of a sentence.
const BETWEEN: [&str; 4] = ["; ", ": ", ", ", " · "];

/// Returns what is said in the place of a key that an action does not have.
pub(super) fn without_key(action: &str) -> String {
    format!("{action} (no key)")
}

/// Returns the text that pieces make. A part of a sentence that names a key which is gone is left
/// out, unless the sentence begins with it.
pub(super) fn joined(mut pieces: Vec<Piece>) -> String {
    leave_others(&mut pieces);
    let (mut text, mut gone) = (String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Text(piece) | Piece::Key(piece) => text += &piece,
            Piece::Gone(action) => {
                text.push(GONE);
                gone.push(action);
            }
        }
    }
    let mut gone = gone.into_iter();
    while let Some(at) = text.find(GONE) {
        let action = gone.next().unwrap_or_default();
        let named = || text.replacen(GONE, &without_key(&action), 1);
        text = without_hint(&text, at).unwrap_or_else(named);
    }
    text
}

/// Of several keys side by side, leaves those that are there.
fn leave_others(pieces: &mut Vec<Piece>) {
    let is_key = |piece: Option<&Piece>| matches!(piece, Some(Piece::Key(_) | Piece::Gone(_)));
    let joins = |piece: Option<&Piece>| match piece {
        Some(Piece::Text(text)) => [" or ", " and ", " "].contains(&text.as_str()),
        _ => false,
    };
    let mut at = 0;
    while at < pieces.len() {
        let is_gone = matches!(pieces[at], Piece::Gone(_));
        if is_gone && joins(pieces.get(at + 1)) && is_key(pieces.get(at + 2)) {
            pieces.drain(at..at + 2);
        } else if is_gone && at > 1 && joins(pieces.get(at - 1)) && is_key(pieces.get(at - 2)) {
            pieces.drain(at - 1..=at);
            at -= 1;
        } else {
            at += 1;
        }
    }
}

/// Returns a text without the hint that names the key at this byte; none if its sentence begins
/// with it.
fn without_hint(text: &str, at: usize) -> Option<String> {
    let (before, after) = (&text[..at], &text[at + GONE.len_utf8()..]);
    if let (Some(before), Some(after)) = (before.strip_suffix(" ("), after.strip_prefix(')')) {
        return Some(format!("{before}{after}"));
    }
    let last = |mark: &&'static str| Some((before.rfind(*mark)?, *mark));
    let (start, mark) = BETWEEN.iter().filter_map(last).max()?;
    if before[start..].contains(". ") {
        return None;
    }
    let ends = [". ", ")"].iter().chain(&BETWEEN).filter_map(|mark| after.find(mark));
    let is_last = after.len() - usize::from(after.ends_with('.'));
    let (before, after) = (&before[..start], &after[ends.min().unwrap_or(is_last)..]);
    // What follows the hint follows what was before it.
    let next = [", ", "; "].into_iter().find_map(|next| after.strip_prefix(next));
    Some(match next {
        Some(next) => format!("{before}{mark}{next}"),
        None => format!("{before}{after}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys are in brackets; one with a question mark was taken away from the action before it.
    fn read(text: &str) -> String {
        let pieces = text.split(['[', ']']).enumerate().map(|(i, piece)| {
            match (i % 2 == 1, piece.strip_suffix('?')) {
                (true, Some(action)) => Piece::Gone(action.to_owned()),
                (true, None) => Piece::Key(piece.to_owned()),
                (false, _) => Piece::Text(piece.to_owned()),
            }
        });
        joined(pieces.collect())
    }

    #[test]
    fn a_hint_at_a_key_that_is_gone_is_left_out() {
        for (text, left) in [
            ("run 2 is lost: [save?] saves it, [q] again quits", "run 2 is lost: q again quits"),
            ("run 2 is lost: [W] saves it, [quit?] again quits", "run 2 is lost: W saves it"),
            ("run 2 is lost: [save?] saves it, [quit?] again quits", "run 2 is lost"),
            ("the M-step comes next ([m-step?])", "the M-step comes next"),
            ("run 2 starts; others are kept ([<?] [>?])", "run 2 starts; others are kept"),
            ("the latest step; press [e?] or [n] to go on", "the latest step; press n to go on"),
            ("the latest step; press [e] or [n?] to go on", "the latest step; press e to go on"),
            ("the latest step; press [e?] or [n?] to go on", "the latest step"),
            ("it plays; [play?] pauses, [+] and [-] change it", "it plays; + and - change it"),
            (" [e] steps · [lessons?] teaches · [F1] helps", " e steps · F1 helps"),
            ("Here it is: [why?] shows it. More.", "Here it is. More."),
            ("Here it is: [why?] shows it.", "Here it is."),
        ] {
            assert_eq!(read(text), left, "{text}");
        }
    }

    #[test]
    fn a_sentence_about_an_action_without_a_key_names_it() {
        assert_eq!(read("[start?] is next"), "start (no key) is next");
        let text = "It is so, you know. [why?] says why";
        assert_eq!(read(text), "It is so, you know. why (no key) says why");
    }
}
