//! What the certificate says, and whether its authority is the right one.

use std::sync::{Arc, PoisonError};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tasuki_desk::{DeskError, Installation, Keyring, Lock, Profile, ProfileError, Sealed, Trust};
use tasuki_pki::{CertificateFacts, Holder};
use tasuki_ui::{Banner, Entry, Field, FormState, Shell, Step, Tone};

use super::{Pending, STEPS};
use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::form::Posted;
use crate::office::{self, Office};
use crate::shell::shell;
use crate::stage::Stage;
use crate::visit::Visit;
use crate::{home, show};

#[derive(Template)]
#[template(path = "start/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    steps: Vec<Step>,
    banner: Option<Banner>,
    entries: Vec<Entry>,
    /// The root's thumbprint, where one came along.
    thumbprint: Option<String>,
    compared: Field,
    /// Whether the password of the profile was forgotten; asked only where there is a profile.
    forgotten: Option<Field>,
    password: Field,
}

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    compared: String,
    #[serde(default)]
    forgotten: String,
    #[serde(default)]
    password: SecretString,
}

/// Shows what the certificate says.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    render(&client, &visit, &FormState::new(), None)
}

/// Takes the certificate into the profile, or makes the profile.
pub(crate) async fn install(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: Posted<Typed>,
) -> Result<Response, PageError> {
    let (typed, mut form) = posted.state(&["password"]);
    if typed.compared != Field::TICKED {
        form.refuse(
            "compared",
            "拇印が同じであることを確かめて、チェックを入れてください。",
        );
    }
    if typed.password.expose_secret().is_empty() {
        form.refuse("password", "未入力です。");
    }
    if !form.is_good() {
        return render(&client, &visit, &form, None);
    }
    let Some(pending) = take(&client) else {
        return Ok(see_other("/start"));
    };
    if let Some(banner) = elsewhere(&client, &pending) {
        put_back(&client, pending);
        return render(&client, &visit, &form, Some(banner));
    }
    let root = root(&pending).map(|facts| facts.sha256);
    let trust = root.map_or(Trust::AsBefore, Trust::Thumbprint);
    let sealed = if typed.forgotten == Field::TICKED {
        Sealed::SetAside
    } else {
        Sealed::Opened
    };
    let (password, keeper) = (typed.password, Arc::clone(&client));
    // Whoever is refused stays logged in.
    let tried = blocking(move || {
        let tried = try_out(&keeper, &pending, (trust, sealed), &password);
        (keeper, pending, password, tried)
    });
    let (keeper, pending, password, tried) = tried.await?;
    let (pending, installed) = match tried {
        Ok(()) => {
            // What is open of the profile must not be written to any more.
            client.close_office().await;
            blocking(move || {
                let installed = take_in(&keeper, &pending, (trust, sealed), &password);
                (pending, installed)
            })
            .await?
        }
        Err(error) => (pending, Err(error)),
    };
    match installed {
        Ok(office) => {
            forget_request(&client, &pending);
            client.set_installed(Some(office));
            Ok(see_other("/start/check"))
        }
        Err(error) => {
            tracing::info!(code = error.code(), "the certificate is not installed");
            let banner = Banner::new(Tone::Error, error.what()).text(error.hint());
            put_back(&client, pending);
            render(&client, &visit, &form, Some(banner))
        }
    }
}

/// Hashing a password takes its time.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DeskError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(DeskError::BrokenOff)
}

/// Whether the certificate would be installed, and the password is right.
fn try_out(
    client: &Client,
    pending: &Pending,
    (trust, sealed): (Trust<'_>, Sealed),
    password: &SecretString,
) -> Result<(), DeskError> {
    let (home, now) = (&client.home, client.tools.clock.now());
    let how = installation(pending, (trust, sealed));
    Profile::check_installation(home, &pending.credential, how, now)?;
    if sealed == Sealed::Opened && Keyring::exists(home) {
        Keyring::unlock(home, password).map_err(ProfileError::from)?;
    }
    Ok(())
}

const fn installation<'a>(
    pending: &'a Pending,
    (trust, sealed): (Trust<'a>, Sealed),
) -> Installation<'a> {
    Installation {
        platform: Some(pending.platform.as_str()),
        trust,
        sealed,
    }
}

