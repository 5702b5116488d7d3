//! The pages of a question.

use askama::Template;
use tasuki_exchange::{
    CallbackWish, Contact, ContactField, DESK_HOURS_TEXT, DeskState, TicketCategory, TicketNumber,
    written_hour,
};
use tasuki_terms::{Timestamp, day_in_japan, spoken_day};
use tasuki_ui::{
    Banner, Choice, ChoiceField, Crumb, Entry, ErrorSummary, Field, FormState, Shell, Tag, Tone,
};

use super::super::stamp::{Stamp, Stamped};
use super::attachment::{ACCEPTED, HELP};
use crate::platform::Platform;
use crate::sites::{SiteError, Visit, shell};

/// The site's path of the form.
const PATH: &str = "/contact";

/// How and when the help desk is reached.
pub(super) struct Desk {
    phone: Option<String>,
    hours: &'static str,
    state: Tag,
    sentence: String,
}

impl Desk {
    fn new(platform: &Platform) -> Self {
        let phone = platform.settings.support_desk.phone.as_ref();
        let (state, sentence) = told(DeskState::at(platform.clock.now()));
        Self {
            phone: phone.map(ToString::to_string),
            hours: DESK_HOURS_TEXT,
            state,
            sentence,
        }
    }
}

fn told(state: DeskState) -> (Tag, String) {
    let moment = |at: Timestamp| (spoken_day(day_in_japan(at)), written_hour(at));
    match state {
        DeskState::Open(until) => (
            Tag::new(Tone::Success, "受付中"),
            format!(
                "本日は{}まで、電話でのお問い合わせを受け付けています。",
                moment(until).1
            ),
        ),
        DeskState::Closed(from) => {
            let (day, hour) = moment(from);
            (
                Tag::new(Tone::Plain, "受付時間外"),
                format!(
                    "次の電話受付は、{day}{hour}からです。フォームからのお問い合わせは、24時間受け付けています。"
                ),
            )
        }
    }
}

#[derive(Template)]
#[template(path = "support/contact/form.html")]
pub(super) struct ContactPage {
    shell: Shell,
    desk: Desk,
    banner: Option<Banner>,
    summary: ErrorSummary,
    stamp: String,
    name: Field,
    office: Field,
    office_name: Field,
    mail: Field,
    phone: Field,
    category: ChoiceField,
    text: Field,
    call: Field,
    wish: ChoiceField,
}

impl ContactPage {
    /// The form; `told` is what is wrong with it as a whole, and `stamp` that with which it came,
    /// where it is still good: nobody who corrects a field is too fast.
    pub(super) fn new(
        platform: &Platform,
        visit: &Visit,
        form: &FormState,
        told: Option<&'static str>,
        stamp: Option<String>,
    ) -> Result<Self, SiteError> {
        let field = |field: ContactField| form.field(field.as_str(), field.label());
        let name = field(ContactField::Name)
            .required()
            .autocomplete("name")
            .max_length(60);
        let office = field(ContactField::Office)
            .digits()
            .max_length(10)
            .help("10桁の数字です。お持ちでない場合は、空欄のままで構いません。");
        let office_name = field(ContactField::OfficeName)
            .autocomplete("organization")
            .max_length(60);
        let mail = field(ContactField::Mail)
            .required()
            .mail()
            .max_length(254)
            .help("受付の確認と回答をお送りします。");
        let phone = field(ContactField::Phone)
            .telephone()
            .help("折り返しを希望する場合に入力してください。");
        let category = ContactField::Category;
        let choices = TicketCategory::ALL.map(|one| Choice::new(one.as_str(), one.name()));
        let mut category = form.choices(category.as_str(), category.label(), choices);
        category.field.required = true;
        let text = field(ContactField::Text).required().help(
            "2000文字以内で入力してください。エラーが表示された場合は、エラーコードも入力してください。",
        );
        let call = form.field("call", "電話での折り返しを希望する");
        let wishes = CallbackWish::ALL.map(|wish| Choice::new(wish.as_str(), wish.name()));
        let wish = ContactField::Wish;
        let wish = form
            .choices(wish.as_str(), wish.label(), wishes)
            .or_chosen(CallbackWish::Any.as_str());
        let fields = [
            &name,
            &office,
            &office_name,
            &mail,
            &category.field,
            &text,
            &phone,
            &wish.field,
        ];
        Ok(Self {
            shell: shell(platform, visit, PATH),
            desk: Desk::new(platform),
            banner: told.map(|told| Banner::new(Tone::Warning, told)),
            summary: ErrorSummary::of(fields),
            stamp: match stamp {
                Some(stamp) => stamp,
                None => Stamp::make(platform, Stamped::Contact)?,
            },
            name,
            office,
            office_name,
            mail,
            phone,
            category,
            text,
            call,
            wish,
        })
    }
}

