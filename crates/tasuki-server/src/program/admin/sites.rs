//! The sites, from the command line: their settings, their key and who logs in first.

use std::sync::Arc;

use tasuki_terms::SystemClock;

use super::{operator, password};
use crate::program::args::{Format, Sites};
use crate::program::failure::Failure;
use crate::program::print;
use crate::registry::{KnownTo, NewOperator, OperatorKey};
use crate::settings::Settings;
use crate::setup::{COMMAND_LINE, Setup};
use crate::sites::{Role, Site, SitePlan};

pub(super) async fn run(command: Sites, setup: &Setup, format: Format) -> Result<(), Failure> {
    let Sites::Init {
        operator: name,
        password_file,
        host,
        tls,
        claims,
        portal,
        console,
        support,
    } = command;
    let plan = SitePlan {
        host,
        claims,
        portal,
        console,
        support,
        tls,
    };
    let new = NewOperator {
        name: name.clone(),
        role: Role::OperatorAdmin,
        password: password(&password_file)?,
        known: KnownTo::Owner,
    };
    // The operator comes last: what fails before leaves no account behind, and where the account is
    // refused, the settings are again what they were. So a second try finds nothing in its way.
    let opened = setup.open_sites_on_trial(&plan)?;
    let (settings, key) = match add(setup, new).await {
        Ok(added) => added,
        Err(failure) => {
            opened.take_back()?;
            return Err(failure);
        }
    };
    let urls: Vec<_> = Site::ALL
        .into_iter()
        .filter_map(|site| Some((site, settings.site(site)?.url.clone())))
        .collect();
    let lines: Vec<_> = urls
        .iter()
        .map(|(site, url)| format!("{}: {url}/", site.title()))
        .collect();
    let mut json = operator::key_json(&name, &key);
    let told = urls
        .iter()
        .map(|(site, url)| (site.as_str().to_owned(), url.clone().into()))
        .collect();
    if let Some(json) = json.as_object_mut() {
        json.insert("sites".to_owned(), serde_json::Value::Object(told));
    }
    let text = format!(
        "sitesを設定ファイルに書き加えました。連携基盤を再起動してください。\n{}\n{}",
        lines.join("\n"),
        operator::key_text(&name, Role::OperatorAdmin, &key),
    );
    print(format, &json, &text);
    Ok(())
}

async fn add(setup: &Setup, new: NewOperator) -> Result<(Settings, OperatorKey), Failure> {
    let settings = setup.settings()?;
    let registry = setup.registry(Arc::new(SystemClock)).await?;
    let key = registry.add_operator(new, COMMAND_LINE).await;
    Ok((settings, key.map_err(operator::refused)?))
}
