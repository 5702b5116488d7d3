//! プロキシの設定: the way to the platform. It is reached from the self-check of the first run, too,
//! where nobody has logged in yet.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_desk::{DeskError, NoProxyAddress, Proxy, ProxyLogin};
use tasuki_ui::{Field, FormState, Shell};

use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::office::Office;
use crate::shell::shell;
use crate::visit::Visit;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    address: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    password: SecretString,
}

#[derive(Template)]
#[template(path = "proxy.html")]
struct ProxyPage {
    shell: Shell,
    address: Field,
    user: Field,
    password: Field,
}

/// Shows what is set.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let Some(office) = client.office_to_check() else {
        return Ok(see_other("/login"));
    };
    let kept = kept(&office).await?;
    render(&client, &visit, &FormState::new(), kept.as_ref())
}

/// Changes it, and lets the self-check try it.
pub(crate) async fn change(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let Some(office) = client.office_to_check() else {
        return Ok(see_other("/login"));
    };
    let kept = kept(&office).await?;
    let (typed, mut form) = posted.state(&["password"]);
    let proxy = match read(&typed, kept.as_ref()) {
        Ok(proxy) => proxy,
        Err((field, why)) => {
            form.refuse(field, why);
            return render(&client, &visit, &form, kept.as_ref());
        }
    };
    let desk = Arc::clone(office.desk());
    let entropy = Arc::clone(&client.tools.entropy);
    let set = move || {
        desk.profile().set_proxy(proxy.as_ref(), &*entropy)?;
        Ok::<_, DeskError>(desk.platform().use_proxy(proxy.as_ref())?)
    };
    let set = tokio::task::spawn_blocking(set).await;
    set.map_err(|_| PageError::Fault)??;
    // Who waits for the platform may reach it now.
    client.keeper.wake();
    Ok(see_other("/start/check"))
}

async fn kept(office: &Office) -> Result<Option<Proxy>, PageError> {
    let desk = Arc::clone(office.desk());
    let kept = tokio::task::spawn_blocking(move || desk.profile().proxy()).await;
    Ok(kept.map_err(|_| PageError::Fault)??)
}

/// What was typed; a password that is left empty stays what it is for the same user.
fn read(
    typed: &Typed,
    kept: Option<&Proxy>,
) -> Result<Option<Proxy>, (&'static str, &'static str)> {
    if typed.address.trim().is_empty() {
        return Ok(None);
    }
    let user = typed.user.trim();
    if user.chars().any(char::is_control) || user.contains(':') {
        return Err(("user", "ユーザー名に使えない文字が含まれています。"));
    }
    let known = kept.and_then(Proxy::login).filter(|one| one.user == user);
    let login = match (user, typed.password.expose_secret()) {
        ("", "") => None,
        ("", _) => return Err(("user", "ユーザー名を入力してください。")),
        (_, "") => match known {
            Some(login) => Some(login.clone()),
            None => return Err(("password", "パスワードを入力してください。")),
        },
        (user, _) => Some(ProxyLogin {
            user: user.to_owned(),
            password: typed.password.clone(),
        }),
    };
    Proxy::new(&typed.address, login)
        .map(Some)
        .map_err(|NoProxyAddress| {
            (
                "address",
                "「proxy.example.jp:8080」のように、サーバー名とポート番号を入力してください。",
            )
        })
}

fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    kept: Option<&Proxy>,
) -> Result<Response, PageError> {
    let login = kept.and_then(Proxy::login);
    let page = ProxyPage {
        shell: shell(client, visit, "/settings"),
        address: form
            .field("address", "プロキシサーバーのアドレスとポート番号")
            .or_value(kept.map(Proxy::address).unwrap_or_default())
            .help("例：proxy.example.jp:8080　空にすると、プロキシサーバーを使わずに接続します。"),
        user: form
            .field("user", "ユーザー名")
            .autocomplete("off")
            .or_value(login.map(|login| login.user.clone()).unwrap_or_default())
            .help("プロキシサーバーがユーザー名を求めるときだけ入力します。"),
        password: form
            .field("password", "パスワード")
            .autocomplete("off")
            .help(if login.is_some() {
                "保存されています。変更しないときは、空のままにしてください。"
            } else {
                "このパソコンに暗号化して保存します。"
            }),
    };
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page_with(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(address: &str, user: &str, password: &str) -> Typed {
        Typed {
            address: address.to_owned(),
            user: user.to_owned(),
            password: password.into(),
        }
    }

    #[test]
    fn an_empty_password_is_that_of_before_for_the_same_user_alone() {
        let kept = read(&typed("proxy:8080", "clerk", "secret"), None).unwrap();
        let password = |typed: &Typed| {
            let read = read(typed, kept.as_ref()).map(|proxy| {
                let login = proxy.and_then(|proxy| proxy.login().cloned());
                login.map(|login| login.password.expose_secret().to_owned())
            });
            read.map_err(|(field, _)| field)
        };
        let before = Ok(Some("secret".to_owned()));
        assert_eq!(password(&typed("other:8080", "clerk", "")), before);
        assert_eq!(password(&typed("proxy:8080", "other", "")), Err("password"));
        assert_eq!(password(&typed("proxy:8080", "", "")), Ok(None));
        assert_eq!(password(&typed("proxy:8080", "", "x")), Err("user"));
        assert_eq!(password(&typed("https://proxy", "", "")), Err("address"));
        assert!(
            read(&typed(" ", "clerk", ""), kept.as_ref())
                .unwrap()
                .is_none()
        );
    }
}
