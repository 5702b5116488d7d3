//! The letter that begins everything (電子請求登録結果に関するお知らせ).

use tasuki_terms::{Date, JapaneseDate};

use crate::address::{self, Addressee, Contact, Issuer};
use crate::blocks;
use crate::fingerprints::CertificateFingerprints;
use crate::layout::{Align, Face, Flow, Ink, Role, Style};
use crate::paper::{self, Document, Paper, PaperError};

/// Why an office gets a letter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LetterOccasion {
    /// It was enrolled (登録).
    Enrolled,
    /// Its passwords were made anew (再発行).
    Reissued,
    /// Its number has changed (事業所番号の変更).
    Renumbered,
}

impl LetterOccasion {
    /// What the letter says first.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Enrolled => {
                "貴事業所の電子請求の登録が完了しましたので、次のとおりお知らせします。"
            }
            Self::Reissued => {
                "仮パスワードと証明書発行用パスワードを再発行しましたので、次のとおりお知らせします。\
                 これまでのパスワードは使えません。"
            }
            Self::Renumbered => {
                "事業所番号の変更に伴い、新しい事業所番号のユーザIDとパスワードを、\
                 次のとおりお知らせします。"
            }
        }
    }
}

/// Tells an office its user ID and its two first passwords: the only place where these ever stand.
/// It has no `Debug`, so that no log can have them.
#[derive(Clone, Copy)]
pub struct RegistrationLetter<'a> {
    /// Why it gets the letter.
    pub occasion: LetterOccasion,
    /// The office.
    pub to: Addressee<'a>,
    /// The operator.
    pub from: Issuer<'a>,
    /// When it is issued.
    pub date: Date,
    /// ユーザID (KJ…)
    pub user_id: &'a str,
    /// 仮パスワード
    pub temporary_password: &'a str,
    /// The last day on which the temporary password lets in.
    pub temporary_password_until: Option<Date>,
    /// 証明書発行用パスワード
    pub issuing_password: &'a str,
    /// The address of 電子請求受付システム.
    pub claims_site: &'a str,
    /// The address of 利用状況Webサイト.
    pub portal_site: &'a str,
    /// Whom to ask.
    pub contact: Contact<'a>,
}

impl RegistrationLetter<'_> {
    /// Prints letters into one file, each on a page of its own, with the sheet of fingerprints that
    /// goes into its envelope behind it.
    pub fn print(
        letters: &[Self],
        enclosed: &CertificateFingerprints<'_>,
    ) -> Result<Paper, PaperError> {
        paper::print_enclosing(letters, enclosed)
    }
}

impl Document for RegistrationLetter<'_> {
    const TITLE: &'static str = "電子請求登録結果に関するお知らせ";

    fn date(&self) -> Date {
        self.date
    }

    fn name(&self) -> &str {
        self.user_id
    }

    fn lay(&self, flow: &mut Flow) {
        let from = Issuer {
            registration_number: None,
            ..self.from
        };
        address::head(flow, &self.to, &from, self.date, None);
        blocks::title(flow, Self::TITLE);
        let sentence = self.occasion.sentence();
        flow.paragraph(&format!(
            "{sentence}\n\
             パスワードが記載されているのは、このお知らせだけです。大切に保管してください。"
        ));
        self.credentials(flow);
        self.next_steps(flow);
        blocks::heading(flow, "ご注意");
        flow.bulleted([
            "このお知らせは、鍵のかかる場所に保管し、担当者以外に見せないでください。",
            "当方から電話やメールでパスワードをお尋ねすることはありません。",
            "パスワードが分からないときは、ログイン画面の「パスワード等を紛失した方はこちら」に進んでください。\
             メールアドレスを登録していないときは、次のお問い合わせ先にご連絡ください。",
        ]);
        blocks::contact(flow, &self.contact);
    }
}

impl RegistrationLetter<'_> {
    fn credentials(&self, flow: &mut Flow) {
        flow.space(2.5);
        flow.rule(0.4, Ink::Black);
        flow.space(2.0);
        label(flow, "ユーザID", "14桁です。この後も変わりません。");
        let id = Style {
            slashed_zero: true,
            ..Style::of(Face::Fixed, 17.0)
        };
        flow.text(Role::Paragraph, self.user_id, &id, Align::Left);
        flow.space(2.0);
        let until = self.temporary_password_until.map(JapaneseDate::new);
        let note = until.map_or_else(
            || "初めてログインした後、必ず変更します。".to_owned(),
            |until| format!("{until}までに初めてログインし、必ず変更してください。"),
        );
        label(flow, "仮パスワード", &note);
        flow.code(self.temporary_password);
        flow.space(2.5);
        label(
            flow,
            "証明書発行用パスワード",
            "電子証明書の申請とダウンロードに使います。",
        );
        flow.code(self.issuing_password);
        flow.space(1.5);
        let note =
            "大文字と小文字を区別します。枠の下は文字の種類です。数字のゼロには斜線があります。";
        flow.text(Role::Paragraph, note, &Style::NOTE, Align::Left);
        flow.space(2.0);
        flow.rule(0.4, Ink::Black);
    }

    fn next_steps(&self, flow: &mut Flow) {
        blocks::heading(flow, "次にしていただくこと");
        let login = format!(
            "電子請求受付システム（ {} ）に、仮パスワードでログインします。",
            self.claims_site
        );
        let apply = format!(
            "利用状況Webサイト（ {} ）に、新しいパスワードでログインし、利用申請をします。",
            self.portal_site
        );
        flow.numbered([
            &*login,
            "画面の案内に従い、仮パスワードを新しいパスワードに変更します。",
            "同じシステムで、電子証明書の発行を申請します。このとき、証明書発行用パスワードを入力します。",
            "「証明書発行完了通知」が届いたら、電子証明書をダウンロードし、連携クライアントに取り込みます。\
             ルート証明書の拇印を、同封の用紙と比べます。",
            &*apply,
        ]);
    }
}

/// What the value below is, and what it is for.
fn label(flow: &mut Flow, name: &str, note: &str) {
    flow.room(30.0);
    let style = Style::STRONG;
    let small = Style::NOTE.on_line_of(&style);
    let beside = flow.width_of(name, &style) + 4.0;
    flow.abreast(
        |flow| flow.text(Role::Paragraph, name, &style, Align::Left),
        |flow| {
            flow.column(beside, flow.width_left(beside), |flow| {
                flow.text(Role::Paragraph, note, &small, Align::Left);
            });
        },
    );
    flow.space(0.8);
}