/// Installs what is pending, and opens the office for the self-check.
fn take_in(
    client: &Client,
    pending: &Pending,
    (trust, sealed): (Trust<'_>, Sealed),
    password: &SecretString,
) -> Result<Office, DeskError> {
    let how = installation(pending, (trust, sealed));
    let (lock, now) = (Lock::new(password), client.tools.clock.now());
    Profile::install(&client.home, &pending.credential, how, &lock, now)?;
    office::unlock(&client.home, password, &client.tools)
}

/// An office has one profile on a computer: two would each know a part of what was sent.
fn elsewhere(client: &Client, pending: &Pending) -> Option<Banner> {
    let Some(Holder::Office { office, user }) = pending.credential.facts().ok()?.holder else {
        return None;
    };
    let mut known = client.known_offices().into_iter();
    known.find(|one| one.folder != client.home && (one.number, one.user) == (office, user))?;
    let banner = Banner::new(
        Tone::Error,
        "この事業所は、すでにこのパソコンに登録されています。",
    );
    Some(banner.text("「事業所を選ぶ」の画面から、登録されている事業所を開いてください。"))
}

fn render(
    client: &Client,
    visit: &Visit,
    form: &FormState,
    banner: Option<Banner>,
) -> Result<Response, PageError> {
    let pending = client
        .pending
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let Some(pending) = &*pending else {
        return Ok(see_other("/start"));
    };
    let facts = pending.credential.facts().map_err(DeskError::from)?;
    let thumbprint = root(pending).map(|root| show::thumbprint(&root.sha256));
    let is_new = client.stage() == Stage::New;
    let status = if form.is_good() && banner.is_none() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let banner = banner.or_else(|| {
        (thumbprint.is_none() && is_new).then(|| {
            Banner::new(Tone::Warning, "認証局の証明書がありません。")
                .text("前の画面に戻り、認証局の証明書のファイルも一緒に選んでください。")
        })
    });
    let page = ConfirmPage {
        shell: shell(client, visit, "/start"),
        steps: Step::all(&STEPS, 1),
        banner,
        entries: entries(&facts, &pending.platform),
        thumbprint,
        compared: form
            .field("compared", "拇印が、表示または案内されているものと同じでした")
            .required(),
        forgotten: (!is_new).then(|| {
            form.field("forgotten", "いままでのパスワードを忘れたので、新しく決める")
        }),
        password: form
            .field("password", "個人ユーザのパスワード")
            .required()
            .autocomplete("current-password")
            .help("cから始まるユーザIDのパスワードです。電子証明書と、このパソコンに残す控えを、このパスワードで守ります。"),
    };
    page_with(status, &page)
}

fn entries(facts: &CertificateFacts, platform: &str) -> Vec<Entry> {
    let holder = match facts.holder {
        Some(Holder::Office { office, user }) => (office.to_string(), user.to_string()),
        Some(Holder::Platform) | None => ("―".to_owned(), "―".to_owned()),
    };
    vec![
        Entry::new("事業所名", &*facts.organization),
        Entry::new("事業所番号", holder.0),
        Entry::new("ユーザID（KJ）", holder.1),
        Entry::new("有効期限", show::day(facts.valid_until)),
        Entry::new("発行者", &*facts.issuer),
        Entry::new("連携基盤のアドレス", platform),
    ]
}

/// The root that came along.
fn root(pending: &Pending) -> Option<CertificateFacts> {
    pending.credential.roots().into_iter().next()
}

fn take(client: &Client) -> Option<Pending> {
    let mut pending = client
        .pending
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    pending.take()
}

fn put_back(client: &Client, given: Pending) {
    let mut pending = client
        .pending
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    *pending = Some(given);
}

/// The request has its answer: key and certificate are in the profile now.
fn forget_request(client: &Client, pending: &Pending) {
    let Ok(facts) = pending.credential.facts() else {
        return;
    };
    let Ok(user) = facts.common.parse::<tasuki_terms::UserId>() else {
        return;
    };
    let folder = home::requests(&client.home);
    for extension in ["key", "csr"] {
        let file = folder.join(format!("{user}.{extension}"));
        // It is not there where the certificate came with its key.
        let _gone = fs_err::remove_file(file);
    }
}
