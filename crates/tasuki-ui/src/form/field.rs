//! One field of a form.

/// What the macros of `ui/forms.html` need to show a field.
///
/// [`FormState::field`](crate::FormState::field) makes it with what was typed and what was wrong.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    /// The name under which the form sends it.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What stands in it. The macro `password` never shows it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How it is filled in.
    pub help: Option<String>,
    /// Must something be in it? Shown as 必須 or 任意; the server decides, not the browser.
    pub required: bool,
    /// Is it only shown?
    pub readonly: bool,
    /// The type of the `input`.
    pub input: &'static str,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    /// Which keyboard a phone shows; empty for that of the type.
    pub inputmode: &'static str,
    /// The most characters that can be typed.
    pub max_length: Option<u32>,
    /// What a file may be, as in the attribute `accept`.
    pub accept: &'static str,
    /// How wide it is shown.
    width: &'static str,
}

impl Field {
    /// What a box that is ticked sends.
    pub const TICKED: &str = "on";

    /// An empty field that need not be filled in.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            value: String::new(),
            error: None,
            help: None,
            required: false,
            readonly: false,
            input: "text",
            autocomplete: "off",
            inputmode: "",
            max_length: None,
            accept: "",
            width: "",
        }
    }

    /// Something must be in it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It is only shown.
    #[must_use]
    pub fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    /// How it is filled in.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What stands in it, whatever was typed.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What stands in it where nothing was typed yet.
    #[must_use]
    pub fn or_value(mut self, value: impl Into<String>) -> Self {
        if self.value.is_empty() {
            self.value = value.into();
        }
        self
    }

    /// The most characters that can be typed.
    #[must_use]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// What the browser may fill in, such as `username` or `current-password`.
    #[must_use]
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }

    /// A telephone number.
    #[must_use]
    pub fn telephone(mut self) -> Self {
        self.input = "tel";
        self.autocomplete = "tel-national";
        self.short()
    }

    /// A mail address. The type is not `email`: browsers would judge it before the server does.
    #[must_use]
    pub fn mail(mut self) -> Self {
        self.inputmode = "email";
        self.autocomplete = "email";
        self
    }

    /// Digits, such as an office number or a one-time password.
    #[must_use]
    pub fn digits(mut self) -> Self {
        self.inputmode = "numeric";
        self.short()
    }

    /// A day.
    #[must_use]
    pub fn date(mut self) -> Self {
        self.input = "date";
        self.short()
    }

    /// Words to search for.
    #[must_use]
    pub fn search(mut self) -> Self {
        self.input = "search";
        self
    }

    /// What a file may be, such as `.csv,text/csv`.
    #[must_use]
    pub fn accept(mut self, what: &'static str) -> Self {
        self.accept = what;
        self
    }

    /// Shown as short as what is typed.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.width = "is-short";
        self
    }

    /// The id of the control; links of the error summary lead to it.
    pub fn id(&self) -> String {
        format!("field-{}", self.name)
    }

    /// The ids of the texts that describe the control, for `aria-describedby`; empty for none.
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if self.help.is_some() {
            ids.push(format!("{}-help", self.id()));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id()));
        }
        ids.join(" ")
    }

    /// Is the box ticked?
    pub fn is_ticked(&self) -> bool {
        self.value == Self::TICKED
    }

    /// The classes of the control.
    pub fn class(&self) -> &'static str {
        self.width
    }
}

/// Without what was typed: it may be personal.
impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Field");
        shown.field("name", &self.name).field("error", &self.error);
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_described_by_help_and_error() {
        let mut field = Field::new("phone", "電話番号");
        assert_eq!(field.described_by(), "");
        field = field.help("ハイフンなし");
        field.error = Some("未入力です。".to_owned());
        assert_eq!(field.described_by(), "field-phone-help field-phone-error");
    }

    #[test]
    fn what_was_typed_is_not_in_a_log() {
        let field = Field::new("phone", "電話番号").value("0312345678");
        assert!(!format!("{field:?}").contains("0312345678"));
    }
}
