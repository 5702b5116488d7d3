//! The tables of the data, and the rules made of them.

use serde::Deserialize;

use super::super::Field;
use super::super::data::Malformed;
use super::{Beginning, Class, NameTest, Named, RecordRule, Test, Then};
use crate::Rule;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::layout) struct RuleData {
    id: String,
    when: WhenData,
    then: ThenData,
    severity: String,
    #[serde(rename = "basis")]
    _basis: String,
    #[serde(rename = "text")]
    _text: String,
    #[serde(rename = "uncertain", default)]
    _uncertain: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct WhenData {
    filename: Option<String>,
    field: Option<String>,
    equals: Option<String>,
    not_equals: Option<String>,
    prefix: Option<Vec<Pair>>,
    not_prefix: Option<Vec<Pair>>,
    not_in: Option<Vec<String>>,
    in_class: Option<Class>,
    empty: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ThenData {
    field: Option<String>,
    equals: Option<String>,
    not_equals: Option<String>,
    empty: Option<bool>,
    equals_filename: Option<Named>,
    equals_field: Option<String>,
    starts_with_field: Option<String>,
    any_nonempty: Option<Vec<String>>,
    slots_contiguous: Option<String>,
    slots_not_in: Option<String>,
    count: Option<usize>,
    values: Option<Vec<String>>,
    one_group_of: Option<Vec<String>>,
    prorated_within_month: Option<String>,
    month: Option<String>,
    service_type_in_scope: Option<String>,
    image_name: Option<bool>,
    detail_no_when_duplicate: Option<String>,
    group: Option<Vec<String>>,
    prefix: Option<Vec<Pair>>,
    each_user_has: Option<String>,
    user: Option<Vec<String>>,
    unique: Option<Vec<String>>,
    exactly_one_per: Option<Vec<String>>,
    subtotal_when_multiple: Option<String>,
}

/// The items of a kind, by our names for them.
struct Items<'a> {
    rule: &'a str,
    fields: &'a [Field],
    groups: &'a [Option<String>],
}

impl Items<'_> {
    fn wrong(&self) -> Malformed {
        Malformed::Rule(self.rule.to_owned())
    }

    fn one(&self, id: &str) -> Result<usize, Malformed> {
        let at = self.fields.iter().position(|field| field.id == id);
        at.ok_or_else(|| self.wrong())
    }

    fn all(&self, ids: &[String]) -> Result<Vec<usize>, Malformed> {
        ids.iter().map(|id| self.one(id)).collect()
    }

    fn slots(&self, pattern: &str, count: Option<usize>) -> Result<Vec<usize>, Malformed> {
        (1..=count.unwrap_or_default())
            .map(|n| self.one(&pattern.replace("{n}", &n.to_string())))
            .collect()
    }

    fn group(&self, name: &str) -> Vec<usize> {
        let groups = self.groups.iter().enumerate();
        let members = groups.filter(|(_, group)| group.as_deref() == Some(name));
        members.map(|(at, _)| at).collect()
    }
}

impl RuleData {
    /// The rule, with the items of its kind; `groups` names the group of each.
    pub(in crate::layout) fn compile(
        self,
        fields: &[Field],
        groups: &[Option<String>],
    ) -> Result<RecordRule, Malformed> {
        let items = Items {
            rule: &self.id,
            fields,
            groups,
        };
        let vocabulary = format!("R_{}", self.id);
        let mut rules = Rule::ALL.iter();
        let rule = rules.find(|rule| {
            rule.vocabulary() == vocabulary && rule.severity().as_str() == self.severity
        });
        Ok(RecordRule {
            rule: *rule.ok_or_else(|| items.wrong())?,
            name: name_test(&self.when, &items)?,
            when: match &self.when.field {
                Some(field) => Some((items.one(field)?, value_tests(&self.when))),
                None => None,
            },
            then: self.then.compile(&items)?,
        })
    }
}

/// Two characters.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Pair(Beginning);

impl TryFrom<String> for Pair {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let pair = text.as_bytes().try_into();
        pair.map(Self)
            .map_err(|_| "a service type has two characters")
    }
}

fn beginnings(pairs: Option<&Vec<Pair>>) -> Option<Vec<Beginning>> {
    pairs.map(|pairs| pairs.iter().map(|pair| pair.0).collect())
}

