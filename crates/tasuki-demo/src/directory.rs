//! The directory of the town: invented offices around its own three.

use tasuki_directory::{InventedOffice, Municipality, invented_offices, municipalities};
use tasuki_server::{NewEnrolment, Registration};
use tasuki_terms::{OfficeNumber, Prefecture};
use tasuki_testing::Town;

use crate::failure::Trouble;
use crate::town::Members;

/// How many invented offices there are.
const OFFICES: usize = 300;
/// Each of so many takes part.
const TAKES_PART: usize = 5;
/// For how many days those may use the exchange.
const DAYS: u32 = 365;
/// Where they are: 埼玉県, 東京都, 神奈川県.
const PREFECTURES: [&str; 3] = ["11", "13", "14"];
/// Where the town's own offices are, whose numbers are of 東京都: 千代田区, 新宿区, 世田谷区.
const HOMES: [&str; 3] = ["131016", "131041", "131121"];
/// Which of the endless invented offices they are.
const SEED: u64 = 1;

/// Fills the directory. The members take part in any case.
pub(crate) async fn fill(town: &Town, members: &Members) -> Result<(), Trouble> {
    let fill = async {
        let registry = town.registry().await?;
        let prefectures: Vec<Prefecture> = PREFECTURES
            .iter()
            .filter_map(|code| code.parse().ok())
            .collect();
        // Numbers of the town's own begin as those of its prefecture do.
        let is_ours = |number: OfficeNumber| number.as_str().starts_with("13700000");
        let invented: Vec<InventedOffice> = invented_offices(SEED)
            .filter(|office| prefectures.contains(&office.prefecture) && !is_ours(office.number))
            .take(OFFICES)
            .collect();
        for office in invented.iter().step_by(TAKES_PART) {
            let registration = Registration {
                office: NewEnrolment {
                    number: office.number,
                    name: office.name.clone(),
                    kana: office.kana.clone(),
                    service_types: office.services.clone(),
                    address: String::new(),
                },
                licence_days: Some(DAYS),
                user: None,
                app_user: None,
            };
            registry.register(registration, "town").await?;
        }
        let own = members.all().into_iter().zip(HOMES);
        let own = own.filter_map(|(member, home)| {
            let named = (member.name(), member.kana());
            at_home(member.number(), named, member.services(), home)
        });
        let all = own.chain(invented);
        registry.invent_directory(all, "town").await?;
        Ok(())
    };
    fill.await.map_err(Trouble::Town)
}

fn at_home(
    number: OfficeNumber,
    (name, kana): (&str, &str),
    services: &[tasuki_terms::ServiceType],
    code: &'static str,
) -> Option<InventedOffice> {
    let is_it = |town: &&Municipality| town.code == Some(code);
    let town = municipalities().iter().find(is_it)?;
    Some(InventedOffice {
        number,
        services: services.to_vec(),
        prefecture: town.prefecture,
        region_code: code,
        municipality: &town.name,
        name: name.to_owned(),
        kana: kana.to_owned(),
        address: "見本町1-1-1".to_owned(),
        place: town.place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_are_known() {
        for home in HOMES {
            let number = "1370000001".parse().unwrap();
            let office = at_home(number, ("見本", "ミホン"), &[], home).unwrap();
            assert!(office.place.is_some(), "{home}");
        }
    }
}
