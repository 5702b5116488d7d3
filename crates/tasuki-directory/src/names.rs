//! Which names are written on the map, and where: as many as fit.

use tasuki_terms::Prefecture;

use crate::index::Room;
use crate::{
    HEIGHT, MapFrame, Marker, Municipality, Outline, Point, WIDTH, municipalities, outlines,
};

/// A name on the map (地名).
#[derive(Clone, PartialEq, Debug)]
pub struct Name {
    /// What is written.
    pub text: &'static str,
    /// What it names.
    pub kind: NameKind,
    /// What is named: a municipality's point, or where a prefecture's name has its middle.
    pub at: Point,
    /// How many pixels the middle of the name is to the right of that and below.
    pub off: (i16, i16),
}

/// What a name names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameKind {
    /// A prefecture (都道府県).
    Prefecture,
    /// A municipality (市区町村), whose point is shown.
    Town,
}

/// Names for a map of some width.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Names {
    /// What the map shows.
    pub frame: MapFrame,
    /// The least and the greatest width at which it is drawn, in pixels.
    pub widths: (f64, f64),
    /// The prefecture whose municipalities come first, and are named from its own view on.
    pub prefecture: Option<Prefecture>,
}

/// The size of letters, in pixels: each is as wide as it is high.
const LETTER: f64 = 16.0;
/// Half of the height of a line with a hem.
const HALF_LINE: f64 = 10.0;
/// Names and marks keep so many pixels from each other.
const GAP: f64 = 2.0;
/// At most so many names are written.
const MOST: usize = 40;
/// Whose names come first where not all fit: 東京都, 大阪府, 愛知県, 福岡県, 広島県.
const BEST_KNOWN: [u8; 5] = [13, 27, 23, 40, 34];
/// Below this zoom 都, 府 and 県 are left out.
const WHOLE_NAMES: u8 = 2;
/// From this zoom on municipalities are named, too; from the view of a prefecture in any case.
const TOWNS: u8 = 2;
/// From this zoom on a large city's wards are named and not the city, and municipalities come
/// before prefectures.
const WARDS: u8 = 7;
/// Where the name of a municipality may have its middle: below its point, above, beside. Behind a
/// mark that hides the point it may be farther off.
const BESIDE: i16 = 15;
const FARTHER: i16 = 12;
/// How far the name of a prefecture may lie from its middle: so many steps of so many pixels.
const STEPS: i16 = 5;
const STEP: (i16, i16) = (14, 11);

impl Names {
    /// Names that neither lie upon each other nor upon a mark, and that the frame does not cut, at
    /// any of the widths.
    pub fn beside(&self, markers: &[Marker]) -> Vec<Name> {
        let (least, most) = self.widths;
        let mut page = Page {
            names: self,
            marks: markers.len(),
            taken: [least, most].map(|width| {
                let rooms = markers.iter().map(|one| one.room(self.frame, width));
                (width, rooms.collect())
            }),
            written: Vec::new(),
        };
        let within = self.frame.within();
        let towns = self.towns();
        if self.frame.zoom() >= WARDS {
            page.write_towns(&towns);
        }
        let mut outlines: Vec<&Outline> = outlines().iter().collect();
        outlines.sort_by_key(|outline| {
            let number = outline.prefecture().number();
            let known = BEST_KNOWN.iter().position(|one| *one == number);
            let is_chosen = self.prefecture == Some(outline.prefecture());
            (!is_chosen, known.unwrap_or(BEST_KNOWN.len()))
        });
        for outline in outlines {
            let (least, most) = outline.bounds();
            if crate::PlaneBox::between(least, most).meets(within) {
                page.write_prefecture(outline);
            }
        }
        if self.frame.zoom() < WARDS {
            page.write_towns(&towns);
        }
        page.written
    }

    /// The municipalities of the frame, those first that are known best.
    fn towns(&self) -> Vec<(&'static Municipality, Point)> {
        if self.frame.zoom() < TOWNS && self.prefecture.is_none() {
            return Vec::new();
        }
        let within = self.frame.within();
        let are_wards = self.frame.zoom() >= WARDS;
        let towns = municipalities().iter().filter_map(|town| {
            let at = Point::of(town.place?);
            if !within.contains(at) {
                return None;
            }
            let is_named = match ward_of(&town.name) {
                Some(_) => are_wards,
                None => !(are_wards && has_wards(town)),
            };
            is_named.then_some((town, at))
        });
        let mut towns: Vec<_> = towns.collect();
        towns.sort_by_key(|(town, _)| {
            let is_chosen = self.prefecture.is_none_or(|one| one == town.prefecture);
            (!is_chosen, town.name.ends_with(['町', '村']), town.code)
        });
        towns
    }
}

/// What is written already, and where nothing else may be.
struct Page<'n> {
    names: &'n Names,
    /// How many of the rooms are marks: those that come first.
    marks: usize,
    /// The rooms at each width.
    taken: [(f64, Vec<Room>); 2],
    written: Vec<Name>,
}

