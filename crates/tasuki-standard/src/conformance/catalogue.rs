//! The cases. Their numbers are told by their places: add new ones only at the end of the list of a
//! pattern.

use super::Pattern;
use super::recipe::Recipe;

mod actual;
mod plan_documents;
mod prevention_actual;
mod prevention_plan;
mod prevention_use;
mod prevention_user;
mod use_table;

/// How the cases of a pattern are made, in the order of their numbers.
pub(super) fn recipes(pattern: Pattern) -> Vec<Recipe> {
    match pattern {
        Pattern::D1 => plan_documents::recipes(),
        Pattern::D2 => use_table::recipes(),
        Pattern::D3 => actual::recipes(),
        Pattern::D4 => prevention_user::recipes(),
        Pattern::D5 => prevention_plan::recipes(),
        Pattern::D6 => prevention_use::recipes(),
        Pattern::D7 => prevention_actual::recipes(),
    }
}
