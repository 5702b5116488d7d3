//! Many offices, put together by cells that are smaller than a mark.

use tasuki_terms::OfficeKind;

use super::spot::Group;
use crate::Point;

/// Groups by cell and kind. The edges of cells are those of the whole plane's, so that groups stay
/// together while the map moves.
pub(super) struct Cells {
    pub(super) total: usize,
    size: f64,
    first: Point,
    columns: usize,
    pub(super) groups: Vec<Option<Group>>,
}

impl Cells {
    pub(super) fn of(least: Point, most: Point, size: f64) -> Self {
        let first = Point {
            x: (least.x / size).floor(),
            y: (least.y / size).floor(),
        };
        let cells = |edge: f64, first: f64| whole((edge / size).floor() - first) + 1;
        let (columns, rows) = (cells(most.x, first.x), cells(most.y, first.y));
        Self {
            total: 0,
            size,
            first,
            columns,
            groups: vec![None; columns * rows * OfficeKind::ALL.len()],
        }
    }

    pub(super) fn add(&mut self, group: Group, at: Point) {
        let column = whole((at.x / self.size).floor() - self.first.x);
        let row = whole((at.y / self.size).floor() - self.first.y);
        let kind = usize::from(group.kind == OfficeKind::Service);
        let place = (row * self.columns + column) * OfficeKind::ALL.len() + kind;
        if let Some(cell) = self.groups.get_mut(place) {
            *cell = Some(cell.map_or(group, |known| known.with(group)));
        }
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
