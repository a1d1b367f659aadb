//! The numbers: EM against its laws, a textbook's loop, exact arithmetic and published fits;
//! formulas and lessons against numbers that are computed again.

mod constraints;
mod criteria;
mod dialects;
mod exact;
mod formula;
mod grouped;
mod known_fits;
mod laws;
mod lesson_files;
mod lessons;
mod reference;
mod twin;
