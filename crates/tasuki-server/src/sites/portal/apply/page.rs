//! The pages of the application's form.

use askama::Template;
use tasuki_exchange::{Application, ApplicationField, ApplicationState, Collection, PaymentMethod};
use tasuki_store::ServiceApplicationRow;
use tasuki_terms::spoken_day;
use tasuki_ui::{Choice, ChoiceField, Entry, ErrorSummary, Field, FormState, Shell};

use super::super::application::crumbs;
use super::super::document::Text;
use crate::platform::Platform;
use crate::registry::{InForce, OfferedYear, Versions};
use crate::sites::{SiteError, Visit, shell};

/// What all these pages need.
pub(super) struct Asked<'p> {
    platform: &'p Platform,
    visit: &'p Visit,
    pub(super) both: InForce,
    office: String,
    year: OfferedYear,
}

impl<'p> Asked<'p> {
    pub(super) fn new(
        platform: &'p Platform,
        visit: &'p Visit,
        both: InForce,
        year: OfferedYear,
    ) -> Result<Self, SiteError> {
        Ok(Self {
            platform,
            visit,
            both,
            office: visit.visitor.office()?.name.clone(),
            year,
        })
    }

    /// How an office may pay: by invoice only where somebody issues them.
    pub(super) fn methods(&self) -> Vec<PaymentMethod> {
        let has_issuer = self.platform.settings.issuer.is_some();
        let methods = PaymentMethod::ALL.into_iter();
        methods
            .filter(|method| *method != PaymentMethod::Invoice || has_issuer)
            .collect()
    }

    fn shell(&self, here: &str) -> Shell {
        let mut shell = shell(self.platform, self.visit, "/application");
        shell.crumbs = crumbs(&["利用申請/更新", here]);
        shell
    }

    /// What the year costs.
    fn fee(&self) -> String {
        let period = &self.year.fee;
        format!("{}　{}", period.fee, period.label)
    }

    /// From when to when it lasts.
    fn term(&self) -> String {
        let term = self.year.term;
        format!(
            "{}から{}まで",
            spoken_day(term.first_day()),
            spoken_day(term.last_day())
        )
    }

    /// What follows from はい.
    fn consequence(&self) -> String {
        let begins = match self.year.state {
            ApplicationState::Renewable { .. } => format!(
                "申請すると、現在のライセンスに続く1年間（{}）のライセンスが登録されます。",
                self.term()
            ),
            _ => "申請すると、ライセンスの有効期間が始まります。".to_owned(),
        };
        format!("{begins}有効期間の途中で解約することはできません。")
    }

    fn method_choices(&self) -> Vec<Choice> {
        let months = Collection::of(self.year.term.first_day());
        let is_free = self.year.fee.fee.is_zero();
        let help = |method| {
            match (method, months) {
            (PaymentMethod::Deduction, _) if is_free => {
                "この1年間は無料のため、差し引きはありません。".to_owned()
            }
            (PaymentMethod::Deduction, Some(months)) => format!(
                "{}の請求分（{}のお支払い分）から差し引きます。",
                months.claim.spoken(),
                months.payment.spoken()
            ),
            (PaymentMethod::Deduction, None) => String::new(),
            (PaymentMethod::Invoice, _) => {
                "請求書は「ライセンス」の画面でダウンロードできます。振込手数料は事業所のご負担です。"
                    .to_owned()
            }
        }
        };
        let choice =
            |method: PaymentMethod| Choice::new(method.as_str(), method.name()).help(help(method));
        self.methods().into_iter().map(choice).collect()
    }
}

#[derive(Template)]
#[template(path = "portal/form.html")]
pub(super) struct FormPage {
    shell: Shell,
    csrf: String,
    summary: ErrorSummary,
    /// Said where the documents have changed meanwhile.
    pub(super) changed: Option<String>,
    office: Field,
    representative_family: Field,
    representative_given: Field,
    contact_family: Field,
    contact_given: Field,
    phone: Field,
    mail: Field,
    mail_again: Field,
    term: String,
    fee: String,
    consequence: String,
    method: ChoiceField,
    terms: Field,
    privacy: Field,
    terms_text: Text,
    privacy_text: Text,
    versions: Versions,
}

