//! Who may go where.

/// Who visits a site, and what a route needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Nobody in particular.
    Nobody,
    /// An office whose password is still the one of the letter, or has run out.
    NewOffice,
    /// An office.
    Office,
    /// An operator who may look.
    OperatorViewer,
    /// An operator who does the daily work.
    OperatorClerk,
    /// An operator who may also appoint operators and change terms.
    OperatorAdmin,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Nobody,
        Self::NewOffice,
        Self::Office,
        Self::OperatorViewer,
        Self::OperatorClerk,
        Self::OperatorAdmin,
    ];

    /// The name under which it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::NewOffice => "new-office",
            Self::Office => "office",
            Self::OperatorViewer => "viewer",
            Self::OperatorClerk => "clerk",
            Self::OperatorAdmin => "admin",
        }
    }

    /// The role of an operator that is kept under a name.
    pub fn operator(name: &str) -> Option<Self> {
        [
            Self::OperatorViewer,
            Self::OperatorClerk,
            Self::OperatorAdmin,
        ]
        .into_iter()
        .find(|role| role.as_str() == name)
    }

    /// What the role of an operator is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody | Self::NewOffice | Self::Office => "",
            Self::OperatorViewer => "閲覧者",
            Self::OperatorClerk => "担当者",
            Self::OperatorAdmin => "管理者",
        }
    }

    /// Whether this role is enough where `needed` is.
    pub const fn is_enough_for(self, needed: Self) -> bool {
        match needed {
            Self::Nobody => true,
            Self::NewOffice => matches!(self, Self::NewOffice | Self::Office),
            Self::Office => matches!(self, Self::Office),
            Self::OperatorViewer => matches!(
                self,
                Self::OperatorViewer | Self::OperatorClerk | Self::OperatorAdmin
            ),
            Self::OperatorClerk => matches!(self, Self::OperatorClerk | Self::OperatorAdmin),
            Self::OperatorAdmin => matches!(self, Self::OperatorAdmin),
        }
    }
}
