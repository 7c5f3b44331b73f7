//! Who is asking: passwords, signed access tokens, and the caller of a request.

pub mod caller;
pub mod gate;
pub mod key;
pub mod memory;
pub mod network;
pub mod password;
mod queue;
pub mod refresh;
pub mod strength;
pub mod temporary;
pub mod token;
