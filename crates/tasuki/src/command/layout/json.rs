//! Layouts for other programs.

use std::collections::BTreeMap;

use serde::Serialize;
use tasuki_standard::{Field, FieldType, Layout, Presence, Privacy, layout as layout_of};
use tasuki_terms::{FileKind, SpecVersion};

/// The kinds.
#[derive(Serialize)]
pub(super) struct KindsJson {
    kinds: Vec<KindJson>,
}

#[derive(Serialize)]
struct KindJson {
    kind: FileKind,
    name: &'static str,
    /// How many items it has in each version that has it as a CSV.
    fields: BTreeMap<SpecVersion, usize>,
}

/// A layout.
#[derive(Serialize)]
pub(super) struct LayoutJson {
    kind: FileKind,
    name: &'static str,
    version: SpecVersion,
    fields: Vec<FieldJson>,
}

#[derive(Serialize)]
struct FieldJson {
    no: u16,
    name: &'static str,
    id: &'static str,
    presence: &'static str,
    r#type: FieldType,
    form: &'static str,
    exact_length: Option<usize>,
    max_length: Option<usize>,
    accepted_length: Option<usize>,
    fixed: Option<&'static str>,
    unused: bool,
    privacy: &'static str,
    codes: Option<&'static BTreeMap<String, String>>,
}

pub(super) fn kinds(specs: &[SpecVersion]) -> KindsJson {
    let kind = |kind: FileKind| KindJson {
        kind,
        name: kind.name(),
        fields: specs
            .iter()
            .filter_map(|spec| Some((*spec, layout_of(*spec, kind)?.fields.len())))
            .collect(),
    };
    KindsJson {
        kinds: FileKind::ALL.into_iter().map(kind).collect(),
    }
}

pub(super) fn layout(layout: &'static Layout) -> LayoutJson {
    LayoutJson {
        kind: layout.kind,
        name: layout.kind.name(),
        version: layout.spec,
        fields: layout.fields.iter().map(field).collect(),
    }
}

fn field(field: &'static Field) -> FieldJson {
    FieldJson {
        no: field.no,
        name: &field.name,
        id: &field.id,
        presence: match field.presence {
            Presence::Required => "required",
            Presence::Needed => "needed",
            Presence::Optional => "optional",
        },
        r#type: field.field_type,
        form: field.field_type.form(),
        exact_length: field.exact,
        max_length: field.max_len,
        accepted_length: field.accept_len,
        fixed: field.fixed.as_deref(),
        unused: field.unused,
        privacy: match field.privacy {
            Privacy::Public => "public",
            Privacy::Business => "business",
            Privacy::Personal => "personal",
        },
        codes: field.codes,
    }
}
