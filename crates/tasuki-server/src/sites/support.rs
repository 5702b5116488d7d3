//! The help desk, the map of participating offices and the savings simulator
//! (ヘルプデスクサポートサイト): pages for everybody, without a log-in.
//!
//! Every page extends `support/page.html`, which loads what [`assets`] holds.

pub(super) mod assets;
mod directory;
mod top;

use super::{Role, Routes};

/// What the navigation leads to, and what each page needs.
pub(super) const NAVIGATION: &[(&str, &str, Role)] = &[
    ("トップ", "/", Role::Nobody),
    ("地図から探す", "/map", Role::Nobody),
    ("地域別の一覧", "/offices", Role::Nobody),
    ("取引先を調べる", "/offices/partners", Role::Nobody),
];

/// All routes of the site.
pub(super) fn routes(routes: Routes) -> Routes {
    directory::routes(routes.get(Role::Nobody, "/", top::show))
}
