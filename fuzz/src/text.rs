//! Texts that types are read from.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bytes as text, if they are.
pub(crate) fn told(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes).ok()
}

/// What is read is printed to be read the same.
pub(crate) fn reads_again<T: FromStr + Display + PartialEq + Debug>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let printed = value.to_string();
        assert_eq!(printed.parse().ok().as_ref(), Some(&value), "{text:?}");
        let again = printed.parse::<T>().map(|again| again.to_string());
        assert_eq!(again.ok(), Some(printed), "{text:?}");
    }
}

/// What is read from JSON is written to be read the same.
pub(crate) fn json_reads_again<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<T>(bytes) else {
        return;
    };
    let written = serde_json::to_vec(&value);
    assert!(written.is_ok(), "{:?}", written.as_ref().err());
    let written = written.unwrap_or_default();
    let again = serde_json::from_slice::<T>(&written);
    assert!(again.is_ok(), "{:?}", again.as_ref().err());
    let again = again.ok().and_then(|again| serde_json::to_vec(&again).ok());
    assert_eq!(again, Some(written));
}
