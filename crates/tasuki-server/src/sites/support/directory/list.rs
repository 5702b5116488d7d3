//! 地域別の一覧から探す.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use tasuki_directory::{DirectoryIndex, Filter, Municipality, Order, Page, Place, PrefectureCount};
use tasuki_standard::search_form;
use tasuki_ui::{ChoiceField, Crumb, Field, FormState, Paging, Shell};

use super::asked::Asked;
use super::shown::{Fresh, Line, is_monthly};
use super::{MENU, ask};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

/// Offices on a page.
pub(super) const SIZE: usize = 50;

#[derive(Template)]
#[template(path = "support/directory/list.html")]
struct ListPage {
    shell: Shell,
    fresh: Fresh,
    asked: Asked,
    title: String,
    prefecture: ChoiceField,
    words: Field,
    near: Field,
    services: ChoiceField,
    kind: ChoiceField,
    all: Field,
    /// How many there are where: all prefectures, or the municipalities of one.
    regions: Vec<Region>,
    /// From where ways are told, or that nobody knows where that is.
    from: Option<Start>,
    total: usize,
    offices: Vec<Line>,
    paging: Paging,
}

/// A region with how many offices it has.
struct Region {
    name: String,
    count: usize,
    href: String,
    is_here: bool,
}

/// From where ways are told.
enum Start {
    Known(String, Place),
    Unknown,
}

impl ListPage {
    /// Whether something was looked for: what was found then comes before the regions.
    fn searches(&self) -> bool {
        !(self.asked.words.is_empty() && self.asked.near.is_empty())
    }

    /// Whether what is folded away has to be mended.
    const fn asks_where(&self) -> bool {
        matches!(self.from, Some(Start::Unknown))
    }

    /// How many conditions are folded away.
    fn folded(&self) -> usize {
        self.asked.folded() + usize::from(!self.asked.near.is_empty())
    }
}

/// Shows how many offices are where, and a list of those that are asked for.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, SiteError> {
    let asked = Asked::read(query.as_deref());
    let monthly = is_monthly(&platform);
    let title = title(&asked);
    let mut shell = shell(&platform, &visit, MENU);
    shell.crumbs = crumbs(&asked, &title);
    let shown = ask(&platform, move |held| {
        let filter = asked.filter();
        let from = start(&asked);
        let place = match &from {
            Some(Start::Known(_, place)) => Some(*place),
            _ => None,
        };
        let mut whole = Filter {
            municipality: None,
            ..filter.clone()
        };
        let regions = regions(&held.index, &asked, &mut whole);
        let size = u64::try_from(SIZE).unwrap_or(u64::MAX);
        let order = place.map_or(Order::Region, Order::Distance);
        let (mut total, mut number, mut offices) = (0, 1, Vec::new());
        if asked.asks_for_list() {
            let of_page = |number: u64| {
                let skip = usize::try_from((number - 1) * size).unwrap_or(usize::MAX);
                held.index.list(&filter, order, Page { skip, size: SIZE })
            };
            let mut listing = of_page(asked.page);
            number = asked.page;
            total = listing.total;
            let last = u64::try_from(total)
                .unwrap_or(u64::MAX)
                .div_ceil(size)
                .max(1);
            if number > last {
                number = last;
                listing = of_page(number);
            }
            let lines = listing.offices.iter();
            offices = lines.filter_map(|id| Line::of(held, *id, place)).collect();
        }
        let form = FormState::typed([("q", &asked.words), ("near", &asked.near)], &[]);
        let near = form.field("near", "近い順に並べる起点");
        let words = form.field("q", "事業所名、カナ、事業所番号、住所");
        ListPage {
            shell,
            fresh: Fresh::of(held, monthly),
            title,
            prefecture: asked.prefecture_field("都道府県", "すべて"),
            words: words.search().max_length(100),
            near: near
                .max_length(100)
                .help("市区町村名、または「35.681,139.767」の形の緯度・経度を入力してください。"),
            services: asked.service_field(&held.index.services_offered()),
            kind: asked.kind_field(),
            all: asked.all_field(),
            regions,
            from,
            total,
            offices,
            paging: Paging::new(
                u64::try_from(total).unwrap_or(u64::MAX),
                size,
                number,
                |page| asked.list(page),
            ),
            asked,
        }
    });
    page(&shown.await?)
}

