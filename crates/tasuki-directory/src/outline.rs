//! Outlines of prefectures.

use std::fmt::Write as _;
use std::sync::LazyLock;

use tasuki_terms::Prefecture;

use crate::region::{written_outlines, written_place};
use crate::{Place, PlaneBox, Point};

/// The outline of a prefecture's main land: a closed line, without most islands.
#[derive(Clone, PartialEq, Debug)]
pub struct Outline {
    prefecture: Prefecture,
    line: Vec<Point>,
}

static OUTLINES: LazyLock<Vec<Outline>> = LazyLock::new(|| {
    let outlines = written_outlines().map(|(prefecture, line)| {
        let places = line.split(' ').filter_map(written_place);
        Outline {
            prefecture,
            line: places.map(Point::of).collect(),
        }
    });
    outlines.collect()
});

/// The outlines of all prefectures, by code.
pub fn outlines() -> &'static [Outline] {
    &OUTLINES
}

impl Outline {
    /// Whose outline it is.
    pub const fn prefecture(&self) -> Prefecture {
        self.prefecture
    }

    /// The line as the attribute `d` of an SVG path in the map's plane. Neighbours share their points.
    pub fn path(&self, detail: Detail) -> String {
        let mut path = String::new();
        let mut last = (0, 0);
        for (place, point) in self.line.iter().enumerate() {
            let (x, y) = (detail.tenths(point.x), detail.tenths(point.y));
            let (right, down) = (x - last.0, y - last.1);
            last = (x, y);
            let sign = match place {
                0 => "M",
                // What falls upon the point before is not drawn.
                _ if (right, down) == (0, 0) => continue,
                _ => "l",
            };
            let space = if down < 0 { "" } else { " " };
            // A writer into a string cannot fail.
            let _written = write!(path, "{sign}{}{space}{}", shown(right), shown(down));
        }
        path.push('z');
        path
    }

    /// The corners of the smallest box around it.
    pub fn bounds(&self) -> (Point, Point) {
        let start = self
            .line
            .first()
            .copied()
            .unwrap_or(Point { x: 0.0, y: 0.0 });
        self.line
            .iter()
            .fold((start, start), |(least, most), point| {
                let least = Point {
                    x: least.x.min(point.x),
                    y: least.y.min(point.y),
                };
                let most = Point {
                    x: most.x.max(point.x),
                    y: most.y.max(point.y),
                };
                (least, most)
            })
    }

    /// Whether a place lies within it: a ray to the right crosses the line an odd number of times.
    pub fn contains(&self, place: Place) -> bool {
        self.holds(Point::of(place))
    }

    /// Where its name belongs on a map that shows a part of the plane: in the middle of its land, or of
    /// its municipalities there; none where none of them is seen.
    pub(crate) fn middle_within(&self, within: PlaneBox) -> Option<Point> {
        let middle = |points: &[Point]| {
            let count = f64::from(u32::try_from(points.len()).ok()?);
            let sum = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>();
            (count > 0.0).then(|| Point {
                x: sum(|point| point.x) / count,
                y: sum(|point| point.y) / count,
            })
        };
        let centre = self.centre();
        if within.contains(centre) && self.holds(centre) {
            return Some(centre);
        }
        let towns = crate::municipalities().iter();
        let towns = towns.filter(|town| town.prefecture == self.prefecture);
        let points = towns.filter_map(|town| town.place).map(Point::of);
        let seen: Vec<Point> = points.filter(|point| within.contains(*point)).collect();
        middle(&seen)
    }

    /// The centre of its area.
    fn centre(&self) -> Point {
        let ends = self.line.iter().cycle().skip(1);
        let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
        for (from, to) in self.line.iter().zip(ends) {
            let part = from.x * to.y - to.x * from.y;
            area += part;
            x += (from.x + to.x) * part;
            y += (from.y + to.y) * part;
        }
        Point {
            x: x / (3.0 * area),
            y: y / (3.0 * area),
        }
    }

    /// Whether a point of the plane lies within it.
    pub(crate) fn holds(&self, Point { x, y }: Point) -> bool {
        let ends = self.line.iter().cycle().skip(1);
        let crossed = self.line.iter().zip(ends).filter(|(from, to)| {
            (from.y > y) != (to.y > y)
                && x < (to.x - from.x) * (y - from.y) / (to.y - from.y) + from.x
        });
        crossed.count() % 2 == 1
    }
}

/// How closely a line is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// In whole steps of the plane, for all of Japan.
    Coarse,
    /// In tenths, for a part of it.
    Fine,
}

impl Detail {
    #[expect(clippy::cast_possible_truncation, reason = "the plane is small")]
    fn tenths(self, value: f64) -> i32 {
        match self {
            Self::Coarse => value.round() as i32 * 10,
            Self::Fine => (value * 10.0).round() as i32,
        }
    }
}

fn shown(tenths: i32) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_lie_in_the_plane_and_hold_their_towns() {
        assert_eq!(outlines().len(), 47);
        let (mut inside, mut all) = (0, 0);
        for outline in outlines() {
            let (least, most) = outline.bounds();
            assert!(PlaneBox::WHOLE.contains(least) && PlaneBox::WHOLE.contains(most));
            let towns = crate::municipalities().iter();
            let towns = towns.filter(|town| town.prefecture == outline.prefecture());
            let places: Vec<Place> = towns.filter_map(|town| town.place).collect();
            let held = places.iter().filter(|place| outline.contains(**place));
            let held = held.count();
            // Towns on islands and at the very shore lie outside.
            let name = outline.prefecture().name();
            assert!(held * 5 >= places.len() * 2, "{name}: {held}");
            (inside, all) = (inside + held, all + places.len());
        }
        assert!(inside * 10 >= all * 9, "{inside} of {all}");
    }

    #[test]
    fn paths_are_closed_lines_of_steps() {
        let outline = Outline {
            prefecture: "13".parse().unwrap(),
            line: [(1.04, 2.0), (3.0, 2.0), (3.0, 0.5)]
                .map(|(x, y)| Point { x, y })
                .to_vec(),
        };
        assert_eq!(outline.path(Detail::Fine), "M1 2l2 0l0-1.5z");
        assert_eq!(outline.path(Detail::Coarse), "M1 2l2 0l0-1z");
    }

    #[test]
    fn all_paths_together_fit_a_page() {
        for (detail, most) in [(Detail::Coarse, 25_000), (Detail::Fine, 60_000)] {
            let paths = outlines().iter().map(|outline| outline.path(detail).len());
            let bytes: usize = paths.sum();
            assert!(bytes < most, "{detail:?} {bytes}");
        }
    }
}
