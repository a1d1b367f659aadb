//! Numbers in a file: the shortest text that reads back to the same `f64`. JSON has no infinity,
//! so that is a text.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number that may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number(pub f64);

/// Its two forms.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Finite(f64),
    Text(String),
}

const INFINITE: &str = "inf";
const MINUS_INFINITE: &str = "-inf";

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = match self.0 {
            f64::INFINITY => Form::Text(INFINITE.to_owned()),
            f64::NEG_INFINITY => Form::Text(MINUS_INFINITE.to_owned()),
            finite => Form::Finite(finite),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Form::deserialize(deserializer)? {
            Form::Finite(number) => Ok(Self(number)),
            Form::Text(text) if text == INFINITE => Ok(Self(f64::INFINITY)),
            Form::Text(text) if text == MINUS_INFINITE => Ok(Self(f64::NEG_INFINITY)),
            Form::Text(text) => {
                let problem = format!("'{text}' is not a number, \"inf\" or \"-inf\"");
                Err(serde::de::Error::custom(problem))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_back(number: f64) -> f64 {
        let text = serde_json::to_string(&Number(number)).unwrap();
        let Number(read) = serde_json::from_str(&text).unwrap();
        read
    }

    #[test]
    fn what_json_cannot_say_is_a_text() {
        for number in [f64::INFINITY, f64::NEG_INFINITY, -0.0, f64::MIN_POSITIVE / 3.0, f64::MAX] {
            assert_eq!(read_back(number).to_bits(), number.to_bits(), "{number}");
        }
        for text in ["\"nan\"", "null", "[]", "\"1\""] {
            assert!(serde_json::from_str::<Number>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_number_reads_back_to_the_same_bits(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assume!(!number.is_nan());
            prop_assert_eq!(read_back(number).to_bits(), bits);
        }
    }
}
