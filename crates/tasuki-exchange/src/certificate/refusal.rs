//! Why a certificate cannot be applied for.

use tasuki_terms::{Date, spoken_day};

use crate::OfficeStatus;

/// Why an office may not apply for a certificate now, with what people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyRefusal {
    /// The office is suspended or closed.
    #[error("the office is {}", .status.as_str())]
    OfficeNotActive {
        /// Its status.
        status: OfficeStatus,
    },
    /// Certificates of this class are for agents only.
    #[error("this class is for agents")]
    ForAgents,
    /// An application of this class is open.
    #[error("an application is open")]
    AlreadyApplied,
    /// A certificate of this class is valid, and its renewal is not open yet.
    #[error("a certificate is valid until {last_day}")]
    StillValid {
        /// Its last day.
        last_day: Date,
        /// The first day of renewal.
        opens: Date,
    },
}

impl ApplyRefusal {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OfficeNotActive { .. } => "certificate.office-not-active",
            Self::ForAgents => "certificate.for-agents",
            Self::AlreadyApplied => "certificate.already-applied",
            Self::StillValid { .. } => "certificate.still-valid",
        }
    }

    /// What happened, in Japanese.
    pub fn what(&self) -> String {
        match self {
            Self::OfficeNotActive { status } => format!(
                "事業所の状態が「{}」のため、証明書の発行申請はできません。",
                status.name()
            ),
            Self::ForAgents => {
                "代理人証明書は代理請求用のため、この画面からは発行申請できません。".to_owned()
            }
            Self::AlreadyApplied => "この証明書はすでに発行申請中です。".to_owned(),
            Self::StillValid { last_day, .. } => format!(
                "有効な証明書をお持ちのため、発行申請は不要です（有効終了日 {}）。",
                spoken_day(*last_day)
            ),
        }
    }

    /// What to do, in Japanese.
    pub fn hint(&self) -> String {
        match self {
            Self::OfficeNotActive { .. } => {
                "お心当たりがない場合は、ヘルプデスクにお問い合わせください。".to_owned()
            }
            Self::ForAgents => {
                "介護保険証明書または請求委任事業所用ケアプラン証明書を申請してください。"
                    .to_owned()
            }
            Self::AlreadyApplied => {
                "発行されると、お知らせに「証明書発行完了通知」が掲載されます。".to_owned()
            }
            Self::StillValid { opens, .. } => format!(
                "発行済みの証明書は何回でもダウンロードできます。更新の申請は{}から受け付けます。紛失した場合は、先に失効の手続きをしてください。",
                spoken_day(*opens)
            ),
        }
    }
}
