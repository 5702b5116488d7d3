//! IDs and certificates: the part of 電子請求受付システム that the exchange needs.

mod password;

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
    routes
        .get(Role::Nobody, "/login", log_in::show)
        .post(Role::Nobody, "/login", log_in::log_in)
        .post(Role::NewOffice, "/logout", log_in::log_out)
        .post(Role::NewOffice, "/session", log_in::keep_alive)
        .get(Role::NewOffice, "/password", password::show)
        .post(Role::NewOffice, "/password", password::change)
}
