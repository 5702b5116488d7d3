//! 設定: what this client is set up with, and where received files go.

use std::path::PathBuf;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_ui::{Banner, Entry, Field, FormState, Shell, Tone};

use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    folder: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    shell: Shell,
    banner: Option<Banner>,
    folder: Field,
    entries: Vec<Entry>,
}

/// Shows the settings.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    render(&client, &visit, &FormState::new(), None)
}

/// Changes them.
pub(crate) async fn change(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let (typed, mut form) = posted.state(&[]);
    let folder = PathBuf::from(typed.folder.trim());
    if !folder.is_absolute() {
        form.refuse(
            "folder",
            "フォルダーの場所を、ドライブ名や「/」から始まる形で入力してください。",
        );
        return render(&client, &visit, &form, None);
    }
    client.set_received(folder);
    let banner = Banner::new(Tone::Success, "保存先を変更しました。")
        .text("次に受信するデータから、このフォルダーに保存します。");
    render(&client, &visit, &form, Some(banner))
}

fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let Some(office) = client.office() else {
        return Ok(see_other("/login"));
    };
    let days = show::days_until(office.certificate_until, client.tools.clock.now());
    let page = SettingsPage {
        shell: shell(client, visit, "/settings"),
        banner,
        folder: form
            .field("folder", "受信したデータの保存先")
            .required()
            .or_value(show::path(&client.received()))
            .help("同じ名前のファイルがあっても、上書きはしません。連携クライアントを終了すると、はじめの設定に戻ります。"),
        entries: vec![
            Entry::new("事業所名", &*office.name),
            Entry::new("事業所番号", office.number.to_string()),
            Entry::new("ユーザID（KJ）", office.user.to_string()),
            Entry::new(
                "電子証明書の有効期限",
                format!("{}（あと{days}日）", show::day(office.certificate_until)),
            ),
            Entry::new("連携基盤のアドレス", &*office.platform),
            Entry::new("設定フォルダー", show::path(&client.home)),
            Entry::new("バージョン", env!("CARGO_PKG_VERSION")),
        ],
    };
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page_with(status, &page)
}
