//! The first screen of a kind: apply, or download and install; and the history.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_terms::{CertificateClass, Date, day_in_japan, written_day, written_moment};
use tasuki_ui::{Cell, Choice, ChoiceField, Column, Crumb, ErrorSummary, FormState, Shell, Table};

use super::{class_of, has_opened_guide, path_of, written_days};
use crate::platform::Platform;
use crate::registry::{CertificateError, OfficeCertificate};
use crate::sites::claims::refused::{ACTION, refuse};
use crate::sites::{Posted, SiteError, Visit, page_with, see_other, shell};

#[derive(Template)]
#[template(path = "claims/certificate.html")]
pub(super) struct ChoosePage {
    shell: Shell,
    csrf: String,
    class: CertificateClass,
    /// A certificate was just revoked.
    is_revoked: bool,
    summary: ErrorSummary,
    action: ChoiceField,
    has_issued: bool,
    /// Why applications were refused and certificates taken back, newest first.
    reasons: Vec<String>,
    history: Table,
}

impl ChoosePage {
    pub(super) async fn new(
        platform: &Platform,
        visit: &Visit,
        class: CertificateClass,
        form: &FormState,
    ) -> Result<Self, SiteError> {
        let office = visit.visitor.office()?.number;
        let mut all = platform.registry()?.certificates_of(office).await?;
        all.retain(|one| one.application.class == class);
        let today = day_in_japan(platform.clock.now());
        let name = class.name();
        let actions = [
            Choice::new("apply", format!("{name}の発行申請をする")),
            Choice::new(
                "download",
                format!("{name}をダウンロード・インストールする"),
            ),
        ];
        let mut action = form.choices(ACTION, "操作", actions);
        action.field.required = true;
        let mut shell = shell(platform, visit, "/certificates");
        shell.crumbs = vec![Crumb::to("証明書", "/certificates"), Crumb::here(name)];
        let is_issued = |one: &&OfficeCertificate| one.held().is_valid(today);
        Ok(Self {
            shell,
            csrf: visit.csrf().to_owned(),
            class,
            is_revoked: false,
            summary: ErrorSummary::of([&action.field]),
            action,
            has_issued: all.iter().any(|one| is_issued(&one)),
            reasons: all.iter().filter_map(reason).collect(),
            history: history(class, &all, today),
        })
    }
}

/// Why an application was refused or its certificate taken back, with its day.
fn reason(one: &OfficeCertificate) -> Option<String> {
    let applied = written_day(day_in_japan(one.application.applied_at));
    match (&one.application.reason, one.revoked) {
        (Some(reason), _) => Some(format!("{applied}の発行申請（却下）：{reason}")),
        (None, Some(revoked)) => Some(format!(
            "{applied}の発行申請（{}に失効）：{}",
            written_moment(revoked.at),
            revoked.reason.name()
        )),
        (None, None) => None,
    }
}

/// 発行履歴, with the official columns.
fn history(class: CertificateClass, all: &[OfficeCertificate], today: Date) -> Table {
    let columns = ["発行申請日", "有効開始年月日", "有効終了年月日", "状況"].map(Column::text);
    let columns = columns
        .into_iter()
        .chain([Column::number("発行手数料残高")]);
    let mut table = Table::new(format!("{}の発行履歴", class.name()), columns).caption_hidden();
    "発行履歴はありません。".clone_into(&mut table.empty);
    for one in all {
        let application = &one.application;
        let [from, last] = written_days(one);
        let balance = application
            .state
            .fee_balance(application.fee, application.fee_paid_on);
        table = table.row([
            Cell::text(written_day(day_in_japan(application.applied_at))),
            Cell::text(from),
            Cell::text(last),
            Cell::text(one.held().shown_state(today)),
            Cell::text(balance.to_string()),
        ]);
    }
    table
}

/// What the page is asked for with.
#[derive(Debug, Deserialize)]
pub(in crate::sites::claims) struct Asked {
    /// A certificate was revoked.
    #[serde(default)]
    revoked: Option<String>,
}

/// Shows the screen.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    let mut page = ChoosePage::new(&platform, &visit, class, &FormState::new()).await?;
    page.is_revoked = asked.revoked.is_some();
    page_with(StatusCode::OK, &page)
}

/// What is chosen.
#[derive(Deserialize)]
pub(in crate::sites::claims) struct Chosen {
    #[serde(default)]
    action: String,
}

/// Goes on to what was chosen (次へ).
pub(in crate::sites::claims) async fn go_on(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
    posted: Posted<Chosen>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    let (chosen, mut form) = posted.state(&[]);
    match &*chosen.action {
        "download" => return Ok(see_other(&format!("{}/download", path_of(class)))),
        "apply" if !has_opened_guide(&visit, class) => form.refuse(
            ACTION,
            "「発行申請を行う前に」の内容を確認してから、「次へ」を押してください。",
        ),
        "apply" => {
            let user = visit.visitor.user()?;
            match platform.registry()?.may_apply(user, class).await {
                Ok(()) => return Ok(see_other(&format!("{}/apply", path_of(class)))),
                Err(error) => refuse(&mut form, &error)?,
            }
        }
        _ => form.refuse(ACTION, "いずれかを選択してください。"),
    }
    let page = ChoosePage::new(&platform, &visit, class, &form).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Shows the screen again with why an application was not taken.
pub(super) async fn refused(
    platform: &Platform,
    visit: &Visit,
    class: CertificateClass,
    error: &CertificateError,
) -> Result<Response, SiteError> {
    let mut form = FormState::new();
    refuse(&mut form, error)?;
    let page = ChoosePage::new(platform, visit, class, &form).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
