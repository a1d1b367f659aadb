//! The user's folder for what is kept from one start to the next.

use std::path::PathBuf;

use etcetera::BaseStrategy;

/// Returns the folder; none if the system has none.
pub(super) fn state_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("emstep"))
}
