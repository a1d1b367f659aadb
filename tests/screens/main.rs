//! The state machine and what it draws: keys in, frames out, without a terminal and without a
//! clock.

#[path = "../harness/driver.rs"]
mod driver;
#[path = "../harness/group_table.rs"]
mod group_table;
#[cfg(feature = "terminal")]
#[path = "../harness/key_names.rs"]
mod key_names;

mod acceleration;
mod any_message;
mod ascii_clicks;
mod class;
mod condensed;
mod condensed_table;
mod constraints;
mod copy;
mod derivations;
mod edit;
mod exports;
mod far_derivations;
#[cfg(feature = "terminal")]
mod gallery;
mod given_gamma;
mod group_fits;
mod groups;
mod hostile_sessions;
mod in_class;
mod layout;
mod lesson_list;
mod lesson_screen;
mod lesson_walk;
mod limits;
mod loading;
mod menu;
mod my_answer;
mod names;
mod notices;
mod numbers;
mod plot_data;
mod plots;
mod quick_work;
mod rebound;
mod runs;
mod selection;
mod sessions;
mod slow_jobs;
mod spoken;
mod starts;
mod stepping;
mod table;
mod theta_form;
mod two_runs;
mod waiting;
mod walkthrough;
