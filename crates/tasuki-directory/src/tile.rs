//! Pictures of a tile server below the map.

use crate::plane::world;
use crate::{MapFrame, Point};

/// A square picture of a tile server (地図タイル), in the usual scheme of zoom, column and row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tile {
    /// How close: the world is 2 to this power tiles wide.
    pub zoom: u8,
    /// Its column, from 180 degrees west.
    pub column: u32,
    /// Its row, from the upper edge.
    pub row: u32,
    /// Where its upper left corner lies in the plane.
    pub corner: Point,
    /// How long its side is there.
    pub side: f64,
}

/// At so much more zoom than the frame's a tile of 256 pixels is about as large on a map of 600.
const CLOSER: u8 = 5;
/// What tile servers have at most.
const CLOSEST: u8 = 18;

impl MapFrame {
    /// The pictures that lie below it.
    pub fn tiles(self) -> Vec<Tile> {
        let zoom = self.zoom().saturating_add(CLOSER).min(CLOSEST);
        let (round, origin) = world();
        let side = round / f64::from(1_u32 << zoom);
        let within = self.within();
        let count = |value: f64| whole(value / side);
        let columns = count(origin.x + within.least().x)..=count(origin.x + within.most().x);
        let rows = count(origin.y + within.least().y)..=count(origin.y + within.most().y);
        let tile = |column: u32, row: u32| Tile {
            zoom,
            column,
            row,
            corner: Point {
                x: f64::from(column) * side - origin.x,
                y: f64::from(row) * side - origin.y,
            },
            side,
        };
        rows.flat_map(|row| columns.clone().map(move |column| tile(column, row)))
            .collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below 2 to the 18th; casts saturate"
)]
fn whole(number: f64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;

    #[test]
    fn a_known_place_is_on_its_tile() {
        // Tokyo station at zoom 10, after the formula of EPSG:3857: column 909, row 403.
        let station = Point::of(Place::read("139.767125", "35.681236").unwrap());
        let frame = MapFrame::around(station, 5);
        let tiles = frame.tiles();
        let lies_on = |tile: &&Tile| {
            let (x, y) = (station.x - tile.corner.x, station.y - tile.corner.y);
            (0.0..tile.side).contains(&x) && (0.0..tile.side).contains(&y)
        };
        let tile = tiles.iter().find(lies_on).unwrap();
        assert_eq!((tile.zoom, tile.column, tile.row), (10, 909, 403));
    }

    #[test]
    fn tiles_cover_each_frame_and_are_few() {
        for zoom in 0..=MapFrame::CLOSEST {
            let frame = MapFrame::around(Point { x: 620.0, y: 480.0 }, zoom);
            let tiles = frame.tiles();
            assert!((1..=25).contains(&tiles.len()), "{zoom} {}", tiles.len());
            let (least, most) = (frame.within().least(), frame.within().most());
            let (upper, lower) = (tiles[0], tiles[tiles.len() - 1]);
            assert!(upper.corner.x <= least.x && upper.corner.y <= least.y);
            assert!(lower.corner.x + lower.side >= most.x && lower.corner.y + lower.side >= most.y);
        }
    }
}
