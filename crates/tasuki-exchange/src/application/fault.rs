//! What is wrong in the form, and the sentence that stands beside the field.

use tasuki_terms::FullWidthName;

/// A field of the form 申請情報入力.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ApplicationField {
    /// 代表者氏名 姓.
    RepresentativeFamily,
    /// 代表者氏名 名.
    RepresentativeGiven,
    /// 担当者氏名 姓.
    ContactFamily,
    /// 担当者氏名 名.
    ContactGiven,
    /// 電話番号.
    Phone,
    /// メールアドレス.
    Mail,
    /// メールアドレス (確認用).
    MailAgain,
    /// 利用規約に同意する.
    Terms,
    /// 個人情報取り扱いに同意する.
    Privacy,
}

impl ApplicationField {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 9] = [
        Self::RepresentativeFamily,
        Self::RepresentativeGiven,
        Self::ContactFamily,
        Self::ContactGiven,
        Self::Phone,
        Self::Mail,
        Self::MailAgain,
        Self::Terms,
        Self::Privacy,
    ];

    /// The name of the form's input.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RepresentativeFamily => "representative_family",
            Self::RepresentativeGiven => "representative_given",
            Self::ContactFamily => "contact_family",
            Self::ContactGiven => "contact_given",
            Self::Phone => "phone",
            Self::Mail => "mail",
            Self::MailAgain => "mail_again",
            Self::Terms => "terms",
            Self::Privacy => "privacy",
        }
    }

    /// Its label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::RepresentativeFamily => "代表者氏名 姓",
            Self::RepresentativeGiven => "代表者氏名 名",
            Self::ContactFamily => "担当者氏名 姓",
            Self::ContactGiven => "担当者氏名 名",
            Self::Phone => "電話番号",
            Self::Mail => "メールアドレス",
            Self::MailAgain => "メールアドレス(確認用)",
            Self::Terms => "利用規約に同意する",
            Self::Privacy => "個人情報取り扱いに同意する",
        }
    }

    /// What may be typed there: help text for the field.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::RepresentativeFamily
            | Self::RepresentativeGiven
            | Self::ContactFamily
            | Self::ContactGiven => "全角で入力してください（20文字以内）。",
            Self::Phone => "「-(ハイフン)」なしの数字で入力してください。",
            Self::Mail => {
                "半角英数字で入力してください。記号はハイフン、ピリオド、アンダースコアが使用できます。"
            }
            Self::MailAgain => "メールアドレスと同じ内容を入力してください。",
            Self::Terms | Self::Privacy => {
                "内容を最後まで表示すると、チェックを入れられるようになります。"
            }
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FieldFault {
    /// The field.
    pub field: ApplicationField,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong with a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FaultKind {
    /// Nothing is typed.
    Empty,
    /// The telephone number is not ten or eleven digits.
    PhoneDigits,
    /// It holds a sign that may not stand there, or has another form.
    Form,
    /// The two mail addresses differ.
    MailDiffers,
    /// The name is too long.
    NameLength,
    /// The terms are not agreed to.
    NoConsentToTerms,
    /// The handling of personal data is not agreed to.
    NoConsentToPrivacy,
}

impl FaultKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Empty,
        Self::PhoneDigits,
        Self::Form,
        Self::MailDiffers,
        Self::NameLength,
        Self::NoConsentToTerms,
        Self::NoConsentToPrivacy,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "application.empty",
            Self::PhoneDigits => "application.phone-digits",
            Self::Form => "application.form",
            Self::MailDiffers => "application.mail-differs",
            Self::NameLength => "application.name-length",
            Self::NoConsentToTerms => "application.no-consent-to-terms",
            Self::NoConsentToPrivacy => "application.no-consent-to-privacy",
        }
    }

    /// The sentence beside the field. The first four are those of the official screen (manual 2.7,
    /// step 11).
    pub const fn what(self) -> &'static str {
        const { assert!(FullWidthName::MAX == 20, "the sentence says 20") };
        match self {
            Self::Empty => "未入力です。",
            Self::PhoneDigits => "10桁、もしくは11桁の数字を入力してください。",
            Self::Form => "不正な形式または不正な記号が入力されています。",
            Self::MailDiffers => "メールアドレスが一致していません。",
            Self::NameLength => "20文字以内で入力してください。",
            Self::NoConsentToTerms => "利用規約を最後までお読みのうえ、同意してください。",
            Self::NoConsentToPrivacy => {
                "個人情報取り扱いについてを最後までお読みのうえ、同意してください。"
            }
        }
    }
}
