//! Which part of the map is looked at.

use crate::{HEIGHT, PlaneBox, Point, WIDTH};

/// Which part of the map is looked at (地図の表示範囲): always within the plane and of its shape.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MapFrame {
    middle: Point,
    zoom: u8,
}

/// A way over the map (地図の移動).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Direction {
    /// Up.
    North,
    /// Down.
    South,
    /// To the left.
    West,
    /// To the right.
    East,
}

impl Direction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::North, Self::South, Self::West, Self::East];

    /// How much of the frame a step goes, to the right and down.
    const fn step(self) -> (f64, f64) {
        match self {
            Self::North => (0.0, -0.5),
            Self::South => (0.0, 0.5),
            Self::West => (-0.5, 0.0),
            Self::East => (0.5, 0.0),
        }
    }
}

impl MapFrame {
    /// The closest zoom: 113 to 147 metres from edge to edge, from north to south.
    pub const CLOSEST: u8 = 14;

    /// All of Japan.
    pub const WHOLE: Self = Self {
        middle: Point {
            x: WIDTH / 2.0,
            y: HEIGHT / 2.0,
        },
        zoom: 0,
    };

    /// A part around a point: at zoom 0 it is the whole plane, and each step halves its sides. It is
    /// moved into the plane; what is no number counts as the middle.
    pub fn around(middle: Point, zoom: u8) -> Self {
        let zoom = zoom.min(Self::CLOSEST);
        let part = f64::from(1_u32 << zoom);
        let cut = |value: f64, side: f64| {
            if value.is_nan() {
                side / 2.0
            } else {
                let half = side / part / 2.0;
                value.clamp(half, side - half)
            }
        };
        let middle = Point {
            x: cut(middle.x, WIDTH),
            y: cut(middle.y, HEIGHT),
        };
        Self { middle, zoom }
    }

    /// The closest part that shows a whole box.
    pub fn showing(shown: PlaneBox) -> Self {
        let (least, most) = (shown.least(), shown.most());
        let middle = Point {
            x: f64::midpoint(least.x, most.x),
            y: f64::midpoint(least.y, most.y),
        };
        let holds = |frame: &Self| {
            let within = frame.within();
            within.contains(least) && within.contains(most)
        };
        let frames = (0..=Self::CLOSEST).rev();
        frames
            .map(|zoom| Self::around(middle, zoom))
            .find(holds)
            .unwrap_or(Self::WHOLE)
    }

    /// Its middle.
    pub const fn middle(self) -> Point {
        self.middle
    }

    /// How close it is: 0 to [`MapFrame::CLOSEST`].
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// What it shows.
    pub fn within(self) -> PlaneBox {
        let Point { x, y } = self.middle;
        let (width, height) = self.sides();
        let corner = |sign: f64| Point {
            x: x + sign * width / 2.0,
            y: y + sign * height / 2.0,
        };
        PlaneBox::between(corner(-1.0), corner(1.0))
    }

    /// Half a frame on; none at the edge.
    pub fn moved(self, direction: Direction) -> Option<Self> {
        let (width, height) = self.sides();
        let (right, down) = direction.step();
        let middle = Point {
            x: self.middle.x + right * width,
            y: self.middle.y + down * height,
        };
        let moved = Self::around(middle, self.zoom);
        (moved != self).then_some(moved)
    }

    /// One step closer; none at the closest.
    pub fn closer(self) -> Option<Self> {
        (self.zoom < Self::CLOSEST).then(|| Self::around(self.middle, self.zoom + 1))
    }

    /// One step back; none where all of Japan is shown.
    pub fn farther(self) -> Option<Self> {
        let zoom = self.zoom.checked_sub(1)?;
        Some(Self::around(self.middle, zoom))
    }

    /// Where a point lies in it, as parts of its width and height.
    pub fn part_of(self, point: Point) -> (f64, f64) {
        let (least, (width, height)) = (self.within().least(), self.sides());
        ((point.x - least.x) / width, (point.y - least.y) / height)
    }

    /// Where a point lies on a map that shows this and is `width` pixels wide: pixels from its upper
    /// left corner.
    pub(crate) fn pixels(self, point: Point, width: f64) -> (f64, f64) {
        let (right, down) = self.part_of(point);
        (right * width, down * width * HEIGHT / WIDTH)
    }

    /// The point that lies there.
    pub(crate) fn point_at(self, (x, y): (f64, f64), width: f64) -> Point {
        let (least, pixel) = (self.within().least(), self.sides().0 / width);
        Point {
            x: least.x + x * pixel,
            y: least.y + y * pixel,
        }
    }

    fn sides(self) -> (f64, f64) {
        let part = f64::from(1_u32 << self.zoom);
        (WIDTH / part, HEIGHT / part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_prefecture_fills_its_frame() {
        for outline in crate::outlines() {
            let (least, most) = outline.bounds();
            let frame = MapFrame::showing(PlaneBox::between(least, most));
            assert!((1..8).contains(&frame.zoom()), "{:?}", outline.prefecture());
            let closer = frame.closer().unwrap().within();
            assert!(!closer.contains(least) || !closer.contains(most));
        }
    }

    #[test]
    fn edges_stop_the_way() {
        assert_eq!(MapFrame::WHOLE.farther(), None);
        assert!(
            Direction::ALL
                .iter()
                .all(|one| MapFrame::WHOLE.moved(*one).is_none())
        );
        let corner = MapFrame::around(Point { x: 0.0, y: 0.0 }, 3);
        assert_eq!(corner.moved(Direction::North), None);
        assert_eq!(corner.moved(Direction::West), None);
        let east = corner.moved(Direction::East).unwrap();
        assert_eq!(east.moved(Direction::West), Some(corner));
        assert_eq!(MapFrame::around(corner.middle(), 20).closer(), None);
    }

    proptest! {
        #[test]
        fn frames_lie_in_the_plane_and_their_middle_is_half_way(x: f64, y in -100.0..1300.0, zoom: u8) {
            let frame = MapFrame::around(Point { x, y }, zoom);
            let within = frame.within();
            prop_assert!(within.contains(frame.middle()));
            let (right, down) = frame.part_of(frame.middle());
            prop_assert!((right - 0.5).abs() < 1e-6 && (down - 0.5).abs() < 1e-6);
            let wide = within.most().x - within.least().x;
            prop_assert!((wide * f64::from(1_u32 << frame.zoom()) - WIDTH).abs() < 1e-6);
        }
    }
}
