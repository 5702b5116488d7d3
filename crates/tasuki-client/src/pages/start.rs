//! The guide of the first run (はじめての設定): the certificate, by a file or requested here.

pub(crate) mod check;
pub(crate) mod confirm;
pub(crate) mod request;

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secrecy::SecretString;
use tasuki_desk::{Credential, CredentialError, DeskError, NoPassword};
use tasuki_ui::{ErrorSummary, Field, FormState, Shell, Step};
use zeroize::Zeroizing;

use crate::answer::{PageError, page_with, see_other};
use crate::client::Client;
use crate::form::PostedFiles;
use crate::home;
use crate::shell::shell;
use crate::stage::Stage;
use crate::visit::Visit;

/// The steps of the guide.
pub(crate) const STEPS: [&str; 3] = ["電子証明書を選ぶ", "内容を確認する", "動作を確認する"];

/// A certificate that was read and not yet confirmed.
pub(crate) struct Pending {
    pub(crate) credential: Credential,
    pub(crate) platform: String,
}

#[derive(Template)]
#[template(path = "start/certificate.html")]
struct StartPage {
    shell: Shell,
    steps: Vec<Step>,
    summary: ErrorSummary,
    files: Field,
    password: Field,
    platform: Field,
    /// Whether a request was made here and waits for its certificate.
    is_requested: bool,
    /// Whether a profile is there already, whose certificate is replaced.
    is_renewal: bool,
}

impl StartPage {
    fn new(client: &Client, visit: &Visit, form: &FormState) -> Self {
        let known = client.profile().ok();
        let proposed = known.as_ref().map(|known| known.platform().to_string());
        let proposed = proposed.or_else(|| client.platform.clone());
        let files = form
            .field("files", "電子証明書のファイル")
            .required()
            .help("拡張子が「.p12」または「.pfx」のファイルです。このパソコンで申請した場合は、受け取った証明書（.cer、.pem）と認証局の証明書を、一緒に選んでください。");
        let password = form
            .field("password", "証明書発行用パスワード")
            .required()
            .autocomplete("off")
            .help("「電子請求登録結果に関するお知らせ」に書かれています。このパソコンで申請した場合は、そのときに決めたパスワードです。");
        let platform = form
            .field("platform", "連携基盤のアドレス")
            .required()
            .help(match &proposed {
                Some(_) => "案内がない限り、変更する必要はありません。",
                None => "「https://」から始まるアドレスです。電子請求受付システムの「連携クライアントの準備」のページに表示されています。",
            })
            .or_value(proposed.unwrap_or_default());
        Self {
            shell: shell(client, visit, "/start"),
            steps: Step::all(&STEPS, 0),
            summary: ErrorSummary::of([&files, &password, &platform]),
            files,
            password,
            platform,
            is_requested: request::waiting(client).is_some(),
            is_renewal: client.stage() != Stage::New,
        }
    }
}

/// Shows the first page of the guide.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
) -> Result<Response, PageError> {
    let page = StartPage::new(&client, &visit, &FormState::new());
    page_with(StatusCode::OK, &page)
}

/// Reads the certificate that was chosen.
pub(crate) async fn read_certificate(
    State(client): State<Arc<Client>>,
    visit: Visit,
    posted: PostedFiles,
) -> Result<Response, PageError> {
    let platform = posted.field("platform").trim().to_owned();
    let password = posted.field("password").to_owned();
    let mut form = FormState::typed([("platform", platform.clone())], &[]);
    if posted.files.is_empty() {
        form.refuse("files", "ファイルを選んでください。");
    }
    if password.is_empty() {
        form.refuse("password", "未入力です。");
    }
    if !platform.starts_with("https://") {
        form.refuse(
            "platform",
            "「https://」で始まるアドレスを入力してください。",
        );
    }
    // What is wrong is told in one go: the files are read whatever is wrong with the address.
    if !posted.files.is_empty() && !password.is_empty() {
        let files = posted.files.into_iter();
        let files: Vec<File> = files
            .map(|file| (PathBuf::from(file.name), Zeroizing::new(file.bytes)))
            .collect();
        let own_keys = own_keys(&client);
        let password = SecretString::from(password);
        // Opening a sealed key takes its time on purpose.
        let read = tokio::task::spawn_blocking(move || read_credential(files, own_keys, &password));
        match read.await.map_err(|_| PageError::Fault)? {
            Ok(credential) if form.is_good() => {
                let mut pending = client
                    .pending
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                *pending = Some(Pending {
                    credential,
                    platform,
                });
                return Ok(see_other("/start/confirm"));
            }
            Ok(_) => {}
            Err(error) => refuse(&mut form, error),
        }
    }
    let page = StartPage::new(&client, &visit, &form);
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Says what is wrong at the field where it can be mended.
fn refuse(form: &mut FormState, error: CredentialError) {
    let field = match error {
        CredentialError::P12Password { .. } | CredentialError::Passphrase { .. } => "password",
        _ => "files",
    };
    let error = DeskError::from(error);
    form.refuse(field, format!("{}{}", error.what(), error.hint()));
}

/// A file with its path.
type File = (PathBuf, Zeroizing<Vec<u8>>);

/// Reads certificate and key; a certificate without its key may be that of a key made here.
fn read_credential(
    mut files: Vec<File>,
    own_keys: Vec<File>,
    password: &SecretString,
) -> Result<Credential, CredentialError> {
    let ask = |_| Ok::<_, NoPassword>(password.clone());
    let mut read = Credential::read(&files, &ask);
    for key in own_keys {
        if !matches!(
            read,
            Err(CredentialError::NoKey | CredentialError::OtherKey)
        ) {
            break;
        }
        files.push(key);
        read = Credential::read(&files, &ask);
        files.pop();
    }
    read
}

/// The keys that were made here and wait for their certificates.
fn own_keys(client: &Client) -> Vec<File> {
    let Ok(folder) = fs_err::read_dir(home::requests(&client.home)) else {
        return Vec::new();
    };
    let paths = folder.filter_map(Result::ok).map(|entry| entry.path());
    let keys = paths.filter(|path| path.extension().is_some_and(|one| one == "key"));
    keys.filter_map(|path| {
        let key = fs_err::read(&path).ok()?;
        Some((path, Zeroizing::new(key)))
    })
    .collect()
}