fn name_test(when: &WhenData, items: &Items<'_>) -> Result<Option<NameTest>, Malformed> {
    const NO_MONTH: Option<&str> = Some("000000");
    let Some(part) = &when.filename else {
        return Ok(None);
    };
    Ok(Some(match part.as_str() {
        "year_month" if when.equals.as_deref() == NO_MONTH => NameTest::HasMonth(false),
        "year_month" if when.not_equals.as_deref() == NO_MONTH => NameTest::HasMonth(true),
        "receiver_service_type" => {
            NameTest::ReceiverServiceNotIn(when.not_in.clone().ok_or_else(|| items.wrong())?)
        }
        _ => return Err(items.wrong()),
    }))
}

fn value_tests(when: &WhenData) -> Vec<Test> {
    let tests = [
        when.equals.clone().map(Test::Equals),
        when.not_equals.clone().map(Test::NotEquals),
        beginnings(when.prefix.as_ref()).map(Test::Prefix),
        beginnings(when.not_prefix.as_ref()).map(Test::NotPrefix),
        when.in_class.map(Test::Class),
        when.empty.map(Test::Empty),
    ];
    tests.into_iter().flatten().collect()
}

impl ThenData {
    fn compile(self, items: &Items<'_>) -> Result<Then, Malformed> {
        if let Some(ids) = &self.any_nonempty {
            return Ok(Then::AnyFilled(items.all(ids)?));
        }
        if let Some(slots) = &self.slots_contiguous {
            return Ok(Then::FilledFromTheFirst(items.slots(slots, self.count)?));
        }
        if let Some(slots) = &self.slots_not_in {
            let slots = items.slots(slots, self.count)?;
            return Ok(Then::NoneIs(slots, self.values.unwrap_or_default()));
        }
        if let Some(names) = &self.one_group_of {
            let groups = names.iter().map(|name| items.group(name));
            return Ok(Then::OneGroup(groups.collect()));
        }
        if let (Some(days), Some(month)) = (&self.prorated_within_month, &self.month) {
            return Ok(Then::DaysOfMonth {
                days: items.one(days)?,
                month: items.one(month)?,
            });
        }
        if let Some(code) = &self.service_type_in_scope {
            return Ok(Then::InScope(items.one(code)?));
        }
        if let Some(ids) = &self.unique {
            return Ok(Then::Unique(items.all(ids)?));
        }
        if let (Some(by), Some(group), Some(prefix)) = (
            &self.detail_no_when_duplicate,
            &self.group,
            beginnings(self.prefix.as_ref()),
        ) {
            return Ok(Then::ToldApart {
                by: items.one(by)?,
                group: items.all(group)?,
                code: items.one("service_code")?,
                prefix,
            });
        }
        if let (Some(item), Some(named), Some(person)) =
            (&self.each_user_has, self.equals_filename, &self.user)
        {
            return Ok(Then::EachPersonHas {
                item: items.one(item)?,
                named,
                person: items.all(person)?,
            });
        }
        if let (Some(suffix), Some(group)) = (&self.subtotal_when_multiple, &self.group) {
            return Ok(Then::Subtotal {
                group: items.all(group)?,
                code: items.one("service_code")?,
                in_limit: items.one("benefit_management_units")?,
                suffix: suffix.clone(),
            });
        }
        let item = items.one(self.field.as_deref().unwrap_or_default())?;
        if let (Some(group), Some(value)) = (&self.exactly_one_per, &self.equals) {
            return Ok(Then::OneEach {
                group: items.all(group)?,
                item,
                value: value.clone(),
            });
        }
        if let Some(named) = self.equals_filename {
            return Ok(Then::IsNamed(item, named));
        }
        if let Some(other) = &self.equals_field {
            return Ok(Then::IsSameAs(item, items.one(other)?));
        }
        if let Some(other) = &self.starts_with_field {
            return Ok(Then::BeginsWith(item, items.one(other)?));
        }
        if self.image_name == Some(true) {
            return Ok(Then::ImageOfFile(item));
        }
        let tests = [
            self.equals.map(Test::Equals),
            self.not_equals.map(Test::NotEquals),
            self.empty.map(Test::Empty),
        ];
        let tests: Vec<_> = tests.into_iter().flatten().collect();
        if tests.is_empty() {
            return Err(items.wrong());
        }
        Ok(Then::Is(item, tests))
    }
}
