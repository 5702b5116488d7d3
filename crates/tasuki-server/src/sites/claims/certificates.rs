//! The kinds of certificates, and how each stands.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_terms::{CertificateClass, day_in_japan, written_day};
use tasuki_ui::{Cell, Column, Shell, Table};

use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "claims/certificates.html")]
struct CertificatesPage {
    shell: Shell,
    table: Table,
}

/// Lists the kinds that an office may have.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let office = visit.visitor.office()?.number;
    let registry = platform.registry()?;
    let (fees, all) = (&registry.fees, registry.certificates_of(office).await?);
    let today = day_in_japan(platform.clock.now());
    let columns = ["証明書", "状況", "有効終了年月日"].map(Column::text);
    let columns = columns
        .into_iter()
        .chain([Column::number("発行手数料（3年）")]);
    let mut table = Table::new("証明書の種類", columns).caption_hidden();
    for class in CertificateClass::ALL {
        if !class.is_for_exchange() {
            continue;
        }
        let newest = all.iter().find(|one| one.application.class == class);
        let state = newest.map_or("未申請", |one| one.held().shown_state(today));
        let last = newest.and_then(|one| one.days);
        table = table.row([
            Cell::link(class.name(), format!("/certificates/{}", class.as_str())),
            Cell::text(state),
            Cell::text(last.map_or_else(|| "-".to_owned(), |(_, last)| written_day(last))),
            Cell::text(fees.certificates.of(class).to_string()),
        ]);
    }
    let shell = shell(&platform, &visit, "/certificates");
    page(&CertificatesPage { shell, table })
}
