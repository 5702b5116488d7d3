//! Logging in with the office's user (事業所ユーザ, KJ…), asked for once at the first processing;
//! afterwards that goes on which was meant.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_desk::{DeskError, PlatformError};
use tasuki_terms::{UserId, half_width};
use tasuki_ui::{Banner, Field, FormState, Shell, Tone};
use tasuki_wire::Code;

use super::opened;
use crate::address::Query;
use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::office::Office;
use crate::shell::shell;
use crate::validity;
use crate::visit::Visit;

mod meant;

pub(crate) use meant::Meant;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    meant: String,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    meant: String,
}

#[derive(Template)]
#[template(path = "office_user.html")]
struct OfficeUserPage {
    shell: Shell,
    banner: Option<Banner>,
    meant: String,
    purpose: &'static str,
    back: String,
    /// Whether it is worth logging in.
    may_log_in: bool,
    user_id: Field,
    password: Field,
}

/// Sends the browser to the page that asks for the office's user.
pub(crate) fn ask(meant: &Meant) -> Response {
    see_other(&format!("/office-user?meant={meant}"))
}

/// Shows the page.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let meant = Meant::read(&asked.meant);
    let forbids = forbids(&client, &*opened(&client)?, &meant);
    render(&client, &visit, &FormState::new(), &meant, forbids)
}

/// Logs in, and goes on with what was meant.
pub(crate) async fn log_in(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let (typed, mut form) = posted.state(&["password"]);
    let meant = Meant::read(&typed.meant);
    let office = opened(&client)?;
    if let Some(forbids) = forbids(&client, &office, &meant) {
        return render(&client, &visit, &form, &meant, Some(forbids));
    }
    let user = read_user(&typed.user_id);
    match user {
        Err(sentence) => form.refuse("user_id", sentence),
        // The platform would say the same, but only after the password was right.
        Ok(user) if user != office.user => {
            let banner = Banner::new(
                Tone::Error,
                "端末に登録されている証明書が一致しないため、処理を開始できません。",
            )
            .text(format!(
                "このパソコンの電子証明書は {} のものです。このユーザIDを入力してください。",
                office.user
            ));
            return render(&client, &visit, &form, &meant, Some(banner));
        }
        Ok(_) => {}
    }
    if typed.password.expose_secret().is_empty() {
        form.refuse("password", "パスワードを入力してください。");
    }
    if !form.is_good() {
        return render(&client, &visit, &form, &meant, None);
    }
    match office.log_in(typed.password).await {
        Ok(()) => {
            client.keeper.wake();
            meant.carry_out(&client, &office).await
        }
        Err(error) => {
            tracing::info!(code = error.code(), "the office's user is refused");
            render(&client, &visit, &form, &meant, Some(banner(&error)))
        }
    }
}

/// Why a log-in would be in vain now: the certificate's time, or the clock.
fn forbids(client: &Client, office: &Office, meant: &Meant) -> Option<Banner> {
    validity::refusal(office, client.tools.clock.now(), meant.failure())
}

fn read_user(typed: &str) -> Result<UserId, &'static str> {
    let typed = half_width(typed.trim()).to_ascii_uppercase();
    if typed.is_empty() {
        return Err("ユーザIDを入力してください。");
    }
    if typed.starts_with("HD") {
        return Err(
            "HDから始まるユーザIDは代理請求用のため、利用できません。KJから始まるユーザIDを入力してください。",
        );
    }
    typed
        .parse()
        .map_err(|_| "KJから始まる14桁のユーザIDを入力してください。")
}

/// What is told of a refusal: the official sentence, its cause, and what to do.
fn banner(error: &DeskError) -> Banner {
    let banner = Banner::new(Tone::Error, error.what());
    let code = match error {
        DeskError::Platform(PlatformError::Refused(problem)) => problem.code.as_str(),
        _ => "",
    };
    if code == Code::PasswordWrong.as_str() {
        return banner.text(
            "電子請求受付システムのパスワードを入力してください（証明書発行用パスワードではありません）。続けて誤ると、しばらくログインできなくなります。",
        );
    }
    banner.text(error.hint())
}

fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    meant: &Meant,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let office = opened(client)?;
    let status = if form.is_good() && banner.is_none() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = OfficeUserPage {
        shell: shell(client, visit, ""),
        banner,
        meant: meant.to_string(),
        purpose: meant.purpose(),
        back: meant.back(),
        may_log_in: office.desk().check_certificate().is_ok(),
        user_id: form
            .field("user_id", "ユーザID")
            .required()
            .short()
            .autocomplete("username")
            .or_value(office.user.to_string())
            .help("電子請求受付システムの、KJから始まる14桁のIDです。"),
        password: form
            .field("password", "パスワード")
            .required()
            .autocomplete("current-password")
            .help("電子請求受付システムにログインするときのパスワードです。"),
    };
    page_with(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_people_type_them() {
        let user = read_user(" kj１３７０００００２８01 ").unwrap();
        assert_eq!(user.to_string(), "KJ137000002801");
        for wrong in ["", "HD137000002801", "C000000000001"] {
            assert!(read_user(wrong).unwrap_err().ends_with('。'), "{wrong}");
        }
    }
}
