//! 証明書ダウンロード: as often as one wants.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_pki::P12Form;
use tasuki_store::RecordId;
use tasuki_terms::CertificateClass;
use tasuki_ui::{Cell, Choice, ChoiceField, Column, ErrorSummary, Field, FormState, Shell, Table};

use super::{choices, class_of, crumbed, issuing_password, path_of, usable, written_days};
use crate::platform::Platform;
use crate::registry::{CertificateError, CertificateFile, OfficeCertificate};
use crate::sites::claims::refused::{APPLICATION, ISSUING_PASSWORD, refuse};
use crate::sites::{Posted, Secret, SiteError, Visit, page_with, to_the_end};

#[derive(Template)]
#[template(path = "claims/download.html")]
struct DownloadPage {
    shell: Shell,
    csrf: String,
    class: CertificateClass,
    summary: ErrorSummary,
    has_sealed: bool,
    application: ChoiceField,
    issuing_password: Field,
    form: ChoiceField,
    /// Those whose key the office made itself; none shows nothing.
    own: Option<Table>,
}

impl DownloadPage {
    async fn new(
        platform: &Platform,
        visit: &Visit,
        class: CertificateClass,
        state: &FormState,
    ) -> Result<Self, SiteError> {
        let (sealed, own): (Vec<_>, Vec<_>) = usable(platform, visit, class)
            .await?
            .into_iter()
            .partition(|one| one.application.sealed_key.is_some());
        let application = choices(state, &sealed);
        let issuing_password = issuing_password(
            state,
            "この証明書の発行申請のときに使用した証明書発行用パスワードです。\
             その後に再発行した場合も、再発行後のパスワードではダウンロードできません。\
             インストールのときにも、同じパスワードを入力します。",
        );
        let forms = [
            Choice::new("modern", "標準")
                .help("Windows 11、またはWindows 10（バージョン1709以降）"),
            Choice::new("legacy", "互換")
                .help("標準のファイルを読み込めない、古いWindowsの場合だけ選択してください。"),
        ];
        Ok(Self {
            shell: crumbed(platform, visit, class, "証明書ダウンロード"),
            csrf: visit.csrf().to_owned(),
            class,
            summary: ErrorSummary::of([&application.field, &issuing_password]),
            has_sealed: !sealed.is_empty(),
            application,
            issuing_password,
            form: state
                .choices("form", "ファイルの形式", forms)
                .or_chosen("modern"),
            own: (!own.is_empty()).then(|| table(class, &own)),
        })
    }
}

/// Certificates without keys, each with its link.
fn table(class: CertificateClass, own: &[OfficeCertificate]) -> Table {
    let columns = ["有効開始年月日", "有効終了年月日", "ファイル"].map(Column::text);
    let mut table = Table::new("鍵を自分の端末で作った証明書", columns).caption_hidden();
    for one in own {
        let [from, last] = written_days(one);
        let href = format!("{}/download/{}", path_of(class), one.application.id);
        table = table.row([
            Cell::text(from),
            Cell::text(last),
            Cell::link("ダウンロード（PEM形式）", href),
        ]);
    }
    table
}

/// What is typed.
#[derive(Deserialize)]
pub(in crate::sites::claims) struct Typed {
    #[serde(default)]
    application: String,
    #[serde(default)]
    issuing_password: SecretString,
    #[serde(default)]
    form: String,
}

/// Shows what can be downloaded.
pub(in crate::sites::claims) async fn show(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    let page = DownloadPage::new(&platform, &visit, class, &FormState::new()).await?;
    page_with(StatusCode::OK, &page)
}

/// Gives certificate and key as PKCS#12.
pub(in crate::sites::claims) async fn p12(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path(class): Path<String>,
    posted: Posted<Typed>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    visit.attempt(&platform, Secret::Issuing)?;
    let user = visit.visitor.user()?;
    let (typed, mut state) = posted.state(&[ISSUING_PASSWORD]);
    if let Ok(id) = typed.application.parse::<RecordId>() {
        let form = match &*typed.form {
            "legacy" => P12Form::Legacy,
            _ => P12Form::Modern,
        };
        let (registry, working) = (platform.registry()?.clone(), Arc::clone(&platform));
        let written = to_the_end(async move {
            registry
                .download_p12(
                    &working.passwords,
                    user,
                    (class, id),
                    typed.issuing_password,
                    form,
                )
                .await
        });
        match written.await? {
            Ok(file) => return Ok(attached(&file, "application/x-pkcs12")),
            Err(error) => refuse(&mut state, &error)?,
        }
    } else {
        state.refuse(APPLICATION, "証明書を選択してください。");
    }
    let page = DownloadPage::new(&platform, &visit, class, &state).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Gives a certificate whose key never left the office, as PEM.
pub(in crate::sites::claims) async fn pem(
    State(platform): State<Arc<Platform>>,
    visit: Visit,
    Path((class, id)): Path<(String, String)>,
) -> Result<Response, SiteError> {
    let class = class_of(&class)?;
    let id = id.parse().map_err(|_| SiteError::NotFound)?;
    let user = visit.visitor.user()?;
    let file = platform.registry()?.download_pem(user, (class, id)).await;
    let file = file.map_err(|error| match error {
        CertificateError::Unknown => SiteError::NotFound,
        error => SiteError::fault(&error),
    })?;
    Ok(attached(&file, "application/x-pem-file"))
}

fn attached(file: &CertificateFile, kind: &'static str) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    // Names are user ids.
    let disposition =
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, file.bytes.to_vec()).into_response()
}
