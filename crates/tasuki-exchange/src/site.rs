//! The web sites: who may enter which page, and how long a session lasts.

use jiff::SignedDuration;
use tasuki_terms::Timestamp;

/// Who has opened a page, or whom a page is for.
///
/// There are two ladders, offices and operators; nobody climbs from one to the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SiteRole {
    /// Nobody: no session.
    Nobody,
    /// An office with its temporary password, which can only choose another one.
    NewOffice,
    /// An office (事業所ユーザ).
    Office,
    /// An operator with a temporary password, who can only choose another one.
    NewOperator,
    /// An operator who may look at everything but passwords and personal data.
    OperatorViewer,
    /// An operator who works on offices, certificates, licences and notices.
    OperatorClerk,
    /// An operator who may also change operators, terms and the platform.
    OperatorAdmin,
}

impl SiteRole {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Nobody,
        Self::NewOffice,
        Self::Office,
        Self::NewOperator,
        Self::OperatorViewer,
        Self::OperatorClerk,
        Self::OperatorAdmin,
    ];

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::NewOffice => "new_office",
            Self::Office => "office",
            Self::NewOperator => "new_operator",
            Self::OperatorViewer => "operator_viewer",
            Self::OperatorClerk => "operator_clerk",
            Self::OperatorAdmin => "operator_admin",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "ログインしていない利用者",
            Self::NewOffice => "仮パスワードの事業所",
            Self::Office => "事業所",
            Self::NewOperator => "仮パスワードの運用者",
            Self::OperatorViewer => "運用担当（閲覧のみ）",
            Self::OperatorClerk => "運用担当",
            Self::OperatorAdmin => "運用管理者",
        }
    }

    /// The role whose [`SiteRole::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// Tells whether `role` may enter a page that is for `needed`.
///
/// Pages for nobody are open to all; pages for new offices are open to offices, too; each operator
/// may do what those below may, new operators least.
pub const fn may_enter(role: SiteRole, needed: SiteRole) -> bool {
    use SiteRole::{
        NewOffice, NewOperator, Nobody, Office, OperatorAdmin, OperatorClerk, OperatorViewer,
    };
    match needed {
        Nobody => true,
        NewOffice => matches!(role, NewOffice | Office),
        Office => matches!(role, Office),
        NewOperator => matches!(
            role,
            NewOperator | OperatorViewer | OperatorClerk | OperatorAdmin
        ),
        OperatorViewer => matches!(role, OperatorViewer | OperatorClerk | OperatorAdmin),
        OperatorClerk => matches!(role, OperatorClerk | OperatorAdmin),
        OperatorAdmin => matches!(role, OperatorAdmin),
    }
}

/// How long a session of a site lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionLimits {
    /// The longest time without a request.
    pub idle: SignedDuration,
    /// The longest time since log-in.
    pub absolute: SignedDuration,
}

impl SessionLimits {
    /// Of the claims site and the portal.
    pub const OFFICES: Self = Self {
        idle: SignedDuration::from_mins(30),
        absolute: SignedDuration::from_hours(8),
    };

    /// Of the operator's console.
    pub const CONSOLE: Self = Self {
        idle: SignedDuration::from_mins(15),
        absolute: SignedDuration::from_hours(8),
    };

    /// The state at `now` of a session that began at `began` and was last used at `used`.
    pub fn state(&self, began: Timestamp, used: Timestamp, now: Timestamp) -> SessionState {
        let end = |from: Timestamp, time| from.checked_add(time).unwrap_or(Timestamp::MAX);
        let (absolute, idle) = (end(began, self.absolute), end(used, self.idle));
        if now >= absolute {
            SessionState::Over
        } else if now >= idle {
            SessionState::Idle
        } else {
            SessionState::Live {
                until: absolute.min(idle),
            }
        }
    }
}

/// How a session stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionState {
    /// It can be used.
    Live {
        /// When it ends if nothing more is asked.
        until: Timestamp,
    },
    /// It was not used for too long.
    Idle,
    /// It has lasted for too long.
    Over,
}

/// Why somebody who was logged in has to log in again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionEnding {
    /// The session was not used for too long.
    Idle,
    /// It has lasted for too long.
    Over,
    /// It is not there any more: the password was changed, the office suspended, the operator
    /// disabled, or it ended long ago.
    Gone,
}

impl SessionEnding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Idle, Self::Over, Self::Gone];

    /// Its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Over => "over",
            Self::Gone => "gone",
        }
    }

    /// The one whose [`SessionEnding::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// What people read on the log-in page to which they are brought back.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Idle => "しばらく操作がなかったため、ログアウトしました。",
            Self::Over => "ログインから長時間が経過したため、ログアウトしました。",
            Self::Gone => {
                "ログインの有効期限が切れたか、パスワードや利用状態が変わったため、ログアウトしました。"
            }
        }
    }
}

impl SessionState {
    /// Why it cannot be used; none if it can.
    pub const fn ending(self) -> Option<SessionEnding> {
        match self {
            Self::Live { .. } => None,
            Self::Idle => Some(SessionEnding::Idle),
            Self::Over => Some(SessionEnding::Over),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_of_roles() {
        let mut table = String::new();
        for needed in SiteRole::ALL {
            let allowed: Vec<&str> = SiteRole::ALL
                .into_iter()
                .filter(|role| may_enter(*role, needed))
                .map(SiteRole::as_str)
                .collect();
            writeln!(table, "{}: {}", needed.as_str(), allowed.join(" ")).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        nobody: nobody new_office office new_operator operator_viewer operator_clerk operator_admin
        new_office: new_office office
        office: office
        new_operator: new_operator operator_viewer operator_clerk operator_admin
        operator_viewer: operator_viewer operator_clerk operator_admin
        operator_clerk: operator_clerk operator_admin
        operator_admin: operator_admin
        ");
        for role in SiteRole::ALL {
            assert_eq!(SiteRole::read(role.as_str()), Some(role));
        }
        for ending in SessionEnding::ALL {
            assert_eq!(SessionEnding::read(ending.as_str()), Some(ending));
            assert!(ending.what().ends_with("ログアウトしました。"));
        }
    }

    #[test]
    fn sessions_end_by_rest_and_by_age() {
        let at = |minutes: i64| Timestamp::from_second(minutes * 60).unwrap();
        let state = |used, now| SessionLimits::OFFICES.state(at(0), at(used), at(now));
        assert_eq!(state(0, 29), SessionState::Live { until: at(30) });
        assert_eq!(state(0, 30), SessionState::Idle);
        assert_eq!(state(470, 479), SessionState::Live { until: at(480) });
        assert_eq!(state(479, 480), SessionState::Over);
        assert_eq!(
            SessionLimits::CONSOLE.state(at(0), at(0), at(15)),
            SessionState::Idle
        );
    }

    proptest! {
        #[test]
        fn rights_are_handed_on(index in proptest::array::uniform3(0_usize..7)) {
            let [a, b, c] = index.map(|place| SiteRole::ALL[place]);
            prop_assert!(may_enter(a, a));
            prop_assert!(!(may_enter(a, b) && may_enter(b, c)) || may_enter(a, c));
        }
    }
}
