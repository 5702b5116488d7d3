//! A mail address is registered: first a link is sent to it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_terms::MailAddress;
use tasuki_ui::{Crumb, ErrorSummary, Field, FormState, Shell};

use crate::platform::Platform;
use crate::registry::PasswordError;
use crate::sites::own_password::guarded;
use crate::sites::password::{current, refuse_current, user_of};
use crate::sites::{Posted, Site, SiteError, Visit, page_with, see_other, shell};

#[derive(Template)]
#[template(path = "claims/address.html")]
struct AddressPage {
    shell: Shell,
    csrf: String,
    user: String,
    summary: ErrorSummary,
    mail: Field,
    again: Field,
    password: Field,
}

impl AddressPage {
    fn new(platform: &Platform, visit: &Visit, form: &FormState) -> Self {
        let mut shell = shell(platform, visit, "/account");
        shell.crumbs = vec![
            Crumb::to("ユーザ情報変更", "/account"),
            Crumb::here("メールアドレスの登録"),
        ];
        let mail = form
            .field("mail", "メールアドレス")
            .required()
            .mail()
            .max_length(254)
            .help("半角の英数字、ハイフン、ピリオド、アンダースコアが使えます。");
        let again = form
            .field("again", "メールアドレス（確認用）")
            .required()
            .mail()
            .max_length(254);
        let password = current(form, "password");
        Self {
            shell,
            csrf: visit.csrf().to_owned(),
            user: user_of(visit),
            summary: ErrorSummary::of([&mail, &again, &password]),
            mail,
            again,
            password,
        }
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::claims) struct Typed {
    #[serde(default)]
    mail: String,
    #[serde(default)]
    again: String,
    #[serde(default)]
    password: SecretString,
}

/// Shows the form.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
) -> Result<Response, SiteError> {
    let page = AddressPage::new(&platform, &visit, &FormState::new());
    page_with(StatusCode::OK, &page)
}

/// Sends the link.
pub(in crate::sites::claims) async fn ask(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let user = visit.visitor.user()?;
    let (typed, mut form) = posted.state(&["password"]);
    if let Some(address) = address(&typed, &mut form) {
        let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
        let asked = guarded(&platform, &visit, async move {
            let origin = working.settings.site_origin(Site::Claims);
            registry
                .ask_for_address(&working.passwords, user, typed.password, address, origin)
                .await
        });
        match asked.await? {
            Ok(()) => return Ok(see_other("/account?sent=1")),
            Err(PasswordError::Wrong) => refuse_current(&mut form, "password"),
            Err(error) => return Err(error.into()),
        }
    }
    let page = AddressPage::new(&platform, &visit, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The address, if it is one and typed twice; the sentences are the official ones.
fn address(typed: &Typed, form: &mut FormState) -> Option<MailAddress> {
    let (mail, again) = (typed.mail.trim(), typed.again.trim());
    let address = mail.parse().ok();
    for (name, text) in [("mail", mail), ("again", again)] {
        if text.is_empty() {
            form.refuse(name, "未入力です。");
        }
    }
    if address.is_none() {
        form.refuse("mail", "不正な形式または不正な記号が入力されています。");
    }
    if mail != again {
        form.refuse("again", "メールアドレスが一致していません。");
    }
    address.filter(|_| form.is_good())
}
