//! The status of an office on the platform.

/// Whether an office takes part (事業所の状態), as the operator has set it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum OfficeStatus {
    /// 利用中.
    #[default]
    Active,
    /// 停止中: suspended by the operator, until it is resumed.
    Suspended,
    /// 廃止: closed for good. Another number may have succeeded it.
    Closed,
}

impl OfficeStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Closed];

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "利用中",
            Self::Suspended => "停止中",
            Self::Closed => "廃止",
        }
    }

    /// The status whose [`OfficeStatus::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Whether the operator may set `next`: anything but to open a closed office again, whose
    /// number may belong to nobody any more.
    pub fn may_become(self, next: Self) -> bool {
        self != Self::Closed || next == Self::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_office_stays_closed() {
        for status in OfficeStatus::ALL {
            assert_eq!(OfficeStatus::read(status.as_str()), Some(status));
            assert!(status.may_become(OfficeStatus::Closed));
            let opens = OfficeStatus::Closed.may_become(status);
            assert_eq!(opens, status == OfficeStatus::Closed);
        }
        assert!(OfficeStatus::Suspended.may_become(OfficeStatus::Active));
    }
}
