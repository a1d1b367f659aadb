//! What several targets need.
#![allow(dead_code, reason = "each target takes what it needs")]

use emstep::internals::text::is_hidden;

/// Lets rayon compute on this thread only: waking others takes longer than an input does.
pub fn compute_on_this_thread() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("the first pool");
}

/// What a person reads is one line, without characters that cannot be seen.
pub fn assert_one_line(message: &str) {
    assert!(!message.is_empty() && !message.chars().any(is_hidden), "{message:?}");
}
