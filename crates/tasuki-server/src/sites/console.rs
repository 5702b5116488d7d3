//! The operator's console (運用管理).

use super::{Role, Routes, log_in};

/// What the navigation leads to, and what each page needs.
pub(super) const NAVIGATION: &[(&str, &str, Role)] = &[("概要", "/", Role::OperatorViewer)];

/// All routes of the site.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post(Role::OperatorViewer, "/logout", log_in::log_out)
        .post(Role::OperatorViewer, "/session", log_in::keep_alive)
}
