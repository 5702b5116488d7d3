//! One of each document. Everybody in them is invented.

use jiff::civil::{Date, date};
use tasuki_paper::{
    Addressee, ApplicationCompletion, Bill, CertificateFingerprints, Charge, Contact, Fingerprint,
    FingerprintedCertificate, Invoice, Issuer, LetterOccasion, Paper, PaperError, PaymentReceipt,
    RegistrationLetter, TaxShare,
};
use tasuki_terms::Yen;

/// Letters to two offices.
pub(crate) fn letters() -> Result<Paper, PaperError> {
    let short = Addressee {
        name: "ひばり訪問介護ステーション",
        postal_code: None,
        address: None,
    };
    let second = RegistrationLetter {
        occasion: LetterOccasion::Reissued,
        to: short,
        user_id: "KJ000000000025",
        temporary_password: "Il1-O0o_8B",
        temporary_password_until: None,
        ..letter()
    };
    RegistrationLetter::print(&[letter(), second], &sheet())
}

/// A letter with all that one may have.
pub(crate) fn letter() -> RegistrationLetter<'static> {
    RegistrationLetter {
        occasion: LetterOccasion::Enrolled,
        to: OFFICE,
        from: OPERATOR,
        date: DAY,
        user_id: "KJ000000000017",
        temporary_password: "k7Rw0mQ2xT9b",
        temporary_password_until: Some(date(2027, 1, 31)),
        issuing_password: "Hn4vP8sZ3cLd",
        claims_site: "https://claims.example.jp/",
        portal_site: "https://portal.example.jp/",
        contact: CONTACT,
    }
}

/// An application.
pub(crate) fn completion() -> Result<Paper, PaperError> {
    ApplicationCompletion::print(&[ApplicationCompletion {
        date: DAY,
        office: OFFICE.name,
        representative: "見本 太郎",
        person_in_charge: "髙﨑 花子",
        phone: "0312345678",
        mail: "office@example.jp",
    }])
}

/// An invoice for a year.
pub(crate) fn invoice() -> Result<Paper, PaperError> {
    Invoice::print(&[an_invoice(&CHARGES)])
}

/// An invoice for these.
pub(crate) fn an_invoice<'a>(charges: &'a [Charge<'a>]) -> Invoice<'a> {
    Invoice {
        bill: bill("2026-000123", DAY, charges),
        due: date(2026, 12, 25),
        account: "見本銀行　本店営業部　普通　1234567\n口座名義　タスキ　レンケイ　キバン",
        remarks: &[
            "振込手数料は貴事業所のご負担でお願いいたします。",
            "お振込みの際は、番号を依頼人名の前に入力してください。",
        ],
    }
}

/// Its receipt.
pub(crate) fn receipt() -> Result<Paper, PaperError> {
    PaymentReceipt::print(&[PaymentReceipt {
        bill: bill("R2026-000123", date(2026, 12, 28), &CHARGES),
        purpose: "ケアプランデータ連携システム ライセンス料として",
        paid: date(2026, 12, 24),
        method: "介護給付費からの差引",
    }])
}

/// What both have in common.
fn bill<'a>(number: &'a str, date: Date, charges: &'a [Charge<'a>]) -> Bill<'a> {
    Bill {
        number,
        date,
        to: OFFICE,
        from: OPERATOR,
        charges,
        taxes: &TAXES,
        total: Yen::new(21_000),
        contact: CONTACT,
    }
}

/// The fingerprints of an authority.
pub(crate) fn fingerprints() -> Result<Paper, PaperError> {
    CertificateFingerprints::print(&[sheet()])
}

/// The sheet of them.
pub(crate) const fn sheet() -> CertificateFingerprints<'static> {
    CertificateFingerprints {
        date: DAY,
        certificates: &ROOT,
        contact: CONTACT,
    }
}

const ROOT: [FingerprintedCertificate<'static>; 1] = [FingerprintedCertificate {
    title: "ルート証明書",
    subject: "CN=Tasuki Root CA, O=Tasuki, C=JP",
    until: date(2046, 3, 31),
    fingerprints: &FINGERPRINTS,
}];

const FINGERPRINTS: [Fingerprint<'static>; 2] = [
    Fingerprint {
        algorithm: "SHA-1",
        digest: DIGEST.split_at(20).0,
    },
    Fingerprint {
        algorithm: "SHA-256",
        digest: &DIGEST,
    },
];

const DIGEST: [u8; 32] = [
    0x3c, 0xa1, 0x07, 0x5e, 0x90, 0xdd, 0x42, 0xb8, 0x16, 0xf3, 0x68, 0x2b, 0xc9, 0x54, 0x0e, 0x71,
    0xaf, 0x25, 0x83, 0xe6, 0x1d, 0x97, 0x4c, 0x30, 0xbe, 0x62, 0x08, 0xd5, 0xfa, 0x19, 0x7b, 0x44,
];

const DAY: Date = date(2026, 11, 21);

const OFFICE: Addressee<'static> = Addressee {
    name: "あおぞら居宅介護支援事業所",
    postal_code: Some("100-0000"),
    address: Some("東京都見本区見本町一丁目2番3号\n見本ビル4階"),
};

pub(crate) const OPERATOR: Issuer<'static> = Issuer {
    name: "たすき連携基盤 運営事務局",
    postal_code: Some("100-0001"),
    address: Some("東京都見本区例示台5番6号"),
    registration_number: Some("T0000000000000"),
};

const CONTACT: Contact<'static> = Contact {
    name: "たすき連携基盤 ヘルプデスク",
    ways: &[
        "電話　03-0000-0000（平日 9:00～17:00）",
        "Web　https://support.example.jp/",
    ],
};

const CHARGES: [Charge<'static>; 1] = [Charge {
    description: "ケアプランデータ連携システム ライセンス料\n（事業所番号 1370000017）",
    from: date(2026, 11, 21),
    until: date(2027, 11, 20),
    tax_rate: 10,
    amount: Yen::new(21_000),
}];

const TAXES: [TaxShare; 1] = [TaxShare {
    rate: 10,
    total: Yen::new(21_000),
    tax: Yen::new(1_909),
}];
