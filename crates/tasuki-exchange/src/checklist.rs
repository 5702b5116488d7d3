//! What an office still lacks on its way to the first exchange: the list on the portal's top page.

/// What is known of an office.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one fact of its own, read from one place, and all combinations occur"
)]
pub struct SetupFacts {
    /// Whether it chose a password of its own.
    pub has_own_password: bool,
    /// How far its certificate is.
    pub certificate: CertificateFact,
    /// Whether it ever applied for the exchange.
    pub has_applied: bool,
    /// Whether it has a licence now.
    pub is_licensed: bool,
    /// Whether its app user (個人ユーザ) has ever logged in: the client runs.
    pub has_used_client: bool,
    /// Whether it has ever sent or received a message.
    pub has_exchanged: bool,
    /// How many partners it has exchanged with or noted.
    pub partners: u32,
}

/// How far an office's certificate is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CertificateFact {
    /// It has none that is valid, and did not apply.
    None,
    /// 発行申請中.
    Applied,
    /// A valid one is issued, but was never downloaded.
    Issued,
    /// A valid one was downloaded, or made from a request of the office's own.
    Fetched,
}

/// A step on the way. The order is that in which an office goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetupStep {
    /// Choose a password.
    Password,
    /// Apply for the certificate.
    Certificate,
    /// Apply for the exchange.
    Application,
    /// Download the certificate.
    CertificateDownload,
    /// Install the client and log in.
    Client,
    /// Find the first partner.
    Partner,
    /// Send or receive the first message.
    FirstMessage,
}

/// How a step stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StepState {
    /// It is done.
    Done,
    /// It can be done now.
    Next,
    /// The office did its part and waits for the operator.
    Waiting,
    /// Others come before it.
    Later,
}

impl StepState {
    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "完了",
            Self::Next => "次に行うこと",
            Self::Waiting => "手続き中",
            Self::Later => "この後に行うこと",
        }
    }
}

/// Where a step is done. The sites know the address behind it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StepLink {
    /// Claims site: change of password.
    ClaimsPassword,
    /// Claims site: certificates.
    ClaimsCertificates,
    /// Portal: 利用申請/更新.
    PortalApplication,
    /// How to get and set up the client.
    ClientGuide,
    /// The directory of offices.
    Directory,
    /// How to send.
    SendingGuide,
}

/// One line of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChecklistItem {
    /// Which step it is.
    pub step: SetupStep,
    /// How it stands.
    pub state: StepState,
    /// Its title.
    pub title: &'static str,
    /// What to do or to know.
    pub text: &'static str,
    /// Where.
    pub link: StepLink,
}

