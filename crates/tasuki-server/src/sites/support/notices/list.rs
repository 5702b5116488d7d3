//! The list of notices (お知らせ一覧).

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tasuki_store::PublicNotices;
use tasuki_ui::{NavItem, Paging, Shell};

use super::NoticeLine;
use crate::platform::Platform;
use crate::sites::support::asked;
use crate::sites::{SiteError, Visit, page, shell};

/// Notices on a page.
const SIZE: u64 = 20;

#[derive(Template)]
#[template(path = "support/notices/list.html")]
struct ListPage {
    shell: Shell,
    /// 最新のお知らせ, 重要なお知らせ.
    kinds: Vec<NavItem>,
    categories: Vec<NavItem>,
    notices: Vec<NoticeLine>,
    paging: Paging,
}

/// What is asked for.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    category: String,
    /// `1` for important ones alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    important: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    page: String,
}

impl Asked {
    fn is_important_only(&self) -> bool {
        !self.important.is_empty()
    }

    fn address(&self) -> String {
        match serde_html_form::to_string(self) {
            Ok(query) if !query.is_empty() => format!("/notices?{query}"),
            _ => "/notices".to_owned(),
        }
    }
}

/// Lists them.
pub(in crate::sites::support) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, SiteError> {
    let asked: Asked = asked(query.as_deref());
    let wanted = PublicNotices {
        now: platform.clock.now(),
        category: asked.category.clone(),
        is_important_only: asked.is_important_only(),
    };
    let number: u64 = asked.page.parse().unwrap_or(1);
    let (total, number, notices, categories) = platform
        .records
        .read("public_notices", move |records| {
            let total = records.public_notice_count(&wanted)?;
            let number = number.clamp(1, total.div_ceil(SIZE).max(1));
            let notices = records.public_notices(&wanted, (number - 1) * SIZE, SIZE)?;
            let categories = records.public_notice_categories(wanted.now)?;
            Ok((total, number, notices, categories))
        })
        .await?;
    page(&ListPage {
        shell: shell(&platform, &visit, "/notices"),
        kinds: kinds(&asked),
        categories: of_category(&asked, &categories),
        notices: notices.iter().map(NoticeLine::from).collect(),
        paging: Paging::new(total, SIZE, number, |number| {
            let page = number.to_string();
            Asked {
                page,
                ..asked.clone()
            }
            .address()
        }),
    })
}

fn kinds(asked: &Asked) -> Vec<NavItem> {
    [("最新のお知らせ", ""), ("重要なお知らせ", "1")]
        .map(|(label, important)| {
            let of = Asked {
                important: important.to_owned(),
                page: String::new(),
                ..asked.clone()
            };
            item(
                label,
                &of,
                of.is_important_only() == asked.is_important_only(),
            )
        })
        .into()
}

fn of_category(asked: &Asked, categories: &[String]) -> Vec<NavItem> {
    let all = [("すべて", "")];
    let known = categories.iter().map(|name| (&**name, &**name));
    all.into_iter()
        .chain(known)
        .map(|(label, category)| {
            let of = Asked {
                category: category.to_owned(),
                page: String::new(),
                ..asked.clone()
            };
            item(label, &of, category == asked.category)
        })
        .collect()
}

fn item(label: &str, asked: &Asked, is_current: bool) -> NavItem {
    let mut item = NavItem::new(label, asked.address());
    item.current = is_current;
    item
}
