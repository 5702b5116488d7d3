//! Offices, from the command line.

use std::sync::Arc;

use tasuki_exchange::{OfficeColumn, OfficeFault, OfficeForm};
use tasuki_store::OfficeRow;
use tasuki_terms::SystemClock;

use super::password;
use crate::program::args::{Format, Office};
use crate::program::failure::{Code, Failure};
use crate::program::print;
use crate::registry::{RegisterOutcome, Registration, licence_end};
use crate::setup::{COMMAND_LINE, Setup, SetupError};

pub(super) async fn run(command: Office, setup: &Setup, format: Format) -> Result<(), Failure> {
    let registry = setup.registry(Arc::new(SystemClock)).await?;
    match command {
        Office::Add {
            number,
            name,
            services,
            kana,
            licence_days,
            user,
            password_file,
            app_user,
            app_password_file,
        } => {
            // The rules of the console's form.
            let codes: Vec<_> = services.iter().map(ToString::to_string).collect();
            let typed = OfficeForm {
                number: number.to_string(),
                name,
                services: codes.join(" "),
                address: String::new(),
                kana,
            };
            let office = typed.check(0).map_err(|faults| refused(&faults))?;
            let app_password = app_password_file.as_deref().map(password).transpose()?;
            let password = password_file.as_deref().map(password).transpose()?;
            let new = Registration {
                office,
                licence_days: Some(licence_days).filter(|days| *days > 0),
                user: user.zip(password),
                app_user: app_user.zip(app_password),
            };
            let registered = registry.register(new, COMMAND_LINE).await?;
            let json = serde_json::json!({ "office": number });
            let text = match registered {
                RegisterOutcome::Enrolled => format!("事業所を登録しました: {number}"),
                RegisterOutcome::Changed => {
                    format!("登録済みの事業所の内容を変更しました: {number}")
                }
            };
            print(format, &json, &text);
        }
        Office::List { text } => {
            let offices = registry.records.offices(&text, u32::MAX).await;
            let offices = offices.map_err(SetupError::Store)?;
            let json = offices.iter().map(as_json).collect();
            let lines: Vec<String> = offices.iter().map(as_line).collect();
            let text = if lines.is_empty() {
                "該当する事業所はありません。".to_owned()
            } else {
                lines.join("\n")
            };
            print(format, &serde_json::Value::Array(json), &text);
        }
    }
    Ok(())
}

/// The first fault tells what it is about.
fn refused(faults: &[OfficeFault]) -> Failure {
    let code = match faults.first().map(|fault| fault.column) {
        Some(OfficeColumn::Number) => Code::OfficeNumber,
        Some(OfficeColumn::Name) => Code::OfficeName,
        Some(OfficeColumn::Services) => Code::OfficeServices,
        Some(OfficeColumn::Address) => Code::OfficeAddress,
        Some(OfficeColumn::Kana) => Code::OfficeKana,
        None => Code::Internal,
    };
    Failure::of(code)
}

fn as_json(office: &OfficeRow) -> serde_json::Value {
    serde_json::json!({
        "number": office.number,
        "name": office.name,
        "service_types": office.service_types,
        "licensed_until": office.licensed_until,
    })
}

fn as_line(office: &OfficeRow) -> String {
    let services: Vec<_> = office
        .service_types
        .iter()
        .map(ToString::to_string)
        .collect();
    format!(
        "{}  {}  ライセンス{}  {}",
        office.number,
        services.join(","),
        licence_end(office),
        office.name
    )
}
