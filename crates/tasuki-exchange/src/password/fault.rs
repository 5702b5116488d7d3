//! What is wrong with a new password.

/// Why a password cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PasswordFault {
    /// Nothing is typed.
    Empty,
    /// It is too short or too long.
    Length {
        /// The fewest characters.
        shortest: usize,
        /// The most characters.
        longest: usize,
    },
    /// It holds something else than letters, digits and signs of ASCII.
    Characters,
    /// It lacks letters or digits.
    Mixture,
    /// It is the user's id.
    SameAsUser,
    /// It is the password until now.
    SameAsOld,
    /// The repetition differs.
    Differs,
}

impl PasswordFault {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "password.empty",
            Self::Length { .. } => "password.length",
            Self::Characters => "password.characters",
            Self::Mixture => "password.mixture",
            Self::SameAsUser => "password.same-as-user",
            Self::SameAsOld => "password.same-as-old",
            Self::Differs => "password.differs",
        }
    }

    /// The sentence beside the field.
    pub fn what(self) -> String {
        match self {
            Self::Empty => "未入力です。".to_owned(),
            Self::Length { shortest, longest } => {
                format!("{shortest}文字以上{longest}文字以内で入力してください。")
            }
            Self::Characters => {
                "半角の英字、数字、記号で入力してください（空白は使用できません）。".to_owned()
            }
            Self::Mixture => "英字と数字の両方を含めてください。".to_owned(),
            Self::SameAsUser => "ユーザIDと同じパスワードは使用できません。".to_owned(),
            Self::SameAsOld => "現在のパスワードと異なるものを入力してください。".to_owned(),
            Self::Differs => "新しいパスワードが一致していません。".to_owned(),
        }
    }

    /// Whether it stands beside the repetition instead of the new password.
    pub const fn is_of_repetition(self) -> bool {
        matches!(self, Self::Differs)
    }
}