#[derive(Template)]
#[template(path = "support/contact/confirm.html")]
pub(super) struct ConfirmPage {
    shell: Shell,
    summary: ErrorSummary,
    entries: Vec<Entry>,
    /// What was typed, which the form carries on.
    carried: Vec<(&'static str, String)>,
    stamp: String,
    file: Field,
}

impl ConfirmPage {
    /// What was typed, to be looked at once more, with the name of the office where only its number
    /// was typed; `told` is what is wrong with the file, and the stamp with which it came.
    pub(super) fn new(
        platform: &Platform,
        visit: &Visit,
        contact: &Contact,
        (carried, known): (Vec<(&'static str, String)>, Option<String>),
        told: Option<(String, String)>,
    ) -> Result<Self, SiteError> {
        let mut form = FormState::new();
        let stamp = match told {
            None => Stamp::make(platform, Stamped::Confirmed)?,
            Some((told, stamp)) => {
                form.refuse("file", told);
                stamp
            }
        };
        let file = form
            .field("file", "添付ファイル")
            .accept(ACCEPTED)
            .help(HELP);
        let mut shell = shell(platform, visit, PATH);
        shell.crumbs = vec![Crumb::to("お問い合わせ", PATH), Crumb::here("内容の確認")];
        Ok(Self {
            shell,
            summary: ErrorSummary::of([&file]),
            entries: entries(contact, known),
            carried,
            stamp,
            file,
        })
    }
}

/// A question, item by item.
fn entries(contact: &Contact, known: Option<String>) -> Vec<Entry> {
    let none = || "（なし）".to_owned();
    let text = |text: &str| {
        if text.is_empty() {
            none()
        } else {
            text.to_owned()
        }
    };
    let entry = |field: ContactField, value: String| Entry::new(field.label(), value);
    let office = contact.office.map(|office| office.to_string());
    let phone = contact.phone.as_ref().map(ToString::to_string);
    vec![
        entry(ContactField::Name, contact.name.clone()),
        entry(ContactField::Office, office.unwrap_or_else(none)),
        entry(
            ContactField::OfficeName,
            known.map_or_else(
                || text(&contact.office_name),
                |name| format!("{name}（事業所番号による）"),
            ),
        ),
        entry(ContactField::Mail, contact.mail.to_string()).exact(),
        entry(ContactField::Phone, phone.unwrap_or_else(none)),
        entry(ContactField::Category, contact.category.name().to_owned()),
        entry(ContactField::Text, contact.text.clone()),
        Entry::new(
            "電話での折り返し",
            contact.call.map_or("希望しない", CallbackWish::name),
        ),
    ]
}

#[derive(Template)]
#[template(path = "support/contact/done.html")]
pub(super) struct DonePage {
    shell: Shell,
    number: String,
    /// When a call was promised, and within which hours it was wished.
    call: Option<(String, &'static str)>,
    desk: Desk,
}

impl DonePage {
    pub(super) fn new(
        platform: &Platform,
        visit: &Visit,
        number: TicketNumber,
        call: Option<(String, &'static str)>,
    ) -> Self {
        let mut shell = shell(platform, visit, PATH);
        shell.crumbs = vec![Crumb::to("お問い合わせ", PATH), Crumb::here("受付の完了")];
        Self {
            shell,
            number: number.to_string(),
            call,
            desk: Desk::new(platform),
        }
    }
}
