//! Reading the embedded data.

use std::collections::BTreeMap;

use serde::Deserialize;
use tasuki_terms::{FileKind, SpecVersion};

use super::rules::RuleData;
use super::service_types::{Row, ServiceTypes};
use super::{Field, FieldType, Layout, Layouts, Presence, Privacy, privacy};

const SPECS: [(SpecVersion, &str); 2] = [
    (SpecVersion::V3, include_str!("../../data/v3.toml")),
    (SpecVersion::V4_1, include_str!("../../data/v4.toml")),
];
const CODES: &str = include_str!("../../data/codes.toml");

/// The lists of codes by their names: code to meaning.
pub(super) type Codes = BTreeMap<String, BTreeMap<String, String>>;

/// What can be wrong with the embedded data.
#[derive(Debug, thiserror::Error)]
pub(super) enum Malformed {
    #[error("the data are no such TOML")]
    Toml(#[source] toml::de::Error),
    #[error("unknown kind {0}")]
    Kind(String),
    #[error("no list of codes {0}")]
    Codes(String),
    #[error("the items of {0} are not numbered from 1 to their count")]
    Numbers(FileKind),
    #[error("the rule {0} cannot be read")]
    Rule(String),
    #[error("the key of {0} has an item that the kind has not")]
    Key(FileKind),
}

#[derive(Deserialize)]
struct SpecData {
    kinds: BTreeMap<String, KindData>,
}

#[derive(Deserialize)]
struct KindData {
    field_count: usize,
    layout: Option<LayoutData>,
    #[serde(default)]
    rules: Vec<RuleData>,
    #[serde(default)]
    key: Vec<String>,
    parent: Option<String>,
}

#[derive(Deserialize)]
struct LayoutData {
    fields: Vec<FieldData>,
}

#[derive(Deserialize)]
struct FieldData {
    no: u16,
    name_ja: String,
    id: String,
    max_len: Option<usize>,
    max_len_guess: Option<usize>,
    exact_len: Option<usize>,
    accept_len: Option<usize>,
    required: RequiredData,
    required_if_unsure: Option<RequiredData>,
    #[serde(default)]
    needed: bool,
    #[serde(rename = "type")]
    field_type: FieldType,
    #[serde(rename = "enum")]
    codes: Option<String>,
    fixed: Option<String>,
    #[serde(default)]
    unused: bool,
    #[serde(default)]
    uncertain: bool,
    semantic: Option<String>,
    group: Option<String>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum RequiredData {
    Always,
    No,
}

#[derive(Deserialize)]
struct CodesData {
    lists: BTreeMap<String, ListData>,
    service_types: BTreeMap<String, ServiceTypesData>,
}

#[derive(Deserialize)]
struct ServiceTypesData {
    types: Vec<ServiceTypeData>,
}

#[derive(Deserialize)]
struct ServiceTypeData {
    code: String,
    in_scope: Option<bool>,
}

#[derive(Deserialize)]
struct ListData {
    values: BTreeMap<String, String>,
}

pub(super) fn codes() -> Result<Codes, Malformed> {
    let data: CodesData = toml::from_str(CODES).map_err(Malformed::Toml)?;
    Ok(data
        .lists
        .into_iter()
        .map(|(name, list)| (name, list.values))
        .collect())
}

/// The service types (サービス種類コード), table by table.
pub(super) fn service_types() -> Result<ServiceTypes, Malformed> {
    let data: CodesData = toml::from_str(CODES).map_err(Malformed::Toml)?;
    let row = |one: ServiceTypeData| -> Result<Row, Malformed> {
        let code = one.code.as_bytes().try_into();
        Ok((code.map_err(|_| Malformed::Codes(one.code))?, one.in_scope))
    };
    let tables = data.service_types.into_iter().map(|(name, table)| {
        let rows: Result<Vec<_>, _> = table.types.into_iter().map(row).collect();
        Ok((name, rows?))
    });
    Ok(ServiceTypes::new(
        &tables.collect::<Result<_, Malformed>>()?,
    ))
}

pub(super) fn layouts(codes: &'static Codes) -> Result<Layouts, Malformed> {
    let mut layouts = Layouts::new();
    for (spec, text) in SPECS {
        let data: SpecData = toml::from_str(text).map_err(Malformed::Toml)?;
        for (name, data) in data.kinds {
            let kind = name.parse().map_err(|_| Malformed::Kind(name))?;
            if let Some(layout) = layout(spec, kind, data, codes)? {
                layouts.insert((spec, kind), layout);
            }
        }
    }
    Ok(layouts)
}

/// The layout of a kind, unless it is no CSV.
fn layout(
    spec: SpecVersion,
    kind: FileKind,
    data: KindData,
    codes: &'static Codes,
) -> Result<Option<Layout>, Malformed> {
    let fields = data.layout.map(|layout| layout.fields).unwrap_or_default();
    let numbered = fields.iter().zip(1..).all(|(field, no)| field.no == no);
    if !numbered || fields.len() != data.field_count {
        return Err(Malformed::Numbers(kind));
    }
    if fields.is_empty() {
        return Ok(None);
    }
    let groups: Vec<_> = fields.iter().map(|field| field.group.clone()).collect();
    let fields: Vec<_> = fields
        .into_iter()
        .map(|data| field(data, codes))
        .collect::<Result<_, _>>()?;
    let rules = data.rules.into_iter();
    let rules: Vec<_> = rules
        .map(|rule| rule.compile(&fields, &groups))
        .collect::<Result<_, _>>()?;
    let key = |ids: &[String]| -> Result<Vec<usize>, Malformed> {
        let at = |id: &String| fields.iter().position(|field| field.id == *id);
        let key: Option<_> = ids.iter().map(at).collect();
        key.ok_or(Malformed::Key(kind))
    };
    let parent = data
        .parent
        .map(|name| name.parse().map_err(|_| Malformed::Kind(name)));
    Ok(Some(Layout {
        kind,
        spec,
        key: key(&data.key)?,
        parent: parent.transpose()?,
        rules,
        fields,
    }))
}

fn field(data: FieldData, codes: &'static Codes) -> Result<Field, Malformed> {
    let codes = match data.codes {
        Some(name) => Some(codes.get(&name).ok_or(Malformed::Codes(name))?),
        None => None,
    };
    Ok(Field {
        no: data.no,
        name: data.name_ja,
        max_len: data.max_len.or(data.max_len_guess),
        exact: data.exact_len,
        accept_len: data.accept_len,
        presence: match (data.required, data.needed) {
            (RequiredData::Always, _) => Presence::Required,
            (RequiredData::No, true) => Presence::Needed,
            (RequiredData::No, false) => Presence::Optional,
        },
        field_type: data.field_type,
        fixed: data.fixed,
        unused: data.unused,
        // Where only 必須 is open, form and length are not.
        unsure: data.uncertain && data.required_if_unsure.is_none(),
        number_as_text: data.semantic.as_deref() == Some("sequence_no"),
        codes,
        privacy: privacy::of(&data.id).unwrap_or(Privacy::Personal),
        id: data.id,
    })
}
