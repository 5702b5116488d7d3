//! What was typed into a form, and what was wrong with it.

use std::fmt;

use super::{Choice, ChoiceField, Field};

/// What is kept of a form between two tries: values, but no secrets, and errors by field.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FormState {
    values: Vec<(String, String)>,
    errors: Vec<(String, String)>,
}

impl FormState {
    /// A form into which nothing was typed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A form as it was sent, without the fields named in `secrets`.
    pub fn typed<Name, Value>(
        pairs: impl IntoIterator<Item = (Name, Value)>,
        secrets: &[&str],
    ) -> Self
    where
        Name: Into<String>,
        Value: Into<String>,
    {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        let values = pairs
            .filter(|(name, _)| !secrets.contains(&&**name))
            .collect();
        Self {
            values,
            errors: Vec::new(),
        }
    }

    /// Says what is wrong with a field. The first error of a field is the one that is shown.
    pub fn refuse(&mut self, name: &str, error: impl Into<String>) {
        if !self.errors.iter().any(|(refused, _)| refused == name) {
            self.errors.push((name.to_owned(), error.into()));
        }
    }

    /// Was nothing refused?
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    /// What was typed into a field; empty for nothing.
    pub fn value(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// The field, with what was typed into it and what is wrong with it.
    pub fn field(&self, name: &str, label: &str) -> Field {
        let mut field = Field::new(name, label).value(self.value(name));
        let error = self.errors.iter().find(|(refused, _)| refused == name);
        field.error = error.map(|(_, error)| error.clone());
        field
    }

    /// The field with its choices; those that were sent are chosen.
    pub fn choices(
        &self,
        name: &str,
        label: &str,
        choices: impl IntoIterator<Item = Choice>,
    ) -> ChoiceField {
        let chosen = |mut choice: Choice| {
            choice.chosen |= self.all(name).any(|value| value == choice.value);
            choice
        };
        ChoiceField {
            field: self.field(name, label),
            choices: choices.into_iter().map(chosen).collect(),
        }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.values.iter().filter(move |(typed, _)| typed == name);
        named.map(|(_, value)| &**value)
    }
}

/// Names only: what was typed may be personal.
impl fmt::Debug for FormState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.values.iter().map(|(name, _)| name).collect();
        f.debug_struct("FormState")
            .field("typed", &names)
            .field("errors", &self.errors)
            .finish()
    }
}

/// What stands above a form that was refused: each error, with a link to its field.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ErrorSummary {
    /// The errors, in the order of the fields.
    pub errors: Vec<FieldError>,
}

/// What is wrong with a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    /// The id of the control.
    pub id: String,
    /// What the field is called.
    pub label: String,
    /// What is wrong.
    pub message: String,
}

impl ErrorSummary {
    /// The errors of these fields; give them in the order in which the page shows them.
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Self {
        let error = |field: &Field| {
            field.error.clone().map(|message| FieldError {
                id: field.id(),
                label: field.label.clone(),
                message,
            })
        };
        Self {
            errors: fields.into_iter().filter_map(error).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> FormState {
        let pairs = [
            ("name", "襷 太郎"),
            ("password", "secret"),
            ("day", "mon"),
            ("day", "fri"),
        ];
        FormState::typed(pairs, &["password"])
    }

    #[test]
    fn what_was_typed_is_kept_but_secrets_are_not() {
        let form = sent();
        assert_eq!(form.field("name", "氏名").value, "襷 太郎");
        assert_eq!(form.field("password", "パスワード").value, "");
        assert!(!format!("{form:?}").contains('襷'));
    }

    #[test]
    fn every_choice_that_was_sent_is_chosen() {
        let days = ["mon", "tue", "fri"].map(|day| Choice::new(day, day));
        let days = sent().choices("day", "曜日", days).choices;
        let chosen: Vec<bool> = days.iter().map(|day| day.chosen).collect();
        assert_eq!(chosen, [true, false, true]);
    }

    #[test]
    fn the_summary_has_the_first_error_of_each_field_in_the_order_of_the_page() {
        let mut form = sent();
        form.refuse("phone", "未入力です。");
        form.refuse("phone", "10桁、もしくは11桁の数字を入力してください。");
        form.refuse("name", "不正な形式です。");
        assert!(!form.is_good());
        let fields = [form.field("name", "氏名"), form.field("phone", "電話番号")];
        let summary = ErrorSummary::of(&fields);
        let shown: Vec<_> = summary.errors.iter().map(|error| &*error.message).collect();
        assert_eq!(shown, ["不正な形式です。", "未入力です。"]);
        assert_eq!(summary.errors[1].id, "field-phone");
    }
}
