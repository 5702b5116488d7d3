//! IDs and certificates: the part of 電子請求受付システム that the exchange needs.

mod account;
mod address;
mod certificate;
mod certificates;
mod faq;
mod fingerprints;
mod guide;
mod home;
mod next_step;
mod notice;
mod notices;
mod password;
mod refused;
mod reset;
mod terms;

use super::{Role, Routes, log_in};

/// What the navigation leads to, and what each page needs.
pub(super) const NAVIGATION: &[(&str, &str, Role)] = &[
    ("お知らせ", "/notices", Role::Office),
    ("証明書", "/certificates", Role::Office),
    ("ユーザ情報変更", "/account", Role::Office),
    ("FAQ", "/faq", Role::Nobody),
];

/// All routes of the site.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get(Role::Nobody, "/login", log_in::show)
        .post(Role::Nobody, "/login", log_in::log_in)
        .post(Role::NewOffice, "/logout", log_in::log_out)
        .post(Role::NewOffice, "/session", log_in::keep_alive)
        .get(Role::NewOffice, "/password", password::show)
        .post(Role::NewOffice, "/password", password::change)
        .get(Role::Nobody, "/reset", reset::show)
        .post(Role::Nobody, "/reset", reset::ask)
        .get(Role::Nobody, "/reset/sent", reset::sent)
        .get(Role::Nobody, "/reset/done", reset::done)
        .get(Role::Nobody, "/reset/{token}", reset::choose)
        .post(Role::Nobody, "/reset/{token}", reset::set)
        .get(Role::Nobody, "/address/{token}", address::show)
        .post(Role::Nobody, "/address/{token}", address::confirm)
        .get(Role::Nobody, "/faq", faq::show)
        .get(Role::Nobody, "/guide/client", guide::client)
        .get(Role::Nobody, "/guide/windows", guide::windows)
        .get(Role::Nobody, "/root.cer", fingerprints::root)
        .get(Role::Nobody, "/certificate-terms.txt", terms::download)
        .get(Role::Office, "/", home::show)
        .get(Role::Office, "/notices", notices::list)
        .get(Role::Office, "/notices/{id}", notice::show)
        .get(Role::Office, "/account", account::show)
        .get(Role::Office, "/account/address", account::address::show)
        .post(Role::Office, "/account/address", account::address::ask)
        .get(
            Role::Office,
            "/account/issuing-password",
            account::issuing::show,
        )
        .post(
            Role::Office,
            "/account/issuing-password",
            account::issuing::reissue,
        );
    certificate::routes(routes.get(Role::Office, "/certificates", certificates::show))
}
