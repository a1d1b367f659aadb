//! θ₀ as `theta` takes it: lists by name, or numbers alone.

use super::failure::Failure;
use crate::app::form::theta::Column;
use crate::text::counted;
use crate::text::sanitise::brief;

/// The names of lists, with their column and whether they are standard deviations.
const NAMES: [(&str, Column); 4] = [
    ("weights", Column::Weight),
    ("means", Column::Mean),
    ("variances", Column::Spread),
    ("sds", Column::Spread),
];

/// Numbers for the fields of the θ₀ form, as they were typed.
#[derive(Debug)]
pub(super) struct ThetaLists<'t> {
    components: usize,
    /// For each column the numbers of the components; empty where they stay as they are.
    lists: [Vec<&'t str>; 3],
    has_sds: bool,
}

impl<'t> ThetaLists<'t> {
    /// Reads lists for a mixture that has this many components so far.
    ///
    /// # Errors
    /// Returns an error if they are of different lengths, or leave a part of θ₀ open.
    pub(super) fn read(text: &'t str, components: usize) -> Result<Self, Failure> {
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .filter(|word| !word.is_empty())
            .collect();
        let mut read = Self { components, lists: Default::default(), has_sds: false };
        if words.first().is_some_and(|word| column(word).is_none()) {
            read.take_numbers(&words)?;
        } else {
            read.take_named(&words)?;
        }
        Ok(read)
    }

    /// Takes numbers alone: the means, or all of θ₀ component by component.
    fn take_numbers(&mut self, words: &[&'t str]) -> Result<(), Failure> {
        let k = self.components;
        if let Some(name) = words.iter().find(|word| column(word).is_some()) {
            return Err(Failure::new(format!("write a name before each list, not only '{name}'")));
        }
        if words.len() == k {
            self.lists[Column::Mean as usize] = words.to_vec();
        } else if words.len() == 3 * k {
            for (index, word) in words.iter().enumerate() {
                self.lists[index % 3].push(word);
            }
        } else {
            return Err(Failure::new(format!(
                "{} for {}: give {k} means, or {} numbers (weight, mean and variance of each), or \
                 lists by name: weights … means … variances …",
                counted(words.len(), "number"),
                counted(k, "component"),
                3 * k
            )));
        }
        Ok(())
    }

    /// Takes lists by their names.
    fn take_named(&mut self, words: &[&'t str]) -> Result<(), Failure> {
        let mut here = None;
        for word in words {
            if let Some(column) = column(word) {
                let list = &self.lists[column as usize];
                if !list.is_empty() {
                    return Err(Failure::new(format!("there are two lists of {word}")));
                }
                self.has_sds |= *word == "sds";
                here = Some(column);
            } else if let Some(column) = here {
                self.lists[column as usize].push(word);
            } else {
                return Err(Failure::new(format!("no list is called '{}'", brief(word))));
            }
        }
        let lengths: Vec<usize> =
            self.lists.iter().map(Vec::len).filter(|length| *length > 0).collect();
        let [first, ..] = lengths[..] else {
            return Err(Failure::new("no numbers: write, for example, theta means 6,7"));
        };
        if lengths.iter().any(|length| *length != first) {
            let lengths: Vec<String> = lengths.iter().map(ToString::to_string).collect();
            let lengths = lengths.join(", ");
            return Err(Failure::new(format!("the lists have different lengths: {lengths}")));
        }
        if first != self.components && lengths.len() < 3 {
            return Err(Failure::new(format!(
                "another number of components ({first}, not {}) needs all three lists: weights … \
                 means … variances …",
                self.components
            )));
        }
        self.components = first;
        Ok(())
    }

    /// Returns how many components θ₀ has.
    pub(super) fn components(&self) -> usize {
        self.components
    }

    /// Returns whether standard deviations are given in place of variances.
    pub(super) fn has_sds(&self) -> bool {
        self.has_sds
    }

    /// Returns the number for a field; none if it stays as it is.
    pub(super) fn number(&self, component: usize, column: Column) -> Option<&'t str> {
        self.lists[column as usize].get(component).copied()
    }
}

fn column(name: &str) -> Option<Column> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, column)| *column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str, components: usize) -> Vec<Vec<&str>> {
        let lists = ThetaLists::read(text, components).unwrap();
        lists.lists.to_vec()
    }

    #[test]
    fn numbers_alone_are_means_or_all_of_theta() {
        assert_eq!(numbers("6,7", 2), [vec![], vec!["6", "7"], vec![]]);
        let all = [vec!["0.5", "1/2"], vec!["6", "7"], vec!["1", "4"]];
        assert_eq!(numbers("0.5 6 1  1/2 7 4", 2), all);
        assert_eq!(numbers("weights 0.5,1/2 variances 1 4 means 6, 7", 2), all);
    }

    #[test]
    fn a_list_that_does_not_fit_is_refused() {
        let says = |text| ThetaLists::read(text, 2).unwrap_err().to_string();
        assert!(says("1,2,3").starts_with("3 numbers for 2 components: give 2 means"));
        assert!(says("means 1,2,3").contains("needs all three lists"));
        assert!(says("means 1,2 sds 1").contains("different lengths: 2, 1"));
        assert!(says("sds 1,2 variances 1,2").contains("two lists"));
        assert!(says("means").starts_with("no numbers"));
        assert!(says("6 means 7").contains("'means'"));
        let sds = ThetaLists::read("sds 1,2,3 means 1,2,3 weights .2,.3,.5", 2).unwrap();
        assert!(sds.has_sds() && sds.components() == 3);
        assert_eq!(sds.number(2, Column::Weight), Some(".5"));
    }
}
