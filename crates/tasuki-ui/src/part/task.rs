//! A checklist: what is done, what comes next, what later.

/// One thing to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// What it is.
    pub label: String,
    /// Why, or what is missing.
    pub text: String,
    /// Is it done?
    pub state: TaskState,
    /// Where it is done.
    pub action: Option<Action>,
}

/// How far a task is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TaskState {
    /// It is done.
    Done,
    /// It is the next one to do.
    Next,
    /// It waits for somebody else.
    Waiting,
    /// It comes after others.
    Later,
}

/// A link that does something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Task {
    /// A task.
    pub fn new(state: TaskState, label: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            text: text.into(),
            state,
            action: None,
        }
    }

    /// The same with a link.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.action = Some(Action {
            label: label.into(),
            href: href.into(),
        });
        self
    }
}

impl TaskState {
    /// Is it the next one to do?
    pub fn is_next(self) -> bool {
        self == Self::Next
    }

    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Next => "is-next",
            Self::Waiting => "is-waiting",
            Self::Later => "is-later",
        }
    }

    /// What people read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "完了",
            Self::Next => "次にすること",
            Self::Waiting => "手続き中",
            Self::Later => "未着手",
        }
    }
}
