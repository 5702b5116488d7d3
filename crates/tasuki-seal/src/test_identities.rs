//! Identities for tests, from `testdata/seal/`.

use crate::Identity;

macro_rules! identity {
    ($name:literal) => {
        (
            include_bytes!(concat!("../../../testdata/seal/", $name, ".cert.der")),
            include_bytes!(concat!("../../../testdata/seal/", $name, ".key.der")),
        )
    };
}

pub(crate) const OFFICE_A: (&[u8], &[u8]) = identity!("office-a");
pub(crate) const OFFICE_B: (&[u8], &[u8]) = identity!("office-b");
pub(crate) const OFFICE_C: (&[u8], &[u8]) = identity!("office-c");
pub(crate) const OFFICE_RSA: (&[u8], &[u8]) = identity!("office-rsa");

pub(crate) fn office_a() -> Identity {
    Identity::from_der(OFFICE_A.0, OFFICE_A.1).unwrap()
}

pub(crate) fn office_b() -> Identity {
    Identity::from_der(OFFICE_B.0, OFFICE_B.1).unwrap()
}

/// Somebody whom the message does not concern.
pub(crate) fn office_c() -> Identity {
    Identity::from_der(OFFICE_C.0, OFFICE_C.1).unwrap()
}

pub(crate) fn office_rsa() -> Identity {
    Identity::from_der(OFFICE_RSA.0, OFFICE_RSA.1).unwrap()
}
