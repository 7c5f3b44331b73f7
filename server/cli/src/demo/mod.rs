//! The demo: the fixture city in a folder of its own, made when it is not there and kept when it is. Serving it is
//! the command line's.

mod accounts;
mod make;
mod place;

pub use accounts::{Account, read as accounts};
pub use make::{import_fixtures, make};
pub use place::{Place, State};
