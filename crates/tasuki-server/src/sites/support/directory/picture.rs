//! The map as a picture (SVG): outlines, names of towns, marks.
//!
//! Lines are drawn in the map's plane; marks and letters are as large as on the page, whatever its
//! width, so that they can be read on a phone. What fits depends on the width: there are marks and names
//! for a narrow map and for a wide one, of which the style sheet shows those that fit.

use std::collections::BTreeMap;

use tasuki_directory::{
    Cluster, Detail, Gathered, MapFrame, Marker, Name, NameKind, Names, OfficeId, Outline,
    PlaneBox, Point, outlines,
};
use tasuki_terms::OfficeKind;

use super::asked::Asked;
use crate::directory::Held;
use crate::settings::Tiles;

/// From this zoom on outlines are drawn in tenths.
const FINE: u8 = 2;
/// The least width of the map on a page, in pixels: that of a phone of 360 pixels.
const NARROW: f64 = 318.0;
/// From this width on it is a wide one; the style sheet says so, too.
pub(super) const WIDE: f64 = 560.0;
/// No map is wider, unless letters are larger as well.
const WIDEST: f64 = 640.0;
/// Half of the width of a mark without a number: it is large enough to be touched.
const ALONE: usize = 12;
/// How far the foot of a line lies below its middle, in pixels.
const BASE: i16 = 6;
/// How much land is drawn around the frame, in parts of it, to be seen while the map is dragged.
const AROUND: f64 = 0.5;

/// What is drawn.
pub(super) struct Picture {
    pub(super) view_box: String,
    pub(super) tiles: Vec<Image>,
    pub(super) credit: Option<String>,
    pub(super) lands: Vec<Land>,
    /// What is shown of it at each width.
    pub(super) layers: Vec<Layer>,
}

/// Names and marks for a map of some width.
pub(super) struct Layer {
    /// The class of the style sheet.
    pub(super) class: &'static str,
    pub(super) names: Vec<Written>,
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

/// A name.
pub(super) struct Written {
    pub(super) x: String,
    pub(super) y: String,
    /// Where the middle of its line is from there, in pixels.
    pub(super) right: i16,
    pub(super) down: i16,
    pub(super) is_town: bool,
    pub(super) text: &'static str,
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
            layers: Vec::new(),
        }
    }

    /// With what lies there. Where no mark stands for several offices, those of `numbered` bear their
    /// number in the list: beside clusters it would look like a count.
    pub(super) fn marked(
        mut self,
        held: &Held,
        gathered: &Gathered,
        asked: &Asked,
        numbered: &BTreeMap<OfficeId, usize>,
    ) -> Self {
        let frame = asked.frame;
        let widths = [("is-narrow", (NARROW, WIDE)), ("is-wide", (WIDE, WIDEST))];
        let layer = |(class, widths): (&'static str, (f64, f64))| {
            let markers = gathered.markers(widths.0);
            let has_clusters = markers
                .iter()
                .any(|marker| matches!(marker, Marker::Cluster(_)));
            let marks = markers.iter().filter_map(|marker| match marker {
                Marker::Office { id, kind, at } => {
                    let number = numbered.get(id).filter(|_| !has_clusters);
                    let label = number.map(ToString::to_string).unwrap_or_default();
                    office_mark(held, *id, *kind, (*at, frame), label)
                }
                Marker::Cluster(cluster) => Some(cluster_mark(cluster, asked)),
            });
            let names = Names {
                frame,
                widths,
                prefecture: asked.prefecture,
            };
            Layer {
                class,
                names: written(frame, names.beside(&markers)),
                marks: marks.collect(),
            }
        };
        self.layers = widths.map(layer).into();
        self
    }

    /// With one office.
    pub(super) fn with(mut self, office: Marker, frame: MapFrame, name: &str) -> Self {
        let kind = match office {
            Marker::Office { kind, .. } => kind,
            Marker::Cluster(cluster) => cluster.kind,
        };
        let (x, y) = percent(frame, office.at());
        let names = Names {
            frame,
            widths: (NARROW, WIDE),
            prefecture: None,
        };
        self.layers = vec![Layer {
            class: "is-only",
            names: written(frame, names.beside(&[office])),
            marks: vec![Mark {
                x,
                y,
                kind,
                label: String::new(),
                title: name.to_owned(),
                half: ALONE,
                href: None,
            }],
        }];
        self
    }
}

fn written(frame: MapFrame, names: Vec<Name>) -> Vec<Written> {
    let written = |name: Name| {
        let (x, y) = percent(frame, name.at);
        let (right, down) = name.off;
        Written {
            x,
            y,
            right,
            down: down + BASE,
            is_town: name.kind == NameKind::Town,
            text: name.text,
        }
    };
    names.into_iter().map(written).collect()
}

fn lands(frame: MapFrame, asked: Option<&Asked>) -> Vec<Land> {
    let within = around(frame);
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

/// The frame with what is drawn around it.
fn around(frame: MapFrame) -> PlaneBox {
    let (least, most) = (frame.within().least(), frame.within().most());
    let (right, down) = ((most.x - least.x) * AROUND, (most.y - least.y) * AROUND);
    let corner = |point: Point, sign: f64| Point {
        x: point.x + sign * right,
        y: point.y + sign * down,
    };
    PlaneBox::between(corner(least, -1.0), corner(most, 1.0))
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
        half: if label.is_empty() { ALONE } else { 14 },
        title: office.name.to_owned(),
        href: Some(format!("/offices/{}", office.number)),
        label,
    })
}

fn cluster_mark(cluster: &Cluster, asked: &Asked) -> Mark {
    let frame = asked.frame;
    let (x, y) = percent(frame, cluster.at);
    let closer = MapFrame::around(cluster.at, frame.zoom().saturating_add(2));
    let half = Marker::Cluster(*cluster).half_sides().0;
    Mark {
        x,
        y,
        kind: cluster.kind,
        title: format!("{} {}件", cluster.kind.label(), cluster.count),
        half: usize::from(half),
        // At the closest there is no way on; the list tells them all.
        href: (closer != frame).then(|| asked.map(closer, 1)),
        label: cluster.short(),
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
    fn a_close_map_leads_to_no_prefecture() {
        let tokyo = tasuki_directory::Place::read("139.75", "35.68").unwrap();
        let asked = Asked::read(None);
        let far = Picture::of(MapFrame::WHOLE, Some(&asked), None);
        assert_eq!(far.lands.len(), 47);
        assert!(far.lands.iter().all(|land| land.href.is_some()));
        let near = MapFrame::around(Point::of(tokyo), 9);
        let near = Picture::of(near, Some(&asked), None);
        assert!(near.lands.len() < 8);
        assert!(near.lands.iter().all(|land| land.href.is_none()));
    }
}
