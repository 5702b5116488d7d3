//! The plane of the map.

use crate::Place;

/// The width of the plane: Japan from Yonaguni to Nemuro.
pub const WIDTH: f64 = 1000.0;
/// Its height.
pub const HEIGHT: f64 = 1150.0;

/// The longitudes of its left and right edges.
const LONGITUDES: (f64, f64) = (122.5, 146.2);
/// The latitude of its upper edge.
const NORTH: f64 = 45.8;

/// A point of the map's plane: x to the right from 0 to [`WIDTH`], y downwards from 0 to [`HEIGHT`].
///
/// It is Mercator's projection, so that pictures of a tile server (EPSG:3857) lie below it unbent.
/// Places outside the plane have coordinates beyond these.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// Where a place lies.
    pub fn of(place: Place) -> Self {
        Self {
            x: (place.longitude() - LONGITUDES.0) * scale(),
            y: (stretched(NORTH) - stretched(place.latitude())) * scale(),
        }
    }
}

impl Point {
    /// Its longitude and latitude, in degrees.
    pub fn degrees(self) -> (f64, f64) {
        let stretched = stretched(NORTH) - self.y / scale();
        let latitude = stretched.to_radians().sinh().atan().to_degrees();
        (LONGITUDES.0 + self.x / scale(), latitude)
    }
}

/// A part of the plane, edges included.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PlaneBox {
    least: Point,
    most: Point,
}

impl PlaneBox {
    /// The whole plane.
    pub const WHOLE: Self = Self {
        least: Point { x: 0.0, y: 0.0 },
        most: Point {
            x: WIDTH,
            y: HEIGHT,
        },
    };

    /// Between two corners, given in any order and cut to the plane; what is no number counts as 0.
    pub fn between(one: Point, other: Point) -> Self {
        let cut = |value: f64, most: f64| {
            if value.is_nan() {
                0.0
            } else {
                value.clamp(0.0, most)
            }
        };
        let (xs, ys) = (
            [cut(one.x, WIDTH), cut(other.x, WIDTH)],
            [cut(one.y, HEIGHT), cut(other.y, HEIGHT)],
        );
        let point = |by: fn(f64, f64) -> f64| Point {
            x: by(xs[0], xs[1]),
            y: by(ys[0], ys[1]),
        };
        Self {
            least: point(f64::min),
            most: point(f64::max),
        }
    }

    /// The corner with the smallest coordinates.
    pub const fn least(self) -> Point {
        self.least
    }

    /// The corner with the greatest coordinates.
    pub const fn most(self) -> Point {
        self.most
    }

    /// Whether two parts have a point in common.
    pub fn meets(self, other: Self) -> bool {
        self.least.x <= other.most.x
            && other.least.x <= self.most.x
            && self.least.y <= other.most.y
            && other.least.y <= self.most.y
    }

    /// Whether a point lies in it.
    pub fn contains(self, point: Point) -> bool {
        (self.least.x..=self.most.x).contains(&point.x)
            && (self.least.y..=self.most.y).contains(&point.y)
    }
}

/// How many of the plane's steps the way round the earth takes, and where in the world's picture
/// (EPSG:3857, from 180 degrees west and the upper edge on) the plane's corner lies.
pub(crate) fn world() -> (f64, Point) {
    let round = 360.0 * scale();
    let corner = Point {
        x: (LONGITUDES.0 + 180.0) * scale(),
        y: (180.0 - stretched(NORTH)) * scale(),
    };
    (round, corner)
}

/// How much of the plane one degree of longitude takes.
fn scale() -> f64 {
    WIDTH / (LONGITUDES.1 - LONGITUDES.0)
}

/// A latitude in degrees of longitude, as Mercator stretches it.
fn stretched(latitude: f64) -> f64 {
    let quarter = std::f64::consts::FRAC_PI_4;
    (quarter + latitude.to_radians() / 2.0)
        .tan()
        .ln()
        .to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(longitude: &str, latitude: &str) -> Point {
        Point::of(Place::read(longitude, latitude).unwrap())
    }

    #[test]
    fn the_corners_of_the_country_lie_in_the_plane() {
        let places = [
            ("122.93", "24.45"),
            ("145.82", "43.39"),
            ("141.94", "45.52"),
            ("142.19", "26.64"),
        ];
        for (longitude, latitude) in places {
            let point = at(longitude, latitude);
            assert!(PlaneBox::WHOLE.contains(point), "{point:?}");
        }
    }

    #[test]
    fn angles_are_kept() {
        // Near 36° north a degree of longitude is cos 36° = 0.809 as long as one of latitude.
        let (from, east, north) = (at("138", "36"), at("138.01", "36"), at("138", "36.01"));
        let ratio = (east.x - from.x) / (from.y - north.y);
        assert!((ratio - 0.809).abs() < 0.001, "{ratio}");
    }

    #[test]
    fn points_lead_back_to_their_places() {
        let (longitude, latitude) = at("139.767125", "35.681236").degrees();
        assert!((longitude - 139.767_125).abs() < 1e-9, "{longitude}");
        assert!((latitude - 35.681_236).abs() < 1e-9, "{latitude}");
    }

    proptest! {
        #[test]
        fn boxes_lie_in_the_plane(x1: f64, y1: f64, x2: f64, y2: f64) {
            let cut = PlaneBox::between(Point { x: x1, y: y1 }, Point { x: x2, y: y2 });
            prop_assert!(PlaneBox::WHOLE.contains(cut.least()) && PlaneBox::WHOLE.contains(cut.most()));
            prop_assert!(cut.contains(cut.least()) && cut.contains(cut.most()));
        }
    }
}
