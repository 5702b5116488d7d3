//! The map as a picture (SVG): outlines, names of towns, marks.
//!
//! Lines are drawn in the map's plane; marks and letters are as large as on the page, whatever its
//! width, so that they can be read on a phone.

use std::collections::BTreeMap;

use tasuki_directory::{
    Cluster, Detail, MapFrame, MapView, Marker, OfficeId, Outline, PlaneBox, Point, municipalities,
    outlines,
};
use tasuki_terms::OfficeKind;

use super::asked::Asked;
use crate::directory::Held;
use crate::settings::Tiles;

/// From this zoom on outlines are drawn in tenths.
const FINE: u8 = 2;
/// From this zoom on town halls are named, if there are not more than so many.
const TOWNS: (u8, usize) = (6, 25);

/// What is drawn.
pub(super) struct Picture {
    pub(super) view_box: String,
    pub(super) tiles: Vec<Image>,
    pub(super) credit: Option<String>,
    pub(super) lands: Vec<Land>,
    pub(super) towns: Vec<Town>,
    pub(super) marks: Vec<Mark>,
}

/// A picture of a tile server.
pub(super) struct Image {
    pub(super) href: String,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) side: String,
}

/// A prefecture.
pub(super) struct Land {
    pub(super) name: &'static str,
    pub(super) path: String,
    /// Its own map; none on a map that leads nowhere.
    pub(super) href: Option<String>,
}

/// A town hall.
pub(super) struct Town {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) name: &'static str,
}

/// A mark.
pub(super) struct Mark {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) kind: OfficeKind,
    /// The number in the list, or how many there are; empty for an office of another page.
    pub(super) label: String,
    /// What a pointer reads.
    pub(super) title: String,
    /// Half of its width, in pixels.
    pub(super) half: usize,
    /// Where it leads; none on a map that leads nowhere.
    pub(super) href: Option<String>,
}

impl Mark {
    /// Its whole width.
    pub(super) const fn width(&self) -> usize {
        self.half * 2
    }

    pub(super) fn is_care_management(&self) -> bool {
        self.kind == OfficeKind::CareManagement
    }
}

impl Picture {
    /// Part of the map without marks.
    pub(super) fn of(frame: MapFrame, asked: Option<&Asked>, tiles: Option<&Tiles>) -> Self {
        let within = frame.within();
        let (least, most) = (within.least(), within.most());
        let (width, height) = (most.x - least.x, most.y - least.y);
        let images = tiles.map(|tiles| {
            let image = |tile: &tasuki_directory::Tile| Image {
                href: tiles.address(tile),
                x: format!("{:.4}", tile.corner.x),
                y: format!("{:.4}", tile.corner.y),
                side: format!("{:.4}", tile.side),
            };
            frame.tiles().iter().map(image).collect()
        });
        Self {
            view_box: format!("{:.4} {:.4} {width:.4} {height:.4}", least.x, least.y),
            tiles: images.unwrap_or_default(),
            credit: tiles.map(|tiles| tiles.credit.clone()),
            lands: lands(frame, asked),
            towns: towns(frame),
            marks: Vec::new(),
        }
    }

    /// With the marks of a view; those of `numbered` offices bear their number in the list.
    pub(super) fn marked(
        mut self,
        held: &Held,
        view: &MapView,
        asked: &Asked,
        numbered: &BTreeMap<OfficeId, usize>,
    ) -> Self {
        let frame = asked.frame;
        let marks = view.markers.iter().filter_map(|marker| match marker {
            Marker::Office { id, kind, at } => {
                let label = numbered.get(id).map(ToString::to_string);
                office_mark(held, *id, *kind, (*at, frame), label.unwrap_or_default())
            }
            Marker::Cluster(cluster) => Some(cluster_mark(cluster, asked)),
        });
        self.marks = marks.collect();
        self
    }

