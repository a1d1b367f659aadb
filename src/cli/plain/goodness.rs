//! How well θ fits: the plot of the screen that has it is opened, and closed again.

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use crate::app::{Key, Plot};
use crate::spoken::goodness::quantiles;

impl Stepper {
    /// Prints how far the data and the mixture are apart.
    pub(super) fn goodness(&mut self) -> Done {
        self.in_stepper(|stepper| {
            stepper.press(Key::char('G'))?;
            stepper.check_refused()?;
            let said = quantiles(stepper.app()?);
            while stepper.shows_goodness()? {
                stepper.press(Key::char('G'))?;
            }
            said.ok_or_else(|| Failure::new("there are no quantiles"))
        })
    }

    fn shows_goodness(&self) -> Result<bool, Failure> {
        let open = self.app()?.looks().plots().open();
        Ok(matches!(open, Some(Plot::Quantiles | Plot::Distribution)))
    }
}
