//! The questions of one category.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_answers::Category;
use tasuki_ui::{Crumb, NavItem, Shell};

use super::QuestionLink;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/faq/category.html")]
struct CategoryPage {
    shell: Shell,
    category: Category,
    questions: Vec<QuestionLink>,
    others: Vec<NavItem>,
}

/// Lists them.
pub(in crate::sites::support) async fn category(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, SiteError> {
    let category = Category::of_slug(&slug).ok_or(SiteError::NotFound)?;
    let faq = &platform.help()?.faq;
    let mut shell = shell(&platform, &visit, "/faq");
    shell.crumbs = vec![
        Crumb::to("よくあるご質問", "/faq"),
        Crumb::here(category.name()),
    ];
    let others = Category::ALL
        .into_iter()
        .filter(|other| *other != category && faq.of(*other).next().is_some());
    page(&CategoryPage {
        shell,
        category,
        questions: faq.of(category).map(QuestionLink::from).collect(),
        others: others
            .map(|other| NavItem::new(other.name(), format!("/faq/{}", other.slug())))
            .collect(),
    })
}
