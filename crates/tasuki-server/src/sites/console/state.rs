//! What the sites say of the system's state.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_store::{SystemStateRow, Transaction};
use tasuki_ui::{Choice, ChoiceField, Crumb, ErrorSummary, Field, FormState, Shell};

use crate::platform::Platform;
use crate::sites::{Posted, SiteError, Visit, page, page_with, see_other, shell};

/// The most characters of the sentence.
const SENTENCE_MAX: usize = 200;

#[derive(Template)]
#[template(path = "console/state.html")]
struct StatePage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    usable: ChoiceField,
    sentence: Field,
}

impl StatePage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let choices = [
            Choice::new("yes", "利用可能です。"),
            Choice::new("no", "利用できません。"),
        ];
        let mut usable = form.choices("usable", "システムの状態", choices);
        usable.field.required = true;
        let sentence = form
            .field("sentence", "説明文")
            .required()
            .help("状態の下に表示する文です。200文字以内で入力してください。");
        let mut shell = shell(platform, visit, "/");
        shell.crumbs = vec![Crumb::to("概要", "/"), Crumb::here("システムの状態")];
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&usable.field, &sentence]),
            usable,
            sentence,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    usable: String,
    #[serde(default)]
    sentence: String,
}

/// What is said now.
async fn said_now(platform: &Platform) -> Result<SystemStateRow, SiteError> {
    let read = |records: &Transaction<'_>| records.system_state();
    Ok(platform.records.read("system_state", read).await?)
}

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let state = said_now(&platform).await?;
    let usable = if state.is_usable { "yes" } else { "no" };
    let form = FormState::typed([("usable", usable), ("sentence", &state.sentence)], &[]);
    page(&StatePage::new(&platform, &visit, &form))
}

/// Changes it.
pub(super) async fn change(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let (typed, mut form) = posted.state(&[]);
    let sentence = typed.sentence.trim().to_owned();
    let before = said_now(&platform).await?;
    if !matches!(&*typed.usable, "yes" | "no") {
        form.refuse("usable", "選択してください。");
    }
    if sentence.is_empty() {
        form.refuse("sentence", "未入力です。");
    } else if typed.usable == "no" && before.is_usable && sentence == before.sentence {
        form.refuse(
            "sentence",
            "利用できない理由と、再開の予定を入力してください。",
        );
    } else if sentence.chars().count() > SENTENCE_MAX {
        form.refuse("sentence", "200文字以内で入力してください。");
    }
    if !form.is_good() {
        let page = StatePage::new(&platform, &visit, &form);
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let actor = visit.visitor.operator()?;
    platform
        .registry()?
        .set_system_state(typed.usable == "yes", sentence, actor)
        .await?;
    Ok(see_other("/?done=state"))
}
