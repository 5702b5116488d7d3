//! The users of an office (事業所ユーザ): how they stand, and letting them try again.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_exchange::PasswordState;
use tasuki_store::UserRow;
use tasuki_terms::{Timestamp, written_day, written_moment};
use tasuki_ui::{Cell, Column, Table, Tag, Tone};

use super::view::office_of;
use crate::password;
use crate::platform::Platform;
use crate::sites::log_in::Nothing;
use crate::sites::{Posted, SiteError, Visit, see_other};

/// Users as a table.
pub(super) fn table(rows: &[UserRow], now: Timestamp) -> Table {
    let columns = [
        "ユーザID",
        "パスワード",
        "メールアドレス",
        "送受信のロック",
        "証明書発行のロック",
    ]
    .map(Column::text);
    let mut table = Table::new("事業所ユーザ", columns).caption_hidden();
    for row in rows {
        table = table.row([
            Cell::text(row.id.to_string()),
            Cell::text(password_of(row, now)),
            Cell::text(if row.mail.is_some() {
                "登録済み"
            } else {
                "未登録"
            }),
            Cell::Tag(lock(row.locked_until, now)),
            Cell::Tag(lock(row.issuing_locked_until, now)),
        ]);
    }
    table
}

fn password_of(row: &UserRow, now: Timestamp) -> String {
    let day = |until: Option<Timestamp>| {
        let last = until.and_then(|until| tasuki_terms::day_in_japan(until).yesterday().ok());
        last.map_or_else(String::new, |last| format!("（{}まで）", written_day(last)))
    };
    match password::state(row, now) {
        PasswordState::Temporary { until } => format!("仮パスワード{}", day(until)),
        PasswordState::Lapsed => "仮パスワードの期限切れ（お知らせの再発行が必要です）".to_owned(),
        PasswordState::Expired => "期限切れ（ログインして変更できます）".to_owned(),
        PasswordState::Good { until } => format!("変更済み{}", day(until)),
    }
}

fn lock(until: Option<Timestamp>, now: Timestamp) -> Tag {
    match until.filter(|until| *until > now) {
        Some(until) => Tag::new(
            Tone::Warning,
            format!("{}までロック中", written_moment(until)),
        ),
        None => Tag::new(Tone::Plain, "なし"),
    }
}

/// Lets a user try again at once, on the sites and at the exchange.
pub(in crate::sites::console) async fn unlock(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path((number, user)): Path<(String, String)>,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    let office = office_of(&platform, &number).await?;
    let user = user.parse().map_err(|_| SiteError::NotFound)?;
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    if !registry.unlock_user(office.number, user, actor).await? {
        return Err(SiteError::NotFound);
    }
    platform.brake.forget(user.as_str());
    Ok(see_other(&format!(
        "/offices/{}?done=unlocked",
        office.number
    )))
}
