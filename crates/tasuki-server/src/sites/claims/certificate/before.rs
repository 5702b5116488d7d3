//! 「発行申請を行う前に」, which must be opened before an application.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_terms::{CertificateClass, Yen};
use tasuki_ui::Shell;

use super::{class_of, crumbed};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page};

#[derive(Template)]
#[template(path = "claims/before.html")]
struct BeforePage {
    shell: Shell,
    class: CertificateClass,
    fee: Yen,
}

/// Shows it, and notes that it was opened.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    if let Some(session) = &visit.session {
        let token = session.token;
        platform
            .records
            .change("note_opened", move |records| {
                records.note_opened(&token, class.as_str())
            })
            .await?;
    }
    let shell = crumbed(&platform, &visit, class, "発行申請を行う前に");
    let fee = platform.registry()?.fees.certificates.of(class);
    page(&BeforePage { shell, class, fee })
}
