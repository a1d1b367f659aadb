//! Why a number is what it is: the numbers on the screen by name, and what follows from that; ℓ and
//! its lower bound along a line and over a plane.

pub mod check;
mod coordinate;
mod derive;
mod expression;
#[cfg(feature = "stepper")]
pub(crate) mod growth;
mod latex;
mod link;
mod measure;
#[cfg(feature = "stepper")]
pub(crate) mod number;
mod profile;
mod quantity;
mod surface;

pub use coordinate::{Coordinate, Parameter, with};
pub use derive::{Argument, Derivation, DerivationStep, derive};
pub use expression::{Expression, Number};
pub(crate) use latex::is_function;
pub use latex::latex;
pub use link::Link;
pub use measure::Measure;
pub use profile::{Line, Profile, ProfileProgress, Section, SectionDirection};
pub use quantity::{Quantity, QuantityError};
pub use surface::{Plane, Surface, SurfaceProgress};
