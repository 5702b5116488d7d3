//! Asks once more before something is done to an office that cannot be undone.

use askama::Template;
use axum::response::Response;
use tasuki_store::OfficeRow;
use tasuki_ui::{Entry, Shell};

use super::crumbed;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page};

/// What is to be confirmed.
pub(super) struct Sure {
    /// What is done, as a title.
    pub(super) title: &'static str,
    pub(super) question: &'static str,
    /// What stands below the office's name and number.
    pub(super) more: Option<Entry>,
    pub(super) consequence: &'static str,
    pub(super) button: &'static str,
    /// The last part of the path below the office that the form goes to.
    pub(super) to: &'static str,
    /// What was typed, by names of fields.
    pub(super) carried: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "console/office_sure.html")]
struct SurePage {
    shell: Shell,
    csrf: String,
    title: &'static str,
    question: &'static str,
    entries: Vec<Entry>,
    consequence: &'static str,
    button: &'static str,
    action: String,
    number: String,
    carried: Vec<(&'static str, String)>,
}

impl Sure {
    /// The page that asks.
    pub(super) fn ask(
        self,
        platform: &Platform,
        visit: &Visit,
        office: &OfficeRow,
    ) -> Result<Response, SiteError> {
        let number = office.number.to_string();
        let known = [
            Entry::new("事業所番号", number.clone()),
            Entry::new("事業所名", office.name.clone()),
        ];
        page(&SurePage {
            shell: crumbed(platform, visit, office, self.title),
            csrf: visit.csrf().to_owned(),
            title: self.title,
            question: self.question,
            entries: known.into_iter().chain(self.more).collect(),
            consequence: self.consequence,
            button: self.button,
            action: format!("/offices/{number}/{}", self.to),
            number,
            carried: self.carried,
        })
    }
}
