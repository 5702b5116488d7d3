//! The first page (トップ).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_answers::Category;
use tasuki_ui::{NavItem, Shell};

use super::notices::NoticeLine;
use crate::platform::Platform;
use crate::sites::{Site, SiteError, Visit, page, shell};

/// How many notices it shows.
const NOTICES: u64 = 5;

#[derive(Template)]
#[template(path = "support/top.html")]
struct TopPage {
    shell: Shell,
    entrances: [Entrance; 3],
    notices: Vec<NoticeLine>,
    categories: Vec<NavItem>,
}

/// A way into the site.
struct Entrance {
    title: &'static str,
    text: &'static str,
    links: Vec<NavItem>,
}

impl Entrance {
    fn new(title: &'static str, text: &'static str, links: &[(&str, &str)]) -> Self {
        let links = links.iter();
        let links = links.map(|(label, href)| NavItem::new(*label, *href));
        Self {
            title,
            text,
            links: links.collect(),
        }
    }
}

/// Shows it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let now = platform.clock.now();
    let notices = platform
        .records
        .read("headlines", move |records| {
            records.headline_notices(now, NOTICES)
        })
        .await?;
    let faq = &platform.help()?.faq;
    let categories = Category::ALL
        .into_iter()
        .filter(|category| faq.of(*category).next().is_some());
    page(&TopPage {
        shell: shell(&platform, &visit, "/"),
        entrances: entrances(&platform),
        notices: notices.iter().map(NoticeLine::from).collect(),
        categories: categories
            .map(|category| NavItem::new(category.name(), format!("/faq/{}", category.slug())))
            .collect(),
    })
}

fn entrances(platform: &Platform) -> [Entrance; 3] {
    let claims = format!("{}/", platform.settings.site_origin(Site::Claims));
    let portal = format!("{}/", platform.settings.site_origin(Site::Portal));
    [
        Entrance::new(
            "これから導入を検討したい方",
            "どのようなシステムか、費用や効果を確認できます。",
            &[
                ("システムの概要", "/introduction"),
                ("かんたんシミュレーション", "/simulator"),
                ("利用状況（地図から探す）", "/map"),
                ("利用状況（地域別の一覧）", "/offices"),
                ("インタビュー", "/interviews"),
            ],
        ),
        Entrance::new(
            "今すぐ導入の手続きをしたい方",
            "電子証明書の発行、利用申請、連携クライアントの準備へ進みます。",
            &[
                (
                    "スタートガイド 導入フロー編",
                    "/materials/start-introduction",
                ),
                ("電子請求受付システム", &claims),
                ("利用状況Webサイト", &portal),
                ("製品ダウンロード", "/downloads"),
            ],
        ),
        Entrance::new(
            "サポートをご希望の方",
            "操作で困ったときや、エラーが表示されたときは、こちらをご覧ください。",
            &[
                ("チャットで質問する", "/chat"),
                ("よくあるご質問", "/faq"),
                ("エラーコードの一覧", "/errors"),
                ("操作マニュアル（各種資料）", "/materials"),
                ("お問い合わせ", "/contact"),
            ],
        ),
    ]
}
