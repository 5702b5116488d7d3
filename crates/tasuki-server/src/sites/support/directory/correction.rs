//! 掲載内容の修正依頼.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_terms::{MailAddress, OfficeNumber};
use tasuki_ui::{Crumb, ErrorSummary, Field, FormState, Shell};

use super::ask;
use crate::platform::Platform;
use crate::registry::{AskedCorrection, CorrectionError};
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, see_other, shell};

/// The most characters of each field.
const WISH: usize = 1_000;
const SENDER: usize = 50;

#[derive(Template)]
#[template(path = "support/directory/correction.html")]
struct CorrectionPage {
    shell: Shell,
    csrf: String,
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
            address: address.to_owned(),
        })
    }
}

/// Whether a text is a mail address or a telephone number.
fn can_be_reached(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_phone = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
        && matches!(digits, 10 | 11);
    is_phone || text.parse::<MailAddress>().is_ok()
}

/// Shows the form.
pub(super) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, SiteError> {
    let (number, name) = office(&platform, &number).await?;
    let page = page_of(&platform, &visit, number, name, &FormState::new());
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
    let (typed, mut form) = posted.state(&[]);
    if let Some(asked) = typed.check(number, &mut form) {
        match platform.registry()?.ask_for_correction(asked).await {
            Ok(()) => return Ok(see_other(&format!("/offices/{number}?sent=1"))),
            Err(CorrectionError::TooMany) => form.refuse(
                "wish",
                "この事業所の修正依頼を確認しているところです。数日後にもう一度お試しください。",
            ),
            Err(error) => return Err(SiteError::fault(&error)),
        }
    }
    let page = page_of(&platform, &visit, number, name, &form);
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
    number: OfficeNumber,
    name: String,
    form: &FormState,
) -> CorrectionPage {
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
    let mut shell = shell(platform, visit, "/offices");
    shell.crumbs = vec![
        Crumb::to("トップ", "/"),
        Crumb::to("地域別の一覧から探す", "/offices"),
        Crumb::to(&*name, format!("/offices/{number}")),
        Crumb::here("掲載内容の修正依頼"),
    ];
    CorrectionPage {
        shell,
        csrf: visit.csrf().to_owned(),
        summary: ErrorSummary::of([&wish, &sender, &address]),
        number,
        name,
        wish,
        sender,
        address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_can_be_reached() {
        for good in ["03-0000-0000", "09000000000", "hanako@example.jp"] {
            assert!(can_be_reached(good), "{good}");
        }
        for wrong in ["", "03-0000", "見本", "hanako@", "0300000000x"] {
            assert!(!can_be_reached(wrong), "{wrong}");
        }
    }
}
