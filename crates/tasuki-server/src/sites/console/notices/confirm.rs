//! A notice as it will be read, before it goes out.

use askama::Template;
use tasuki_store::RecordId;
use tasuki_terms::{day_in_japan, last_day_before, written_day};
use tasuki_ui::{Crumb, Shell};

use crate::platform::Platform;
use crate::registry::CommonNotice;
use crate::sites::written::{Words, paragraphs};
use crate::sites::{Visit, shell};

/// A notice as it will be read, before it is published.
#[derive(Template)]
#[template(path = "console/notice_confirm.html")]
pub(super) struct ConfirmPage {
    shell: Shell,
    csrf: String,
    /// The id; none of a new one.
    id: Option<String>,
    notice: CommonNotice,
    day: String,
    /// When it is shown.
    shown: String,
    /// What was typed, which the form carries on.
    carried: [(&'static str, String); 6],
}

impl ConfirmPage {
    /// The page of a notice, which carries on what was typed.
    pub(super) fn new(
        platform: &Platform,
        visit: &Visit,
        id: Option<RecordId>,
        (carried, notice): ([(&'static str, String); 6], CommonNotice),
    ) -> Self {
        let mut shell = shell(platform, visit, "/notices");
        shell.crumbs = vec![
            Crumb::to("お知らせ", "/notices"),
            Crumb::here("掲載内容の確認"),
        ];
        let day = written_day(day_in_japan(notice.shown_from));
        let shown = match notice.shown_until {
            Some(until) => format!("{day}から{}まで", written_day(last_day_before(until))),
            None => format!("{day}から、取り下げるまで"),
        };
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            id: id.map(|id| id.to_string()),
            notice,
            day,
            shown,
            carried,
        }
    }

    fn paragraphs(&self) -> Vec<Vec<Vec<Words<'_>>>> {
        paragraphs(&self.notice.body)
    }
}