impl Page<'_> {
    fn write_towns(&mut self, towns: &[(&'static Municipality, Point)]) {
        for (town, at) in towns {
            let name: &'static str = &town.name;
            let text = ward_of(name).unwrap_or(name);
            let side = i16::try_from(text.chars().count()).unwrap_or(i16::MAX / 16);
            let side = side.saturating_mul(8) + 6;
            let mut places = vec![(0, BESIDE), (0, -BESIDE), (side, 0), (-side, 0)];
            if self.is_hidden(*at) {
                let (down, right) = (BESIDE + FARTHER, side + FARTHER);
                places = vec![(0, down), (0, -down), (right, 0), (-right, 0)];
            }
            let names = places.into_iter().map(|off| Name {
                text,
                kind: NameKind::Town,
                at: *at,
                off,
            });
            self.write(names);
        }
    }

    /// Whether a mark lies upon a point.
    fn is_hidden(&self, at: Point) -> bool {
        self.taken.iter().any(|(width, taken)| {
            let dot = dot(self.names.frame, at, *width);
            taken
                .iter()
                .take(self.marks)
                .any(|one| one.touches(dot, GAP))
        })
    }

    /// Writes a prefecture's name as near to its middle as there is room, but within it.
    fn write_prefecture(&mut self, outline: &Outline) {
        let full = outline.prefecture().name();
        let text = if self.names.frame.zoom() < WHOLE_NAMES {
            full.strip_suffix(['都', '府', '県']).unwrap_or(full)
        } else {
            full
        };
        let (frame, width) = (self.names.frame, self.names.widths.0);
        let within = frame.within();
        let Some(middle) = outline.middle_within(within) else {
            return;
        };
        let (x, y) = frame.pixels(middle, width);
        let steps =
            (-STEPS..=STEPS).flat_map(|right| (-STEPS..=STEPS).map(move |down| (right, down)));
        let mut steps: Vec<(i16, i16)> = steps.collect();
        steps.sort_by_key(|(right, down)| (right * right + down * down, *right, *down));
        let points = steps.into_iter().map(|(right, down)| {
            let (right, down) = (right * STEP.0, down * STEP.1);
            frame.point_at((x + f64::from(right), y + f64::from(down)), width)
        });
        let names = points.filter(|at| outline.holds(*at)).map(|at| Name {
            text,
            kind: NameKind::Prefecture,
            at,
            off: (0, 0),
        });
        self.write(names);
    }

    /// Writes the first of some names for which there is room.
    fn write(&mut self, mut names: impl Iterator<Item = Name>) {
        if self.written.len() >= MOST {
            return;
        }
        let frame = self.names.frame;
        let fits = |name: &Name| {
            self.taken.iter().all(|(width, taken)| {
                let room = name.room(frame, *width);
                let (right, bottom) = (width - room.x, width * HEIGHT / WIDTH - room.y);
                let is_free = |one: Room| taken.iter().all(|other| !one.touches(*other, GAP));
                // What lies under a mark is not seen.
                let free_of_names = |one: Room| {
                    let mut names = taken.iter().skip(self.marks);
                    names.all(|other| !one.touches(*other, GAP))
                };
                room.x.min(right) >= room.half_width + GAP
                    && room.y.min(bottom) >= room.half_height + GAP
                    && is_free(room)
                    && name.dot(frame, *width).is_none_or(free_of_names)
            })
        };
        let Some(name) = names.find(fits) else {
            return;
        };
        for (width, taken) in &mut self.taken {
            taken.push(name.room(frame, *width));
            taken.extend(name.dot(frame, *width));
        }
        self.written.push(name);
    }
}

impl Name {
    /// The room of the name.
    fn room(&self, frame: MapFrame, width: f64) -> Room {
        let (x, y) = frame.pixels(self.at, width);
        let letters = u16::try_from(self.text.chars().count()).unwrap_or(u16::MAX);
        Room {
            x: x + f64::from(self.off.0),
            y: y + f64::from(self.off.1),
            half_width: f64::from(letters) * LETTER / 2.0,
            half_height: HALF_LINE,
        }
    }

    /// The room of the point that is named, where it is shown.
    fn dot(&self, frame: MapFrame, width: f64) -> Option<Room> {
        (self.kind == NameKind::Town).then(|| dot(frame, self.at, width))
    }
}

/// The room of a point that is shown.
fn dot(frame: MapFrame, at: Point, width: f64) -> Room {
    const HALF: f64 = 2.0;
    let (x, y) = frame.pixels(at, width);
    Room {
        x,
        y,
        half_width: HALF,
        half_height: HALF,
    }
}

/// The own name of a large city's ward: 大宮区 of さいたま市大宮区.
fn ward_of(name: &str) -> Option<&str> {
    let (_, ward) = name.split_once('市')?;
    (ward.chars().count() > 1 && ward.ends_with('区')).then_some(ward)
}

/// Whether a municipality is a city with wards.
fn has_wards(city: &Municipality) -> bool {
    let is_ward = |town: &Municipality| {
        town.prefecture == city.prefecture
            && ward_of(&town.name).is_some()
            && town.name.starts_with(&*city.name)
    };
    city.name.ends_with('市') && municipalities().iter().any(is_ward)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, PlaneBox};

    fn names(frame: MapFrame, width: f64, prefecture: Option<&str>) -> Vec<Name> {
        let names = Names {
            frame,
            widths: (width, width),
            prefecture: prefecture.map(|code| code.parse().unwrap()),
        };
        names.beside(&[])
    }

    fn of(code: &str) -> MapFrame {
        let mut all = outlines().iter();
        let outline = all.find(|one| one.prefecture().to_string() == code);
        let (least, most) = outline.unwrap().bounds();
        MapFrame::showing(PlaneBox::between(least, most))
    }

    #[test]
    fn prefectures_are_named_from_the_national_view_on() {
        let far = names(MapFrame::WHOLE, 560.0, None);
        let has = |names: &[Name], text: &str| names.iter().any(|name| name.text == text);
        for name in ["北海道", "東京", "大阪", "福岡", "沖縄"] {
            assert!(has(&far, name), "{name} {far:?}");
        }
        assert!(far.len() >= 18, "{}", far.len());
        assert!(names(MapFrame::WHOLE, 320.0, None).len() < far.len());
        for outline in outlines() {
            let own = of(&outline.prefecture().to_string());
            let near = names(own, 320.0, None);
            let name = outline.prefecture().name();
            let short = name.strip_suffix(['都', '府', '県']).unwrap_or(name);
            assert!(has(&near, name) || has(&near, short), "{name} {near:?}");
        }
    }

    #[test]
    fn municipalities_are_named_from_a_prefectures_view_on() {
        for outline in outlines() {
            let code = outline.prefecture().to_string();
            let near = names(of(&code), 320.0, Some(&code));
            let own = |name: &&Name| {
                let mut towns = municipalities().iter();
                name.kind == NameKind::Town
                    && towns.any(|town| {
                        town.prefecture == outline.prefecture() && *town.name == *name.text
                    })
            };
            assert!(near.iter().filter(own).count() >= 4, "{code} {near:?}");
        }
        let saitama = names(of("11"), 560.0, Some("11"));
        assert!(
            saitama.iter().any(|name| name.text == "さいたま市"),
            "{saitama:?}"
        );
        let omiya = Point::of(Place::read("139.629", "35.906").unwrap());
        let near = names(MapFrame::around(omiya, 8), 320.0, None);
        assert!(near.iter().any(|name| name.text == "大宮区"), "{near:?}");
        assert!(
            near.iter().all(|name| name.text != "さいたま市"),
            "{near:?}"
        );
    }

    #[test]
    fn names_keep_apart_and_within_the_frame_at_all_widths() {
        let omiya = Point::of(Place::read("139.629", "35.906").unwrap());
        for zoom in 0..=10 {
            let frame = MapFrame::around(omiya, zoom);
            let markers = [Marker::Cluster(crate::Cluster {
                kind: tasuki_terms::OfficeKind::Service,
                count: 47,
                at: omiya,
            })];
            let widths = (320.0, 560.0);
            let names = Names {
                frame,
                widths,
                prefecture: None,
            };
            let names = names.beside(&markers);
            for width in [320.0, 400.0, 480.0, 560.0] {
                let mut rooms: Vec<Room> = names.iter().map(|one| one.room(frame, width)).collect();
                rooms.extend(markers.iter().map(|one| one.room(frame, width)));
                for (place, one) in rooms.iter().enumerate() {
                    let free = rooms[..place].iter().all(|other| !one.touches(*other, 0.0));
                    assert!(free, "{zoom} {width} {one:?}");
                }
                for name in names.iter().map(|one| one.room(frame, width)) {
                    let height = width * HEIGHT / WIDTH;
                    assert!(name.x >= name.half_width && name.x + name.half_width <= width);
                    assert!(name.y >= name.half_height && name.y + name.half_height <= height);
                }
            }
        }
    }

    #[test]
    fn a_mark_hides_a_point_but_not_its_name() {
        let mut towns = municipalities().iter();
        let town = towns.find(|town| &*town.name == "千代田区").unwrap();
        let at = Point::of(town.place.unwrap());
        let names = Names {
            frame: MapFrame::around(at, 8),
            widths: (320.0, 560.0),
            prefecture: None,
        };
        let (kind, count) = (tasuki_terms::OfficeKind::Service, 2);
        let mark = Marker::Cluster(crate::Cluster { kind, count, at });
        let written = names.beside(&[mark]);
        assert!(
            written.iter().any(|name| name.text == "千代田区"),
            "{written:?}"
        );
    }

    #[test]
    fn wards_are_told_from_cities() {
        assert_eq!(ward_of("さいたま市大宮区"), Some("大宮区"));
        for name in ["千代田区", "四日市市", "さいたま市", "廿日市市"] {
            assert_eq!(ward_of(name), None, "{name}");
        }
    }
}
