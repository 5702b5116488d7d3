//! What offices are told of their certificates and accounts: by a notice, and by mail where an
//! address is registered.

use jiff::civil::Date;
use tasuki_store::{MailRow, NoticeRow, RecordId, StoreError, Transaction};
use tasuki_terms::{
    CertificateClass, OfficeNumber, RevocationReason, Timestamp, UserId, spoken_day, written_moment,
};

/// The category of notices about certificates (カテゴリ).
const CERTIFICATE: &str = "証明書";

/// What an office is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Told {
    title: &'static str,
    body: String,
}

impl Told {
    /// Publishes it for an office, and lets a mail go out to the user's address, if there is one.
    pub(super) fn publish(
        self,
        records: &Transaction<'_>,
        (notice, mail): (RecordId, RecordId),
        (office, user): (OfficeNumber, UserId),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        records.save_notice(&NoticeRow {
            id: notice,
            office: Some(office),
            category: CERTIFICATE.to_owned(),
            title: self.title.to_owned(),
            body: self.body.clone(),
            shown_from: now,
            shown_until: None,
            is_important: false,
        })?;
        let address = records.user(user)?.and_then(|user| user.mail);
        if let Some(address) = address {
            let text = Letter {
                subject: self.title,
                body: self.body,
                until: None,
            };
            text.post(records, mail, address, now)?;
        }
        Ok(())
    }
}

/// A mail to an office.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) subject: &'static str,
    pub(super) body: String,
    /// When it is worth nothing any more, as a link that has run out.
    pub(super) until: Option<Timestamp>,
}

impl Letter {
    /// Lets it go out.
    pub(super) fn post(
        self,
        records: &Transaction<'_>,
        id: RecordId,
        address: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let body = format!(
            "{}\n\n---\n電子請求受付システム\nこのメールは自動で送信しています。返信はできません。\n",
            self.body
        );
        let mail = MailRow {
            id,
            address,
            subject: format!("【電子請求受付システム】{}", self.subject),
            body,
            tries: 0,
            until: self.until,
        };
        records.post_mail(&mail, now)
    }
}

/// A certificate can be downloaded.
pub(super) fn issued(class: CertificateClass, last_day: Date) -> Told {
    Told {
        title: "証明書発行完了通知",
        body: format!(
            "{}が発行されました。\n電子請求受付システムにログインし、「証明書」の画面からダウンロードしてください。\n有効終了日は{}です（当日の23時59分59秒まで使用できます）。",
            class.name(),
            spoken_day(last_day)
        ),
    }
}

/// The title of what tells that an application was refused.
const REFUSED: &str = "証明書発行申請の却下について";

/// An application was refused.
pub(super) fn refused(class: CertificateClass, reason: &str) -> Told {
    Told {
        title: REFUSED,
        body: format!(
            "{}の発行申請は、次の理由により却下されました。\n\n{reason}\n\n内容をご確認のうえ、必要な場合はもう一度申請してください。",
            class.name()
        ),
    }
}

/// What an office that closed may do next: under its old number nothing can be applied for.
const NEW_NUMBER: &str = "事業所番号が変更された場合は、新しい事業所番号の「電子請求登録結果に関するお知らせ」をご覧になり、新しいユーザIDで申請してください。";

/// An application of an office was refused, because it closed or got another number.
pub(super) fn refused_as_closed(class: CertificateClass, reason: &str) -> Told {
    Told {
        title: REFUSED,
        body: format!(
            "{}の発行申請は、次の理由により却下されました。\n\n{reason}\n\n{NEW_NUMBER}",
            class.name()
        ),
    }
}

