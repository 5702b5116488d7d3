//! The categories of the FAQ.

/// What a question is about, in the order in which people meet it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Category {
    /// Before one decides to take part.
    Start,
    /// Applying to take part (利用申請).
    Application,
    /// The licence (ライセンス) and its fee.
    Licence,
    /// Certificates (電子証明書).
    Certificate,
    /// Ids and passwords.
    Password,
    /// Setting the client up (連携クライアントの準備).
    Setup,
    /// Sending.
    Send,
    /// Receiving.
    Receive,
    /// What is exchanged.
    Data,
    /// What screens say when something is wrong.
    Error,
    /// Security and proof.
    Security,
    /// Changes of the office.
    Offices,
    /// Help beyond this.
    Support,
}

impl Category {
    /// All of them, in order.
    pub const ALL: [Self; 13] = [
        Self::Start,
        Self::Application,
        Self::Licence,
        Self::Certificate,
        Self::Password,
        Self::Setup,
        Self::Send,
        Self::Receive,
        Self::Data,
        Self::Error,
        Self::Security,
        Self::Offices,
        Self::Support,
    ];

    /// As it stands in paths.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Application => "application",
            Self::Licence => "licence",
            Self::Certificate => "certificate",
            Self::Password => "password",
            Self::Setup => "setup",
            Self::Send => "send",
            Self::Receive => "receive",
            Self::Data => "data",
            Self::Error => "error",
            Self::Security => "security",
            Self::Offices => "offices",
            Self::Support => "support",
        }
    }

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "導入の前に",
            Self::Application => "利用申請",
            Self::Licence => "ライセンスとお支払い",
            Self::Certificate => "電子証明書",
            Self::Password => "ユーザIDとパスワード",
            Self::Setup => "連携クライアントの準備",
            Self::Send => "送信",
            Self::Receive => "受信",
            Self::Data => "ケアプランデータ",
            Self::Error => "エラーが表示されたとき",
            Self::Security => "安全管理と記録",
            Self::Offices => "事業所の変更",
            Self::Support => "お問い合わせ",
        }
    }

    /// The category with this slug.
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.slug() == slug)
    }
}