    /// With one office in its middle.
    pub(super) fn with(mut self, at: Point, frame: MapFrame, kind: OfficeKind, name: &str) -> Self {
        let (x, y) = percent(frame, at);
        self.marks = vec![Mark {
            x,
            y,
            kind,
            label: String::new(),
            title: name.to_owned(),
            half: 12,
            href: None,
        }];
        self
    }
}

fn lands(frame: MapFrame, asked: Option<&Asked>) -> Vec<Land> {
    let within = frame.within();
    let detail = if frame.zoom() < FINE {
        Detail::Coarse
    } else {
        Detail::Fine
    };
    let is_seen = |outline: &&Outline| {
        let (least, most) = outline.bounds();
        PlaneBox::between(least, most).meets(within)
    };
    let land = |outline: &Outline| {
        let prefecture = outline.prefecture();
        Land {
            name: prefecture.name(),
            path: outline.path(detail),
            // Whoever is close enough does not want to be taken back.
            href: asked
                .filter(|_| frame.zoom() < FINE)
                .map(|asked| asked.map_of(prefecture)),
        }
    };
    outlines().iter().filter(is_seen).map(land).collect()
}

fn towns(frame: MapFrame) -> Vec<Town> {
    let (from, most) = TOWNS;
    if frame.zoom() < from {
        return Vec::new();
    }
    let within = frame.within();
    let seen = municipalities().iter().filter_map(|town| {
        let at = Point::of(town.place?);
        let (x, y) = percent(frame, at);
        let name = &*town.name;
        within.contains(at).then_some(Town { x, y, name })
    });
    let seen: Vec<Town> = seen.collect();
    if seen.len() > most { Vec::new() } else { seen }
}

fn office_mark(
    held: &Held,
    id: OfficeId,
    kind: OfficeKind,
    (at, frame): (Point, MapFrame),
    label: String,
) -> Option<Mark> {
    let office = held.index.office(id)?;
    let (x, y) = percent(frame, at);
    Some(Mark {
        x,
        y,
        kind,
        half: if label.is_empty() { 8 } else { 14 },
        title: office.name.to_owned(),
        href: Some(format!("/offices/{}", office.number)),
        label,
    })
}

fn cluster_mark(cluster: &Cluster, asked: &Asked) -> Mark {
    let frame = asked.frame;
    let (x, y) = percent(frame, cluster.at);
    let label = short(cluster.count);
    let closer = MapFrame::around(cluster.at, frame.zoom().saturating_add(2));
    Mark {
        x,
        y,
        kind: cluster.kind,
        title: format!("{} {}件", cluster.kind.label(), cluster.count),
        half: 10 + 5 * label.chars().count(),
        href: Some(asked.map(closer, 1)),
        label,
    }
}

/// A count in at most four letters.
fn short(count: u32) -> String {
    match count {
        0..10_000 => count.to_string(),
        10_000..100_000 => format!("{}.{}万", count / 10_000, count / 1_000 % 10),
        _ => format!("{}万", count / 10_000),
    }
}

/// Where a point lies, in hundredths of the picture's sides.
fn percent(frame: MapFrame, at: Point) -> (String, String) {
    let (right, down) = frame.part_of(at);
    (
        format!("{:.2}%", right * 100.0),
        format!("{:.2}%", down * 100.0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_short() {
        let short = [7, 9_999, 12_345, 220_000].map(short);
        assert_eq!(short, ["7", "9999", "1.2万", "22万"]);
    }

    #[test]
    fn a_close_map_names_towns_and_leads_to_no_prefecture() {
        let tokyo = tasuki_directory::Place::read("139.75", "35.68").unwrap();
        let asked = Asked::read(None);
        let far = Picture::of(MapFrame::WHOLE, Some(&asked), None);
        assert_eq!(far.lands.len(), 47);
        assert!(far.lands.iter().all(|land| land.href.is_some()));
        assert!(far.towns.is_empty());
        let near = MapFrame::around(Point::of(tokyo), 9);
        let near = Picture::of(near, Some(&asked), None);
        assert!(near.lands.len() < 8 && !near.towns.is_empty());
        assert!(near.lands.iter().all(|land| land.href.is_none()));
    }
}