/// A certificate was taken back.
pub(super) fn revoked(class: CertificateClass, reason: RevocationReason, at: Timestamp) -> Told {
    let next = match reason {
        RevocationReason::OfficeClosed => NEW_NUMBER,
        RevocationReason::Lost
        | RevocationReason::KeyCompromise
        | RevocationReason::Superseded
        | RevocationReason::Unused
        | RevocationReason::NameChanged
        | RevocationReason::AuthorityRevoked => {
            "引き続き利用する場合は、新しい証明書の発行を申請してください。"
        }
    };
    Told {
        title: "証明書失効のお知らせ",
        body: format!(
            "{}を{}に失効させました。この証明書は、今後使用できません。\n失効の理由：{}\n{next}\nお心当たりがない場合は、すぐにヘルプデスクへご連絡ください。",
            class.name(),
            written_moment(at),
            reason.name()
        ),
    }
}

/// A password for certificates was given anew.
pub(super) fn issuing_password_given(at: Timestamp) -> Told {
    Told {
        title: "証明書発行用パスワード再発行のお知らせ",
        body: format!(
            "{}に、証明書発行用パスワードを再発行しました。\nこの後しばらくは、証明書の発行を申請した場合、担当者が確認してから発行します。\nお心当たりがない場合は、パスワードを変更し、すぐにヘルプデスクへご連絡ください。",
            written_moment(at)
        ),
    }
}

/// An address is to be confirmed.
pub(super) fn confirm_address(link: &str, until: Timestamp) -> Letter {
    Letter {
        subject: "メールアドレスの確認",
        body: format!(
            "メールアドレスの登録を受け付けました。\n次のリンクを開き、「登録する」を押すと登録が完了します。リンクは24時間有効です。\n\n{link}\n\nお心当たりがない場合は、このメールを破棄してください。"
        ),
        until: Some(until),
    }
}

/// An address that is no longer registered is told so.
pub(super) fn address_changed() -> Letter {
    Letter {
        subject: "登録メールアドレスの変更",
        body: "登録されているメールアドレスが、別のアドレスに変更されました。\n今後のお知らせは、新しいアドレスに送信します。\nお心当たりがない場合は、すぐにヘルプデスクへご連絡ください。".to_owned(),
        until: None,
    }
}

/// An address that was taken out with a new letter is told so.
pub(super) fn address_removed() -> Letter {
    Letter {
        subject: "登録メールアドレスの削除",
        body: "「電子請求登録結果に関するお知らせ」を再発行したため、登録されていたメールアドレスを削除しました。\n今後のお知らせを受け取るには、新しい仮パスワードでログインし、メールアドレスをもう一度登録してください。\nお心当たりがない場合は、すぐにヘルプデスクへご連絡ください。".to_owned(),
        until: None,
    }
}

/// The way back in for who lost the password.
pub(super) fn reset_password(link: &str, until: Timestamp) -> Letter {
    Letter {
        subject: "パスワードの再設定",
        body: format!(
            "パスワードの再設定を受け付けました。\n次のリンクを開き、新しいパスワードを入力してください。リンクは30分間有効で、1回だけ使用できます。\n\n{link}\n\nお心当たりがない場合は、このメールを破棄してください。パスワードは変更されません。"
        ),
        until: Some(until),
    }
}

/// A password was set by the way back in.
pub(super) fn password_was_reset() -> Letter {
    Letter {
        subject: "パスワード再設定の完了",
        body: "パスワードが再設定されました。\nお心当たりがない場合は、すぐにヘルプデスクへご連絡ください。".to_owned(),
        until: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_closed_is_not_told_to_apply_again() {
        let class = CertificateClass::CarePlan;
        let again = |told: &Told| {
            told.body.contains("申請してください。") && !told.body.contains(NEW_NUMBER)
        };
        for reason in RevocationReason::ALL {
            let told = revoked(class, reason, Timestamp::UNIX_EPOCH);
            let is_closed = reason == RevocationReason::OfficeClosed;
            assert_eq!(again(&told), !is_closed, "{}", told.body);
        }
        assert!(again(&refused(class, "理由")));
        assert!(!again(&refused_as_closed(class, "理由")));
    }
}
