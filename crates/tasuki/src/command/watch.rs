//! `tasuki watch`: お知らせ.

use clap::Args as ClapArgs;
use tasuki_desk::{Desk, DeskError, News, Query};
use tasuki_terms::MessageState;
use tasuki_wire::{Event, MailBox};

use crate::cli::HELP;
use crate::failure::Failure;
use crate::output::Output;
use crate::{Args, Exit, Format};

/// 新しい受信や、送信先のダウンロードを知らせ続けます。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki watch [オプション]",
    after_help = "終了するには Ctrl+C を押してください。"
)]
pub(crate) struct Typed {}

/// Tells news until it is stopped.
pub(crate) async fn run(args: &Args, _typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let desk = super::desk(args)?;
    tokio::select! {
        told = tell(args.format, &desk, output) => told,
        _stopped = tokio::signal::ctrl_c() => Ok(Exit::Done),
    }
}

async fn tell(format: Format, desk: &Desk, output: &mut Output) -> Result<Exit, Failure> {
    let mut events = desk.events();
    loop {
        match events.next().await? {
            News::Message(event) => match format {
                Format::Json => output.json(&event)?,
                Format::Text | Format::Sarif | Format::Csv => output.data(&text(&event))?,
            },
            News::Connected if format != Format::Json => {
                let waiting = unreceived(desk).await?;
                output.note(&match waiting {
                    0 => "お知らせをお待ちしています。".to_owned(),
                    _ => format!(
                        "未受信のメッセージが{waiting}件あります。お知らせをお待ちしています。"
                    ),
                });
            }
            News::Interrupted if format != Format::Json => {
                output.note("通信が途切れました。接続し直しています。");
            }
            _ => {}
        }
    }
}

/// How many messages wait, as far as one page tells.
async fn unreceived(desk: &Desk) -> Result<usize, DeskError> {
    let query = Query {
        state: Some(MessageState::Accepted),
        limit: Some(200),
        ..Query::default()
    };
    Ok(desk.inbox(&query).await?.messages.len())
}

fn text(event: &Event) -> String {
    let what = match (event.mail_box, event.state) {
        (MailBox::Inbox, MessageState::Accepted) => "新しいメッセージが届きました",
        (MailBox::Inbox, MessageState::Fetched) => "メッセージをダウンロードしました",
        (MailBox::Inbox, MessageState::Opened) => "メッセージを受信しました",
        (MailBox::Inbox, MessageState::Withdrawn) => "送信元がメッセージを取り消しました",
        (MailBox::Outbox, MessageState::Accepted) => "メッセージを送信しました",
        (MailBox::Outbox, MessageState::Fetched) => "送信先がダウンロードしました",
        (MailBox::Outbox, MessageState::Opened) => "送信先が受信しました",
        (MailBox::Outbox, MessageState::Withdrawn) => "送信を取り消しました",
        (_, MessageState::Expired) => "メッセージの期限が切れました",
    };
    format!("{what}  {}", event.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_news_has_its_sentence() {
        let mut told = Vec::new();
        for mail_box in [MailBox::Inbox, MailBox::Outbox] {
            for state in MessageState::ALL {
                told.push(text(&Event {
                    message: "0195d2e3-dc00-7000-8000-000000000000".parse().unwrap(),
                    state,
                    mail_box,
                }));
            }
        }
        insta::assert_snapshot!(told.join("\n"));
    }
}
