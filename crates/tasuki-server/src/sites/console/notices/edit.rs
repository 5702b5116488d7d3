//! One notice: published, changed, taken back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use tasuki_store::{NoticeRow, RecordId};
use tasuki_terms::{Timestamp, day_in_japan, start_of_day};
use tasuki_ui::{Choice, ChoiceField, Crumb, ErrorSummary, Field, FormState, Shell};

use super::confirm::ConfirmPage;
use crate::platform::Platform;
use crate::registry::{CATEGORIES, CommonNotice};
use crate::sites::console::offices::may_change;
use crate::sites::log_in::Nothing;
use crate::sites::{Posted, SiteError, Visit, page, page_with, see_other, shell};

/// The most characters of a title and of a text.
const TITLE_MAX: usize = 100;
const BODY_MAX: usize = 5000;

#[derive(Template)]
#[template(path = "console/notice.html")]
struct NoticePage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    /// The id; none of a new one.
    id: Option<String>,
    may_publish: bool,
    category: ChoiceField,
    title: Field,
    body: Field,
    from: Field,
    until: Field,
    important: Field,
}

impl NoticePage {
    fn new(platform: &Platform, visit: &Visit, id: Option<RecordId>, form: &FormState) -> Self {
        let choices = CATEGORIES.map(|name| Choice::new(name, name));
        let mut category = form.choices("category", "カテゴリ", choices);
        category.field.required = true;
        let title = form
            .field("title", "タイトル")
            .required()
            .help("100文字以内で入力してください。");
        let body = form
            .field("body", "本文")
            .required()
            .help("5000文字以内で入力してください。改行はそのまま表示されます。");
        let today = day_in_japan(platform.clock.now()).to_string();
        let from = form
            .field("from", "掲載開始日")
            .required()
            .date()
            .or_value(today);
        let until = form
            .field("until", "掲載終了日")
            .date()
            .help("この日の終わりまで掲載します。未入力のときは、取り下げるまで掲載します。");
        let important = form
            .field("important", "重要なお知らせとして表示する")
            .help("サポートサイトのトップページで、ほかのお知らせより先に表示します。");
        let mut shell = shell(platform, visit, "/notices");
        let here = if id.is_some() {
            "お知らせの変更"
        } else {
            "お知らせの掲載"
        };
        shell.crumbs = vec![Crumb::to("お知らせ", "/notices"), Crumb::here(here)];
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&category.field, &title, &body, &from, &until]),
            id: id.map(|id| id.to_string()),
            may_publish: may_change(visit),
            category,
            title,
            body,
            from,
            until,
            important,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Typed {
    #[serde(default)]
    category: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    important: String,
    /// Whether it was looked at: `send`, or `back` to the form.
    #[serde(default)]
    confirmed: String,
}

impl Typed {
    fn pairs(&self) -> [(&'static str, String); 6] {
        [
            ("category", &self.category),
            ("title", &self.title),
            ("body", &self.body),
            ("from", &self.from),
            ("until", &self.until),
            ("important", &self.important),
        ]
        .map(|(name, value)| (name, value.clone()))
    }

    /// The notice, or what is wrong goes to the form.
    fn check(&self, form: &mut FormState) -> Option<CommonNotice> {
        if !CATEGORIES.contains(&&*self.category) {
            form.refuse("category", "選択してください。");
        }
        for (name, text, most, error) in [
            (
                "title",
                &self.title,
                TITLE_MAX,
                "100文字以内で入力してください。",
            ),
            (
                "body",
                &self.body,
                BODY_MAX,
                "5000文字以内で入力してください。",
            ),
        ] {
            if text.trim().is_empty() {
                form.refuse(name, "未入力です。");
            } else if text.chars().count() > most {
                form.refuse(name, error);
            }
        }
        let day = |text: &str| text.trim().parse::<Date>().ok();
        let from = day(&self.from);
        if from.is_none() {
            form.refuse("from", "日付を入力してください。");
        }
        let until = match self.until.trim() {
            "" => None,
            text => {
                let until = day(text).and_then(|last| last.tomorrow().ok());
                match (from, until) {
                    (_, None) => form.refuse("until", "日付を入力してください。"),
                    (Some(from), Some(until)) if until <= from => {
                        form.refuse("until", "掲載開始日以降の日付を入力してください。");
                    }
                    _ => {}
                }
                until
            }
        };
        let from = from.filter(|_| form.is_good())?;
        Some(CommonNotice {
            category: self.category.clone(),
            title: self.title.trim().to_owned(),
            body: self.body.trim().replace("\r\n", "\n"),
            shown_from: start_of_day(from),
            shown_until: until.map(start_of_day),
            is_important: self.important == Field::TICKED,
        })
    }
}

/// Shows the form of a new notice.
pub(in crate::sites::console) async fn show_new(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let form = FormState::typed([("category", CATEGORIES[0])], &[]);
    page(&NoticePage::new(&platform, &visit, None, &form))
}

/// Shows a notice as it will be read, and then publishes it.
pub(in crate::sites::console) async fn publish(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    write(&platform, &visit, None, posted).await
}

/// Shows a notice as a form.
pub(in crate::sites::console) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, SiteError> {
    let notice = common(&platform, &id).await?;
    let last = |until: Timestamp| {
        let day = day_in_japan(until);
        day.yesterday().unwrap_or(day).to_string()
    };
    let form = FormState::typed(
        [
            ("category", notice.category),
            ("title", notice.title),
            ("body", notice.body),
            ("from", day_in_japan(notice.shown_from).to_string()),
            ("until", notice.shown_until.map(last).unwrap_or_default()),
            (
                "important",
                if notice.is_important {
                    Field::TICKED
                } else {
                    ""
                }
                .to_owned(),
            ),
        ],
        &[],
    );
    page(&NoticePage::new(&platform, &visit, Some(notice.id), &form))
}

/// Shows a notice as it will be read, and then changes it.
pub(in crate::sites::console) async fn save(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let notice = common(&platform, &id).await?;
    write(&platform, &visit, Some(notice.id), posted).await
}

/// Takes a notice back.
pub(in crate::sites::console) async fn remove(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(id): Path<String>,
    _posted: Posted<Nothing>,
) -> Result<Response, SiteError> {
    let notice = common(&platform, &id).await?;
    let actor = visit.visitor.operator()?;
    platform.registry()?.remove_notice(notice.id, actor).await?;
    Ok(see_other("/notices?done=removed"))
}

async fn write(
    platform: &Platform,
    visit: &Visit,
    id: Option<RecordId>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&[]);
    let Some(notice) = typed.check(&mut form) else {
        let page = NoticePage::new(platform, visit, id, &form);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    match &*typed.confirmed {
        "send" => {}
        "back" => return page(&NoticePage::new(platform, visit, id, &form)),
        _ => {
            return page(&ConfirmPage::new(
                platform,
                visit,
                id,
                (typed.pairs(), notice),
            ));
        }
    }
    let actor = visit.visitor.operator()?;
    let registry = platform.registry()?;
    registry.publish_notice(id, notice, actor).await?;
    Ok(see_other("/notices?done=published"))
}

/// The notice for all that a path names; those for one office are not for this page.
async fn common(platform: &Platform, id: &str) -> Result<NoticeRow, SiteError> {
    let id: RecordId = id.parse().map_err(|_| SiteError::NotFound)?;
    let found = platform
        .records
        .read("notice", move |records| records.notice(id))
        .await?;
    found
        .filter(|notice| notice.office.is_none())
        .ok_or(SiteError::NotFound)
}
