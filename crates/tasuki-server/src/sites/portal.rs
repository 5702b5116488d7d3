//! Applications and licences: 利用状況Webサイト.

mod app_user;
mod application;
mod apply;
mod bill;
mod completion;
mod consent;
mod document;
mod invoice;
mod licence;
mod receipt;
mod renewal;
mod top;

use super::{Role, Routes, log_in};

/// What the navigation leads to, and what each page needs.
pub(super) const NAVIGATION: &[(&str, &str, Role)] = &[
    ("トップ", "/", Role::Office),
    ("利用申請/更新", "/application", Role::Office),
    ("ライセンス", "/licence", Role::Office),
];

/// All routes of the site.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(Role::Nobody, "/login", log_in::show)
        .post(Role::Nobody, "/login", log_in::log_in)
        .post(Role::NewOffice, "/logout", log_in::log_out)
        .post(Role::NewOffice, "/session", log_in::keep_alive)
        .get(Role::Office, "/", top::show)
        .post(Role::Office, "/app-user", app_user::show)
        .get(Role::Office, "/application", application::show)
        .get(Role::Office, "/application/form", apply::show)
        .post(Role::Office, "/application/form", apply::send)
        .get(Role::Office, "/application/completion", completion::show)
        .get(
            Role::Office,
            "/application/completion.pdf",
            completion::print,
        )
        .get(Role::Office, "/licence", licence::show)
        .post(Role::Office, "/licence/renewal", renewal::switch)
        .get(
            Role::Office,
            "/licence/{number}/invoice.pdf",
            invoice::print,
        )
        .get(
            Role::Office,
            "/licence/{number}/receipt.pdf",
            receipt::print,
        )
        .get(Role::Office, "/consent", consent::show)
        .post(Role::Office, "/consent", consent::agree)
        .get(Role::Nobody, "/terms/{document}", document::show)
}
