//! The operator's console (運用管理).

mod done;
mod kept;
mod list;
mod log_in;
mod offices;
mod operators;
mod overview;
mod password;
mod state;

use super::log_in::{keep_alive, log_out};
use super::{Role, Routes};

pub(crate) use kept::Kept;

/// What the navigation leads to, and what each page needs.
pub(super) const NAVIGATION: &[(&str, &str, Role)] = &[
    ("概要", "/", Role::OperatorViewer),
    ("事業所", "/offices", Role::OperatorViewer),
    ("運用者", "/operators", Role::OperatorAdmin),
    ("パスワード", "/password", Role::OperatorViewer),
];

/// All routes of the site.
pub(super) fn routes(routes: Routes) -> Routes {
    use Role::{Nobody, OperatorAdmin as Admin, OperatorClerk as Clerk, OperatorViewer as Viewer};
    routes
        .get(Nobody, "/login", log_in::show)
        .post(Nobody, "/login", log_in::log_in)
        .post(Viewer, "/logout", log_out)
        .post(Viewer, "/session", keep_alive)
        .get(Viewer, "/", overview::show)
        .get(Clerk, "/state", state::show)
        .post(Clerk, "/state", state::change)
        .get(Viewer, "/offices", offices::list)
        .get(Clerk, "/offices/new", offices::show_new)
        .post(Clerk, "/offices/new", offices::add)
        .get(Clerk, "/offices/import", offices::show_import)
        .post(Clerk, "/offices/import", offices::preview)
        .post(Clerk, "/offices/import/confirm", offices::confirm)
        .get(Clerk, "/offices/import/template.csv", offices::template)
        .get(Viewer, "/offices/{number}", offices::show)
        .get(Clerk, "/offices/{number}/letter", offices::ask_again)
        .post(Clerk, "/offices/{number}/letter", offices::issue_again)
        .get(Clerk, "/offices/{number}/status", offices::show_status)
        .post(Clerk, "/offices/{number}/status", offices::change_status)
        .get(
            Clerk,
            "/offices/{number}/succession",
            offices::show_succession,
        )
        .post(Clerk, "/offices/{number}/succession", offices::succeed)
        .get(Clerk, "/letters/{id}", offices::download)
        .get(Viewer, "/password", password::show)
        .post(Viewer, "/password", password::change)
        .get(Admin, "/operators", operators::list)
        .get(Admin, "/operators/new", operators::show_new)
        .post(Admin, "/operators/new", operators::add)
        .get(Admin, "/operators/{name}", operators::show)
        .post(Admin, "/operators/{name}/role", operators::change_role)
        .post(Admin, "/operators/{name}/active", operators::change_active)
        .post(Admin, "/operators/{name}/key", operators::new_key)
        .post(Admin, "/operators/{name}/password", operators::new_password)
}
