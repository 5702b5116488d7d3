//! What a part of the map shows.

use tasuki_terms::OfficeKind;

use super::{DirectoryIndex, Filter, OfficeId, kind_of};
use crate::{MapFrame, PlaneBox, Point};

/// What a part of the map shows (地図の表示).
#[derive(Clone, PartialEq, Debug)]
pub struct MapView {
    /// How many offices lie in it.
    pub total: usize,
    /// What stands for them, in the order in which they are drawn: clusters first, so that none
    /// hides an office.
    pub markers: Vec<Marker>,
}

/// A mark on the map.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Marker {
    /// An office.
    Office {
        /// Which.
        id: OfficeId,
        /// Its kind.
        kind: OfficeKind,
        /// Where it lies.
        at: Point,
    },
    /// Several offices of a kind.
    Cluster(Cluster),
}

/// Several offices of one kind that lie near each other (まとめ表示).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cluster {
    /// Their kind.
    pub kind: OfficeKind,
    /// How many.
    pub count: u32,
    /// Near their middle: moved so far that its mark lies upon no other.
    pub at: Point,
}

impl Cluster {
    /// Its count in at most four letters.
    pub fn short(&self) -> String {
        match self.count {
            count @ 0..10_000 => count.to_string(),
            count @ 10_000..100_000 => format!("{}.{}万", count / 10_000, count / 1_000 % 10),
            count => format!("{}万", count / 10_000),
        }
    }

    /// How many letters those are; 万 counts as two.
    pub(super) const fn letters(&self) -> u16 {
        match self.count {
            0..10 => 1,
            10..100 => 2,
            100..1_000 => 3,
            10_000..100_000 => 5,
            _ => 4,
        }
    }
}

/// Up to so many offices are shown one by one.
const MOST_OFFICES: usize = 200;
/// … unless more than so many lie in one cell, where their marks would hide each other.
const CROWD: u32 = 12;
/// From this zoom on they are shown one by one all the same: three steps below the closest.
const APART: u8 = 11;
/// The width of a cluster's cell, where the plane is [`crate::WIDTH`] wide at zoom 0.
const CELL: f64 = 200.0;
/// The room of a cluster's mark in the same unit: a number of four letters on a phone.
const MARK: Point = Point { x: 170.0, y: 74.0 };
/// The most cells in a row or column, whatever box and zoom say.
const MOST_CELLS: f64 = 80.0;

/// The offices of one kind within a cell.
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
    /// Clusters keep their cells while the map moves. A care-management office is never counted
    /// with service offices.
    pub fn view(&self, within: PlaneBox, zoom: u8, filter: &Filter) -> MapView {
        let grid = Grid::of(within, zoom);
        let mut cells = vec![[Cell::default(); OfficeKind::ALL.len()]; grid.columns * grid.rows];
        let kinds: Vec<OfficeKind> = self.sets.iter().map(|set| kind_of(set)).collect();
        let mut total = 0;
        let mut one_by_one = Vec::new();
        self.each_chosen(&self.chosen(filter), |id, entry| {
            let at = entry.at();
            if !within.contains(at) {
                return;
            }
            total += 1;
            let (Some(kind), Some([first, second])) = (
                kinds.get(entry.set as usize).copied(),
                cells.get_mut(grid.place(at)),
            ) else {
                return;
            };
            if total <= MOST_OFFICES {
                let id = OfficeId(id);
                one_by_one.push(Marker::Office { id, kind, at });
            }
            let cell = match kind {
                OfficeKind::CareManagement => first,
                OfficeKind::Service => second,
            };
            cell.count += 1;
            cell.x += at.x;
            cell.y += at.y;
            cell.id = id;
        });
        let is_crowded = cells
            .iter()
            .any(|[first, second]| first.count + second.count > CROWD);
        let markers = if total <= MOST_OFFICES && (!is_crowded || zoom >= APART) {
            one_by_one
        } else {
            let cells = (0..).zip(&cells);
            let mut markers: Vec<Marker> = cells
                .flat_map(|(place, kinds)| grid.markers(place, kinds))
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

    fn marker(&self, kind: OfficeKind, at: Point) -> Option<Marker> {
        let id = OfficeId(self.id);
        match self.count {
            0 => None,
            1 => Some(Marker::Office { id, kind, at }),
            count => Some(Marker::Cluster(Cluster { kind, count, at })),
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
        let size = CELL / f64::from(1_u32 << zoom.min(MapFrame::CLOSEST));
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

    /// The marks of a cell. Clusters stay within it, two of them one above the other with care
    /// management on top; an office is where it is.
    fn markers(&self, place: usize, [first, second]: &[Cell; 2]) -> [Option<Marker>; 2] {
        let scale = self.size / CELL;
        let (wide, high) = (MARK.x * scale, MARK.y * scale);
        let edge = |first: f64, place: usize| (first + number(place)) * self.size;
        let left = edge(self.first.x, place % self.columns);
        let top = edge(self.first.y, place / self.columns);
        // A point so far from the edges of the cell that a mark around it is within.
        let within =
            |value: f64, edge: f64, room: f64| value.clamp(edge + room, edge + self.size - room);
        let at = |cell: &Cell| match (cell.count, cell.middle()) {
            (0 | 1, middle) => middle,
            (_, middle) => Point {
                x: within(middle.x, left, wide / 2.0),
                y: within(middle.y, top, high / 2.0),
            },
        };
        let (mut one, mut other) = (at(first), at(second));
        if first.count > 1 && second.count > 1 {
            let middle = within(f64::midpoint(one.y, other.y), top, high);
            one.y = middle - high / 2.0;
            other.y = middle + high / 2.0;
        }
        [
            first.marker(OfficeKind::CareManagement, one),
            second.marker(OfficeKind::Service, other),
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
