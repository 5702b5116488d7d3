//! 事業所のデータについて: what the files and the interface hold, and how they may be used.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tasuki_ui::{Cell, Column, Crumb, Shell, Table};

use super::data::{HEADINGS, MEANINGS};
use super::shown::{Fresh, is_monthly};
use super::{MENU, ask};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

#[derive(Template)]
#[template(path = "support/directory/data.html")]
struct DataPage {
    shell: Shell,
    fresh: Fresh,
    /// The columns of the CSV file.
    columns: Table,
    /// The members of an office in JSON.
    members: Table,
    /// The paths of the interface.
    paths: Table,
    /// What can be asked of them.
    parameters: Table,
    /// Where this site is, as an example of an address.
    origin: String,
}

/// The members of an office in JSON, and what they are.
const MEMBERS: [(&str, &str); 14] = [
    ("number", "事業所番号"),
    ("name", "事業所名"),
    ("kana", "事業所名カナ"),
    (
        "kind",
        "事業所の区分。care-managementは居宅介護支援事業所、serviceは介護サービス事業所です",
    ),
    (
        "services",
        "サービスの種類。code（サービス種類コード）とname（名称、分からないときはnull）の組です",
    ),
    ("prefecture", "都道府県。code（01から47）とnameの組です"),
    ("municipality", "市区町村"),
    ("address", "市区町村より後の住所"),
    ("phone", "電話番号"),
    ("corporation", "運営法人の名称"),
    ("url", "事業所のWebサイトのアドレス"),
    ("latitude", "緯度（十進法の度）。分からないときはnullです"),
    ("longitude", "経度（十進法の度）。分からないときはnullです"),
    (
        "participation",
        "利用状況。since（利用開始日）とstandard（受け取れる標準仕様、分からないときはnull）の組で、\
         利用していないときはnullです",
    ),
];

/// The paths of the interface, and what they answer.
const PATHS: [(&str, &str); 3] = [
    (
        "/api/offices",
        "条件に合う事業所。as_of（時点）、total（該当する件数）、offices（事業所の並び）を返します",
    ),
    (
        "/api/offices/事業所番号",
        "事業所1件。一覧にないときは、404（directory.unknown-office）を返します",
    ),
    (
        "/api/map",
        "地図の範囲にある事業所。as_of、totalと、markers（まとめた件数count、位置、1件のときは番号と名称）を返します",
    ),
];

/// Parameters: name, which of the paths know it, what it asks for.
const PARAMETERS: [(&str, &str, &str); 11] = [
    ("prefecture", "/api/offices", "都道府県コード（01から47）"),
    (
        "municipality",
        "/api/offices",
        "市区町村の名称（例：千代田区）。prefectureと一緒に指定します",
    ),
    (
        "service",
        "両方",
        "サービス種類コード（例：43）。いくつでも指定でき、いずれかに当てはまる事業所を返します",
    ),
    ("kind", "両方", "care-managementまたはservice"),
    (
        "all",
        "両方",
        "trueにすると、利用していない事業所も返します（省略時はfalse）",
    ),
    (
        "q",
        "/api/offices",
        "事業所名、カナ、事業所番号、住所の一部。空白で区切ると、すべてを含む事業所を返します（8語まで）",
    ),
    (
        "near",
        "/api/offices",
        "緯度と経度（例：35.681,139.767）。近い順に並べます",
    ),
    (
        "limit",
        "/api/offices",
        "返す件数。1から200です（省略時は50）",
    ),
    ("offset", "/api/offices", "先頭から省く件数（省略時は0）"),
    (
        "box",
        "/api/map",
        "地図の範囲。西、南、東、北の順に、度をカンマで区切ります（省略時は全国）",
    ),
    (
        "zoom",
        "/api/map",
        "縮尺。0から14で、1増えるごとに、事業所をまとめる範囲の幅が半分になります（省略時は0）",
    ),
];

/// Shows it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let monthly = is_monthly(&platform);
    let mut shell = shell(&platform, &visit, MENU);
    shell.crumbs = vec![
        Crumb::to("トップ", "/"),
        Crumb::to("地域別の一覧から探す", "/offices"),
        Crumb::here("事業所のデータについて"),
    ];
    let sites = platform.settings.sites.as_ref();
    let origin = sites.map_or(String::new(), |sites| sites.support.url.clone());
    let shown = ask(&platform, move |held| DataPage {
        shell,
        fresh: Fresh::of(held, monthly),
        columns: columns(),
        members: pairs("JSONの事業所の項目", "項目", &MEMBERS),
        paths: pairs("アドレスと返す内容", "アドレス", &PATHS),
        parameters: parameters(),
        origin,
    });
    page(&shown.await?)
}

fn columns() -> Table {
    let head = [
        Column::number("列"),
        Column::text("見出し"),
        Column::text("内容"),
    ];
    let mut table = Table::new("CSVの列", head);
    for (place, (heading, meaning)) in (1..).zip(HEADINGS.into_iter().zip(MEANINGS)) {
        let place: usize = place;
        table = table.row([
            Cell::text(place.to_string()),
            Cell::text(heading),
            Cell::text(meaning),
        ]);
    }
    table
}

fn pairs(caption: &str, name: &str, pairs: &[(&str, &str)]) -> Table {
    let mut table = Table::new(caption, [Column::text(name), Column::text("内容")]);
    for (name, meaning) in pairs {
        table = table.row([Cell::text(*name), Cell::text(*meaning)]);
    }
    table
}

fn parameters() -> Table {
    let head = ["パラメーター", "使えるアドレス", "内容"].map(Column::text);
    let mut table = Table::new("パラメーター", head);
    for (name, paths, meaning) in PARAMETERS {
        table = table.row([name, paths, meaning].map(Cell::text));
    }
    table
}
