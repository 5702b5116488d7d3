//! Applications and licences: 利用状況Webサイト.

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
}
