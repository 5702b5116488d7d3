//! 地図に載せられなかった事業所: who takes part, but is not in the open data or has no place there.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use tasuki_directory::Filter;
use tasuki_paper::{UnplacedOffice, UnplacedOffices};
use tasuki_terms::day_in_japan;
use tasuki_ui::{Cell, Column, Crumb, Paging, Shell, Table};

use super::asked::Asked;
use super::list::SIZE;
use super::shown::{Fresh, is_monthly, services};
use super::{MENU, ask, document};
use crate::directory::{Held, Kept, Whole};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, paper, shell};

/// The most offices of a PDF.
const MOST: usize = 5_000;

#[derive(Template)]
#[template(path = "support/directory/unplaced.html")]
struct UnplacedPage {
    shell: Shell,
    fresh: Fresh,
    total: usize,
    offices: Table,
    paging: Paging,
}

/// An office that cannot be shown on the map.
struct Unplaced {
    number: String,
    name: String,
    region: String,
    services: String,
    why: &'static str,
}

fn all(held: &Held) -> Vec<Unplaced> {
    let members = Filter {
        only_joined: true,
        ..Filter::default()
    };
    let ids = held.index.without_place(&members);
    let office = |id| {
        let office = held.index.office(id)?;
        let town = office.municipality;
        let why = if held.is_unlisted(office.number) {
            "公表データに載っていません"
        } else {
            "公表データに位置がありません"
        };
        Some(Unplaced {
            number: office.number.to_string(),
            name: office.name.to_owned(),
            region: format!("{}{}", town.prefecture.name(), town.name),
            services: services(office.services),
            why,
        })
    };
    ids.into_iter().filter_map(office).collect()
}

/// Shows them.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, SiteError> {
    let asked = Asked::read(query.as_deref());
    let monthly = is_monthly(&platform);
    let mut shell = shell(&platform, &visit, MENU);
    shell.crumbs = vec![
        Crumb::to("トップ", "/"),
        Crumb::to("地域別の一覧から探す", "/offices"),
        Crumb::here("地図に載せられなかった事業所"),
    ];
    let shown = ask(&platform, move |held| {
        let all = all(held);
        let size = u64::try_from(SIZE).unwrap_or(u64::MAX);
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let number = asked.page.min(total.div_ceil(size).max(1));
        let skip = usize::try_from((number - 1) * size).unwrap_or_default();
        let columns = ["事業所番号", "事業所名", "地域", "サービスの種類", "理由"];
        let mut offices =
            Table::new("地図に載せられなかった事業所", columns.map(Column::text)).caption_hidden();
        "地図に載せられなかった事業所はありません。".clone_into(&mut offices.empty);
        for one in all.iter().skip(skip).take(SIZE) {
            offices = offices.row([
                Cell::link(&*one.number, format!("/offices/{}", one.number)),
                Cell::text(&*one.name),
                Cell::text(&*one.region),
                Cell::text(&*one.services),
                Cell::text(one.why),
            ]);
        }
        UnplacedPage {
            shell,
            fresh: Fresh::of(held, monthly),
            total: all.len(),
            offices,
            paging: Paging::new(total, size, number, |page| {
                format!("/offices/unplaced?page={page}")
            }),
        }
    });
    page(&shown.await?)
}

/// Gives them as PDF. It is printed when what it tells has changed, and by nobody's wish.
pub(super) async fn print(State(platform): State<Arc<Platform>>) -> Result<Response, SiteError> {
    let asked = Arc::clone(&platform);
    let make = async move {
        let told = ask(&asked, |held| (all(held), held.as_of, held.edition));
        let (all, as_of, edition) = told.await?;
        let paper = paper::print(move || {
            let rows = all.iter().take(MOST).map(|one| UnplacedOffice {
                number: &one.number,
                name: &one.name,
                region: &one.region,
                services: &one.services,
                why: one.why,
            });
            let rows: Vec<_> = rows.collect();
            UnplacedOffices::print(&[UnplacedOffices {
                date: day_in_japan(as_of),
                total: all.len(),
                offices: &rows,
            }])
        });
        Ok(Kept::new(edition, paper.await?.bytes))
    };
    let kept = document(&platform, Whole::Unplaced, make).await?;
    Ok(paper::answered("unplaced-offices", kept.bytes))
}
