//! All questions, by category.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_answers::Category;
use tasuki_ui::Shell;

use super::QuestionLink;
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/faq/list.html")]
struct ListPage {
    shell: Shell,
    categories: Vec<(Category, Vec<QuestionLink>)>,
}

/// Lists them.
pub(in crate::sites::support) async fn list(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let faq = &platform.help()?.faq;
    let of = |category| {
        let questions: Vec<_> = faq.of(category).map(QuestionLink::from).collect();
        (category, questions)
    };
    page(&ListPage {
        shell: shell(&platform, &visit, "/faq"),
        categories: Category::ALL
            .map(of)
            .into_iter()
            .filter(|(_, questions)| !questions.is_empty())
            .collect(),
    })
}
