//! A field in which one chooses.

use super::Field;

/// A field with choices, for the macros `radio`, `checkboxes` and `select`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChoiceField {
    /// Name, label, help and error.
    pub field: Field,
    /// What can be chosen, in this order.
    pub choices: Vec<Choice>,
}

/// What can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// What it means.
    pub help: Option<String>,
    /// Is it chosen?
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            help: None,
            chosen: false,
        }
    }

    /// What it means.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl ChoiceField {
    /// The id of one control: the first has that of the field, so that links lead to it.
    pub fn id(&self, index: &usize) -> String {
        match *index {
            0 => self.field.id(),
            index => format!("{}-{index}", self.field.id()),
        }
    }

    /// Chooses `value` where nothing is chosen yet.
    #[must_use]
    pub fn or_chosen(mut self, value: &str) -> Self {
        if self.choices.iter().all(|choice| !choice.chosen) {
            for choice in &mut self.choices {
                choice.chosen = choice.value == value;
            }
        }
        self
    }
}

impl From<ChoiceField> for Field {
    fn from(choice: ChoiceField) -> Self {
        choice.field
    }
}
