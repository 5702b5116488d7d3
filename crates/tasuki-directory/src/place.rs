//! Places on the globe.

/// A place in Japan (緯度・経度), in millionths of a degree: about ten centimetres.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    longitude: i32,
    latitude: i32,
}

impl Place {
    /// One degree in the unit of this type.
    const DEGREE: i32 = 1_000_000;

    /// A place, if it lies between 20 and 46 degrees north and 122 and 154 degrees east: all of
    /// Japan.
    pub fn new(longitude: i32, latitude: i32) -> Result<Self, InvalidPlace> {
        let within = |value: i32, from: i32, to: i32| {
            (from * Self::DEGREE..=to * Self::DEGREE).contains(&value)
        };
        if within(longitude, 122, 154) && within(latitude, 20, 46) {
            Ok(Self {
                longitude,
                latitude,
            })
        } else {
            Err(InvalidPlace::Outside)
        }
    }

    /// Reads decimal degrees, such as `139.767125` and `35.681236`; further digits are cut off.
    pub fn read(longitude: &str, latitude: &str) -> Result<Self, InvalidPlace> {
        Self::new(millionths(longitude)?, millionths(latitude)?)
    }

    /// Longitude and latitude in millionths of a degree.
    pub const fn millionths(self) -> (i32, i32) {
        (self.longitude, self.latitude)
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / f64::from(Self::DEGREE)
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / f64::from(Self::DEGREE)
    }

    /// The place so many millionths of a degree to the east and to the north, both negative for the
    /// other way; fails outside Japan.
    pub fn moved(self, east: i32, north: i32) -> Result<Self, InvalidPlace> {
        Self::new(
            self.longitude.saturating_add(east),
            self.latitude.saturating_add(north),
        )
    }

    /// The way to another place in metres, as if the earth were flat between them: one in a hundred
    /// off over a hundred kilometres.
    pub fn metres_to(self, other: Self) -> f64 {
        self.square_to(other).sqrt()
    }

    /// The square of that way, without a root or an angle: whoever orders a quarter of a million
    /// places asks it of each.
    pub(crate) fn square_to(self, other: Self) -> f64 {
        // About as far as a millionth of a degree of latitude.
        const METRES: f64 = 0.111_195;
        let (east, north) = (
            f64::from(other.longitude - self.longitude),
            f64::from(other.latitude - self.latitude),
        );
        let east = east * narrowing(f64::from(self.latitude + other.latitude) / 2e6);
        (east * east + north * north) * (METRES * METRES)
    }
}

/// How much nearer to each other meridians are at a latitude in degrees than at the equator: its
/// cosine, by the series around the middle of the country, which is right to nine digits in all of
/// it.
fn narrowing(latitude: f64) -> f64 {
    const MIDDLE: f64 = 33.0;
    const COSINE: f64 = 0.838_670_567_945_424;
    const SINE: f64 = 0.544_639_035_015_027_1;
    let angle = (latitude - MIDDLE) * (std::f64::consts::PI / 180.0);
    let square = angle * angle;
    let cosine = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    let sine = angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
    COSINE * cosine - SINE * sine
}

/// Texts that are no [`Place`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPlace {
    /// Not decimal degrees.
    #[error("expected decimal degrees")]
    Form,
    /// Not in Japan.
    #[error("expected a place between 20 and 46 degrees north, 122 and 154 degrees east")]
    Outside,
}

fn millionths(degrees: &str) -> Result<i32, InvalidPlace> {
    let (whole, fraction) = degrees
        .trim()
        .split_once('.')
        .unwrap_or((degrees.trim(), ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=3).contains(&whole.len()) || !are_digits(whole) || !are_digits(fraction) {
        return Err(InvalidPlace::Form);
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let number = |text: &str| text.parse::<i32>().map_err(|_| InvalidPlace::Form);
    Ok(number(whole)? * Place::DEGREE + number(&six)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimal_degrees_are_read_and_everything_else_is_told() {
        let station = Place::new(139_767_125, 35_681_236);
        assert_eq!(Place::read("139.767125", " 35.681236999999999"), station);
        assert_eq!(
            Place::read("139", "35."),
            Place::new(139_000_000, 35_000_000)
        );
        for wrong in ["", ".5", "1e2", "-35.0", "３５", "35.6.8", "NaN", "1234"] {
            assert_eq!(
                Place::read("139.7", wrong),
                Err(InvalidPlace::Form),
                "{wrong}"
            );
        }
        // Swapped, and in the gulf of Guinea.
        assert_eq!(Place::read("35.6", "139.7"), Err(InvalidPlace::Outside));
        assert_eq!(Place::read("0", "0"), Err(InvalidPlace::Outside));
    }

    #[test]
    fn ways_are_as_long_as_on_a_map() {
        // Tokyo station and Osaka station: 403 km by the geoid.
        let tokyo = Place::read("139.767125", "35.681236").unwrap();
        let osaka = Place::read("135.495951", "34.702485").unwrap();
        let metres = tokyo.metres_to(osaka);
        assert!((399_000.0..407_000.0).contains(&metres), "{metres}");
        assert!(tokyo.metres_to(tokyo) < 1.0);
    }

    #[test]
    fn meridians_narrow_as_the_cosine_says() {
        for tenth in 200..=460 {
            let latitude = f64::from(tenth) / 10.0;
            let off = narrowing(latitude) - latitude.to_radians().cos();
            assert!(off.abs() < 1e-9, "{latitude}: {off:e}");
        }
    }

    #[test]
    fn places_are_moved_within_the_country() {
        let station = Place::read("139.767125", "35.681236").unwrap();
        assert_eq!(
            station.moved(-125, 764),
            Place::read("139.767000", "35.682000")
        );
        assert_eq!(station.moved(0, i32::MAX), Err(InvalidPlace::Outside));
    }

    proptest! {
        #[test]
        fn no_text_panics(longitude in ".*", latitude in "[0-9.]{0,12}") {
            let _read = Place::read(&longitude, &latitude);
        }
    }
}
