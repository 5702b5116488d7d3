//! What a part of the map shows.

use super::{DirectoryIndex, Filter, Group, OfficeId};
use crate::{PlaneBox, Point};

/// What a part of the map shows (地図の表示).
#[derive(Clone, PartialEq, Debug)]
pub struct MapView {
    /// How many offices lie in it.
    pub total: usize,
    /// What stands for them, from the upper left on.
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
    /// Their middle; moved aside where the other group's would lie upon it.
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
            let cells = cells.iter();
            cells
                .flat_map(|groups| grid.markers(groups))
                .flatten()
                .collect()
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

    /// The marks of a cell. Two clusters that would lie upon each other stand side by side, those of care
    /// management on the left.
    fn markers(&self, [first, second]: &[Cell; 2]) -> [Option<Marker>; 2] {
        let (mut left, mut right) = (first.middle(), second.middle());
        let width = self.size * CLUSTER / CELL;
        let are_clusters = first.count > 1 && second.count > 1;
        if are_clusters && f64::max((left.x - right.x).abs(), (left.y - right.y).abs()) < width {
            let middle = f64::midpoint(left.x, right.x);
            left.x = middle - width / 2.0;
            right.x = middle + width / 2.0;
        }
        [
            first.marker(Group::CareManagement, left),
            second.marker(Group::Service, right),
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