impl SetupStep {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Password,
        Self::Certificate,
        Self::Application,
        Self::CertificateDownload,
        Self::Client,
        Self::Partner,
        Self::FirstMessage,
    ];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Password => "パスワードの変更",
            Self::Certificate => "電子証明書の発行申請",
            Self::Application => "利用申請",
            Self::CertificateDownload => "電子証明書のダウンロード",
            Self::Client => "連携クライアントの準備",
            Self::Partner => "最初の連携先",
            Self::FirstMessage => "最初の送受信",
        }
    }

    /// Where it is done.
    pub const fn link(self) -> StepLink {
        match self {
            Self::Password => StepLink::ClaimsPassword,
            Self::Certificate | Self::CertificateDownload => StepLink::ClaimsCertificates,
            Self::Application => StepLink::PortalApplication,
            Self::Client => StepLink::ClientGuide,
            Self::Partner => StepLink::Directory,
            Self::FirstMessage => StepLink::SendingGuide,
        }
    }

    const fn is_done(self, facts: &SetupFacts) -> bool {
        match self {
            Self::Password => facts.has_own_password,
            Self::Certificate => matches!(
                facts.certificate,
                CertificateFact::Issued | CertificateFact::Fetched
            ),
            Self::Application => facts.is_licensed,
            Self::CertificateDownload => matches!(facts.certificate, CertificateFact::Fetched),
            Self::Client => facts.has_used_client,
            Self::Partner => facts.partners > 0 || facts.has_exchanged,
            Self::FirstMessage => facts.has_exchanged,
        }
    }

    /// The steps without which this one cannot be done.
    const fn needs(self) -> &'static [Self] {
        match self {
            Self::Password => &[],
            Self::Certificate | Self::Application => &[Self::Password],
            Self::CertificateDownload => &[Self::Certificate],
            Self::Client => &[Self::CertificateDownload, Self::Application],
            Self::Partner => &[Self::Application],
            Self::FirstMessage => &[Self::Client, Self::Partner],
        }
    }

    const fn text(self, state: StepState, facts: &SetupFacts) -> &'static str {
        match (self, state) {
            (Self::Password, StepState::Done) => "パスワードは変更済みです。",
            (Self::Password, _) => {
                "電子請求受付システムで、仮パスワードを新しいパスワードに変更してください。"
            }
            (Self::Certificate, StepState::Done) => "有効な電子証明書が発行されています。",
            (Self::Certificate, StepState::Waiting) => {
                "発行申請中です。発行までに数日かかる場合があります。発行されるとお知らせに掲載されます。"
            }
            (Self::Certificate, _) => {
                "電子請求受付システムで、電子証明書の発行を申請してください。証明書発行用パスワードが必要です。"
            }
            (Self::Application, StepState::Done) => "利用申請は完了しています。",
            (Self::Application, _) if facts.has_applied => {
                "ライセンスの有効期間が終了しています。引き続きご利用になる場合は、もう一度申請してください。"
            }
            (Self::Application, _) => {
                "「利用申請/更新」の画面で必要な情報を入力し、利用規約に同意して申請してください。"
            }
            (Self::CertificateDownload, StepState::Done) => "電子証明書はダウンロード済みです。",
            (Self::CertificateDownload, _) => {
                "発行された電子証明書をダウンロードし、送受信に使うパソコンに取り込んでください。"
            }
            (Self::Client, StepState::Done) => "連携クライアントは利用されています。",
            (Self::Client, _) => {
                "連携クライアントをインストールし、この画面に表示される個人ユーザID（Cから始まるID）でログインしてください。"
            }
            (Self::Partner, StepState::Done) => "連携先の事業所があります。",
            (Self::Partner, _) => {
                "やり取りのある事業所が本システムを利用しているか、事業所の一覧で確認してください。"
            }
            (Self::FirstMessage, StepState::Done) => "送受信を行ったことがあります。",
            (Self::FirstMessage, _) => {
                "介護ソフトから出力したファイルを、連携クライアントから送信してください。"
            }
        }
    }
}

/// The whole list for an office of which `facts` are known.
///
/// A step can be done as soon as all that it needs is done; so several may be next, such as the
/// certificate and the application, which wait for each other in no way.
pub fn checklist(facts: &SetupFacts) -> Vec<ChecklistItem> {
    SetupStep::ALL
        .into_iter()
        .map(|step| {
            let is_waiting =
                step == SetupStep::Certificate && facts.certificate == CertificateFact::Applied;
            let is_open = step.needs().iter().all(|needed| needed.is_done(facts));
            let state = if step.is_done(facts) {
                StepState::Done
            } else if is_waiting {
                StepState::Waiting
            } else if is_open {
                StepState::Next
            } else {
                StepState::Later
            };
            ChecklistItem {
                step,
                state,
                title: step.title(),
                text: step.text(state, facts),
                link: step.link(),
            }
        })
        .collect()
}

/// The step to which the page leads: the first that can be done now.
pub fn next_step(list: &[ChecklistItem]) -> Option<&ChecklistItem> {
    list.iter().find(|item| item.state == StepState::Next)
}

#[cfg(test)]
mod tests;