fn title(asked: &Asked) -> String {
    match (asked.prefecture, &asked.municipality) {
        (Some(prefecture), Some(town)) => format!("{}{town}の事業所", prefecture.name()),
        (Some(prefecture), None) => format!("{}の事業所", prefecture.name()),
        _ if asked.asks_for_list() => "事業所の検索結果".to_owned(),
        _ => "地域別の一覧から探す".to_owned(),
    }
}

fn crumbs(asked: &Asked, title: &str) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::to("トップ", "/")];
    if asked.asks_for_list() {
        crumbs.push(Crumb::to("地域別の一覧から探す", "/offices"));
    }
    if let (Some(prefecture), Some(_)) = (asked.prefecture, &asked.municipality) {
        let href = asked.region(prefecture, None);
        crumbs.push(Crumb::to(prefecture.name(), href));
    }
    crumbs.push(Crumb::here(title));
    crumbs
}

fn regions(index: &DirectoryIndex, asked: &Asked, whole: &mut Filter) -> Vec<Region> {
    let of_town = |town: &Municipality, count| Region {
        name: town.name.to_string(),
        count,
        href: asked.region(town.prefecture, Some(&town.name)),
        is_here: asked.municipality.as_deref() == Some(&*town.name),
    };
    let Some(here) = asked.prefecture else {
        let all = index.counts(whole);
        let region = |one: &PrefectureCount<'_>| Region {
            name: one.prefecture.name().to_owned(),
            count: one.count,
            href: asked.region(one.prefecture, None),
            is_here: false,
        };
        return all.iter().map(region).collect();
    };
    whole.prefecture = Some(here);
    let counts = index.counts(whole);
    let towns = counts.into_iter().filter(|one| one.prefecture == here);
    let towns = towns.flat_map(|one| one.towns);
    towns
        // What has no name are offices whose municipality nobody told.
        .filter(|town| !town.municipality.name.is_empty())
        .map(|town| of_town(town.municipality, town.count))
        .collect()
}

/// From where ways are told: a place that was typed, or a municipality's point.
fn start(asked: &Asked) -> Option<Start> {
    let typed = asked.near.trim();
    if typed.is_empty() {
        return None;
    }
    let narrow = search_form(typed);
    let place = narrow
        .split_once([',', '、'])
        .and_then(|(latitude, longitude)| Place::read(longitude, latitude).ok());
    if let Some(place) = place {
        return Some(Start::Known(format!("「{typed}」"), place));
    }
    let towns = tasuki_directory::municipalities().iter();
    let full =
        |town: &Municipality| search_form(&format!("{}{}", town.prefecture.name(), town.name));
    let named = |town: &&Municipality| {
        full(town) == narrow
            || search_form(&town.name) == narrow
            || search_form(town.kana) == narrow
    };
    let parts = towns.clone().filter(|town| full(town).contains(&narrow));
    let found = towns.filter(named).chain(parts);
    // Several have the same name: the one in the prefecture that was chosen comes first.
    let mut found: Vec<&Municipality> = found.filter(|town| town.place.is_some()).collect();
    found.sort_by_key(|town| asked.prefecture.is_some_and(|one| one != town.prefecture));
    let first = found.first();
    let known = first.and_then(|town| {
        let name = format!("{}{}", town.prefecture.name(), town.name);
        Some(Start::Known(name, town.place?))
    });
    Some(known.unwrap_or(Start::Unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_a_place_or_a_town() {
        let of = |query: &str| match start(&Asked::read(Some(query))) {
            Some(Start::Known(name, _)) => name,
            Some(Start::Unknown) => "unknown".to_owned(),
            None => "none".to_owned(),
        };
        assert_eq!(of(""), "none");
        assert_eq!(of("near=35.681,139.767"), "「35.681,139.767」");
        assert_eq!(of("near=千代田区"), "東京都千代田区");
        assert_eq!(of("near=府中市"), "東京都府中市");
        assert_eq!(of("near=府中市&prefecture=34"), "広島県府中市");
        assert_eq!(of("near=よなごし"), "鳥取県米子市");
        assert_eq!(of("near=xyz"), "unknown");
    }
}
