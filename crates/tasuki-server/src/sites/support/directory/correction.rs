//! 掲載内容の修正依頼.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_exchange::phone_as_typed;
use tasuki_terms::{MailAddress, OfficeNumber};
use tasuki_ui::{Banner, Crumb, ErrorSummary, Field, FormState, Shell, Tone};

use super::super::stamp::{Stamp, StampFault, Stamped};
use super::{MENU, ask};
use crate::platform::Platform;
use crate::registry::{AskedCorrection, CorrectionError};
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, see_other, shell};

/// The most characters of each field.
const WISH: usize = 1_000;
const SENDER: usize = 50;

/// Said where the form cannot be taken as it came.
const TOO_FAST: &str = "送信までの時間が短すぎるため、確認できませんでした。内容をご確認のうえ、もう一度「依頼する」を押してください。";
const TOO_OLD: &str = "画面を開いてから時間がたっています。内容をご確認のうえ、もう一度「依頼する」を押してください。";
/// Said where no request can be taken, whoever asks.
const FULL: &str = "確認を待っている修正依頼が多いため、新しい依頼を受け付けられません。数日後にもう一度お試しください。お急ぎの場合は、お問い合わせのフォームをご利用ください。";

#[derive(Template)]
#[template(path = "support/directory/correction.html")]
struct CorrectionPage {
    shell: Shell,
    csrf: String,
    stamp: String,
    banner: Option<Banner>,
    summary: ErrorSummary,
    number: OfficeNumber,
    name: String,
    wish: Field,
    sender: Field,
    address: Field,
}

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    wish: String,
    #[serde(default)]
    sender: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    stamp: String,
}

impl Typed {
    /// The request, or what is wrong goes to the form.
    fn check(&self, office: OfficeNumber, form: &mut FormState) -> Option<AskedCorrection> {
        for (name, text, most) in [("wish", &self.wish, WISH), ("sender", &self.sender, SENDER)] {
            if text.trim().is_empty() {
                form.refuse(name, "未入力です。");
            } else if text.chars().count() > most {
                form.refuse(name, format!("{most}文字以内で入力してください。"));
            }
        }
        let address = self.address.trim();
        if address.is_empty() {
            form.refuse("address", "未入力です。");
        } else if !can_be_reached(address) {
            form.refuse(
                "address",
                "メールアドレス、または市外局番からの電話番号を入力してください。",
            );
        }
        form.is_good().then(|| AskedCorrection {
            office,
            wish: self.wish.trim().replace("\r\n", "\n"),
            sender: self.sender.trim().to_owned(),
            address: match phone_as_typed(address) {
                Ok(Some(phone)) => phone.to_string(),
                _ => address.to_owned(),
            },
        })
    }
}

/// Whether a text is a mail address or a telephone number.
fn can_be_reached(text: &str) -> bool {
    matches!(phone_as_typed(text), Ok(Some(_))) || text.parse::<MailAddress>().is_ok()
}

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let (number, name) = office(&platform, &number).await?;
    let page = page_of(&platform, &visit, (number, name), &FormState::new(), None)?;
    page_with(StatusCode::OK, &page)
}

/// Takes the request.
pub(super) async fn send(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    visit.attempt(&platform, Secret::Correction)?;
    let (number, name) = office(&platform, &number).await?;
    let (typed, mut form) = posted.state(&["stamp"]);
    let mut told = None;
    if let Some(asked) = typed.check(number, &mut form) {
        let stamp = Stamp::read(&platform, Stamped::Correction, &typed.stamp);
        match stamp {
            Err(StampFault) => told = Some(TOO_OLD),
            Ok(stamp) if stamp.is_too_new(platform.clock.now()) => told = Some(TOO_FAST),
            Ok(stamp) => {
                visit.asks_hourly(&platform, Secret::Correction)?;
                let registry = platform.registry()?;
                match registry.ask_for_correction(stamp.draft, asked).await {
                    Ok(()) => return Ok(see_other(&format!("/offices/{number}?sent=1"))),
                    Err(CorrectionError::TooMany) => form.refuse(
                        "wish",
                        "この事業所の修正依頼を確認しているところです。数日後にもう一度お試しください。",
                    ),
                    Err(CorrectionError::Full) => told = Some(FULL),
                    Err(error) => return Err(SiteError::fault(&error)),
                }
            }
        }
    }
    let page = page_of(&platform, &visit, (number, name), &form, told)?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn office(platform: &Platform, number: &str) -> Result<(OfficeNumber, String), SiteError> {
    let number: OfficeNumber = number.parse().map_err(|_| SiteError::NotFound)?;
    let name = ask(platform, move |held| {
        let office = held.index.office(held.index.find(number)?)?;
        Some(office.name.to_owned())
    });
    Ok((number, name.await?.ok_or(SiteError::NotFound)?))
}

fn page_of(
    platform: &Platform,
    visit: &Visit,
    (number, name): (OfficeNumber, String),
    form: &FormState,
    told: Option<&'static str>,
) -> Result<CorrectionPage, SiteError> {
    let wish = form
        .field("wish", "修正してほしい内容")
        .required()
        .help("1000文字以内で、正しい内容が分かるように入力してください。利用者の個人情報は入力しないでください。");
    let sender = form
        .field("sender", "お名前")
        .required()
        .autocomplete("name");
    let address = form
        .field("address", "ご連絡先")
        .required()
        .help("メールアドレス、または電話番号（例 03-0000-0000）を入力してください。");
    let mut shell = shell(platform, visit, MENU);
    shell.crumbs = vec![
        Crumb::to("トップ", "/"),
        Crumb::to("地域別の一覧から探す", "/offices"),
        Crumb::to(&*name, format!("/offices/{number}")),
        Crumb::here("掲載内容の修正依頼"),
    ];
    Ok(CorrectionPage {
        shell,
        csrf: visit.csrf().to_owned(),
        stamp: Stamp::make(platform, Stamped::Correction)?,
        banner: told.map(|told| Banner::new(Tone::Warning, told)),
        summary: ErrorSummary::of([&wish, &sender, &address]),
        number,
        name,
        wish,
        sender,
        address,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_can_be_reached() {
        let good = [
            "03-0000-0000",
            "09000000000",
            "０３－１２３４－５６７８",
            "03 1234 5678",
            "hanako@example.jp",
        ];
        for good in good {
            assert!(can_be_reached(good), "{good}");
        }
        for wrong in ["", "03-0000", "見本", "hanako@", "0300000000x"] {
            assert!(!can_be_reached(wrong), "{wrong}");
        }
    }
}
