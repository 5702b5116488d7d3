//! What an office sees and changes of its user (ユーザ情報変更).

pub(super) mod address;
pub(super) mod issuing;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_terms::{day_in_japan, written_day};
use tasuki_ui::{Entry, Shell};

use crate::platform::Platform;
use crate::sites::{SiteError, Visit, Visitor, page_with, shell};

#[derive(Template)]
#[template(path = "claims/account.html")]
struct AccountPage {
    shell: Shell,
    /// Whether a link was just sent to an address.
    is_sent: bool,
    entries: Vec<Entry>,
    has_address: bool,
}

/// What the page is asked for with.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// A link was sent to an address.
    #[serde(default)]
    sent: Option<String>,
}

/// Shows the user.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let Visitor::Office { user, office, .. } = &visit.visitor else {
        return Err(SiteError::NotAllowed);
    };
    let since = user.password_since.map(day_in_japan);
    let entries = vec![
        Entry::new("ユーザID", user.id.to_string()),
        Entry::new("事業所番号", office.number.to_string()),
        Entry::new("事業所名", &office.name),
        Entry::new(
            "メールアドレス",
            user.mail
                .clone()
                .unwrap_or_else(|| "登録されていません".to_owned()),
        ),
        Entry::new(
            "パスワードの最終変更日",
            since.map_or_else(|| "-".to_owned(), written_day),
        ),
    ];
    let page = AccountPage {
        shell: shell(&platform, &visit, "/account"),
        is_sent: asked.sent.is_some(),
        entries,
        has_address: user.mail.is_some(),
    };
    page_with(StatusCode::OK, &page)
}
