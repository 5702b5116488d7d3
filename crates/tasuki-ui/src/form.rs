//! Forms: what was typed, what was wrong with it, and how a field looks.

mod choice;
mod field;
mod state;

pub use choice::{Choice, ChoiceField};
pub use field::Field;
pub use state::{ErrorSummary, FieldError, FormState};
