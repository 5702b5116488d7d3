//! Messages that are being received, and what became of them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use tasuki_ui::{Banner, Shell, Tone};

use crate::answer::{PageError, page};
use crate::client::Client;
use crate::job::{ReceivedOne, State as JobState};
use crate::shell::shell;
use crate::show;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "receiving.html")]
struct ReceivingPage {
    shell: Shell,
    done: usize,
    all: usize,
}

#[derive(Template)]
#[template(path = "received_ones.html")]
struct ReceivedPage {
    shell: Shell,
    banner: Banner,
    ones: Vec<One>,
}

/// What became of one message.
struct One {
    title: String,
    /// Where its files are.
    folder: String,
    files: Vec<String>,
    text: Option<String>,
    failure: Vec<Banner>,
}

/// Shows how far it is.
pub(crate) async fn show(
    State(client): State<Arc<Client>>,
    visit: Visit,
    Path(id): Path<u64>,
) -> Result<Response, PageError> {
    let job = client.jobs.get(id).ok_or(PageError::NotFound)?;
    let shell = shell(&client, &visit, "/received");
    match job.state() {
        JobState::Receiving { done, all } => page(&ReceivingPage {
            shell,
            done: done.len(),
            all,
        }),
        JobState::Received(ones) => page(&ReceivedPage {
            shell,
            banner: banner(&ones),
            ones: ones.iter().map(|one| One::of(one)).collect(),
        }),
    }
}

fn banner(ones: &[Arc<ReceivedOne>]) -> Banner {
    let good = ones.iter().filter(|one| one.result.is_ok()).count();
    match (good, ones.len()) {
        (_, 0) => Banner::new(Tone::Info, "新しく受信するデータはありませんでした。"),
        (good, all) if good == all => {
            Banner::new(Tone::Success, format!("{all}件を受信しました。"))
                .text("保存したファイルを、介護ソフトに取り込んでください。")
        }
        (good, all) => Banner::new(
            Tone::Error,
            format!("{}件を受信できませんでした。", all - good),
        )
        .text(format!("受信できたものは{good}件です。受信できなかったものは、下の説明をご確認のうえ、もう一度受信してください。")),
    }
}

impl One {
    fn of(one: &ReceivedOne) -> Self {
        match &one.result {
            Ok(received) => {
                let manifest = &received.manifest;
                let first = received.files.first().map(|file| &file.path);
                let folder = first.or(received.text_file.as_ref());
                let folder = folder.and_then(|path| path.parent());
                Self {
                    title: format!(
                        "{}（送信元 {}）",
                        show::unit(manifest.unit),
                        manifest.sender
                    ),
                    folder: folder.map(show::path).unwrap_or_default(),
                    files: received
                        .files
                        .iter()
                        .map(|file| {
                            let name = file.path.file_name().unwrap_or_default();
                            let note = if file.was_there {
                                "（保存済み）"
                            } else {
                                ""
                            };
                            format!("{}{note}", name.to_string_lossy())
                        })
                        .collect(),
                    text: received.text.clone(),
                    failure: Vec::new(),
                }
            }
            Err(failure) => Self {
                title: format!("メッセージ番号 {}", one.id),
                folder: String::new(),
                files: Vec::new(),
                text: None,
                failure: failure
                    .causes
                    .iter()
                    .map(|cause| {
                        Banner::new(Tone::Error, &*cause.what)
                            .text(&*cause.hint)
                            .text(format!("エラーコード：{}", cause.code))
                    })
                    .collect(),
            },
        }
    }
}