impl FormPage {
    /// The form with what was typed, or with what was sent last.
    pub(super) fn new(
        asked: &Asked<'_>,
        form: &FormState,
        last: Option<&ServiceApplicationRow>,
    ) -> Self {
        use ApplicationField as F;
        let field = |field: F| {
            form.field(field.as_str(), field.label())
                .help(field.hint())
                .required()
        };
        let name = |one: F, sent: fn(&ServiceApplicationRow) -> &str| {
            field(one).max_length(20).or_value(last.map_or("", sent))
        };
        let representative_family = name(F::RepresentativeFamily, |row| &row.representative.0);
        let representative_given = name(F::RepresentativeGiven, |row| &row.representative.1);
        let contact_family = name(F::ContactFamily, |row| &row.contact.0);
        let contact_given = name(F::ContactGiven, |row| &row.contact.1);
        let phone = field(F::Phone)
            .telephone()
            .max_length(20)
            .or_value(last.map_or("", |row| &row.phone));
        let mail = |one: F| {
            let sent = last.map_or("", |row| &row.mail);
            field(one).mail().max_length(254).or_value(sent)
        };
        let (mail, mail_again) = (mail(F::Mail), mail(F::MailAgain));
        let mut method = form
            .choices("method", "お支払い方法", asked.method_choices())
            .or_chosen(PaymentMethod::default().as_str());
        method.field.required = true;
        let consent = |one: F| form.field(one.as_str(), one.label()).required();
        let (terms, privacy) = (consent(F::Terms), consent(F::Privacy));
        let (terms_text, privacy_text) = Text::both(&asked.both);
        Self {
            shell: asked.shell("申請情報入力"),
            csrf: asked.visit.csrf().to_owned(),
            summary: ErrorSummary::of([
                &representative_family,
                &representative_given,
                &contact_family,
                &contact_given,
                &phone,
                &mail,
                &mail_again,
                &method.field,
                &terms,
                &privacy,
            ]),
            changed: None,
            office: Field::new("office", "事業所名")
                .value(asked.office.clone())
                .readonly(),
            representative_family,
            representative_given,
            contact_family,
            contact_given,
            phone,
            mail,
            mail_again,
            term: asked.term(),
            fee: asked.fee(),
            consequence: asked.consequence(),
            method,
            terms,
            privacy,
            terms_text,
            privacy_text,
            versions: asked.both.versions(),
        }
    }
}

/// The texts on a page of their own, for browsers without scripts.
#[derive(Template)]
#[template(path = "portal/form_terms.html")]
pub(super) struct TermsPage {
    shell: Shell,
    csrf: String,
    terms: Text,
    privacy: Text,
    carried: Vec<(String, String)>,
}

impl TermsPage {
    pub(super) fn new(asked: &Asked<'_>, carried: Vec<(String, String)>) -> Self {
        let (terms, privacy) = Text::both(&asked.both);
        Self {
            shell: asked.shell("利用規約の確認"),
            csrf: asked.visit.csrf().to_owned(),
            terms,
            privacy,
            carried,
        }
    }
}

/// Asks はい/いいえ, for browsers without scripts.
#[derive(Template)]
#[template(path = "portal/form_confirm.html")]
pub(super) struct ConfirmPage {
    shell: Shell,
    csrf: String,
    consequence: String,
    entries: Vec<Entry>,
    carried: Vec<(String, String)>,
}

impl ConfirmPage {
    pub(super) fn new(
        asked: &Asked<'_>,
        application: &Application,
        method: PaymentMethod,
        carried: Vec<(String, String)>,
    ) -> Self {
        let entries = vec![
            Entry::new("事業所名", asked.office.clone()),
            Entry::new("代表者氏名", application.representative.full()),
            Entry::new("担当者氏名", application.contact.full()),
            Entry::new("電話番号", application.phone.to_string()),
            Entry::new("メールアドレス", application.mail.to_string()).exact(),
            Entry::new("有効期間", asked.term()),
            Entry::new("1年間のライセンス料", asked.fee()),
            Entry::new("お支払い方法", method.name()),
        ];
        Self {
            shell: asked.shell("申請内容の確認"),
            csrf: asked.visit.csrf().to_owned(),
            consequence: asked.consequence(),
            entries,
            carried,
        }
    }
}
