//! Where one is in a procedure of several pages.

/// A page of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What it is called.
    pub label: String,
    /// Is it done, shown, or still to come?
    pub state: StepState,
}

/// Where a step is in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    /// Behind.
    Done,
    /// The one that is shown.
    Current,
    /// Ahead.
    Ahead,
}

impl Step {
    /// The steps of a procedure, of which the one at `current` (from 0) is shown.
    pub fn all(labels: &[&str], current: usize) -> Vec<Self> {
        let step = |(place, label): (usize, &&str)| Self {
            label: (*label).to_owned(),
            state: match place.cmp(&current) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Current,
                std::cmp::Ordering::Greater => StepState::Ahead,
            },
        };
        labels.iter().enumerate().map(step).collect()
    }

    /// Is it the one that is shown?
    pub fn is_current(&self) -> bool {
        self.state == StepState::Current
    }

    /// Is it behind?
    pub fn is_done(&self) -> bool {
        self.state == StepState::Done
    }
}
