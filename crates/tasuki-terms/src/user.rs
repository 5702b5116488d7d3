//! User ids.

use std::fmt;
use std::str::FromStr;

/// The id of an office's user (事業所ユーザ): `KJ` and twelve digits.
///
/// Ids that begin with `HD` belong to agents who claim for others (代理請求); the exchange does not
/// accept them (official manual, 2.6).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId([u8; Self::LEN]);

impl UserId {
    /// How many characters it has.
    pub const LEN: usize = 14;

    /// The id as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for UserId {
    type Err = InvalidUserId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text
            .get(..2)
            .is_some_and(|head| head.eq_ignore_ascii_case("HD"))
        {
            return Err(InvalidUserId::Agent);
        }
        let bytes: [u8; Self::LEN] = text
            .as_bytes()
            .try_into()
            .map_err(|_| InvalidUserId::Form)?;
        match bytes {
            [b'K', b'J', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Ok(Self(bytes)),
            _ => Err(InvalidUserId::Form),
        }
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserId({self})")
    }
}

crate::serde_as_text!(UserId);

/// Why a text is no [`UserId`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidUserId {
    /// It is an agent's id (代理請求).
    #[error("an agent's id (HD…) cannot be used here")]
    Agent,
    /// It has another form.
    #[error("expected KJ and twelve digits")]
    Form,
}

impl InvalidUserId {
    /// What people read. The first sentence is that of the official guide (manual 2.6).
    pub const fn what(self) -> &'static str {
        match self {
            Self::Agent => "HDから始まるユーザIDは代理請求用のため利用できません。",
            Self::Form => "ユーザIDは、KJから始まる14桁の半角英数字で入力してください。",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_office_users_are_accepted() {
        assert!("KJ137000000101".parse::<UserId>().is_ok());
        assert_eq!(
            "HD137000000101".parse::<UserId>(),
            Err(InvalidUserId::Agent)
        );
        assert_eq!("hd1".parse::<UserId>(), Err(InvalidUserId::Agent));
        assert_eq!("KJ13700000010".parse::<UserId>(), Err(InvalidUserId::Form));
        assert_eq!("kj137000000101".parse::<UserId>(), Err(InvalidUserId::Form));
    }
}
