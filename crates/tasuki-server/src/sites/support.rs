//! The help desk, the map of participating offices and the savings simulator
//! (ヘルプデスクサポートサイト): pages for everybody, without a log-in.
//!
//! Every page extends `support/page.html`, which loads what [`assets`] holds.

pub(super) mod address;
pub(super) mod assets;
mod chat;
mod contact;
mod directory;
mod downloads;
mod errors;
mod faq;
mod help;
mod interviews;
mod introduction;
mod materials;
mod notices;
mod search;
mod simulator;
mod stamp;
mod top;

use serde::de::DeserializeOwned;

use super::{Role, Routes};

pub(super) use downloads::FEED;
pub(crate) use help::Help;

/// What the navigation leads to, and what each page needs.
pub(super) const NAVIGATION: &[(&str, &str, Role)] = &[
    ("トップ", "/", Role::Nobody),
    ("お知らせ一覧", "/notices", Role::Nobody),
    ("各種資料", "/materials", Role::Nobody),
    ("よくあるご質問", "/faq", Role::Nobody),
    ("インタビュー", "/interviews", Role::Nobody),
    ("事業所を探す", "/map", Role::Nobody),
    ("かんたんシミュレーション", "/simulator", Role::Nobody),
    ("製品ダウンロード", "/downloads", Role::Nobody),
    ("お問い合わせ", "/contact", Role::Nobody),
    ("検索", "/search", Role::Nobody),
];

/// All routes of the site.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get(Role::Nobody, "/", top::show)
        .get(Role::Nobody, "/notices", notices::list)
        .get(Role::Nobody, "/notices.atom", notices::feed)
        .get(Role::Nobody, "/notices/{id}", notices::show)
        .get(Role::Nobody, "/faq", faq::list)
        .get(Role::Nobody, "/faq/{category}", faq::category)
        .get(Role::Nobody, "/faq/{category}/{name}", faq::entry)
        .get(Role::Nobody, "/search", search::show)
        .get(Role::Nobody, "/chat", chat::show)
        .post(Role::Nobody, "/chat", chat::ask)
        .get(Role::Nobody, "/errors", errors::list)
        .get(Role::Nobody, "/errors/{code}", errors::show)
        .get(Role::Nobody, "/introduction", introduction::show)
        .get(Role::Nobody, "/materials", materials::list)
        .get(Role::Nobody, "/materials/{name}", materials::show)
        .get(
            Role::Nobody,
            "/materials/pictures/{name}",
            materials::picture,
        )
        .get(Role::Nobody, "/interviews", interviews::list)
        .get(Role::Nobody, "/interviews/{id}", interviews::show)
        .get(Role::Nobody, "/simulator", simulator::show)
        .get(Role::Nobody, "/simulator.xlsx", simulator::download)
        .get(Role::Nobody, "/contact", contact::show)
        .post(Role::Nobody, "/contact", contact::check)
        .post_file(
            Role::Nobody,
            "/contact/send",
            contact::FORM_BYTES,
            contact::send,
        )
        .get(Role::Nobody, "/contact/done", contact::done)
        .get(Role::Nobody, "/downloads", downloads::show)
        .get(Role::Nobody, FEED, downloads::feed)
        .get(
            Role::Nobody,
            "/downloads/authorities.pem",
            downloads::authorities,
        )
        .get(Role::Nobody, "/downloads/files/{name}", downloads::download);
    directory::routes(routes)
}

/// What the query of an address asks for; nothing where it cannot be read.
fn asked<T: DeserializeOwned + Default>(query: Option<&str>) -> T {
    serde_html_form::from_str(query.unwrap_or_default()).unwrap_or_default()
}
