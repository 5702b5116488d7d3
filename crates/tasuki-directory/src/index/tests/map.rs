//! What parts of the map show.

use proptest::prelude::*;

use super::{InventedOffice, SOME, index, offices, those};
use tasuki_terms::OfficeKind;

use crate::{Cluster, Filter, MapFrame, Marker, Place, PlaneBox, Point, kind_of};

#[test]
fn near_views_show_offices_and_far_ones_clusters() {
    let offices = offices(3_000);
    let index = index(&offices);
    let far = index.view(PlaneBox::WHOLE, 0, &Filter::default());
    let placed = offices
        .iter()
        .filter(|office| office.place.is_some())
        .count();
    assert_eq!(far.total, placed);
    assert!(
        far.markers
            .iter()
            .any(|marker| matches!(marker, Marker::Cluster(_)))
    );
    let tokyo = Point::of(Place::read("139.75", "35.68").unwrap());
    let (one, other) = (
        Point {
            x: tokyo.x - 2.0,
            y: tokyo.y - 2.0,
        },
        Point {
            x: tokyo.x + 2.0,
            y: tokyo.y + 2.0,
        },
    );
    let only_joined = Filter {
        only_joined: true,
        ..Filter::default()
    };
    let near = index.view(PlaneBox::between(one, other), 8, &only_joined);
    assert_eq!(near.total, near.markers.len());
    assert!(near.total > 0);
}

proptest! {
    #[test]
    fn every_office_in_a_box_is_in_one_marker(
        x1 in -100.0..1200.0, y1 in -100.0..1300.0, x2: f64, y2 in -100.0..1300.0, zoom: u8
    ) {
        let (offices, index) = &*SOME;
        let within = PlaneBox::between(Point { x: x1, y: y1 }, Point { x: x2, y: y2 });
        let view = index.view(within, zoom, &Filter::default());
        let lying = |office: &InventedOffice| {
            let entry = index.find(office.number).and_then(|id| index.entries.get(id.place())).unwrap();
            within.contains(Point { x: entry.point[0].into(), y: entry.point[1].into() })
        };
        for kind in OfficeKind::ALL {
            let marked: usize = view.markers.iter().map(|marker| match marker {
                Marker::Office { kind: one, .. } if *one == kind => 1,
                Marker::Cluster(cluster) if cluster.kind == kind => cluster.count as usize,
                _ => 0,
            }).sum();
            let there = those(offices, |office| kind_of(&office.services) == kind && lying(office));
            prop_assert_eq!(marked, there.len());
        }
    }

    #[test]
    fn no_cluster_lies_upon_another(x in 0.0..900.0, y in 0.0..1000.0, width in 1.0..1000.0, zoom in 0..8_u8) {
        let within = PlaneBox::between(Point { x, y }, Point { x: x + width, y: y + width });
        let view = SOME.1.view(within, zoom, &Filter::default());
        let cell = 160.0 / f64::from(1_u32 << zoom);
        let scale = cell.max(width_of(within) / 80.0) / 160.0;
        let clusters: Vec<Point> = view.markers.iter().filter_map(|marker| match marker {
            Marker::Cluster(cluster) => Some(cluster.at),
            Marker::Office { .. } => None,
        }).collect();
        for (place, one) in clusters.iter().enumerate() {
            for other in &clusters[..place] {
                let (x, y) = ((one.x - other.x).abs(), (one.y - other.y).abs());
                prop_assert!(x > 109.9 * scale || y > 49.9 * scale, "{x} {y} {scale}");
            }
        }
    }
}

/// The longer side of a box.
fn width_of(within: PlaneBox) -> f64 {
    let (least, most) = (within.least(), within.most());
    f64::max(most.x - least.x, most.y - least.y)
}

proptest! {
    #[test]
    fn marks_do_not_touch_and_stand_for_every_office(
        x in 0.0..1000.0, y in 0.0..1150.0, zoom in 0..=14_u8, width in 300.0..800.0, wider in 1.0..2.0
    ) {
        let frame = MapFrame::around(Point { x, y }, zoom);
        let gathered = SOME.1.gathered(frame, &Filter::default());
        let markers = gathered.markers(width);
        let counts = markers.iter().map(|marker| match marker {
            Marker::Office { .. } => 1,
            Marker::Cluster(cluster) => cluster.count as usize,
        });
        prop_assert_eq!(counts.sum::<usize>(), gathered.total);
        prop_assert_eq!(gathered.total, SOME.1.view(frame.within(), zoom, &Filter::default()).total);
        let rooms = |width: f64| markers.iter().map(|one| one.room(frame, width)).collect::<Vec<_>>();
        for drawn in [width, width * wider] {
            for (place, one) in rooms(drawn).iter().enumerate() {
                for other in &rooms(drawn)[..place] {
                    // Marks of one spot stand edge to edge.
                    prop_assert!(!one.touches(*other, -1e-6), "{:?} {:?}", one, other);
                }
                let height = drawn * 1.15;
                prop_assert!(one.x >= one.half_width && one.x + one.half_width <= drawn);
                prop_assert!(one.y >= one.half_height && one.y + one.half_height <= height);
            }
        }
    }
}

#[test]
fn both_kinds_at_one_place_have_a_mark_each() {
    let mut offices = offices(2);
    offices[1].place = offices[0].place;
    offices[0].services = vec!["43".parse().unwrap()];
    offices[1].services = vec!["11".parse().unwrap()];
    let at = Point::of(offices[0].place.unwrap());
    let markers = index(&offices)
        .gathered(MapFrame::around(at, 12), &Filter::default())
        .markers(320.0);
    let [
        Marker::Office {
            kind: one, at: top, ..
        },
        Marker::Office {
            kind: other,
            at: below,
            ..
        },
    ] = markers[..]
    else {
        panic!("{markers:?}");
    };
    assert_eq!(
        (one, other),
        (OfficeKind::CareManagement, OfficeKind::Service)
    );
    assert!(top.y < below.y && (top.x - below.x).abs() < 1e-9);
}

#[test]
fn counts_are_short() {
    let short = [7, 9_999, 12_345, 220_000].map(|count| {
        let at = Point { x: 0.0, y: 0.0 };
        let kind = OfficeKind::Service;
        Cluster { kind, count, at }.short()
    });
    assert_eq!(short, ["7", "9999", "1.2万", "22万"]);
}
