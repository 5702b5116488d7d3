//! What was typed into the form.

use serde::Deserialize;
use tasuki_exchange::ContactForm;

use crate::sites::PostedFile;

/// The fields of the form, by their names.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(in crate::sites::support) struct Typed {
    name: String,
    office: String,
    office_name: String,
    mail: String,
    phone: String,
    category: String,
    text: String,
    call: String,
    wish: String,
    /// People do not see it.
    pub(super) website: String,
    pub(super) stamp: String,
}

impl Typed {
    /// The same of a form that carries a file.
    pub(super) fn of(posted: &PostedFile) -> Self {
        let field = |name: &str| posted.field(name).to_owned();
        Self {
            name: field("name"),
            office: field("office"),
            office_name: field("office_name"),
            mail: field("mail"),
            phone: field("phone"),
            category: field("category"),
            text: field("text"),
            call: field("call"),
            wish: field("wish"),
            website: String::new(),
            stamp: field("stamp"),
        }
    }

    /// What people typed, for showing it again.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        [
            ("name", &self.name),
            ("office", &self.office),
            ("office_name", &self.office_name),
            ("mail", &self.mail),
            ("phone", &self.phone),
            ("category", &self.category),
            ("text", &self.text),
            ("call", &self.call),
            ("wish", &self.wish),
        ]
        .map(|(name, value)| (name, value.clone()))
        .into()
    }

    /// What the rules judge.
    pub(super) fn form(&self) -> ContactForm {
        ContactForm {
            name: self.name.clone(),
            office: self.office.clone(),
            office_name: self.office_name.clone(),
            mail: self.mail.clone(),
            phone: self.phone.clone(),
            category: self.category.clone(),
            text: self.text.clone(),
            wants_call: !self.call.is_empty(),
            wish: self.wish.clone(),
        }
    }
}
