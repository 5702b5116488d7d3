//! A newer version of terms or privacy notice is agreed to.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_ui::{Crumb, ErrorSummary, Field, FormState, Shell};

use super::document::{Text, load};
use crate::platform::Platform;
use crate::registry::{Document, InForce, Versions, to_agree};
use crate::sites::{Posted, SiteError, Visit, page_with, see_other, shell};

#[derive(Template)]
#[template(path = "portal/consent.html")]
struct ConsentPage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    versions: Versions,
    /// Those that wait for consent, each with its box.
    texts: Vec<(Text, Field)>,
}

/// What is sent.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    terms_version: u32,
    #[serde(default)]
    privacy_version: u32,
    #[serde(default)]
    terms: String,
    #[serde(default)]
    privacy: String,
}

/// Shows what is to be agreed to.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let (both, open) = open(&platform, &visit).await?;
    if open.is_empty() {
        return Ok(see_other("/"));
    }
    let page = new_page(&platform, &visit, &both, &open, &FormState::new());
    page_with(StatusCode::OK, &page)
}

/// Agrees.
pub(super) async fn agree(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (both, open) = open(&platform, &visit).await?;
    let (typed, mut form) = posted.state(&[]);
    let shown = Versions {
        terms: typed.terms_version,
        privacy: typed.privacy_version,
    };
    for document in &open {
        let (tick, sentence) = match document {
            Document::Terms => (
                &typed.terms,
                "利用規約に同意する場合は、チェックを入れてください。",
            ),
            Document::Privacy => (
                &typed.privacy,
                "個人情報取り扱いに同意する場合は、チェックを入れてください。",
            ),
        };
        if tick != Field::TICKED {
            form.refuse(document.as_str(), sentence);
        }
    }
    if form.is_good() {
        let user = visit.visitor.user()?;
        let is_agreed = platform.registry()?.consent(user, shown).await?;
        // Versions that changed meanwhile are shown anew.
        return Ok(see_other(if is_agreed { "/" } else { "/consent" }));
    }
    let page = new_page(&platform, &visit, &both, &open, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn open(platform: &Platform, visit: &Visit) -> Result<(InForce, Vec<Document>), SiteError> {
    let office = visit.visitor.office()?.number;
    let both = load(platform).await?;
    let of = both.clone();
    let open = platform
        .records
        .read("to_agree", move |records| to_agree(records, office, &of))
        .await?;
    Ok((both, open))
}

fn new_page(
    platform: &Platform,
    visit: &Visit,
    both: &InForce,
    open: &[Document],
    form: &FormState,
) -> ConsentPage {
    let text = |document: &Document| match document {
        Document::Terms => (
            Text::new(*document, &both.terms),
            form.field("terms", "利用規約に同意する").required(),
        ),
        Document::Privacy => (
            Text::new(*document, &both.privacy),
            form.field("privacy", "個人情報取り扱いに同意する")
                .required(),
        ),
    };
    let texts: Vec<_> = open.iter().map(text).collect();
    let mut shell = shell(platform, visit, "/consent");
    shell.crumbs = vec![Crumb::to("トップ", "/"), Crumb::here("規約の改定")];
    ConsentPage {
        shell,
        csrf: visit.csrf().to_owned(),
        summary: ErrorSummary::of(texts.iter().map(|(_, field)| field)),
        versions: both.versions(),
        texts,
    }
}
