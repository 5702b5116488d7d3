//! Logging in with the app user's id (個人ユーザ), and out.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_desk::{DeskError, KeyringError, LockedProfile, ProfileError};
use tasuki_pki::CertificateFacts;
use tasuki_terms::{AppUserId, half_width};
use tasuki_ui::{Banner, Field, FormState, Shell, Tone};

use super::password;
use crate::address::Query;
use crate::answer::{PageError, Told, page_with, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::keep;
use crate::office;
use crate::shell::{shell, tint};
use crate::show;
use crate::target::Target;
use crate::updates;
use crate::visit::Visit;
use crate::watching;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Nobody was logged in when something was sent.
    #[serde(default)]
    ended: Option<String>,
    /// The password was changed just before.
    #[serde(default)]
    changed: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    password: SecretString,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LogInPage {
    shell: Shell,
    /// Whose client it is.
    office: Option<String>,
    has_offices: bool,
    banner: Option<Banner>,
    user_id: Field,
    password: Field,
}

/// Shows the page of the log-in.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    if client.office().is_some() {
        return Ok(see_other("/"));
    }
    let ended = asked.ended.map(|_| {
        Banner::new(
            Tone::Info,
            "ログアウトしていたため、操作を受け付けられませんでした。",
        )
        .text("もう一度ログインし、操作をやり直してください。")
    });
    let changed = asked.changed.map(|how| {
        let banner = Banner::new(Tone::Success, "このパソコンのパスワードを変更しました。")
            .text("新しいパスワードでログインしてください。");
        if how == password::WITHOUT_FILE {
            banner.text("パスワードを保存したファイルは書き換えられませんでした。自動の処理で使っている場合は、そのファイルを新しいパスワードに書き換えてください。")
        } else {
            banner
        }
    });
    let banner = changed.or(ended);
    render(&client, &visit, &FormState::new(), banner)
}

/// Logs in.
pub(crate) async fn log_in(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let (typed, mut form) = posted.state(&["password"]);
    let user: Result<AppUserId, _> = half_width(typed.user_id.trim()).parse();
    if typed.user_id.trim().is_empty() {
        form.refuse("user_id", "ユーザIDを入力してください。");
    } else if user.is_err() {
        form.refuse(
            "user_id",
            "cから始まる13桁のユーザIDを入力してください。KJから始まるIDは、ここでは使いません。",
        );
    }
    if typed.password.expose_secret().is_empty() {
        form.refuse("password", "パスワードを入力してください。");
    }
    if !form.is_good() {
        return render(&client, &visit, &form, None);
    }
    let Ok(user) = user else {
        return render(&client, &visit, &form, None);
    };
    if let Some(known) = client.profile()?.app_user().filter(|known| *known != user) {
        let banner = Banner::new(
            Tone::Error,
            "このパソコンに登録されているユーザIDと違うため、ログインできません。",
        )
        .text(format!("{known} でログインしてください。"))
        .text("担当するユーザIDが変わったときは、「電子証明書を取り込み直す」から設定し直してください。");
        return render(&client, &visit, &form, Some(banner));
    }
    let (home, tools) = (client.home.clone(), client.tools.clone());
    let password = typed.password.clone();
    let unlocked = tokio::task::spawn_blocking(move || office::unlock(&home, &password, &tools));
    let opened = match unlocked.await.map_err(|_| PageError::Fault)? {
        Ok(office) => {
            let office = Arc::new(office);
            let entered = office.enter(user, typed.password).await;
            entered.map(|()| office)
        }
        Err(error) => Err(error),
    };
    match opened {
        Ok(office) => {
            let usual = client.usual_folder().to_owned();
            let target = office.in_book(move |book| Target::read(book, &usual));
            client.set_target(target.await?);
            client.set_office(Arc::clone(&office));
            client.set_installed(None);
            updates::begin(&client, &office).await;
            keep::begin(&client, &office);
            watching::begin(&client, &office);
            Ok(see_other("/"))
        }
        Err(error) => {
            tracing::info!(code = error.code(), "the log-in is refused");
            render(&client, &visit, &form, Some(refusal(&error)))
        }
    }
}

/// The official sentence, and what is behind it.
fn refusal(error: &DeskError) -> Banner {
    let DeskError::Profile(ProfileError::Keyring(KeyringError::WrongPassword)) = error else {
        return Told::from(error).banner(Tone::Error);
    };
    Banner::new(Tone::Error, "ユーザIDまたはパスワードが正しくありません。").text(
        "利用申請Webページでパスワードを変更したときは、下の「パスワードを変更したとき」から、このパソコンのパスワードも変更してください。",
    )
}

/// Whose client it is, as its certificate says: two of them on one computer are told apart before the log-in.
fn whose(profile: &LockedProfile) -> String {
    let facts = CertificateFacts::read(profile.certificate());
    let name = facts.map(|facts| facts.organization).unwrap_or_default();
    show::office(&name, profile.office())
}

/// Logs out: nothing of the office stays open.
pub(crate) async fn log_out(State(client): State<Arc<Client>>) -> Response {
    client.close_office().await;
    see_other("/login")
}

fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let is_refused = banner.as_ref().is_some_and(|one| one.tone == Tone::Error);
    let status = if form.is_good() && !is_refused {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let profile = client.profile().ok();
    let known = profile.as_ref().and_then(LockedProfile::app_user);
    let mut shell = shell(client, visit, "/login");
    if let Some(profile) = &profile {
        shell.tint = tint(profile.office().as_str());
    }
    let page = LogInPage {
        shell,
        office: profile.as_ref().map(whose),
        has_offices: client.offices.is_some(),
        banner,
        user_id: form
            .field("user_id", "ユーザID")
            .required()
            .autocomplete("username")
            .or_value(known.map(|known| known.to_string()).unwrap_or_default())
            .help("ケアプランデータ連携システム利用申請Webページにログイン後に表示されるcから始まるユーザIDを入力ください"),
        password: form
            .field("password", "パスワード")
            .required()
            .autocomplete("current-password"),
    };
    page_with(status, &page)
}
