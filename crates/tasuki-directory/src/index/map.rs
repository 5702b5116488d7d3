//! What a part of the map shows.

use super::{DirectoryIndex, Filter, Group, OfficeId};
use crate::{PlaneBox, Point};

/// What a part of the map shows (地図の表示).
#[derive(Clone, PartialEq, Debug)]
pub struct MapView {
    /// How many offices lie in it.
    pub total: usize,
    /// What stands for them, in the order in which they are drawn: clusters first, so that none hides an
    /// office.
    pub markers: Vec<Marker>,
}

/// A mark on the map.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Marker {
    /// An office.
    Office {
        /// Which.
        id: OfficeId,
        /// Its group.
        group: Group,
        /// Where it lies.
        at: Point,
    },
    /// Several offices of a group.
    Cluster(Cluster),
}

/// Several offices of one group that lie near each other (まとめ表示).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cluster {
    /// Their group.
    pub group: Group,
    /// How many.
    pub count: u32,
    /// Near their middle: moved so far that marks of 26 pixels do not lie upon each other.
    pub at: Point,
}

/// Up to so many offices are shown one by one.
const MOST_OFFICES: usize = 200;
/// The width of a cluster's cell in pixels, where the plane is [`crate::WIDTH`] pixels wide at zoom 0.
const CELL: f64 = 60.0;
/// The width of a cluster's mark in pixels.
const CLUSTER: f64 = 26.0;
/// The closest zoom: each step doubles.
const CLOSEST: u8 = 14;
/// The most cells in a row or column, whatever box and zoom say.
const MOST_CELLS: f64 = 80.0;

/// The offices of one group within a cell.
#[derive(Clone, Copy, Default)]
struct Cell {
    count: u32,
    x: f64,
    y: f64,
    /// One of them.
    id: u32,
}

impl DirectoryIndex {
    /// What a part of the map shows at a zoom: 0 is all of Japan in 1000 pixels, each step doubles.
    ///
    /// Clusters keep their cells while the map moves. A care-management office is never counted with
    /// service offices.
    pub fn view(&self, within: PlaneBox, zoom: u8, filter: &Filter) -> MapView {
        let grid = Grid::of(within, zoom);
        let mut cells = vec![[Cell::default(); Group::ALL.len()]; grid.columns * grid.rows];
        let care_management: Vec<bool> = self
            .sets
            .iter()
            .map(|set| Group::of(set) == Group::CareManagement)
            .collect();
        let mut total = 0;
        let mut one_by_one = Vec::new();
        self.each_chosen(&self.chosen(filter), |id, entry| {
            let at = Point {
                x: f64::from(entry.point[0]),
                y: f64::from(entry.point[1]),
            };
            if !within.contains(at) {
                return;
            }
            total += 1;
            if total <= MOST_OFFICES {
                one_by_one.push((id, at));
            }
            let is_first = care_management.get(entry.set as usize).copied();
            let Some([first, second]) = cells.get_mut(grid.place(at)) else {
                return;
            };
            let cell = if is_first.unwrap_or_default() {
                first
            } else {
                second
            };
            cell.count += 1;
            cell.x += at.x;
            cell.y += at.y;
            cell.id = id;
        });
        let markers = if total <= MOST_OFFICES {
            let office = |(id, at): (u32, Point)| {
                let group = self.group(self.entries.get(id as usize)?);
                let id = OfficeId(id);
                Some(Marker::Office { id, group, at })
            };
            one_by_one.into_iter().filter_map(office).collect()
        } else {
            let cells = (0..).zip(&cells);
            let mut markers: Vec<Marker> = cells
                .flat_map(|(place, groups)| grid.markers(place, groups))
                .flatten()
                .collect();
            markers.sort_by_key(|marker| matches!(marker, Marker::Office { .. }));
            markers
        };
        MapView { total, markers }
    }
}

impl Cell {
    fn middle(&self) -> Point {
        let count = f64::from(self.count);
        Point {
            x: self.x / count,
            y: self.y / count,
        }
    }

    fn marker(&self, group: Group, at: Point) -> Option<Marker> {
        let id = OfficeId(self.id);
        match self.count {
            0 => None,
            1 => Some(Marker::Office { id, group, at }),
            count => Some(Marker::Cluster(Cluster { group, count, at })),
        }
    }
}

/// The cells of a part of the map. Their edges are those of the whole plane's cells.
struct Grid {
    size: f64,
    /// The first column and row, counted over the whole plane.
    first: Point,
    columns: usize,
    rows: usize,
}

impl Grid {
    fn of(within: PlaneBox, zoom: u8) -> Self {
        let (least, most) = (within.least(), within.most());
        let widest = f64::max(most.x - least.x, most.y - least.y);
        let size = CELL / f64::from(1_u32 << zoom.min(CLOSEST));
        let size = size.max(widest / MOST_CELLS);
        let first = Point {
            x: (least.x / size).floor(),
            y: (least.y / size).floor(),
        };
        let cells = |edge: f64, first: f64| whole((edge / size).floor() - first) + 1;
        Self {
            size,
            columns: cells(most.x, first.x),
            rows: cells(most.y, first.y),
            first,
        }
    }

    /// The marks of a cell. Clusters stay within it, two of them side by side with care management on the
    /// left; an office is where it is.
    fn markers(&self, place: usize, [first, second]: &[Cell; 2]) -> [Option<Marker>; 2] {
        let mark = self.size * CLUSTER / CELL;
        let edge = |first: f64, place: usize| (first + number(place)) * self.size;
        let left = edge(self.first.x, place % self.columns);
        let top = edge(self.first.y, place / self.columns);
        // A point so far from the edges of the cell that half a mark, or a whole one, is within it.
        let within =
            |value: f64, edge: f64, part: f64| value.clamp(edge + part, edge + self.size - part);
        let moved = |cell: &Cell, x: f64, part: f64| Point {
            x: within(x, left, part),
            y: within(cell.middle().y, top, mark / 2.0),
        };
        let at = |cell: &Cell| match cell.count {
            0 | 1 => cell.middle(),
            _ => moved(cell, cell.middle().x, mark / 2.0),
        };
        let (mut one, mut other) = (at(first), at(second));
        if first.count > 1 && second.count > 1 {
            let middle = f64::midpoint(one.x, other.x);
            one = moved(first, middle, mark);
            other = moved(second, middle, mark);
            one.x -= mark / 2.0;
            other.x += mark / 2.0;
        }
        [
            first.marker(Group::CareManagement, one),
            second.marker(Group::Service, other),
        ]
    }

    /// The cell of a point within the grid.
    fn place(&self, at: Point) -> usize {
        let column = whole((at.x / self.size).floor() - self.first.x);
        let row = whole((at.y / self.size).floor() - self.first.y);
        row * self.columns + column
    }
}

/// A number of cells; below 0 it is 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most some tens; casts saturate"
)]
fn whole(number: f64) -> usize {
    number as usize
}

/// A number of cells, to calculate with.
fn number(cells: usize) -> f64 {
    u32::try_from(cells).map_or(f64::NAN, f64::from)
}
