//! Operators of the console, from the command line: the first one can come in no other way.

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tasuki_terms::SystemClock;

use super::password;
use crate::program::args::{Format, Operator};
use crate::program::failure::{Code, Failure, failed};
use crate::program::print;
use crate::registry::{KnownTo, NewOperator, OperatorError, OperatorKey};
use crate::setup::{COMMAND_LINE, Setup, SetupError};
use crate::sites::Role;

pub(super) async fn run(command: Operator, setup: &Setup, format: Format) -> Result<(), Failure> {
    if setup.settings()?.sites.is_none() {
        return Err(Failure::of(Code::SitesNone));
    }
    let registry = setup.registry(Arc::new(SystemClock)).await?;
    match command {
        Operator::Add {
            name,
            role,
            password_file,
        } => {
            let password = password(&password_file)?;
            let role = role.into();
            let new = NewOperator {
                name: name.clone(),
                role,
                password,
                known: KnownTo::Owner,
            };
            let key = registry
                .add_operator(new, COMMAND_LINE)
                .await
                .map_err(refused)?;
            let json = key_json(&name, &key);
            let text = key_text(&name, role, &key);
            print(format, &json, &text);
        }
        Operator::List => {
            let operators = registry.operators().await.map_err(SetupError::Store)?;
            let json = operators
                .iter()
                .map(|row| {
                    serde_json::json!({
                        "name": row.name, "role": row.role, "active": row.is_active,
                    })
                })
                .collect();
            let lines: Vec<String> = operators
                .iter()
                .map(|row| {
                    let role = Role::read(&row.role).map_or("不明", Role::name);
                    let state = if row.is_active { "使用中" } else { "停止" };
                    format!("{}  {role}  {state}", row.name)
                })
                .collect();
            let text = if lines.is_empty() {
                "運用者は登録されていません。".to_owned()
            } else {
                lines.join("\n")
            };
            print(format, &serde_json::Value::Array(json), &text);
        }
        Operator::Disable { name } => {
            let disabled = registry
                .set_operator_active(&name, false, COMMAND_LINE)
                .await;
            disabled.map_err(refused)?;
            let json = serde_json::json!({ "disabled": name });
            let text = format!("運用者のアカウントを停止しました: {name}");
            print(format, &json, &text);
        }
    }
    Ok(())
}

/// The key, for another program.
pub(super) fn key_json(name: &str, key: &OperatorKey) -> serde_json::Value {
    let (uri, secret) = (key.uri.expose_secret(), key.text.expose_secret());
    serde_json::json!({ "operator": name, "otpauth": uri, "secret": secret })
}

/// The key, for the operator.
pub(super) fn key_text(name: &str, role: Role, key: &OperatorKey) -> String {
    let (uri, secret) = (key.uri.expose_secret(), key.text.expose_secret());
    format!(
        "運用者を登録しました: {name}（{}）\n認証アプリの鍵:     {secret}\n\
         認証アプリ用のURI:  {uri}\n\
         鍵とURIは一度だけ表示されます。認証アプリに登録してください。",
        role.name()
    )
}

pub(super) fn refused(error: OperatorError) -> Failure {
    let code = match &error {
        OperatorError::Name => Code::OperatorName,
        OperatorError::Known(_) => Code::OperatorKnown,
        OperatorError::Unknown(_) => Code::OperatorNotFound,
        OperatorError::LastAdmin(_) => Code::OperatorLastAdmin,
        OperatorError::Password(faults) => {
            let told: Vec<String> = faults.iter().map(|fault| fault.what()).collect();
            return failed(Code::OperatorPassword)(anyhow::Error::msg(told.join(" ")));
        }
        OperatorError::Store(_) => Code::DatabaseFailed,
        OperatorError::Role
        | OperatorError::Wrong
        | OperatorError::Busy
        | OperatorError::Hash(_)
        | OperatorError::Vault => Code::Internal,
    };
    failed(code)(error)
}
