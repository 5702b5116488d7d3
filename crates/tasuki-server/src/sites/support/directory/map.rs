//! 地図から探す.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use tasuki_directory::{Direction, Filter, MapFrame, Marker, OfficeId, Order, Page, Point};
use tasuki_ui::{ChoiceField, Crumb, Field, Paging, Shell};

use super::asked::{Asked, placed};
use super::picture::{Picture, WIDE};
use super::shown::{Fresh, Line, is_monthly};
use super::{MENU, ask};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, page, shell};

/// Offices in the list beside the map.
const SIZE: usize = 20;

#[derive(Template)]
#[template(path = "support/directory/map.html")]
struct MapPage {
    shell: Shell,
    fresh: Fresh,
    asked: Asked,
    services: ChoiceField,
    kind: ChoiceField,
    all: Field,
    prefecture: ChoiceField,
    /// What it was.
    of: String,
    /// Where the map is, as its address tells it.
    place: [(&'static str, String); 3],
    controls: Controls,
    picture: Picture,
    total: usize,
    /// The prefecture whose offices come first, and how many those are.
    ours: Option<(&'static str, usize)>,
    /// The first number of the list.
    first: usize,
    offices: Vec<Line>,
    paging: Paging,
}

/// Where the buttons of the map lead; none where there is no way on.
struct Controls {
    closer: Option<String>,
    farther: Option<String>,
    /// With what it is called and drawn.
    ways: Vec<(&'static str, &'static str, Option<String>)>,
    whole: String,
}

impl Controls {
    fn of(asked: &Asked, markers: &[Marker]) -> Self {
        let frame = asked.frame;
        let to = |frame: MapFrame| asked.map(frame, 1);
        let ways = Direction::ALL.map(|direction| {
            let (name, arrow) = match direction {
                Direction::North => ("北へ移動", "↑"),
                Direction::South => ("南へ移動", "↓"),
                Direction::West => ("西へ移動", "←"),
                Direction::East => ("東へ移動", "→"),
            };
            (name, arrow, frame.moved(direction).map(to))
        });
        Self {
            closer: closer(frame, markers).map(to),
            farther: frame.farther().map(to),
            ways: ways.into(),
            whole: asked.whole_map(),
        }
    }
}

/// One step closer. Where nothing would be seen any more around the middle, it goes to where most of
/// what is seen now lies; all of Japan has no middle that anybody wants to see.
fn closer(frame: MapFrame, markers: &[Marker]) -> Option<MapFrame> {
    let closer = frame.closer()?;
    let at = |marker: &Marker| match marker {
        Marker::Office { at, .. } => (*at, 1.0),
        Marker::Cluster(cluster) => (cluster.at, f64::from(cluster.count)),
    };
    let is_seen = |marker: &Marker| closer.within().contains(at(marker).0);
    if frame != MapFrame::WHOLE && markers.iter().any(is_seen) {
        return Some(closer);
    }
    let most = markers.iter().map(at);
    let around = |(point, _): (Point, f64)| {
        let frame = MapFrame::around(point, closer.zoom());
        let held = markers.iter().map(at);
        let held = held.filter(|(other, _)| frame.within().contains(*other));
        (frame, held.map(|(_, count)| count).sum::<f64>())
    };
    let best = most
        .map(around)
        .max_by(|one, other| one.1.total_cmp(&other.1));
    Some(best.map_or(closer, |(frame, _)| frame))
}

/// Shows a part of the map and the offices in it.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, SiteError> {
    let asked = Asked::read(query.as_deref()).in_sight();
    let (tiles, monthly) = (
        platform.settings.directory.tiles.clone(),
        is_monthly(&platform),
    );
    let mut shell = shell(&platform, &visit, MENU);
    shell.crumbs = vec![Crumb::to("トップ", "/"), Crumb::here("地図から探す")];
    let shown = ask(&platform, move |held| {
        let frame = asked.frame;
        let filter = Filter {
            prefecture: None,
            municipality: None,
            ..asked.filter()
        };
        let gathered = held.index.gathered(frame, &filter);
        let within = Filter {
            within: Some(frame.within()),
            ..filter
        };
        let size = u64::try_from(SIZE).unwrap_or(u64::MAX);
        let total = u64::try_from(gathered.total).unwrap_or(u64::MAX);
        let number = asked.page.min(total.div_ceil(size).max(1));
        let skip = usize::try_from((number - 1) * size).unwrap_or_default();
        let order = asked.prefecture.map_or(Order::Region, Order::First);
        let listing = held.index.list(&within, order, Page { skip, size: SIZE });
        let ours = asked.prefecture.map(|prefecture| {
            let ours = Filter {
                prefecture: Some(prefecture),
                ..within.clone()
            };
            let none = Page { skip: 0, size: 0 };
            let counted = held.index.list(&ours, Order::Region, none);
            (prefecture.name(), counted.total)
        });
        let numbered: BTreeMap<OfficeId, usize> =
            listing.offices.iter().copied().zip(skip + 1..).collect();
        let picture = Picture::of(frame, Some(&asked), tiles.as_ref());
        let lines = listing.offices.iter();
        MapPage {
            shell,
            fresh: Fresh::of(held, monthly),
            services: asked.service_field(&held.index.services_offered()),
            kind: asked.kind_field(),
            all: asked.all_field(),
            prefecture: asked.prefecture_field("都道府県", "都道府県を選ぶ"),
            of: asked
                .prefecture
                .map_or(String::new(), |one| one.to_string()),
            place: placed(frame),
            controls: Controls::of(&asked, &gathered.markers(WIDE)),
            picture: picture.marked(held, &gathered, &asked, &numbered),
            total: gathered.total,
            ours,
            first: skip + 1,
            offices: lines.filter_map(|id| Line::of(held, *id, None)).collect(),
            paging: Paging::new(total, size, number, |page| asked.map(frame, page)),
            asked,
        }
    });
    page(&shown.await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tasuki_directory::Cluster;
    use tasuki_terms::OfficeKind;

    fn many(x: f64, y: f64, count: u32) -> Marker {
        Marker::Cluster(Cluster {
            kind: OfficeKind::Service,
            count,
            at: Point { x, y },
        })
    }

    #[test]
    fn one_step_closer_goes_to_where_offices_are() {
        let kanto = Point { x: 700.0, y: 620.0 };
        let markers = [many(kanto.x, kanto.y, 62), many(200.0, 900.0, 1)];
        let first = closer(MapFrame::WHOLE, &markers).unwrap();
        assert_eq!(first, MapFrame::around(kanto, 1));
        // Where something is seen the middle stays.
        let aside = MapFrame::around(Point { x: 690.0, y: 620.0 }, 3);
        assert_eq!(closer(aside, &markers), aside.closer());
        let far = MapFrame::around(Point { x: 500.0, y: 575.0 }, 1);
        let closest = closer(far, &markers).unwrap();
        assert!(closest.within().contains(kanto), "{closest:?}");
        assert_eq!(closer(far, &[]), far.closer());
        let end = MapFrame::around(kanto, MapFrame::CLOSEST);
        assert_eq!(closer(end, &markers), None);
    }
}
