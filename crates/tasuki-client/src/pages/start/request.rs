//! A certificate that is requested here: the key is made on this computer and stays there.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_desk::{CredentialError, DeskError, request_certificate};
use tasuki_terms::{UserId, half_width};
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use crate::address::Path;
use crate::answer::{self, PageError, page_with, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::home;
use crate::shell::shell;
use crate::visit::Visit;

/// The fewest characters of the password that seals the key.
const SHORTEST: usize = 8;

#[derive(Template)]
#[template(path = "start/request.html")]
struct RequestPage {
    shell: Shell,
    summary: ErrorSummary,
    user: Field,
    password: Field,
    again: Field,
    /// The user for whom a request was made already.
    waiting: Option<UserId>,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    user: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    again: SecretString,
}

/// The user whose request waits for its certificate.
pub(crate) fn waiting(client: &Client) -> Option<UserId> {
    let folder = fs_err::read_dir(home::requests(&client.home)).ok()?;
    folder.filter_map(Result::ok).find_map(|entry| {
        let name = entry.file_name();
        name.to_str()?.strip_suffix(".csr")?.parse().ok()
    })
}

/// Shows the form, or the request that was made.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    render(&client, &visit, &FormState::new())
}

/// Makes key and request.
pub(crate) async fn make(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let (typed, mut form) = posted.state(&["password", "again"]);
    let user: Option<UserId> = half_width(typed.user.trim())
        .to_ascii_uppercase()
        .parse()
        .ok();
    if user.is_none() {
        form.refuse("user", "KJから始まる14桁のIDを入力してください。");
    }
    let password = typed.password.expose_secret();
    if password.chars().count() < SHORTEST {
        form.refuse("password", "8文字以上で入力してください。");
    } else if password != typed.again.expose_secret() {
        form.refuse("again", "パスワードが一致していません。");
    }
    if let Some(user) = user
        && form.is_good()
    {
        let (client, password) = (Arc::clone(&client), typed.password);
        let made = tokio::task::spawn_blocking(move || {
            let folder = home::requests(&client.home);
            request_certificate(&user, &folder, &password, &*client.tools.entropy)
        });
        match made.await.map_err(|_| PageError::Fault)? {
            // It was made before: the page shows it.
            Ok(_) | Err(CredentialError::Exists { .. }) => return Ok(see_other("/start/request")),
            Err(error) => {
                let error = DeskError::from(error);
                form.refuse("user", format!("{}{}", error.what(), error.hint()));
            }
        }
    }
    render(&client, &visit, &form)
}

/// Gives the request as a file.
pub(crate) async fn download(
    State(client): State<Arc<Client>>,
    Path(user): Path<String>,
) -> Result<Response, PageError> {
    let user: UserId = user.parse().map_err(|_| PageError::NotFound)?;
    let file = home::requests(&client.home).join(format!("{user}.csr"));
    let bytes = fs_err::read(file).map_err(|_| PageError::NotFound)?;
    let name = format!("{user}.csr");
    Ok(answer::file(&name, "application/pkcs10", bytes))
}

fn render(client: &Client, visit: &Visit, form: &FormState) -> Result<Response, PageError> {
    let user = form
        .field("user", "ユーザID（KJ）")
        .required()
        .short()
        .help("電子請求受付システムの、KJから始まる14桁のIDです。");
    let password = form
        .field("password", "証明書を取り込むときのパスワード")
        .required()
        .autocomplete("new-password")
        .help(
            "ご自分で決めてください（8文字以上）。証明書を受け取ったあと、取り込むときに使います。",
        );
    let again = form
        .field("again", "パスワード（確認のためもう一度）")
        .required()
        .autocomplete("new-password");
    let page = RequestPage {
        shell: shell(client, visit, "/start"),
        summary: ErrorSummary::of([&user, &password, &again]),
        user,
        password,
        again,
        waiting: waiting(client),
    };
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page_with(status, &page)
}
