//! An office takes a certificate back (失効), as when a computer is lost.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_store::RecordId;
use tasuki_terms::{CertificateClass, RevocationReason};
use tasuki_ui::{ChoiceField, ErrorSummary, Field, FormState, Shell};

use super::{choices, class_of, crumbed, issuing_password, path_of, usable};
use crate::platform::Platform;
use crate::sites::claims::refused::{APPLICATION, ISSUING_PASSWORD, refuse};
use crate::sites::revocation::{REVOCATION, revocation_reasons};
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, see_other, to_the_end};

#[derive(Template)]
#[template(path = "claims/revoke.html")]
struct RevokePage {
    shell: Shell,
    csrf: String,
    class: CertificateClass,
    summary: ErrorSummary,
    has_any: bool,
    application: ChoiceField,
    reason: ChoiceField,
    issuing_password: Field,
    understood: Field,
}

impl RevokePage {
    async fn new(
        platform: &Platform,
        visit: &Visit,
        class: CertificateClass,
        form: &FormState,
    ) -> Result<Self, SiteError> {
        let usable = usable(platform, visit, class).await?;
        let application = choices(form, &usable);
        let issuing_password = issuing_password(
            form,
            "現在の（最後に発行または再発行された）証明書発行用パスワードを入力してください。\
             分からない場合は、「ユーザ情報変更」の画面で再発行し、新しいパスワードを入力してください。",
        );
        let reason = revocation_reasons(form, &RevocationReason::OF_OFFICES);
        let understood = form
            .field(
                "understood",
                "失効させた証明書を元に戻せないことを確認しました",
            )
            .required();
        Ok(Self {
            shell: crumbed(platform, visit, class, "証明書の失効"),
            csrf: visit.csrf().to_owned(),
            class,
            summary: ErrorSummary::of([
                &application.field,
                &reason.field,
                &issuing_password,
                &understood,
            ]),
            has_any: !usable.is_empty(),
            application,
            reason,
            issuing_password,
            understood,
        })
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::claims) struct Typed {
    #[serde(default)]
    application: String,
    #[serde(default)]
    revocation: String,
    #[serde(default)]
    issuing_password: SecretString,
    #[serde(default)]
    understood: String,
}

/// Shows what can be taken back.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    let page = RevokePage::new(&platform, &visit, class, &FormState::new()).await?;
    page_with(StatusCode::OK, &page)
}

/// Takes one back.
pub(in crate::sites::claims) async fn revoke(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    visit.attempt(&platform, Secret::Issuing)?;
    let user = visit.visitor.user()?;
    let (typed, mut form) = posted.state(&[ISSUING_PASSWORD]);
    if typed.understood != Field::TICKED {
        form.refuse("understood", "内容を確認し、チェックしてください。");
    }
    let id: Option<RecordId> = typed.application.parse().ok();
    if id.is_none() {
        form.refuse(APPLICATION, "証明書を選択してください。");
    }
    let reason = RevocationReason::read(&typed.revocation)
        .filter(|reason| RevocationReason::OF_OFFICES.contains(reason));
    if reason.is_none() {
        form.refuse(REVOCATION, "失効の理由を選択してください。");
    }
    if let Some((id, reason)) = id.zip(reason).filter(|_| form.is_good()) {
        let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
        let revoked = to_the_end(async move {
            registry
                .revoke_own_certificate(
                    &working.passwords,
                    user,
                    id,
                    typed.issuing_password,
                    reason,
                )
                .await
        });
        match revoked.await? {
            Ok(()) => return Ok(see_other(&format!("{}?revoked=1", path_of(class)))),
            Err(error) => refuse(&mut form, &error)?,
        }
    }
    let page = RevokePage::new(&platform, &visit, class, &form).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
