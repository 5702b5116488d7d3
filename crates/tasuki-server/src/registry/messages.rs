//! What offices are told: notices, and mails to the address of their application.

use tasuki_store::{MailRow, NoticeRow, StoreError, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp};

use super::Registry;

/// A notice before it has an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NoticeText {
    /// カテゴリ.
    pub(crate) category: &'static str,
    /// タイトル; also the subject of the mail.
    pub(crate) title: String,
    /// The text; paragraphs are parted by empty lines.
    pub(crate) body: String,
}

impl Registry {
    /// The notice for one office.
    pub(crate) fn notice(&self, office: OfficeNumber, text: NoticeText) -> NoticeRow {
        NoticeRow {
            id: self.new_id(),
            office: Some(office),
            category: text.category.to_owned(),
            title: text.title,
            body: text.body,
            shown_from: self.now(),
            shown_until: None,
            is_important: false,
        }
    }

    /// Tells an office something by a notice, and by mail where its application gave an address.
    pub(crate) fn write_to_office(
        &self,
        records: &Transaction<'_>,
        office: OfficeNumber,
        text: &NoticeText,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        records.save_notice(&self.notice(office, text.clone()))?;
        let Some(application) = records.service_applications(office)?.into_iter().next() else {
            return Ok(());
        };
        let name = records.office(office)?.map(|office| office.name);
        records.post_mail(
            &MailRow {
                id: self.new_id(),
                address: application.mail,
                subject: format!("【ケアプランデータ連携システム】{}", text.title),
                body: letter(name.as_deref().unwrap_or_default(), &text.body),
                tries: 0,
                until: None,
            },
            now,
        )
    }
}

/// A mail as text: to whom, what, and that nobody reads answers.
fn letter(office: &str, body: &str) -> String {
    format!(
        "{office}　御中\n\n\
         ケアプランデータ連携システムをご利用いただき、ありがとうございます。\n\n\
         {body}\n\n\
         ----------------------------------------\n\
         このメールは自動で送信しています。返信いただいても回答できません。\n\
         お心当たりのない場合は、お手数ですがこのメールを削除してください。\n"
    )
}
