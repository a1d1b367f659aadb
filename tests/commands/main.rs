//! The real binary without a screen: what it is told, what it prints, and the status it ends with.

#[path = "../harness/driver.rs"]
mod driver;
#[path = "../harness/group_table.rs"]
mod group_table;
#[path = "../harness/plain_lines.rs"]
mod plain_lines;
#[path = "../harness/program.rs"]
mod program;
#[path = "../harness/programs.rs"]
mod programs;

mod bad_input;
mod check;
mod checkpoint;
mod condense;
mod condensed;
mod condensed_table;
mod config;
mod constraints;
mod exit_codes;
mod explain;
mod exports;
mod files;
mod fit;
mod fit_output;
mod gift;
mod grouped;
mod lesson;
mod locale;
mod merge;
mod output;
mod pages;
mod plain;
mod readers;
mod results;
mod scorm;
mod sessions;
mod snapshot;
mod sql;
mod starts;
mod themes;
mod unreadable;
