//! Numbers, as `1`, `0.5` and `2e-3`.

use super::{A_FACTOR, Parsed, Parser};
use crate::formula::error::ParseErrorKind;
use crate::formula::node::Node;

impl Parser<'_> {
    pub(super) fn number(&mut self) -> Parsed {
        let start = self.scanner.at;
        self.scanner.take_while(|c| c.is_ascii_digit());
        if self.scanner.eat('.') {
            self.scanner.take_while(|c| c.is_ascii_digit());
        }
        // An e is an exponent's only where digits follow: 2e is 2·e.
        if matches!(self.scanner.peek(), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.scanner.ahead(1), Some('+' | '-')));
            if self.scanner.ahead(1 + sign).is_some_and(|c| c.is_ascii_digit()) {
                self.scanner.at += 1 + sign;
                self.scanner.take_while(|c| c.is_ascii_digit());
            }
        }
        let text = self.scanner.text(start);
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let comma = self.scanner.peek() == Some(',')
                    && self.scanner.ahead(1).is_some_and(|c| c.is_ascii_digit());
                if comma {
                    return Err(self.scanner.error(self.scanner.at, ParseErrorKind::DecimalComma));
                }
                Ok(Node::Number(number))
            }
            Ok(_) => Err(self.scanner.error(start, ParseErrorKind::NumberTooLarge)),
            Err(_) => {
                self.scanner.at = start;
                Err(self.scanner.expected(A_FACTOR))
            }
        }
    }
}
