//! Applications are approved: those that were ticked, or all that a page has listed.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::CertificateState;
use tasuki_pki::IssueError;
use tasuki_store::RecordId;
use tasuki_ui::{Crumb, Shell};

use super::{Row, rows};
use crate::platform::Platform;
use crate::registry::CertificateError;
use crate::sites::{Posted, SiteError, Visit, page, see_other, shell};

/// How many are approved with one press.
const AT_ONCE: u64 = 200;

#[derive(Template)]
#[template(path = "console/certificates_approve.html")]
struct ApprovePage {
    shell: Shell,
    csrf: String,
    rows: Vec<Row>,
    /// How many wait in all.
    total: u64,
}

/// Asks before all that wait are approved. The form names each of them, so that nothing is approved
/// that came after the page was shown.
pub(in crate::sites::console) async fn ask(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let waiting = Some(CertificateState::Applied);
    let (rows, total) = rows(&platform, waiting, 0, AT_ONCE).await?;
    let mut shell = shell(&platform, &visit, "/certificates");
    shell.crumbs = vec![
        Crumb::to("証明書の申請", "/certificates"),
        Crumb::here("まとめて承認"),
    ];
    page(&ApprovePage {
        shell,
        csrf: visit.csrf().to_owned(),
        rows,
        total,
    })
}

/// Which applications.
#[derive(Deserialize)]
pub(in crate::sites::console) struct Chosen {
    #[serde(default)]
    id: Vec<String>,
}

/// Approves them.
pub(in crate::sites::console) async fn approve(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Chosen>,
) -> Result<Response, SiteError> {
    let actor = visit.visitor.operator()?;
    let ids = posted.form.id.iter().map(|id| id.parse());
    let ids: Vec<RecordId> = ids
        .collect::<Result<_, _>>()
        .map_err(|_| SiteError::NotFound)?;
    let (mut approved, mut failed) = (0_u32, 0_u32);
    let mut why = "";
    for id in ids {
        match platform.registry()?.approve_certificate(id, actor).await {
            Ok(()) => approved += 1,
            Err(CertificateError::NoAuthority | CertificateError::Store(_)) => {
                return Err(SiteError::Fault);
            }
            Err(CertificateError::Issue(IssueError::Outlives)) => {
                tracing::error!(%id, "the authority ends before the certificate would");
                failed += 1;
                why = "&why=authority";
            }
            Err(error) => {
                tracing::warn!(%id, %error, "a certificate is not approved");
                failed += 1;
            }
        }
    }
    Ok(see_other(&format!(
        "/certificates?approved={approved}&failed={failed}{why}"
    )))
}
