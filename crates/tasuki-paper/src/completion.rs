//! What an office keeps of its application (利用申請完了).

use tasuki_terms::Date;

use crate::blocks::{facts, title};
use crate::layout::Flow;
use crate::paper::{self, Document, Paper, PaperError};

/// The completed application.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationCompletion<'a> {
    /// 申請日
    pub date: Date,
    /// 事業所名
    pub office: &'a str,
    /// 代表者氏名
    pub representative: &'a str,
    /// 担当者氏名
    pub person_in_charge: &'a str,
    /// 電話番号
    pub phone: &'a str,
    /// メールアドレス
    pub mail: &'a str,
}

impl ApplicationCompletion<'_> {
    /// Prints them, each on a page of its own.
    pub fn print(applications: &[Self]) -> Result<Paper, PaperError> {
        paper::print(applications)
    }
}

impl Document for ApplicationCompletion<'_> {
    const TITLE: &'static str = "利用申請完了";

    fn date(&self) -> Date {
        self.date
    }

    fn name(&self) -> &str {
        self.office
    }

    fn lay(&self, flow: &mut Flow) {
        title(flow, Self::TITLE);
        flow.paragraph("ケアプランデータ連携システムの利用申請が完了しました。");
        flow.space(4.0);
        let day = self.date;
        facts(
            flow,
            &[
                (
                    "申請日",
                    &format!("{}年{}月{}日", day.year(), day.month(), day.day()),
                ),
                ("事業所名", self.office),
                ("代表者氏名", self.representative),
                ("担当者氏名", self.person_in_charge),
                ("電話番号", self.phone),
                ("メールアドレス", self.mail),
            ],
        );
        flow.space(4.0);
        flow.paragraph("※ この書面を印刷または保存して、大切に保管してください。");
    }
}
