//! The list of notices (お知らせ一覧).

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use tasuki_store::{NoticeQuery, NoticeView};
use tasuki_terms::{Timestamp, day_in_japan, start_of_day, written_day};
use tasuki_ui::{Banner, Choice, ChoiceField, ErrorSummary, Field, FormState, Paging, Shell};

use super::next_step::next_step;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page_with, shell};

/// Notices on a page.
const SIZE: u64 = 20;

/// For how long a notice is 新着.
const NEW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The choices of 対象, official words.
const TARGETS: [(&str, &str); 4] = [
    ("shown", "提示期間内のお知らせ"),
    ("new", "新着のお知らせ"),
    ("unread", "未読のお知らせ"),
    ("all", "全てのお知らせ"),
];

#[derive(Template)]
#[template(path = "claims/notices.html")]
struct NoticesPage {
    shell: Shell,
    next_step: Option<Banner>,
    /// Whether something was searched for.
    is_search: bool,
    summary: ErrorSummary,
    target: ChoiceField,
    category: ChoiceField,
    from: Field,
    to: Field,
    text: Field,
    /// 20件が該当しています。
    total: u64,
    notices: Vec<Line>,
    paging: Paging,
}

/// A notice in the list.
struct Line {
    id: String,
    day: String,
    category: String,
    title: String,
    is_new: bool,
    is_important: bool,
}

impl From<NoticeView> for Line {
    fn from(view: NoticeView) -> Self {
        let NoticeView { notice, is_read } = view;
        Self {
            id: notice.id.to_string(),
            day: written_day(day_in_japan(notice.shown_from)),
            category: notice.category,
            title: notice.title,
            is_new: !is_read,
            is_important: notice.is_important,
        }
    }
}

/// Lists what is asked for.
pub(super) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, SiteError> {
    let pairs: Vec<(String, String)> =
        serde_html_form::from_str(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let page_number = pairs.iter().find(|(name, _)| name == "page");
    let page_number = page_number.and_then(|(_, number)| number.parse().ok());
    let is_search = pairs.iter().any(|(name, _)| name != "page");
    let mut form = FormState::typed(pairs, &[]);
    let wanted = wanted(&visit, &mut form, platform.clock.now())?;
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let office = wanted.office;
    let (total, categories, number, notices) = platform
        .records
        .read("notices", move |records| {
            let total = records.notice_count(&wanted)?;
            let number = page_number
                .unwrap_or(1)
                .clamp(1, total.div_ceil(SIZE).max(1));
            let notices = records.notices(&wanted, (number - 1) * SIZE, SIZE)?;
            Ok((total, records.notice_categories(office)?, number, notices))
        })
        .await?;
    let (held, has_downloaded) = platform.registry()?.downloads_of(office).await?;
    let next_step = next_step(&held, has_downloaded, day_in_japan(platform.clock.now()));
    let targets = TARGETS.map(|(value, label)| Choice::new(value, label));
    let mut choices = vec![Choice::new("", "すべて")];
    choices.extend(categories.iter().map(|name| Choice::new(name, name)));
    let from = form.field("from", "提示開始日（から）").date();
    let to = form.field("to", "提示開始日（まで）").date();
    let page = NoticesPage {
        shell: shell(&platform, &visit, "/notices"),
        next_step,
        is_search,
        summary: ErrorSummary::of([&from, &to]),
        target: form.choices("target", "対象", targets).or_chosen("shown"),
        category: form.choices("category", "カテゴリ", choices),
        from,
        to,
        text: form.field("text", "キーワード").search().max_length(100),
        total,
        notices: notices.into_iter().map(Line::from).collect(),
        paging: Paging::new(total, SIZE, number, |number| address(&form, number)),
    };
    page_with(status, &page)
}

/// What is asked for; what cannot be read is refused in `form`.
fn wanted(visit: &Visit, form: &mut FormState, now: Timestamp) -> Result<NoticeQuery, SiteError> {
    let target = form.value("target").to_owned();
    let from = day(form, "from");
    let to = day(form, "to").and_then(|day| day.checked_add(1.day()).ok());
    let mut since = from.map(start_of_day);
    if target == "new" {
        since = since.max(now.checked_sub(NEW).ok());
    }
    Ok(NoticeQuery {
        user: visit.visitor.user()?,
        office: visit.visitor.office()?.number,
        now,
        since,
        before: to.map(start_of_day),
        is_unread_only: target == "unread",
        text: form.value("text").trim().to_owned(),
        includes_ended: target == "all",
        category: form.value("category").to_owned(),
    })
}

fn day(form: &mut FormState, name: &str) -> Option<Date> {
    let text = form.value(name);
    if text.is_empty() {
        return None;
    }
    let day = text.parse().ok();
    if day.is_none() {
        form.refuse(name, "日付を正しく入力してください。");
    }
    day
}

/// The address of another page of the same list.
fn address(form: &FormState, number: u64) -> String {
    let mut pairs: Vec<(&str, String)> = ["target", "category", "from", "to", "text"]
        .into_iter()
        .map(|name| (name, form.value(name).to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    pairs.push(("page", number.to_string()));
    let query = serde_html_form::to_string(&pairs).unwrap_or_default();
    format!("/notices?{query}")
}
