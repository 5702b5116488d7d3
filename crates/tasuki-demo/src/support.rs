//! What the support site (ヘルプデスクサポートサイト) has to show: a question, and a build.

use anyhow::Context as _;
use tasuki_exchange::ContactForm;
use tasuki_seal::SystemEntropy;
use tasuki_server::{HelpDesk, NewRelease, NewTicket, ReleaseSystem};
use tasuki_store::RecordId;
use tasuki_testing::Town;

use crate::failure::Trouble;

/// Somebody has asked the help desk, and a build can be downloaded.
pub(crate) async fn open(town: &Town) -> Result<(), Trouble> {
    ask(town).await.map_err(Trouble::Town)?;
    release(town).await.map_err(Trouble::Town)
}

async fn ask(town: &Town) -> anyhow::Result<()> {
    let form = ContactForm {
        name: "見本 花子".to_owned(),
        office: "1370000002".to_owned(),
        office_name: "架空訪問介護事業所".to_owned(),
        mail: "hanako@example.jp".to_owned(),
        phone: "0120-000-001".to_owned(),
        category: "operation".to_owned(),
        text: "送信した提供票が相手に届いたかどうかは、どこで確認できますか。".to_owned(),
        wants_call: true,
        wish: "any".to_owned(),
    };
    let contact = form
        .check()
        .ok()
        .context("the sample question is not right")?;
    let new = NewTicket {
        draft: RecordId::new(town.clock().now(), &SystemEntropy),
        contact,
        attachment: None,
    };
    let desk = HelpDesk::of(&town.setup().settings()?);
    town.registry().await?.ask_help_desk(new, &desk).await?;
    Ok(())
}

/// This program stands for the client, which runs inside it.
async fn release(town: &Town) -> anyhow::Result<()> {
    let new = NewRelease {
        file: std::env::current_exe()?,
        version: env!("CARGO_PKG_VERSION").parse()?,
        system: ReleaseSystem::Linux,
        notes: "見本です。連携クライアントを含む、このデモンストレーションのプログラムです。"
            .to_owned(),
    };
    town.setup().add_release(new, town.clock().now()).await?;
    Ok(())
}
