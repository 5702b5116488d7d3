//! 設定: what this client is set up with, and where received files go.

pub(crate) mod automatic;
pub(crate) mod proxy;
pub(crate) mod support;
mod target;
pub(crate) mod watch;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tasuki_ui::{Banner, ChoiceField, Entry, ErrorSummary, Field, FormState, Shell, Tone};

use super::opened;
use crate::address::Query;
use crate::answer::{PageError, page_with};
use crate::client::Client;
use crate::form::Posted;
use crate::office::Office;
use crate::receiving;
use crate::rule::WatchRule;
use crate::shell::shell;
use crate::show;
use crate::target::Target;
use crate::visit::Visit;

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    folder: String,
    #[serde(default)]
    layout: String,
    #[serde(default)]
    template: String,
    #[serde(default)]
    action: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    shell: Shell,
    banner: Option<Banner>,
    summary: ErrorSummary,
    folder: Field,
    layout: ChoiceField,
    template: Field,
    /// The folder into which the care software writes, and its rule.
    watch: watch::Fields,
    /// Whether new messages are received by themselves.
    automatic: Field,
    /// Where an invented message would go.
    example: String,
    has_offices: bool,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// What became of the watched folder just before.
    #[serde(default)]
    watch: String,
    /// Whether 自動受信 was changed just before.
    #[serde(default)]
    automatic: Option<String>,
}

/// Shows the settings.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let target = client.target();
    let banner = match &*asked.watch {
        "set" => Some(Banner::new(Tone::Success, "監視フォルダーを変更しました。")),
        _ => asked
            .automatic
            .map(|_| Banner::new(Tone::Success, "自動受信の設定を変更しました。")),
    };
    render(&client, &visit, &office, &FormState::new(), &target, banner).await
}

/// Changes them, or shows what they would do.
pub(crate) async fn change(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let office = opened(&client)?;
    let (typed, mut form) = posted.state(&[]);
    let Some(target) = target::typed(&typed, &mut form) else {
        let target = client.target();
        return render(&client, &visit, &office, &form, &target, None).await;
    };
    if typed.action == "preview" {
        return render(&client, &visit, &office, &form, &target, None).await;
    }
    if let Some(why) = target::fault(target.folder.clone()).await? {
        form.refuse("folder", why);
        let target = client.target();
        return render(&client, &visit, &office, &form, &target, None).await;
    }
    let kept = target.clone();
    office.in_book(move |book| kept.save(book)).await?;
    client.set_target(target.clone());
    let banner = Banner::new(Tone::Success, "保存先を変更しました。")
        .text("次に受信するデータから、この決まりで保存します。連携クライアントを終了しても変わりません。");
    render(&client, &visit, &office, &form, &target, Some(banner)).await
}

async fn render(
    client: &Client,
    visit: &Visit,
    office: &Office,
    form: &FormState,
    target: &Target,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let (watched, rule, partners, is_automatic) = office
        .in_book(|book| {
            let is_automatic = receiving::is_automatic(book)?;
            let rule = WatchRule::read(book)?;
            Ok((
                crate::watch::folder(book)?,
                rule,
                book.partners()?,
                is_automatic,
            ))
        })
        .await?;
    let watch = watch::Fields::new(form, watched.as_deref(), &rule, &partners);
    let days = show::days_until(office.certificate_until, client.tools.clock.now());
    let mut page = SettingsPage {
        shell: shell(client, visit, "/settings"),
        banner,
        summary: ErrorSummary::default(),
        folder: form
            .field("folder", "受信したデータの保存先")
            .required()
            .or_value(show::path(&target.folder))
            .help("同じ名前のファイルがあっても、上書きはしません。"),
        layout: target::layouts(form, target),
        template: form
            .field("template", "自分で決める分け方")
            .or_value(target::in_japanese(&target.template))
            .help("フォルダー名を「/」で区切ります。{事業所}、{事業所番号}、{対象年月}、{種別}が使えます。例：{対象年月}/{事業所}"),
        watch,
        automatic: Field::new("automatic", "届いたデータを自動で受信する")
            .value(if is_automatic { Field::TICKED } else { "" })
            .help("連携クライアントを開いて、KJから始まるユーザIDでログインしている間、届いたデータを上の保存先に保存します。"),
        example: target::example(client, office, target),
        has_offices: client.offices.is_some(),
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
            Entry::new("更新の確認", client.updates.state().text()),
        ],
    };
    let fields = [&page.folder, &page.layout.field, &page.template];
    page.summary = ErrorSummary::of(fields.into_iter().chain(page.watch.fields()));
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page_with(status, &page)
}
