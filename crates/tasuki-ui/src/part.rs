//! Parts of pages that are no forms.

mod banner;
mod entry;
mod paging;
mod step;
mod table;
mod task;

pub use banner::{Banner, Tag, Tone};
pub use entry::{Entry, Figure};
pub use paging::{PageLink, Paging};
pub use step::{Step, StepState};
pub use table::{Cell, Column, Table};
pub use task::{Action, Task, TaskState};
