//! Offices that are drawn as one mark, and the marks of one spot.

use tasuki_terms::OfficeKind;

use crate::Point;
use crate::index::OfficeId;
use crate::index::map::{Cluster, Marker};

/// Offices of one kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Group {
    pub(super) kind: OfficeKind,
    pub(super) count: u32,
    /// The sums of their coordinates.
    pub(super) x: f64,
    pub(super) y: f64,
    /// One of them.
    pub(super) id: OfficeId,
}

/// What lies at one spot: offices of one kind or of both, one mark above the other.
#[derive(Clone, Copy, Default)]
pub(super) struct Spot {
    care_management: Option<Group>,
    service: Option<Group>,
}

impl Spot {
    pub(super) fn of(group: &Group) -> Self {
        match group.kind {
            OfficeKind::CareManagement => Self {
                care_management: Some(*group),
                service: None,
            },
            OfficeKind::Service => Self {
                care_management: None,
                service: Some(*group),
            },
        }
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = Group> {
        [self.care_management, self.service].into_iter().flatten()
    }

    pub(super) fn count(&self) -> u32 {
        self.groups().map(|group| group.count).sum()
    }

    pub(super) fn middle(&self) -> Point {
        let count = f64::from(self.count());
        Point {
            x: self.groups().map(|group| group.x).sum::<f64>() / count,
            y: self.groups().map(|group| group.y).sum::<f64>() / count,
        }
    }

    pub(super) fn with(self, other: Self) -> Self {
        let both = |one: Option<Group>, other: Option<Group>| match (one, other) {
            (Some(one), Some(other)) => Some(one.with(other)),
            (one, other) => one.or(other),
        };
        Self {
            care_management: both(self.care_management, other.care_management),
            service: both(self.service, other.service),
        }
    }
}

impl Group {
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            x: self.x + other.x,
            y: self.y + other.y,
            ..self
        }
    }

    pub(super) fn marker(self, at: Point) -> Marker {
        let Self {
            kind, count, id, ..
        } = self;
        if count == 1 {
            Marker::Office { id, kind, at }
        } else {
            Marker::Cluster(Cluster { kind, count, at })
        }
    }
}
