//! Marks of a map that do not touch each other, however wide it is drawn.

mod cells;
mod spot;

use tasuki_terms::OfficeKind;

use super::map::Marker;
use super::{DirectoryIndex, Filter, OfficeId, kind_of};
use crate::{MapFrame, Point};
use cells::Cells;
use spot::{Group, Spot};

/// The offices in a frame of the map, ready to be drawn at any width (地図の表示).
#[derive(Clone, PartialEq, Debug)]
pub struct Gathered {
    /// How many offices lie in the frame.
    pub total: usize,
    frame: MapFrame,
    groups: Vec<Group>,
}

/// Up to so many offices are gathered one by one; more by cells first.
const MOST_OFFICES: usize = 200;
/// So many cells lie beside each other in a frame: each is smaller than a mark.
const COLUMNS: f64 = 24.0;
/// How far marks keep from each other and from the frame's edge, in pixels.
const GAP: f64 = 2.0;

/// A box of pixels: its middle, and half of its sides.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Room {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) half_width: f64,
    pub(crate) half_height: f64,
}

impl Room {
    pub(crate) fn touches(self, other: Self, gap: f64) -> bool {
        (self.x - other.x).abs() < self.half_width + other.half_width + gap
            && (self.y - other.y).abs() < self.half_height + other.half_height + gap
    }
}

impl Marker {
    /// Half of the width and height of its mark, in pixels.
    pub fn half_sides(&self) -> (u16, u16) {
        match self {
            Self::Office { .. } => (14, 13),
            Self::Cluster(cluster) => (10 + 5 * cluster.letters(), 13),
        }
    }

    /// Where its mark lies.
    pub const fn at(&self) -> Point {
        match self {
            Self::Office { at, .. } => *at,
            Self::Cluster(cluster) => cluster.at,
        }
    }

    /// The room of its mark on a map that shows `frame` and is `width` pixels wide.
    pub(crate) fn room(&self, frame: MapFrame, width: f64) -> Room {
        let (half_width, half_height) = self.half_sides();
        let (x, y) = frame.pixels(self.at(), width);
        Room {
            x,
            y,
            half_width: f64::from(half_width),
            half_height: f64::from(half_height),
        }
    }
}

impl DirectoryIndex {
    /// What lies in a frame of the map.
    pub fn gathered(&self, frame: MapFrame, filter: &Filter) -> Gathered {
        let within = frame.within();
        let (least, most) = (within.least(), within.most());
        let size = (most.x - least.x) / COLUMNS;
        let kinds: Vec<OfficeKind> = self.sets.iter().map(|set| kind_of(set)).collect();
        let mut one_by_one: Vec<Group> = Vec::new();
        let mut cells = Cells::of(least, most, size);
        self.each_chosen(&self.chosen(filter), |id, entry| {
            let at = entry.at();
            if !within.contains(at) {
                return;
            }
            let Some(kind) = kinds.get(entry.set as usize).copied() else {
                return;
            };
            let group = Group {
                kind,
                count: 1,
                x: at.x,
                y: at.y,
                id: OfficeId(id),
            };
            cells.total += 1;
            if cells.total <= MOST_OFFICES {
                one_by_one.push(group);
            }
            cells.add(group, at);
        });
        let total = cells.total;
        let groups = if total <= MOST_OFFICES {
            one_by_one
        } else {
            cells.groups.into_iter().flatten().collect()
        };
        Gathered {
            total,
            frame,
            groups,
        }
    }
}

impl Gathered {
    /// The marks on a map that is `width` pixels wide: none touches another at this width or a
    /// greater one, and none is cut by the frame. Offices whose marks would are one cluster; those
    /// of the other kind keep a mark of their own above or below it, and are never counted with it.
    pub fn markers(&self, width: f64) -> Vec<Marker> {
        let mut waiting: Vec<Spot> = self.groups.iter().map(Spot::of).collect();
        waiting.sort_by_key(Spot::count);
        let mut done: Vec<(Spot, Room)> = Vec::new();
        while let Some(spot) = waiting.pop() {
            let room = self.room(&spot, width);
            let touched = done.iter().position(|(_, other)| other.touches(room, GAP));
            match touched {
                // What has become larger may touch others now.
                Some(place) => {
                    let (other, _) = done.swap_remove(place);
                    waiting.push(other.with(spot));
                }
                None => done.push((spot, room)),
            }
        }
        let drawn = done
            .iter()
            .flat_map(|(spot, room)| self.drawn(spot, *room, width));
        let mut markers: Vec<Marker> = drawn.collect();
        markers.sort_by_key(|marker| matches!(marker, Marker::Office { .. }));
        markers
    }

    /// The room of all marks of a spot, moved into the frame.
    fn room(&self, spot: &Spot, width: f64) -> Room {
        let markers = spot.groups().map(|group| group.marker(spot.middle()));
        let (mut half_width, mut half_height) = (0.0_f64, 0.0);
        for marker in markers {
            let (wide, high) = marker.half_sides();
            half_width = half_width.max(f64::from(wide));
            half_height += f64::from(high);
        }
        let height = width * crate::HEIGHT / crate::WIDTH;
        let (x, y) = self.frame.pixels(spot.middle(), width);
        let within = |value: f64, half: f64, side: f64| {
            let edge = (half + GAP).min(side / 2.0);
            value.clamp(edge, side - edge)
        };
        Room {
            x: within(x, half_width, width),
            y: within(y, half_height, height),
            half_width,
            half_height,
        }
    }

    /// The marks of a spot: care management on top.
    fn drawn(&self, spot: &Spot, room: Room, width: f64) -> Vec<Marker> {
        let mut top = room.y - room.half_height;
        let marks = spot.groups().map(|group| {
            let (_, half) = group.marker(spot.middle()).half_sides();
            let half = f64::from(half);
            let at = self.frame.point_at((room.x, top + half), width);
            top += 2.0 * half;
            group.marker(at)
        });
        marks.collect()
    }
}
