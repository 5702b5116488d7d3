//! What parts of the map show.

use proptest::prelude::*;

use super::{InventedOffice, SOME, index, offices, those};
use tasuki_terms::OfficeKind;

use crate::{Filter, Marker, Place, PlaneBox, Point, kind_of};

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
