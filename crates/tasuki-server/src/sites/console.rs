//! The operator's console (運用管理).

mod audit;
mod certificates;
mod corrections;
mod deductions;
mod done;
mod kept;
mod licences;
mod list;
mod log_in;
mod notices;
mod offices;
mod operators;
mod overview;
mod password;
mod state;
mod terms;
mod tickets;

use super::log_in::{keep_alive, log_out};
use super::{Role, Routes, confirm};

pub(crate) use kept::Kept;

/// What the navigation leads to, and what each page needs.
pub(super) const NAVIGATION: &[(&str, &str, Role)] = &[
    ("概要", "/", Role::OperatorViewer),
    ("事業所", "/offices", Role::OperatorViewer),
    ("証明書の申請", "/certificates", Role::OperatorViewer),
    ("ライセンス", "/licences", Role::OperatorViewer),
    ("差引", "/deductions", Role::OperatorViewer),
    ("修正依頼", "/corrections", Role::OperatorViewer),
    ("お問い合わせ", "/tickets", Role::OperatorViewer),
    ("お知らせ", "/notices", Role::OperatorViewer),
    ("規約", "/terms", Role::OperatorViewer),
    ("操作記録", "/audit", Role::OperatorViewer),
    ("運用者", "/operators", Role::OperatorAdmin),
    ("パスワード", "/password", Role::OperatorViewer),
];

/// All routes of the site.
pub(super) fn routes(routes: Routes) -> Routes {
    use Role::{
        NewOperator, Nobody, OperatorAdmin as Admin, OperatorClerk as Clerk,
        OperatorViewer as Viewer,
    };
    routes
        .get(Nobody, "/login", log_in::show)
        .post(Nobody, "/login", log_in::log_in)
        .post(NewOperator, "/logout", log_out)
        .post(NewOperator, "/session", keep_alive)
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
        .post(
            Clerk,
            "/offices/{number}/users/{user}/unlock",
            offices::unlock,
        )
        .get(Clerk, "/letters/{id}", offices::download)
        .get(Viewer, "/certificates", certificates::list)
        .get(Clerk, "/certificates/approve", certificates::ask)
        .post(Clerk, "/certificates/approve", certificates::approve)
        .get(Viewer, "/certificates/{id}", certificates::show)
        .post(Clerk, "/certificates/{id}/refuse", certificates::refuse)
        .post(Clerk, "/certificates/{id}/revoke", certificates::revoke)
        .post(Clerk, "/certificates/{id}/fee", certificates::settle)
        .get(Viewer, "/licences", licences::list)
        .get(Viewer, "/licences/{id}", licences::show)
        .post(Clerk, "/licences/{id}/payment", licences::step)
        .get(Viewer, "/deductions", deductions::list)
        .post(Clerk, "/deductions", deductions::make)
        .get(
            Clerk,
            "/deductions/{month}/{federation}",
            deductions::download,
        )
        .get(
            Viewer,
            "/deductions/{month}/{federation}/result",
            deductions::show_result,
        )
        .post_file(
            Clerk,
            "/deductions/{month}/{federation}/result",
            deductions::RESULT_BYTES,
            deductions::read,
        )
        .get(Viewer, "/corrections", corrections::list)
        .get(Viewer, "/corrections/{id}", corrections::show)
        .post(Clerk, "/corrections/{id}", corrections::change)
        .get(Viewer, "/notices", notices::list)
        .get(Clerk, "/notices/new", notices::show_new)
        .post(Clerk, "/notices/new", notices::publish)
        .get(Viewer, "/notices/{id}", notices::show)
        .post(Clerk, "/notices/{id}", notices::save)
        .post(Clerk, "/notices/{id}/remove", notices::remove)
        .get(Viewer, "/tickets", tickets::list)
        .post(Viewer, "/tickets", tickets::search)
        .get(Viewer, "/tickets/{number}", tickets::show)
        .post(Clerk, "/tickets/{number}", tickets::step)
        .get(Viewer, "/tickets/{number}/attachment", tickets::attachment)
        .get(Viewer, "/terms", terms::list)
        .get(Admin, "/terms/new", terms::show_new)
        .post(Admin, "/terms/new", terms::add)
        .get(Viewer, "/terms/{document}/{version}", terms::show)
        .get(Viewer, "/audit", audit::list)
        .post(Viewer, "/audit/verify", audit::verify)
        .get(Viewer, "/audit/export.csv", audit::export)
        .get(NewOperator, "/password", password::show)
        .post(NewOperator, "/password", password::change)
        .get(Admin, "/confirm", confirm::show)
        .post(Admin, "/confirm", confirm::confirm)
        .ask_again()
        .get(Admin, "/operators", operators::list)
        .get(Admin, "/operators/new", operators::show_new)
        .post(Admin, "/operators/new", operators::add)
        .get(Admin, "/operators/{name}", operators::show)
        .post(Admin, "/operators/{name}/role", operators::change_role)
        .post(Admin, "/operators/{name}/active", operators::change_active)
        .post(Admin, "/operators/{name}/key", operators::new_key)
        .post(Admin, "/operators/{name}/password", operators::new_password)
}
