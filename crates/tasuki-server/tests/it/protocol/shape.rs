//! Whether an example is what a schema of the OpenAPI document tells.

use serde_json::Value;

/// What stands in an example for an object that is told elsewhere.
pub(super) const ELSEWHERE: &str = "…";

/// Asserts that a value agrees with a schema: all members are told and none else, each with its type.
pub(super) fn assert_shape(document: &Value, schema: &Value, value: &Value, at: &str) {
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "description"
            | "example"
            | "format"
            | "minimum"
            | "pattern"
            | "required"
            | "additionalProperties" => {}
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                assert_shape(document, document.pointer(pointer).unwrap(), value, at);
            }
            "oneOf" => {
                let of_value = |one: &&Value| (one["type"] == "null") == value.is_null();
                let one = wanted.as_array().unwrap().iter().find(of_value);
                assert_shape(document, one.expect(at), value, at);
            }
            "type" => {
                let types = wanted.as_array().cloned().unwrap_or(vec![wanted.clone()]);
                let is_one = types
                    .iter()
                    .any(|one| is_type(one.as_str().unwrap(), value));
                assert!(is_one, "{at}: {value} is not {wanted}");
            }
            "enum" => {
                let is_one = wanted.as_array().unwrap().contains(value);
                assert!(is_one, "{at}: {value} is none of {wanted}");
            }
            "properties" => assert_members(document, wanted, value, at),
            "items" => {
                for (place, one) in value.as_array().into_iter().flatten().enumerate() {
                    assert_shape(document, wanted, one, &format!("{at}[{place}]"));
                }
            }
            other => panic!("{at}: {other} is not looked at"),
        }
    }
}

fn assert_members(document: &Value, known: &Value, value: &Value, at: &str) {
    let (known, told) = (known.as_object().unwrap(), value.as_object().unwrap());
    if told.keys().eq([ELSEWHERE]) {
        return;
    }
    for name in known.keys() {
        assert!(told.contains_key(name), "{at}: {name} is missing");
    }
    for (name, value) in told {
        let schema = known.get(name);
        let schema = schema.unwrap_or_else(|| panic!("{at}: there is no {name}"));
        assert_shape(document, schema, value, &format!("{at}.{name}"));
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type"),
    }
}

#[test]
fn what_is_missing_too_much_or_of_another_type_is_found() {
    let document = serde_json::json!({ "one": {
        "type": "object",
        "properties": { "a": { "type": ["string", "null"] }, "b": { "type": "array",
            "items": { "$ref": "#/one" } } },
    }});
    let agrees = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        let check = || assert_shape(&document, &document["one"], &value, "$");
        std::panic::catch_unwind(check).is_ok()
    };
    for good in [
        r#"{"a":null,"b":[]}"#,
        r#"{"a":"x","b":[{"a":"y","b":[]}]}"#,
        r#"{"…":null}"#,
    ] {
        assert!(agrees(good), "{good}");
    }
    for bad in [
        r#"{"a":null}"#,
        r#"{"a":1,"b":[]}"#,
        r#"{"a":null,"b":[],"c":1}"#,
        r#"{"a":null,"b":[{"a":"y"}]}"#,
        "[]",
    ] {
        assert!(!agrees(bad), "{bad}");
    }
}
